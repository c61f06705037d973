//! Write answer: a whole answer as Converse gives it.

use super::write_blocks::write_said;
use super::{figures, words};
use crate::format::model::{Answer, Content, Stop};
use crate::format::translate::out::Out;

/// Writes an answer.
pub(in crate::format::translate) fn write_answer(answer: &Answer) -> Vec<u8> {
    let mut out = Out::default();
    out.object().key("output").object().key("message").object();
    out.member("role", "assistant").key("content").array();
    for block in answer.blocks.iter().filter(|block| is_said(block)) {
        out.object();
        write_said(block, &mut out);
        out.end_object();
    }
    out.end_array().end_object().end_object();
    write_stop(&answer.stop, &mut out);
    out.key("usage");
    figures::write(answer.usage.as_ref(), &mut out);
    if let Some(tier) = answer.tier.and_then(words::tier) {
        out.key("serviceTier").object().member("type", tier).end_object();
    }
    out.end_object();
    out.into_bytes()
}

/// Writes the reason, and the text at which the answer ended where it stands with requests that ask for it.
pub(super) fn write_stop(stop: &Stop, out: &mut Out) {
    let (reason, sequence) = words::stop(stop);
    out.member("stopReason", reason);
    if let Some(sequence) = sequence {
        out.key("additionalModelResponseFields").object().member("stop_sequence", sequence).end_object();
    }
}

fn is_said(block: &Content) -> bool {
    !matches!(block, Content::Image(_) | Content::File(_) | Content::Audio(_) | Content::ToolResult(_))
}

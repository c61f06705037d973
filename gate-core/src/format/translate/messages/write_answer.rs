//! Write answer: a whole answer as a message.

use super::write_blocks::write_said;
use super::{figures, words};
use crate::format::model::{Answer, Content};
use crate::format::translate::out::Out;

/// Writes an answer.
pub(in crate::format::translate) fn write_answer(answer: &Answer) -> Vec<u8> {
    let mut out = Out::default();
    out.object().member("id", &answer.id).member("type", "message").member("role", "assistant");
    out.member("model", &answer.model).key("content").array();
    for block in &answer.blocks {
        if is_said(block) {
            out.object();
            write_said(block, &mut out);
            out.end_object();
        }
    }
    let (reason, sequence) = words::stop(&answer.stop);
    out.end_array().member("stop_reason", reason).key("stop_sequence");
    match sequence {
        Some(text) => out.text(text),
        None => out.null(),
    };
    out.key("usage");
    figures::write(answer.usage.as_ref(), answer.tier.and_then(words::tier), &mut out);
    out.end_object();
    out.into_bytes()
}

fn is_said(block: &Content) -> bool {
    !matches!(block, Content::Image(_) | Content::File(_) | Content::Audio(_) | Content::ToolResult(_))
}

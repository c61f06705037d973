//! Write answer: a whole answer.

use super::write_parts::{ANSWERED, write_all};
use super::{figures, words};
use crate::format::model::{Answer, Stop};
use crate::format::translate::out::Out;
use crate::usage::TokenUsage;

/// Writes an answer.
pub(in crate::format::translate) fn write_answer(answer: &Answer) -> Vec<u8> {
    let mut out = Out::default();
    write_head(&mut out);
    write_all(answer.blocks.iter(), ANSWERED, &mut out);
    write_tail(Some(&answer.stop), &mut out);
    write_facts(answer.usage.as_ref(), (&answer.id, &answer.model), answer.created, &mut out);
    out.into_bytes()
}

/// Writes the beginning of an answer or frame, up to its parts.
pub(super) fn write_head(out: &mut Out) {
    out.object().key("candidates").array().object().key("content").object().key("parts").array();
}

/// Writes what follows the parts, up to the end of the candidate.
pub(super) fn write_tail(stop: Option<&Stop>, out: &mut Out) {
    out.end_array().member("role", "model").end_object();
    out.member_if("finishReason", stop.map(words::stop)).key("index").integer(0).end_object().end_array();
}

/// Writes what an answer or frame says about itself, up to its end. Ids and names that nobody gave are left out.
pub(super) fn write_facts(
    usage: Option<&TokenUsage>,
    (id, model): (&str, &str),
    created: Option<u64>,
    out: &mut Out,
) {
    if let Some(usage) = usage {
        out.key("usageMetadata");
        figures::write(usage, out);
    }
    let given = |text| Some(text).filter(|text: &&str| !text.is_empty());
    out.member_if("modelVersion", given(model));
    let time = created.and_then(|created| jiff::Timestamp::from_second(i64::try_from(created).ok()?).ok());
    out.member_if("createTime", time.map(|time| time.to_string()).as_deref());
    out.member_if("responseId", given(id)).end_object();
}

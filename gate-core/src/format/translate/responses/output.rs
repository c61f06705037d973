//! Output: the items of an answer, written.

use crate::format::translate::out::Out;

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Begun,
    Whole,
    /// The limit of tokens came before its end.
    Cut,
}

impl Progress {
    fn word(self) -> &'static str {
        match self {
            Self::Begun => "in_progress",
            Self::Whole => "completed",
            Self::Cut => "incomplete",
        }
    }
}

/// Writes a message up to its first part.
pub(super) fn begin_message(id: &str, progress: Progress, out: &mut Out) {
    out.object().member("id", id).member("type", "message").member("status", progress.word());
    out.member("role", "assistant").key("content").array();
}

/// Writes a message's end.
pub(super) fn end_message(out: &mut Out) {
    out.end_array().end_object();
}

/// Writes a part of a message.
pub(super) fn write_part(is_refusal: bool, text: &str, out: &mut Out) {
    out.object();
    if is_refusal {
        out.member("type", "refusal").member("refusal", text);
    } else {
        out.member("type", "output_text").key("annotations").array().end_array();
        out.key("logprobs").array().end_array().member("text", text);
    }
    out.end_object();
}

/// A call as an item tells it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FunctionCall<'c> {
    pub(super) id: &'c str,
    pub(super) call_id: &'c str,
    pub(super) name: &'c str,
    pub(super) arguments: &'c str,
}

impl FunctionCall<'_> {
    pub(super) fn write(self, progress: Progress, out: &mut Out) {
        out.object().member("id", self.id).member("type", "function_call").member("status", progress.word());
        out.member("arguments", self.arguments).member("call_id", self.call_id).member("name", self.name);
        out.end_object();
    }
}

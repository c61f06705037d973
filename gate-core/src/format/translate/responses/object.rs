//! Object: the `response` that a whole answer is, and that events of a stream carry.

use super::{ResponsesEcho, failure, figures};
use crate::format::model::{Failure, Stop, Tier};
use crate::format::translate::chat;
use crate::format::translate::out::Out;
use crate::usage::TokenUsage;

/// How an answer stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Status<'s> {
    InProgress,
    Completed,
    /// It ended before its time; why.
    Incomplete(&'static str),
    Failed(&'s Failure),
}

impl Status<'_> {
    /// How an answer stands that ended so. A refusal that is spelled out is an answer; one that is not was filtered.
    pub(super) fn of_stop(stop: &Stop, has_refusal: bool) -> Self {
        match stop {
            Stop::Length => Self::Incomplete("max_output_tokens"),
            Stop::Refusal if !has_refusal => Self::Incomplete("content_filter"),
            Stop::Refusal | Stop::End | Stop::Sequence(_) | Stop::ToolUse => Self::Completed,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Incomplete(_) => "incomplete",
            Self::Failed(_) => "failed",
        }
    }
}

/// An answer but for its status and its items.
#[derive(Debug)]
pub(super) struct Object<'o> {
    pub(super) id: &'o str,
    pub(super) model: &'o str,
    pub(super) created: u64,
    pub(super) tier: Option<Tier>,
    pub(super) usage: Option<&'o TokenUsage>,
    pub(super) echo: &'o ResponsesEcho,
}

impl Object<'_> {
    /// Writes the answer; `output` is the array of its items.
    pub(super) fn write(&self, status: Status<'_>, output: &str, out: &mut Out) {
        out.object().member("id", self.id).member("object", "response");
        out.key("created_at").integer(self.created).member("status", status.word());
        out.key("error");
        match status {
            Status::Failed(failure) => {
                out.object().member("code", failure::code(failure.kind)).member("message", &failure.message);
                out.end_object();
            }
            _ => {
                out.null();
            }
        }
        out.key("incomplete_details");
        match status {
            Status::Incomplete(reason) => out.object().member("reason", reason).end_object(),
            _ => out.null(),
        };
        out.member("model", self.model).key("output").put(output);
        self.echo.write(out);
        out.key("service_tier");
        match self.tier {
            Some(tier) => out.text(chat::tier(tier)),
            None => out.null(),
        };
        out.key("usage");
        match self.usage {
            Some(usage) => figures::write(usage, out),
            None => {
                out.null();
            }
        }
        out.end_object();
    }
}

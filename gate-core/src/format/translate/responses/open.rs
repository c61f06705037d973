//! Open: the item of an answer that is being streamed, as it stands.

use super::output::{FunctionCall, Progress, begin_message, end_message, write_part};
use super::reasoning::Item;
use crate::format::translate::out::Out;

/// The open item.
pub(super) struct Open {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// The text of the open part, the thoughts, or the arguments.
    pub(super) text: String,
}

pub(super) enum Kind {
    Message {
        /// The parts that are done, and whether each is a refusal.
        parts: Vec<(bool, String)>,
        is_refusal: bool,
    },
    Reasoning {
        sealed: Option<String>,
    },
    Call {
        call_id: String,
        name: String,
    },
}

impl Kind {
    /// What the item's id begins with.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Message { .. } => "msg",
            Self::Reasoning { .. } => "rs",
            Self::Call { .. } => "fc",
        }
    }
}

impl Open {
    /// The item as it stands.
    pub(super) fn item(&self, progress: Progress) -> String {
        let mut out = Out::default();
        match &self.kind {
            Kind::Message { parts, .. } => {
                begin_message(&self.id, progress, &mut out);
                for (is_refusal, text) in parts {
                    write_part(*is_refusal, text, &mut out);
                }
                end_message(&mut out);
            }
            Kind::Reasoning { sealed } => {
                let sealed = sealed.as_deref().map(Into::into);
                Item { id: self.id.as_str().into(), summary: &self.text, sealed }.write(&mut out);
            }
            Kind::Call { call_id, name } => {
                FunctionCall { id: &self.id, call_id, name, arguments: &self.text }.write(progress, &mut out);
            }
        }
        out.into_text()
    }

    /// Writes the open part of a message.
    pub(super) fn write_part(&self, out: &mut Out) {
        let is_refusal = matches!(self.kind, Kind::Message { is_refusal: true, .. });
        out.key("part");
        write_part(is_refusal, &self.text, out);
    }

    /// Writes the empty list of probabilities that the events of texts must have.
    pub(super) fn write_logprobs(&self, out: &mut Out) {
        if matches!(self.kind, Kind::Message { is_refusal: false, .. }) {
            out.key("logprobs").array().end_array();
        }
    }
}

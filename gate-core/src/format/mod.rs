//! Format: request and answer bodies, read once, changed in place and written anew.
//!
//! [`Walker`] finds the words in every format; `zone` has what the formats' tables are made of, `walk` the one walk
//! over all of them.

mod anthropic;
mod event;
pub mod filter;
pub mod follow;
mod gemini;
pub mod json;
mod loose;
pub mod model;
pub mod openai;
pub mod path;
mod request;
pub mod translate;
mod walk;
mod walker;
mod zone;

pub use request::{ClientFormat, InputShape, PathFacts, Request};
pub use walk::StringVisitor;
pub use walker::Walker;

use crate::format::json::JsonFault;

/// Why a body is not what its format says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FormatFault {
    /// What is wrong, for people. It repeats names of fields, never their contents.
    pub message: String,
    /// The field at fault, as a path (`messages[2].content`), when it is one field.
    pub param: Option<String>,
}

impl FormatFault {
    /// A fault of one field.
    pub(crate) fn of(param: &str, message: impl Into<String>) -> Self {
        Self { message: message.into(), param: Some(param.to_owned()) }
    }

    /// A fault of the body as a whole.
    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self { message: message.into(), param: None }
    }
}

impl From<JsonFault> for FormatFault {
    fn from(fault: JsonFault) -> Self {
        Self::whole(fault.to_string())
    }
}

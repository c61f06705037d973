//! Model: a conversation and its answer as every wire format can tell them.
//!
//! [`translate`](super::translate) reads each format into these types and writes them out again, so that a format needs
//! one reader and one writer, whatever the others are. What no second format could take up has no place here.

mod answer;
mod content;
mod conversation;
mod delta;
mod fold;
mod json;

pub use answer::{Answer, Failure, FailureKind, Stop};
pub use content::{Audio, Block, CacheHint, Content, File, Image, Source, Thinking, ToolCall, ToolResult};
pub use conversation::{
    Conversation, Effort, OutputForm, Reasoning, Role, Sampling, Tier, Tool, ToolChoice, Turn,
};
pub use delta::{Delta, Head};
pub use fold::Fold;
pub use json::{JsonText, Number};

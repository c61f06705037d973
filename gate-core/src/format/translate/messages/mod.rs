//! Messages: Anthropic's messages, read into the model and written from it.

mod answer;
mod blocks;
mod failure;
mod figures;
mod request;
mod stream_read;
mod stream_write;
mod thinking;
mod words;
mod write_answer;
mod write_blocks;
mod write_request;
mod write_turns;

pub(super) use answer::read_answer;
pub(super) use failure::{read_failure, write_failure};
pub(super) use figures::ABSURD;
pub(super) use request::read_request;
pub(super) use stream_read::StreamReader;
pub(super) use stream_write::StreamWriter;
pub use thinking::ThinkingForm;
pub(super) use thinking::{Thought, decide as decide_thought};
pub(super) use write_answer::write_answer;
pub(super) use write_blocks::{is_writable, plain_id};
pub(super) use write_request::{with_type, write_request};
pub(super) use write_turns::{groups, system_blocks, word as role_word};

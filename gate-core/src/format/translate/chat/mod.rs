//! Chat: `OpenAI`'s chat completions, read into the model and written from it.
//!
//! Thoughts stand in `reasoning_content`, the field most makers use, and with their signatures in `reasoning_details`,
//! `OpenRouter`'s; `thinking_blocks`, `LiteLLM`'s, is read as well.

mod answer;
mod extra;
mod failure;
mod lanes;
mod parts;
mod reasoning;
mod request;
mod stream_read;
mod stream_write;
mod turns;
mod words;
mod write_answer;
mod write_request;
mod write_turns;

pub(super) use answer::read_answer;
pub(super) use failure::{read_failure, write_failure};
pub(super) use request::read_request;
pub(super) use stream_read::StreamReader;
pub(super) use stream_write::StreamWriter;
pub(super) use turns::read_arguments;
pub(super) use words::{effort, read_effort, read_tier, tier};
pub(super) use write_answer::write_answer;
pub(super) use write_request::write_request;
pub(super) use write_turns::{address, mark_error};

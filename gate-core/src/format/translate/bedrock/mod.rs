//! Bedrock: AWS's Converse, which conversations are written into and answers read from.
//!
//! No client speaks it to us, so that requests are not read. Answers are written as well, so that everything that can
//! be read can be told.

mod answer;
mod blocks;
mod extras;
mod failure;
mod figures;
mod media;
mod stream_read;
mod stream_write;
mod target;
mod tools;
mod words;
mod write_answer;
mod write_blocks;
mod write_request;
mod write_turns;

pub(super) use answer::read_answer;
pub(super) use failure::{failure_name, read_failure, write_failure};
pub(super) use stream_read::StreamReader;
pub(super) use stream_write::StreamWriter;
pub use target::{BedrockTarget, ModelFamily};
pub(super) use write_answer::write_answer;
pub(super) use write_request::write_request;

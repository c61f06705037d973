//! Gemini: Google's `generateContent` and `streamGenerateContent`, read into the model and written from it.
//!
//! The model and the wish for a stream stand in the address, not in the body: what is read has neither, and what is
//! written lacks them. A frame of a stream is an answer of its own whose parts are to be appended, so that a whole
//! answer is read as a stream of one frame. Members are written in camel case and read in snake case as well.
//!
//! Other makers' signatures and hidden thoughts pass through clients of this format as marked `thoughtSignature`s.

mod answer;
mod failure;
mod figures;
mod generation;
mod media;
mod names;
mod request;
mod said;
mod schema;
mod signature;
mod stream_read;
mod stream_write;
mod thinking;
mod tools;
mod turns;
mod words;
mod write_answer;
mod write_parts;
mod write_request;
mod write_turns;

pub(super) use answer::read_answer;
pub use failure::retry_delay;
pub(super) use failure::{read_failure, write_failure};
pub(super) use request::read_request;
pub(super) use stream_read::StreamReader;
pub(super) use stream_write::StreamWriter;
pub use thinking::GeminiThinking;
pub(super) use write_answer::write_answer;
pub(super) use write_request::write_request;

//! Responses: `OpenAI`'s Responses, read into the model and written from it.
//!
//! Thoughts are items of type `reasoning`: what can be read of them is the summary, what proves them stands in
//! `encrypted_content`. What was stored of earlier answers is put back by [`history`] before a request is read.

mod answer;
mod echo;
mod failure;
mod figures;
pub mod history;
mod ids;
mod items;
mod object;
mod open;
mod output;
mod parts;
mod reasoning;
mod request;
mod stream_read;
mod stream_write;
mod write_answer;
mod write_items;
mod write_request;

pub(super) use answer::read_answer;
pub use echo::ResponsesEcho;
pub(super) use failure::{error_event, read_failure, write_failure};
pub(super) use request::read_request;
pub(super) use stream_read::StreamReader;
pub(super) use stream_write::StreamWriter;
pub(super) use write_answer::write_answer;
pub(super) use write_request::write_request;

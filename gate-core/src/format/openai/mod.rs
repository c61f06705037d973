//! Openai: the bodies of `POST /v1/chat/completions`, as the `OpenAI` API reference describes them.

mod answer;
mod chunk;
mod request;
mod stream;
mod usage;
mod walk;
mod written;
mod zone;

#[cfg(test)]
mod tests;

pub use answer::ChatAnswer;
pub use request::{ChatRequest, InputShape};
pub use stream::{ChatStream, Forward, RestorerSource, StreamSettings, TokenCount, is_done};
pub use walk::StringVisitor;

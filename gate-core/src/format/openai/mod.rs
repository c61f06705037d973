//! Openai: the bodies of `OpenAI`'s routes, as its API reference describes them.

mod answer;
mod chunk;
mod event;
mod frame;
mod request;
mod settings;
mod stray;
mod stream;
pub(super) mod usage;
mod written;
pub(super) mod zone;

#[cfg(test)]
mod tests;

pub use answer::ChatAnswer;
pub use event::{EventText, text_of_event};
pub(super) use request::refuses_max_tokens;
pub use request::{ChatRequest, InputShape};
pub use settings::{FilterSource, Filters, Forward, StreamFault, StreamSettings, TokenCount};
pub use stream::{ChatStream, is_done};

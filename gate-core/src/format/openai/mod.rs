//! Openai: the bodies of `OpenAI`'s routes, as its API reference describes them.

mod answer;
mod chunk;
mod event;
mod frame;
mod limit;
mod settings;
mod stray;
pub(super) mod stream;
pub(super) mod usage;
pub(super) mod written;
pub(super) mod zone;

#[cfg(test)]
pub(super) mod tests;

pub use answer::ChatAnswer;
pub use event::{EventText, text_of_event};
pub(super) use limit::refuses_max_tokens;
pub use settings::{FilterSource, Filters, Forward, StreamFault, StreamSettings, TokenCount};
pub use stream::{ChatStream, is_done};

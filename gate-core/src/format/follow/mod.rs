//! Follow: answers on their way to the caller, whole or streamed, in every format that callers speak.
//!
//! `grammar` says what the follower must know of a format's events; `messages`, `responses` and `gemini` know it;
//! `follower` does the rest, which is the same for all of them. [`ChatStream`] is older and follows chunks by itself.

mod figures;
mod follower;
mod frame;
mod gemini;
mod grammar;
mod messages;
mod never;
mod responses;
mod spelled;
mod whole;
mod written;

#[cfg(test)]
mod tests;

pub use super::openai::{FilterSource, Filters, Forward, StreamFault, StreamSettings, TokenCount};
pub use whole::WholeAnswer;

use bytes::Bytes;

use super::ClientFormat;
use super::openai::ChatStream;
use crate::usage::TokenUsage;
use follower::Follower;
use never::Never;

/// Follows one streamed answer from its first frame to its last.
pub trait AnswerStream: Send {
    /// Takes the next frame: `raw` with its field names and blank line, `data` what its `data` field holds. Frames
    /// without data, such as comments, are not for it.
    ///
    /// # Errors
    /// Data that is no event of the format, or more texts at once than an honest answer has; and what a filter refuses.
    fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, StreamFault>;

    /// The texts still held back, as frames of our own; to be called once, when no more frames come and no filter has
    /// stopped the answer.
    ///
    /// # Errors
    /// A filter's: nothing that is held back may go on.
    fn finish(&mut self) -> Result<Option<Bytes>, StreamFault>;

    /// The token figures reported so far; they are cumulative.
    fn usage(&self) -> Option<TokenUsage>;

    /// The tokens the model has written so far, counted piece by piece, which is never less than the whole counts.
    fn output_tokens(&self) -> u64;

    /// The same with each text counted as a whole, as it is for an answer that was not streamed. It costs time.
    fn exact_output_tokens(&self) -> u64;

    /// Whether the answer may end here: a stream that does so before has been broken off.
    fn is_complete(&self) -> bool;
}

/// Begins to follow a streamed answer in that format. One in a format that is never streamed is refused at its first
/// frame.
///
/// ```
/// use bytes::Bytes;
/// use gate_core::format::ClientFormat;
/// use gate_core::format::follow::{self, Forward, StreamSettings};
///
/// let count = Box::new(|text: &str| text.len() as u64);
/// let settings = StreamSettings { caller_asked_usage: false, count, filters: None };
/// let mut stream = follow::open(ClientFormat::Messages, settings);
/// let stop = Bytes::from_static(b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
/// assert!(!stream.is_complete());
/// assert_eq!(stream.push(&stop, br#"{"type":"message_stop"}"#)?, Forward::Untouched(stop));
/// assert!(stream.is_complete());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open(format: ClientFormat, settings: StreamSettings) -> Box<dyn AnswerStream> {
    match format {
        ClientFormat::ChatCompletions => Box::new(ChatStream::new(settings)),
        ClientFormat::Messages => Box::new(Follower::new(messages::Messages::default(), settings)),
        ClientFormat::Responses => Box::new(Follower::new(responses::Responses::default(), settings)),
        ClientFormat::GenerateContent => Box::new(Follower::new(gemini::Gemini::default(), settings)),
        ClientFormat::CountTokens | ClientFormat::Embeddings => Box::new(Never),
    }
}

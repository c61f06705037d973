//! Follow: temporary shape until the followers of all formats are here.

use bytes::Bytes;

use super::ClientFormat;
use super::FormatFault;
use super::openai::{ChatAnswer, ChatStream, Forward, StreamFault, StreamSettings};
use crate::usage::TokenUsage;

/// Follows one streamed answer.
pub trait AnswerStream: Send {
    /// Takes a frame.
    fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, StreamFault>;
    /// What is held back.
    fn finish(&mut self) -> Result<Option<Bytes>, StreamFault>;
    /// Figures.
    fn usage(&self) -> Option<TokenUsage>;
    /// Tokens.
    fn output_tokens(&self) -> u64;
    /// Tokens.
    fn exact_output_tokens(&self) -> u64;
    /// Whether the end was seen.
    fn is_complete(&self) -> bool;
}

impl AnswerStream for ChatStream {
    fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, StreamFault> {
        self.push(raw, data)
    }
    fn finish(&mut self) -> Result<Option<Bytes>, StreamFault> {
        self.finish()
    }
    fn usage(&self) -> Option<TokenUsage> {
        self.usage()
    }
    fn output_tokens(&self) -> u64 {
        self.output_tokens()
    }
    fn exact_output_tokens(&self) -> u64 {
        self.exact_output_tokens()
    }
    fn is_complete(&self) -> bool {
        true
    }
}

/// Opens.
pub fn open(_format: ClientFormat, settings: StreamSettings) -> Box<dyn AnswerStream> {
    Box::new(ChatStream::new(settings))
}

/// Whole.
pub struct WholeAnswer;

impl WholeAnswer {
    /// Parses.
    pub fn parse(_format: ClientFormat, body: Bytes) -> Result<ChatAnswer, FormatFault> {
        ChatAnswer::parse(body)
    }
}

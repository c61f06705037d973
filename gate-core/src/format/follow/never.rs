//! Never: the stream of a format that has none, for a provider that sends one all the same.

use bytes::Bytes;

use super::grammar::no_event;
use super::{AnswerStream, Forward, StreamFault};
use crate::usage::TokenUsage;

/// Refuses every frame.
pub(super) struct Never;

impl AnswerStream for Never {
    fn push(&mut self, _: &Bytes, _: &[u8]) -> Result<Forward, StreamFault> {
        Err(no_event().into())
    }

    fn finish(&mut self) -> Result<Option<Bytes>, StreamFault> {
        Ok(None)
    }

    fn usage(&self) -> Option<TokenUsage> {
        None
    }

    fn output_tokens(&self) -> u64 {
        0
    }

    fn exact_output_tokens(&self) -> u64 {
        0
    }

    fn is_complete(&self) -> bool {
        false
    }
}

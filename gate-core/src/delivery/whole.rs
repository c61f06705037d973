//! Whole: an answer that came in one piece, read and made ready for its caller.

use std::sync::Arc;

use bytes::Bytes;

use super::translation::{self, Naming};
use crate::format::{ClientFormat, follow};
use crate::handoff::{AnswerTexts, Reading};
use crate::pricing::TokenCounter;
use crate::refusal::Refusal;
use crate::usage::TokenUsage;

/// A whole answer as it came.
pub(super) struct WholeAnswer {
    pub(super) body: Bytes,
    pub(super) format: ClientFormat,
    pub(super) reading: Reading,
    pub(super) naming: Naming,
    pub(super) texts: AnswerTexts,
    pub(super) tokens: Arc<TokenCounter>,
    pub(super) model: String,
}

/// A whole answer as it goes on, and what it holds.
pub(super) struct ReadAnswer {
    /// Its body, or why it must not be seen.
    pub(super) body: Result<Bytes, Refusal>,
    /// What the provider reported to have been used.
    pub(super) usage: Option<TokenUsage>,
    /// Output tokens counted here, when it reported nothing.
    pub(super) output_tokens: u64,
}

impl WholeAnswer {
    /// Reads the answer, takes out what the model must not say and puts values back; `None` when it is none of its
    /// format.
    pub(super) fn read(self) -> Option<ReadAnswer> {
        let (body, reported) = translation::whole(self.body, &self.reading, self.naming).ok()?;
        let mut answer = follow::WholeAnswer::parse(self.format, body).ok()?;
        // What stands in translated vectors was counted here.
        let is_counted = matches!(self.reading, Reading::Embeddings { .. });
        let usage = reported.or_else(|| answer.usage().filter(|_| !is_counted));
        let mut output_tokens = 0;
        if usage.is_none() {
            answer.output_texts(&mut |text| output_tokens += self.tokens.count(&self.model, text));
        }
        let body = if self.texts.pass_untouched() {
            Ok(answer.write())
        } else {
            answer.filter(&mut self.texts.filter()).map(|_| answer.write())
        };
        Some(ReadAnswer { body, usage, output_tokens })
    }
}

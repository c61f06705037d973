//! Meter: how many tokens an answer has so far, and whether that is more than was paid for.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::format::openai::TokenCount;
use crate::pricing::TokenCounter;

/// Counts a streamed answer piece by piece, which is quick and never too little. Only when the pieces together pass
/// the allowance is the text counted as a whole, which is exact.
pub(crate) struct Meter {
    tokens: Arc<TokenCounter>,
    model: Arc<str>,
    /// Tokens that are paid for, when the provider was told so; `None` lets the answer run.
    allowance: Option<u64>,
    text: Arc<Mutex<String>>,
    /// Below this count of pieces the whole cannot have passed the allowance.
    next_check: u64,
    /// The exact count, once the allowance was passed.
    passed: bool,
}

impl Meter {
    /// A meter at zero.
    pub(crate) fn new(tokens: Arc<TokenCounter>, model: String, allowance: Option<u64>) -> Self {
        let next_check = allowance.unwrap_or(u64::MAX);
        let model = Arc::from(model);
        Self { tokens, model, allowance, text: Arc::default(), next_check, passed: false }
    }

    /// The count of one piece, for whoever sees the pieces; the text is kept only while an allowance must be watched.
    pub(crate) fn counting(&self) -> TokenCount {
        let (tokens, model) = (Arc::clone(&self.tokens), Arc::clone(&self.model));
        let text = self.allowance.is_some().then(|| Arc::clone(&self.text));
        Box::new(move |piece| {
            if let Some(text) = &text {
                text.lock().push_str(piece);
            }
            tokens.count(&model, piece)
        })
    }

    /// Whether more was written than is paid for. `pieces` is the sum of the pieces' counts so far.
    pub(crate) fn is_overspent(&mut self, pieces: u64) -> bool {
        let Some(allowance) = self.allowance.filter(|_| pieces > self.next_check) else { return false };
        let exact = self.tokens.count(&self.model, &self.text.lock());
        self.passed = exact > allowance;
        // The whole never grows faster than the sum of its pieces, so it need not be looked at before this.
        self.next_check = pieces + allowance.saturating_sub(exact);
        self.passed
    }

    /// The count to settle with: no more than what was granted when the answer was cut off there.
    pub(crate) fn settled(&self, pieces: u64) -> u64 {
        match self.allowance {
            Some(allowance) if self.passed => pieces.min(allowance),
            _ => pieces,
        }
    }
}

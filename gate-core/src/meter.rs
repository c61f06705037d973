//! Meter: whether a streamed answer has grown beyond what was paid for.

use crate::format::follow::AnswerStream;

/// Watches the tokens of an answer. The quick count by pieces is never too little, so the exact one is made only
/// when that passes the allowance.
pub(crate) struct Meter {
    /// Tokens that are paid for, when the provider was told so; `None` lets the answer run.
    allowance: Option<u64>,
    /// Below this count of pieces the whole cannot have passed the allowance.
    next_check: u64,
    passed: bool,
}

impl Meter {
    /// A meter at zero.
    pub(crate) fn new(allowance: Option<u64>) -> Self {
        Self { allowance, next_check: allowance.unwrap_or(u64::MAX), passed: false }
    }

    /// Whether more was written than is paid for.
    pub(crate) fn is_overspent(&mut self, answer: &dyn AnswerStream) -> bool {
        let pieces = answer.output_tokens();
        let Some(allowance) = self.allowance.filter(|_| pieces > self.next_check) else { return false };
        let exact = answer.exact_output_tokens();
        self.passed = exact > allowance;
        // The whole never grows faster than the sum of its pieces, so it need not be looked at before this.
        self.next_check = pieces + allowance.saturating_sub(exact);
        self.passed
    }

    /// The tokens to settle with: those counted as a whole, and no more than was granted when the answer was cut off
    /// there.
    pub(crate) fn settled(&self, answer: &dyn AnswerStream) -> u64 {
        let exact = answer.exact_output_tokens();
        match self.allowance {
            Some(allowance) if self.passed => exact.min(allowance),
            _ => exact,
        }
    }
}

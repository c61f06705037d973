//! Card: what one model's tokens cost on one day, as whole numbers.

use std::sync::Arc;

use crate::money::Money;

/// Prices of a model's tokens in nano-dollars per million tokens, so 2.5 USD per million is 2 500 000 000.
///
/// A kind of token without a price of its own has `None`; [`super::cost`] says what it costs then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rates {
    /// Tokens read.
    pub input: i64,
    /// Tokens read from the provider's prompt cache.
    pub cached_input: Option<i64>,
    /// Tokens written to the provider's prompt cache.
    pub cache_write: Option<i64>,
    /// Tokens of sound that were read.
    pub audio_input: Option<i64>,
    /// Tokens written.
    pub output: i64,
    /// Tokens of reasoning.
    pub reasoning: Option<i64>,
    /// Tokens of sound that were written.
    pub audio_output: Option<i64>,
}

impl Rates {
    /// The dearest rate a text token that is read can have.
    pub(super) fn dearest_input(&self) -> i64 {
        self.input.max(self.cache_write.unwrap_or(0)).max(self.cached_input.unwrap_or(0))
    }

    /// The dearest rate a text token that is written can have.
    pub(super) fn dearest_output(&self) -> i64 {
        self.output.max(self.reasoning.unwrap_or(0))
    }
}

/// The prices of one model as they are on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceCard {
    /// Prices of exchanges that are not long.
    pub rates: Rates,
    /// Prices of long exchanges, by rising length: with more input tokens than the figure, every token of the exchange
    /// has these prices.
    pub tiers: Vec<(u64, Rates)>,
    /// What each exchange costs beside its tokens; zero for nearly all models.
    pub per_request: Money,
    /// Where the prices are from: `genai-prices-0.2.1@2026-11-22`, `override:` and a digest, `ceiling:` and a digest,
    /// or `builtin`. The usage record keeps it.
    pub version: Arc<str>,
    /// The most tokens the model writes in one answer.
    pub max_output_tokens: u32,
}

impl PriceCard {
    /// The prices of an exchange that reads that many tokens.
    pub fn rates_for(&self, input_tokens: u64) -> &Rates {
        let tier = self.tiers.iter().rev().find(|(threshold, _)| input_tokens > *threshold);
        tier.map_or(&self.rates, |(_, rates)| rates)
    }

    /// Whether every token is free, as those of the built-in demo provider.
    pub fn is_free(&self) -> bool {
        self.tiers.is_empty()
            && self.per_request.is_zero()
            && self.rates.dearest_input() == 0
            && self.rates.dearest_output() == 0
    }
}

//! Probe: reads a model's rates out of the price table, which answers only "what would this exchange cost".

use std::time::{Duration, UNIX_EPOCH};

use genai_prices::{Calculator, PriceCalculation, PriceRequest, Usage, UsageKey};

use super::card::Rates;
use crate::money::Money;

/// The most input tokens looked at when searching for dearer tiers; no model reads more.
const LONGEST: u32 = 16_000_000;
/// The shortest exchange a tier is looked for above.
const SHORT: u32 = 1_000;
/// More tiers than any provider has.
const MAX_TIERS: usize = 8;
/// Output tokens in a probe.
const SAMPLE: u32 = 1_000;

/// One model in the table at one time.
pub(super) struct Probe<'p> {
    pub(super) calculator: &'p Calculator,
    pub(super) provider: Option<&'p str>,
    pub(super) model: &'p str,
    pub(super) at_unix_ms: i64,
}

/// What the table says of a model.
pub(super) struct Found {
    pub(super) rates: Rates,
    pub(super) tiers: Vec<(u64, Rates)>,
    pub(super) per_request: Money,
}

impl Probe<'_> {
    /// The rates of a short exchange and those of longer ones, by rising threshold.
    ///
    /// `None` when the table does not hold the provider or the model, or has no price per token for it: what it prices
    /// by the second or the image must not pass for free.
    pub(super) fn run(&self) -> Option<Found> {
        let rates = self.rates_at(SHORT)?;
        if rates.input == 0 && rates.output == 0 {
            return None;
        }
        let longest = self.rates_at(LONGEST)?;
        let (mut tiers, mut below, mut current) = (Vec::new(), SHORT, rates);
        while current != longest && tiers.len() < MAX_TIERS {
            let threshold = self.last_with(current, below)?;
            below = threshold + 1;
            current = self.rates_at(below)?;
            tiers.push((u64::from(threshold), current));
        }
        let alone = self.price(&[])?;
        let per_request =
            Money::from_usd((alone.total_price - alone.input_price - alone.output_price).max(0.0))?;
        Some(Found { rates, tiers, per_request })
    }

    /// The largest number of input tokens that still has these rates, by bisection from one that has.
    fn last_with(&self, rates: Rates, from: u32) -> Option<u32> {
        let (mut same, mut other) = (from, LONGEST);
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            if self.rates_at(middle)? == rates {
                same = middle;
            } else {
                other = middle;
            }
        }
        Some(same)
    }

    /// The rates of an exchange with that many input tokens.
    fn rates_at(&self, tokens: u32) -> Option<Rates> {
        let whole = (UsageKey::INPUT_TOKENS, tokens);
        let input = per_million(self.price(std::slice::from_ref(&whole))?.input_price, tokens)?;
        // All of the input is of one kind, so that the answer is that kind's rate and the tier stays the same.
        let input_kind = |key: UsageKey| {
            let priced = self.price(&[whole.clone(), (key, tokens)])?;
            per_million(priced.input_price, tokens).filter(|rate| *rate != input)
        };
        let sample = (UsageKey::OUTPUT_TOKENS, SAMPLE);
        let output = per_million(self.price(&[whole.clone(), sample.clone()])?.output_price, SAMPLE)?;
        let output_kind = |key: UsageKey| {
            let priced = self.price(&[whole.clone(), sample.clone(), (key, SAMPLE)])?;
            per_million(priced.output_price, SAMPLE).filter(|rate| *rate != output)
        };
        Some(Rates {
            input,
            cached_input: input_kind(UsageKey::CACHE_READ_TOKENS),
            cache_write: input_kind(UsageKey::CACHE_WRITE_TOKENS),
            audio_input: input_kind(UsageKey::INPUT_AUDIO_TOKENS),
            output,
            reasoning: output_kind(UsageKey::OUTPUT_REASONING_TOKENS),
            audio_output: output_kind(UsageKey::OUTPUT_AUDIO_TOKENS),
        })
    }

    fn price(&self, tokens: &[(UsageKey, u32)]) -> Option<PriceCalculation> {
        let mut usage = Usage::new();
        for (key, count) in tokens {
            usage.insert(key.clone(), f64::from(*count));
        }
        let since = Duration::from_millis(self.at_unix_ms.max(0).unsigned_abs());
        let mut request = PriceRequest::new(self.model, &usage).with_timestamp(UNIX_EPOCH + since);
        request.provider_id = self.provider;
        self.calculator.calculate(&request).ok()
    }
}

/// Nano-dollars per million tokens, rounded up, from what that many tokens cost.
fn per_million(usd: f64, tokens: u32) -> Option<i64> {
    Money::from_usd(usd * 1e6 / f64::from(tokens)).map(Money::nanos)
}

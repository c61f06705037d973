//! Cost: tokens times prices, in whole numbers, rounded up once at the end.

use super::card::{PriceCard, Rates};
use crate::money::Money;
use crate::usage::TokenUsage;

/// Rates are per million tokens.
const PER: i128 = 1_000_000;

/// What an exchange costs by the figures reported for it.
///
/// Parts of a side are taken out of it and priced apart: what was read from or written to the provider's cache, sound,
/// reasoning. A part without a rate of its own costs what the rest of its side costs, sound the dearest text rate of
/// its side. Parts that add up to more than their side are cut, the cheapest kind first, so that a false figure never
/// makes an exchange cheaper. An unreported side counts as 0: estimate it first.
pub fn cost(card: &PriceCard, usage: &TokenUsage) -> Money {
    let prompt = usage.prompt.unwrap_or(0);
    let rates = card.rates_for(prompt);
    let input = side(
        prompt,
        rates.input,
        &mut [
            (usage.audio_input, rates.audio_input.unwrap_or_else(|| rates.dearest_input())),
            (usage.cache_creation, rates.cache_write.unwrap_or(rates.input)),
            (usage.cache_read, rates.cached_input.unwrap_or(rates.input)),
        ],
    );
    let output = side(
        usage.completion.unwrap_or(0),
        rates.output,
        &mut [
            (usage.audio_output, rates.audio_output.unwrap_or_else(|| rates.dearest_output())),
            (usage.reasoning, rates.reasoning.unwrap_or(rates.output)),
        ],
    );
    money(fee(card) + input + output)
}

/// What an exchange may cost at most: so many tokens in, so many out, at the dearest text rates.
///
/// The tier is the one those input tokens fall into; what is read from a cache is not known beforehand.
pub fn estimate(card: &PriceCard, input_tokens: u64, output_tokens: u64) -> Money {
    let rates = card.rates_for(input_tokens);
    money(
        fee(card)
            + input_nanos(rates, input_tokens)
            + i128::from(output_tokens) * i128::from(rates.dearest_output()),
    )
}

/// How many output tokens `left` pays once the input is paid; 0 when it does not even pay the input.
///
/// [`estimate`] of that many tokens is never more than `left`. `u64::MAX` where output is free.
pub fn affordable_output(card: &PriceCard, input_tokens: u64, left: Money) -> u64 {
    let rates = card.rates_for(input_tokens);
    let rest = i128::from(left.nanos()) * PER - fee(card) - input_nanos(rates, input_tokens);
    match i128::from(rates.dearest_output()) {
        _ if rest < 0 => 0,
        0 => u64::MAX,
        rate => u64::try_from(rest / rate).unwrap_or(u64::MAX),
    }
}

fn fee(card: &PriceCard) -> i128 {
    i128::from(card.per_request.nanos()) * PER
}

fn input_nanos(rates: &Rates, tokens: u64) -> i128 {
    i128::from(tokens) * i128::from(rates.dearest_input())
}

/// The millionths of nano-dollars of one side: its parts at their rates, the rest at the plain one.
fn side(whole: u64, plain: i64, parts: &mut [(Option<u64>, i64)]) -> i128 {
    // The dearest parts are filled first, so that cutting falls on the cheap ones.
    parts.sort_by_key(|(_, rate)| std::cmp::Reverse(*rate));
    let mut rest = whole;
    let mut sum = 0;
    for (part, rate) in parts {
        let tokens = part.unwrap_or(0).min(rest);
        rest -= tokens;
        sum += i128::from(tokens) * i128::from(*rate);
    }
    sum + i128::from(rest) * i128::from(plain)
}

/// Rounds up to a nano-dollar; saturates, so that an absurd cost is refused rather than small.
fn money(millionths: i128) -> Money {
    let nanos = millionths.max(0).saturating_add(PER - 1) / PER;
    i64::try_from(nanos).map_or(Money::MAX, Money::from_nanos)
}

//! Figures: the token figures, of which this format counts the cached ones among the input.

use crate::format::translate::out::Out;
use crate::format::translate::value::Value;
use crate::usage::TokenUsage;

/// No exchange takes more tokens than this; a larger figure is a provider's mistake and counts as not reported.
const ABSURD: u64 = 1_000_000_000;

/// Reads the figures; `None` when neither side has one.
pub(super) fn read(usage: Value<'_>) -> Option<TokenUsage> {
    let figure =
        |owner: Option<Value<'_>>, name: &str| owner?.get(name)?.figure().filter(|figure| *figure <= ABSURD);
    let (input, output) = (usage.get("input_tokens_details"), usage.get("output_tokens_details"));
    let prompt = figure(Some(usage), "input_tokens");
    let completion = figure(Some(usage), "output_tokens");
    prompt.or(completion)?;
    Some(TokenUsage {
        prompt,
        completion,
        total: figure(Some(usage), "total_tokens"),
        reasoning: figure(output, "reasoning_tokens"),
        cache_creation: figure(input, "cache_write_tokens"),
        cache_read: figure(input, "cached_tokens"),
        audio_input: figure(input, "audio_tokens"),
        audio_output: figure(output, "audio_tokens"),
    })
}

/// Writes the figures. The format demands those of the cache and of reasoning: not told is 0.
pub(super) fn write(usage: &TokenUsage, out: &mut Out) {
    let (prompt, completion) = (usage.prompt.unwrap_or(0), usage.completion.unwrap_or(0));
    out.object().key("input_tokens").integer(prompt);
    out.key("input_tokens_details").object().key("cached_tokens").integer(usage.cache_read.unwrap_or(0));
    out.key("cache_write_tokens").integer(usage.cache_creation.unwrap_or(0));
    out.integer_if("audio_tokens", usage.audio_input).end_object();
    out.key("output_tokens").integer(completion);
    out.key("output_tokens_details").object().key("reasoning_tokens").integer(usage.reasoning.unwrap_or(0));
    out.integer_if("audio_tokens", usage.audio_output).end_object();
    let total = usage.total().unwrap_or_else(|| prompt.saturating_add(completion));
    out.key("total_tokens").integer(total).end_object();
}

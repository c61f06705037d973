//! Figures: the token figures, of which this format does not count the cached ones among the input.

use crate::format::translate::messages::ABSURD;
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;
use crate::usage::TokenUsage;

/// Reads `usage`.
pub(super) fn read(usage: Value<'_>) -> Option<TokenUsage> {
    let figure = |name: &str| usage.get(name)?.figure().filter(|figure| *figure <= ABSURD);
    let (input, output) = (figure("inputTokens"), figure("outputTokens"));
    let (read, written) = (figure("cacheReadInputTokens"), figure("cacheWriteInputTokens"));
    input.or(output)?;
    Some(TokenUsage {
        prompt: input.map(|input| input + read.unwrap_or(0) + written.unwrap_or(0)),
        completion: output,
        cache_creation: written,
        cache_read: read,
        ..TokenUsage::default()
    })
}

/// Writes the figures; without any they are 0, since the format demands them.
pub(super) fn write(usage: Option<&TokenUsage>, out: &mut Out) {
    let usage = usage.copied().unwrap_or_default();
    let (prompt, completion) = (usage.prompt.unwrap_or(0), usage.completion.unwrap_or(0));
    let cached = usage.cache_creation.unwrap_or(0).saturating_add(usage.cache_read.unwrap_or(0));
    out.object().key("inputTokens").integer(prompt.saturating_sub(cached));
    out.key("outputTokens").integer(completion);
    out.key("totalTokens").integer(prompt.saturating_add(completion));
    out.integer_if("cacheReadInputTokens", usage.cache_read);
    out.integer_if("cacheWriteInputTokens", usage.cache_creation).end_object();
}

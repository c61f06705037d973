//! Figures: the token figures, of which this format does not count the cached ones among the input.

use crate::format::translate::out::Out;
use crate::format::translate::value::Value;
use crate::usage::TokenUsage;

/// No exchange takes more tokens than this; a larger figure is a provider's mistake and counts as not reported.
pub(in crate::format::translate) const ABSURD: u64 = 1_000_000_000;

/// The figures of one answer. In a stream they come twice, the later ones replacing the earlier, each by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    input: Option<u64>,
    written: Option<u64>,
    read: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

impl Figures {
    pub(super) fn add(&mut self, usage: Value<'_>) {
        let figure = |name: &str| usage.get(name)?.figure().filter(|figure| *figure <= ABSURD);
        self.input = figure("input_tokens").or(self.input);
        self.written = figure("cache_creation_input_tokens").or(self.written);
        self.read = figure("cache_read_input_tokens").or(self.read);
        self.output = figure("output_tokens").or(self.output);
        let details = usage.get("output_tokens_details");
        let thinking = details.and_then(|details| details.get("thinking_tokens")?.figure());
        self.thinking = thinking.filter(|figure| *figure <= ABSURD).or(self.thinking);
    }

    pub(super) fn usage(self) -> Option<TokenUsage> {
        let prompt = self.input.map(|input| input + self.written.unwrap_or(0) + self.read.unwrap_or(0));
        self.input.or(self.output)?;
        Some(TokenUsage {
            prompt,
            completion: self.output,
            reasoning: self.thinking,
            cache_creation: self.written,
            cache_read: self.read,
            ..TokenUsage::default()
        })
    }
}

/// Writes the figures; without any, as in the first event of a stream that tells them at its end, they are 0.
pub(super) fn write(usage: Option<&TokenUsage>, tier: Option<&str>, out: &mut Out) {
    let usage = usage.copied().unwrap_or_default();
    let cached = usage.cache_creation.unwrap_or(0).saturating_add(usage.cache_read.unwrap_or(0));
    out.object().key("input_tokens").integer(usage.prompt.unwrap_or(0).saturating_sub(cached));
    out.integer_if("cache_creation_input_tokens", usage.cache_creation);
    out.integer_if("cache_read_input_tokens", usage.cache_read);
    out.key("output_tokens").integer(usage.completion.unwrap_or(0));
    if let Some(thinking) = usage.reasoning {
        out.key("output_tokens_details").object().key("thinking_tokens").integer(thinking).end_object();
    }
    out.member_if("service_tier", tier).end_object();
}

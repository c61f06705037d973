//! Figures: the token figures of the formats that are not chat, as far as they can be believed.

use serde::Deserialize;

use crate::format::loose::{Loose, Maybe};
use crate::usage::TokenUsage;

/// Anthropic's `usage`. In a stream it comes twice or more, the later figures replacing the earlier, each by itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MessagesUsage<'a> {
    #[serde(borrow)]
    input_tokens: Loose<'a>,
    #[serde(borrow)]
    cache_creation_input_tokens: Loose<'a>,
    #[serde(borrow)]
    cache_read_input_tokens: Loose<'a>,
    #[serde(borrow)]
    output_tokens: Loose<'a>,
    #[serde(borrow)]
    output_tokens_details: Maybe<ThinkingDetails<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ThinkingDetails<'a> {
    #[serde(borrow)]
    thinking_tokens: Loose<'a>,
}

/// The figures of one message, of which the format does not count the cached ones among the input.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MessagesFigures {
    input: Option<u64>,
    written: Option<u64>,
    read: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

impl MessagesFigures {
    pub(super) fn add(&mut self, usage: &MessagesUsage<'_>) {
        let thinking =
            usage.output_tokens_details.0.as_ref().and_then(|details| details.thinking_tokens.figure());
        self.input = usage.input_tokens.figure().or(self.input);
        self.written = usage.cache_creation_input_tokens.figure().or(self.written);
        self.read = usage.cache_read_input_tokens.figure().or(self.read);
        self.output = usage.output_tokens.figure().or(self.output);
        self.thinking = thinking.or(self.thinking);
    }

    pub(super) fn usage(self) -> Option<TokenUsage> {
        self.input.or(self.output)?;
        Some(TokenUsage {
            prompt: self.input.map(|input| input + self.written.unwrap_or(0) + self.read.unwrap_or(0)),
            completion: self.output,
            reasoning: self.thinking,
            cache_creation: self.written,
            cache_read: self.read,
            ..TokenUsage::default()
        })
    }
}

/// The `usage` of an `OpenAI` response.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResponsesUsage<'a> {
    #[serde(borrow)]
    input_tokens: Loose<'a>,
    #[serde(borrow)]
    output_tokens: Loose<'a>,
    #[serde(borrow)]
    total_tokens: Loose<'a>,
    #[serde(borrow)]
    input_tokens_details: Maybe<Details<'a>>,
    #[serde(borrow)]
    output_tokens_details: Maybe<Details<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details<'a> {
    #[serde(borrow, rename = "cached_tokens")]
    cached: Loose<'a>,
    #[serde(borrow, rename = "cache_write_tokens")]
    cache_write: Loose<'a>,
    #[serde(borrow, rename = "reasoning_tokens")]
    reasoning: Loose<'a>,
    #[serde(borrow, rename = "audio_tokens")]
    audio: Loose<'a>,
}

impl ResponsesUsage<'_> {
    pub(super) fn usage(&self) -> Option<TokenUsage> {
        let (input, output) = (self.input_tokens_details.0.as_ref(), self.output_tokens_details.0.as_ref());
        let (prompt, total) = (self.input_tokens.figure(), self.total_tokens.figure());
        let completion = self.output_tokens.figure().map(|shown| whole_completion(prompt, shown, total));
        prompt.or(completion)?;
        Some(TokenUsage {
            prompt,
            completion,
            total,
            reasoning: output.and_then(|details| details.reasoning.figure()),
            cache_creation: input.and_then(|details| details.cache_write.figure()),
            cache_read: input.and_then(|details| details.cached.figure()),
            audio_input: input.and_then(|details| details.audio.figure()),
            audio_output: output.and_then(|details| details.audio.figure()),
        })
    }
}

/// Gemini's `usageMetadata`. In a stream every frame has it, and the later figures replace the earlier.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GeminiUsage<'a> {
    #[serde(borrow, rename = "promptTokenCount", alias = "prompt_token_count")]
    prompt: Loose<'a>,
    #[serde(borrow, rename = "toolUsePromptTokenCount", alias = "tool_use_prompt_token_count")]
    tool_use_prompt: Loose<'a>,
    #[serde(borrow, rename = "candidatesTokenCount", alias = "candidates_token_count")]
    candidates: Loose<'a>,
    #[serde(borrow, rename = "thoughtsTokenCount", alias = "thoughts_token_count")]
    thoughts: Loose<'a>,
    #[serde(borrow, rename = "cachedContentTokenCount", alias = "cached_content_token_count")]
    cached_content: Loose<'a>,
    #[serde(borrow, rename = "totalTokenCount", alias = "total_token_count")]
    total: Loose<'a>,
}

/// The figures of one answer. Thoughts are not counted among the candidates, nor what tools gave among the prompt.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GeminiFigures {
    prompt: Option<u64>,
    tools: Option<u64>,
    shown: Option<u64>,
    thoughts: Option<u64>,
    cached: Option<u64>,
    total: Option<u64>,
}

impl GeminiFigures {
    pub(super) fn add(&mut self, usage: &GeminiUsage<'_>) {
        self.prompt = usage.prompt.figure().or(self.prompt);
        self.tools = usage.tool_use_prompt.figure().or(self.tools);
        self.shown = usage.candidates.figure().or(self.shown);
        self.thoughts = usage.thoughts.figure().or(self.thoughts);
        self.cached = usage.cached_content.figure().or(self.cached);
        self.total = usage.total.figure().or(self.total);
    }

    pub(super) fn usage(self) -> Option<TokenUsage> {
        let prompt = self.prompt.map(|prompt| prompt + self.tools.unwrap_or(0));
        let written =
            self.shown.or(self.thoughts).map(|_| self.shown.unwrap_or(0) + self.thoughts.unwrap_or(0));
        // An answer that was refused or has only begun has no figure of its own, but a total.
        let written = written.or_else(|| Some(self.total?.saturating_sub(prompt?)));
        let completion = written.map(|written| whole_completion(prompt, written, self.total));
        prompt.or(completion)?;
        Some(TokenUsage {
            prompt,
            completion,
            total: self.total,
            reasoning: self.thoughts,
            cache_read: self.cached,
            ..TokenUsage::default()
        })
    }
}

/// The tokens written, hidden ones included: what the total has beyond both sides was written too.
fn whole_completion(prompt: Option<u64>, shown: u64, total: Option<u64>) -> u64 {
    match (prompt, total) {
        (Some(prompt), Some(total)) => shown.max(total.saturating_sub(prompt)),
        _ => shown,
    }
}

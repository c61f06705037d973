//! Usage: the token figures of a chat answer, as far as they can be believed.

use crate::format::json::{Document, NodeId};
use crate::usage::TokenUsage;

/// No exchange takes more tokens than this; a larger figure is a provider's mistake and counts as not reported.
const ABSURD: u64 = 1_000_000_000;

/// Reads a `usage` object. `None` when it is none, or neither side has a figure.
pub(in crate::format) fn read(document: &Document, usage: NodeId) -> Option<TokenUsage> {
    let figure =
        |path: &[&str]| document.as_u64(document.at(usage, path)?).filter(|figure| *figure <= ABSURD);
    let prompt = figure(&["prompt_tokens"]);
    let total = figure(&["total_tokens"]);
    let completion = figure(&["completion_tokens"]).map(|shown| whole_completion(prompt, shown, total));
    if prompt.is_none() && completion.is_none() {
        return None;
    }
    Some(TokenUsage {
        prompt,
        completion,
        total,
        reasoning: figure(&["completion_tokens_details", "reasoning_tokens"]),
        cache_creation: figure(&["prompt_tokens_details", "cache_write_tokens"])
            .or_else(|| figure(&["prompt_tokens_details", "cache_creation_tokens"]))
            .or_else(|| figure(&["cache_creation_input_tokens"])),
        // `prompt_cache_hit_tokens` is DeepSeek's name for it.
        cache_read: figure(&["prompt_tokens_details", "cached_tokens"])
            .or_else(|| figure(&["prompt_cache_hit_tokens"])),
        audio_input: figure(&["prompt_tokens_details", "audio_tokens"]),
        audio_output: figure(&["completion_tokens_details", "audio_tokens"]),
    })
}

/// The tokens written, hidden ones included.
///
/// Some providers (xAI, Gemini's compatible route) leave reasoning out of `completion_tokens` but bill it and count
/// it in the total; what the total has beyond both sides was written and is paid for.
fn whole_completion(prompt: Option<u64>, shown: u64, total: Option<u64>) -> u64 {
    match (prompt, total) {
        (Some(prompt), Some(total)) => shown.max(total.saturating_sub(prompt)),
        _ => shown,
    }
}

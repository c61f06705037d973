//! Figures: the token figures, of which this format counts thoughts beside the answer.

use super::names::{get, text_of};
use crate::format::translate::messages::ABSURD;
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;
use crate::usage::TokenUsage;

/// Reads `usageMetadata`; `None` when it has no figure of either side. Google leaves out what is 0.
pub(super) fn read(usage: Value<'_>) -> Option<TokenUsage> {
    let figure = |name: &str| get(usage, name)?.figure().filter(|figure| *figure <= ABSURD);
    let read = figure("promptTokenCount");
    let tools = figure("toolUsePromptTokenCount");
    let prompt = read.or(tools).map(|_| read.unwrap_or(0) + tools.unwrap_or(0));
    let (said, thought) = (figure("candidatesTokenCount"), figure("thoughtsTokenCount"));
    let written = said.or(thought).map(|_| said.unwrap_or(0) + thought.unwrap_or(0));
    let total = figure("totalTokenCount");
    let completion = written.or_else(|| total?.checked_sub(prompt?));
    prompt.or(completion)?;
    Some(TokenUsage {
        prompt,
        completion,
        total,
        reasoning: thought,
        cache_creation: None,
        cache_read: figure("cachedContentTokenCount"),
        audio_input: sound(usage, "promptTokensDetails"),
        audio_output: sound(usage, "candidatesTokensDetails"),
    })
}

fn sound(usage: Value<'_>, name: &str) -> Option<u64> {
    let mut kinds = get(usage, name)?.array(name).ok()?.map(|(_, kind)| kind);
    let sound = kinds.find(|kind| text_of(*kind, "modality") == Some("AUDIO"))?;
    get(sound, "tokenCount")?.figure().filter(|figure| *figure <= ABSURD)
}

/// Writes the figures.
pub(super) fn write(usage: &TokenUsage, out: &mut Out) {
    let thought = usage.reasoning.unwrap_or(0);
    out.object().integer_if("promptTokenCount", usage.prompt);
    out.integer_if("cachedContentTokenCount", usage.cache_read);
    out.integer_if("candidatesTokenCount", usage.completion.map(|written| written.saturating_sub(thought)));
    out.integer_if("thoughtsTokenCount", usage.reasoning).integer_if("totalTokenCount", usage.total());
    write_sound("promptTokensDetails", usage.audio_input, out);
    write_sound("candidatesTokensDetails", usage.audio_output, out);
    out.end_object();
}

fn write_sound(name: &str, figure: Option<u64>, out: &mut Out) {
    if let Some(figure) = figure {
        out.key(name).array().object().member("modality", "AUDIO").key("tokenCount").integer(figure);
        out.end_object().end_array();
    }
}

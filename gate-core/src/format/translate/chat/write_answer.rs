//! Write answer: a whole answer as a chat completion.

use super::words::{self, Holds};
use super::{extra, reasoning};
use crate::format::model::{Answer, Content};
use crate::format::translate::Client;
use crate::format::translate::out::Out;
use crate::usage::TokenUsage;

/// Writes an answer.
pub(in crate::format::translate) fn write_answer(answer: &Answer, client: &Client) -> Vec<u8> {
    let mut out = Out::default();
    out.object().member("id", &answer.id).member("object", "chat.completion");
    out.key("created").integer(answer.created.unwrap_or(client.created)).member("model", &answer.model);
    out.key("choices").array().object().key("index").integer(0).key("message");
    let holds = write_message(&answer.blocks, &mut out);
    out.key("logprobs").null().member("finish_reason", words::stop(&answer.stop, holds));
    out.end_object().end_array();
    if let Some(usage) = &answer.usage {
        out.key("usage");
        write_usage(usage, &mut out);
    }
    out.member_if("service_tier", answer.tier.map(words::tier));
    out.end_object();
    out.into_bytes()
}

fn write_message(blocks: &[Content], out: &mut Out) -> Holds {
    let (mut text, mut refusal) = (None::<String>, None::<String>);
    for block in blocks {
        match block {
            Content::Text(piece) => text.get_or_insert_default().push_str(piece),
            Content::Refusal(piece) => refusal.get_or_insert_default().push_str(piece),
            _ => {}
        }
    }
    out.object().member("role", "assistant").key("content");
    match &text {
        Some(text) => out.text(text),
        None => out.null(),
    };
    out.key("refusal");
    match &refusal {
        Some(refusal) => out.text(refusal),
        None => out.null(),
    };
    reasoning::write(blocks.iter(), out);
    let calls = write_calls(blocks, out);
    out.end_object();
    Holds { calls, refusal: refusal.is_some() }
}

fn write_calls(blocks: &[Content], out: &mut Out) -> bool {
    let mut is_begun = false;
    let mut proof = None;
    for block in blocks {
        let Content::ToolCall(call) = block else {
            proof = if let Content::Proof(proof) = block { Some(proof.as_str()) } else { None };
            continue;
        };
        if !is_begun {
            out.key("tool_calls").array();
            is_begun = true;
        }
        out.object().member("id", &call.id).member("type", "function").key("function").object();
        out.member("name", &call.name).member("arguments", call.input.as_str()).end_object();
        extra::write(proof.take(), out);
        out.end_object();
    }
    if is_begun {
        out.end_array();
    }
    is_begun
}

/// Writes the token figures; the format counts cached tokens among the prompt's and reasoning among the answer's.
pub(super) fn write_usage(usage: &TokenUsage, out: &mut Out) {
    let (prompt, completion) = (usage.prompt.unwrap_or(0), usage.completion.unwrap_or(0));
    out.object().key("prompt_tokens").integer(prompt).key("completion_tokens").integer(completion);
    let total = usage.total().unwrap_or_else(|| prompt.saturating_add(completion));
    out.key("total_tokens").integer(total);
    if usage.cache_read.or(usage.cache_creation).or(usage.audio_input).is_some() {
        out.key("prompt_tokens_details").object().integer_if("cached_tokens", usage.cache_read);
        out.integer_if("cache_write_tokens", usage.cache_creation);
        out.integer_if("audio_tokens", usage.audio_input).end_object();
    }
    if usage.reasoning.or(usage.audio_output).is_some() {
        out.key("completion_tokens_details").object().integer_if("reasoning_tokens", usage.reasoning);
        out.integer_if("audio_tokens", usage.audio_output).end_object();
    }
    out.end_object();
}

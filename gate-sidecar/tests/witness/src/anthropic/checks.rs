//! Checks: what a conversation must obey beyond the shapes of its parts.
//!
//! docs.claude.com: "Handle tool calls" (results stand first in the message behind the calls) and "Extended thinking"
//! (budgets, and thoughts that must come back unchanged before the calls they led to).

use crate::{mark, vendor::Problem};
use serde_json::Value;

/// The least budget of thoughts.
const LEAST_BUDGET: u64 = 1024;

/// A turn's role and blocks, neighbours of the same role put together as the API does.
pub(super) struct Combined<'a> {
    pub(super) role: &'a str,
    pub(super) blocks: Vec<&'a Value>,
    /// The place of the turn's first message in the request.
    pub(super) place: usize,
}

/// Combines the messages.
pub(super) fn combined(messages: &[Value]) -> Vec<Combined<'_>> {
    let mut turns: Vec<Combined<'_>> = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        let role = message["role"].as_str().unwrap_or_default();
        // A text alone stands for itself; it has no checks of a block's kind.
        let blocks = match &message["content"] {
            Value::Array(blocks) => blocks.iter().collect(),
            text => vec![text],
        };
        match turns.last_mut() {
            Some(last) if last.role == role => last.blocks.extend(blocks),
            _ => turns.push(Combined { role, blocks, place }),
        }
    }
    turns
}

/// What API version 2026-10-21 no longer takes (platform.claude.com/docs/en/api/versioning).
pub(super) fn second_version(body: &Value) -> Result<(), Problem> {
    for name in ["temperature", "top_p", "top_k"] {
        if !body[name].is_null() {
            return Err(Problem::bad(format!("{name}: Extra inputs are not permitted")));
        }
    }
    for (place, message) in body["messages"].as_array().into_iter().flatten().enumerate() {
        for block in message["content"].as_array().into_iter().flatten() {
            let is_cited = block["citations"].as_array().is_some_and(|citations| !citations.is_empty());
            if message["role"] == "assistant" && block["type"] == "document" {
                let why = "`document` blocks are not permitted in assistant messages";
                return Err(Problem::bad(format!("messages.{place}.content: {why}")));
            }
            if message["role"] == "user" && block["type"] == "text" && is_cited {
                let why = "`citations` are not permitted in user messages";
                return Err(Problem::bad(format!("messages.{place}.content: {why}")));
            }
        }
    }
    Ok(())
}

/// Checks the whole conversation.
pub(super) fn conversation(body: &Value, turns: &[Combined<'_>]) -> Result<(), Problem> {
    if turns.is_empty() {
        return Err(Problem::bad("messages: at least one message is required"));
    }
    texts_say_something(turns)?;
    results_follow_calls(turns)?;
    thoughts_are_whole(turns)?;
    thinking_is_possible(body, turns)
}

fn texts_say_something(turns: &[Combined<'_>]) -> Result<(), Problem> {
    for block in turns.iter().flat_map(|turn| &turn.blocks) {
        let is_empty = block["text"].as_str().or(block.as_str()).is_some_and(|text| text.trim().is_empty());
        if is_empty && (block["type"] == "text" || block.is_string()) {
            return Err(Problem::bad("messages: text content blocks must be non-empty"));
        }
    }
    Ok(())
}

fn results_follow_calls(turns: &[Combined<'_>]) -> Result<(), Problem> {
    let nothing = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        let before = at.checked_sub(1).map_or(&nothing, |at| &turns[at].blocks);
        let after = turns.get(at + 1).map_or(&nothing, |turn| &turn.blocks);
        for block in &turn.blocks {
            let place = turn.place;
            if block["type"] == "tool_result" && !before.iter().any(|call| call["id"] == block["tool_use_id"])
            {
                let id = block["tool_use_id"].as_str().unwrap_or_default();
                return Err(Problem::bad(format!(
                    "messages.{place}.content: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
                )));
            }
            if block["type"] == "tool_use" && !after.iter().any(|result| result["tool_use_id"] == block["id"])
            {
                let id = block["id"].as_str().unwrap_or_default();
                return Err(Problem::bad(format!(
                    "messages.{place}: `tool_use` ids were found without `tool_result` blocks immediately after: {id}. Each `tool_use` block must have a corresponding `tool_result` block in the next message."
                )));
            }
        }
        let results = turn.blocks.iter().take_while(|block| block["type"] == "tool_result").count();
        if turn.blocks[results..].iter().any(|block| block["type"] == "tool_result") {
            return Err(Problem::bad(format!(
                "messages.{}: tool_result blocks must come first in the content",
                turn.place
            )));
        }
    }
    Ok(())
}

/// Thoughts come back to the byte.
fn thoughts_are_whole(turns: &[Combined<'_>]) -> Result<(), Problem> {
    for turn in turns {
        for (index, block) in turn.blocks.iter().enumerate().filter(|(_, block)| block["type"] == "thinking")
        {
            let (text, signature) = (&block["thinking"], &block["signature"]);
            let is_whole =
                mark::is_signed(text.as_str().unwrap_or_default(), signature.as_str().unwrap_or_default());
            if !is_whole {
                return Err(Problem::bad(format!(
                    "messages.{}.content.{index}: Invalid `signature` in `thinking` block",
                    turn.place
                )));
            }
        }
    }
    Ok(())
}

fn thinking_is_possible(body: &Value, turns: &[Combined<'_>]) -> Result<(), Problem> {
    let thinking = &body["thinking"];
    let thinks = thinking["type"] == "enabled" || thinking["type"] == "adaptive";
    if thinks && matches!(body["tool_choice"]["type"].as_str(), Some("any" | "tool")) {
        return Err(Problem::bad("Thinking may not be enabled when tool_choice forces tool use."));
    }
    if thinking["type"] != "enabled" {
        return Ok(());
    }
    let budget = thinking["budget_tokens"].as_u64().unwrap_or(0);
    if budget < LEAST_BUDGET {
        return Err(Problem::bad(
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        ));
    }
    if body["max_tokens"].as_u64().is_some_and(|limit| budget >= limit) {
        return Err(Problem::bad("`max_tokens` must be greater than `thinking.budget_tokens`."));
    }
    if body["temperature"].as_f64().is_some_and(|heat| heat < 1.0) {
        return Err(Problem::bad("`temperature` may only be set to 1 when thinking is enabled."));
    }
    // The turn that goes on began after the last message that is more than results.
    let answers =
        turns.iter().rev().take_while(|turn| turn.role != "user" || turn.blocks[0]["type"] == "tool_result");
    for turn in answers.filter(|turn| turn.role == "assistant") {
        let first = turn.blocks[0]["type"].as_str().unwrap_or("text");
        let calls = turn.blocks.iter().any(|block| block["type"] == "tool_use");
        if calls && !matches!(first, "thinking" | "redacted_thinking") {
            return Err(Problem::bad(format!(
                "messages.{}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first}`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.",
                turn.place
            )));
        }
    }
    Ok(())
}

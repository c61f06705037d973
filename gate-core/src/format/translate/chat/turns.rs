//! Turns: the messages of a request for chat completions.

use super::{extra, parts, reasoning};
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Conversation, JsonText, Role, ToolCall, ToolResult};
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};
use crate::format::translate::{Dropped, cache};

const KNOWN: &[&str] = &[
    "role",
    "content",
    "refusal",
    "tool_calls",
    "tool_call_id",
    "reasoning_content",
    "reasoning",
    "reasoning_details",
    "thinking_blocks",
    "cache_control",
    "extra_content",
];

/// Reads all messages. Those of the application at the beginning stand above the conversation.
pub(super) fn read_turns(
    messages: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    for (index, message) in messages.array("messages")? {
        let place = || format!("messages[{index}]");
        let (role, blocks) = read_turn(message, dropped).within(place)?;
        match role {
            Role::System if conversation.turns.is_empty() => conversation.system.extend(blocks),
            role => conversation.push(role, blocks),
        }
    }
    Ok(())
}

fn read_turn(message: Value<'_>, dropped: &mut Dropped) -> Result<(Role, Vec<Block>), FormatFault> {
    let role = message.required("role")?;
    for (key, _) in message.members().filter(|(key, _)| !KNOWN.contains(key)) {
        match key {
            "function_call" => return Err(inexpressible(key, "it is an old form, use `tool_calls`")),
            "audio" => return Err(inexpressible(key, "it takes no sound")),
            other => dropped.add_unknown("messages[]", other),
        }
    }
    match role {
        "system" | "developer" => Ok((Role::System, read_content(message, dropped)?)),
        "user" => Ok((Role::User, read_content(message, dropped)?)),
        "assistant" => Ok((Role::Assistant, read_assistant(message, dropped)?)),
        "tool" => {
            let call_id = message.required("tool_call_id")?.to_owned();
            let content = parts::read_content(message.get("content"), dropped)?;
            let result = Content::ToolResult(ToolResult { call_id, content, is_error: false });
            Ok((Role::User, vec![Block { content: result, cache: cache::read(message)? }]))
        }
        "function" => Err(inexpressible("role", "`function` is an old form, use `tool`")),
        _ => Err(must_be("role", "one of system, developer, user, assistant, tool")),
    }
}

fn read_content(message: Value<'_>, dropped: &mut Dropped) -> Result<Vec<Block>, FormatFault> {
    let mut blocks = parts::read_content(message.get("content"), dropped)?;
    cache::read_for_last(message, &mut blocks)?;
    Ok(blocks)
}

fn read_assistant(message: Value<'_>, dropped: &mut Dropped) -> Result<Vec<Block>, FormatFault> {
    let mut blocks: Vec<Block> = reasoning::read(message, dropped)?.into_iter().map(Block::from).collect();
    blocks.extend(parts::read_content(message.get("content"), dropped)?);
    if let Some(refusal) = message.get("refusal") {
        blocks.push(Content::Refusal(refusal.owned("refusal")?).into());
    }
    if let Some(calls) = message.get("tool_calls") {
        for (index, call) in calls.array("tool_calls")? {
            let place = || format!("tool_calls[{index}]");
            let cache = cache::read(call).within(place)?;
            blocks.extend(extra::read(call).map(|proof| Content::Proof(proof.to_owned()).into()));
            blocks.push(Block { content: Content::ToolCall(read_call(call).within(place)?), cache });
        }
    }
    cache::read_for_last(message, &mut blocks)?;
    Ok(blocks)
}

/// Reads one of `tool_calls`.
pub(super) fn read_call(call: Value<'_>) -> Result<ToolCall, FormatFault> {
    if call.text_of("type").is_some_and(|kind| kind != "function") {
        return Err(inexpressible("type", "only calls of type `function` can"));
    }
    let id = call.required("id")?.to_owned();
    if id.is_empty() {
        return Err(must_be("id", "more than an empty string"));
    }
    let function = call.get("function").ok_or_else(|| missing("function"))?;
    let name = function.required("name").within(|| "function".to_owned())?.to_owned();
    let arguments = function.get("arguments").map_or(Ok(""), |text| text.string("function.arguments"))?;
    Ok(ToolCall { id, name, input: read_arguments(arguments).within(|| "function.arguments".to_owned())? })
}

/// Reads arguments, which are an object written as a string; none may be written as an empty one.
pub(in crate::format::translate) fn read_arguments(text: &str) -> Result<JsonText, FormatFault> {
    if text.trim().is_empty() {
        return Ok(JsonText::empty_object());
    }
    JsonText::object(text)
        .map_err(|fault| FormatFault::whole(format!("The arguments are no object. {}", fault.message)))
}

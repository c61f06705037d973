//! Items: what the input of a request and the output of an answer are made of, read.

use super::{parts, reasoning};
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Role, ToolCall, ToolResult};
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};
use crate::format::translate::{Dropped, cache, chat};

const KNOWN: &[&str] = &[
    "type",
    "id",
    "status",
    "role",
    "content",
    "summary",
    "encrypted_content",
    "call_id",
    "name",
    "arguments",
    "output",
    "cache_control",
    "caller",
];

/// What an item is; the type of messages may be left out.
pub(super) fn kind_of(item: Value<'_>) -> Result<&str, FormatFault> {
    match item.object("item")?.get("type") {
        Some(kind) => kind.string("type"),
        None if item.get("role").is_some() => Ok("message"),
        None if item.get("id").is_some() => Ok("item_reference"),
        None => Err(missing("type")),
    }
}

/// Reads an item: who says what.
pub(super) fn read_item(
    item: Value<'_>,
    place: &'static str,
    dropped: &mut Dropped,
) -> Result<(Role, Vec<Block>), FormatFault> {
    let kind = kind_of(item)?;
    for (key, _) in item.members().filter(|(key, _)| !KNOWN.contains(key)) {
        dropped.add_unknown(place, key);
    }
    match kind {
        "message" => read_message(item, dropped),
        "function_call" => {
            let call = Content::ToolCall(read_call(item)?);
            Ok((Role::Assistant, vec![Block { content: call, cache: cache::read(item)? }]))
        }
        "function_call_output" => {
            let result = Content::ToolResult(read_result(item, dropped)?);
            Ok((Role::User, vec![Block { content: result, cache: cache::read(item)? }]))
        }
        "reasoning" => Ok((Role::Assistant, reasoning::read(item)?.into_iter().map(Block::from).collect())),
        "item_reference" => Err(inexpressible("type", "what it points to is kept elsewhere")),
        _ => Err(inexpressible("type", "only messages, calls of functions and reasoning can")),
    }
}

fn read_message(item: Value<'_>, dropped: &mut Dropped) -> Result<(Role, Vec<Block>), FormatFault> {
    let role = match item.required("role")? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "system" | "developer" => Role::System,
        _ => return Err(must_be("role", "one of user, assistant, system, developer")),
    };
    let blocks = parts::read_content(item, "content", dropped)?;
    let has_place = |block: &Block| match block.content {
        Content::Text(_) => true,
        Content::Refusal(_) => role == Role::Assistant,
        _ => role == Role::User,
    };
    match blocks.iter().position(|block| !has_place(block)) {
        Some(_) => Err(must_be("content", "made of parts that this role may use")),
        None => Ok((role, blocks)),
    }
}

/// Reads a call.
pub(super) fn read_call(item: Value<'_>) -> Result<ToolCall, FormatFault> {
    let (id, name) = (read_id(item)?, item.required("name")?.to_owned());
    let arguments = item.get("arguments").map_or(Ok(""), |text| text.string("arguments"))?;
    Ok(ToolCall { id, name, input: chat::read_arguments(arguments).within(|| "arguments".to_owned())? })
}

/// The id that a call and its result share.
pub(super) fn read_id(item: Value<'_>) -> Result<String, FormatFault> {
    match item.required("call_id")? {
        "" => Err(must_be("call_id", "more than an empty string")),
        id => Ok(id.to_owned()),
    }
}

fn read_result(item: Value<'_>, dropped: &mut Dropped) -> Result<ToolResult, FormatFault> {
    let content = parts::read_content(item, "output", dropped)?;
    Ok(ToolResult { call_id: read_id(item)?, content, is_error: false })
}

//! Request: what the witness reads from a messages request.

use super::{
    Version,
    checks::{self, Combined, combined},
    shapes,
};
use crate::{
    ask::{Ask, Offer, Speaker, Turn, picture},
    shape::check,
    vendor::{Problem, Vendor},
};
use serde_json::Value;

/// Reads a request for a message.
pub(crate) fn read(version: Version, body: &Value) -> Result<Ask, Problem> {
    if version == Version::Second {
        checks::second_version(body)?;
    }
    check(body, shapes::REQUEST).map_err(|fault| Vendor::Anthropic.misshapen(&fault))?;
    let heard = hear(body)?;
    if body["max_tokens"].as_i64().is_some_and(|limit| limit < 1) {
        return Err(Problem::bad("max_tokens: Input should be greater than or equal to 1"));
    }
    Ok(heard)
}

/// Reads a request for a count and counts.
pub(crate) fn count(body: &Value) -> Result<u64, Problem> {
    check(body, shapes::COUNT).map_err(|fault| Vendor::Anthropic.misshapen(&fault))?;
    Ok(hear(body)?.words)
}

fn hear(body: &Value) -> Result<Ask, Problem> {
    let messages = body["messages"].as_array().map_or(&[][..], Vec::as_slice);
    let combined = combined(messages);
    checks::conversation(body, &combined)?;
    let mut turns = Vec::new();
    let system = &body["system"];
    if !system.is_null() {
        turns.push(turn(&Combined::whole("system", system)));
    }
    turns.extend(combined.iter().map(turn));
    let thinking = body["thinking"]["type"].as_str();
    let ask = Ask {
        model: body["model"].as_str().unwrap_or_default().to_owned(),
        stream: body["stream"] == true,
        choices: 1,
        max_tokens: body["max_tokens"].as_u64(),
        json: body["output_config"]["format"]["type"] == "json_schema",
        thinks: matches!(thinking, Some("enabled" | "adaptive" | "between_tools")),
        ..Ask::default()
    };
    Ok(ask.hear(&turns, offer(body)))
}

impl<'a> Combined<'a> {
    /// A turn of one content, text or blocks.
    fn whole(role: &'a str, content: &'a Value) -> Self {
        let mut turn = Self { role, blocks: Vec::new(), place: 0 };
        match content {
            Value::Array(blocks) => turn.blocks.extend(blocks),
            text => turn.blocks.push(text),
        }
        turn
    }
}

fn turn(combined: &Combined<'_>) -> Turn {
    let mut turn = Turn::new(match combined.role {
        "user" => Speaker::User,
        "assistant" => Speaker::Model,
        _ => Speaker::System,
    });
    for block in &combined.blocks {
        match block["type"].as_str() {
            Some("tool_result") => turn.results.push(text_of(&block["content"])),
            Some("image") => turn.pictures.push(picture_of(&block["source"])),
            None | Some("text") => turn.texts.push(text_of(block)),
            _ => {}
        }
    }
    turn
}

/// The text of a string, of a text block or of a list of blocks.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            blocks.iter().filter_map(|block| block["text"].as_str()).collect::<Vec<_>>().join("\n")
        }
        block => block["text"].as_str().unwrap_or_default().to_owned(),
    }
}

fn picture_of(source: &Value) -> String {
    let text = |name: &str| source[name].as_str().unwrap_or_default();
    if source["type"] == "base64" {
        picture(text("media_type"), text("data"))
    } else {
        format!("url:{}", text("url"))
    }
}

fn offer(body: &Value) -> Offer {
    let choice = &body["tool_choice"];
    let named = choice["name"].as_str();
    let tools = body["tools"].as_array().into_iter().flatten();
    Offer {
        is_forbidden: choice["type"] == "none",
        is_forced: named.is_some() || choice["type"] == "any",
        ..Offer::of(named, tools.map(|tool| (&tool["name"], &tool["input_schema"])))
    }
}

#[cfg(test)]
mod tests;

//! Blocks: what an answer is made of, read.

use crate::format::FormatFault;
use crate::format::model::{Content, Thinking, ToolCall};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};

/// Reads one block of an answer.
pub(super) fn read_block(block: Value<'_>, dropped: &mut Dropped) -> Result<Content, FormatFault> {
    let Some((kind, value)) = block.object("block")?.members().next() else {
        return Err(must_be("block", "an object with one member"));
    };
    match kind {
        "text" => Ok(Content::Text(value.owned(kind)?)),
        "toolUse" => read_call(value).map(Content::ToolCall).within(|| kind.to_owned()),
        "reasoningContent" => read_thoughts(value).within(|| kind.to_owned()),
        "citationsContent" => {
            dropped.add("citations");
            read_cited(value).map(Content::Text).within(|| kind.to_owned())
        }
        _ => Err(inexpressible("content", "this kind of block is not known")),
    }
}

/// Reads the thoughts that can be read, or those that only the provider can.
fn read_thoughts(thoughts: Value<'_>) -> Result<Content, FormatFault> {
    if let Some(hidden) = thoughts.get("redactedContent") {
        return Ok(Content::HiddenThinking(hidden.owned("redactedContent")?));
    }
    let thoughts = thoughts.get("reasoningText").ok_or_else(|| missing("reasoningText"))?;
    let signature = thoughts.text_of("signature").filter(|signature| !signature.is_empty());
    Ok(Content::Thinking(Thinking {
        text: thoughts.required("text")?.to_owned(),
        signature: signature.map(str::to_owned),
    }))
}

fn read_call(call: Value<'_>) -> Result<ToolCall, FormatFault> {
    let (id, name) = read_head(call)?;
    let input = call.get("input").map_or_else(|| Err(missing("input")), |input| input.object("input"))?;
    Ok(ToolCall { id, name, input: input.json() })
}

/// The id and the tool of a call.
pub(super) fn read_head(call: Value<'_>) -> Result<(String, String), FormatFault> {
    if call.get("type").is_some() {
        return Err(inexpressible("type", "only tools of the caller's own can"));
    }
    match (call.required("toolUseId")?, call.required("name")?) {
        ("", _) => Err(must_be("toolUseId", "more than an empty string")),
        (id, name) => Ok((id.to_owned(), name.to_owned())),
    }
}

/// The words to which a source was given.
fn read_cited(cited: Value<'_>) -> Result<String, FormatFault> {
    let mut text = String::new();
    if let Some(content) = cited.get("content") {
        for (index, piece) in content.array("content")? {
            text.push_str(piece.required("text").within(|| format!("content[{index}]"))?);
        }
    }
    Ok(text)
}

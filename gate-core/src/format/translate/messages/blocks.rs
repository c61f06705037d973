//! Blocks: what the content of a message is made of, read.

use crate::format::FormatFault;
use crate::format::model::{
    Block, Content, File, Image, JsonText, Role, Source, Thinking, ToolCall, ToolResult,
};
use crate::format::translate::value::{Value, Within, inexpressible, is_web, missing, must_be};
use crate::format::translate::{Dropped, cache, proof};

const KNOWN: &[&str] = &[
    "type",
    "text",
    "source",
    "title",
    "cache_control",
    "thinking",
    "signature",
    "data",
    "id",
    "name",
    "input",
    "tool_use_id",
    "content",
    "is_error",
    "caller",
];

/// Reads texts alone, as the system's.
pub(super) fn read_texts(content: Value<'_>, dropped: &mut Dropped) -> Result<Vec<Block>, FormatFault> {
    let blocks = read_all(content, dropped)?;
    match blocks.iter().position(|block| !matches!(block.content, Content::Text(_))) {
        Some(index) => Err(must_be("type", "text")).within(|| format!("[{index}]")),
        None => Ok(blocks),
    }
}

/// Reads a message's content: blocks, or the text that stands for one.
pub(super) fn read_content(
    content: Value<'_>,
    role: Role,
    dropped: &mut Dropped,
) -> Result<Vec<Block>, FormatFault> {
    let blocks = read_all(content, dropped)?;
    let has_place = |block: &Block| match block.content {
        Content::Text(_) => true,
        _ if role == Role::System => false,
        Content::Image(_) | Content::File(_) | Content::ToolResult(_) => role == Role::User,
        _ => role == Role::Assistant,
    };
    match blocks.iter().position(|block| !has_place(block)) {
        Some(index) => {
            Err(must_be("type", "a kind that this role may use")).within(|| format!("content[{index}]"))
        }
        None => Ok(blocks),
    }
}

/// Empty texts are left out.
fn read_all(content: Value<'_>, dropped: &mut Dropped) -> Result<Vec<Block>, FormatFault> {
    let mut blocks = Vec::new();
    match content.text() {
        Some(text) => blocks.push(Content::Text(text.to_owned()).into()),
        None => {
            for (index, block) in content.array("content")? {
                let place = || format!("content[{index}]");
                let cache = cache::read(block).within(place)?;
                blocks.push(Block { content: read_block(block, dropped).within(place)?, cache });
            }
        }
    }
    blocks.retain(|block: &Block| !matches!(&block.content, Content::Text(text) if text.is_empty()));
    Ok(blocks)
}

/// Reads one block, of a request or of an answer.
pub(super) fn read_block(block: Value<'_>, dropped: &mut Dropped) -> Result<Content, FormatFault> {
    let kind = block.object("block")?.required("type")?;
    for (key, _) in block.members().filter(|(key, _)| !KNOWN.contains(key)) {
        dropped.add_unknown("content[]", key);
    }
    match kind {
        "text" => Ok(Content::Text(block.required("text")?.to_owned())),
        "image" => Ok(Content::Image(Image { source: read_source(block)?, detail: None })),
        "document" => {
            let name = block.get("title").map(|title| title.owned("title")).transpose()?;
            Ok(Content::File(File { source: read_source(block)?, name }))
        }
        "thinking" => {
            let signature = block.text_of("signature").filter(|signature| !signature.is_empty());
            let text = block.required("thinking")?.to_owned();
            Ok(Content::Thinking(Thinking { text, signature: signature.map(str::to_owned) }))
        }
        "redacted_thinking" => Ok(hidden(block.required("data")?)),
        "tool_use" => read_call(block).map(Content::ToolCall),
        "tool_result" => read_result(block, dropped).map(Content::ToolResult),
        _ => Err(inexpressible("type", "this kind of block is not known")),
    }
}

/// Thoughts that cannot be read, or another maker's proof that a client has kept in their form.
fn hidden(data: &str) -> Content {
    match proof::as_google(data) {
        Some(proof) => Content::Proof(proof.to_owned()),
        None => Content::HiddenThinking(data.to_owned()),
    }
}

fn read_call(block: Value<'_>) -> Result<ToolCall, FormatFault> {
    let input = block.get("input").ok_or_else(|| missing("input"))?.object("input")?;
    Ok(ToolCall { id: read_id(block, "id")?, name: block.required("name")?.to_owned(), input: input.json() })
}

pub(super) fn read_id(block: Value<'_>, name: &str) -> Result<String, FormatFault> {
    match block.required(name)? {
        "" => Err(must_be(name, "more than an empty string")),
        id => Ok(id.to_owned()),
    }
}

fn read_result(block: Value<'_>, dropped: &mut Dropped) -> Result<ToolResult, FormatFault> {
    let content = block.get("content").map_or(Ok(Vec::new()), |content| read_all(content, dropped))?;
    let is_plain =
        |block: &Block| matches!(block.content, Content::Text(_) | Content::Image(_) | Content::File(_));
    if let Some(index) = content.iter().position(|block| !is_plain(block)) {
        return Err(must_be("type", "text, image or document")).within(|| format!("content[{index}]"));
    }
    let is_error = block.get("is_error").map_or(Ok(false), |flag| flag.bool("is_error"))?;
    Ok(ToolResult { call_id: read_id(block, "tool_use_id")?, content, is_error })
}

fn read_source(block: Value<'_>) -> Result<Source, FormatFault> {
    let source = block.get("source").ok_or_else(|| missing("source"))?;
    let read = || match source.required("type")? {
        "base64" => Ok(Source::Inline {
            media_type: source.required("media_type")?.to_owned(),
            data: source.required("data")?.to_owned(),
        }),
        "url" => match source.required("url")? {
            url if is_web(url) => Ok(Source::Url(url.to_owned())),
            _ => Err(must_be("url", "a web address")),
        },
        "text" => Ok(Source::Text(source.required("data")?.to_owned())),
        "file" => Err(inexpressible("type", "a file is known to its own provider only")),
        _ => Err(inexpressible("type", "this kind of source is not known")),
    };
    read().within(|| "source".to_owned())
}

/// The arguments that a stream's block begins with, when they are not the empty object that stands for none.
pub(super) fn early_input(block: Value<'_>) -> Option<JsonText> {
    let input = block.get("input")?;
    input.members().next().map(|_| input.json())
}

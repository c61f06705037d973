//! Write blocks: what the content of a message is made of.

use std::borrow::Cow;

use crate::format::FormatFault;
use crate::format::model::{Block, Content, Source, Thinking, ToolResult};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, cache, proof};

/// Whether a block of a request can stand in the format, which takes no texts without a letter, no thoughts without a
/// signature and no other maker's proofs.
pub(in crate::format::translate) fn is_writable(block: &Block, dropped: &mut Dropped) -> bool {
    match &block.content {
        Content::Text(text) | Content::Refusal(text) => !text.trim().is_empty(),
        Content::Thinking(Thinking { signature: None, .. }) => {
            dropped.add("messages[].reasoning_content");
            false
        }
        Content::Thinking(Thinking { signature: Some(proof), .. }) | Content::HiddenThinking(proof)
            if proof::as_openai(proof).is_some() =>
        {
            dropped.add("reasoning_details");
            false
        }
        Content::Proof(_) => {
            dropped.add("messages[].thought_signature");
            false
        }
        _ => true,
    }
}

/// Writes a block of a request.
pub(super) fn write_block(block: &Block, dropped: &mut Dropped, out: &mut Out) -> Result<(), FormatFault> {
    out.object();
    match &block.content {
        Content::Image(image) => {
            if image.detail.is_some() {
                dropped.add("messages[].content[].image_url.detail");
            }
            out.member("type", "image").key("source");
            write_source(&image.source, out);
        }
        Content::File(file) => {
            check_file(&file.source)?;
            out.member("type", "document").key("source");
            write_source(&file.source, out);
            out.member_if("title", file.name.as_deref());
        }
        Content::ToolResult(result) => write_result(result, dropped, out)?,
        Content::Audio(_) => {
            return Err(inexpressible("messages[].content[].input_audio", "it takes no sound"));
        }
        said => write_said(said, out),
    }
    // Thoughts take no hint.
    if !matches!(block.content, Content::Thinking(_) | Content::HiddenThinking(_)) {
        cache::write(block.cache.as_ref(), out);
    }
    out.end_object();
    Ok(())
}

/// Writes the members of a block that an answer may hold; others have none.
pub(super) fn write_said(content: &Content, out: &mut Out) {
    match content {
        Content::Text(text) | Content::Refusal(text) => {
            out.member("type", "text").member("text", text);
        }
        Content::Thinking(Thinking { text, signature }) => {
            out.member("type", "thinking").member("thinking", text);
            out.member("signature", signature.as_deref().unwrap_or_default());
        }
        Content::HiddenThinking(data) => {
            out.member("type", "redacted_thinking").member("data", data);
        }
        Content::Proof(proof) => {
            out.member("type", "redacted_thinking").member("data", &proof::of_google(proof));
        }
        Content::ToolCall(call) => {
            out.member("type", "tool_use").member("id", &plain_id(&call.id)).member("name", &call.name);
            out.key("input").json(&call.input);
        }
        Content::Image(_) | Content::File(_) | Content::Audio(_) | Content::ToolResult(_) => {}
    }
}

fn write_result(result: &ToolResult, dropped: &mut Dropped, out: &mut Out) -> Result<(), FormatFault> {
    out.member("type", "tool_result").member("tool_use_id", &plain_id(&result.call_id));
    let blocks: Vec<_> = result.content.iter().filter(|block| is_writable(block, dropped)).collect();
    if !blocks.is_empty() {
        out.key("content").array();
        for block in blocks {
            write_block(block, dropped, out)?;
        }
        out.end_array();
    }
    if result.is_error {
        out.key("is_error").bool(true);
    }
    Ok(())
}

/// Inline documents are PDF; what is text already must come as text.
fn check_file(source: &Source) -> Result<(), FormatFault> {
    match source {
        Source::Inline { media_type, .. } if media_type != "application/pdf" => Err(inexpressible(
            "messages[].content[].file.file_data",
            "it reads files of type application/pdf only",
        )),
        _ => Ok(()),
    }
}

fn write_source(source: &Source, out: &mut Out) {
    out.object();
    match source {
        Source::Url(url) => out.member("type", "url").member("url", url),
        Source::Inline { media_type, data } => {
            out.member("type", "base64").member("media_type", media_type).member("data", data)
        }
        Source::Text(text) => {
            out.member("type", "text").member("media_type", "text/plain").member("data", text)
        }
    };
    out.end_object();
}

/// An id in the letters that the format takes (`a-z`, `A-Z`, `0-9`, `_`, `-`). Others become `_` and their number, the
/// same in the call and in its result.
pub(in crate::format::translate) fn plain_id(id: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if id.bytes().all(is_plain) {
        return Cow::Borrowed(id);
    }
    let mut plain = String::with_capacity(id.len() + 8);
    for byte in id.bytes() {
        if is_plain(byte) {
            plain.push(char::from(byte));
        } else {
            plain.push('_');
            plain.extend(
                [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0')),
            );
        }
    }
    Cow::Owned(plain)
}

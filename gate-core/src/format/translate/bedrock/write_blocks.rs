//! Write blocks: what the content of a message is made of.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::BedrockTarget;
use super::media::{Names, write_audio, write_image};
use super::target::ModelFamily;
use crate::format::FormatFault;
use crate::format::model::{Block, CacheHint, Content, Thinking, ToolResult};
use crate::format::translate::messages::plain_id;
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, proof};

/// The longest id of a call.
const ID_BYTES: usize = 64;

/// Writes the blocks of one request.
pub(super) struct Writer<'w> {
    pub(super) target: BedrockTarget,
    pub(super) names: Names,
    pub(super) dropped: &'w mut Dropped,
    pub(super) out: &'w mut Out,
}

impl Writer<'_> {
    /// Writes a block, and the cache point after it.
    pub(super) fn block(&mut self, block: &Block) -> Result<(), FormatFault> {
        let mut hint = block.cache.as_ref();
        self.out.object();
        match &block.content {
            Content::ToolResult(result) => {
                self.result(result)?;
                // Within a result there is no place for it.
                hint = hint.or(result.content.iter().rev().find_map(|inner| inner.cache.as_ref()));
            }
            Content::Image(image) => write_image(image, self.dropped, self.out)?,
            Content::File(file) => self.names.write_file(file, self.out)?,
            Content::Audio(audio) => write_audio(audio, self.out)?,
            said => write_said(said, self.out),
        }
        self.out.end_object();
        // Thoughts take no hint.
        if !matches!(block.content, Content::Thinking(_) | Content::HiddenThinking(_)) {
            self.cache_point(hint);
        }
        Ok(())
    }

    /// Writes the block that means the hint of the one before.
    pub(super) fn cache_point(&mut self, hint: Option<&CacheHint>) {
        write_cache_point(hint, self.target.takes_cache_points, self.dropped, self.out);
    }

    fn result(&mut self, result: &ToolResult) -> Result<(), FormatFault> {
        let has_status = matches!(self.target.family, ModelFamily::Claude | ModelFamily::Nova);
        self.out.key("toolResult").object().member("toolUseId", &call_id(&result.call_id));
        self.out.key("content").array();
        let mut is_marked = !result.is_error || has_status;
        let mut is_empty = true;
        for block in &result.content {
            match &block.content {
                Content::Text(text) if text.trim().is_empty() => continue,
                Content::Text(text) => self.text(&error_text(text, &mut is_marked)),
                Content::Image(image) => {
                    self.out.object();
                    write_image(image, self.dropped, self.out)?;
                    self.out.end_object();
                }
                Content::File(file) => {
                    self.out.object();
                    self.names.write_file(file, self.out)?;
                    self.out.end_object();
                }
                _ => return Err(inexpressible("messages[].content[].type", "no result holds such a block")),
            }
            is_empty = false;
        }
        // The format takes neither a result of nothing nor texts without a letter.
        if is_empty {
            self.text(if is_marked { "(empty)" } else { "Error" });
        } else if !is_marked {
            self.text("Error");
        }
        self.out.end_array();
        if has_status && result.is_error {
            self.out.member("status", "error");
        }
        self.out.end_object();
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.out.object().member("text", text).end_object();
    }
}

/// The first text of a failed result says so where there is no flag for it.
fn error_text<'t>(text: &'t str, is_marked: &mut bool) -> Cow<'t, str> {
    let is_error = |text: &str| text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("error"));
    if std::mem::replace(is_marked, true) || is_error(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("Error: {text}"))
}

/// Writes the member of a block that an answer may hold; others have none.
pub(super) fn write_said(content: &Content, out: &mut Out) {
    match content {
        Content::Text(text) | Content::Refusal(text) => {
            out.member("text", text);
        }
        Content::Thinking(Thinking { text, signature }) => {
            out.key("reasoningContent").object().key("reasoningText").object().member("text", text);
            out.member_if("signature", signature.as_deref()).end_object().end_object();
        }
        Content::HiddenThinking(data) => {
            out.key("reasoningContent").object().member("redactedContent", data).end_object();
        }
        Content::Proof(proof) => {
            let marked = proof::of_google(proof);
            out.key("reasoningContent").object().member("redactedContent", &marked).end_object();
        }
        Content::ToolCall(call) => {
            out.key("toolUse").object().member("toolUseId", &call_id(&call.id)).member("name", &call.name);
            out.key("input").json(&call.input).end_object();
        }
        Content::Image(_) | Content::File(_) | Content::Audio(_) | Content::ToolResult(_) => {}
    }
}

/// Writes the block that means a hint to cache what stands before it, if the model takes it.
pub(super) fn write_cache_point(
    hint: Option<&CacheHint>,
    is_taken: bool,
    dropped: &mut Dropped,
    out: &mut Out,
) {
    let Some(hint) = hint else { return };
    if !is_taken {
        dropped.add("cache_control");
        return;
    }
    out.object().key("cachePoint").object().member("type", "default");
    match hint.ttl.as_deref() {
        // The default, which models that know no other take as well.
        None | Some("5m") => {}
        Some("1h") => {
            out.member("ttl", "1h");
        }
        Some(_) => dropped.add("cache_control.ttl"),
    }
    out.end_object().end_object();
}

/// An id in the letters and the length that the format takes, the same in the call and in its result. What is too long
/// ends in a digest of the whole.
pub(super) fn call_id(id: &str) -> Cow<'_, str> {
    let plain = plain_id(id);
    if plain.len() <= ID_BYTES {
        return plain;
    }
    let digest = Sha256::digest(plain.as_bytes());
    let mut short = plain[..ID_BYTES / 2].to_owned();
    for byte in &digest[..ID_BYTES / 4] {
        short.extend(
            [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0')),
        );
    }
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::call_id;

    #[test]
    fn ids_are_as_long_as_the_format_takes() {
        assert_eq!(call_id("call_1"), "call_1");
        assert_eq!(call_id("fn:2"), "fn_3a2");
        let (long, other) = ("x".repeat(65), "x".repeat(66));
        let (long, other) = (call_id(&long), call_id(&other));
        assert_eq!((long.len(), other.len()), (64, 64));
        assert_ne!(long, other, "what differs stays different");
        assert_eq!(call_id(&"x".repeat(64)), "x".repeat(64));
    }
}

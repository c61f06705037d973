//! Write turns: a conversation as contents of the user and the model.

use std::collections::HashMap;

use super::media;
use super::write_parts::{CallForm, write_all, write_text};
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Conversation, Role, Source, ToolResult, Turn};
use crate::format::translate::out::Out;
use crate::format::translate::value::{inexpressible, must_be};
use crate::format::translate::{Dropped, GeminiTarget};

/// Writes `systemInstruction`: what stands above the conversation, and what the application says in its midst.
pub(super) fn write_system(
    conversation: &Conversation,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let later = conversation.turns.iter().filter(|turn| turn.role == Role::System);
    let mut later = later.flat_map(|turn| &turn.blocks).peekable();
    if later.peek().is_some() {
        dropped.add("messages[].role");
    }
    let mut blocks = conversation.system.iter().chain(later).peekable();
    if blocks.peek().is_none() {
        return Ok(());
    }
    out.key("systemInstruction").object().key("parts").array();
    for block in blocks {
        let Content::Text(text) = &block.content else {
            return Err(must_be("messages[].content", "text where the role is system"));
        };
        note_cache(block, dropped);
        write_text(text, None, out);
    }
    out.end_array().end_object();
    Ok(())
}

/// Writes `contents`. Turns of one side that follow each other become one.
pub(super) fn write_contents(
    turns: &[Turn],
    target: GeminiTarget,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let mut groups: Vec<(Role, Vec<&Block>)> = Vec::with_capacity(turns.len());
    for turn in turns.iter().filter(|turn| turn.role != Role::System) {
        let blocks = writable(&turn.blocks, dropped);
        match groups.last_mut() {
            Some((role, group)) if *role == turn.role => group.extend(blocks),
            _ if blocks.is_empty() => {}
            _ => groups.push((turn.role, blocks)),
        }
    }
    if groups.is_empty() {
        return Err(must_be(
            "messages",
            "a conversation with something said in it besides the system's words",
        ));
    }
    let mut writer = Writer { target, dropped, out, names: HashMap::new() };
    writer.out.key("contents").array();
    for (role, blocks) in groups {
        if role == Role::Assistant { writer.model(&blocks) } else { writer.user(&blocks)? }
    }
    out.end_array();
    Ok(())
}

/// The blocks that can stand in the format: no empty texts, and no thoughts without Google's own proof.
fn writable<'b>(blocks: &'b [Block], dropped: &mut Dropped) -> Vec<&'b Block> {
    let mut kept = Vec::with_capacity(blocks.len());
    let mut is_proved = false;
    for block in blocks {
        let is_kept = match &block.content {
            Content::Text(text) | Content::Refusal(text) => !text.is_empty() || is_proved,
            Content::Thinking(_) => is_proved,
            Content::HiddenThinking(_) => false,
            _ => true,
        };
        if is_kept {
            note_cache(block, dropped);
            kept.push(block);
        } else if !matches!(block.content, Content::Text(_) | Content::Refusal(_)) {
            dropped.add("messages[].reasoning_content");
        }
        is_proved = matches!(block.content, Content::Proof(_));
    }
    kept
}

fn note_cache(block: &Block, dropped: &mut Dropped) {
    if block.cache.is_some() {
        dropped.add("cache_control");
    }
}

struct Writer<'w> {
    target: GeminiTarget,
    dropped: &'w mut Dropped,
    out: &'w mut Out,
    /// The names of the tools that were called, by the ids of the calls.
    names: HashMap<&'w str, &'w str>,
}

impl<'w> Writer<'w> {
    fn model(&mut self, blocks: &[&'w Block]) {
        for block in blocks {
            if let Content::ToolCall(call) = &block.content {
                self.names.insert(&call.id, &call.name);
            }
        }
        let form =
            CallForm { has_ids: self.target.takes_call_ids, demands_proofs: self.target.demands_proofs };
        self.out.object().member("role", "model").key("parts").array();
        write_all(blocks.iter().map(|block| &block.content), form, self.out);
        self.out.end_array().end_object();
    }

    /// Results come first: the format wants them right after the calls.
    fn user(&mut self, blocks: &[&'w Block]) -> Result<(), FormatFault> {
        let results = |block: &&&Block| matches!(block.content, Content::ToolResult(_));
        self.out.object().member("role", "user").key("parts").array();
        for block in blocks.iter().filter(results) {
            if let Content::ToolResult(result) = &block.content {
                self.result(result)?;
            }
        }
        for block in blocks {
            match &block.content {
                Content::ToolResult(result) if !self.target.takes_result_media => self.media_after(result)?,
                Content::ToolResult(_) => {}
                content => self.part(content)?,
            }
        }
        self.out.end_array().end_object();
        Ok(())
    }

    /// Words are kept as one string, so that no number in them loses a digit: what stands in `response` as JSON is
    /// read into doubles.
    fn result(&mut self, result: &ToolResult) -> Result<(), FormatFault> {
        let name = self.names.get(result.call_id.as_str());
        let name = name.ok_or_else(|| must_be("messages[].tool_call_id", "the id of a call before it"))?;
        let id = self.target.takes_call_ids.then_some(result.call_id.as_str());
        self.out.object().key("functionResponse").object().member_if("id", id).member("name", name);
        let key = if result.is_error { "error" } else { "output" };
        self.out.key("response").object().member(key, &words(result)).end_object();
        let mut media = result.content.iter().filter(|block| is_media(block)).peekable();
        if self.target.takes_result_media && media.peek().is_some() {
            self.out.key("parts").array();
            for block in media {
                self.part(&block.content)?;
            }
            self.out.end_array();
        }
        self.out.end_object().end_object();
        Ok(())
    }

    fn media_after(&mut self, result: &ToolResult) -> Result<(), FormatFault> {
        let mut media = result.content.iter().filter(|block| is_media(block)).peekable();
        if media.peek().is_some() {
            write_text(&format!("From tool call {}:", result.call_id), None, self.out);
        }
        for block in media {
            self.part(&block.content)?;
        }
        Ok(())
    }

    fn part(&mut self, content: &Content) -> Result<(), FormatFault> {
        self.out.object();
        match content {
            Content::Text(text) | Content::Refusal(text) => {
                self.out.member("text", text);
            }
            Content::Image(image) => {
                if image.detail.is_some() {
                    self.dropped.add("messages[].content[].image_url.detail");
                }
                media::write(&image.source, self.out);
            }
            Content::File(file) => {
                if file.name.is_some() {
                    self.dropped.add("messages[].content[].title");
                }
                media::write(&file.source, self.out);
            }
            Content::Audio(audio) => media::write_audio(audio, self.out),
            Content::Thinking(_)
            | Content::HiddenThinking(_)
            | Content::Proof(_)
            | Content::ToolCall(_)
            | Content::ToolResult(_) => {
                return Err(inexpressible("messages[].content[].type", "this block has no place there"));
            }
        }
        self.out.end_object();
        Ok(())
    }
}

/// Whether a block of a result is none of its words.
fn is_media(block: &Block) -> bool {
    match &block.content {
        Content::File(file) => !matches!(file.source, Source::Text(_)),
        Content::Text(_) => false,
        _ => true,
    }
}

/// The words of a result.
fn words(result: &ToolResult) -> String {
    let mut words = String::new();
    for block in &result.content {
        let text = match &block.content {
            Content::Text(text) => text,
            Content::File(file) => match &file.source {
                Source::Text(text) => text,
                _ => continue,
            },
            _ => continue,
        };
        if !words.is_empty() {
            words.push('\n');
        }
        words.push_str(text);
    }
    words
}

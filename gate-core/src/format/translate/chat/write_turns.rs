//! Write turns: a conversation as messages.

use super::{extra, reasoning};
use crate::format::FormatFault;
use crate::format::model::{Block, CacheHint, Content, Conversation, File, Role, Source, ToolResult, Turn};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{ChatTarget, Dropped, cache};

/// Writes `messages`.
pub(super) fn write_turns(
    conversation: &Conversation,
    target: ChatTarget,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let mut writer = Writer { target, dropped, out };
    writer.out.key("messages").array();
    if !conversation.system.is_empty() {
        writer.message("system", &conversation.system.iter().collect::<Vec<_>>())?;
    }
    for Turn { role, blocks } in &conversation.turns {
        match role {
            Role::System => writer.message("system", &blocks.iter().collect::<Vec<_>>())?,
            Role::User => writer.user(blocks)?,
            Role::Assistant => writer.assistant(blocks)?,
        }
    }
    out.end_array();
    Ok(())
}

struct Writer<'w> {
    target: ChatTarget,
    dropped: &'w mut Dropped,
    out: &'w mut Out,
}

impl Writer<'_> {
    fn message(&mut self, role: &str, blocks: &[&Block]) -> Result<(), FormatFault> {
        self.out.object().member("role", role).key("content");
        self.content(blocks)?;
        self.out.end_object();
        Ok(())
    }

    /// Results are messages of their own, texts only; what else they hold follows with the rest of the turn.
    fn user(&mut self, blocks: &[Block]) -> Result<(), FormatFault> {
        let mut rest = Vec::new();
        let mut labels = Vec::new();
        for block in blocks {
            if let Content::ToolResult(result) = &block.content {
                self.tool(result, block.cache.as_ref())?;
                labels.push((
                    result,
                    Block::from(Content::Text(format!("From tool call {}:", result.call_id))),
                ));
            }
        }
        for (result, label) in &labels {
            let media = result.content.iter().filter(|block| !matches!(block.content, Content::Text(_)));
            let mut media = media.peekable();
            if media.peek().is_some() {
                rest.push(label);
                rest.extend(media);
            }
        }
        rest.extend(blocks.iter().filter(|block| !matches!(block.content, Content::ToolResult(_))));
        if rest.is_empty() { Ok(()) } else { self.message("user", &rest) }
    }

    fn tool(&mut self, result: &ToolResult, hint: Option<&CacheHint>) -> Result<(), FormatFault> {
        let mut texts: Vec<Block> = Vec::new();
        texts
            .extend(result.content.iter().filter(|block| matches!(block.content, Content::Text(_))).cloned());
        if texts.is_empty() && !result.content.is_empty() {
            texts.push(Content::Text("The result follows in the next message.".to_owned()).into());
        }
        if result.is_error {
            mark_error(&mut texts);
        }
        self.out.object().member("role", "tool").member("tool_call_id", &result.call_id).key("content");
        self.content(&texts.iter().collect::<Vec<_>>())?;
        self.hint(hint);
        self.out.end_object();
        Ok(())
    }

    fn assistant(&mut self, blocks: &[Block]) -> Result<(), FormatFault> {
        let is_said = |block: &&Block| matches!(block.content, Content::Text(_));
        let said: Vec<&Block> = blocks.iter().filter(is_said).collect();
        let has_calls = blocks.iter().any(|block| matches!(block.content, Content::ToolCall(_)));
        let refusal: Option<&str> = blocks.iter().find_map(|block| match &block.content {
            Content::Refusal(text) => Some(text.as_str()),
            _ => None,
        });
        if blocks
            .iter()
            .skip_while(|block| !matches!(block.content, Content::ToolCall(_)))
            .any(|b| is_said(&b))
        {
            self.dropped.add("messages[].content.order");
        }
        let is_thought = |block: &Block| {
            matches!(block.content, Content::Thinking(_) | Content::HiddenThinking(_) | Content::Proof(_))
        };
        let has_thoughts = blocks.iter().any(is_thought);
        if has_thoughts && !self.target.has_extensions {
            self.dropped.add("messages[].content[].thinking");
        }
        if said.is_empty() && refusal.is_none() && !has_calls && !self.target.has_extensions {
            return Ok(());
        }
        self.out.object().member("role", "assistant").key("content");
        if said.is_empty() {
            self.out.null();
        } else {
            self.content(&said)?;
        }
        self.out.member_if("refusal", refusal);
        if self.target.has_extensions {
            reasoning::write(blocks.iter().map(|block| &block.content), self.out);
        }
        if has_calls {
            self.calls(blocks);
        }
        self.out.end_object();
        Ok(())
    }

    fn calls(&mut self, blocks: &[Block]) {
        self.out.key("tool_calls").array();
        let mut proof = None;
        for block in blocks {
            let before = proof.take();
            if let Content::Proof(text) = &block.content {
                proof = Some(text.as_str()).filter(|_| self.target.has_extensions);
            }
            if let Content::ToolCall(call) = &block.content {
                self.out.object().member("id", &call.id).member("type", "function").key("function").object();
                self.out.member("name", &call.name).member("arguments", call.input.as_str()).end_object();
                self.hint(block.cache.as_ref());
                extra::write(before, self.out);
                self.out.end_object();
            }
        }
        self.out.end_array();
    }

    /// A lone text as it is, anything else as parts.
    fn content(&mut self, blocks: &[&Block]) -> Result<(), FormatFault> {
        match blocks {
            [] => {
                self.out.text("");
            }
            [Block { content: Content::Text(text), cache }]
                if cache.is_none() || !self.target.has_extensions =>
            {
                self.out.text(text);
                self.hint(cache.as_ref());
            }
            blocks => {
                self.out.array();
                for block in blocks {
                    self.out.object();
                    self.part(&block.content)?;
                    self.hint(block.cache.as_ref());
                    self.out.end_object();
                }
                self.out.end_array();
            }
        }
        Ok(())
    }

    fn part(&mut self, content: &Content) -> Result<(), FormatFault> {
        match content {
            Content::Text(text) => {
                self.out.member("type", "text").member("text", text);
            }
            Content::Refusal(text) => {
                self.out.member("type", "refusal").member("refusal", text);
            }
            Content::Image(image) => {
                let url = address(&image.source)
                    .ok_or_else(|| inexpressible("messages[].content[].source", "no picture is a text"))?;
                self.out.member("type", "image_url").key("image_url").object().member("url", &url);
                self.out.member_if("detail", image.detail.as_deref()).end_object();
            }
            Content::File(file) => self.file(file)?,
            Content::Audio(audio) => {
                self.out.member("type", "input_audio").key("input_audio").object();
                self.out.member("data", &audio.data).member("format", &audio.format).end_object();
            }
            Content::Thinking(_)
            | Content::HiddenThinking(_)
            | Content::Proof(_)
            | Content::ToolCall(_)
            | Content::ToolResult(_) => {
                return Err(inexpressible("messages[].content[].type", "this block has no place there"));
            }
        }
        Ok(())
    }

    fn file(&mut self, file: &File) -> Result<(), FormatFault> {
        let url = match &file.source {
            Source::Text(text) => {
                if file.name.is_some() {
                    self.dropped.add("messages[].content[].title");
                }
                self.out.member("type", "text").member("text", text);
                return Ok(());
            }
            Source::Url(_) if !self.target.has_extensions => {
                return Err(inexpressible("messages[].content[].source", "it takes no documents by address"));
            }
            source => address(source).unwrap_or_default(),
        };
        self.out.member("type", "file").key("file").object();
        self.out.member("filename", file.name.as_deref().unwrap_or("document.pdf"));
        self.out.member("file_data", &url).end_object();
        Ok(())
    }

    fn hint(&mut self, hint: Option<&CacheHint>) {
        match hint {
            Some(_) if !self.target.has_extensions => self.dropped.add("cache_control"),
            hint => cache::write(hint, self.out),
        }
    }
}

/// The format has no flag for a tool's failure, so that the text says it.
pub(in crate::format::translate) fn mark_error(texts: &mut Vec<Block>) {
    match texts.first_mut().map(|block| &mut block.content) {
        Some(Content::Text(text)) if text.to_ascii_lowercase().starts_with("error") => {}
        Some(Content::Text(text)) => text.insert_str(0, "Error: "),
        _ => texts.push(Content::Text("Error".to_owned()).into()),
    }
}

/// A source as an address, its content in base64 if it stands in the request.
pub(in crate::format::translate) fn address(source: &Source) -> Option<String> {
    match source {
        Source::Url(url) => Some(url.clone()),
        Source::Inline { media_type, data } => Some(format!("data:{media_type};base64,{data}")),
        Source::Text(_) => None,
    }
}

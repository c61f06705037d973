//! Write items: a conversation as the items of an input.

use super::reasoning::Item;
use crate::format::FormatFault;
use crate::format::model::{Block, CacheHint, Content, File, Role, Source, ToolResult, Turn};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, ResponsesTarget, cache, chat};

/// Writes `input`.
pub(super) fn write_input(
    system: &[Block],
    turns: &[Turn],
    target: ResponsesTarget,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let mut writer = Writer { target, dropped, out };
    writer.out.key("input").array();
    writer.turn(Role::System, system)?;
    for Turn { role, blocks } in turns {
        writer.turn(*role, blocks)?;
    }
    out.end_array();
    Ok(())
}

struct Writer<'w> {
    target: ResponsesTarget,
    dropped: &'w mut Dropped,
    out: &'w mut Out,
}

impl Writer<'_> {
    /// Calls, results and thoughts are items of their own; what stands between them is a message.
    fn turn(&mut self, role: Role, blocks: &[Block]) -> Result<(), FormatFault> {
        let mut rest = blocks;
        while let Some(first) = rest.first() {
            let said = rest.iter().take_while(|block| !is_item(&block.content)).count();
            if said > 0 {
                self.message(role, &rest[..said])?;
            } else {
                self.item(first)?;
            }
            rest = &rest[said.max(1)..];
        }
        Ok(())
    }

    fn message(&mut self, role: Role, blocks: &[Block]) -> Result<(), FormatFault> {
        let word = match role {
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::System => "system",
        };
        self.out.object().member("type", "message").member("role", word).key("content");
        self.parts(role, blocks)?;
        self.out.end_object();
        Ok(())
    }

    fn item(&mut self, block: &Block) -> Result<(), FormatFault> {
        match &block.content {
            Content::ToolCall(call) => {
                self.out.object().member("type", "function_call").member("call_id", &call.id);
                self.out.member("name", &call.name).member("arguments", call.input.as_str());
                self.item_hint(block.cache.as_ref());
                self.out.end_object();
            }
            Content::ToolResult(result) => self.result(result, block.cache.as_ref())?,
            thought => {
                let own = Item::for_openai(thought);
                let any = || Item::for_client(thought, String::new()).filter(|_| self.target.has_extensions);
                match own.or_else(any) {
                    Some(item) => item.write(self.out),
                    None => self.dropped.add("reasoning"),
                }
            }
        }
        Ok(())
    }

    fn result(&mut self, result: &ToolResult, hint: Option<&CacheHint>) -> Result<(), FormatFault> {
        self.out.object().member("type", "function_call_output").member("call_id", &result.call_id);
        self.out.key("output");
        let marked;
        let mut content = result.content.as_slice();
        if result.is_error {
            let mut blocks = content.to_vec();
            chat::mark_error(&mut blocks);
            marked = blocks;
            content = &marked;
        }
        match content {
            [] => {
                self.out.text("");
            }
            [Block { content: Content::Text(text), cache: None }] => {
                self.out.text(text);
            }
            blocks => self.parts(Role::User, blocks)?,
        }
        self.item_hint(hint);
        self.out.end_object();
        Ok(())
    }

    fn parts(&mut self, role: Role, blocks: &[Block]) -> Result<(), FormatFault> {
        self.out.array();
        for block in blocks {
            self.out.object();
            self.part(role, &block.content)?;
            if self.target.has_extensions {
                cache::write(block.cache.as_ref(), self.out);
            } else if let Some(hint) = &block.cache {
                self.breakpoint(role, hint);
            }
            self.out.end_object();
        }
        self.out.end_array();
        Ok(())
    }

    /// The format's own hint, which has other times to live and no place in what the model said.
    fn breakpoint(&mut self, role: Role, hint: &CacheHint) {
        if !self.target.takes_breakpoints || role == Role::Assistant {
            self.dropped.add("cache_control");
            return;
        }
        if hint.ttl.is_some() {
            self.dropped.add("cache_control.ttl");
        }
        self.out.key("prompt_cache_breakpoint").object().member("mode", "explicit").end_object();
    }

    /// The hint of a whole item, for which only other makers have a word.
    fn item_hint(&mut self, hint: Option<&CacheHint>) {
        if self.target.has_extensions {
            cache::write(hint, self.out);
        } else if hint.is_some() {
            self.dropped.add("cache_control");
        }
    }

    fn part(&mut self, role: Role, content: &Content) -> Result<(), FormatFault> {
        match content {
            Content::Text(text) if role == Role::Assistant => {
                self.out.member("type", "output_text").member("text", text);
            }
            Content::Text(text) => {
                self.out.member("type", "input_text").member("text", text);
            }
            Content::Refusal(text) => {
                self.out.member("type", "refusal").member("refusal", text);
            }
            Content::Image(image) => {
                let url = chat::address(&image.source)
                    .ok_or_else(|| inexpressible("messages[].content[].source", "no picture is a text"))?;
                self.out.member("type", "input_image").member("image_url", &url);
                self.out.member("detail", image.detail.as_deref().unwrap_or("auto"));
            }
            Content::File(file) => self.file(file),
            Content::Audio(_) => {
                return Err(inexpressible("messages[].content[].input_audio", "it takes no sound"));
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

    fn file(&mut self, file: &File) {
        let named = match &file.source {
            Source::Text(text) => {
                self.out.member("type", "input_text").member("text", text);
                file.name.is_some()
            }
            Source::Url(url) => {
                self.out.member("type", "input_file").member("file_url", url);
                let name = file.name.as_deref().filter(|_| self.target.has_extensions);
                self.out.member_if("filename", name);
                file.name.is_some() && name.is_none()
            }
            source @ Source::Inline { .. } => {
                self.out.member("type", "input_file");
                self.out.member("filename", file.name.as_deref().unwrap_or("document.pdf"));
                self.out.member("file_data", &chat::address(source).unwrap_or_default());
                false
            }
        };
        if named {
            self.dropped.add("messages[].content[].title");
        }
    }
}

fn is_item(content: &Content) -> bool {
    matches!(
        content,
        Content::ToolCall(_)
            | Content::ToolResult(_)
            | Content::Thinking(_)
            | Content::HiddenThinking(_)
            | Content::Proof(_)
    )
}

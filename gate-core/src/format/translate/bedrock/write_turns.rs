//! Write turns: a conversation as messages that take turns, as the format demands.

use super::write_blocks::Writer;
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Conversation, Role, Turn};
use crate::format::translate::messages::{groups, is_writable, role_word, system_blocks};
use crate::format::translate::value::must_be;

impl Writer<'_> {
    /// Writes `system`: what stands above the conversation, and what the application says in its midst where that
    /// cannot stay in its place.
    pub(super) fn system(&mut self, conversation: &Conversation) -> Result<(), FormatFault> {
        let blocks = system_blocks(conversation, self.target.takes_system_turns, self.dropped);
        if blocks.is_empty() {
            return Ok(());
        }
        self.out.key("system").array();
        for block in blocks {
            let Content::Text(text) = &block.content else {
                return Err(must_be("messages[].content", "text where the role is system"));
            };
            self.out.object().member("text", text).end_object();
            self.cache_point(block.cache.as_ref());
        }
        self.out.end_array();
        Ok(())
    }

    /// Writes `messages`.
    pub(super) fn turns(&mut self, turns: &[Turn]) -> Result<(), FormatFault> {
        let groups = groups(turns, self.target.takes_system_turns, |block| is_writable(block, self.dropped))?;
        self.out.key("messages").array();
        for (role, blocks) in groups {
            self.out.object().member("role", role_word(role)).key("content").array();
            for block in &blocks {
                self.block(block)?;
            }
            if role == Role::User {
                self.label(&blocks);
            }
            self.out.end_array().end_object();
        }
        self.out.end_array();
        Ok(())
    }

    /// The format takes documents together with a text only.
    fn label(&mut self, blocks: &[&Block]) {
        let has = |is: fn(&Content) -> bool| blocks.iter().any(|block| is(&block.content));
        if has(|content| matches!(content, Content::File(_)))
            && !has(|content| matches!(content, Content::Text(_)))
        {
            self.out.object().member("text", "The document is attached.").end_object();
        }
    }
}

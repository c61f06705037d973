//! Write turns: a conversation as messages that take turns, as the format demands.

use super::write_blocks::{is_writable, write_block};
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Conversation, Role, Turn};
use crate::format::translate::out::Out;
use crate::format::translate::value::must_be;
use crate::format::translate::{Dropped, cache};

/// Writes `system`: what stands above the conversation, and what the application says in its midst, for which the
/// format has no place.
pub(super) fn write_system(
    conversation: &Conversation,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let later = conversation.turns.iter().filter(|turn| turn.role == Role::System);
    let later: Vec<&Block> = later.flat_map(|turn| &turn.blocks).collect();
    if !later.is_empty() {
        dropped.add("messages[].role");
    }
    let all = conversation.system.iter().chain(later);
    let mut blocks =
        all.filter(|block| is_writable(block, dropped)).collect::<Vec<_>>().into_iter().peekable();
    if blocks.peek().is_none() {
        return Ok(());
    }
    out.key("system").array();
    for block in blocks {
        let Content::Text(text) = &block.content else {
            return Err(must_be("messages[].content", "text where the role is system"));
        };
        out.object().member("type", "text").member("text", text);
        cache::write(block.cache.as_ref(), out);
        out.end_object();
    }
    out.end_array();
    Ok(())
}

/// Writes `messages`. Turns that are left empty go, and what then follows the same role joins it.
pub(super) fn write_turns(turns: &[Turn], dropped: &mut Dropped, out: &mut Out) -> Result<(), FormatFault> {
    let mut groups: Vec<(Role, Vec<&Block>)> = Vec::with_capacity(turns.len());
    for turn in turns.iter().filter(|turn| turn.role != Role::System) {
        let blocks = turn.blocks.iter().filter(|block| is_writable(block, dropped));
        match groups.last_mut() {
            Some((role, group)) if *role == turn.role => group.extend(blocks),
            _ => {
                let blocks: Vec<&Block> = blocks.collect();
                if !blocks.is_empty() {
                    groups.push((turn.role, blocks));
                }
            }
        }
    }
    if groups.first().is_none_or(|(role, _)| *role != Role::User) {
        return Err(must_be("messages", "a conversation that the user begins, with some text"));
    }
    out.key("messages").array();
    for (role, blocks) in &mut groups {
        // Results stand first: the format wants them right after the calls.
        blocks.sort_by_key(|block| !matches!(block.content, Content::ToolResult(_)));
        out.object().member("role", if *role == Role::User { "user" } else { "assistant" });
        out.key("content").array();
        for block in blocks {
            write_block(block, dropped, out)?;
        }
        out.end_array().end_object();
    }
    out.end_array();
    Ok(())
}

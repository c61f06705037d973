//! Write turns: a conversation as messages that take turns, as the format demands.

use super::write_blocks::{is_writable, write_block};
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Conversation, Role, Turn};
use crate::format::translate::out::Out;
use crate::format::translate::value::must_be;
use crate::format::translate::{Dropped, cache};

/// Writes `system`.
pub(super) fn write_system(
    conversation: &Conversation,
    takes_turns: bool,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let blocks = system_blocks(conversation, takes_turns, dropped);
    if blocks.is_empty() {
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

/// What stands above the conversation, and what the application says in its midst where that cannot stay in its place.
pub(in crate::format::translate) fn system_blocks<'c>(
    conversation: &'c Conversation,
    takes_turns: bool,
    dropped: &mut Dropped,
) -> Vec<&'c Block> {
    let turns = &conversation.turns;
    let moved =
        (0..turns.len()).filter(|at| turns[*at].role == Role::System && !stays(turns, *at, takes_turns));
    let later: Vec<&Block> = moved.flat_map(|at| &turns[at].blocks).collect();
    if !later.is_empty() {
        dropped.add("messages[].role");
    }
    conversation.system.iter().chain(later).filter(|block| is_writable(block, dropped)).collect()
}

/// Whether what the application says at this place may stay there: after the user's turn and not before another, in
/// models that take it at all.
fn stays(turns: &[Turn], at: usize, takes_turns: bool) -> bool {
    let role = |at: usize| turns.get(at).map(|turn| turn.role);
    takes_turns && at > 0 && role(at - 1) == Some(Role::User) && role(at + 1) != Some(Role::User)
}

/// Writes `messages`.
pub(super) fn write_turns(
    turns: &[Turn],
    takes_turns: bool,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    let groups = groups(turns, takes_turns, |block| is_writable(block, dropped))?;
    out.key("messages").array();
    for (role, blocks) in groups {
        out.object().member("role", word(role));
        out.key("content").array();
        for block in blocks {
            write_block(block, dropped, out)?;
        }
        out.end_array().end_object();
    }
    out.end_array();
    Ok(())
}

/// The turns as they are written. Those that are left empty go, and what then follows the same role joins it.
///
/// # Errors
/// A conversation of which nothing is left.
pub(in crate::format::translate) fn groups(
    turns: &[Turn],
    takes_turns: bool,
    mut is_writable: impl FnMut(&Block) -> bool,
) -> Result<Vec<(Role, Vec<&Block>)>, FormatFault> {
    let mut groups: Vec<(Role, Vec<&Block>)> = Vec::with_capacity(turns.len());
    for (at, turn) in turns.iter().enumerate() {
        if turn.role == Role::System && !stays(turns, at, takes_turns) {
            continue;
        }
        let blocks = turn.blocks.iter().filter(|block| is_writable(block));
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
    if groups.is_empty() {
        return Err(must_be(
            "messages",
            "a conversation with something said in it besides the system's words",
        ));
    }
    for (_, blocks) in &mut groups {
        // Results stand first: the format wants them right after the calls.
        blocks.sort_by_key(|block| !matches!(block.content, Content::ToolResult(_)));
    }
    Ok(groups)
}

pub(in crate::format::translate) fn word(role: Role) -> &'static str {
    match role {
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::System => "system",
    }
}

//! Tools: what the model may call, and whether it must.

use super::BedrockTarget;
use super::target::ModelFamily;
use super::write_blocks::write_cache_point;
use crate::format::FormatFault;
use crate::format::model::{Content, Conversation, Tool, ToolChoice};
use crate::format::translate::Dropped;
use crate::format::translate::messages::with_type;
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;

/// A choice that Converse has no word for, in Anthropic's words.
pub(super) struct OwnChoice<'c> {
    pub(super) kind: &'static str,
    pub(super) name: Option<&'c str>,
    pub(super) is_single: bool,
}

/// The choice, if it must be told in the words of the model's maker.
///
/// # Errors
/// A choice that other makers have no word for either.
pub(super) fn own_choice(
    conversation: &Conversation,
    family: ModelFamily,
) -> Result<Option<OwnChoice<'_>>, FormatFault> {
    let is_never = !may_call(conversation) && called(conversation).next().is_some();
    let is_single = conversation.one_call_at_a_time && may_call(conversation);
    if !is_never && !is_single {
        return Ok(None);
    }
    if family != ModelFamily::Claude {
        return Err(if is_never {
            inexpressible("tool_choice", "it cannot keep this model from the tools that earlier turns called")
        } else {
            inexpressible("parallel_tool_calls", "it cannot keep this model to one call")
        });
    }
    let (kind, name) = match &conversation.tool_choice {
        _ if is_never => ("none", None),
        Some(ToolChoice::Any) => ("any", None),
        Some(ToolChoice::Tool(name)) => ("tool", Some(name.as_str())),
        None | Some(ToolChoice::Auto | ToolChoice::Never) => ("auto", None),
    };
    Ok(Some(OwnChoice { kind, name, is_single }))
}

fn may_call(conversation: &Conversation) -> bool {
    !conversation.tools.is_empty() && conversation.tool_choice != Some(ToolChoice::Never)
}

/// The tools that the conversation's calls name, as often as they do.
fn called(conversation: &Conversation) -> impl Iterator<Item = &str> {
    let blocks = conversation.turns.iter().flat_map(|turn| &turn.blocks);
    blocks.filter_map(|block| match &block.content {
        Content::ToolCall(call) => Some(call.name.as_str()),
        _ => None,
    })
}

/// Writes `toolConfig`, with the choice unless it is told in the maker's own words. A model that may call nothing gets
/// to know no tools, unless the conversation holds calls: the format takes those together with tools only.
///
/// # Errors
/// A schema that is no JSON.
pub(super) fn write_tools(
    conversation: &Conversation,
    has_own_choice: bool,
    target: BedrockTarget,
    dropped: &mut Dropped,
    out: &mut Out,
) -> Result<(), FormatFault> {
    if !may_call(conversation) && called(conversation).next().is_none() {
        return Ok(());
    }
    out.key("toolConfig").object().key("tools").array();
    for tool in &conversation.tools {
        write_tool(tool, out)?;
        // Amazon's own models keep no tools in their cache.
        let takes_hint = target.takes_cache_points && target.family != ModelFamily::Nova;
        write_cache_point(tool.cache.as_ref(), takes_hint, dropped, out);
    }
    if conversation.tools.is_empty() {
        write_called(conversation, out)?;
    }
    out.end_array();
    if !has_own_choice {
        write_choice(conversation.tool_choice.as_ref(), out);
    }
    out.end_object();
    Ok(())
}

/// Writes the tools that earlier turns called and that the request does not tell any more.
fn write_called(conversation: &Conversation, out: &mut Out) -> Result<(), FormatFault> {
    let mut names: Vec<&str> = called(conversation).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (name, description, parameters) = (name.to_owned(), None, None);
        write_tool(&Tool { name, description, parameters, is_strict: false, cache: None }, out)?;
    }
    Ok(())
}

fn write_choice(choice: Option<&ToolChoice>, out: &mut Out) {
    match choice {
        None | Some(ToolChoice::Never) => return,
        Some(ToolChoice::Auto) => out.key("toolChoice").object().key("auto").object(),
        Some(ToolChoice::Any) => out.key("toolChoice").object().key("any").object(),
        Some(ToolChoice::Tool(name)) => {
            out.key("toolChoice").object().key("tool").object().member("name", name)
        }
    };
    out.end_object().end_object();
}

fn write_tool(tool: &Tool, out: &mut Out) -> Result<(), FormatFault> {
    out.object().key("toolSpec").object().member("name", &tool.name);
    out.member_if("description", tool.description.as_deref().filter(|text| !text.is_empty()));
    out.key("inputSchema").object().key("json");
    match &tool.parameters {
        None => {
            out.object().member("type", "object").key("properties").object().end_object().end_object();
        }
        Some(schema) => {
            out.json(&with_type(schema)?);
        }
    }
    out.end_object();
    if tool.is_strict {
        out.key("strict").bool(true);
    }
    out.end_object().end_object();
    Ok(())
}

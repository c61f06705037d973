//! Request: the members of a request for messages.

use super::blocks::{read_content, read_texts};
use super::words;
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Conversation, OutputForm, Reasoning, Role, Sampling, Tier, Tool, ToolChoice};
use crate::format::translate::fate::{self, Fate};
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};
use crate::format::translate::{Dropped, cache};

/// What becomes of members that no other format has.
const FATES: &[(&str, Fate)] = &[
    ("anthropic_beta", Fate::Drop),
    ("anthropic_version", Fate::Drop),
    ("cache_control", Fate::Drop),
    ("context_management", Fate::Drop),
    ("speed", Fate::Drop),
    ("container", Fate::Refuse("it runs no code")),
    ("inference_geo", Fate::Refuse("it does not promise a place")),
    ("mcp_servers", Fate::Refuse("it calls no servers")),
];

/// Reads a request.
pub(in crate::format::translate) fn read_request(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Conversation, FormatFault> {
    let root = Value::root(document).object("body")?;
    let model = root.required("model")?.to_owned();
    let mut conversation = Conversation { model, includes_usage: true, ..Conversation::default() };
    conversation.sampling.max_output =
        Some(root.get("max_tokens").ok_or_else(|| missing("max_tokens"))?.count("max_tokens")?);
    for (index, turn) in root.get("messages").ok_or_else(|| missing("messages"))?.array("messages")? {
        read_turn(turn, &mut conversation, dropped).within(|| format!("messages[{index}]"))?;
    }
    for (key, value) in root.members() {
        let is_known = read_member(key, value, &mut conversation, dropped)?
            || read_sampling(key, value, &mut conversation.sampling)?
            || matches!(key, "model" | "messages" | "max_tokens");
        if !is_known {
            fate::meet(FATES, key, dropped)?;
        }
    }
    Ok(conversation)
}

fn read_turn(
    turn: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    let role = match turn.required("role")? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "system" => Role::System,
        _ => return Err(must_be("role", "one of user, assistant, system")),
    };
    for (key, _) in turn.members().filter(|(key, _)| !matches!(*key, "role" | "content")) {
        dropped.add_unknown("messages[]", key);
    }
    let content = turn.get("content").ok_or_else(|| missing("content"))?;
    conversation.push(role, read_content(content, role, dropped)?);
    Ok(())
}

/// The members that are not about drawing the answer; `false` for others.
fn read_member(
    key: &str,
    value: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<bool, FormatFault> {
    match key {
        "system" => conversation.system = read_texts(value, dropped).within(|| key.to_owned())?,
        "tools" => {
            for (index, tool) in value.array(key)? {
                conversation.tools.push(read_tool(tool, dropped).within(|| format!("tools[{index}]"))?);
            }
        }
        "tool_choice" => read_choice(value, conversation).within(|| key.to_owned())?,
        "thinking" => {
            if value.get("display").is_some() {
                dropped.add("thinking.display");
            }
            read_thinking(value, conversation).within(|| key.to_owned())?;
        }
        "output_config" => read_output(value, conversation, dropped).within(|| key.to_owned())?,
        "output_format" => conversation.output = read_form(value).within(|| key.to_owned())?,
        "metadata" => {
            for (name, member) in value.object(key)?.members() {
                match name {
                    "user_id" => conversation.user = Some(member.owned("metadata.user_id")?),
                    other => dropped.add_unknown("metadata", other),
                }
            }
        }
        "service_tier" => match value.string(key)? {
            "auto" => conversation.tier = Some(Tier::Auto),
            "standard_only" => conversation.tier = Some(Tier::Standard),
            _ => return Err(must_be(key, "auto or standard_only")),
        },
        "stream" => conversation.is_stream = value.bool(key)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The members that are about drawing the answer; `false` for others.
fn read_sampling(key: &str, value: Value<'_>, sampling: &mut Sampling) -> Result<bool, FormatFault> {
    match key {
        "temperature" => sampling.temperature = Some(value.number(key)?),
        "top_p" => sampling.top_p = Some(value.number(key)?),
        "top_k" => sampling.top_k = Some(value.count(key)?),
        "stop_sequences" => {
            for (index, text) in value.array(key)? {
                sampling.stop.push(text.owned(&format!("stop_sequences[{index}]"))?);
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn read_tool(tool: Value<'_>, dropped: &mut Dropped) -> Result<Tool, FormatFault> {
    if tool.object("tool")?.get("type").is_some_and(|kind| kind.text() != Some("custom")) {
        return Err(inexpressible("type", "only tools of the caller's own can"));
    }
    let mut read = Tool {
        name: tool.required("name")?.to_owned(),
        description: None,
        parameters: None,
        is_strict: false,
        cache: cache::read(tool)?,
    };
    for (key, value) in tool.members() {
        match key {
            "type" | "name" | "cache_control" => {}
            "description" => read.description = Some(value.owned(key)?),
            "input_schema" => read.parameters = Some(value.object(key)?.json()),
            "strict" => read.is_strict = value.bool(key)?,
            other => dropped.add_unknown("tools[]", other),
        }
    }
    Ok(read)
}

fn read_choice(choice: Value<'_>, conversation: &mut Conversation) -> Result<(), FormatFault> {
    conversation.tool_choice = Some(match choice.required("type")? {
        "auto" => ToolChoice::Auto,
        "any" => ToolChoice::Any,
        "none" => ToolChoice::Never,
        "tool" => ToolChoice::Tool(choice.required("name")?.to_owned()),
        _ => return Err(must_be("type", "one of auto, any, tool, none")),
    });
    if let Some(is_single) = choice.get("disable_parallel_tool_use") {
        conversation.one_call_at_a_time = is_single.bool("disable_parallel_tool_use")?;
    }
    Ok(())
}

/// An effort that `output_config` names holds against a mere `adaptive`, whichever comes first.
fn read_thinking(thinking: Value<'_>, conversation: &mut Conversation) -> Result<(), FormatFault> {
    let read = match thinking.required("type")? {
        "enabled" => {
            let budget = thinking.get("budget_tokens").ok_or_else(|| missing("budget_tokens"))?;
            Reasoning::Budget(budget.count("budget_tokens")?)
        }
        "disabled" => Reasoning::Off,
        "adaptive" => match conversation.reasoning {
            Some(effort @ Reasoning::Effort(_)) => effort,
            _ => Reasoning::Adaptive,
        },
        _ => return Err(must_be("type", "one of enabled, adaptive, disabled")),
    };
    conversation.reasoning = Some(read);
    Ok(())
}

fn read_output(
    output: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    for (key, value) in output.object("output_config")?.members() {
        match key {
            "format" => conversation.output = read_form(value).within(|| key.to_owned())?,
            "effort" => {
                let effort = words::read_effort(value.string(key)?)
                    .ok_or_else(|| must_be(key, "one of low, medium, high, xhigh, max"))?;
                if matches!(conversation.reasoning, None | Some(Reasoning::Adaptive)) {
                    conversation.reasoning = Some(Reasoning::Effort(effort));
                }
            }
            other => dropped.add_unknown("output_config", other),
        }
    }
    Ok(())
}

fn read_form(form: Value<'_>) -> Result<OutputForm, FormatFault> {
    if form.required("type")? != "json_schema" {
        return Err(inexpressible("type", "only json_schema can"));
    }
    let schema = form.get("schema").ok_or_else(|| missing("schema"))?.object("schema")?.json();
    Ok(OutputForm::Schema { name: None, schema, is_strict: true })
}

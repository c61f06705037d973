//! Write request: a conversation as a request for messages.

use super::thinking::{self, Thought};
use super::write_turns::{write_system, write_turns};
use crate::format::FormatFault;
use crate::format::json::{Document, Json};
use crate::format::model::{Conversation, JsonText, OutputForm, Sampling, Tier, Tool, ToolChoice};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, MessagesTarget, cache};

/// Writes a request.
pub(in crate::format::translate) fn write_request(
    conversation: &Conversation,
    target: &MessagesTarget,
    dropped: &mut Dropped,
) -> Result<Vec<u8>, FormatFault> {
    refuse(conversation)?;
    let limit = conversation.sampling.max_output.unwrap_or(target.default_max_output);
    let thought = thinking::decide(conversation, target, limit, dropped);
    let mut out = Out::default();
    out.object().member("model", &conversation.model).key("max_tokens").integer(limit);
    write_system(conversation, target.takes_system_turns, dropped, &mut out)?;
    write_turns(&conversation.turns, target.takes_system_turns, dropped, &mut out)?;
    write_tools(conversation, &mut out)?;
    write_output(conversation, thought, &mut out);
    write_sampling(&conversation.sampling, thought, dropped, &mut out);
    if let Some(user) = &conversation.user {
        out.key("metadata").object().member("user_id", user).end_object();
    }
    match conversation.tier {
        None => {}
        Some(Tier::Auto) => {
            out.member("service_tier", "auto");
        }
        Some(Tier::Standard) => {
            out.member("service_tier", "standard_only");
        }
        Some(Tier::Priority | Tier::Flex) => dropped.add("service_tier"),
    }
    if conversation.is_stream {
        out.key("stream").bool(true);
    }
    out.end_object();
    Ok(out.into_bytes())
}

/// Refuses what the caller could not do without.
fn refuse(conversation: &Conversation) -> Result<(), FormatFault> {
    if conversation.sampling.choices.is_some_and(|choices| choices != 1) {
        return Err(inexpressible("n", "it gives one answer"));
    }
    if conversation.sampling.logprobs.is_some() {
        return Err(inexpressible("logprobs", "it tells no probabilities"));
    }
    if conversation.output == OutputForm::Json {
        return Err(inexpressible("response_format", "it needs a schema, use `json_schema`"));
    }
    Ok(())
}

fn write_tools(conversation: &Conversation, out: &mut Out) -> Result<(), FormatFault> {
    if conversation.tools.is_empty() {
        return Ok(());
    }
    out.key("tools").array();
    for tool in &conversation.tools {
        write_tool(tool, out)?;
    }
    out.end_array();
    let (kind, name) = match &conversation.tool_choice {
        None if conversation.one_call_at_a_time => ("auto", None),
        None => return Ok(()),
        Some(ToolChoice::Auto) => ("auto", None),
        Some(ToolChoice::Any) => ("any", None),
        Some(ToolChoice::Never) => ("none", None),
        Some(ToolChoice::Tool(name)) => ("tool", Some(name.as_str())),
    };
    out.key("tool_choice").object().member("type", kind).member_if("name", name);
    if conversation.one_call_at_a_time && kind != "none" {
        out.key("disable_parallel_tool_use").bool(true);
    }
    out.end_object();
    Ok(())
}

fn write_tool(tool: &Tool, out: &mut Out) -> Result<(), FormatFault> {
    out.object().member("name", &tool.name).member_if("description", tool.description.as_deref());
    out.key("input_schema");
    match &tool.parameters {
        None => {
            out.object().member("type", "object").key("properties").object().end_object().end_object();
        }
        Some(schema) => {
            out.json(&with_type(schema)?);
        }
    }
    if tool.is_strict {
        out.key("strict").bool(true);
    }
    cache::write(tool.cache.as_ref(), out);
    out.end_object();
    Ok(())
}

/// A schema of arguments must say that it is one of objects.
pub(in crate::format::translate) fn with_type(schema: &JsonText) -> Result<JsonText, FormatFault> {
    let mut document = Document::parse(bytes::Bytes::copy_from_slice(schema.as_str().as_bytes()))?;
    let root = document.root();
    if document.get(root, "type").is_some() {
        return Ok(schema.clone());
    }
    document.insert(root, "type", Json::Text("object"));
    Ok(JsonText::of(&document, root))
}

fn write_output(conversation: &Conversation, thought: Option<Thought>, out: &mut Out) {
    match thought {
        None => {}
        Some(Thought::Off) => {
            out.key("thinking").object().member("type", "disabled").end_object();
        }
        Some(Thought::Adaptive(_)) => {
            out.key("thinking").object().member("type", "adaptive").end_object();
        }
        Some(Thought::Budget(budget)) => {
            out.key("thinking").object().member("type", "enabled").key("budget_tokens").integer(budget);
            out.end_object();
        }
    }
    let effort = if let Some(Thought::Adaptive(effort)) = thought { effort } else { None };
    let schema =
        if let OutputForm::Schema { schema, .. } = &conversation.output { Some(schema) } else { None };
    if effort.is_none() && schema.is_none() {
        return;
    }
    out.key("output_config").object().member_if("effort", effort);
    if let Some(schema) = schema {
        out.key("format").object().member("type", "json_schema").key("schema").json(schema).end_object();
    }
    out.end_object();
}

fn write_sampling(sampling: &Sampling, thought: Option<Thought>, dropped: &mut Dropped, out: &mut Out) {
    for (name, is_there) in [
        ("seed", sampling.seed.is_some()),
        ("frequency_penalty", sampling.frequency_penalty.is_some()),
        ("presence_penalty", sampling.presence_penalty.is_some()),
    ] {
        if is_there {
            dropped.add(name);
        }
    }
    // A model that thinks draws as it likes.
    let thinks = matches!(thought, Some(Thought::Budget(_) | Thought::Adaptive(_)));
    match &sampling.temperature {
        Some(temperature) if thinks && temperature.value() < 1.0 => dropped.add("temperature"),
        Some(temperature) if temperature.value() > 1.0 => {
            dropped.add("temperature");
            out.key("temperature").integer(1);
        }
        temperature => {
            out.number_if("temperature", temperature.as_ref());
        }
    }
    match &sampling.top_p {
        Some(share) if thinks && share.value() < 0.95 => dropped.add("top_p"),
        share => {
            out.number_if("top_p", share.as_ref());
        }
    }
    match sampling.top_k {
        Some(_) if thinks => dropped.add("top_k"),
        count => {
            out.integer_if("top_k", count);
        }
    }
    write_stop(&sampling.stop, dropped, out);
}

/// The format takes no text of white space alone.
fn write_stop(stop: &[String], dropped: &mut Dropped, out: &mut Out) {
    let mut texts = stop.iter().filter(|text| !text.trim().is_empty()).peekable();
    if stop.iter().any(|text| text.trim().is_empty()) {
        dropped.add("stop");
    }
    if texts.peek().is_none() {
        return;
    }
    out.key("stop_sequences").array();
    for text in texts {
        out.text(text);
    }
    out.end_array();
}

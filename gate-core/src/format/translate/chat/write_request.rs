//! Write request: a conversation as a request for chat completions.

use super::words;
use super::write_turns::write_turns;
use crate::format::FormatFault;
use crate::format::model::{Conversation, Effort, OutputForm, Reasoning, Tool, ToolChoice};
use crate::format::openai::refuses_max_tokens;
use crate::format::translate::out::Out;
use crate::format::translate::{ChatTarget, Dropped, cache};

/// Writes a request.
pub(in crate::format::translate) fn write_request(
    conversation: &Conversation,
    target: ChatTarget,
    dropped: &mut Dropped,
) -> Result<Vec<u8>, FormatFault> {
    let mut out = Out::default();
    out.object().member("model", &conversation.model);
    write_turns(conversation, target, dropped, &mut out)?;
    write_tools(conversation, target, dropped, &mut out);
    write_sampling(conversation, target, dropped, &mut out);
    write_form(&conversation.output, &mut out);
    if let Some(effort) = effort(conversation, target, dropped) {
        out.member("reasoning_effort", words::effort(effort));
    }
    out.member_if("user", conversation.user.as_deref());
    out.member_if("service_tier", conversation.tier.map(words::tier));
    if conversation.is_stream {
        out.key("stream").bool(true);
        // The figures come at the end or not at all; other formats always tell them.
        out.key("stream_options").object().key("include_usage").bool(true).end_object();
    }
    out.end_object();
    Ok(out.into_bytes())
}

fn write_tools(conversation: &Conversation, target: ChatTarget, dropped: &mut Dropped, out: &mut Out) {
    if conversation.tools.is_empty() {
        return;
    }
    out.key("tools").array();
    for tool in &conversation.tools {
        write_tool(tool, target, dropped, out);
    }
    out.end_array();
    match &conversation.tool_choice {
        None => {}
        Some(ToolChoice::Auto) => {
            out.member("tool_choice", "auto");
        }
        Some(ToolChoice::Any) => {
            out.member("tool_choice", "required");
        }
        Some(ToolChoice::Never) => {
            out.member("tool_choice", "none");
        }
        Some(ToolChoice::Tool(name)) => {
            out.key("tool_choice").object().member("type", "function");
            out.key("function").object().member("name", name).end_object().end_object();
        }
    }
    if conversation.one_call_at_a_time {
        out.key("parallel_tool_calls").bool(false);
    }
}

fn write_tool(tool: &Tool, target: ChatTarget, dropped: &mut Dropped, out: &mut Out) {
    out.object().member("type", "function").key("function").object().member("name", &tool.name);
    out.member_if("description", tool.description.as_deref());
    if let Some(parameters) = &tool.parameters {
        out.key("parameters").json(parameters);
    }
    if tool.is_strict {
        out.key("strict").bool(true);
    }
    out.end_object();
    if target.has_extensions {
        cache::write(tool.cache.as_ref(), out);
    } else if tool.cache.is_some() {
        dropped.add("cache_control");
    }
    out.end_object();
}

fn write_sampling(conversation: &Conversation, target: ChatTarget, dropped: &mut Dropped, out: &mut Out) {
    let sampling = &conversation.sampling;
    let is_newer = refuses_max_tokens(&conversation.model);
    out.integer_if(if is_newer { "max_completion_tokens" } else { "max_tokens" }, sampling.max_output);
    out.number_if("temperature", sampling.temperature.as_ref());
    out.number_if("top_p", sampling.top_p.as_ref());
    if target.has_extensions {
        out.integer_if("top_k", sampling.top_k);
    } else if sampling.top_k.is_some() {
        dropped.add("top_k");
    }
    out.number_if("seed", sampling.seed.as_ref());
    out.number_if("frequency_penalty", sampling.frequency_penalty.as_ref());
    out.number_if("presence_penalty", sampling.presence_penalty.as_ref());
    out.integer_if("n", sampling.choices);
    if let Some(alternatives) = sampling.logprobs {
        out.key("logprobs").bool(true).key("top_logprobs").integer(alternatives);
    }
    if !sampling.stop.is_empty() {
        out.key("stop").array();
        for text in &sampling.stop {
            out.text(text);
        }
        out.end_array();
    }
}

fn write_form(form: &OutputForm, out: &mut Out) {
    match form {
        OutputForm::Text => {}
        OutputForm::Json => {
            out.key("response_format").object().member("type", "json_object").end_object();
        }
        OutputForm::Schema { name, schema, is_strict } => {
            out.key("response_format").object().member("type", "json_schema").key("json_schema").object();
            out.member("name", name.as_deref().unwrap_or("answer")).key("schema").json(schema);
            out.key("strict").bool(*is_strict).end_object().end_object();
        }
    }
}

/// The effort that the request asks for. Models think by themselves, so that only less or more needs a word.
fn effort(conversation: &Conversation, target: ChatTarget, dropped: &mut Dropped) -> Option<Effort> {
    let effort = match conversation.reasoning? {
        Reasoning::Effort(effort) => effort,
        Reasoning::Budget(budget) => Effort::of_budget(budget, conversation.sampling.max_output),
        Reasoning::Adaptive => return None,
        // Models that do not think need no word for it, and not all that do have one.
        Reasoning::Off if !target.takes_effort => return None,
        Reasoning::Off => {
            dropped.add("thinking");
            return None;
        }
    };
    if !target.takes_effort {
        dropped.add("thinking");
        return None;
    }
    Some(effort)
}

//! Write request: a conversation as a request for a response.

use super::write_items::write_input;
use crate::format::FormatFault;
use crate::format::model::{
    Block, Content, Conversation, Effort, OutputForm, Reasoning, Sampling, Tool, ToolChoice,
};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, ResponsesTarget, cache, chat};

/// The format refuses a lower limit of tokens.
const LEAST_OUTPUT: u64 = 16;

/// Writes a request. Whatever the answer is kept for is kept here, so that the provider keeps nothing.
pub(in crate::format::translate) fn write_request(
    conversation: &Conversation,
    target: ResponsesTarget,
    dropped: &mut Dropped,
) -> Result<Vec<u8>, FormatFault> {
    refuse(conversation, target)?;
    let mut out = Out::default();
    out.object().member("model", &conversation.model);
    // One plain text is what the format calls instructions; anything else stands before the conversation.
    let system = match conversation.system.as_slice() {
        [Block { content: Content::Text(text), cache: None }] => {
            out.member("instructions", text);
            &[]
        }
        blocks => blocks,
    };
    write_input(system, &conversation.turns, target, dropped, &mut out)?;
    write_tools(conversation, target, dropped, &mut out);
    write_sampling(&conversation.sampling, target, dropped, &mut out);
    write_form(&conversation.output, &mut out);
    write_reasoning(conversation, target, dropped, &mut out);
    out.member_if("user", conversation.user.as_deref());
    out.member_if("service_tier", conversation.tier.map(chat::tier));
    out.key("store").bool(false);
    if conversation.is_stream {
        out.key("stream").bool(true);
    }
    out.end_object();
    Ok(out.into_bytes())
}

/// Refuses what the caller could not do without.
fn refuse(conversation: &Conversation, target: ResponsesTarget) -> Result<(), FormatFault> {
    let sampling = &conversation.sampling;
    if sampling.choices.is_some_and(|choices| choices != 1) {
        return Err(inexpressible("n", "it gives one answer"));
    }
    if sampling.logprobs.is_some() {
        return Err(inexpressible("logprobs", "its probabilities are told in another form"));
    }
    if !sampling.stop.is_empty() && !target.has_extensions {
        return Err(inexpressible("stop", "it ends at no text"));
    }
    Ok(())
}

fn write_tools(conversation: &Conversation, target: ResponsesTarget, dropped: &mut Dropped, out: &mut Out) {
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
            out.key("tool_choice").object().member("type", "function").member("name", name).end_object();
        }
    }
    if conversation.one_call_at_a_time {
        out.key("parallel_tool_calls").bool(false);
    }
}

/// Unless told otherwise, the format takes a tool for strict.
fn write_tool(tool: &Tool, target: ResponsesTarget, dropped: &mut Dropped, out: &mut Out) {
    out.object().member("type", "function").member("name", &tool.name);
    out.member_if("description", tool.description.as_deref()).key("parameters");
    match &tool.parameters {
        Some(parameters) => out.json(parameters),
        None => out.null(),
    };
    out.key("strict").bool(tool.is_strict);
    if target.has_extensions {
        cache::write(tool.cache.as_ref(), out);
    } else if tool.cache.is_some() {
        dropped.add("cache_control");
    }
    out.end_object();
}

fn write_sampling(sampling: &Sampling, target: ResponsesTarget, dropped: &mut Dropped, out: &mut Out) {
    for (name, is_there) in [
        ("seed", sampling.seed.is_some()),
        ("frequency_penalty", sampling.frequency_penalty.is_some()),
        ("presence_penalty", sampling.presence_penalty.is_some()),
        ("top_k", sampling.top_k.is_some() && !target.has_extensions),
        ("max_tokens", sampling.max_output.is_some_and(|limit| limit < LEAST_OUTPUT)),
    ] {
        if is_there {
            dropped.add(name);
        }
    }
    out.integer_if("max_output_tokens", sampling.max_output.map(|limit| limit.max(LEAST_OUTPUT)));
    out.number_if("temperature", sampling.temperature.as_ref());
    out.number_if("top_p", sampling.top_p.as_ref());
    out.integer_if("top_k", sampling.top_k.filter(|_| target.has_extensions));
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
            out.key("text").object().key("format").object().member("type", "json_object");
            out.end_object().end_object();
        }
        OutputForm::Schema { name, schema, is_strict } => {
            out.key("text").object().key("format").object().member("type", "json_schema");
            out.member("name", name.as_deref().unwrap_or("answer")).key("schema").json(schema);
            out.key("strict").bool(*is_strict).end_object().end_object();
        }
    }
}

/// Asks a model that thinks for as much as is wished, and for the proofs without which it could not go on later.
fn write_reasoning(
    conversation: &Conversation,
    target: ResponsesTarget,
    dropped: &mut Dropped,
    out: &mut Out,
) {
    let effort = match conversation.reasoning {
        None | Some(Reasoning::Adaptive) => None,
        Some(Reasoning::Effort(effort)) => Some(effort),
        Some(Reasoning::Budget(budget)) => Some(Effort::of_budget(budget, conversation.sampling.max_output)),
        // Models that do not think need no word for it, and not all that do have one.
        Some(Reasoning::Off) => {
            if target.takes_effort {
                dropped.add("thinking");
            }
            None
        }
    };
    if !target.takes_effort {
        if effort.is_some() {
            dropped.add("thinking");
        }
        return;
    }
    let wishes = !matches!(conversation.reasoning, None | Some(Reasoning::Off));
    let summary = Some("auto").filter(|_| wishes && target.gives_summaries);
    if effort.is_some() || summary.is_some() {
        out.key("reasoning").object().member_if("effort", effort.map(chat::effort));
        out.member_if("summary", summary).end_object();
    }
    out.key("include").array().text("reasoning.encrypted_content").end_array();
}

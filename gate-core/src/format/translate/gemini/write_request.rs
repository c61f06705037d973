//! Write request: a conversation as a request for content.

use super::write_turns::{write_contents, write_system};
use super::{thinking, words};
use crate::format::FormatFault;
use crate::format::model::{Conversation, OutputForm, Sampling, Tool, ToolChoice};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, GeminiTarget};

/// Writes a request. The model and the wish for a stream belong into the address.
pub(in crate::format::translate) fn write_request(
    conversation: &Conversation,
    target: GeminiTarget,
    dropped: &mut Dropped,
) -> Result<Vec<u8>, FormatFault> {
    refuse(&conversation.sampling)?;
    let mut out = Out::default();
    out.object();
    write_contents(&conversation.turns, target, dropped, &mut out)?;
    write_system(conversation, dropped, &mut out)?;
    write_tools(conversation, dropped, &mut out);
    write_generation(conversation, target, dropped, &mut out);
    out.member_if("serviceTier", conversation.tier.and_then(words::tier));
    if conversation.user.is_some() {
        dropped.add("user");
    }
    out.end_object();
    Ok(out.into_bytes())
}

/// Refuses what the caller could not do without.
fn refuse(sampling: &Sampling) -> Result<(), FormatFault> {
    if sampling.choices.is_some_and(|choices| choices != 1) {
        return Err(inexpressible("n", "one answer can be translated"));
    }
    if sampling.logprobs.is_some() {
        return Err(inexpressible("logprobs", "its probabilities have another form"));
    }
    Ok(())
}

fn write_tools(conversation: &Conversation, dropped: &mut Dropped, out: &mut Out) {
    if conversation.tools.is_empty() {
        return;
    }
    out.key("tools").array().object().key("functionDeclarations").array();
    for tool in &conversation.tools {
        write_tool(tool, dropped, out);
    }
    out.end_array().end_object().end_array();
    if conversation.one_call_at_a_time {
        dropped.add("parallel_tool_calls");
    }
    let (mode, name) = match &conversation.tool_choice {
        None => return,
        Some(ToolChoice::Auto) => ("AUTO", None),
        Some(ToolChoice::Any) => ("ANY", None),
        Some(ToolChoice::Never) => ("NONE", None),
        Some(ToolChoice::Tool(name)) => ("ANY", Some(name)),
    };
    out.key("toolConfig").object().key("functionCallingConfig").object().member("mode", mode);
    if let Some(name) = name {
        out.key("allowedFunctionNames").array().text(name).end_array();
    }
    out.end_object().end_object();
}

fn write_tool(tool: &Tool, dropped: &mut Dropped, out: &mut Out) {
    out.object().member("name", &tool.name).member_if("description", tool.description.as_deref());
    if let Some(parameters) = &tool.parameters {
        out.key("parametersJsonSchema").json(parameters);
    }
    if tool.is_strict {
        dropped.add("tools[].strict");
    }
    if tool.cache.is_some() {
        dropped.add("cache_control");
    }
    out.end_object();
}

fn write_generation(conversation: &Conversation, target: GeminiTarget, dropped: &mut Dropped, out: &mut Out) {
    out.key("generationConfig").object();
    write_sampling(&conversation.sampling, out);
    match &conversation.output {
        OutputForm::Text => {}
        OutputForm::Json => {
            out.member("responseMimeType", "application/json");
        }
        OutputForm::Schema { schema, .. } => {
            out.member("responseMimeType", "application/json").key("responseJsonSchema").json(schema);
        }
    }
    thinking::write(conversation, target.thinking, dropped, out);
    out.end_object();
}

fn write_sampling(sampling: &Sampling, out: &mut Out) {
    out.integer_if("maxOutputTokens", sampling.max_output);
    out.number_if("temperature", sampling.temperature.as_ref());
    out.number_if("topP", sampling.top_p.as_ref());
    out.integer_if("topK", sampling.top_k);
    out.number_if("seed", sampling.seed.as_ref());
    out.number_if("presencePenalty", sampling.presence_penalty.as_ref());
    out.number_if("frequencyPenalty", sampling.frequency_penalty.as_ref());
    if !sampling.stop.is_empty() {
        out.key("stopSequences").array();
        for text in &sampling.stop {
            out.text(text);
        }
        out.end_array();
    }
}

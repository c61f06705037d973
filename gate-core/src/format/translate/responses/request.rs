//! Request: the members of a request for a response.

use super::items;
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Block, Content, Conversation, OutputForm, Reasoning, Role, Tool, ToolChoice};
use crate::format::translate::fate::{self, Fate};
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};
use crate::format::translate::{Dropped, cache, chat};

/// What becomes of members that no other format has.
const FATES: &[(&str, Fate)] = &[
    ("context_management", Fate::Drop),
    ("include", Fate::Drop),
    ("max_tool_calls", Fate::Drop),
    ("metadata", Fate::Drop),
    ("prompt_cache_key", Fate::Drop),
    ("prompt_cache_options", Fate::Drop),
    ("prompt_cache_retention", Fate::Drop),
    ("stream_options", Fate::Drop),
    ("truncation", Fate::Drop),
    ("background", Fate::Refuse("it answers at once")),
    ("conversation", Fate::Refuse("it is kept by its own provider only")),
    ("moderation", Fate::Refuse("it does not moderate")),
    ("previous_response_id", Fate::Refuse("it is kept elsewhere")),
    ("prompt", Fate::Refuse("it is kept by its own provider only")),
    ("top_logprobs", Fate::Refuse("it tells no probabilities")),
];

/// Reads a request. Where the answer is kept (`store`) is not the provider's business.
pub(in crate::format::translate) fn read_request(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Conversation, FormatFault> {
    let root = Value::root(document).object("body")?;
    let model = root.required("model")?.to_owned();
    let mut conversation = Conversation { model, includes_usage: true, ..Conversation::default() };
    if let Some(text) = root.get("instructions").map(|text| text.owned("instructions")).transpose()? {
        conversation
            .system
            .extend(Some(Block::from(Content::Text(text.clone()))).filter(|_| !text.is_empty()));
    }
    let input = root.get("input").ok_or_else(|| missing("input"))?;
    match input.text() {
        Some("") => {}
        Some(text) => conversation.push(Role::User, vec![Content::Text(text.to_owned()).into()]),
        None => read_input(input, &mut conversation, dropped)?,
    }
    for (key, value) in root.members() {
        let is_known = read_member(key, value, &mut conversation, dropped)?
            || matches!(key, "model" | "input" | "instructions" | "store");
        if !is_known {
            read_other(key, value, dropped)?;
        }
    }
    Ok(conversation)
}

/// What the application says at the beginning stands above the conversation.
fn read_input(
    input: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    for (index, item) in input.array("input")? {
        let (role, blocks) =
            items::read_item(item, "input[]", dropped).within(|| format!("input[{index}]"))?;
        match role {
            Role::System if conversation.turns.is_empty() => conversation.system.extend(blocks),
            role => conversation.push(role, blocks),
        }
    }
    Ok(())
}

/// Members that mean nothing at some values.
fn read_other(key: &str, value: Value<'_>, dropped: &mut Dropped) -> Result<(), FormatFault> {
    match key {
        "background" | "stream_options" if value.truth() == Some(false) => Ok(()),
        "truncation" if value.text() == Some("disabled") => Ok(()),
        "top_logprobs" if value.figure() == Some(0) => Ok(()),
        "include" => {
            for (_, wish) in value.array(key)? {
                match wish.string("include[]")? {
                    // Proofs are always given.
                    "reasoning.encrypted_content" => {}
                    "message.output_text.logprobs" => {
                        return Err(inexpressible(key, "it tells no probabilities"));
                    }
                    _ => dropped.add("include"),
                }
            }
            Ok(())
        }
        _ => fate::meet(FATES, key, dropped),
    }
}

/// The members that the model has a place for; `false` for others.
fn read_member(
    key: &str,
    value: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<bool, FormatFault> {
    match key {
        "max_output_tokens" => conversation.sampling.max_output = Some(value.count(key)?),
        "temperature" => conversation.sampling.temperature = Some(value.number(key)?),
        "top_p" => conversation.sampling.top_p = Some(value.number(key)?),
        "top_k" => conversation.sampling.top_k = Some(value.count(key)?),
        "stop" => {
            for (index, text) in value.array(key)? {
                conversation.sampling.stop.push(text.owned(&format!("stop[{index}]"))?);
            }
        }
        "tools" => {
            for (index, tool) in value.array(key)? {
                conversation.tools.push(read_tool(tool, dropped).within(|| format!("tools[{index}]"))?);
            }
        }
        "tool_choice" => conversation.tool_choice = Some(read_choice(value).within(|| key.to_owned())?),
        "parallel_tool_calls" => conversation.one_call_at_a_time = !value.bool(key)?,
        "text" => read_text(value, conversation, dropped).within(|| key.to_owned())?,
        "reasoning" => read_reasoning(value, conversation, dropped).within(|| key.to_owned())?,
        "user" => conversation.user = Some(value.owned(key)?),
        "safety_identifier" => {
            let user = value.owned(key)?;
            conversation.user.get_or_insert(user);
        }
        "service_tier" => match chat::read_tier(value.string(key)?) {
            Some(tier) => conversation.tier = Some(tier),
            None => dropped.add("service_tier"),
        },
        "stream" => conversation.is_stream = value.bool(key)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A tool. One that does not say whether it is strict is not: the format makes it so only where its schema allows.
fn read_tool(tool: Value<'_>, dropped: &mut Dropped) -> Result<Tool, FormatFault> {
    if tool.required("type")? != "function" {
        return Err(inexpressible("type", "only tools of type `function` can"));
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
            "parameters" => read.parameters = Some(value.object(key)?.json()),
            "strict" => read.is_strict = value.bool(key)?,
            other => dropped.add_unknown("tools[]", other),
        }
    }
    Ok(read)
}

fn read_choice(choice: Value<'_>) -> Result<ToolChoice, FormatFault> {
    match (choice.text(), choice.text_of("type")) {
        (Some("auto"), _) => Ok(ToolChoice::Auto),
        (Some("none"), _) => Ok(ToolChoice::Never),
        (Some("required"), _) => Ok(ToolChoice::Any),
        (None, Some("function")) => Ok(ToolChoice::Tool(choice.required("name")?.to_owned())),
        (None, Some(_)) => Err(inexpressible("type", "only a choice of type `function` can")),
        _ => Err(must_be("value", "none, auto, required or a tool")),
    }
}

fn read_text(
    text: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    for (key, value) in text.object("text")?.members() {
        match key {
            "format" => conversation.output = read_form(value, dropped).within(|| key.to_owned())?,
            other => dropped.add_unknown("text", other),
        }
    }
    Ok(())
}

fn read_form(form: Value<'_>, dropped: &mut Dropped) -> Result<OutputForm, FormatFault> {
    match form.required("type")? {
        "text" => Ok(OutputForm::Text),
        "json_object" => Ok(OutputForm::Json),
        "json_schema" => {
            if form.get("description").is_some() {
                dropped.add("text.format.description");
            }
            Ok(OutputForm::Schema {
                name: form.text_of("name").map(str::to_owned),
                schema: form.get("schema").ok_or_else(|| missing("schema"))?.object("schema")?.json(),
                is_strict: form.get("strict").is_some_and(|strict| strict.truth() == Some(true)),
            })
        }
        _ => Err(inexpressible("type", "only text, json_object and json_schema can")),
    }
}

fn read_reasoning(
    reasoning: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    for (key, value) in reasoning.object("reasoning")?.members() {
        match key {
            "effort" => {
                conversation.reasoning = Some(match value.string(key)? {
                    "none" => Reasoning::Off,
                    word => chat::read_effort(word)
                        .map(Reasoning::Effort)
                        .ok_or_else(|| must_be(key, "one of none, minimal, low, medium, high, xhigh, max"))?,
                });
            }
            // Thoughts are given as far as the provider tells them.
            "summary" | "generate_summary" if value.text() == Some("auto") => {}
            other => dropped.add_unknown("reasoning", other),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::FATES;

    #[test]
    fn no_member_has_two_fates() {
        let mut names: Vec<_> = FATES.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FATES.len());
    }
}

//! Request: the members of a request for chat completions.

use super::turns::read_turns;
use super::words;
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Conversation, OutputForm, Reasoning, Sampling, Tool, ToolChoice};
use crate::format::translate::fate::{self, Fate};
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};
use crate::format::translate::{Dropped, cache};

/// What becomes of members that no other format has.
const FATES: &[(&str, Fate)] = &[
    ("logit_bias", Fate::Drop),
    ("metadata", Fate::Drop),
    ("prediction", Fate::Drop),
    ("prompt_cache_key", Fate::Drop),
    ("prompt_cache_options", Fate::Drop),
    ("prompt_cache_retention", Fate::Drop),
    ("store", Fate::Drop),
    ("verbosity", Fate::Drop),
    ("audio", Fate::Refuse("it does not answer in sound")),
    ("function_call", Fate::Refuse("it is an old form, use `tool_choice`")),
    ("modalities", Fate::Refuse("it answers in text only")),
    ("moderation", Fate::Refuse("it does not moderate")),
    ("functions", Fate::Refuse("it is an old form, use `tools`")),
    ("web_search_options", Fate::Refuse("it does not search")),
];

/// Reads a request.
pub(in crate::format::translate) fn read_request(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Conversation, FormatFault> {
    let root = Value::root(document).object("body")?;
    let model = root.required("model")?.to_owned();
    let mut conversation = Conversation { model, ..Conversation::default() };
    read_turns(root.get("messages").ok_or_else(|| missing("messages"))?, &mut conversation, dropped)?;
    if root.get("logprobs").map(|wanted| wanted.bool("logprobs")).transpose()? == Some(true) {
        let alternatives = root.get("top_logprobs").map(|count| count.count("top_logprobs")).transpose()?;
        conversation.sampling.logprobs = Some(alternatives.unwrap_or(0));
    }
    for (key, value) in root.members() {
        let is_known = read_member(key, value, &mut conversation, dropped)?
            || read_sampling(key, value, &mut conversation.sampling)?
            || matches!(key, "model" | "messages" | "logprobs" | "top_logprobs");
        if !is_known {
            read_other(key, value, dropped)?;
        }
    }
    Ok(conversation)
}

fn read_other(key: &str, value: Value<'_>, dropped: &mut Dropped) -> Result<(), FormatFault> {
    match key {
        "store" if value.truth() == Some(false) => Ok(()),
        "modalities" if value.array(key)?.all(|(_, item)| item.text() == Some("text")) => Ok(()),
        _ => fate::meet(FATES, key, dropped),
    }
}

/// The members that are not about drawing the answer; `false` for others.
fn read_member(
    key: &str,
    value: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<bool, FormatFault> {
    match key {
        "tools" => {
            for (index, tool) in value.array(key)? {
                conversation.tools.push(read_tool(tool, dropped).within(|| format!("tools[{index}]"))?);
            }
        }
        "tool_choice" => conversation.tool_choice = Some(read_choice(value).within(|| key.to_owned())?),
        "parallel_tool_calls" => conversation.one_call_at_a_time = !value.bool(key)?,
        "response_format" => conversation.output = read_form(value, dropped).within(|| key.to_owned())?,
        "reasoning_effort" => {
            conversation.reasoning = Some(match value.string(key)? {
                "none" => Reasoning::Off,
                word => words::read_effort(word)
                    .map(Reasoning::Effort)
                    .ok_or_else(|| must_be(key, "one of none, minimal, low, medium, high, xhigh, max"))?,
            });
        }
        "user" => conversation.user = Some(value.owned(key)?),
        "safety_identifier" => {
            let user = value.owned(key)?;
            conversation.user.get_or_insert(user);
        }
        "service_tier" => match words::read_tier(value.string(key)?) {
            Some(tier) => conversation.tier = Some(tier),
            None => dropped.add("service_tier"),
        },
        "stream" => conversation.is_stream = value.bool(key)?,
        "stream_options" => {
            for (name, option) in value.object(key)?.members() {
                match name {
                    "include_usage" => {
                        conversation.includes_usage = option.bool("stream_options.include_usage")?;
                    }
                    other => dropped.add_unknown("stream_options", other),
                }
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The members that are about drawing the answer; `false` for others.
fn read_sampling(key: &str, value: Value<'_>, sampling: &mut Sampling) -> Result<bool, FormatFault> {
    match key {
        "max_tokens" | "max_completion_tokens" => {
            let limit = value.count(key)?;
            sampling.max_output = Some(sampling.max_output.map_or(limit, |other| other.min(limit)));
        }
        "temperature" => sampling.temperature = Some(value.number(key)?),
        "top_p" => sampling.top_p = Some(value.number(key)?),
        "top_k" => sampling.top_k = Some(value.count(key)?),
        "seed" => sampling.seed = Some(value.number(key)?),
        "frequency_penalty" => sampling.frequency_penalty = Some(value.number(key)?),
        "presence_penalty" => sampling.presence_penalty = Some(value.number(key)?),
        "n" => sampling.choices = Some(value.count(key)?),
        "stop" => match value.text() {
            Some(text) => sampling.stop.push(text.to_owned()),
            None => {
                for (index, text) in value.array(key)? {
                    sampling.stop.push(text.owned(&format!("stop[{index}]"))?);
                }
            }
        },
        _ => return Ok(false),
    }
    Ok(true)
}

fn read_tool(tool: Value<'_>, dropped: &mut Dropped) -> Result<Tool, FormatFault> {
    if tool.required("type")? != "function" {
        return Err(inexpressible("type", "only tools of type `function` can"));
    }
    let function = tool.get("function").ok_or_else(|| missing("function"))?.object("function")?;
    let mut read = Tool {
        name: function.required("name").within(|| "function".to_owned())?.to_owned(),
        description: None,
        parameters: None,
        is_strict: false,
        cache: cache::read(tool)?,
    };
    for (key, value) in function.members() {
        match key {
            "name" => {}
            "description" => read.description = Some(value.owned("function.description")?),
            "parameters" => read.parameters = Some(value.object("function.parameters")?.json()),
            "strict" => read.is_strict = value.bool("function.strict")?,
            other => dropped.add_unknown("tools[].function", other),
        }
    }
    Ok(read)
}

fn read_choice(choice: Value<'_>) -> Result<ToolChoice, FormatFault> {
    match (choice.text(), choice.text_of("type")) {
        (Some("auto"), _) => Ok(ToolChoice::Auto),
        (Some("none"), _) => Ok(ToolChoice::Never),
        (Some("required"), _) => Ok(ToolChoice::Any),
        (None, Some("function")) => {
            let function = choice.get("function").ok_or_else(|| missing("function"))?;
            Ok(ToolChoice::Tool(function.required("name")?.to_owned()))
        }
        (None, Some(_)) => Err(inexpressible("type", "only a choice of type `function` can")),
        _ => Err(must_be("value", "none, auto, required or a tool")),
    }
}

fn read_form(form: Value<'_>, dropped: &mut Dropped) -> Result<OutputForm, FormatFault> {
    match form.required("type")? {
        "text" => Ok(OutputForm::Text),
        "json_object" => Ok(OutputForm::Json),
        "json_schema" => {
            let wrapped = form.get("json_schema").ok_or_else(|| missing("json_schema"))?;
            let schema = wrapped.get("schema").ok_or_else(|| missing("json_schema.schema"))?;
            if wrapped.get("description").is_some() {
                dropped.add("response_format.json_schema.description");
            }
            Ok(OutputForm::Schema {
                name: wrapped.text_of("name").map(str::to_owned),
                schema: schema.object("json_schema.schema")?.json(),
                is_strict: wrapped.get("strict").is_some_and(|strict| strict.truth() == Some(true)),
            })
        }
        _ => Err(inexpressible("type", "only text, json_object and json_schema can")),
    }
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

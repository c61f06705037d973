//! Tools: what a request says about them, read.

use super::names::{camel, each, get};
use super::schema;
use crate::format::FormatFault;
use crate::format::model::{Conversation, Tool, ToolChoice};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, inexpressible, must_be};

/// What Google runs itself.
const HOSTED: &[&str] = &[
    "googleSearch",
    "googleSearchRetrieval",
    "codeExecution",
    "urlContext",
    "googleMaps",
    "computerUse",
    "fileSearch",
    "retrieval",
    "enterpriseWebSearch",
    "parallelAiSearch",
    "exaAiSearch",
    "mcpServers",
];

/// Reads `tools` and then `toolConfig`, which may narrow them.
pub(super) fn read(
    root: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    if let Some(tools) = root.get("tools") {
        for (index, tool) in each(tools, "tools")? {
            read_tool(tool, &mut conversation.tools, dropped).within(|| format!("tools[{index}]"))?;
        }
    }
    match get(root, "toolConfig") {
        Some(config) => read_config(config, conversation, dropped).within(|| "toolConfig".to_owned()),
        None => Ok(()),
    }
}

/// Google runs every kind but one, so that a kind that is not known is one of those.
fn read_tool(tool: Value<'_>, tools: &mut Vec<Tool>, dropped: &mut Dropped) -> Result<(), FormatFault> {
    for (key, value) in tool.object("tool")?.members() {
        let name = camel(key);
        if name != "functionDeclarations" {
            let known = HOSTED.iter().find(|known| **known == name).copied();
            return Err(inexpressible(known.unwrap_or("tool"), "only functions of the caller's own can"));
        }
        for (index, function) in each(value, "functionDeclarations")? {
            let read = read_function(function, dropped);
            tools.push(read.within(|| format!("functionDeclarations[{index}]"))?);
        }
    }
    Ok(())
}

fn read_function(function: Value<'_>, dropped: &mut Dropped) -> Result<Tool, FormatFault> {
    let name = function.object("function")?.required("name")?.to_owned();
    let mut read = Tool { name, description: None, parameters: None, is_strict: false, cache: None };
    for (key, value) in function.members() {
        match camel(key).as_ref() {
            "name" => {}
            "description" => read.description = Some(value.owned("description")?),
            "parameters" => read.parameters = Some(schema::read(value.object("parameters")?, false)?),
            "parametersJsonSchema" => read.parameters = Some(value.object("parametersJsonSchema")?.json()),
            name => dropped.add_unknown("functionDeclarations[]", name),
        }
    }
    Ok(read)
}

fn read_config(
    config: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    for (key, value) in config.object("toolConfig")?.members() {
        match camel(key).as_ref() {
            "functionCallingConfig" => {
                read_choice(value, conversation, dropped).within(|| "functionCallingConfig".to_owned())?;
            }
            name => dropped.add_unknown("toolConfig", name),
        }
    }
    Ok(())
}

/// Where some of the tools may be called and others not, the others are left out, which comes to the same.
fn read_choice(
    choice: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    let mut allowed = Vec::new();
    if let Some(names) = get(choice.object("functionCallingConfig")?, "allowedFunctionNames") {
        for (index, name) in names.array("allowedFunctionNames")? {
            allowed.push(name.string(&format!("allowedFunctionNames[{index}]"))?);
        }
    }
    let mode = choice.get("mode").map(|mode| mode.string("mode")).transpose()?;
    conversation.tool_choice = match mode.unwrap_or("MODE_UNSPECIFIED").to_ascii_uppercase().as_str() {
        "MODE_UNSPECIFIED" => None,
        "AUTO" => Some(ToolChoice::Auto),
        "NONE" => Some(ToolChoice::Never),
        "ANY" if allowed.len() == 1 => Some(ToolChoice::Tool(allowed[0].to_owned())),
        "ANY" => Some(ToolChoice::Any),
        "VALIDATED" => {
            dropped.add("toolConfig.functionCallingConfig.mode");
            Some(ToolChoice::Auto)
        }
        _ => return Err(must_be("mode", "one of AUTO, ANY, NONE, VALIDATED")),
    };
    if !allowed.is_empty() && !matches!(conversation.tool_choice, Some(ToolChoice::Tool(_))) {
        conversation.tools.retain(|tool| allowed.contains(&tool.name.as_str()));
        if conversation.tools.is_empty() {
            return Err(must_be("allowedFunctionNames", "names of functions that are declared"));
        }
    }
    Ok(())
}

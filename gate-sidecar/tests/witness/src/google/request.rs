//! Request: what the witness reads from a request for content.

use super::{shapes, signatures};
use crate::{
    ask::{Ask, Offer, Speaker, Turn, picture},
    shape::{Fault, Is, check, respelt},
    vendor::{Problem, Vendor},
};
use serde_json::Value;

/// Reads a request to `model`.
pub(crate) fn read(model: &str, is_streamed: bool, body: &Value) -> Result<Ask, Problem> {
    let body = respelt(body.clone(), Is::Shape(shapes::REQUEST));
    check(&body, shapes::REQUEST).map_err(misshapen)?;
    schemas(&body).map_err(misshapen)?;
    hear(model, is_streamed, &body)
}

/// Counts the tokens of contents or of a whole request.
pub(crate) fn count(model: &str, body: &Value) -> Result<u64, Problem> {
    let body = respelt(body.clone(), Is::Shape(shapes::COUNT));
    check(&body, shapes::COUNT).map_err(misshapen)?;
    let inner = &body["generateContentRequest"];
    Ok(hear(model, false, if inner.is_object() { inner } else { &body })?.words)
}

pub(super) fn misshapen(fault: Fault) -> Problem {
    Vendor::Google.misshapen(&fault)
}

/// Checks the schemas behind `properties`, whose names no table knows.
fn schemas(body: &Value) -> Result<(), Fault> {
    let tools = body["tools"].as_array().into_iter().flatten();
    let functions = tools.flat_map(|tool| tool["functionDeclarations"].as_array().into_iter().flatten());
    let schemas = functions.map(|function| &function["parameters"]);
    schemas.chain([&body["generationConfig"]["responseSchema"]]).try_for_each(inner_schemas)
}

fn inner_schemas(schema: &Value) -> Result<(), Fault> {
    let properties = schema["properties"].as_object().into_iter().flat_map(|properties| properties.values());
    for inner in properties {
        check(inner, shapes::ANY_SCHEMA)?;
        inner_schemas(inner)?;
    }
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    choices.chain([&schema["items"]]).filter(|inner| inner.is_object()).try_for_each(inner_schemas)
}

fn hear(model: &str, is_streamed: bool, body: &Value) -> Result<Ask, Problem> {
    let contents = body["contents"].as_array().map_or(&[][..], Vec::as_slice);
    if contents.is_empty() {
        return Err(Problem::bad("* GenerateContentRequest.contents: contents is not specified"));
    }
    results_follow_calls(contents)?;
    signatures::check(model, contents)?;
    let mut turns = Vec::new();
    if body["systemInstruction"].is_object() {
        turns.push(Turn { speaker: Speaker::System, ..turn(&body["systemInstruction"]) });
    }
    turns.extend(contents.iter().map(turn));
    let config = &body["generationConfig"];
    let ask = Ask {
        model: model.to_owned(),
        stream: is_streamed,
        choices: 1,
        max_tokens: config["maxOutputTokens"].as_u64(),
        json: config["responseMimeType"] == "application/json",
        thinks: config["thinkingConfig"]["includeThoughts"] == true,
        ..Ask::default()
    };
    Ok(ask.hear(&turns, offer(body)))
}

/// Each turn of calls is followed by as many results, with the calls' ids where the calls have some.
fn results_follow_calls(contents: &[Value]) -> Result<(), Problem> {
    let of = |content: Option<&Value>, kind: &str| -> Vec<Value> {
        let parts = content.and_then(|content| content["parts"].as_array()).into_iter().flatten();
        parts.map(|part| part[kind].clone()).filter(Value::is_object).collect()
    };
    for (at, content) in contents.iter().enumerate() {
        let calls = of(Some(content), "functionCall");
        let results = of(contents.get(at + 1), "functionResponse");
        let before = at.checked_sub(1).map_or_else(Vec::new, |at| of(contents.get(at), "functionCall"));
        if !of(Some(content), "functionResponse").is_empty() && before.is_empty() {
            return Err(Problem::bad(
                "Please ensure that function response turn comes immediately after a function call turn.",
            ));
        }
        if calls.is_empty() {
            continue;
        }
        if calls.len() != results.len() {
            return Err(Problem::bad(
                "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
            ));
        }
        for call in &calls {
            let is_answer = |result: &&Value| {
                result["name"] == call["name"] && (call["id"].is_null() || result["id"] == call["id"])
            };
            if !results.iter().any(|result| is_answer(&result)) {
                return Err(Problem::bad(format!(
                    "No function response for the function call {} {}.",
                    call["name"], call["id"]
                )));
            }
        }
    }
    Ok(())
}

fn turn(content: &Value) -> Turn {
    let mut turn = Turn::new(if content["role"] == "model" { Speaker::Model } else { Speaker::User });
    for part in content["parts"].as_array().into_iter().flatten() {
        let blob = &part["inlineData"];
        if let (Some(media_type), Some(data)) = (blob["mimeType"].as_str(), blob["data"].as_str()) {
            turn.pictures.push(picture(media_type, data));
        }
        if let Some(uri) = part["fileData"]["fileUri"].as_str() {
            turn.pictures.push(format!("url:{uri}"));
        }
        if let Some(text) = part["text"].as_str().filter(|_| part["thought"] != true) {
            turn.texts.push(text.to_owned());
        }
        let response = &part["functionResponse"]["response"];
        if response.is_object() {
            let named =
                ["output", "result", "content", "error"].into_iter().find_map(|name| response[name].as_str());
            turn.results.push(named.map_or_else(|| response.to_string(), str::to_owned));
        }
    }
    turn
}

fn offer(body: &Value) -> Offer {
    let config = &body["toolConfig"]["functionCallingConfig"];
    let tools = body["tools"].as_array().into_iter().flatten();
    let functions = tools.flat_map(|tool| tool["functionDeclarations"].as_array().into_iter().flatten());
    let schema = |function: &'_ Value| {
        if function["parameters"].is_null() { "parametersJsonSchema" } else { "parameters" }
    };
    Offer {
        is_forbidden: config["mode"] == "NONE",
        is_forced: config["mode"] == "ANY",
        ..Offer::of(
            config["allowedFunctionNames"][0].as_str(),
            functions.map(|function| (&function["name"], &function[schema(function)])),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(extra: &Value) -> String {
        let mut body = json!({"contents": [{"role": "user", "parts": [{"text": "x"}]}]});
        for (name, value) in extra.as_object().expect("members") {
            body[name] = value.clone();
        }
        read("gemini-2.5-flash", false, &body).err().map(|problem| problem.message).unwrap_or_default()
    }

    #[test]
    fn what_the_api_refuses_is_refused() {
        let ask = json!({"role": "user", "parts": [{"text": "x"}]});
        let call = |id: &str| json!({"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}, "id": id}}]});
        let result = |id: &str| json!({"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"result": "r"}, "id": id}}]});
        let function = |parameters: Value| json!({"tools": [{"functionDeclarations": [{"name": "f", "parameters": parameters}]}]});
        let unknown = "Invalid JSON payload received. Unknown name ";
        for (extra, message) in [
            (json!({}), String::new()),
            (json!({"messages": []}), format!("{unknown}\"messages\": Cannot find field.")),
            (json!({"generation_config": {"top_p": 1}}), String::new()),
            (
                json!({"generationConfig": {"max_tokens": 1}}),
                format!("{unknown}\"max_tokens\" at 'generationConfig': Cannot find field."),
            ),
            (
                json!({"contents": [{"role": "assistant", "parts": []}]}),
                "Invalid value at 'contents[0].role'".into(),
            ),
            (json!({"contents": []}), "* GenerateContentRequest.contents".into()),
            (function(json!({"type": "OBJECT", "properties": {"a": {"type": "STRING"}}})), String::new()),
            (
                function(json!({"type": "OBJECT", "additionalProperties": false})),
                format!("{unknown}\"additionalProperties\""),
            ),
            (
                function(
                    json!({"type": "OBJECT", "properties": {"a": {"type": "ARRAY", "items": {"type": "OBJECT", "properties": {"b": {"$ref": "x"}}}}}}),
                ),
                format!("{unknown}\"$ref\""),
            ),
            (json!({"contents": [ask, call("a"), result("a")]}), String::new()),
            (json!({"contents": [ask, call("a"), result("b")]}), "No function response".into()),
            (json!({"contents": [ask, call("a")]}), "Please ensure that the number".into()),
            (json!({"contents": [ask, result("a")]}), "Please ensure that function response turn".into()),
        ] {
            let refusal = refusal(&extra);
            assert!(
                refusal.starts_with(&message) && refusal.is_empty() == message.is_empty(),
                "{extra}: {refusal}"
            );
        }
    }

    #[test]
    fn a_request_is_understood() {
        let body = json!({
            "systemInstruction": {"parts": [{"text": "be brief"}]},
            "contents": [{"role": "user", "parts": [{"text": "call a tool"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}],
            "tools": [{"functionDeclarations": [{"name": "f"}]}],
            "generationConfig": {"maxOutputTokens": 5, "responseMimeType": "application/json", "thinkingConfig": {"includeThoughts": true}},
        });
        let ask = read("m", true, &body).expect("taken");
        assert!(ask.stream && ask.json && ask.thinks);
        assert_eq!((ask.prompt.as_str(), ask.words, ask.max_tokens), ("call a tool", 5, Some(5)));
        assert_eq!((ask.tool.as_deref(), ask.pictures), (Some("f"), vec!["image/png:3".to_owned()]));
        assert_eq!(count("m", &json!({ "generateContentRequest": body })), Ok(5));
        assert_eq!(count("m", &json!({"contents": body["contents"]})), Ok(3));
    }
}

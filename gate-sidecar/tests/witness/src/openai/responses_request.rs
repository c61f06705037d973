//! Responses request: what the witness reads from it, and what the API refuses of it.
//!
//! Nothing is stored, so a request that refers to an earlier answer is told that there is none.

use crate::{
    ask::{Ask, Offer, Speaker, Turn, picture_at},
    mark,
    shape::check,
    vendor::{Problem, Vendor},
};
use serde_json::Value;

/// Reads a request and whether its thoughts are to come sealed.
pub(crate) fn read(body: &Value) -> Result<(Ask, bool), Problem> {
    check(body, super::responses_shapes::REQUEST).map_err(|fault| Vendor::Responses.misshapen(&fault))?;
    if let Some(id) = body["previous_response_id"].as_str() {
        let problem = Problem::bad(format!("Previous response with id '{id}' not found."));
        return Err(Problem {
            member: Some("previous_response_id".into()),
            ..problem.coded("previous_response_not_found")
        });
    }
    let items = body["input"].as_array().map_or(&[][..], Vec::as_slice);
    calls_are_answered(items)?;
    thoughts_are_whole(items)?;
    let mut turns = Vec::new();
    if let Some(text) = body["instructions"].as_str() {
        turns.push(Turn { texts: vec![text.to_owned()], ..Turn::new(Speaker::System) });
    }
    match body["input"].as_str() {
        Some(text) => turns.push(Turn { texts: vec![text.to_owned()], ..Turn::new(Speaker::User) }),
        None => turns.extend(items.iter().map(turn)),
    }
    if !turns.iter().any(|turn| turn.speaker == Speaker::User) {
        return Err(Problem::bad(
            "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be provided.",
        ));
    }
    let effort = &body["reasoning"]["effort"];
    let ask = Ask {
        model: body["model"].as_str().unwrap_or_default().to_owned(),
        stream: body["stream"] == true,
        choices: 1,
        max_tokens: body["max_output_tokens"].as_u64(),
        json: matches!(body["text"]["format"]["type"].as_str(), Some("json_object" | "json_schema")),
        thinks: body["reasoning"].is_object() && effort != "none",
        ..Ask::default()
    };
    let included = body["include"].as_array();
    let is_sealed =
        included.is_some_and(|names| names.iter().any(|name| name == "reasoning.encrypted_content"));
    Ok((ask.hear(&turns, offer(body)), is_sealed))
}

/// Each result belongs to a call that came before it, and each call has a result.
fn calls_are_answered(items: &[Value]) -> Result<(), Problem> {
    let of = |kind: &str| -> Vec<&Value> {
        items.iter().filter(|item| item["type"] == kind).map(|item| &item["call_id"]).collect()
    };
    let (calls, results) = (of("function_call"), of("function_call_output"));
    if let Some(id) = results.iter().find(|id| !calls.contains(id)).and_then(|id| id.as_str()) {
        return Err(Problem::bad(format!("No tool call found for function call output with call_id {id}.")));
    }
    if let Some(id) = calls.iter().find(|id| !results.contains(id)).and_then(|id| id.as_str()) {
        return Err(Problem::bad(format!("No tool output found for function call {id}.")));
    }
    Ok(())
}

/// Thoughts come back as they were sealed and with what followed them.
fn thoughts_are_whole(items: &[Value]) -> Result<(), Problem> {
    for (position, item) in items.iter().enumerate().filter(|(_, item)| item["type"] == "reasoning") {
        let id = item["id"].as_str().unwrap_or_default();
        let summary = item["summary"].as_array().into_iter().flatten();
        let text: String = summary.filter_map(|part| part["text"].as_str()).collect();
        match item["encrypted_content"].as_str() {
            None => {
                let message = format!(
                    "Item with id '{id}' not found. Items are not persisted when `store` is set to false."
                );
                return Err(Problem::new(404, message));
            }
            Some(sealed) if !mark::is_signed(&text, sealed) => {
                let message = format!("The encrypted content for item {id} could not be verified.");
                return Err(Problem::bad(message).coded("invalid_encrypted_content"));
            }
            Some(_) => {}
        }
        let next = items.get(position + 1).map(|item| &item["type"]);
        if !next.is_some_and(|kind| {
            kind == "function_call" || kind == "message" || kind == "reasoning" || kind.is_null()
        }) {
            let message =
                format!("Item '{id}' of type 'reasoning' was provided without its required following item.");
            return Err(Problem::bad(message));
        }
    }
    if let Some(item) = items.iter().find(|item| item["type"] == "item_reference") {
        return Err(Problem::new(404, format!("Item with id {} not found.", item["id"])));
    }
    Ok(())
}

fn turn(item: &Value) -> Turn {
    let speaker = match (item["type"].as_str(), item["role"].as_str()) {
        (Some("function_call_output"), _) | (_, Some("user")) => Speaker::User,
        (_, Some("system" | "developer")) => Speaker::System,
        _ => Speaker::Model,
    };
    let mut turn = Turn::new(speaker);
    let is_result = item["type"] == "function_call_output";
    let mut texts = Vec::new();
    match if is_result { &item["output"] } else { &item["content"] } {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(parts) if item["type"] != "reasoning" => {
            texts.extend(parts.iter().filter_map(|part| part["text"].as_str()).map(str::to_owned));
            turn.pictures.extend(parts.iter().filter_map(|part| part["image_url"].as_str()).map(picture_at));
        }
        _ => {}
    }
    if is_result {
        turn.results.push(texts.join("\n"));
    } else {
        turn.texts = texts;
    }
    turn
}

fn offer(body: &Value) -> Offer {
    let choice = &body["tool_choice"];
    let named = choice["name"].as_str();
    let tools = body["tools"].as_array().into_iter().flatten();
    Offer {
        is_forbidden: choice == "none",
        is_forced: named.is_some() || choice == "required" || choice["mode"] == "required",
        ..Offer::of(named, tools.map(|tool| (&tool["name"], &tool["parameters"])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(extra: Value) -> Option<(u16, Option<&'static str>)> {
        let mut body = json!({"model": "m", "input": "x"});
        for (name, value) in extra.as_object().expect("members") {
            body[name] = value.clone();
        }
        read(&body).err().map(|problem| (problem.status, problem.code))
    }

    #[test]
    fn what_the_api_refuses_is_refused() {
        let call = json!({"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"});
        let result = json!({"type": "function_call_output", "call_id": "a", "output": "r"});
        let thought = |sealed: &str| json!({"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "t"}], "encrypted_content": sealed});
        let sealed = thought(&mark::sign("t"));
        for (what, extra, wanted) in [
            ("nothing special", json!({}), None),
            ("unknown member", json!({"messages": []}), Some((400, Some("unknown_parameter")))),
            (
                "unknown member of an item",
                json!({"input": [{"role": "user", "content": "x", "name": "n"}]}),
                Some((400, Some("unknown_parameter"))),
            ),
            (
                "chat's tools",
                json!({"tools": [{"type": "function", "function": {"name": "f"}}]}),
                Some((400, Some("unknown_parameter"))),
            ),
            (
                "an earlier answer",
                json!({"previous_response_id": "r"}),
                Some((400, Some("previous_response_not_found"))),
            ),
            ("a loop", json!({"input": [call, result]}), None),
            ("a result alone", json!({"input": [result]}), Some((400, None))),
            ("a call alone", json!({"input": [call]}), Some((400, None))),
            ("sealed thoughts", json!({"input": [sealed, call, result]}), None),
            (
                "torn thoughts",
                json!({"input": [thought("x"), call, result]}),
                Some((400, Some("invalid_encrypted_content"))),
            ),
            (
                "thoughts alone",
                json!({"input": [{"role": "user", "content": "x"}, sealed]}),
                Some((400, None)),
            ),
            ("nothing to answer", json!({"input": []}), Some((400, None))),
        ] {
            assert_eq!(refused(extra), wanted, "{what}");
        }
    }

    #[test]
    fn a_request_is_understood() {
        let (ask, is_sealed) = read(&json!({
            "model": "m", "instructions": "be brief", "max_output_tokens": 5, "stream": true,
            "reasoning": {"effort": "low"}, "include": ["reasoning.encrypted_content"],
            "text": {"format": {"type": "json_schema", "name": "n", "schema": {}}},
            "tools": [{"type": "function", "name": "f", "parameters": {}, "strict": false}],
            "input": [{"role": "user", "content": [{"type": "input_text", "text": "call a tool"},
                {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,AAAA"}]}],
        }))
        .expect("taken");
        assert!(is_sealed && ask.stream && ask.json && ask.thinks);
        assert_eq!((ask.prompt.as_str(), ask.words, ask.max_tokens), ("call a tool", 5, Some(5)));
        assert_eq!((ask.tool.as_deref(), ask.pictures), (Some("f"), vec!["image/png:3".to_owned()]));
    }
}

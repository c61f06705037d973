//! Request: what the witness reads from a Converse request, and what AWS refuses of it.

use super::shapes;
use crate::{
    ask::{Ask, Offer, Speaker, Turn, picture},
    mark,
    shape::check,
    vendor::{Problem, Vendor},
};
use serde_json::Value;

/// Reads a request to `model`.
pub(crate) fn read(model: &str, is_streamed: bool, body: &Value) -> Result<Ask, Problem> {
    check(body, shapes::REQUEST).map_err(|fault| Vendor::Bedrock.misshapen(&fault))?;
    let messages = body["messages"].as_array().map_or(&[][..], Vec::as_slice);
    roles_alternate(messages)?;
    messages.iter().enumerate().try_for_each(blocks_are_whole)?;
    results_follow_calls(body, messages)?;
    let mut turns = Vec::new();
    let system: Vec<String> = texts(&body["system"]);
    if !system.is_empty() {
        turns.push(Turn { texts: system, ..Turn::new(Speaker::System) });
    }
    turns.extend(messages.iter().map(turn));
    let thinking = body["additionalModelRequestFields"]["thinking"]["type"].as_str();
    let ask = Ask {
        model: model.to_owned(),
        stream: is_streamed,
        choices: 1,
        max_tokens: body["inferenceConfig"]["maxTokens"].as_u64(),
        json: body["outputConfig"]["textFormat"].is_object(),
        thinks: matches!(thinking, Some("enabled" | "adaptive")),
        ..Ask::default()
    };
    Ok(ask.hear(&turns, offer(body)))
}

fn roles_alternate(messages: &[Value]) -> Result<(), Problem> {
    if messages.is_empty() {
        return Err(Problem::bad(
            "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
        ));
    }
    for (place, message) in messages.iter().enumerate() {
        if (message["role"] == "user") != (place % 2 == 0) {
            return Err(Problem::bad(
                "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
            ));
        }
    }
    Ok(())
}

/// Each block has one content, its text says something, and thoughts are as they were signed.
fn blocks_are_whole((place, message): (usize, &Value)) -> Result<(), Problem> {
    let blocks = message["content"].as_array().map_or(&[][..], Vec::as_slice);
    if blocks.is_empty() {
        return Err(Problem::bad(format!(
            "The content field in the Message object at messages.{place} is empty. Add a ContentBlock object to the content field and try again."
        )));
    }
    for (index, block) in blocks.iter().enumerate() {
        let at = format!("messages.{place}.content.{index}");
        if block.as_object().is_none_or(|members| members.len() != 1) {
            return Err(Problem::bad(format!(
                "The ContentBlock object at {at} must set one and only one of its members."
            )));
        }
        if block["text"].as_str().is_some_and(|text| text.trim().is_empty()) {
            return Err(Problem::bad(format!(
                "The text field in the ContentBlock object at {at} is blank. Add text to the text field, and try again."
            )));
        }
        let thought = &block["reasoningContent"]["reasoningText"];
        let (text, signature) = (&thought["text"], &thought["signature"]);
        let is_whole =
            mark::is_signed(text.as_str().unwrap_or_default(), signature.as_str().unwrap_or_default());
        if thought.is_object() && !is_whole {
            return Err(Problem::bad(format!(
                "The model returned the following errors: {at}: Invalid `signature` in `thinking` block"
            )));
        }
    }
    Ok(())
}

fn results_follow_calls(body: &Value, messages: &[Value]) -> Result<(), Problem> {
    let ids = |message: Option<&Value>, kind: &str| -> Vec<Value> {
        let blocks = message.and_then(|message| message["content"].as_array()).into_iter().flatten();
        blocks.map(|block| block[kind]["toolUseId"].clone()).filter(|id| !id.is_null()).collect()
    };
    for (place, message) in messages.iter().enumerate() {
        let (calls, results) = (ids(Some(message), "toolUse"), ids(Some(message), "toolResult"));
        if !(calls.is_empty() && results.is_empty()) && body["toolConfig"].is_null() {
            return Err(Problem::bad(
                "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
            ));
        }
        let answers = ids(messages.get(place + 1), "toolResult");
        if let Some(id) = calls.iter().find(|id| !answers.contains(id)) {
            return Err(Problem::bad(format!(
                "Expected toolResult blocks at messages.{}.content for the following Ids: {id}",
                place + 1
            )));
        }
        let before = place.checked_sub(1).map_or_else(Vec::new, |place| ids(messages.get(place), "toolUse"));
        if results.iter().any(|id| !before.contains(id)) {
            return Err(Problem::bad(format!(
                "The number of toolResult blocks at messages.{place}.content exceeds the number of toolUse blocks of previous turn."
            )));
        }
    }
    Ok(())
}

fn turn(message: &Value) -> Turn {
    let mut turn = Turn::new(if message["role"] == "user" { Speaker::User } else { Speaker::Model });
    turn.texts = texts(&message["content"]);
    for block in message["content"].as_array().into_iter().flatten() {
        let image = &block["image"];
        if let (Some(format), Some(data)) = (image["format"].as_str(), image["source"]["bytes"].as_str()) {
            turn.pictures.push(picture(&format!("image/{format}"), data));
        }
        let result = &block["toolResult"];
        if result.is_object() {
            let parts = result["content"].as_array().into_iter().flatten();
            let texts = parts
                .map(|part| part["text"].as_str().map_or_else(|| part["json"].to_string(), str::to_owned));
            turn.results.push(texts.collect::<Vec<_>>().join("\n"));
        }
    }
    turn
}

fn texts(blocks: &Value) -> Vec<String> {
    let blocks = blocks.as_array().into_iter().flatten();
    blocks.filter_map(|block| block["text"].as_str()).map(str::to_owned).collect()
}

fn offer(body: &Value) -> Offer {
    let config = &body["toolConfig"];
    let named = config["toolChoice"]["tool"]["name"].as_str();
    let tools = config["tools"].as_array().into_iter().flatten().map(|tool| &tool["toolSpec"]);
    Offer {
        is_forced: named.is_some() || config["toolChoice"]["any"].is_object(),
        ..Offer::of(named, tools.map(|tool| (&tool["name"], &tool["inputSchema"]["json"])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::sign;
    use serde_json::json;

    fn refusal(body: &Value) -> String {
        read("m", false, body).err().map(|problem| problem.message).unwrap_or_default()
    }

    #[test]
    fn what_aws_refuses_is_refused() {
        let user = |blocks: Value| json!({"role": "user", "content": blocks});
        let model = |blocks: Value| json!({"role": "assistant", "content": blocks});
        let ask = user(json!([{"text": "x"}]));
        let call = json!({"toolUse": {"toolUseId": "a", "name": "f", "input": {}}});
        let result = |id: &str| user(json!([{"toolResult": {"toolUseId": id, "content": [{"text": "r"}]}}]));
        let thought = |signature: String| json!({"reasoningContent": {"reasoningText": {"text": "t", "signature": signature}}});
        let tools = json!({"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": {}}}}]});
        let tooled = |messages: Value| json!({"messages": messages, "toolConfig": tools});
        for (what, body, part) in [
            ("a question", json!({"messages": [ask]}), ""),
            ("unknown member", json!({"messages": [ask], "max_tokens": 1}), "extraneous key [max_tokens]"),
            ("no messages", json!({}), "Member must not be null"),
            ("two in a row", json!({"messages": [ask, ask]}), "must alternate"),
            ("the model first", json!({"messages": [model(json!([{"text": "x"}]))]}), "must alternate"),
            ("blank", json!({"messages": [user(json!([{"text": " "}]))]}), "is blank"),
            (
                "two contents",
                json!({"messages": [user(json!([{"text": "x", "image": {"format": "png", "source": {}}}]))]}),
                "one and only one",
            ),
            ("a round", tooled(json!([ask, model(json!([call])), result("a")])), ""),
            (
                "a round without tools",
                json!({"messages": [ask, model(json!([call])), result("a")]}),
                "toolConfig field must be",
            ),
            (
                "another call's result",
                tooled(json!([ask, model(json!([call])), result("b")])),
                "Expected toolResult",
            ),
            ("signed", tooled(json!([ask, model(json!([thought(sign("t")), call])), result("a")])), ""),
            (
                "changed",
                tooled(json!([ask, model(json!([thought(sign("u")), call])), result("a")])),
                "Invalid `signature`",
            ),
        ] {
            let refusal = refusal(&body);
            assert!(refusal.contains(part) && refusal.is_empty() == part.is_empty(), "{what}: {refusal}");
        }
    }

    #[test]
    fn a_request_is_understood() {
        let ask = read("m", true, &json!({
            "system": [{"text": "be brief"}, {"cachePoint": {"type": "default"}}],
            "messages": [{"role": "user", "content": [{"text": "call a tool"}, {"image": {"format": "png", "source": {"bytes": "AAAA"}}}]}],
            "toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": {}}}}], "toolChoice": {"auto": {}}},
            "inferenceConfig": {"maxTokens": 5},
            "additionalModelRequestFields": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        }))
        .expect("taken");
        assert!(ask.stream && ask.thinks && !ask.json);
        assert_eq!((ask.prompt.as_str(), ask.words, ask.max_tokens), ("call a tool", 5, Some(5)));
        assert_eq!((ask.tool.as_deref(), ask.pictures), (Some("f"), vec!["image/png:3".to_owned()]));
    }
}

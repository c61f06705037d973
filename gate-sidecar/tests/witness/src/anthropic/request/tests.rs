//! What the API takes and what it refuses, by the words of its errors.

use super::*;
use crate::mark::sign;
use serde_json::json;

/// A minimal request with these members set.
fn with(extra: &Value) -> Value {
    let mut body = json!({"model": "m", "max_tokens": 4096, "messages": [{"role": "user", "content": "x"}]});
    for (name, value) in extra.as_object().expect("members") {
        body[name] = value.clone();
    }
    body
}

fn refusal(extra: &Value) -> String {
    read(Version::First, &with(extra)).err().map(|problem| problem.message).unwrap_or_default()
}

#[test]
fn shapes_are_kept_to() {
    for (extra, message) in [
        (json!({}), ""),
        (json!({"max_tokens": "5"}), "max_tokens: Input should be a valid integer"),
        (json!({"max_tokens": 0}), "max_tokens: Input should be greater than or equal to 1"),
        (json!({"n": 2}), "n: Extra inputs are not permitted"),
        (json!({"messages": []}), "messages: at least one message is required"),
        (json!({"messages": [{"role": "tool", "content": "x"}]}), "messages.0.role: Input should be one of"),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "text"}]}]}),
            "messages.0.content.0.text: Field required",
        ),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "text", "text": " "}]}]}),
            "messages: text content blocks must be non-empty",
        ),
        (json!({"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]}), ""),
        (
            json!({"tools": [{"name": "f", "parameters": {}}]}),
            "tools.0.parameters: Extra inputs are not permitted",
        ),
        (json!({"tools": [{"type": "custom", "name": "f", "input_schema": {"type": "object", "x": 1}}]}), ""),
        (
            json!({"system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]}),
            "",
        ),
        (json!({"stop_sequences": "x"}), "stop_sequences: Input should be a valid array"),
    ] {
        let refusal = refusal(&extra);
        assert!(
            refusal.starts_with(message) && refusal.is_empty() == message.is_empty(),
            "{extra}: {refusal}"
        );
    }
    let missing = read(Version::First, &json!({"model": "m", "messages": []})).expect_err("no limit");
    assert_eq!(missing.message, "max_tokens: Field required");
}

/// A conversation of a question, a call with `before` in front, and its result.
fn round(before: &[Value], result_of: &str) -> Value {
    let call = json!({"type": "tool_use", "id": "a", "name": "f", "input": {}});
    let blocks: Vec<Value> = before.iter().cloned().chain([call]).collect();
    let result = json!({"type": "tool_result", "tool_use_id": result_of, "content": "r"});
    json!([{"role": "user", "content": "x"}, {"role": "assistant", "content": blocks}, {"role": "user", "content": [result]}])
}

#[test]
fn calls_and_results_belong_together() {
    let late = json!([{"type": "text", "text": "t"}, {"type": "tool_result", "tool_use_id": "a"}]);
    let mut late_round = round(&[], "a");
    late_round[2]["content"] = late;
    let mut split = round(&[], "a");
    split.as_array_mut().expect("a list").push(json!({"role": "user", "content": "and"}));
    for (what, messages, part) in [
        ("a round", round(&[], "a"), ""),
        ("a round and more from the user", split, ""),
        (
            "a result of another call",
            round(&[], "b"),
            "`tool_use` ids were found without `tool_result` blocks",
        ),
        ("a result behind a text", late_round, "tool_result blocks must come first"),
        (
            "a result alone",
            json!([{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a"}]}]),
            "unexpected `tool_use_id`",
        ),
    ] {
        let refusal = refusal(&json!({ "messages": messages }));
        assert!(refusal.contains(part) && refusal.is_empty() == part.is_empty(), "{what}: {refusal}");
    }
}

#[test]
fn thoughts_have_room_and_come_back_unchanged() {
    let thought =
        |text: &str, signature: String| json!({"type": "thinking", "thinking": text, "signature": signature});
    let budget = |tokens: u64| json!({"type": "enabled", "budget_tokens": tokens});
    for (what, extra, part) in [
        ("room", json!({"thinking": budget(1024)}), ""),
        ("too little", json!({"thinking": budget(1023)}), "greater than or equal to 1024"),
        ("no room", json!({"thinking": budget(4096)}), "`max_tokens` must be greater"),
        ("cold", json!({"thinking": budget(1024), "temperature": 0.5}), "`temperature` may only"),
        (
            "forced",
            json!({"thinking": {"type": "adaptive"}, "tool_choice": {"type": "any"}}),
            "forces tool use",
        ),
        ("signed", json!({"messages": round(&[thought("t", sign("t"))], "a")}), ""),
        ("changed", json!({"messages": round(&[thought("t ", sign("t"))], "a")}), "Invalid `signature`"),
        (
            "torn",
            json!({"messages": round(&[thought("t", sign("t")[1..].to_owned())], "a")}),
            "Invalid `signature`",
        ),
        ("left out", json!({"thinking": budget(1024), "messages": round(&[], "a")}), "Expected `thinking`"),
        ("left out by choice", json!({"thinking": {"type": "adaptive"}, "messages": round(&[], "a")}), ""),
        ("kept", json!({"thinking": budget(1024), "messages": round(&[thought("t", sign("t"))], "a")}), ""),
    ] {
        let refusal = refusal(&extra);
        assert!(refusal.contains(part) && refusal.is_empty() == part.is_empty(), "{what}: {refusal}");
    }
}

#[test]
fn a_request_is_understood() {
    let ask = read(Version::First, &with(&json!({
        "stream": true, "system": "be brief", "tools": [{"name": "f", "input_schema": {"type": "object"}}],
        "messages": [{"role": "user", "content": [
            {"type": "text", "text": "call a tool"},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}]}],
        "output_config": {"format": {"type": "json_schema", "schema": {}}},
    })))
    .expect("taken");
    assert!(ask.stream && ask.json && !ask.thinks);
    assert_eq!((ask.prompt.as_str(), ask.words, ask.max_tokens), ("call a tool", 5, Some(4096)));
    assert_eq!((ask.tool.as_deref(), ask.pictures), (Some("f"), vec!["image/png:3".to_owned()]));
    assert_eq!(count(&json!({"model": "m", "messages": [{"role": "user", "content": "a b c"}]})), Ok(3));
    assert!(count(&with(&json!({}))).is_err(), "max_tokens is no member of a count");
}

#[test]
fn the_second_version_has_lost_members() {
    let document = json!({"type": "document", "source": {"type": "url", "url": "u"}});
    let said = |block: &Value| json!({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": [block]}]});
    let cited = json!({"type": "text", "text": "t", "citations": [{"type": "char_location"}]});
    for (extra, part) in [
        (json!({}), ""),
        (json!({"temperature": 1}), "temperature: Extra inputs are not permitted"),
        (json!({"top_p": 0.5}), "top_p: Extra inputs are not permitted"),
        (json!({"top_k": 5}), "top_k: Extra inputs are not permitted"),
        (said(&document), "`document` blocks are not permitted"),
        (said(&cited), ""),
        (json!({"messages": [{"role": "user", "content": [cited]}]}), "`citations` are not permitted"),
    ] {
        let body = with(&extra);
        let refusal = read(Version::Second, &body).err().map(|problem| problem.message).unwrap_or_default();
        assert!(refusal.contains(part) && refusal.is_empty() == part.is_empty(), "{extra}: {refusal}");
        assert!(read(Version::First, &body).is_ok(), "{extra}, first version");
    }
}

use serde_json::{Value, json};

use super::{CREATED, client, document, value};
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::{self, Wire};

fn answer(body: &Value, from: Wire, to: Wire) -> (Value, Vec<String>) {
    let translated = translate::answer(&document(&body.to_string()), from, &client(to))
        .unwrap_or_else(|fault| panic!("{body}: {fault}"));
    (value(&translated.body), translated.dropped.names().iter().map(ToString::to_string).collect())
}

#[test]
fn a_message_becomes_a_chat_completion() {
    let message = json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "claude",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "sig"},
            {"type": "redacted_thinking", "data": "xyz"},
            {"type": "text", "text": "One "},
            {"type": "text", "text": "two."},
            {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
            {"type": "tool_use", "id": "t2", "name": "g", "input": {}}],
        "stop_reason": "tool_use", "stop_sequence": null,
        "usage": {"input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 30,
            "output_tokens": 5, "output_tokens_details": {"thinking_tokens": 4}, "service_tier": "standard"},
        "stop_details": {"type": "refusal", "category": null}});
    let (body, dropped) = answer(&message, Wire::Messages, Wire::Chat);
    let format = "anthropic-claude-v1";
    assert_eq!(
        body,
        json!({"id": "msg_1", "object": "chat.completion", "created": CREATED, "model": "claude",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "One two.", "refusal": null,
            "reasoning_content": "hm",
            "reasoning_details": [
                {"type": "reasoning.text", "text": "hm", "signature": "sig", "format": format, "index": 0},
                {"type": "reasoning.encrypted", "data": "xyz", "format": format, "index": 1}],
            "tool_calls": [
                {"id": "t1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"}},
                {"id": "t2", "type": "function", "function": {"name": "g", "arguments": "{}"}}]},
            "logprobs": null, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 60, "completion_tokens": 5, "total_tokens": 65,
            "prompt_tokens_details": {"cached_tokens": 30, "cache_write_tokens": 20},
            "completion_tokens_details": {"reasoning_tokens": 4}},
        "service_tier": "default"})
    );
    assert_eq!(dropped, ["stop_details"]);
}

#[test]
fn a_chat_completion_becomes_a_message() {
    let completion = json!({"id": "c1", "object": "chat.completion", "created": 5, "model": "gpt",
        "choices": [{"index": 0, "logprobs": {"content": []}, "finish_reason": "stop", "message": {
            "role": "assistant", "content": "Hm.", "reasoning": "why", "annotations": [{"type": "url_citation"}],
            "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": " {\"a\": 1} "}}]}}],
        "usage": {"prompt_tokens": 60, "completion_tokens": 5, "total_tokens": 65,
            "prompt_tokens_details": {"cached_tokens": 30},
            "completion_tokens_details": {"reasoning_tokens": 3}}, "service_tier": "priority"});
    let (body, dropped) = answer(&completion, Wire::Chat, Wire::Messages);
    assert_eq!(
        body,
        json!({"id": "c1", "type": "message", "role": "assistant", "model": "gpt",
        "content": [
            {"type": "thinking", "thinking": "why", "signature": ""},
            {"type": "text", "text": "Hm."},
            {"type": "tool_use", "id": "call_1", "name": "f", "input": {"a": 1}}],
        "stop_reason": "tool_use", "stop_sequence": null,
        "usage": {"input_tokens": 30, "cache_read_input_tokens": 30, "output_tokens": 5,
            "output_tokens_details": {"thinking_tokens": 3}, "service_tier": "priority"}})
    );
    assert_eq!(dropped, ["annotations", "logprobs"]);
}

#[test]
fn every_end_has_its_word_on_the_other_side() {
    for (reason, message, expected) in [
        ("stop", json!({"content": "x"}), "end_turn"),
        ("length", json!({"content": "x"}), "max_tokens"),
        ("content_filter", json!({"content": "x"}), "refusal"),
        ("stop", json!({"refusal": "no"}), "refusal"),
        (
            "length",
            json!({"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{\"a\""}}]}),
            "max_tokens",
        ),
    ] {
        let body =
            json!({"id": "c", "model": "m", "choices": [{"message": message, "finish_reason": reason}]});
        let (body, _) = answer(&body, Wire::Chat, Wire::Messages);
        assert_eq!(body["stop_reason"], expected, "{reason} {message}");
    }
    for (reason, expected) in [
        ("end_turn", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("stop_sequence", "stop"),
        ("tool_use", "tool_calls"),
        ("refusal", "content_filter"),
    ] {
        let body =
            json!({"id": "c", "model": "m", "content": [], "stop_reason": reason, "stop_sequence": "END"});
        let (body, _) = answer(&body, Wire::Messages, Wire::Chat);
        assert_eq!(body["choices"][0]["finish_reason"], expected, "{reason}");
    }
}

#[test]
fn no_whole_answer_is_made_of_half_a_one() {
    let chat = |choice: Value| (Wire::Chat, json!({"choices": [choice]}));
    let said = |message: Value| chat(json!({"finish_reason": "stop", "message": message}));
    let message = |content: Value| (Wire::Messages, json!({"content": content, "stop_reason": "end_turn"}));
    let call = |arguments: &str| json!({"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": arguments}}]});
    for (from, body) in [
        (Wire::Chat, json!([])),
        (Wire::Chat, json!({})),
        (Wire::Chat, json!({"error": {"message": "x"}})),
        (Wire::Chat, json!({"choices": []})),
        (Wire::Chat, json!({"choices": [{"finish_reason": "stop", "message": {}}, {}]})),
        chat(json!({"message": {"content": "x"}})),
        chat(json!({"message": {"content": "x"}, "finish_reason": null})),
        chat(json!({"message": {"content": "x"}, "finish_reason": "error"})),
        chat(json!({"index": 1, "message": {"content": "x"}, "finish_reason": "stop"})),
        chat(json!({"finish_reason": "stop"})),
        said(json!({"content": 5})),
        said(json!({"content": [{"type": "surprise", "surprise": "x"}]})),
        said(json!({"function_call": {"name": "f"}})),
        said(json!({"audio": {"id": "a"}})),
        said(json!({"tool_calls": [{"id": "", "function": {"name": "f"}}]})),
        said(call("{\"a\"")),
        said(call("[1]")),
        (Wire::Messages, json!({"type": "error", "error": {"type": "overloaded_error"}})),
        (Wire::Messages, json!({"content": []})),
        (Wire::Messages, json!({"content": [], "stop_reason": "pause_turn"})),
        (Wire::Messages, json!({"content": [], "stop_reason": "surprise"})),
        (Wire::Messages, json!({"content": "x", "stop_reason": "end_turn"})),
        message(json!([{"type": "server_tool_use", "id": "a", "name": "web_search", "input": {}}])),
        message(json!([{"type": "text"}])),
        message(json!([{"type": "image", "source": {"type": "url", "url": "https://x.test"}}])),
        message(json!([{"type": "tool_use", "id": "a", "name": "f", "input": "x"}])),
        message(json!(["x"])),
    ] {
        let to = client(if from == Wire::Chat { Wire::Messages } else { Wire::Chat });
        let translated = translate::answer(&document(&body.to_string()), from, &to);
        assert!(translated.is_err(), "{body}: {translated:?}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn an_error_keeps_its_kind_in_the_other_format() {
    for (from, status, body, kind, written) in [
        (
            Wire::Chat,
            400,
            r#"{"error":{"message":"m","type":"invalid_request_error"}}"#,
            FailureKind::Invalid,
            (400, "invalid_request_error"),
        ),
        (
            Wire::Chat,
            429,
            r#"{"error":{"message":"m","code":"insufficient_quota"}}"#,
            FailureKind::Unpaid,
            (402, "billing_error"),
        ),
        (
            Wire::Chat,
            429,
            r#"{"error":{"message":"m"}}"#,
            FailureKind::RateLimited,
            (429, "rate_limit_error"),
        ),
        (
            Wire::Chat,
            200,
            r#"{"error":{"message":"m","code":503}}"#,
            FailureKind::Overloaded,
            (529, "overloaded_error"),
        ),
        (Wire::Chat, 500, r#"{"error":"m"}"#, FailureKind::Internal, (500, "api_error")),
        (
            Wire::Messages,
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#,
            FailureKind::Overloaded,
            (503, "server_error"),
        ),
        (
            Wire::Messages,
            400,
            r#"{"type":"error","error":{"type":"billing_error","message":"m"}}"#,
            FailureKind::Unpaid,
            (429, "insufficient_quota"),
        ),
        (
            Wire::Messages,
            404,
            r#"{"error":{"type":"surprise","message":"m"}}"#,
            FailureKind::NotFound,
            (404, "invalid_request_error"),
        ),
    ] {
        let failure = translate::read_failure(status, body.as_bytes(), from);
        assert_eq!(failure, Failure { kind, message: "m".to_owned() }, "{body}");
        let to = if from == Wire::Chat { Wire::Messages } else { Wire::Chat };
        let (status, answer) = translate::write_failure(&failure, to);
        let answer = value(&answer);
        assert_eq!((status, answer["error"]["type"].as_str().unwrap()), written, "{body}");
        assert_eq!(answer["error"]["message"], "m", "{body}");
    }
    let nothing = translate::read_failure(502, b"<html>", Wire::Messages);
    assert_eq!((nothing.kind, nothing.message.is_empty()), (FailureKind::Internal, false));
}

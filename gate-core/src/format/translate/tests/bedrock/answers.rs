use serde_json::{Value, json};

use crate::format::model::{Failure, FailureKind};
use crate::format::translate::tests::{CREATED, client, document, value};
use crate::format::translate::{self, Wire};

fn answer(body: &Value, to: Wire) -> (Value, Vec<String>) {
    let (answer, dropped) = translate::read_answer(&document(&body.to_string()), Wire::Bedrock)
        .unwrap_or_else(|fault| panic!("{body}: {fault}"));
    let body = translate::write_answer(&answer.called("r1", "m"), &client(to));
    (value(&body), dropped.names().iter().map(ToString::to_string).collect())
}

fn said(content: Value, reason: &str) -> Value {
    json!({"output": {"message": {"role": "assistant", "content": content}}, "stopReason": reason,
        "usage": {"inputTokens": 10, "outputTokens": 5, "totalTokens": 15}})
}

#[test]
fn an_answer_reaches_both_kinds_of_callers() {
    let body = json!({"output": {"message": {"role": "assistant", "content": [
            {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "sig"}}},
            {"reasoningContent": {"redactedContent": "eHl6"}},
            {"text": ""},
            {"text": "One."},
            {"citationsContent": {"content": [{"text": " Two"}, {"text": "."}], "citations": [{"title": "t"}]}},
            {"toolUse": {"toolUseId": "t1", "name": "f", "input": {"a": 1.50}}},
            {"toolUse": {"toolUseId": "t2", "name": "g", "input": {}, "type": null}}]}},
        "stopReason": "tool_use",
        "usage": {"inputTokens": 10, "outputTokens": 5, "totalTokens": 65, "cacheReadInputTokens": 30,
            "cacheWriteInputTokens": 20, "cacheDetails": [{"ttl": "5m", "inputTokens": 20}]},
        "metrics": {"latencyMs": 7}, "serviceTier": {"type": "priority"}, "additionalModelResponseFields": null,
        "trace": {"guardrail": {}}});
    let (message, dropped) = answer(&body, Wire::Messages);
    assert_eq!(
        message,
        json!({"id": "r1", "type": "message", "role": "assistant", "model": "m",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "sig"},
            {"type": "redacted_thinking", "data": "eHl6"},
            {"type": "text", "text": "One."},
            {"type": "text", "text": " Two."},
            {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1.5}},
            {"type": "tool_use", "id": "t2", "name": "g", "input": {}}],
        "stop_reason": "tool_use", "stop_sequence": null,
        "usage": {"input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 30,
            "output_tokens": 5, "service_tier": "priority"}})
    );
    assert_eq!(dropped, ["citations", "trace"]);
    let (chat, _) = answer(&body, Wire::Chat);
    assert_eq!((&chat["id"], &chat["model"], &chat["created"]), (&json!("r1"), &json!("m"), &json!(CREATED)));
    assert_eq!(chat["choices"][0]["message"]["content"], "One. Two.");
    assert_eq!(chat["choices"][0]["message"]["reasoning_details"][0]["signature"], "sig");
    assert_eq!(chat["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(
        chat["usage"],
        json!({"prompt_tokens": 60, "completion_tokens": 5, "total_tokens": 65,
            "prompt_tokens_details": {"cached_tokens": 30, "cache_write_tokens": 20}})
    );
}

#[test]
fn every_end_has_its_word() {
    for (reason, message, chat) in [
        ("end_turn", "end_turn", "stop"),
        ("max_tokens", "max_tokens", "length"),
        ("model_context_window_exceeded", "max_tokens", "length"),
        ("stop_sequence", "stop_sequence", "stop"),
        ("content_filtered", "refusal", "content_filter"),
        ("guardrail_intervened", "refusal", "content_filter"),
    ] {
        let mut body = said(json!([{"text": "x"}]), reason);
        body["additionalModelResponseFields"] = json!({"stop_sequence": "END"});
        let (found, _) = answer(&body, Wire::Messages);
        assert_eq!(found["stop_reason"], message, "{reason}");
        let sequence = if reason == "stop_sequence" { json!("END") } else { Value::Null };
        assert_eq!(found["stop_sequence"], sequence, "{reason}");
        let (found, _) = answer(&body, Wire::Chat);
        assert_eq!(found["choices"][0]["finish_reason"], chat, "{reason}");
    }
}

#[test]
fn no_whole_answer_is_made_of_half_a_one() {
    let call = |call: Value| said(json!([{"toolUse": call}]), "tool_use");
    for (name, body) in [
        ("no object", json!([])),
        ("nothing", json!({})),
        ("a failure", json!({"message": "x"})),
        ("no content", json!({"output": {"message": {"role": "assistant"}}, "stopReason": "end_turn"})),
        ("no reason", json!({"output": {"message": {"content": [{"text": "x"}]}}})),
        ("an unknown reason", said(json!([]), "surprise")),
        ("a malformed call", said(json!([]), "malformed_tool_use")),
        ("a malformed answer", said(json!([]), "malformed_model_output")),
        ("content of another kind", said(json!("x"), "end_turn")),
        ("a block of another kind", said(json!(["x"]), "end_turn")),
        ("a block of no kind", said(json!([{}]), "end_turn")),
        ("an unknown block", said(json!([{"surprise": {}}]), "end_turn")),
        ("a picture", said(json!([{"image": {"format": "png", "source": {"bytes": "AA"}}}]), "end_turn")),
        ("a text of another kind", said(json!([{"text": 1}]), "end_turn")),
        ("thoughts of no kind", said(json!([{"reasoningContent": {}}]), "end_turn")),
        ("a call without an id", call(json!({"name": "f", "input": {}}))),
        ("a call with an empty id", call(json!({"toolUseId": "", "name": "f", "input": {}}))),
        ("a call without a name", call(json!({"toolUseId": "t", "input": {}}))),
        ("a call without arguments", call(json!({"toolUseId": "t", "name": "f"}))),
        ("arguments of another kind", call(json!({"toolUseId": "t", "name": "f", "input": "x"}))),
        (
            "the provider's own tool",
            call(json!({"toolUseId": "t", "name": "f", "input": {}, "type": "server_tool_use"})),
        ),
    ] {
        let translated = translate::answer(&document(&body.to_string()), Wire::Bedrock, &client(Wire::Chat));
        assert!(translated.is_err(), "{name}: {translated:?}");
    }
}

#[test]
fn figures_that_cannot_be_count_as_not_reported() {
    for (usage, prompt, completion) in [
        (json!({"inputTokens": 3, "outputTokens": 4}), 3, 4),
        (json!({"inputTokens": 3, "outputTokens": 4, "cacheReadInputTokens": 5_000_000_000_u64}), 3, 4),
        (json!({"inputTokens": 18_446_744_073_709_551_615_u64, "outputTokens": 4}), 0, 4),
        (json!({"inputTokens": -3, "outputTokens": "4"}), 0, 0),
    ] {
        let mut body = said(json!([{"text": "x"}]), "end_turn");
        body["usage"] = usage.clone();
        let (found, _) = answer(&body, Wire::Messages);
        assert_eq!(found["usage"], json!({"input_tokens": prompt, "output_tokens": completion}), "{usage}");
    }
}

#[test]
fn a_failure_is_known_by_its_name_before_its_status() {
    for (status, name, body, kind) in [
        (400, Some("ValidationException"), r#"{"message":"m"}"#, FailureKind::Invalid),
        (
            429,
            Some("ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/"),
            r#"{"message":"m"}"#,
            FailureKind::RateLimited,
        ),
        (400, Some("ServiceQuotaExceededException"), r#"{"message":"m"}"#, FailureKind::RateLimited),
        (429, Some("ModelNotReadyException"), r#"{"message":"m"}"#, FailureKind::Overloaded),
        (403, Some("AccessDeniedException"), r#"{"Message":"m"}"#, FailureKind::Forbidden),
        (403, Some("UnrecognizedClientException"), r#"{"message":"m"}"#, FailureKind::Unauthenticated),
        (403, Some("ExpiredTokenException"), r#"{"message":"m"}"#, FailureKind::Unauthenticated),
        (408, Some("ModelTimeoutException"), r#"{"message":"m"}"#, FailureKind::TimedOut),
        (424, Some("ModelErrorException"), r#"{"message":"m"}"#, FailureKind::Internal),
        (
            400,
            None,
            r#"{"__type":"com.amazon.coral.service#ResourceNotFoundException","message":"m"}"#,
            FailureKind::NotFound,
        ),
        (424, None, r#"{"message":"m"}"#, FailureKind::Internal),
        (503, Some("Surprise"), r#"{"message":"m"}"#, FailureKind::Overloaded),
    ] {
        let failure = translate::read_named_failure(status, name, body.as_bytes(), Wire::Bedrock);
        assert_eq!(failure, Failure { kind, message: "m".to_owned() }, "{status} {name:?} {body}");
        let (status, body) = translate::write_failure(&failure, Wire::Bedrock);
        assert_eq!(translate::read_failure(status, &body, Wire::Bedrock), failure, "there and back");
        let name = translate::failure_event(&failure, Wire::Bedrock).name.unwrap();
        assert!(name.ends_with("Exception"), "{name}");
    }
    for body in ["", "<html>", r#"{"message":1}"#, "[]"] {
        let failure = translate::read_failure(403, body.as_bytes(), Wire::Bedrock);
        assert_eq!(failure.kind, FailureKind::Forbidden, "{body}");
        assert!(!failure.message.is_empty(), "{body}");
    }
}

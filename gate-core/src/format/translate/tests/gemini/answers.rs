use std::time::Duration;

use serde_json::{Value, json};

use super::super::{CREATED, client, document, value};
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::{self, Wire};

fn answer(body: &Value, from: Wire, to: Wire) -> (Value, Vec<String>) {
    let translated = translate::answer(&document(&body.to_string()), from, &client(to))
        .unwrap_or_else(|fault| panic!("{body}: {fault}"));
    (value(&translated.body), translated.dropped.names().iter().map(ToString::to_string).collect())
}

#[test]
fn an_answer_becomes_a_chat_completion_and_a_message() {
    let given = json!({
        "candidates": [{"content": {"role": "model", "parts": [
                {"text": "hm", "thought": true}, {"text": "One "}, {"text": "two."},
                {"functionCall": {"name": "f", "args": {"a": 1}}, "thoughtSignature": "AAAA"},
                {"functionCall": {"id": "x1", "name": "g"}}]},
            "finishReason": "STOP", "index": 0, "avgLogprobs": -0.1, "safetyRatings": [],
            "citationMetadata": {}, "groundingMetadata": {}}],
        "usageMetadata": {"promptTokenCount": 100, "cachedContentTokenCount": 40, "candidatesTokenCount": 20,
            "thoughtsTokenCount": 30, "toolUsePromptTokenCount": 5, "totalTokenCount": 155,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 90}, {"modality": "AUDIO", "tokenCount": 10}],
            "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}]},
        "modelVersion": "gemini-3-pro", "createTime": "2023-11-14T22:13:25.5Z", "responseId": "r1"});
    let (body, dropped) = answer(&given, Wire::Gemini, Wire::Chat);
    assert_eq!(
        body,
        json!({"id": "r1", "object": "chat.completion", "created": CREATED + 5, "model": "gemini-3-pro",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "One two.", "refusal": null,
            "reasoning_content": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm", "index": 0}],
            "tool_calls": [
                {"id": "call_r1_0", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"},
                    "extra_content": {"google": {"thought_signature": "AAAA"}}},
                {"id": "x1", "type": "function", "function": {"name": "g", "arguments": "{}"}}]},
            "logprobs": null, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 105, "completion_tokens": 50, "total_tokens": 155,
            "prompt_tokens_details": {"cached_tokens": 40, "audio_tokens": 10},
            "completion_tokens_details": {"reasoning_tokens": 30, "audio_tokens": 7}}})
    );
    let lost = ["avgLogprobs", "citationMetadata", "groundingMetadata", "safetyRatings"];
    assert_eq!(dropped, lost.map(|name| format!("candidates[].{name}")));
    let (body, _) = answer(&given, Wire::Gemini, Wire::Messages);
    assert_eq!(
        body["content"],
        json!([{"type": "thinking", "thinking": "hm", "signature": ""}, {"type": "text", "text": "One two."},
            {"type": "redacted_thinking", "data": "google-gemini-v1/AAAA"},
            {"type": "tool_use", "id": "call_r1_0", "name": "f", "input": {"a": 1}},
            {"type": "tool_use", "id": "x1", "name": "g", "input": {}}])
    );
    assert_eq!(
        body["usage"],
        json!({"input_tokens": 65, "cache_read_input_tokens": 40, "output_tokens": 50,
            "output_tokens_details": {"thinking_tokens": 30}})
    );
}

#[test]
fn a_message_and_a_chat_completion_become_an_answer() {
    let message = json!({"id": "msg_1", "model": "claude", "content": [{"type": "text", "text": "Hi"},
            {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1.50}}],
        "stop_reason": "tool_use", "usage": {"input_tokens": 10, "cache_creation_input_tokens": 20,
            "cache_read_input_tokens": 30, "output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}}});
    let (body, _) = answer(&message, Wire::Messages, Wire::Gemini);
    let candidate = |parts: Value, reason: &str| json!([{"content": {"parts": parts, "role": "model"}, "finishReason": reason, "index": 0}]);
    assert_eq!(
        body,
        json!({"candidates": candidate(json!([{"text": "Hi"},
                {"functionCall": {"id": "t1", "name": "f", "args": {"a": 1.5}}}]), "STOP"),
            "usageMetadata": {"promptTokenCount": 60, "cachedContentTokenCount": 30, "candidatesTokenCount": 5,
                "thoughtsTokenCount": 4, "totalTokenCount": 69},
            "modelVersion": "claude", "responseId": "msg_1"})
    );
    let completion = json!({"id": "c1", "created": CREATED, "model": "gpt", "choices": [{"finish_reason": "stop",
        "message": {"refusal": "No.", "reasoning_content": "why"}}]});
    let (body, _) = answer(&completion, Wire::Chat, Wire::Gemini);
    assert_eq!(
        body,
        json!({"candidates": candidate(json!([{"text": "why", "thought": true}, {"text": "No."}]), "SAFETY"),
            "modelVersion": "gpt", "createTime": "2023-11-14T22:13:20Z", "responseId": "c1"})
    );
}

#[test]
fn every_end_has_its_word() {
    let parts = json!([{"text": "x"}]);
    for (reason, expected) in [
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "content_filter"),
        ("RECITATION", "content_filter"),
        ("PROHIBITED_CONTENT", "content_filter"),
        ("BLOCKLIST", "content_filter"),
        ("SPII", "content_filter"),
        ("OTHER", "content_filter"),
    ] {
        let given = json!({"candidates": [{"content": {"parts": parts}, "finishReason": reason}]});
        let (body, _) = answer(&given, Wire::Gemini, Wire::Chat);
        assert_eq!(body["choices"][0]["finish_reason"], expected, "{reason}");
        let empty = json!({"candidates": [{"content": {"role": "model"}, "finishReason": reason}]});
        let (body, _) = answer(&empty, Wire::Gemini, Wire::Messages);
        assert_eq!(body["content"], json!([]), "{reason}");
    }
    for (reason, expected) in
        [("end_turn", "STOP"), ("max_tokens", "MAX_TOKENS"), ("stop_sequence", "STOP"), ("refusal", "SAFETY")]
    {
        let given = json!({"content": [], "stop_reason": reason});
        let (body, _) = answer(&given, Wire::Messages, Wire::Gemini);
        assert_eq!(body["candidates"][0]["finishReason"], expected, "{reason}");
    }
    let blocked = json!({"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": "m",
        "usageMetadata": {"promptTokenCount": 8, "totalTokenCount": 8}});
    let (body, _) = answer(&blocked, Wire::Gemini, Wire::Messages);
    assert_eq!((&body["content"], &body["stop_reason"]), (&json!([]), &json!("refusal")));
    assert_eq!(body["usage"], json!({"input_tokens": 8, "output_tokens": 0}));
}

#[test]
fn no_whole_answer_is_made_of_half_a_one() {
    let candidate = |candidate: Value| json!({"candidates": [candidate]});
    let said = |part: Value| candidate(json!({"content": {"parts": [part]}, "finishReason": "STOP"}));
    for (body, param) in [
        (json!([]), "body"),
        (json!({}), "candidates"),
        (json!({"error": {"message": "x"}}), "candidates"),
        (json!({"candidates": []}), "candidates[0].finishReason"),
        (json!({"candidates": [{"finishReason": "STOP"}, {"finishReason": "STOP"}]}), "candidates"),
        (candidate(json!({"index": 1, "finishReason": "STOP"})), "candidates"),
        (candidate(json!({"content": {"parts": [{"text": "x"}]}})), "candidates[0].finishReason"),
        (candidate(json!({"finishReason": "MALFORMED_FUNCTION_CALL"})), "candidates[0].finishReason"),
        (candidate(json!({"finishReason": "BRAND_NEW"})), "candidates[0].finishReason"),
        (said(json!({"text": 1})), "candidates[0].content.parts[0].text"),
        (said(json!({"inlineData": {}})), "candidates[0].content.parts[0].inlineData"),
        (said(json!({"executableCode": {}})), "candidates[0].content.parts[0].executableCode"),
        (said(json!({"functionCall": {"args": {}}})), "candidates[0].content.parts[0].functionCall.name"),
    ] {
        for to in [Wire::Chat, Wire::Messages] {
            let fault =
                translate::answer(&document(&body.to_string()), Wire::Gemini, &client(to)).unwrap_err();
            assert_eq!(fault.param.as_deref(), Some(param), "{body}: {fault}");
        }
    }
}

#[test]
fn tokens_are_counted_whatever_is_left_out() {
    for (given, expected) in [
        (json!({"promptTokenCount": 8, "thoughtsTokenCount": 9, "totalTokenCount": 17}), json!([8, 9, 17])),
        (json!({"promptTokenCount": 8, "totalTokenCount": 8}), json!([8, 0, 8])),
        (json!({"prompt_token_count": 8, "candidates_token_count": 2}), json!([8, 2, 10])),
        (json!({"promptTokenCount": 8, "candidatesTokenCount": 2_000_000_000_u64}), json!([8, 0, 8])),
        (json!({"trafficType": "ON_DEMAND"}), json!([null, null, null])),
    ] {
        let body = json!({"candidates": [{"finishReason": "STOP"}], "usageMetadata": given});
        let (body, _) = answer(&body, Wire::Gemini, Wire::Chat);
        let usage = &body["usage"];
        let found = json!([usage["prompt_tokens"], usage["completion_tokens"], usage["total_tokens"]]);
        assert_eq!(found, expected, "{given}");
    }
}

#[test]
fn an_error_keeps_its_kind() {
    let details = json!([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.07s"}]);
    let bad_key = json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]);
    for (status, error, kind) in [
        (400, json!({"code": 400, "status": "INVALID_ARGUMENT"}), FailureKind::Invalid),
        (400, json!({"status": "INVALID_ARGUMENT", "details": bad_key}), FailureKind::Unauthenticated),
        (413, json!({"status": "INVALID_ARGUMENT"}), FailureKind::TooLarge),
        (400, json!({"status": "FAILED_PRECONDITION"}), FailureKind::Unpaid),
        (401, json!({"status": "UNAUTHENTICATED"}), FailureKind::Unauthenticated),
        (403, json!({"status": "PERMISSION_DENIED"}), FailureKind::Forbidden),
        (404, json!({"status": "NOT_FOUND"}), FailureKind::NotFound),
        (429, json!({"status": "RESOURCE_EXHAUSTED", "details": details}), FailureKind::RateLimited),
        (500, json!({"status": "INTERNAL"}), FailureKind::Internal),
        (503, json!({"status": "UNAVAILABLE"}), FailureKind::Overloaded),
        (504, json!({"status": "DEADLINE_EXCEEDED"}), FailureKind::TimedOut),
        (200, json!({"code": 429, "status": "BRAND_NEW"}), FailureKind::RateLimited),
    ] {
        let mut error = error;
        error["message"] = json!("m");
        let expected = Failure { kind, message: "m".to_owned() };
        for body in [json!({"error": error}), json!([{"error": error}])] {
            let found = translate::read_failure(status, body.to_string().as_bytes(), Wire::Gemini);
            assert_eq!(found, expected, "{body}");
            let delay = translate::retry_delay(body.to_string().as_bytes());
            let wanted = (status == 429).then(|| Duration::from_millis(34_070));
            assert_eq!(delay, wanted, "{body}");
        }
        let (status, body) = translate::write_failure(&expected, Wire::Gemini);
        assert_eq!(translate::read_failure(status, &body, Wire::Gemini), expected);
        assert_eq!(value(&body)["error"]["code"], status);
    }
    let nothing = translate::read_failure(502, b"<html>", Wire::Gemini);
    assert_eq!((nothing.kind, nothing.message.is_empty()), (FailureKind::Internal, false));
    let event = translate::failure_event(&nothing, Wire::Gemini);
    assert_eq!(
        (event.name, value(event.data.as_bytes())["error"]["status"].clone()),
        (None, json!("INTERNAL"))
    );
}

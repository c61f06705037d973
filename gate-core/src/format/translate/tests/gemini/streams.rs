use serde_json::{Value, json};

use super::super::streams::run;
use super::super::{accumulate, client};
use crate::format::model::FailureKind;
use crate::format::translate::{Event, StreamFault, Wire};

fn frame(parts: Value, reason: Option<&str>) -> Value {
    let mut frame = json!({"candidates": [{"content": {"parts": parts, "role": "model"}, "index": 0}],
        "modelVersion": "gemini", "responseId": "r1",
        "usageMetadata": {"promptTokenCount": 4, "totalTokenCount": 4}});
    if let Some(reason) = reason {
        frame["candidates"][0]["finishReason"] = json!(reason);
        frame["usageMetadata"] =
            json!({"promptTokenCount": 4, "candidatesTokenCount": 3, "totalTokenCount": 7});
    }
    frame
}

fn datas(events: &[Event]) -> Vec<Value> {
    events.iter().map(|event| serde_json::from_str(&event.data).unwrap()).collect()
}

#[test]
fn frames_become_the_events_of_a_message() {
    let frames = [
        frame(json!([{"text": "h", "thought": true}]), None),
        frame(json!([{"text": "m", "thought": true}]), None),
        frame(json!([{"text": "Hé"}, {"text": "llo"}]), None),
        frame(
            json!([{"functionCall": {"name": "f", "args": {"a": 1}}, "thoughtSignature": "AAAA"},
            {"functionCall": {"name": "g", "args": {}}}]),
            None,
        ),
        frame(json!([{"text": ""}]), Some("STOP")),
        json!({"usageMetadata": {"promptTokenCount": 4}}),
    ];
    let events = run(&frames, Wire::Gemini, &client(Wire::Messages)).unwrap();
    let message = accumulate::message(&events, accumulate::parsed);
    assert_eq!(
        message,
        json!({"id": "r1", "type": "message", "role": "assistant", "model": "gemini",
            "content": [{"type": "thinking", "thinking": "hm", "signature": ""}, {"type": "text", "text": "Héllo"},
                {"type": "redacted_thinking", "data": "google-gemini-v1/AAAA"},
                {"type": "tool_use", "id": "call_r1_0", "name": "f", "input": {"a": 1}},
                {"type": "tool_use", "id": "call_r1_1", "name": "g", "input": {}}],
            "stop_reason": "tool_use", "stop_sequence": null,
            "usage": {"input_tokens": 4, "output_tokens": 3}})
    );
}

#[test]
fn a_proof_that_comes_alone_reaches_the_client_of_chat() {
    let frames = [
        frame(json!([{"text": "Hi"}]), None),
        frame(json!([{"text": "", "thoughtSignature": "AAAA"}]), Some("STOP")),
    ];
    let events = run(&frames, Wire::Gemini, &client(Wire::Chat)).unwrap();
    let message = accumulate::completion(&events)["choices"][0]["message"].clone();
    assert_eq!(message["content"], "Hi");
    assert_eq!(
        message["reasoning_details"],
        json!([{"type": "reasoning.encrypted", "data": "AAAA", "format": "google-gemini-v1", "index": 0}])
    );
}

#[test]
fn googles_own_chat_completions_keep_their_proofs() {
    let chunk = |delta: Value, reason: Value| {
        json!({"id": "c1", "model": "gemini", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
            .to_string()
    };
    let proof = |text: &str| json!({"google": {"thought_signature": text}});
    let call = |index: usize, id: &str, extra: Value| {
        json!({"index": index, "id": id, "type": "function", "function": {"name": "f", "arguments": "{}"},
            "extra_content": extra})
    };
    let chunks = [
        chunk(json!({"content": "Hi", "extra_content": proof("TTTT")}), Value::Null),
        chunk(json!({"tool_calls": [call(0, "a", proof("CCCC")), call(1, "b", Value::Null)]}), Value::Null),
        chunk(json!({}), json!("tool_calls")),
        "[DONE]".to_owned(),
    ];
    let events = run(&chunks, Wire::Chat, &client(Wire::Gemini)).unwrap();
    let call = |id: &str| json!({"id": id, "name": "f", "args": {}});
    assert_eq!(
        accumulate::content(&events)["candidates"][0]["content"]["parts"],
        json!([{"text": "Hi", "thoughtSignature": "TTTT"},
            {"functionCall": call("a"), "thoughtSignature": "CCCC"}, {"functionCall": call("b")}])
    );
}

#[test]
fn chunks_become_frames_that_clients_can_read() {
    let chunk = |delta: Value, reason: Option<&str>| {
        json!({"id": "c1", "created": 0, "model": "gpt", "choices": [{"index": 0, "delta": delta,
            "finish_reason": reason}]})
        .to_string()
    };
    let call = |arguments: &str| json!({"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]});
    let chunks = [
        chunk(json!({"reasoning_content": "hm"}), None),
        chunk(json!({"content": "Hi"}), None),
        chunk(
            json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}]}),
            None,
        ),
        chunk(call("{\"a\""), None),
        chunk(call(":1}"), None),
        chunk(json!({}), Some("tool_calls")),
        json!({"id": "c1", "choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 3}}).to_string(),
        "[DONE]".to_owned(),
    ];
    let events = run(&chunks, Wire::Chat, &client(Wire::Gemini)).unwrap();
    let frame = |part: Value| {
        json!({"candidates": [{"content": {"parts": [part], "role": "model"}, "index": 0}],
            "modelVersion": "gpt", "createTime": "1970-01-01T00:00:00Z", "responseId": "c1"})
    };
    let mut last = frame(json!({"text": ""}));
    last["candidates"][0]["finishReason"] = json!("STOP");
    last["usageMetadata"] = json!({"promptTokenCount": 4, "candidatesTokenCount": 3, "totalTokenCount": 7});
    assert_eq!(
        datas(&events),
        [
            frame(json!({"text": "hm", "thought": true})),
            frame(json!({"text": "Hi"})),
            frame(json!({"functionCall": {"id": "a", "name": "f", "args": {"a": 1}}})),
            last
        ]
    );
    let mut wire = Vec::new();
    events[1].write(&mut wire);
    assert!(wire.starts_with(b"data: {") && wire.ends_with(b"}\n\n"));
}

#[test]
fn a_call_that_was_cut_off_is_left_out() {
    let chunk = |delta: Value, reason: Option<&str>| {
        json!({"id": "c1", "model": "gpt", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
            .to_string()
    };
    let call =
        json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"a"}}]});
    let chunks = [chunk(call, None), chunk(json!({}), Some("length")), "[DONE]".to_owned()];
    let events = run(&chunks, Wire::Chat, &client(Wire::Gemini)).unwrap();
    let answer = accumulate::content(&events);
    assert_eq!(answer["candidates"][0]["content"]["parts"], json!([]));
    assert_eq!(answer["candidates"][0]["finishReason"], "MAX_TOKENS");
}

#[test]
fn a_stream_ends_well_or_not_at_all() {
    let hi = || frame(json!([{"text": "Hi"}]), None);
    let end = || frame(json!([{"text": ""}]), Some("STOP"));
    let blocked = json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}});
    for (name, frames, is_well) in [
        ("whole", vec![hi(), end()], true),
        ("blocked", vec![blocked.clone()], true),
        ("figures after the end", vec![hi(), end(), json!({"usageMetadata": {"promptTokenCount": 1}})], true),
        ("nothing more after the end", vec![hi(), end(), end()], true),
        ("no end", vec![hi()], false),
        ("nothing", vec![], false),
        ("words after the end", vec![hi(), end(), hi()], false),
        ("an unknown end", vec![hi(), frame(json!([]), Some("BRAND_NEW"))], false),
        ("a broken call", vec![frame(json!([]), Some("MALFORMED_FUNCTION_CALL"))], false),
        ("no object", vec![json!([hi()])], false),
        ("two answers", vec![json!({"candidates": [{}, {}]})], false),
    ] {
        let found = run(&frames, Wire::Gemini, &client(Wire::Messages));
        assert_eq!(found.is_ok(), is_well, "{name}: {found:?}");
    }
    let failed = [hi(), json!({"error": {"code": 503, "message": "m", "status": "UNAVAILABLE"}})];
    match run(&failed, Wire::Gemini, &client(Wire::Chat)) {
        Err(StreamFault::Failed(failure)) => assert_eq!(failure.kind, FailureKind::Overloaded),
        other => panic!("{other:?}"),
    }
}

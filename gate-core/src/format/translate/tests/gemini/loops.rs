//! Five turns of calls and results, in which clients send back what they got.

use serde_json::{Value, json};

use super::super::streams::run;
use super::super::{accumulate, client, document, gemini, messages, open_chat, request, value};
use crate::format::translate::{self, GeminiTarget, Target, Wire};

/// The parts of one turn of Gemini's: thoughts, words and two calls of which the first is signed.
fn parts(turn: usize) -> Vec<Value> {
    vec![
        json!({"text": format!("thought {turn}"), "thought": true}),
        json!({"text": format!("words {turn}"), "thoughtSignature": format!("T{turn}AA")}),
        json!({"functionCall": {"name": "f", "args": {"n": turn}}, "thoughtSignature": format!("C{turn}AA")}),
        json!({"functionCall": {"name": "g", "args": {}}}),
    ]
}

fn answer(turn: usize, parts: &[Value]) -> Value {
    json!({"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
        "modelVersion": "gemini", "responseId": format!("r{turn}")})
}

/// What a client gets for an answer, whole or streamed part by part.
fn got(turn: usize, wire: Wire, is_streamed: bool) -> Value {
    if !is_streamed {
        let body = answer(turn, &parts(turn)).to_string();
        return value(&translate::answer(&document(&body), Wire::Gemini, &client(wire)).unwrap().body);
    }
    let mut frames: Vec<Value> =
        parts(turn).iter().map(|part| answer(turn, std::slice::from_ref(part))).collect();
    let last = frames.len() - 1;
    for frame in &mut frames[..last] {
        frame["candidates"][0].as_object_mut().unwrap().remove("finishReason");
    }
    let events = run(&frames, Wire::Gemini, &client(wire)).unwrap();
    match wire {
        Wire::Chat => accumulate::completion(&events),
        Wire::Responses => accumulate::response(&events),
        _ => accumulate::message(&events, accumulate::parsed),
    }
}

/// The contents that go back to Gemini: what it said, but for thoughts without a proof, with ids for its calls.
fn expected() -> Value {
    let mut contents = vec![json!({"role": "user", "parts": [{"text": "go"}]})];
    for turn in 0..5 {
        let ids = [format!("call_r{turn}_0"), format!("call_r{turn}_1")];
        let mut said = parts(turn)[1..].to_vec();
        said[1]["functionCall"]["id"] = json!(ids[0]);
        said[2]["functionCall"]["id"] = json!(ids[1]);
        contents.push(json!({"role": "model", "parts": said}));
        let result = |id: &str, name: &str| json!({"functionResponse": {"id": id, "name": name, "response": {"output": "ok"}}});
        contents.push(json!({"role": "user", "parts": [result(&ids[0], "f"), result(&ids[1], "g")]}));
    }
    json!(contents)
}

#[test]
fn proofs_come_back_through_clients_of_chat() {
    for is_streamed in [false, true] {
        let mut turns = vec![json!({"role": "user", "content": "go"})];
        for turn in 0..5 {
            let message = got(turn, Wire::Chat, is_streamed)["choices"][0]["message"].clone();
            let google = &message["tool_calls"][0]["extra_content"]["google"];
            assert_eq!(google["thought_signature"], format!("C{turn}AA"));
            assert!(message["tool_calls"][1]["extra_content"].is_null());
            let calls = message["tool_calls"].as_array().unwrap().clone();
            turns.push(message);
            turns.extend(
                calls.iter().map(|call| json!({"role": "tool", "tool_call_id": call["id"], "content": "ok"})),
            );
        }
        let (body, dropped) =
            request(&json!({"model": "m", "messages": turns}), Wire::Chat, &gemini()).unwrap();
        assert_eq!(body["contents"], expected(), "{is_streamed}");
        assert_eq!(dropped, ["messages[].reasoning_content"]);
    }
}

#[test]
fn proofs_come_back_through_clients_of_messages() {
    for is_streamed in [false, true] {
        let mut turns = vec![json!({"role": "user", "content": "go"})];
        for turn in 0..5 {
            let content = got(turn, Wire::Messages, is_streamed)["content"].clone();
            let results: Vec<Value> = content
                .as_array()
                .unwrap()
                .iter()
                .filter(|block| block["type"] == "tool_use")
                .map(|block| json!({"type": "tool_result", "tool_use_id": block["id"], "content": "ok"}))
                .collect();
            turns.push(json!({"role": "assistant", "content": content}));
            turns.push(json!({"role": "user", "content": results}));
        }
        let body = json!({"model": "m", "max_tokens": 9, "messages": turns});
        let (found, dropped) = request(&body, Wire::Messages, &gemini()).unwrap();
        assert_eq!(found["contents"], expected(), "{is_streamed}");
        assert_eq!(dropped, ["messages[].reasoning_content"]);
        let (other, dropped) = request(&body, Wire::Messages, &open_chat()).unwrap();
        let call = &other["messages"][1]["tool_calls"][0];
        assert_eq!(call["extra_content"]["google"]["thought_signature"], "C0AA");
        assert!(dropped.is_empty(), "{dropped:?}");
    }
}

#[test]
fn proofs_come_back_through_clients_of_responses() {
    for is_streamed in [false, true] {
        let mut items = vec![json!({"role": "user", "content": "go"})];
        for turn in 0..5 {
            let output = got(turn, Wire::Responses, is_streamed)["output"].as_array().unwrap().clone();
            let calls = output.iter().filter(|item| item["type"] == "function_call");
            let results: Vec<Value> = calls
                .map(|call| json!({"type": "function_call_output", "call_id": call["call_id"], "output": "ok"}))
                .collect();
            items.extend(output);
            items.extend(results);
        }
        let (body, dropped) =
            request(&json!({"model": "m", "input": items}), Wire::Responses, &gemini()).unwrap();
        assert_eq!(body["contents"], expected(), "{is_streamed}");
        assert_eq!(dropped, ["messages[].reasoning_content"]);
    }
}

#[test]
fn signed_thoughts_of_other_makers_come_back_through_clients_of_gemini() {
    let said = |turn: usize| {
        json!([
            {"type": "thinking", "thinking": format!("hm {turn}"), "signature": format!("sig{turn}+/==")},
            {"type": "redacted_thinking", "data": format!("xyz{turn}")},
            {"type": "text", "text": "words"},
            {"type": "tool_use", "id": format!("toolu_{turn}"), "name": "f", "input": {"n": turn}}])
    };
    let mut contents = vec![json!({"role": "user", "parts": [{"text": "go"}]})];
    let mut expected = vec![json!({"role": "user", "content": [{"type": "text", "text": "go"}]})];
    for turn in 0..5 {
        let message = json!({"id": "msg", "model": "claude", "content": said(turn), "stop_reason": "tool_use",
            "usage": {"input_tokens": 1, "output_tokens": 1}});
        let answer =
            translate::answer(&document(&message.to_string()), Wire::Messages, &client(Wire::Gemini))
                .unwrap();
        let mut content = value(&answer.body)["candidates"][0]["content"].clone();
        // The clients in Python write bytes in the other alphabet.
        for part in content["parts"].as_array_mut().unwrap() {
            if let Some(signature) = part["thoughtSignature"].as_str() {
                part["thoughtSignature"] = json!(signature.replace('+', "-").replace('/', "_"));
            }
        }
        contents.push(content);
        contents.push(json!({"role": "user", "parts": [
            {"function_response": {"id": format!("toolu_{turn}"), "name": "f", "response": {"result": "ok"}}}]}));
        expected.push(json!({"role": "assistant", "content": said(turn)}));
        expected.push(json!({"role": "user", "content": [{"type": "tool_result",
            "tool_use_id": format!("toolu_{turn}"), "content": [{"type": "text", "text": "ok"}]}]}));
    }
    let body = json!({"model": "claude", "contents": contents});
    let (found, dropped) = request(&body, Wire::Gemini, &messages()).unwrap();
    assert_eq!(found["messages"], json!(expected));
    assert!(dropped.is_empty(), "{dropped:?}");
}

#[test]
fn where_a_proof_is_lost_googles_word_for_none_stands() {
    let call = |id: &str| json!({"id": id, "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let body = json!({"model": "m", "messages": [{"role": "user", "content": "go"},
        {"role": "assistant", "content": "words", "tool_calls": [call("a"), call("b")]},
        {"role": "tool", "tool_call_id": "a", "content": "1"},
        {"role": "tool", "tool_call_id": "b", "content": "2"}]});
    for demands_proofs in [false, true] {
        let target =
            Target::Gemini(GeminiTarget { demands_proofs, takes_call_ids: false, ..GeminiTarget::default() });
        let (found, _) = request(&body, Wire::Chat, &target).unwrap();
        let mut calls = json!([{"text": "words"}, {"functionCall": {"name": "f", "args": {}}},
            {"functionCall": {"name": "f", "args": {}}}]);
        if demands_proofs {
            calls[1]["thoughtSignature"] = json!("skip_thought_signature_validator");
        }
        assert_eq!(found["contents"][1]["parts"], calls, "{demands_proofs}");
        let result = |text: &str| json!({"functionResponse": {"name": "f", "response": {"output": text}}});
        assert_eq!(found["contents"][2]["parts"], json!([result("1"), result("2")]), "{demands_proofs}");
    }
}

#[test]
fn a_provider_of_messages_gets_no_proofs_of_google() {
    let body = json!({"model": "m", "contents": [{"parts": [{"text": "go"}]},
        {"role": "model", "parts": parts(0)},
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"output": "1"}}},
            {"functionResponse": {"name": "g", "response": {"a": [1.50]}}}]}]});
    let (found, dropped) = request(&body, Wire::Gemini, &messages()).unwrap();
    assert_eq!(
        found["messages"][1]["content"],
        json!([{"type": "text", "text": "words 0"},
            {"type": "tool_use", "id": "call_0", "name": "f", "input": {"n": 0}},
            {"type": "tool_use", "id": "call_1", "name": "g", "input": {}}])
    );
    assert_eq!(found["messages"][2]["content"][1]["tool_use_id"], "call_1");
    assert_eq!(found["messages"][2]["content"][1]["content"][0]["text"], "{\"a\":[1.5]}");
    assert_eq!(dropped, ["messages[].reasoning_content", "messages[].thought_signature"]);
}

//! Whole streams as providers send them, and what a client makes of the events it gets.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The texts of an answer by what tells them apart.
pub(super) type Texts = BTreeMap<String, String>;

/// A message that thinks, speaks and calls.
pub(super) fn messages(thoughts: &[String], words: &[String], arguments: &[String]) -> Vec<String> {
    let block = |index: usize, block: Value, kind: &str, member: &str, pieces: &[String]| {
        let mut events = vec![json!({"type": "content_block_start", "index": index, "content_block": block})];
        events.extend(pieces.iter().map(|piece| {
            json!({"type": "content_block_delta", "index": index, "delta": {"type": kind, member: piece}})
        }));
        events.push(json!({"type": "content_block_stop", "index": index}));
        events
    };
    let usage = json!({"input_tokens": 9, "cache_read_input_tokens": 4, "output_tokens": 1});
    let mut events =
        vec![json!({"type": "message_start", "message": {"id": "m", "content": [], "usage": usage}})];
    events.push(json!({"type": "ping"}));
    events.extend(block(
        0,
        json!({"type": "thinking", "thinking": ""}),
        "thinking_delta",
        "thinking",
        thoughts,
    ));
    events.extend(block(1, json!({"type": "text", "text": ""}), "text_delta", "text", words));
    let call = json!({"type": "tool_use", "id": "t", "name": "f", "input": {}});
    events.extend(block(2, call, "input_json_delta", "partial_json", arguments));
    events.push(
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 7}}),
    );
    events.push(json!({"type": "message_stop"}));
    events.iter().map(Value::to_string).collect()
}

/// The same message in one piece.
pub(super) fn whole_message(thoughts: &str, words: &str, arguments: &Value) -> Value {
    json!({"id": "m", "content": [
        {"type": "thinking", "thinking": thoughts}, {"type": "text", "text": words},
        {"type": "tool_use", "id": "t", "name": "f", "input": arguments},
    ], "usage": {"input_tokens": 9, "cache_read_input_tokens": 4, "output_tokens": 7}})
}

/// What a client of messages puts together. No block may grow before it starts or after it stops.
pub(super) fn read_messages(events: &[Value]) -> Texts {
    let mut texts = Texts::new();
    let mut open = None;
    for event in events {
        let index = event["index"].as_u64();
        match event["type"].as_str().unwrap() {
            "content_block_start" => open = index,
            "content_block_stop" => open = None,
            "content_block_delta" => {
                assert_eq!(open, index, "{event}");
                let member = event["delta"].as_object().unwrap().iter().find(|(name, _)| *name != "type");
                let (name, text) = member.unwrap();
                texts.entry(name.clone()).or_default().push_str(text.as_str().unwrap());
            }
            _ => assert_eq!(open, None, "{event}"),
        }
    }
    texts
}

/// A response that speaks and calls, its events numbered from 0.
pub(super) fn responses(words: &[String], arguments: &[String]) -> Vec<String> {
    let (text, called) = (words.concat(), arguments.concat());
    let part = json!({"type": "output_text", "text": text, "annotations": [], "logprobs": [{"token": "t"}]});
    let message = json!({"type": "message", "id": "i0", "role": "assistant", "content": [part]});
    let call = json!({"type": "function_call", "id": "i1", "call_id": "c", "name": "f", "arguments": called});
    let place = json!({"item_id": "i0", "output_index": 0, "content_index": 0});
    let call_place = json!({"item_id": "i1", "output_index": 1});
    let mut events = vec![
        json!({"type": "response.created", "response": {"id": "r", "output": []}}),
        json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "content": []}}),
    ];
    for word in words {
        let delta =
            json!({"type": "response.output_text.delta", "delta": word, "logprobs": [{"token": "t"}]});
        events.push(with(&delta, &place));
    }
    events.push(with(
        &json!({"type": "response.output_text.done", "text": text, "logprobs": [{"token": "t"}]}),
        &place,
    ));
    events.push(with(&json!({"type": "response.content_part.done", "part": part}), &place));
    events.push(json!({"type": "response.output_item.done", "output_index": 0, "item": message}));
    let added = json!({"type": "function_call", "name": "f", "arguments": ""});
    events.push(json!({"type": "response.output_item.added", "output_index": 1, "item": added}));
    for piece in arguments {
        let delta =
            json!({"type": "response.function_call_arguments.delta", "delta": piece, "obfuscation": "xx"});
        events.push(with(&delta, &call_place));
    }
    let done = json!({"type": "response.function_call_arguments.done", "arguments": called});
    events.push(with(&done, &call_place));
    events.push(json!({"type": "response.output_item.done", "output_index": 1, "item": call}));
    let usage = json!({"input_tokens": 9, "output_tokens": 7, "total_tokens": 16,
        "input_tokens_details": {"cached_tokens": 4}, "output_tokens_details": {"reasoning_tokens": 2}});
    let response = json!({"id": "r", "status": "completed", "output": [message, call], "usage": usage});
    events.push(json!({"type": "response.completed", "response": response}));
    let numbered = events.iter().enumerate();
    numbered.map(|(at, event)| with(event, &json!({"sequence_number": at})).to_string()).collect()
}

fn with(event: &Value, members: &Value) -> Value {
    let mut event = event.clone();
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

/// What a client of responses puts together. Every text must be the same wherever it stands, no text may grow after
/// it is done, and no number may be missing.
pub(super) fn read_responses(events: &[Value]) -> Texts {
    let mut texts = Texts::new();
    for (at, event) in events.iter().enumerate() {
        assert_eq!(event["sequence_number"], at, "{event}");
        let told = |name: &str| event[name].as_str().unwrap().to_owned();
        let items = event["response"]["output"].as_array().into_iter().flatten().chain([&event["item"]]);
        match event["type"].as_str().unwrap() {
            "response.output_text.delta" => {
                texts.entry("text".to_owned()).or_default().push_str(&told("delta"));
            }
            "response.function_call_arguments.delta" => {
                texts.entry("arguments".to_owned()).or_default().push_str(&told("delta"));
            }
            "response.output_text.done" => same(&texts, "text", &event["text"], event),
            "response.function_call_arguments.done" => same(&texts, "arguments", &event["arguments"], event),
            "response.content_part.done" => same(&texts, "text", &event["part"]["text"], event),
            "response.output_item.done" | "response.completed" => {
                for item in items.filter(|item| item.is_object()) {
                    if item["type"] == "message" {
                        same(&texts, "text", &item["content"][0]["text"], event);
                    } else {
                        same(&texts, "arguments", &item["arguments"], event);
                    }
                }
            }
            _ => {}
        }
    }
    texts
}

fn same(texts: &Texts, name: &str, whole: &Value, event: &Value) {
    let grown = texts.get(name).map_or("", String::as_str);
    assert_eq!(whole.as_str(), Some(grown), "{name} in {event}");
}

/// Frames of Gemini that think, speak and call.
pub(super) fn gemini(thoughts: &[String], words: &[String], arguments: &Value) -> Vec<String> {
    let usage = json!({"promptTokenCount": 9, "totalTokenCount": 9});
    let frame = |part: Value| {
        let content = json!({"parts": [part], "role": "model"});
        json!({"candidates": [{"content": content, "index": 0}], "usageMetadata": usage, "responseId": "r"})
    };
    let mut events: Vec<Value> =
        thoughts.iter().map(|text| frame(json!({"text": text, "thought": true}))).collect();
    events.extend(words.iter().map(|text| frame(json!({"text": text}))));
    events.push(frame(json!({"functionCall": {"name": "f", "args": arguments}})));
    events.push(json!({"candidates": [{"content": {"parts": [{"text": ""}], "role": "model"},
        "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 9,
        "cachedContentTokenCount": 4, "candidatesTokenCount": 5, "thoughtsTokenCount": 2, "totalTokenCount": 16}}));
    events.iter().map(Value::to_string).collect()
}

/// The same answer in one piece.
pub(super) fn whole_gemini(thoughts: &str, words: &str, arguments: &Value) -> Value {
    json!({"candidates": [{"content": {"parts": [
        {"text": thoughts, "thought": true}, {"text": words}, {"functionCall": {"name": "f", "args": arguments}},
    ]}, "finishReason": "STOP"}]})
}

/// What a client of Gemini puts together. Thoughts come before words and words before calls.
pub(super) fn read_gemini(events: &[Value]) -> Texts {
    let mut texts = Texts::new();
    for part in events.iter().flat_map(|event| event["candidates"][0]["content"]["parts"].as_array().unwrap())
    {
        let name = match (part["text"].as_str(), part["thought"].as_bool()) {
            (Some(""), _) => continue,
            (Some(_), Some(true)) => "thoughts",
            (Some(_), _) => "words",
            (None, _) => "zcall",
        };
        assert!(texts.last_key_value().is_none_or(|(last, _)| &**last <= name), "{part} after {texts:?}");
        let called = part["functionCall"]["args"].to_string();
        texts.entry(name.to_owned()).or_default().push_str(part["text"].as_str().unwrap_or(&called));
    }
    texts
}

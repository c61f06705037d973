//! Streams put together as the makers' own clients do it, without a word of the code under test.

use serde_json::{Value, json};

use crate::format::translate::Event;

/// The message that these events tell; `input` says what becomes of a call's arguments.
pub(super) fn message(events: &[Event], input: impl Fn(&str) -> Value) -> Value {
    let mut message = Value::Null;
    let mut arguments = String::new();
    for event in events {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        let index = data["index"].as_u64().map_or(0, |index| usize::try_from(index).unwrap());
        match data["type"].as_str().unwrap() {
            "message_start" => message = data["message"].clone(),
            "content_block_start" => {
                let content = message["content"].as_array_mut().unwrap();
                assert_eq!(content.len(), index, "blocks are numbered in order");
                content.push(data["content_block"].clone());
                arguments.clear();
            }
            "content_block_delta" => {
                let block = &mut message["content"][index];
                let delta = &data["delta"];
                match delta["type"].as_str().unwrap() {
                    "text_delta" => append(&mut block["text"], &delta["text"]),
                    "thinking_delta" => append(&mut block["thinking"], &delta["thinking"]),
                    "signature_delta" => block["signature"] = delta["signature"].clone(),
                    "input_json_delta" => arguments.push_str(delta["partial_json"].as_str().unwrap()),
                    other => panic!("{other}"),
                }
            }
            "content_block_stop" => {
                let block = &mut message["content"][index];
                if block["type"] == "tool_use" {
                    block["input"] = input(&arguments);
                }
            }
            "message_delta" => {
                for name in ["stop_reason", "stop_sequence"] {
                    message[name] = data["delta"][name].clone();
                }
                for (name, figure) in data["usage"].as_object().unwrap() {
                    message["usage"][name] = figure.clone();
                }
            }
            "message_stop" => {}
            other => panic!("{other}"),
        }
    }
    message
}

/// The answer that these events of Converse tell.
pub(super) fn converse(events: &[Event]) -> Value {
    let mut answer = Value::Null;
    let mut content: Vec<Value> = Vec::new();
    let mut arguments = String::new();
    for event in events {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        match event.name.unwrap() {
            "messageStart" => answer = json!({"output": {"message": data}}),
            "contentBlockStart" => {
                assert_eq!(data["contentBlockIndex"], content.len(), "blocks are numbered in order");
                content.push(data["start"].clone());
                arguments.clear();
            }
            "contentBlockDelta" => {
                let block = content.last_mut().unwrap();
                for (kind, piece) in data["delta"].as_object().unwrap() {
                    match (kind.as_str(), piece.as_object().and_then(|piece| piece.iter().next())) {
                        ("text", None) => append(&mut block["text"], piece),
                        ("toolUse", Some((_, input))) => arguments.push_str(input.as_str().unwrap()),
                        ("reasoningContent", Some((name, piece))) if name == "redactedContent" => {
                            append(&mut block["reasoningContent"][name], piece);
                        }
                        ("reasoningContent", Some((name, piece))) => {
                            append(&mut block["reasoningContent"]["reasoningText"]["text"], &json!(""));
                            append(&mut block["reasoningContent"]["reasoningText"][name], piece);
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
            "contentBlockStop" => {
                let block = content.last_mut().unwrap();
                if !block["toolUse"].is_null() {
                    block["toolUse"]["input"] = parsed(&arguments);
                }
                // What came without a piece is no block.
                content.retain(|block| block.as_object().is_none_or(|block| !block.is_empty()));
            }
            "messageStop" | "metadata" => {
                answer.as_object_mut().unwrap().extend(data.as_object().unwrap().clone());
            }
            other => panic!("{other}"),
        }
    }
    answer["output"]["message"]["content"] = json!(content);
    answer
}

/// Arguments as a client parses them: nothing stands for an empty object.
pub(super) fn parsed(arguments: &str) -> Value {
    if arguments.is_empty() { json!({}) } else { serde_json::from_str(arguments).unwrap() }
}

/// The answer of Gemini's that these frames tell: the parts of all, what is said beside them as the last says it.
pub(super) fn content(events: &[Event]) -> Value {
    let mut parts = Vec::new();
    let mut answer = Value::Null;
    for event in events {
        answer = serde_json::from_str(&event.data).unwrap();
        let found = answer["candidates"][0]["content"]["parts"].as_array().unwrap();
        assert!(!found.is_empty(), "clients take a frame without parts for a broken answer");
        parts.extend(found.iter().cloned());
    }
    answer["candidates"][0]["content"]["parts"] = json!(parts);
    joined(answer)
}

/// The answer with parts joined that tell one thing, as a stream cuts them: Google signs the first piece, what other
/// makers signed is told by the last.
pub(super) fn joined(mut answer: Value) -> Value {
    const THINKING: &str = "dGhpbmtpbmc6";
    const HIDDEN: &str = "cmVkYWN0ZWQ6";
    let parts = &mut answer["candidates"][0]["content"]["parts"];
    let mut joined: Vec<Value> = Vec::new();
    for part in parts.as_array().unwrap() {
        let signature = part["thoughtSignature"].as_str();
        let is_last = part["text"] == "" && signature.is_some_and(|text| text.starts_with(THINKING));
        if part["text"] == "" && signature.is_none() {
            continue;
        }
        let before = joined.last_mut().filter(|before| {
            let signed = before["thoughtSignature"].as_str();
            let is_open = signed.is_none_or(|text| !text.starts_with(THINKING) && !text.starts_with(HIDDEN));
            before["text"].is_string()
                && part["text"].is_string()
                && before["thought"] == part["thought"]
                && is_open
        });
        match (before, signature) {
            (Some(before), None) => append(&mut before["text"], &part["text"]),
            (Some(before), Some(signature)) if is_last && before["thoughtSignature"].is_null() => {
                before["thoughtSignature"] = json!(signature);
            }
            _ => joined.push(part.clone()),
        }
    }
    *parts = json!(joined);
    answer
}

/// The chat completion that these chunks tell.
pub(super) fn completion(events: &[Event]) -> Value {
    let (last, chunks) = events.split_last().unwrap();
    assert_eq!(last.data, "[DONE]");
    let mut completion = Value::Null;
    for event in chunks {
        let chunk: Value = serde_json::from_str(&event.data).unwrap();
        if completion.is_null() {
            completion = json!({"id": chunk["id"], "object": "chat.completion", "created": chunk["created"],
                "model": chunk["model"], "choices": [{"index": 0, "message": {}, "logprobs": null}]});
            if let Some(tier) = chunk.get("service_tier") {
                completion["service_tier"] = tier.clone();
            }
        }
        if !chunk["usage"].is_null() {
            completion["usage"] = chunk["usage"].clone();
        }
        let choice = &chunk["choices"][0];
        for (name, piece) in choice["delta"].as_object().into_iter().flatten() {
            let message = &mut completion["choices"][0]["message"][name];
            match name.as_str() {
                "tool_calls" | "reasoning_details" => append_entries(message, piece),
                "role" => *message = piece.clone(),
                _ => append(message, piece),
            }
        }
        if choice["finish_reason"].is_string() {
            completion["choices"][0]["finish_reason"] = choice["finish_reason"].clone();
        }
    }
    let message = &mut completion["choices"][0]["message"];
    for call in message["tool_calls"].as_array_mut().into_iter().flatten() {
        call.as_object_mut().unwrap().remove("index");
    }
    if message["tool_calls"].is_null() {
        message.as_object_mut().unwrap().remove("tool_calls");
    }
    completion
}

/// Joins entries to those of the same `index`.
fn append_entries(list: &mut Value, entries: &Value) {
    if list.is_null() {
        *list = json!([]);
    }
    for entry in entries.as_array().unwrap() {
        let index = usize::try_from(entry["index"].as_u64().unwrap()).unwrap();
        let list = list.as_array_mut().unwrap();
        if index == list.len() {
            list.push(entry.clone());
            continue;
        }
        for (name, piece) in entry.as_object().unwrap() {
            match name.as_str() {
                "text" | "signature" => append(&mut list[index][name], piece),
                "function" => append(&mut list[index]["function"]["arguments"], &piece["arguments"]),
                _ => list[index][name] = piece.clone(),
            }
        }
    }
}

fn append(text: &mut Value, piece: &Value) {
    if let Some(piece) = piece.as_str() {
        *text = json!(text.as_str().unwrap_or_default().to_owned() + piece);
    } else if text.is_null() {
        *text = piece.clone();
    }
}

/// The response that these events tell, put together from their pieces and held against what the events repeat.
pub(super) fn response(events: &[Event]) -> Value {
    let mut response = Value::Null;
    for (number, event) in events.iter().enumerate() {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        assert_eq!(data["type"].as_str(), event.name, "the name is repeated in the data");
        assert_eq!(data["sequence_number"], number, "events are numbered in order");
        let at = |name: &str| usize::try_from(data[name].as_u64().unwrap()).unwrap();
        let kind = event.name.unwrap().strip_prefix("response.").unwrap();
        if matches!(kind, "created" | "in_progress") {
            assert!(response.is_null() || response == data["response"], "the beginning is told twice");
            response = data["response"].clone();
            continue;
        }
        if matches!(kind, "completed" | "incomplete") {
            assert_eq!(response["output"], data["response"]["output"], "the end repeats all items");
            assert_eq!(response["id"], data["response"]["id"]);
            response = data["response"].clone();
            continue;
        }
        let items = response["output"].as_array_mut().unwrap();
        if kind == "output_item.added" {
            assert_eq!(items.len(), at("output_index"), "items are numbered in order");
            items.push(data["item"].clone());
            continue;
        }
        let item = &mut items[at("output_index")];
        if kind == "output_item.done" {
            finish(item, &data["item"]);
            continue;
        }
        assert_eq!(item["id"], data["item_id"], "{kind}");
        match kind {
            "content_part.added" | "reasoning_summary_part.added" => {
                let (list, number) = part_of(kind, &data);
                let parts = item[list].as_array_mut().unwrap();
                assert_eq!(parts.len(), number, "parts are numbered in order");
                parts.push(data["part"].clone());
            }
            "content_part.done" | "reasoning_summary_part.done" => {
                let (list, number) = part_of(kind, &data);
                assert_eq!(item[list][number], data["part"], "{kind}");
            }
            "output_text.delta" => append(&mut item["content"][at("content_index")]["text"], &data["delta"]),
            "refusal.delta" => append(&mut item["content"][at("content_index")]["refusal"], &data["delta"]),
            "reasoning_summary_text.delta" => {
                append(&mut item["summary"][at("summary_index")]["text"], &data["delta"]);
            }
            "function_call_arguments.delta" => append(&mut item["arguments"], &data["delta"]),
            "output_text.done" => assert_eq!(item["content"][at("content_index")]["text"], data["text"]),
            "refusal.done" => assert_eq!(item["content"][at("content_index")]["refusal"], data["refusal"]),
            "reasoning_summary_text.done" => {
                assert_eq!(item["summary"][at("summary_index")]["text"], data["text"]);
            }
            "function_call_arguments.done" => assert_eq!(item["arguments"], data["arguments"]),
            other => panic!("{other}"),
        }
    }
    response
}

/// The list that a part belongs to, and its number in it.
fn part_of(kind: &str, data: &Value) -> (&'static str, usize) {
    let is_summary = kind.starts_with("reasoning");
    let number = &data[if is_summary { "summary_index" } else { "content_index" }];
    (if is_summary { "summary" } else { "content" }, usize::try_from(number.as_u64().unwrap()).unwrap())
}

/// An item that is done is what came of it in pieces, but for what is only known at its end.
fn finish(item: &mut Value, done: &Value) {
    for name in ["status", "encrypted_content"] {
        item[name] = done[name].clone();
    }
    if item["type"] == "reasoning" || done.get("encrypted_content").is_none() {
        let item = item.as_object_mut().unwrap();
        item.retain(|_, value| !value.is_null());
    }
    assert_eq!(item, done, "an item ends as what came of it");
}

use bytes::Bytes;
use serde_json::{Value, json};

use super::client;
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::{self, Client, Event, Stream, StreamFault, Wire};

/// Runs a provider's events through a stream to its end.
pub(super) fn run<T: ToString>(events: &[T], from: Wire, to: &Client) -> Result<Vec<Event>, StreamFault> {
    let mut stream = Stream::new(from, to);
    let mut out = Vec::new();
    for event in events {
        stream.push(&Bytes::from(event.to_string()), &mut out)?;
    }
    stream.finish()?;
    Ok(out)
}

/// The same for events that have names.
pub(super) fn run_named(
    events: &[(&str, String)],
    from: Wire,
    to: &Client,
) -> Result<Vec<Event>, StreamFault> {
    let mut stream = Stream::new(from, to);
    let mut out = Vec::new();
    for (name, data) in events {
        stream.push_named(name, &Bytes::from(data.clone()), &mut out)?;
    }
    stream.finish()?;
    Ok(out)
}

/// A chunk with this delta and end.
pub(super) fn chunk(delta: Value, reason: Option<&str>) -> String {
    json!({"id": "c1", "object": "chat.completion.chunk", "created": 5, "model": "gpt",
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
    .to_string()
}

fn done() -> String {
    "[DONE]".to_owned()
}

fn call(index: u64, id: &str, arguments: &str) -> Value {
    match id {
        "" => json!({"tool_calls": [{"index": index, "function": {"arguments": arguments}}]}),
        id => json!({"tool_calls": [{"index": index, "id": id, "type": "function",
            "function": {"name": "f", "arguments": arguments}}]}),
    }
}

const MESSAGE: &[&str] = &[
    r#"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":30,"output_tokens":1}}}"#,
    r#"{"type":"ping"}"#,
    r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}"#,
    r#"{"type":"content_block_stop","index":0}"#,
    r#"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"xyz"}}"#,
    r#"{"type":"content_block_stop","index":1}"#,
    r#"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}"#,
    r#"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Hé"}}"#,
    r#"{"type":"content_block_stop","index":2}"#,
    r#"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}"#,
    r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}"#,
    r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"a\": "}}"#,
    r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#,
    r#"{"type":"content_block_stop","index":3}"#,
    r#"{"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"t2","name":"g","input":{}}}"#,
    r#"{"type":"content_block_stop","index":4}"#,
    r#"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}"#,
    r#"{"type":"message_stop"}"#,
];

#[test]
fn a_message_streams_as_chat_chunks() {
    let choice = |delta: &str, reason: &str| {
        let head = r#"{"id":"msg_1","object":"chat.completion.chunk","created":1700000000,"model":"claude","choices":"#;
        let end = format!(r#""logprobs":null,"finish_reason":{reason}}}],"usage":null}}"#);
        format!(r#"{head}[{{"index":0,"delta":{{{delta}}},{end}"#)
    };
    let thought = |rest: &str| format!(r#""reasoning_details":[{{"type":"reasoning.{rest}}}]"#);
    let called = |rest: &str| format!(r#""tool_calls":[{{"index":{rest}}}}}]"#);
    let expected = [
        choice(r#""role":"assistant","content":"","refusal":null"#, "null"),
        choice(
            &format!(r#""reasoning_content":"hm",{}"#, thought(r#"text","text":"hm","index":0"#)),
            "null",
        ),
        choice(&thought(r#"text","signature":"sig","format":"anthropic-claude-v1","index":0"#), "null"),
        choice(&thought(r#"encrypted","data":"xyz","format":"anthropic-claude-v1","index":1"#), "null"),
        choice(r#""content":"Hé""#, "null"),
        choice(&called(r#"0,"id":"t1","type":"function","function":{"name":"f","arguments":"""#), "null"),
        choice(&called(r#"0,"function":{"arguments":"{\"a\": ""#), "null"),
        choice(&called(r#"0,"function":{"arguments":"1}""#), "null"),
        choice(&called(r#"1,"id":"t2","type":"function","function":{"name":"g","arguments":"""#), "null"),
        choice(&called(r#"1,"function":{"arguments":"{}""#), "null"),
        choice("", "\"tool_calls\""),
        r#"{"id":"msg_1","object":"chat.completion.chunk","created":1700000000,"model":"claude","choices":[],"usage":{"prompt_tokens":40,"completion_tokens":9,"total_tokens":49,"prompt_tokens_details":{"cached_tokens":30}}}"#
            .to_owned(),
        done(),
    ];
    let events = run(MESSAGE, Wire::Messages, &client(Wire::Chat)).unwrap();
    let written: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
    assert_eq!(written, expected);
    assert!(events.iter().all(|event| event.name.is_none()));

    let silent = Client { includes_usage: false, ..client(Wire::Chat) };
    let events = run(MESSAGE, Wire::Messages, &silent).unwrap();
    assert!(events.iter().all(|event| !event.data.contains("usage")), "nobody asked for the figures");
    assert_eq!(events.len(), expected.len() - 1);
}

#[test]
fn chat_chunks_stream_as_a_message() {
    let chunks = [
        chunk(json!({"role": "assistant", "content": ""}), None),
        chunk(json!({"reasoning_content": "hm"}), None),
        chunk(json!({"content": "Hé"}), None),
        chunk(call(0, "t1", ""), None),
        chunk(call(0, "", "{\"a\":"), None),
        chunk(call(0, "", "1}"), None),
        chunk(call(1, "t2", "{}"), None),
        chunk(json!({}), Some("tool_calls")),
        json!({"id": "c1", "model": "gpt",
            "usage": {"prompt_tokens": 40, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 30}}})
        .to_string(),
        done(),
    ];
    let expected = [
        r#"{"type":"message_start","message":{"id":"c1","type":"message","role":"assistant","model":"gpt","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}"#,
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
        r#"{"type":"content_block_stop","index":0}"#,
        r#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
        r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hé"}}"#,
        r#"{"type":"content_block_stop","index":1}"#,
        r#"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}"#,
        r#"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}"#,
        r#"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#,
        r#"{"type":"content_block_stop","index":2}"#,
        r#"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t2","name":"f","input":{}}}"#,
        r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
        r#"{"type":"content_block_stop","index":3}"#,
        r#"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":10,"cache_read_input_tokens":30,"output_tokens":9}}"#,
        r#"{"type":"message_stop"}"#,
    ];
    let events = run(&chunks, Wire::Chat, &client(Wire::Messages)).unwrap();
    let written: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
    assert_eq!(written, expected);
    for event in &events {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        assert_eq!(data["type"].as_str(), event.name, "the name is repeated in the data");
    }
    let mut frame = Vec::new();
    events[15].write(&mut frame);
    assert_eq!(frame, b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}

#[test]
fn makers_who_bend_the_format_are_understood() {
    for (name, chunks, calls) in [
        ("all numbered 0", vec![call(0, "a", "{}"), call(0, "b", "{}")], vec![("a", "{}"), ("b", "{}")]),
        (
            "mixed",
            vec![call(0, "a", "{\"x\""), call(1, "b", "{\"y\":"), call(0, "", ":1}"), call(1, "", "2}")],
            vec![("a", "{\"x\":1}"), ("b", "{\"y\":2}")],
        ),
        ("an empty call first", vec![call(0, "a", ""), call(1, "b", "{}")], vec![("a", ""), ("b", "{}")]),
        (
            "without numbers",
            vec![json!({"tool_calls": [
            {"id": "a", "function": {"name": "f", "arguments": "{}"}},
            {"id": "b", "function": {"name": "f", "arguments": "{}"}}]})],
            vec![("a", "{}"), ("b", "{}")],
        ),
        (
            "without ids",
            vec![json!({"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}]})],
            vec![("call_c1_0", "{}")],
        ),
    ] {
        let mut chunks: Vec<String> = chunks.into_iter().map(|delta| chunk(delta, Some(""))).collect();
        // `OpenAI` itself says `stop` when the caller named the tool.
        chunks.extend([chunk(json!({"content": ""}), Some("stop")), done()]);
        let events =
            run(&chunks, Wire::Chat, &client(Wire::Messages)).unwrap_or_else(|f| panic!("{name}: {f}"));
        let body = super::accumulate::message(&events, |arguments| json!(arguments));
        let found: Vec<(&str, &str)> = body["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|block| (block["id"].as_str().unwrap(), block["input"].as_str().unwrap()))
            .collect();
        assert_eq!(found, calls, "{name}");
        assert_eq!(body["stop_reason"], "tool_use", "{name}");
    }
}

/// The events are taken, but for the last.
fn check_refused(name: &str, events: &[String], from: Wire, to: Wire) {
    let mut stream = Stream::new(from, &client(to));
    let mut out = Vec::new();
    let (last, before) = events.split_last().unwrap();
    for event in before {
        let taken = stream.push(&Bytes::from(event.clone()), &mut out);
        assert!(taken.is_ok(), "{name}: {event}: {taken:?}");
    }
    assert!(stream.push(&Bytes::from(last.clone()), &mut out).is_err(), "{name}");
}

#[test]
fn a_stream_that_is_not_whole_never_ends_well() {
    for (name, chunks) in [
        ("only the end", vec![done()]),
        ("no reason", vec![chunk(json!({"content": "x"}), None), done()]),
        ("no JSON", vec!["{".to_owned()]),
        ("no object", vec!["[]".to_owned()]),
        ("no choices", vec!["{}".to_owned()]),
        ("two choices", vec![json!({"choices": [{"delta": {}}, {"delta": {}}]}).to_string()]),
        ("another choice", vec![json!({"choices": [{"index": 1, "delta": {}}]}).to_string()]),
        ("content of another kind", vec![chunk(json!({"content": 1}), None)]),
        ("an old call", vec![chunk(json!({"function_call": {"name": "f"}}), None)]),
        ("a call without a name", vec![chunk(call(0, "", "{}"), None)]),
        ("a call of another kind", vec![chunk(json!({"tool_calls": [{"id": "a", "custom": {}}]}), None)]),
        ("text after the reason", vec![chunk(json!({}), Some("stop")), chunk(json!({"content": "x"}), None)]),
        ("an unknown reason", vec![chunk(json!({}), Some("surprise")), done()]),
        ("half a call", vec![chunk(call(0, "a", "{"), None), chunk(json!({}), Some("tool_calls")), done()]),
        ("after the end", vec![chunk(json!({}), Some("stop")), done(), chunk(json!({"content": "x"}), None)]),
        ("two ends", vec![chunk(json!({}), Some("stop")), done(), done()]),
        (
            "more than a call",
            vec![
                chunk(call(0, "a", "{}"), None),
                chunk(json!({"content": "x"}), None),
                chunk(call(0, "", "{}"), None),
            ],
        ),
    ] {
        check_refused(name, &chunks, Wire::Chat, Wire::Messages);
    }
    let unfinished = [chunk(json!({"content": "x"}), Some("stop"))];
    for (place, chunks) in [&[], &unfinished[..]].into_iter().enumerate() {
        assert!(run(chunks, Wire::Chat, &client(Wire::Messages)).is_err(), "without its end: {place}");
    }
    let cut = [chunk(call(0, "a", "{"), None), chunk(json!({}), Some("length")), done()];
    assert!(run(&cut, Wire::Chat, &client(Wire::Messages)).is_ok(), "a call that the limit cut off says so");
}

#[test]
fn events_of_a_message_must_stand_in_order() {
    let at = |places: &[usize]| places.iter().map(|place| MESSAGE[*place].to_owned()).collect::<Vec<_>>();
    let also = |places: &[usize], event: Value| {
        let mut events = at(places);
        events.push(event.to_string());
        events
    };
    let block = |kind: Value| json!({"type": "content_block_start", "index": 0, "content_block": kind});
    let reason = |reason: &str| json!({"type": "message_delta", "delta": {"stop_reason": reason}});
    for (name, events) in [
        ("no start", at(&[2])),
        ("two starts", at(&[0, 0])),
        ("a piece of no block", at(&[0, 3])),
        ("a block in a block", at(&[0, 2, 2])),
        ("a number left out", at(&[0, 6])),
        ("a piece of another block", at(&[0, 2, 9])),
        (
            "a piece of another kind",
            also(
                &[0, 2],
                json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "x"}}),
            ),
        ),
        (
            "an unknown piece",
            also(&[0, 2], json!({"type": "content_block_delta", "index": 0, "delta": {"type": "surprise"}})),
        ),
        ("a stop of no block", at(&[0, 5])),
        ("a reason in a block", at(&[0, 2, 18])),
        ("an end without a reason", at(&[0, 19])),
        ("an end in a block", at(&[0, 2, 19])),
        ("a block after the reason", at(&[0, 18, 2])),
        ("an event after the end", at(&[0, 18, 19, 19])),
        ("an unknown block", also(&[0], block(json!({"type": "server_tool_use", "id": "a", "name": "b"})))),
        ("a call without an id", also(&[0], block(json!({"type": "tool_use", "name": "b"})))),
        ("no type", also(&[0], json!({}))),
        ("a type of another kind", also(&[0], json!({"type": 1}))),
        ("an unknown reason", also(&[0], json!({"type": "message_delta", "delta": {"stop_reason": "x"}}))),
        ("the marker of another format", vec![MESSAGE[0].to_owned(), done()]),
    ] {
        check_refused(name, &events, Wire::Messages, Wire::Chat);
    }
    assert!(run(&at(&[0, 18]), Wire::Messages, &client(Wire::Chat)).is_err(), "without its end");
    let half = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15];
    check_refused("half a call", &also(&half, reason("tool_use")), Wire::Messages, Wire::Chat);
    let mut cut = also(&half, reason("max_tokens"));
    cut.extend(at(&[19]));
    assert!(run(&cut, Wire::Messages, &client(Wire::Chat)).is_ok(), "a call that the limit cut off says so");
    let future = json!({"type": "new_in_2030"});
    let events = [MESSAGE[0], &future.to_string(), MESSAGE[1], MESSAGE[18], MESSAGE[19]];
    assert!(
        run(&events, Wire::Messages, &client(Wire::Chat)).is_ok(),
        "unknown events pass, as the format demands"
    );
}

#[test]
fn a_failure_midway_is_told_apart() {
    let message = json!({"type": "error", "error": {"type": "overloaded_error", "message": "m"}}).to_string();
    let chat = json!({"error": {"message": "m", "code": 529}}).to_string();
    for (from, to, events) in [
        (Wire::Messages, Wire::Chat, vec![MESSAGE[0].to_owned(), message]),
        (Wire::Chat, Wire::Messages, vec![chunk(json!({"content": "x"}), None), chat]),
    ] {
        let failure = Failure { kind: FailureKind::Overloaded, message: "m".to_owned() };
        let event = translate::failure_event(&failure, to);
        assert_eq!(event.name, (to == Wire::Messages).then_some("error"));
        assert!(event.data.contains(r#""message":"m""#), "{}", event.data);
        assert_eq!(run(&events, from, &client(to)), Err(StreamFault::Failed(failure)), "{from:?}");
    }
}

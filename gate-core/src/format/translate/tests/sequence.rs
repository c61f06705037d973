use bytes::Bytes;
use serde_json::{Value, json};

use super::streams::{chunk, run};
use super::{accumulate, client};
use crate::format::Walker;
use crate::format::json::Document;
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::{Client, Event, ResponsesEcho, Stream, StreamFault, Wire};

/// The events of a provider of Responses: thoughts in two parts, words, a refusal, two calls.
fn provider() -> Vec<Value> {
    let inside = |kind: &str, index: u64, rest: Value| {
        let mut event = json!({"type": kind, "sequence_number": 0, "item_id": "i", "output_index": index});
        event.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        event
    };
    let item =
        |kind: &str, index: u64, item: Value| json!({"type": kind, "output_index": index, "item": item});
    let thought = |index: u64, piece: &str| {
        inside(
            "response.reasoning_summary_text.delta",
            index,
            json!({"summary_index": piece.len() - 1, "delta": piece}),
        )
    };
    let call = |index: u64, id: &str, arguments: &str| json!({"type": "function_call", "id": format!("fc_{index}"), "call_id": id, "name": "f", "arguments": arguments});
    let (added, done) = ("response.output_item.added", "response.output_item.done");
    let usage = json!({"input_tokens": 40, "input_tokens_details": {"cached_tokens": 30}, "output_tokens": 9,
        "output_tokens_details": {"reasoning_tokens": 4}, "total_tokens": 49});
    vec![
        json!({"type": "response.created", "response": {"id": "resp_1", "model": "gpt", "created_at": 5.0, "service_tier": "auto"}}),
        json!({"type": "response.in_progress", "response": {"id": "resp_1"}}),
        item(added, 0, json!({"type": "reasoning", "id": "rs_1", "summary": []})),
        inside(
            "response.reasoning_summary_part.added",
            0,
            json!({"summary_index": 0, "part": {"type": "summary_text", "text": ""}}),
        ),
        thought(0, "a"),
        thought(0, "bc"),
        item(
            done,
            0,
            json!({"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAA"}),
        ),
        item(added, 1, json!({"type": "message", "id": "msg_1", "role": "assistant", "content": []})),
        inside(
            "response.content_part.added",
            1,
            json!({"content_index": 0, "part": {"type": "output_text", "text": ""}}),
        ),
        inside("response.output_text.delta", 1, json!({"content_index": 0, "delta": "Hé", "logprobs": []})),
        inside("response.output_text.delta", 1, json!({"content_index": 0, "delta": "llo"})),
        inside("response.output_text.done", 1, json!({"content_index": 0, "text": "Héllo"})),
        item(done, 1, json!({"type": "message", "id": "msg_1", "role": "assistant", "content": []})),
        item(added, 2, call(2, "c1", "")),
        inside("response.function_call_arguments.delta", 2, json!({"delta": "{\"a\":"})),
        inside("response.function_call_arguments.delta", 2, json!({"delta": "1}"})),
        inside("response.function_call_arguments.done", 2, json!({"arguments": "{\"a\":1}"})),
        item(done, 2, call(2, "c1", "{\"a\":1}")),
        item(added, 3, call(3, "c2", "")),
        item(done, 3, call(3, "c2", "{}")),
        json!({"type": "response.completed", "response": {"id": "resp_1", "status": "completed", "usage": usage,
            "output": [{}, {}, {}, {}]}}),
    ]
}

#[test]
fn a_response_streams_as_others() {
    let events = run(&provider(), Wire::Responses, &client(Wire::Chat)).unwrap();
    let body = accumulate::completion(&events);
    let proof = "openai-responses-v1/rs_1/gAAAA";
    let call = |id: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": "f", "arguments": arguments}});
    assert_eq!(
        body["choices"][0]["message"],
        json!({"role": "assistant", "content": "Héllo", "refusal": null, "reasoning_content": "a\n\nbc",
            "reasoning_details": [{"type": "reasoning.text", "text": "a\n\nbc", "signature": proof,
                "format": "openai-responses-v1", "index": 0}],
            "tool_calls": [call("c1", "{\"a\":1}"), call("c2", "{}")]})
    );
    assert_eq!(
        (body["created"].as_u64(), body["choices"][0]["finish_reason"].as_str()),
        (Some(5), Some("tool_calls"))
    );

    let mut with_marker: Vec<String> = provider().iter().map(ToString::to_string).collect();
    with_marker.push("[DONE]".to_owned());
    let events = run(&with_marker, Wire::Responses, &client(Wire::Messages)).unwrap();
    let body = accumulate::message(&events, accumulate::parsed);
    assert_eq!(
        body["content"],
        json!([
            {"type": "thinking", "thinking": "a\n\nbc", "signature": proof},
            {"type": "text", "text": "Héllo"},
            {"type": "tool_use", "id": "c1", "name": "f", "input": {"a": 1}},
            {"type": "tool_use", "id": "c2", "name": "f", "input": {}}])
    );
    assert_eq!(
        body["usage"],
        json!({"input_tokens": 10, "cache_read_input_tokens": 30, "output_tokens": 9,
        "output_tokens_details": {"thinking_tokens": 4}})
    );
}

fn call(index: u64, id: &str, arguments: &str) -> Value {
    json!({"tool_calls": [{"index": index, "id": id, "function": {"name": "f", "arguments": arguments}}]})
}

fn to_responses() -> Client {
    let asked = r#"{"model":"m","instructions":"Be brief.","input":"Hi"}"#;
    let asked = Document::parse(Bytes::from_static(asked.as_bytes())).unwrap();
    Client { responses: Some(ResponsesEcho::of(&asked, 7).into()), ..client(Wire::Responses) }
}

fn names(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(|event| event.name.unwrap().strip_prefix("response.").unwrap()).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn a_response_is_told_in_the_order_that_clients_expect() {
    let chunks = [
        chunk(json!({"role": "assistant", "reasoning_content": "hm"}), None),
        chunk(json!({"content": "Hé"}), None),
        chunk(json!({"content": "llo"}), None),
        chunk(call(0, "c1", "{\"a\":1}"), None),
        chunk(call(1, "c2", ""), None),
        chunk(json!({}), Some("tool_calls")),
        "[DONE]".to_owned(),
    ];
    let events = run(&chunks, Wire::Chat, &to_responses()).unwrap();
    assert_eq!(
        names(&events),
        [
            "created",
            "in_progress",
            "output_item.added",
            "reasoning_summary_part.added",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.done",
            "reasoning_summary_part.done",
            "output_item.done",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done",
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done",
            "completed",
        ]
    );
    let id = |kind: &str, last: u64| format!("{kind}_00000000-0000-0000-0000-{last:012x}");
    for (place, expected) in [
        (2, json!({"output_index": 0, "item": {"id": id("rs", 8), "type": "reasoning", "summary": []}})),
        (
            8,
            json!({"output_index": 1, "item": {"id": id("msg", 9), "type": "message", "status": "in_progress",
                "role": "assistant", "content": []}}),
        ),
        (
            10,
            json!({"item_id": id("msg", 9), "output_index": 1, "content_index": 0, "delta": "Hé", "logprobs": []}),
        ),
        (
            12,
            json!({"item_id": id("msg", 9), "output_index": 1, "content_index": 0, "text": "Héllo", "logprobs": []}),
        ),
        (
            15,
            json!({"output_index": 2, "item": {"id": id("fc", 10), "type": "function_call", "status": "in_progress",
                "arguments": "", "call_id": "c1", "name": "f"}}),
        ),
        (17, json!({"item_id": id("fc", 10), "output_index": 2, "arguments": "{\"a\":1}"})),
        (20, json!({"item_id": id("fc", 11), "output_index": 3, "delta": "{}"})),
    ] {
        let mut data: Value = serde_json::from_str(&events[place].data).unwrap();
        let data = data.as_object_mut().unwrap();
        assert_eq!(data.remove("type").unwrap(), events[place].name.unwrap());
        assert_eq!(data.remove("sequence_number").unwrap(), place);
        assert_eq!(Value::from(data.clone()), expected, "{place}");
    }
    let body = accumulate::response(&events);
    assert_eq!(
        (body["id"].as_str(), body["status"].as_str()),
        (Some(id("resp", 7).as_str()), Some("completed"))
    );
    assert_eq!(body["instructions"], "Be brief.");
    let mut frame = Vec::new();
    Event::done().write(&mut frame);
    assert_eq!(frame, b"data: [DONE]\n\n");
}

#[test]
fn a_refusal_and_an_early_end_have_their_own_events() {
    for (delta, reason, expected, status) in [
        (json!({"refusal": "No."}), "stop", vec!["refusal.delta", "refusal.done"], "completed"),
        (json!({"content": "x"}), "length", vec!["output_text.delta", "output_text.done"], "incomplete"),
        (
            call(0, "c", "{\"a\":"),
            "length",
            vec!["function_call_arguments.delta", "function_call_arguments.done"],
            "incomplete",
        ),
        (
            json!({"content": "x"}),
            "content_filter",
            vec!["output_text.delta", "output_text.done"],
            "incomplete",
        ),
    ] {
        let chunks = [chunk(delta.clone(), Some(reason)), "[DONE]".to_owned()];
        let events = run(&chunks, Wire::Chat, &to_responses()).unwrap();
        let found: Vec<_> = names(&events).into_iter().filter(|name| expected.contains(name)).collect();
        assert_eq!(found, expected, "{delta}");
        assert_eq!(names(&events).last(), Some(&status), "{delta} {reason}");
        let body = accumulate::response(&events);
        assert_eq!(
            body["output"][0]["status"],
            if reason == "length" { "incomplete" } else { "completed" },
            "{delta}"
        );
    }
}

#[test]
fn a_failure_ends_a_response_whatever_was_written() {
    let failure = Failure { kind: FailureKind::RateLimited, message: "Slow down.".to_owned() };
    let begun = [chunk(json!({"content": "x"}), None)];
    for (chunks, before) in [(&begun[..], 5), (&[], 1)] {
        let mut stream = Stream::new(Wire::Chat, &to_responses());
        let mut out = Vec::new();
        for chunk in chunks {
            stream.push(&Bytes::from(chunk.clone()), &mut out).unwrap();
        }
        stream.fail(&failure, &mut out);
        let (last, earlier) = out.split_last().unwrap();
        assert_eq!(earlier.len(), before);
        assert_eq!(names(&out)[0], "created");
        let data: Value = serde_json::from_str(&last.data).unwrap();
        assert_eq!((last.name, &data["sequence_number"]), (Some("response.failed"), &json!(before)));
        assert_eq!(data["response"]["status"], "failed");
        assert_eq!(
            data["response"]["error"],
            json!({"code": "rate_limit_exceeded", "message": "Slow down."})
        );
    }
    let mut out = Vec::new();
    Stream::new(Wire::Responses, &client(Wire::Messages)).fail(&failure, &mut out);
    assert_eq!((out.len(), out[0].name), (1, Some("error")));
    for event in [
        json!({"type": "error", "code": "rate_limit_exceeded", "message": "Slow down.", "param": null}),
        json!({"type": "error", "error": {"type": "x", "code": "rate_limit_exceeded", "message": "Slow down."}}),
        json!({"type": "response.failed", "response": {"status": "failed",
            "error": {"code": "rate_limit_exceeded", "message": "Slow down."}}}),
    ] {
        let read = run(std::slice::from_ref(&event), Wire::Responses, &client(Wire::Chat));
        assert_eq!(read, Err(StreamFault::Failed(failure.clone())), "{event}");
    }
}

#[test]
fn a_stream_of_a_response_that_is_not_whole_never_ends_well() {
    let all = provider();
    let at = |places: &[usize]| -> Vec<Value> { places.iter().map(|place| all[*place].clone()).collect() };
    let ended = |status: Value| {
        let mut events = at(&[0]);
        events.push(json!({"type": "response.completed", "response": status}));
        events
    };
    for (name, events) in [
        ("nothing", vec![]),
        ("an item before the beginning", at(&[2])),
        ("two open items", at(&[0, 2, 7])),
        ("a piece of no item", at(&[0, 9])),
        ("a piece of another item", at(&[0, 2, 9])),
        ("a piece of another kind", {
            let mut events = at(&[0, 7]);
            events.push(
                json!({"type": "response.function_call_arguments.delta", "output_index": 1, "delta": "x"}),
            );
            events
        }),
        ("the end of another item", at(&[0, 2, 12])),
        ("an end with an open item", at(&[0, 7, 9, 20])),
        ("an end with more items than came", at(&[0, 2, 4, 6, 20])),
        ("no end", at(&[0, 2, 4, 6])),
        ("half a call", {
            let mut events = at(&[0, 13, 14]);
            events.push(json!({"type": "response.output_item.done", "output_index": 2, "item": {"type": "function_call"}}));
            events.push(json!({"type": "response.completed", "response": {"status": "completed"}}));
            events
        }),
        ("an unknown item", {
            let mut events = at(&[0]);
            events.push(json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "web_search_call"}}));
            events
        }),
        ("no status", ended(json!({}))),
        ("an unknown reason", ended(json!({"status": "incomplete", "incomplete_details": {"reason": "x"}}))),
        ("no answer", vec![json!({"type": "response.created"})]),
        (
            "two ends",
            [ended(json!({"status": "completed"})), ended(json!({"status": "completed"})).split_off(1)]
                .concat(),
        ),
        ("no type", vec![json!({})]),
    ] {
        let read = run(&events, Wire::Responses, &client(Wire::Chat));
        assert!(read.is_err(), "{name}: {read:?}");
    }
    assert!(run(&["[DONE]"], Wire::Responses, &client(Wire::Chat)).is_err(), "a marker before the end");
    let mut future = at(&[0, 1]);
    future.push(json!({"type": "response.new_in_2030"}));
    future.push(json!({"type": "response.completed", "response": {"status": "completed"}}));
    assert!(run(&future, Wire::Responses, &client(Wire::Chat)).is_ok(), "unknown events pass");
}

#[test]
fn makers_who_send_no_pieces_are_understood() {
    let whole = [
        json!({"type": "response.created", "response": {"id": "r", "model": "m"}}),
        json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "reasoning"}}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": {"type": "reasoning",
            "content": [{"type": "reasoning_text", "text": "hm"}]}}),
        json!({"type": "response.output_item.added", "output_index": 1, "item": {"type": "message"}}),
        json!({"type": "response.output_item.done", "output_index": 1, "item": {"type": "message",
            "content": [{"type": "output_text", "text": "Hi"}, {"type": "refusal", "refusal": "No."}]}}),
        json!({"type": "response.completed", "response": {"status": "completed"}}),
    ];
    let events = run(&whole, Wire::Responses, &client(Wire::Chat)).unwrap();
    let message = &accumulate::completion(&events)["choices"][0]["message"];
    let found = ["reasoning_content", "content", "refusal"].map(|name| message[name].as_str().unwrap());
    assert_eq!(found, ["hm", "Hi", "No."]);
}

/// Whatever is hidden before an answer leaves must be found in every event of it, and ids must not be taken for words.
#[test]
fn the_walker_sees_all_words_of_a_response_and_no_more() {
    let chunks = [
        chunk(json!({"reasoning_content": "secret 1"}), None),
        chunk(json!({"content": "secret 2"}), None),
        chunk(call(0, "c1", "{\"a\":\"secret 3\"}"), None),
        chunk(json!({}), Some("tool_calls")),
        "[DONE]".to_owned(),
    ];
    let mut events = run(&chunks, Wire::Chat, &to_responses()).unwrap();
    let refused = [chunk(json!({"refusal": "secret 4"}), Some("stop")), "[DONE]".to_owned()];
    events.extend(run(&refused, Wire::Chat, &to_responses()).unwrap());
    let failure = Failure { kind: FailureKind::Internal, message: "secret 5".to_owned() };
    Stream::new(Wire::Chat, &to_responses()).fail(&failure, &mut events);
    for event in events {
        let mut document = Document::parse(Bytes::from(event.data.clone())).unwrap();
        let hidden = event.data.matches("secret").count();
        let seen = Walker::Responses.visit_response(&mut document, &mut |path, text| {
            let is_word = text.contains("secret") || text == "Be brief.";
            assert!(is_word || path.last_key() == Some("delta"), "{path} {text}");
            Ok::<_, std::convert::Infallible>(text.contains("secret").then(|| "X".to_owned()))
        });
        assert_eq!(seen, Ok(hidden), "{}", event.data);
        assert!(!String::from_utf8(document.to_vec()).unwrap().contains("secret"), "{}", event.data);
    }
}

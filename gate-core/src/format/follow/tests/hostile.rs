//! Events that no provider sends, or only one that means harm.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{FOLLOWED, Filtering, follow, frame, run};
use crate::format::ClientFormat;
use crate::format::follow::{Forward, StreamFault};

#[test]
fn what_is_no_event_is_a_fault() {
    for format in FOLLOWED {
        for data in ["", "{", "7", "[]x", "null", "\"x\"", "{} {}", "[DONE]", "\u{1}"] {
            for filtering in [Filtering::Off, Filtering::Thorough] {
                let fault = follow(format, filtering).push(&Bytes::new(), data.as_bytes());
                assert!(matches!(fault, Err(StreamFault::Format(_))), "{format:?}, {filtering:?}: {data}");
            }
        }
    }
    for (format, data) in [
        (ClientFormat::Messages, "{}"),
        (ClientFormat::Messages, r#"{"type":7}"#),
        (ClientFormat::Responses, r#"{"type":null}"#),
        (ClientFormat::GenerateContent, r#"{"candidates":7}"#),
        (ClientFormat::GenerateContent, r#"{"candidates":[7]}"#),
    ] {
        let fault = follow(format, Filtering::Off).push(&Bytes::new(), data.as_bytes());
        assert!(matches!(fault, Err(StreamFault::Format(_))), "{format:?}: {data}");
    }
}

/// Sends events until one is refused; `None` when all pass.
fn refused_at(format: ClientFormat, mut event: impl FnMut(usize) -> String, most: usize) -> Option<usize> {
    let mut stream = follow(format, Filtering::Restoring);
    (0..most).find(|at| {
        let event = event(*at);
        stream.push(&frame(format, &event), event.as_bytes()).is_err()
    })
}

#[test]
fn more_open_texts_than_an_answer_has_are_refused_but_not_more_that_end() {
    let open = |at: usize| {
        json!({"type": "content_block_delta", "index": at, "delta": {"type": "text_delta", "text": "x"}})
            .to_string()
    };
    assert_eq!(refused_at(ClientFormat::Messages, open, 5000), Some(4096));
    let ending = |at: usize| {
        if at.is_multiple_of(2) {
            open(at)
        } else {
            json!({"type": "content_block_stop", "index": at - 1}).to_string()
        }
    };
    assert_eq!(refused_at(ClientFormat::Messages, ending, 10_000), None);
    let candidates = |at: usize| json!({"candidates": [{"index": at}]}).to_string();
    assert_eq!(refused_at(ClientFormat::GenerateContent, candidates, 5000), Some(4096));
    let long = "x".repeat(100_000);
    let named = |at: usize| {
        json!({"type": "response.output_text.delta", "output_index": at, "item_id": long, "delta": "x"})
            .to_string()
    };
    assert_eq!(refused_at(ClientFormat::Responses, named, 100), Some(10), "ids take memory too");
}

#[test]
fn a_name_with_a_line_break_begins_no_field() {
    let event = json!({"type": "response.x\ndata: evil\n\n.delta", "delta": "{{"}).to_string();
    let mut stream = follow(ClientFormat::Responses, Filtering::Restoring);
    stream.push(&Bytes::from(format!("data: {event}\n\n")), event.as_bytes()).unwrap();
    let held = stream.finish().unwrap().unwrap();
    let held = std::str::from_utf8(&held).unwrap();
    assert!(held.starts_with("data: {\"type\"") && held.matches('\n').count() == 2, "{held}");
}

#[test]
fn the_other_lines_of_a_frame_stay_when_its_data_changes() {
    let data = r#"{"type":"content_block_start","index":0,"content_block":{"text":"{{0}}","type":"text"}}"#;
    let (first, second) = data.split_at(data.find(',').unwrap());
    let raw = format!(
        ": hi\r\nevent: content_block_start\r\nid: 7\r\ndata: {first}\r\ndata:{second}\r\ndata\r\n\r\n"
    );
    let mut stream = follow(ClientFormat::Messages, Filtering::Restoring);
    let Forward::Replaced(frame) = stream.push(&Bytes::from(raw), data.as_bytes()).unwrap() else {
        panic!("the value comes back")
    };
    let expected = ": hi\nevent: content_block_start\nid: 7\ndata: ".to_owned()
        + &data.replace("{{0}}", "ann@example.org")
        + "\n\n";
    assert_eq!(frame, expected);
}

#[test]
fn numbers_at_the_end_of_their_range_do_not_overflow() {
    let number = u64::MAX;
    let events = [
        json!({"type": "response.output_text.delta", "output_index": number, "sequence_number": number, "delta": "{{"}),
        json!({"type": "response.completed", "sequence_number": number, "response": {"output": []}}),
    ];
    let out = run(ClientFormat::Responses, Filtering::Restoring, &events.map(|event| event.to_string()));
    assert_eq!(std::str::from_utf8(&out).unwrap().matches("\n\n").count(), 3);
}

/// Names of members, of all formats.
const MEMBERS: &str = "type index delta text thinking partial_json content_block input message usage response output \
    item content part parts candidates finishReason functionCall args output_index content_index sequence_number \
    logprobs thought promptFeedback name arguments";

/// What events may say, of all formats.
const WORDS: &str = r#"content_block_start content_block_delta content_block_stop message_stop {{0}} {{ {"a":"{{ STOP
    response.output_text.delta response.output_text.done response.x.delta response. response.completed"#;

/// Types of the events that change most.
const TYPES: &str = "content_block_delta content_block_start response.output_text.delta \
    response.function_call_arguments.delta response.output_item.done";

fn any_of(words: &'static str) -> impl Strategy<Value = String> {
    prop::sample::select(words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
}

/// Any event made of the words of all formats, each with any kind of value.
fn any_event() -> impl Strategy<Value = Value> {
    let plain =
        vec![json!(0), json!(1), json!(-1), json!(1.5), json!(null), json!(true), json!({}), json!([])];
    let leaf = prop_oneof![any_of(WORDS).prop_map(Value::from), prop::sample::select(plain)];
    let value = leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any_of(MEMBERS), inner, 0..5)
                .prop_map(|members| members.into_iter().collect()),
        ]
    });
    (value, prop::option::of(any_of(TYPES))).prop_map(|(mut value, kind)| {
        if let (Some(members), Some(kind)) = (value.as_object_mut(), kind) {
            members.insert("type".to_owned(), Value::from(kind));
        }
        value
    })
}

proptest! {
    #[test]
    fn no_event_panics_and_what_comes_out_is_whole(events in prop::collection::vec(any_event(), 0..8)) {
        for format in FOLLOWED {
            for filtering in [Filtering::Off, Filtering::Restoring, Filtering::Thorough] {
                let mut stream = follow(format, filtering);
                let mut out = Vec::new();
                for event in &events {
                    let event = event.to_string();
                    match stream.push(&frame(format, &event), event.as_bytes()) {
                        Ok(Forward::Untouched(frames)) => prop_assert_eq!(frames, frame(format, &event)),
                        Ok(Forward::Replaced(frames)) => {
                            prop_assert_ne!(filtering, Filtering::Off);
                            out.extend_from_slice(&frames);
                        }
                        Ok(Forward::Dropped | Forward::ProviderError(_)) | Err(_) => {}
                    }
                }
                out.extend_from_slice(&stream.finish().unwrap().unwrap_or_default());
                for line in std::str::from_utf8(&out).unwrap().lines().filter_map(|line| line.strip_prefix("data: ")) {
                    prop_assert!(serde_json::from_str::<Value>(line).is_ok(), "{}", line);
                }
                prop_assert!(stream.exact_output_tokens() <= stream.output_tokens());
            }
        }
    }

    #[test]
    fn no_bytes_panic(data in prop::collection::vec(any::<u8>(), 0..64)) {
        for format in FOLLOWED {
            let mut stream = follow(format, Filtering::Thorough);
            let raw = Bytes::from([b"data: ", &data[..], b"\n\n"].concat());
            let _ = stream.push(&raw, &data);
            prop_assert!(stream.finish().is_ok());
        }
    }
}

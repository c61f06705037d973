use bytes::Bytes;
use serde_json::{Value, json};

use super::events;
use super::{FOLLOWED, Filtering, events_of, follow, frame, pass, run};
use crate::format::ClientFormat;
use crate::format::follow::{Forward, StreamFault, StreamSettings, open};
use crate::usage::TokenUsage;

/// A stream of that format without anything that a filter changes.
fn plain(format: ClientFormat) -> Vec<String> {
    let pieces = |text: &str| text.split_inclusive(' ').map(str::to_owned).collect::<Vec<_>>();
    let arguments = json!({"city": "Rome", "days": 3});
    match format {
        ClientFormat::Messages => {
            events::messages(&pieces("I think so"), &pieces("Hello to you"), &pieces(&arguments.to_string()))
        }
        ClientFormat::Responses => {
            events::responses(&pieces("Hello to you"), &pieces(&arguments.to_string()))
        }
        _ => events::gemini(&pieces("I think so"), &pieces("Hello to you"), &arguments),
    }
}

#[test]
fn frames_pass_byte_for_byte_when_nothing_changes() {
    for format in FOLLOWED {
        for filtering in [Filtering::Off, Filtering::Restoring, Filtering::Thorough, Filtering::Masking] {
            let mut stream = follow(format, filtering);
            for event in plain(format) {
                // White space and needless escapes stay, and so do other fields of the frame.
                let event = event.replace("Hello", "H\\u0065llo").replacen('{', "{ ", 1);
                let raw = Bytes::from([b"id: 7\r\n", &frame(format, &event)[..]].concat());
                let forward = stream.push(&raw, event.as_bytes()).unwrap();
                assert_eq!(forward, Forward::Untouched(raw), "{format:?}, {filtering:?}: {event}");
            }
            assert_eq!(stream.finish().unwrap(), None, "{format:?}, {filtering:?}");
        }
    }
}

#[test]
fn figures_are_read_and_texts_are_counted() {
    let usage = |reasoning| TokenUsage {
        completion: Some(7),
        cache_read: Some(4),
        reasoning,
        ..TokenUsage::default()
    };
    for (format, expected, written) in [
        (ClientFormat::Messages, TokenUsage { prompt: Some(13), ..usage(None) }, 47),
        (ClientFormat::Responses, TokenUsage { prompt: Some(9), total: Some(16), ..usage(Some(2)) }, 37),
        (
            ClientFormat::GenerateContent,
            TokenUsage { prompt: Some(9), total: Some(16), ..usage(Some(2)) },
            47,
        ),
    ] {
        for filtering in [Filtering::Off, Filtering::Thorough] {
            let mut stream = follow(format, filtering);
            for event in plain(format) {
                pass(format, &mut *stream, &event, &mut Vec::new());
            }
            assert_eq!(stream.usage(), Some(expected), "{format:?}, {filtering:?}");
            assert_eq!(stream.output_tokens(), written, "{format:?}, {filtering:?}");
            assert_eq!(stream.exact_output_tokens(), written, "{format:?}, {filtering:?}");
        }
    }
}

#[test]
fn a_text_that_comes_only_whole_is_counted_once() {
    let done = r#"{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"hello"}"#;
    let delta = r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"hello"}"#;
    for events in [vec![done], vec![done, done], vec![delta, done]] {
        let mut stream = follow(ClientFormat::Responses, Filtering::Off);
        for event in &events {
            pass(ClientFormat::Responses, &mut *stream, event, &mut Vec::new());
        }
        assert_eq!(stream.output_tokens(), 5, "{events:?}");
    }
}

#[test]
fn a_stream_is_complete_with_its_last_event_and_not_before() {
    let blocked = r#"{"promptFeedback":{"blockReason":"SAFETY"}}"#.to_owned();
    let incomplete = r#"{"type":"response.incomplete","response":{"output":[]}}"#.to_owned();
    let half = r#"{"candidates":[{"index":0,"finishReason":"STOP"},{"index":1}]}"#.to_owned();
    let other_half = r#"{"candidates":[{"index":1,"finish_reason":"STOP"}]}"#.to_owned();
    for (format, events) in [
        (ClientFormat::Messages, plain(ClientFormat::Messages)),
        (ClientFormat::Responses, plain(ClientFormat::Responses)),
        (ClientFormat::Responses, vec![incomplete]),
        (ClientFormat::GenerateContent, plain(ClientFormat::GenerateContent)),
        (ClientFormat::GenerateContent, vec![blocked]),
        (ClientFormat::GenerateContent, vec![half, other_half]),
    ] {
        let mut stream = follow(format, Filtering::Restoring);
        let done = Bytes::from_static(b"data: [DONE]\n\n");
        assert!(stream.push(&done, b"[DONE]").is_err(), "{format:?}: done with nothing");
        for event in &events {
            assert!(!stream.is_complete(), "{format:?}: before {event}");
            pass(format, &mut *stream, event, &mut Vec::new());
        }
        assert!(stream.is_complete(), "{format:?}: {events:?}");
        assert_eq!(stream.push(&done, b"[DONE]").unwrap(), Forward::Untouched(done), "{format:?}");
    }
}

#[test]
fn only_formats_that_are_streamed_are_followed() {
    for format in ClientFormat::ALL {
        let settings = StreamSettings { caller_asked_usage: false, count: Box::new(|_| 0), filters: None };
        let is_streamed = !matches!(format, ClientFormat::Embeddings | ClientFormat::CountTokens);
        let mut stream = open(format, settings);
        let data = r#"{"type":"ping"}"#;
        assert_eq!(stream.push(&Bytes::new(), data.as_bytes()).is_ok(), is_streamed, "{format:?}");
        assert_eq!(stream.finish().unwrap(), None, "{format:?}");
        assert!(is_streamed || !stream.is_complete(), "{format:?}");
    }
}

#[test]
fn a_failure_is_kept_back_with_its_message() {
    for (format, event, message) in [
        (
            ClientFormat::Messages,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#,
            "busy",
        ),
        (ClientFormat::Messages, r#"{"type":"error"}"#, "The provider reported an error."),
        (
            ClientFormat::Responses,
            r#"{"type":"error","code":"x","message":"busy","sequence_number":1}"#,
            "busy",
        ),
        (ClientFormat::Responses, r#"{"type":"error","error":{"message":"busy"}}"#, "busy"),
        (
            ClientFormat::Responses,
            r#"{"type":"response.failed","response":{"error":{"message":"busy"}}}"#,
            "busy",
        ),
        (ClientFormat::GenerateContent, r#"{"error":{"code":503,"message":"busy"}}"#, "busy"),
        (ClientFormat::GenerateContent, r#"{"error":"x"}"#, "The provider reported an error."),
    ] {
        let mut stream = follow(format, Filtering::Thorough);
        let forward = stream.push(&frame(format, event), event.as_bytes()).unwrap();
        assert_eq!(forward, Forward::ProviderError(message.to_owned()), "{event}");
        assert!(!stream.is_complete(), "{event}");
    }
}

#[test]
fn held_text_goes_out_before_the_event_that_ends_it() {
    let delta = r#"{"type":"response.output_text.delta","sequence_number":4,"item_id":"i","output_index":0,"content_index":0,"delta":"a{{","logprobs":[{"token":"a{{"}],"obfuscation":"x"}"#;
    let done = r#"{"type":"response.output_text.done","sequence_number":5,"item_id":"i","output_index":0,"content_index":0,"text":"a{{"}"#;
    for (format, first, expected_first, last, expected_last) in [
        (
            ClientFormat::Messages,
            r#"{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"a{{"}}"#,
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n",
            r#"{"type":"content_block_stop","index":3}"#,
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"text_delta\",\"text\":\"{{\"}}\n\nevent: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":3}\n\n",
        ),
        (
            ClientFormat::Responses,
            delta,
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\",\"logprobs\":[],\"obfuscation\":\"x\"}\n\n",
            done,
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\"{{\",\"logprobs\":[],\"sequence_number\":5}\n\nevent: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"sequence_number\":6,\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"text\":\"a{{\"}\n\n",
        ),
        (
            ClientFormat::GenerateContent,
            r#"{"responseId":"r","candidates":[{"index":1,"content":{"parts":[{"text":"a{{"}],"role":"model"},"logprobsResult":{}}]}"#,
            "data: {\"responseId\":\"r\",\"candidates\":[{\"index\":1,\"content\":{\"parts\":[{\"text\":\"a\"}],\"role\":\"model\"}}]}\n\n",
            r#"{"candidates":[{"index":1,"finishReason":"STOP"}]}"#,
            "data: {\"responseId\":\"r\",\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"{{\"}],\"role\":\"model\"},\"index\":1}]}\n\ndata: {\"candidates\":[{\"index\":1,\"finishReason\":\"STOP\"}]}\n\n",
        ),
    ] {
        let mut stream = follow(format, Filtering::Restoring);
        for (event, expected) in [(first, expected_first), (last, expected_last)] {
            let mut out = Vec::new();
            pass(format, &mut *stream, event, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{format:?}");
        }
        assert_eq!(stream.finish().unwrap(), None, "{format:?}: nothing is left");
        let mut stream = follow(format, Filtering::Restoring);
        pass(format, &mut *stream, first, &mut Vec::new());
        let left = stream.finish().unwrap().unwrap_or_else(|| panic!("{format:?}: broken off"));
        assert_eq!(left, expected_last.split_inclusive("\n\n").next().unwrap(), "{format:?}: broken off");
    }
}

#[test]
fn a_text_ends_with_the_last_piece_that_its_event_carries() {
    let frames = [
        r#"{"candidates":[{"content":{"parts":[{"text":"{{"},{"functionCall":{"name":"f","args":{"a":"{{0}}"}}},{"text":"0}}"}]}}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":" {{0"}]},"finishReason":"STOP"}]}"#,
    ];
    let out = run(ClientFormat::GenerateContent, Filtering::Restoring, &frames.map(str::to_owned));
    let events = events_of(ClientFormat::GenerateContent, &out);
    assert_eq!(events.len(), 2, "no frame of our own is needed");
    let parts = &events[0]["candidates"][0]["content"]["parts"];
    assert_eq!(parts[0]["text"], "{{", "a call ends the text before it");
    assert_eq!(parts[1]["functionCall"]["args"]["a"], "ann@example.org");
    assert_eq!(parts[2]["text"], "0}}");
    assert_eq!(events[1]["candidates"][0]["content"]["parts"][0]["text"], " {{0");
}

#[test]
fn what_comes_whole_is_filtered_whole() {
    for (format, filtering, event, expected) in [
        (
            ClientFormat::Messages,
            Filtering::Restoring,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"to":"{{0}}"}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"to":"ann@example.org"}}}"#,
        ),
        (
            ClientFormat::Messages,
            Filtering::Masking,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","input":{"card":4111}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","input":{"card":"[N]"}}}"#,
        ),
        (
            ClientFormat::Messages,
            Filtering::Restoring,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"cited_text":"{{0}}"}}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"cited_text":"ann@example.org"}}}"#,
        ),
        (
            ClientFormat::Responses,
            Filtering::Restoring,
            r#"{"type":"response.created","response":{"instructions":"be {{0}}","output":[]}}"#,
            r#"{"type":"response.created","response":{"instructions":"be ann@example.org","output":[]}}"#,
        ),
        (
            ClientFormat::GenerateContent,
            Filtering::Masking,
            r#"{"candidates":[{"groundingMetadata":{"q":"is 4111 mine"}}]}"#,
            r#"{"candidates":[{"groundingMetadata":{"q":"is [N] mine"}}]}"#,
        ),
    ] {
        let out = run(format, filtering, &[event.to_owned()]);
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(events_of(format, &out), [expected], "{event}");
    }
}

#[test]
fn a_block_may_begin_with_its_text() {
    let events = [
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a {{"}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"0}}"}}"#,
    ];
    let got = events_of(
        ClientFormat::Messages,
        &run(ClientFormat::Messages, Filtering::Thorough, &events.map(str::to_owned)),
    );
    assert_eq!(got[0]["content_block"]["text"], "a ");
    assert_eq!(got[1]["delta"]["text"], "ann@example.org");
}

#[test]
fn texts_of_unknown_kinds_grow_by_their_events_name() {
    let event =
        |piece: &str| json!({"type": "response.shell_call_command.delta", "output_index": 2, "delta": piece});
    let done =
        json!({"type": "response.shell_call_command.done", "output_index": 2, "command": "mail {{0}}{{"});
    let events = [event("mail {{"), event("0}}{{"), done].map(|event| event.to_string());
    let got =
        events_of(ClientFormat::Responses, &run(ClientFormat::Responses, Filtering::Restoring, &events));
    let deltas: String = got.iter().filter_map(|event| event["delta"].as_str()).collect();
    assert_eq!(deltas, "mail ann@example.org{{");
    assert_eq!(got.last().unwrap()["command"], "mail ann@example.org{{");
}

#[test]
fn what_a_filter_refuses_stops_the_stream() {
    struct Refuse;
    impl crate::format::filter::TextFilter for Refuse {
        type Stop = crate::refusal::Refusal;
        fn push(&mut self, _: &str, _: &mut String) -> Result<(), Self::Stop> {
            Err(crate::refusal::Refusal::Internal)
        }
        fn finish(&mut self, _: &mut String) -> Result<(), Self::Stop> {
            Ok(())
        }
    }
    for format in FOLLOWED {
        let filters =
            crate::format::follow::Filters { source: Box::new(|| Box::new(Refuse)), is_thorough: false };
        let settings =
            StreamSettings { caller_asked_usage: false, count: Box::new(|_| 1), filters: Some(filters) };
        let mut stream = open(format, settings);
        let stopped =
            plain(format).iter().find_map(|event| stream.push(&frame(format, event), event.as_bytes()).err());
        assert!(matches!(stopped, Some(StreamFault::Stopped(_))), "{format:?}: {stopped:?}");
    }
}

use bytes::Bytes;
use serde_json::json;

use crate::format::model::{Failure, FailureKind};
use crate::format::translate::tests::accumulate;
use crate::format::translate::tests::client;
use crate::format::translate::tests::streams::run_named;
use crate::format::translate::{Stream, StreamFault, Wire};

type Named = (&'static str, &'static str);

/// What Claude sends: only calls say what they are when they begin.
const CLAUDE: &[Named] = &[
    ("messageStart", r#"{"role":"assistant","p":"abcdef"}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"h"}}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"m"}}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"si"}}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"g"}}}"#),
    ("contentBlockStop", r#"{"contentBlockIndex":0}"#),
    (
        "contentBlockDelta",
        r#"{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"eHl6"}}}"#,
    ),
    (
        "contentBlockDelta",
        r#"{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"eA=="}}}"#,
    ),
    ("contentBlockStop", r#"{"contentBlockIndex":1}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":2,"delta":{"text":"Hé"}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":2,"delta":{"citation":{"title":"t"}}}"#),
    ("contentBlockStop", r#"{"contentBlockIndex":2}"#),
    (
        "contentBlockStart",
        r#"{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"t1","name":"f"}},"p":"ab"}"#,
    ),
    ("contentBlockDelta", r#"{"contentBlockIndex":3,"delta":{"toolUse":{"input":""}}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"a\": "}}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":3,"delta":{"toolUse":{"input":"1}"}}}"#),
    ("contentBlockStop", r#"{"contentBlockIndex":3}"#),
    ("contentBlockStart", r#"{"contentBlockIndex":4,"start":{"toolUse":{"toolUseId":"t2","name":"g"}}}"#),
    ("contentBlockStop", r#"{"contentBlockIndex":4}"#),
    ("messageStop", r#"{"stopReason":"tool_use"}"#),
    (
        "metadata",
        r#"{"usage":{"inputTokens":10,"outputTokens":9,"totalTokens":49,"cacheReadInputTokens":30},"metrics":{"latencyMs":5}}"#,
    ),
];

/// What others send: thoughts and words under one number, blocks of nothing.
const OTHER: &[Named] = &[
    ("messageStart", r#"{"role":"assistant"}"#),
    ("contentBlockStart", r#"{"contentBlockIndex":0,"start":{}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}"#),
    ("contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"text":"Hé"}}"#),
    ("contentBlockStop", r#"{"contentBlockIndex":0}"#),
    ("contentBlockStart", r#"{"contentBlockIndex":5}"#),
    ("contentBlockStop", r#"{"contentBlockIndex":5}"#),
    ("newInTwentyThirty", r#"{"surprise":1}"#),
    (
        "messageStop",
        r#"{"stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"END"}}"#,
    ),
    ("metadata", r#"{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}"#),
];

fn owned(events: &[Named]) -> Vec<(&'static str, String)> {
    events.iter().map(|(name, data)| (*name, (*data).to_owned())).collect()
}

#[test]
fn a_stream_reaches_both_kinds_of_callers() {
    let events = run_named(&owned(CLAUDE), Wire::Bedrock, &client(Wire::Messages)).unwrap();
    let message = accumulate::message(&events, accumulate::parsed);
    assert_eq!(
        message["content"],
        json!([
            {"type": "thinking", "thinking": "hm", "signature": "sig"},
            {"type": "redacted_thinking", "data": "eHl6eA=="},
            {"type": "text", "text": "Hé"},
            {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
            {"type": "tool_use", "id": "t2", "name": "g", "input": {}}])
    );
    assert_eq!(message["stop_reason"], "tool_use");
    assert_eq!(
        message["usage"],
        json!({"input_tokens": 10, "cache_read_input_tokens": 30, "output_tokens": 9})
    );
    let events = run_named(&owned(OTHER), Wire::Bedrock, &client(Wire::Messages)).unwrap();
    let message = accumulate::message(&events, accumulate::parsed);
    assert_eq!(
        message["content"],
        json!([{"type": "thinking", "thinking": "hm", "signature": ""}, {"type": "text", "text": "Hé"}])
    );
    assert_eq!(
        (&message["stop_reason"], &message["stop_sequence"]),
        (&json!("stop_sequence"), &json!("END"))
    );
    let events = run_named(&owned(CLAUDE), Wire::Bedrock, &client(Wire::Chat)).unwrap();
    let completion = accumulate::completion(&events);
    assert_eq!(completion["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"], "{\"a\": 1}");
    assert_eq!(completion["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(completion["usage"]["prompt_tokens"], 40);
}

#[test]
fn an_answer_without_a_name_goes_by_the_one_it_is_given() {
    let mut stream = Stream::new(Wire::Bedrock, &client(Wire::Messages)).called("r1", "m");
    let mut out = Vec::new();
    stream.push_named("messageStart", &Bytes::from_static(b"{}"), &mut out).unwrap();
    let begin: serde_json::Value = serde_json::from_str(&out[0].data).unwrap();
    assert_eq!((&begin["message"]["id"], &begin["message"]["model"]), (&json!("r1"), &json!("m")));

    let mut stream = Stream::new(Wire::Messages, &client(Wire::Messages)).called("r1", "m");
    let start = r#"{"type":"message_start","message":{"id":"own","model":"their"}}"#;
    stream.push(&Bytes::from_static(start.as_bytes()), &mut out).unwrap();
    let begin: serde_json::Value = serde_json::from_str(&out[1].data).unwrap();
    assert_eq!((&begin["message"]["id"], &begin["message"]["model"]), (&json!("own"), &json!("their")));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn events_must_stand_in_order() {
    let at = |places: &[usize]| places.iter().map(|place| CLAUDE[*place]).collect::<Vec<_>>();
    let also = |places: &[usize], event: Named| {
        let mut events = at(places);
        events.push(event);
        events
    };
    let delta = |data| ("contentBlockDelta", data);
    for (name, events) in [
        ("no start", at(&[1])),
        ("two starts", at(&[0, 0])),
        ("a block in a block", at(&[0, 1, 12])),
        ("a piece of another block", at(&[0, 1, 9])),
        ("a stop of no block", at(&[0, 5])),
        ("a stop of another block", at(&[0, 1, 8])),
        ("arguments of no call", at(&[0, 13])),
        ("words in a call", also(&[0, 12], delta(r#"{"contentBlockIndex":3,"delta":{"text":"x"}}"#))),
        (
            "thoughts in a call",
            also(&[0, 12], delta(r#"{"contentBlockIndex":3,"delta":{"reasoningContent":{"text":"x"}}}"#)),
        ),
        (
            "hidden thoughts that go on after their end",
            also(
                &[0, 7],
                delta(r#"{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"x"}}}"#),
            ),
        ),
        ("a piece of an unknown kind", also(&[0], delta(r#"{"contentBlockIndex":0,"delta":{"image":{}}}"#))),
        ("a piece without a number", also(&[0], delta(r#"{"delta":{"text":"x"}}"#))),
        ("no piece", also(&[0], delta(r#"{"contentBlockIndex":0}"#))),
        (
            "an unknown block",
            also(&[0], ("contentBlockStart", r#"{"contentBlockIndex":0,"start":{"toolResult":{}}}"#)),
        ),
        (
            "the provider's own tool",
            also(
                &[0],
                (
                    "contentBlockStart",
                    r#"{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t","name":"f","type":"server_tool_use"}}}"#,
                ),
            ),
        ),
        ("a reason in a block", at(&[0, 1, 19])),
        ("two reasons", at(&[0, 19, 19])),
        ("an unknown reason", also(&[0], ("messageStop", r#"{"stopReason":"x"}"#))),
        ("a malformed call", also(&[0], ("messageStop", r#"{"stopReason":"malformed_tool_use"}"#))),
        ("an end without a reason", at(&[0, 20])),
        ("a block after the reason", at(&[0, 19, 1])),
        ("an event after the end", at(&[0, 19, 20, 20])),
        ("no JSON", also(&[0], ("metadata", "{"))),
        ("no object", also(&[0], ("messageStop", "[]"))),
        ("half a call", at(&[0, 12, 14, 16, 19])),
    ] {
        let mut stream = Stream::new(Wire::Bedrock, &client(Wire::Chat));
        let mut out = Vec::new();
        let ((last, data), before) = events.split_last().unwrap();
        for (event, data) in before {
            let taken = stream.push_named(event, &Bytes::from_static(data.as_bytes()), &mut out);
            assert!(taken.is_ok(), "{name}: {data}: {taken:?}");
        }
        let taken = stream.push_named(last, &Bytes::from_static(data.as_bytes()), &mut out);
        assert!(matches!(taken, Err(StreamFault::Format(_))), "{name}: {taken:?}");
    }
    let without_figures = owned(&at(&[0, 19]));
    assert!(run_named(&without_figures, Wire::Bedrock, &client(Wire::Chat)).is_err(), "without its end");
    let mut cut = owned(&at(&[0, 12, 14, 16]));
    cut.extend(owned(&[("messageStop", r#"{"stopReason":"max_tokens"}"#), CLAUDE[20]]));
    assert!(
        run_named(&cut, Wire::Bedrock, &client(Wire::Chat)).is_ok(),
        "a call that the limit cut off says so"
    );
    let mut nameless = Stream::new(Wire::Bedrock, &client(Wire::Chat));
    assert!(nameless.push(&Bytes::from_static(b"{}"), &mut Vec::new()).is_err(), "an event without a name");
}

#[test]
fn an_exception_is_a_failure_wherever_it_comes() {
    for (name, kind) in [
        ("throttlingException", FailureKind::RateLimited),
        ("validationException", FailureKind::Invalid),
        ("modelStreamErrorException", FailureKind::Internal),
        ("internalServerException", FailureKind::Internal),
        ("serviceUnavailableException", FailureKind::Overloaded),
        ("surprisingException", FailureKind::Internal),
        ("error", FailureKind::Internal),
    ] {
        let failure = StreamFault::Failed(Failure { kind, message: "m".to_owned() });
        let exception = (name, r#"{"message":"m"}"#);
        for before in [&[][..], &CLAUDE[..3], &CLAUDE[..20]] {
            let events: Vec<Named> = before.iter().copied().chain([exception]).collect();
            let found = run_named(&owned(&events), Wire::Bedrock, &client(Wire::Chat));
            assert_eq!(found, Err(failure.clone()), "{name} after {}", before.len());
        }
    }
}

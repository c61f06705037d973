use std::collections::BTreeMap;

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Filler, VALUES};
use crate::format::openai::{ChatAnswer, ChatStream, Filters, Forward, StreamSettings, is_done};

fn stream(caller_asked_usage: bool, restores: bool) -> ChatStream {
    ChatStream::new(StreamSettings {
        caller_asked_usage,
        count: Box::new(|text| text.len() as u64),
        filters: restores
            .then(|| Filters { source: Box::new(|| Box::new(Filler::default())), is_thorough: false }),
    })
}

fn push(stream: &mut ChatStream, data: &str) -> Forward {
    let raw = Bytes::from(format!("data: {data}\n\n"));
    stream.push(&raw, data.as_bytes()).unwrap_or_else(|fault| panic!("{data}: {fault}"))
}

fn untouched(data: &str) -> Forward {
    Forward::Untouched(Bytes::from(format!("data: {data}\n\n")))
}

#[test]
fn figures_reasons_and_tokens_are_kept_while_frames_pass() {
    let mut stream = stream(true, false);
    for data in [
        r#"{"id":"a","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"h\u0069"}}],"usage":{"prompt_tokens":9,"completion_tokens":1}}"#,
        r#"{"choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"function":{"name":"ff","arguments":"{}"}}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"tool_calls"}]}"#,
        r#"{"choices":[],"prompt_filter_results":[]}"#,
        r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"#,
    ] {
        assert_eq!(push(&mut stream, data), untouched(data));
    }
    let usage = stream.usage().unwrap();
    assert_eq!((usage.prompt, usage.completion), (Some(9), Some(4)), "the last figures replace the first");
    assert_eq!(stream.output_tokens(), 6, "hi, ff, {{}}");
    let reasons: Vec<(u64, &str)> =
        stream.finish_reasons().iter().map(|(at, why)| (*at, why.as_str())).collect();
    assert_eq!(reasons, [(0, "stop"), (1, "tool_calls")]);
    assert_eq!(stream.error(), None);
    assert_eq!(stream.finish().unwrap(), None, "nothing was held back");
}

#[test]
fn the_extra_usage_chunk_is_for_callers_who_asked() {
    let extra = r#"{"id":"a","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}}"#;
    let with_choice =
        r#"{"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":9,"completion_tokens":4}}"#;
    for (asked, data, passes) in [(true, extra, true), (false, extra, false), (false, with_choice, true)] {
        let mut stream = stream(asked, false);
        let expected = if passes { untouched(data) } else { Forward::Dropped };
        assert_eq!(push(&mut stream, data), expected, "asked: {asked}, {data}");
        assert_eq!(stream.usage().and_then(|usage| usage.completion), Some(4), "asked: {asked}, {data}");
    }
}

#[test]
fn what_is_no_chunk_is_a_fault_and_an_error_is_kept_back() {
    for data in [
        "",
        "{",
        "[DONE]",
        "7",
        "{\"choices\":7}",
        "{\"choices\":[7]}",
        "{\"choices\":[{\"delta\":\"x\"}]}",
        "{} {}",
    ] {
        let fault = stream(true, true).push(&Bytes::new(), data.as_bytes());
        assert!(fault.is_err(), "{data}");
    }
    for (data, message) in [
        (r#"{"error":{"message":"overloaded","type":"x"}}"#, "overloaded"),
        (r#"{"error":"overloaded"}"#, "overloaded"),
        (r#"{"error":{}}"#, "The provider reported an error."),
    ] {
        let mut stream = stream(true, false);
        assert_eq!(push(&mut stream, data), Forward::ProviderError(message.to_owned()), "{data}");
        assert_eq!(stream.error(), Some(message), "{data}");
    }
    assert!(is_done(b" [DONE]\n") && !is_done(b"[DONE] "[..5].as_ref()));
}

#[test]
fn content_in_parts_passes_and_is_counted() {
    let data = r#"{"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":"hmm"}]}}]}"#;
    let mut stream = stream(false, true);
    assert_eq!(push(&mut stream, data), untouched(data));
    assert!(stream.output_tokens() >= 3);
}

#[test]
fn a_held_text_comes_out_before_the_chunk_that_ends_its_choice() {
    let mut stream = stream(false, true);
    let first = r#"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"content":"a{{"},"logprobs":{"content":[]},"finish_reason":null}]}"#;
    let Forward::Replaced(frame) = push(&mut stream, first) else { panic!("the text is held back") };
    assert_eq!(
        frame,
        format!("data: {}\n\n", first.replace("a{{", "a").replace(r#"{"content":[]}"#, "null"))
    );
    let end = r#"{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
    let Forward::Replaced(frames) = push(&mut stream, end) else { panic!("the held text goes first") };
    assert_eq!(
        frames,
        format!(
            "data: {}\n\ndata: {end}\n\n",
            r#"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"content":"{{"},"finish_reason":null}]}"#
        )
    );
    assert_eq!(stream.finish().unwrap(), None, "nothing is left");
}

#[test]
fn a_stream_that_breaks_off_still_gives_what_was_held_back() {
    let mut stream = stream(false, true);
    push(
        &mut stream,
        r#"{"id":"c","choices":[{"index":2,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"a\":\"{{1"}}]}}]}"#,
    );
    let frame = stream.finish().unwrap().unwrap();
    assert_eq!(
        frame,
        "data: {\"id\":\"c\",\"choices\":[{\"index\":2,\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{{1\"}}]},\"finish_reason\":null}]}\n\n"
    );
}

/// The texts of a stream by choice and field, concatenated over frames as a client does.
fn texts_of(frames: &[u8]) -> BTreeMap<(u64, String), String> {
    let mut texts: BTreeMap<(u64, String), String> = BTreeMap::new();
    for data in
        std::str::from_utf8(frames).unwrap().split("\n\n").filter_map(|frame| frame.strip_prefix("data: "))
    {
        let chunk: Value = serde_json::from_str(data).unwrap();
        for choice in chunk["choices"].as_array().unwrap() {
            let mut add = |field: String, text: &Value| {
                let key = (choice["index"].as_u64().unwrap(), field);
                texts.entry(key).or_default().push_str(text.as_str().unwrap_or_default());
            };
            add("content".into(), &choice["delta"]["content"]);
            for call in choice["delta"]["tool_calls"].as_array().into_iter().flatten() {
                add(format!("call {}", call["index"]), &call["function"]["arguments"]);
            }
        }
    }
    texts.retain(|_, text| !text.is_empty());
    texts
}

/// Texts made of placeholders, parts of them, and what surrounds them.
fn any_text() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{{0}}", "{{1}}", "{{2}}", "{{", "}}", "{{9}}", "1", "é", "😀", "\"", "\\", "\n", "word ",
    ]);
    prop::collection::vec(token, 0..8).prop_map(|tokens| tokens.concat())
}

/// Arguments as models write them: whole or cut off, with escapes of every kind.
fn any_arguments() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{{0}}",
        "{{1}}",
        "\\u007b{1}}",
        "{{\\u0032}}",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ud83d\\n",
        "\\n",
        "\\\\",
        "\\/",
        "\\\"",
        "\"",
        ":",
        "{\"a\":\"",
        "\"}",
        "\\u00",
        "\\",
        "é",
        "x",
        "1.0",
    ]);
    prop::collection::vec(token, 0..10).prop_map(|tokens| tokens.concat())
}

/// Cuts a text at some of its characters.
fn cut(text: &str, cuts: &[prop::sample::Index]) -> Vec<String> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut at: Vec<usize> =
        cuts.iter().filter(|_| !ends.is_empty()).map(|cut| ends[cut.index(ends.len())]).collect();
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect()
}

proptest! {
    #[test]
    fn streamed_and_whole_answers_are_restored_alike(
        content in any_text(), arguments in any_arguments(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ends_with_text: bool, is_cut_off: bool,
    ) {
        let whole = json!({"choices": [
            {"index": 0, "message": {"content": content}, "finish_reason": "stop"},
            {"index": 1, "message": {"tool_calls": [{"function": {"arguments": arguments}}]}},
        ]});
        let mut answer = ChatAnswer::parse(Bytes::from(whole.to_string())).unwrap();
        let before = answer.usage();
        answer.filter(&mut Filler::default()).unwrap();
        let restored: Value = serde_json::from_slice(&answer.write()).unwrap();

        let mut stream = stream(false, true);
        let mut frames = Vec::new();
        let mut forward = |stream: &mut ChatStream, chunk: Value| match push(stream, &chunk.to_string()) {
            Forward::Untouched(frame) | Forward::Replaced(frame) => frames.extend_from_slice(&frame),
            other => panic!("{other:?}"),
        };
        let pieces = cut(&content, &cuts);
        for (at, piece) in pieces.iter().enumerate() {
            let end = (ends_with_text && at + 1 == pieces.len()).then_some("stop");
            forward(&mut stream, json!({"id": "i", "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": end}]}));
        }
        for piece in cut(&arguments, &cuts) {
            let call = json!([{"index": 3, "function": {"arguments": piece}}]);
            forward(&mut stream, json!({"id": "i", "choices": [{"index": 1, "delta": {"tool_calls": call}}]}));
        }
        if !is_cut_off {
            forward(&mut stream, json!({"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}]}));
        }
        frames.extend_from_slice(&stream.finish().unwrap().unwrap_or_default());

        let texts = texts_of(&frames);
        let streamed = |choice: u64, field: &str| texts.get(&(choice, field.to_owned())).cloned().unwrap_or_default();
        prop_assert_eq!(streamed(0, "content"), restored["choices"][0]["message"]["content"].as_str().unwrap());
        let whole_arguments = restored["choices"][1]["message"]["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
        let streamed_arguments = streamed(1, "call 3");
        if serde_json::from_str::<Value>(&arguments).is_ok() {
            let parsed = serde_json::from_str::<Value>(&streamed_arguments).expect("arguments stay JSON");
            prop_assert_eq!(parsed, serde_json::from_str::<Value>(whole_arguments).expect("arguments stay JSON"));
        }
        if VALUES.iter().any(|value| whole_arguments.contains(value)) {
            prop_assert_eq!(streamed_arguments, whole_arguments);
        }
        prop_assert_eq!(stream.usage(), before);
    }
}

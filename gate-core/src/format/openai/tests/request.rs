use bytes::Bytes;

use crate::format::openai::request::refuses_max_tokens;
use crate::format::openai::{ChatRequest, InputShape};

fn parse(body: &str) -> ChatRequest {
    ChatRequest::parse(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap_or_else(|fault| panic!("{body}: {fault}"))
}

fn with(fields: &str) -> String {
    format!(r#"{{"model":"gpt-4o","messages":[{{"role":"user","content":"hi"}}]{fields}}}"#)
}

#[test]
fn a_body_of_another_shape_is_refused_with_the_field_at_fault() {
    let long = |fields: &str| with(fields);
    for (body, param) in [
        ("[]".to_owned(), None),
        ("{".to_owned(), None),
        (r#"{"model":"a","model":"b","messages":[{}]}"#.to_owned(), None),
        (r#"{"messages":[{}]}"#.to_owned(), Some("model")),
        (r#"{"model":null,"messages":[{}]}"#.to_owned(), Some("model")),
        (r#"{"model":"","messages":[{}]}"#.to_owned(), Some("model")),
        (r#"{"model":7,"messages":[{}]}"#.to_owned(), Some("model")),
        (r#"{"model":"m"}"#.to_owned(), Some("messages")),
        (r#"{"model":"m","messages":[]}"#.to_owned(), Some("messages")),
        (r#"{"model":"m","messages":{"0":{}}}"#.to_owned(), Some("messages")),
        (r#"{"model":"m","messages":"hi"}"#.to_owned(), Some("messages")),
        (r#"{"model":"m","messages":[{},7]}"#.to_owned(), Some("messages[1]")),
        (long(r#","stream":"yes""#), Some("stream")),
        (long(r#","stream_options":[]"#), Some("stream_options")),
        (long(r#","stream_options":{"include_usage":1}"#), Some("stream_options")),
        (long(r#","n":0"#), Some("n")),
        (long(r#","n":129"#), Some("n")),
        (long(r#","n":"2""#), Some("n")),
        (long(r#","max_tokens":0"#), Some("max_tokens")),
        (long(r#","max_tokens":-1"#), Some("max_tokens")),
        (long(r#","max_tokens":1.5"#), Some("max_tokens")),
        (long(r#","max_completion_tokens":[]"#), Some("max_completion_tokens")),
    ] {
        let fault = ChatRequest::parse(Bytes::from(body.clone())).expect_err(&body);
        assert_eq!(fault.param.as_deref(), param, "{body}");
        assert!(!fault.message.is_empty(), "{body}");
    }
}

#[test]
fn null_counts_as_left_out() {
    let nulls =
        r#","stream":null,"n":null,"max_tokens":null,"max_completion_tokens":null,"stream_options":null"#;
    for body in [with(""), with(nulls), with(r#","stream_options":{"include_usage":null}"#)] {
        let request = parse(&body);
        let facts = (request.model(), request.is_stream(), request.includes_usage(), request.choices());
        assert_eq!(facts, ("gpt-4o", false, false, 1), "{body}");
        assert_eq!((request.max_output(), request.message_count()), (None, 1), "{body}");
    }
}

#[test]
fn facts_are_read_as_written() {
    let body = with(
        r#","stream":true,"stream_options":{"include_usage":true},"n":3,"max_tokens":50,"max_completion_tokens":40"#,
    );
    let request = parse(&body);
    assert!(request.is_stream() && request.includes_usage());
    assert_eq!((request.choices(), request.max_output()), (3, Some(40)), "the smaller limit holds");
}

#[test]
fn a_limit_goes_where_the_caller_or_the_model_wants_it() {
    for (fields, model, expected) in [
        ("", "gpt-4o", r#","max_tokens":9"#),
        ("", "openai/o3-mini", r#","max_completion_tokens":9"#),
        (r#","max_tokens":50"#, "o1", r#","max_tokens":9"#),
        (r#","max_completion_tokens":50"#, "gpt-4o", r#","max_completion_tokens":9"#),
        (
            r#","max_tokens":5,"max_completion_tokens":50"#,
            "gpt-5",
            r#","max_tokens":9,"max_completion_tokens":9"#,
        ),
        (r#","max_tokens":null"#, "gpt-4o", r#","max_tokens":9"#),
    ] {
        let mut request = parse(&with(fields));
        request.set_model(model);
        request.set_max_output(9);
        assert_eq!(request.write(), with(expected).replace("gpt-4o", model), "{fields} {model}");
    }
}

#[test]
fn reasoning_families_take_only_the_newer_field() {
    for (model, refuses) in [
        ("o1", true),
        ("o1-mini", true),
        ("o3", true),
        ("o4-mini-2025-04-16", true),
        ("gpt-5", true),
        ("gpt-5.4-mini", true),
        ("gpt-6.1-sol", true),
        ("ft:gpt-5-mini:org::id", true),
        ("azure/gpt-5", true),
        ("gpt-4o", false),
        ("gpt-4.1", false),
        ("gpt-35-turbo", false),
        ("gpt-3.5-turbo", false),
        ("gpt-oss-120b", false),
        ("omni-moderation", false),
        ("claude-sonnet-4", false),
        ("olmo-2", false),
    ] {
        assert_eq!(refuses_max_tokens(model), refuses, "{model}");
    }
}

#[test]
fn usage_is_asked_for_and_unknown_fields_stay() {
    for (fields, expected) in [
        ("", r#","stream_options":{"include_usage":true}"#),
        (r#","stream_options":null"#, r#","stream_options":{"include_usage":true}"#),
        (r#","stream_options":{"x":[1.50]}"#, r#","stream_options":{"x":[1.50],"include_usage":true}"#),
        (r#","stream_options":{"include_usage":false}"#, r#","stream_options":{"include_usage":true}"#),
        (
            r#","future":{"a":1e2},"seed":12345678901234567890123"#,
            r#","future":{"a":1e2},"seed":12345678901234567890123,"stream_options":{"include_usage":true}"#,
        ),
    ] {
        let mut request = parse(&with(fields));
        request.request_usage();
        assert_eq!(request.write(), with(expected), "{fields}");
        assert!(request.includes_usage(), "{fields}");
    }
}

#[test]
fn texts_and_the_rest_of_the_input_are_told_apart() {
    let request = parse(
        r#"{"model":"gpt-4o","messages":[
            {"role":"system","name":"bob","content":"one"},
            {"role":"user","content":[{"type":"text","text":"two"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
                {"type":"image_url","image_url":{"url":"https://example.org/a.png"}},
                {"type":"input_audio","input_audio":{"data":"QUJD","format":"wav"}},
                {"type":"file","file":{"filename":"a.pdf","file_data":"12345678"}}]},
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"three"}],
        "tools":[{"type":"function","function":{"name":"f"}}],"response_format":{"type":"json_object"}}"#,
    );
    let mut texts = Vec::new();
    let shape = request.count_texts(&mut |text| texts.push(text.to_owned()));
    assert_eq!(
        shape,
        InputShape {
            messages: 4,
            names: 1,
            tool_calls: 1,
            tools: 1,
            images: 2,
            low_detail_images: 1,
            audio_bytes: 4,
            files: 1,
            file_bytes: 8
        }
    );
    assert_eq!(
        texts,
        [
            "bob",
            "one",
            "two",
            r#"[{"id":"c1","function":{"name":"f","arguments":"{}"}}]"#,
            "c1",
            "three",
            r#"[{"type":"function","function":{"name":"f"}}]"#,
            r#"{"type":"json_object"}"#
        ]
    );
}

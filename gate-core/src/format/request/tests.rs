use bytes::Bytes;

use super::{ClientFormat, InputShape, PathFacts, Request};
use crate::format::openai::refuses_max_tokens;

fn parse(body: &str) -> Request {
    Request::parse(ClientFormat::ChatCompletions, Bytes::copy_from_slice(body.as_bytes()), None)
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
        let fault =
            Request::parse(ClientFormat::ChatCompletions, Bytes::from(body.clone()), None).expect_err(&body);
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
        assert_eq!(request.max_output(), None, "{body}");
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

fn read(format: ClientFormat, body: &str) -> Result<Request, String> {
    let path = PathFacts { model: "gemini-2.5-pro".to_owned(), is_stream: true };
    Request::parse(format, Bytes::copy_from_slice(body.as_bytes()), Some(path))
        .map_err(|fault| fault.param.unwrap_or_default())
}

#[test]
fn every_format_says_what_a_request_must_say() {
    use ClientFormat::{CountTokens, Embeddings, GenerateContent, Messages, Responses};
    for (format, body, expected) in [
        (
            Messages,
            r#"{"model":"c","max_tokens":5,"messages":[{"role":"user"}]}"#,
            Ok(("c", false, Some(5), 1)),
        ),
        (Messages, r#"{"model":"c","stream":true,"messages":[{}]}"#, Ok(("c", true, None, 1))),
        (Messages, r#"{"model":"c","max_tokens":0,"messages":[{}]}"#, Err("max_tokens")),
        (Messages, r#"{"model":"c","messages":"hi"}"#, Err("messages")),
        (CountTokens, r#"{"model":"c","stream":true,"messages":[{}]}"#, Ok(("c", false, Some(0), 1))),
        (Responses, r#"{"model":"g","input":"hi","max_output_tokens":7}"#, Ok(("g", false, Some(7), 1))),
        (Responses, r#"{"model":"g","input":[{"role":"user"}],"stream":true}"#, Ok(("g", true, None, 1))),
        (Responses, r#"{"model":"g","previous_response_id":"resp_1"}"#, Ok(("g", false, None, 1))),
        (Responses, r#"{"model":"g","input":["hi"]}"#, Err("input[0]")),
        (Responses, r#"{"model":"g","input":7}"#, Err("input")),
        (Embeddings, r#"{"model":"e","input":"hi"}"#, Ok(("e", false, Some(0), 1))),
        (Embeddings, r#"{"model":"e","input":[1,2]}"#, Ok(("e", false, Some(0), 1))),
        (Embeddings, r#"{"model":"e"}"#, Err("input")),
        (Embeddings, r#"{"input":"hi"}"#, Err("model")),
        (
            GenerateContent,
            r#"{"contents":[{}],"generationConfig":{"maxOutputTokens":9,"candidateCount":2}}"#,
            Ok(("gemini-2.5-pro", true, Some(9), 2)),
        ),
        (
            GenerateContent,
            r#"{"contents":[{}],"generation_config":{"max_output_tokens":8},"stream":"x"}"#,
            Ok(("gemini-2.5-pro", true, Some(8), 1)),
        ),
        (GenerateContent, r#"{"contents":[]}"#, Err("contents")),
        (
            GenerateContent,
            r#"{"contents":[{}],"generationConfig":{"maxOutputTokens":"9"}}"#,
            Err("generationConfig.maxOutputTokens"),
        ),
    ] {
        let read = read(format, body);
        let facts = read
            .as_ref()
            .map(|request| (request.model(), request.is_stream(), request.max_output(), request.choices()));
        assert_eq!(facts.map_err(String::as_str), expected, "{format:?} {body}");
    }
}

#[test]
fn limits_and_models_go_where_each_format_has_them() {
    use ClientFormat::{Embeddings, GenerateContent, Messages, Responses};
    for (format, body, expected) in [
        (Messages, r#"{"model":"c","messages":[{}]}"#, r#"{"model":"new","messages":[{}],"max_tokens":9}"#),
        (Responses, r#"{"model":"c","input":"a"}"#, r#"{"model":"new","input":"a","max_output_tokens":9}"#),
        (Embeddings, r#"{"model":"c","input":"a"}"#, r#"{"model":"new","input":"a"}"#),
        (
            GenerateContent,
            r#"{"contents":[{}],"generationConfig":{"topK":1}}"#,
            r#"{"contents":[{}],"generationConfig":{"topK":1,"maxOutputTokens":9}}"#,
        ),
        (
            GenerateContent,
            r#"{"contents":[{}],"generation_config":{"max_output_tokens":50}}"#,
            r#"{"contents":[{}],"generation_config":{"max_output_tokens":9}}"#,
        ),
    ] {
        let mut request = read(format, body).expect(body);
        request.set_model("new");
        if format != Embeddings {
            request.set_max_output(9);
        }
        request.request_usage();
        assert_eq!((request.model(), request.write().as_ref()), ("new", expected.as_bytes()), "{format:?}");
    }
}

#[test]
fn what_models_read_is_counted_in_every_format() {
    for (format, body, texts, shape) in [
        (
            ClientFormat::Messages,
            r#"{"model":"c","system":"one","tools":[{"name":"f"}],"messages":[{"role":"user","content":[
                {"type":"text","text":"two"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}},
                {"type":"document","source":{"type":"base64","data":"QUJDRA=="}},
                {"type":"thinking","thinking":"three","signature":"proof"}]}]}"#,
            vec!["two", "three", "one", r#"[{"name":"f"}]"#],
            InputShape { messages: 1, tools: 1, images: 1, files: 1, file_bytes: 8, ..InputShape::default() },
        ),
        (
            ClientFormat::Responses,
            r#"{"model":"c","instructions":"one","input":[{"role":"user","content":[{"type":"input_text","text":"two"},
                {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"}]}]}"#,
            vec!["two", "one"],
            InputShape { messages: 1, images: 1, low_detail_images: 1, ..InputShape::default() },
        ),
        (
            ClientFormat::GenerateContent,
            r#"{"systemInstruction":{"parts":[{"text":"one"}]},"contents":[{"role":"user","parts":[{"text":"two"},
                {"inlineData":{"mimeType":"audio/wav","data":"QUJD"}},{"inlineData":{"mimeType":"image/png","data":"QUJD"}}]}]}"#,
            vec!["two", "one"],
            InputShape { messages: 1, images: 1, audio_bytes: 4, ..InputShape::default() },
        ),
        (
            ClientFormat::Embeddings,
            r#"{"model":"e","input":["one","two"]}"#,
            vec!["one", "two"],
            InputShape { messages: 2, ..InputShape::default() },
        ),
    ] {
        let mut seen = Vec::new();
        let counted = read(format, body).expect(body).count_texts(&mut |text| seen.push(text.to_owned()));
        assert_eq!((seen, counted), (texts.into_iter().map(str::to_owned).collect(), shape), "{format:?}");
    }
}

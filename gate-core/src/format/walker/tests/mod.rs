use std::convert::Infallible;

use bytes::Bytes;

use serde_json::{Value, json};

use super::Walker;
use crate::format::json::Document;

mod bodies;
mod properties;

/// One body in which every string somebody may have written is `!` and a place of its own, and no other begins so.
struct Body {
    walker: Walker,
    is_answer: bool,
    text: &'static str,
}

fn parse(text: &str) -> Document {
    Document::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn walk<E>(
    body: &Body,
    document: &mut Document,
    visitor: &mut crate::format::StringVisitor<'_, E>,
) -> Result<usize, E> {
    if body.is_answer {
        body.walker.visit_response(document, visitor)
    } else {
        body.walker.visit_request(document, visitor)
    }
}

fn visited(body: &Body, text: &str) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let replaced = walk::<Infallible>(body, &mut parse(text), &mut |path, text| {
        seen.push((path.to_string(), text.to_owned()));
        Ok(None)
    });
    assert_eq!(replaced, Ok(0));
    seen
}

#[test]
fn every_string_a_person_or_model_may_have_written_is_visited_and_no_other() {
    for body in bodies::ALL {
        let seen = visited(body, body.text);
        let case = format!("{:?}, answer: {}", body.walker, body.is_answer);
        for (path, text) in &seen {
            assert!(text.starts_with('!'), "{case}: {path} is agreed on but was visited: {text}");
        }
        let marks = body.text.matches("\"!").count();
        assert_eq!(seen.len(), marks, "{case}: {seen:#?}");
        assert!(marks > 5 || body.walker == Walker::Embeddings, "{case}: the table says something");
    }
}

/// One value at a time in each place, made while the test runs.
#[test]
fn a_canary_is_found_in_every_place_and_nothing_else_changes() {
    let canary = ["maria", "@", "kanarie.example"].concat();
    for body in bodies::ALL {
        for (place, _) in body.text.match_indices("\"!") {
            let text = format!("{}\"{canary} {}", &body.text[..place], &body.text[place + 1..]);
            let mut document = parse(&text);
            let mut paths = Vec::new();
            let replaced = walk::<Infallible>(body, &mut document, &mut |path, text| {
                Ok(text.contains(&canary).then(|| {
                    paths.push(path.to_string());
                    text.replace(&canary, "{{EMAIL_1}}")
                }))
            });
            assert_eq!((replaced, paths.len()), (Ok(1), 1), "{:?}: {paths:?} {text}", body.walker);
            let expected = String::from_utf8(parse(&text).to_vec()).unwrap().replace(&canary, "{{EMAIL_1}}");
            assert_eq!(String::from_utf8(document.to_vec()).unwrap(), expected, "{:?}", body.walker);
        }
    }
}

#[test]
fn what_is_exempt_is_so_only_up_to_a_name_s_length() {
    let long = "x".repeat(257);
    for (walker, text, path) in [
        (Walker::ChatCompletions, r#"{"messages":[{"role":"L"}]}"#, "messages[0].role"),
        (Walker::Responses, r#"{"input":[{"call_id":"L"}]}"#, "input[0].call_id"),
        (Walker::Embeddings, r#"{"encoding_format":"L"}"#, "encoding_format"),
        (Walker::Messages, r#"{"system":[{"type":"L"}]}"#, "system[0].type"),
        (Walker::GenerateContent, r#"{"contents":[{"role":"L"}]}"#, "contents[0].role"),
        (Walker::ToolEvent, r#"{"event":{"source":{"id":"L"}}}"#, "event.source.id"),
    ] {
        let body = Body { walker, is_answer: false, text: "" };
        assert_eq!(visited(&body, text), [], "{text}");
        let seen = visited(&body, &text.replace('L', &long));
        assert_eq!(seen, [(path.to_owned(), long.clone())], "{text}");
    }
}

#[test]
fn media_is_exempt_only_where_it_is_media() {
    let base64 = "QUJD".repeat(20);
    for (walker, text, is_visited) in [
        (Walker::ChatCompletions, r#"{"messages":[{"content":[{"input_audio":{"data":"B"}}]}]}"#, false),
        (Walker::ChatCompletions, r#"{"messages":[{"content":"B"}]}"#, true),
        (Walker::Messages, r#"{"system":[{"source":{"type":"base64","data":"B"}}]}"#, false),
        (Walker::Messages, r#"{"system":[{"source":{"type":"text","data":"B"}}]}"#, true),
        (Walker::Messages, r#"{"system":[{"source":{"type":"base64","data":"B!"}}]}"#, true),
        (Walker::Messages, r#"{"system":[{"type":"redacted_thinking","data":"B"}]}"#, false),
        (Walker::Messages, r#"{"system":[{"type":"novel","data":"B"}]}"#, true),
        (Walker::Responses, r#"{"input":[{"type":"image_generation_call","result":"B"}]}"#, false),
        (Walker::Responses, r#"{"input":[{"type":"novel","result":"B"}]}"#, true),
        (Walker::GenerateContent, r#"{"contents":[{"parts":[{"inlineData":{"data":"B"}}]}]}"#, false),
        (Walker::GenerateContent, r#"{"contents":[{"parts":[{"text":"B"}]}]}"#, true),
        (Walker::ToolEvent, r#"{"event":{"raw":{"data":"B"}}}"#, true),
    ] {
        let body = Body { walker, is_answer: false, text: "" };
        let seen = visited(&body, &text.replace('B', &base64));
        assert_eq!(seen.len(), usize::from(is_visited), "{text}: {seen:?}");
    }
}

/// A string in JSON in a string, that many times.
fn nested(levels: usize, text: &str) -> String {
    (0..levels)
        .fold(text.to_owned(), |inner, level| json!({ format!("k{level}"): inner, "n": 1.5 }).to_string())
}

#[test]
fn json_in_strings_is_walked_as_deep_as_it_goes() {
    let body = Body { walker: Walker::Messages, is_answer: false, text: "" };
    let request =
        |input: &str| json!({"messages": [{"content": [{"type": "tool_use", "input": {"q": input}}]}]});
    for levels in 0..=8 {
        let text = request(&nested(levels, "ann")).to_string();
        let mut document = parse(&text);
        let replaced = walk::<Infallible>(&body, &mut document, &mut |path, text| {
            assert_eq!(path.to_string().matches(':').count(), levels, "{path}");
            Ok((text == "ann").then(|| "a \"b\"\\".to_owned()))
        });
        assert_eq!(replaced, Ok(1), "{levels} levels");
        let expected = request(&nested(levels, "a \"b\"\\")).to_string();
        assert_eq!(String::from_utf8(document.to_vec()).unwrap(), expected, "{levels} levels");
    }
    let seen = visited(&body, &request(&nested(9, "ann")).to_string());
    assert!(seen.len() == 1 && seen[0].1.contains("ann"), "what is deeper is one string: {seen:?}");
}

#[test]
fn the_deepest_nesting_fits_on_a_small_stack() {
    let deep = |text: String| format!("{}{}{}", "[".repeat(50), Value::from(text), "]".repeat(50));
    let document = (0..8).fold("ann".to_owned(), |text, _| deep(text));
    let text = json!({ "params": { "q": document } }).to_string();
    let walk = move || {
        let body = Body { walker: Walker::ToolEvent, is_answer: false, text: "" };
        visited(&body, &text)
    };
    let seen = std::thread::Builder::new().stack_size(1 << 20).spawn(walk).unwrap().join().unwrap();
    assert_eq!((seen.len(), seen[0].1.as_str()), (1, "ann"));
}

#[test]
fn what_only_looks_like_json_is_read_as_a_lenient_reader_would() {
    let body = Body { walker: Walker::ChatCompletions, is_answer: false, text: "" };
    for (arguments, expected, masked) in [
        (r#"{"a":"\u0061nn","a":"x"}"#, &["a", "ann", ":", "x", "{", "}", ","][..], r#"{"a":"X","a":"x"}"#),
        (r#"{"a":"\u0061nn"#, &["{", "a", ":", "ann"], r#"{"a":"X"#),
        ("{a: ann}", &["{a: ann}"], "{a: ann}"),
        ("ann", &["ann"], "X"),
        ("42", &["42"], "42"),
        (r#""ann""#, &["ann"], r#""X""#),
        (r#"[ "\u0061nn" , 1.0 ]"#, &["ann"], r#"[ "X" , 1.0 ]"#),
    ] {
        let text =
            json!({"messages": [{"tool_calls": [{"function": {"arguments": arguments}}]}]}).to_string();
        let mut document = parse(&text);
        let walked = walk::<Infallible>(&body, &mut document, &mut |_, text| {
            assert!(expected.contains(&text.trim()), "{arguments}: {text}");
            Ok((text == "ann").then(|| "X".to_owned()))
        });
        assert!(walked.is_ok());
        let after: Value = serde_json::from_slice(&document.to_vec()).unwrap();
        assert_eq!(after["messages"][0]["tool_calls"][0]["function"]["arguments"], masked, "{arguments}");
    }
}

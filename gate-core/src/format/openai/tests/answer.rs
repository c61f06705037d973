use bytes::Bytes;

use super::Filler;
use crate::format::openai::ChatAnswer;
use crate::usage::TokenUsage;

fn parse(body: &str) -> ChatAnswer {
    ChatAnswer::parse(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap_or_else(|fault| panic!("{body}: {fault}"))
}

fn usage(figures: &str) -> Option<TokenUsage> {
    parse(&format!(r#"{{"choices":[],"usage":{figures}}}"#)).usage()
}

#[test]
fn what_is_no_completion_is_refused() {
    for body in [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"choices":{}}"#,
        r#"{"choices":null}"#,
        r#"{"choices":[],"choices":[]}"#,
    ] {
        assert!(ChatAnswer::parse(Bytes::copy_from_slice(body.as_bytes())).is_err(), "{body}");
    }
}

#[test]
fn figures_that_cannot_be_believed_are_not_reported() {
    let plain = |prompt, completion| TokenUsage { prompt, completion, ..TokenUsage::default() };
    for (figures, expected) in [
        (r#"{"prompt_tokens":3,"completion_tokens":4}"#, Some(plain(Some(3), Some(4)))),
        (r#"{"prompt_tokens":0,"completion_tokens":0}"#, Some(plain(Some(0), Some(0)))),
        (r#"{"prompt_tokens":-3,"completion_tokens":4}"#, Some(plain(None, Some(4)))),
        (r#"{"prompt_tokens":3.5,"completion_tokens":4.0}"#, None),
        (
            r#"{"prompt_tokens":1000000001,"completion_tokens":1000000000}"#,
            Some(plain(None, Some(1_000_000_000))),
        ),
        (r#"{"prompt_tokens":"3","completion_tokens":null}"#, None),
        (r#"{"total_tokens":7}"#, None),
        ("{}", None),
        ("null", None),
        ("[3,4]", None),
    ] {
        assert_eq!(usage(figures), expected, "{figures}");
    }
    assert_eq!(parse(r#"{"choices":[]}"#).usage(), None, "no usage at all");
}

#[test]
fn every_kind_of_token_has_its_figure() {
    let full = r#"{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
        "prompt_tokens_details":{"cached_tokens":60,"audio_tokens":5,"cache_write_tokens":7},
        "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":3,"accepted_prediction_tokens":1}}"#;
    let expected = TokenUsage {
        prompt: Some(100),
        completion: Some(50),
        total: Some(150),
        reasoning: Some(20),
        cache_creation: Some(7),
        cache_read: Some(60),
        audio_input: Some(5),
        audio_output: Some(3),
    };
    assert_eq!(usage(full), Some(expected));
    let deepseek =
        usage(r#"{"prompt_tokens":100,"completion_tokens":5,"prompt_cache_hit_tokens":64}"#).unwrap();
    assert_eq!(deepseek.cache_read, Some(64));
}

#[test]
fn hidden_output_is_counted_from_the_total() {
    for (figures, completion) in [
        (r#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":115}"#, Some(105)),
        (r#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#, Some(5)),
        (r#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":3}"#, Some(5)),
    ] {
        assert_eq!(usage(figures).and_then(|usage| usage.completion), completion, "{figures}");
    }
}

#[test]
fn an_answer_without_placeholders_keeps_its_bytes() {
    let body = r#"{ "choices" : [ { "message" : { "content" : "h\u0069", "tool_calls":[{"function":{"arguments":"{ \"a\" : \"\\u0041\\/\", \"n\": [1.0, -2] }"}}] }, "logprobs":{"content":[]} } ] }"#;
    let mut answer = parse(body);
    assert_eq!(answer.filter(&mut Filler::default()).unwrap(), 0);
    assert_eq!(answer.write(), body);
}

#[test]
fn values_come_back_everywhere_with_their_escapes() {
    let body = r#"{"id":"{{0}}","choices":[{"index":0,"finish_reason":"stop","logprobs":{"content":[{"token":"x"}]},"message":{"role":"assistant","content":"to {{1}}","refusal":null,"reasoning_content":"{{0}}","tool_calls":[{"id":"{{0}}","function":{"name":"f","arguments":"{ \"a\" : \"{{1}} \\u007b{2}}\", \"n\": 1.0 }"}},{"function":{"arguments":"{\"cut\":\"{{0}} and"}}]}}]}"#;
    let mut answer = parse(body);
    let replaced = answer.filter(&mut Filler::default()).unwrap();
    assert_eq!(replaced, 4);
    assert_eq!(
        answer.write(),
        r#"{"id":"{{0}}","choices":[{"index":0,"finish_reason":"stop","logprobs":null,"message":{"role":"assistant","content":"to a \"quoted\"\\ line\n","refusal":null,"reasoning_content":"ann@example.org","tool_calls":[{"id":"{{0}}","function":{"name":"f","arguments":"{ \"a\" : \"a \\\"quoted\\\"\\\\ line\\n é😀\", \"n\": 1.0 }"}},{"function":{"arguments":"{\"cut\":\"ann@example.org and"}}]}}]}"#
    );
}

#[test]
fn every_text_of_the_model_is_counted() {
    let answer = parse(
        r#"{"model":"m-1","choices":[{"finish_reason":"length","message":{"content":"a","refusal":"b","reasoning_content":"c",
            "tool_calls":[{"function":{"name":"d","arguments":"e"}},{"custom":{"name":"f","input":"g"}}],
            "function_call":{"name":"h","arguments":"i"},"audio":{"transcript":"j"}}},{"message":{"content":["k"]}},{}]}"#,
    );
    let mut texts = String::new();
    answer.output_texts(&mut |text| texts.push_str(text));
    assert_eq!(texts, r#"abcdefghij["k"]"#);
    assert_eq!(answer.model(), Some("m-1"));
    assert_eq!(answer.finish_reasons().collect::<Vec<_>>(), [Some("length"), None, None]);
}

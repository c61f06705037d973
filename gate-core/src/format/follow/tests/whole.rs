use bytes::Bytes;

use super::Mask;
use crate::format::ClientFormat;
use crate::format::follow::WholeAnswer;
use crate::format::openai::tests::Filler;
use crate::usage::TokenUsage;

fn parse(format: ClientFormat, body: &str) -> WholeAnswer {
    WholeAnswer::parse(format, Bytes::copy_from_slice(body.as_bytes()))
        .unwrap_or_else(|fault| panic!("{body}: {fault}"))
}

/// An answer of each format in which everything is said that can be, and what the model wrote of it.
const FULL: [(ClientFormat, &str, &str); 4] = [
    (
        ClientFormat::ChatCompletions,
        r#"{ "choices" : [{"message":{"content":"a{{0}}","tool_calls":[{"function":{"name":"f","arguments":"{\"x\":\"{{1}}\"}"}}]},"logprobs":{"content":[]}}]}"#,
        r#"a{{0}}f{"x":"{{1}}"}"#,
    ),
    (
        ClientFormat::Messages,
        r#"{ "id":"m","role":"assistant","content":[{"type":"thinking","thinking":"b","signature":"s"},{"type":"text","text":"a{{0}}"},{"type":"tool_use","id":"{{0}}","name":"f","input":{"x":"{{1}}"}}],"stop_reason":"end_turn"}"#,
        r#"ba{{0}}f{"x":"{{1}}"}"#,
    ),
    (
        ClientFormat::Responses,
        r#"{ "output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"b"}]},{"type":"message","content":[{"type":"output_text","text":"a{{0}}","logprobs":[{"token":"a"}]}]},{"type":"function_call","name":"f","arguments":"{\"x\":\"{{1}}\"}"}]}"#,
        r#"ba{{0}}f{"x":"{{1}}"}"#,
    ),
    (
        ClientFormat::GenerateContent,
        r#"{ "candidates":[{"content":{"parts":[{"text":"b","thought":true},{"text":"a{{0}}"},{"functionCall":{"name":"f","args":{"x":"{{1}}"}}}]},"logprobsResult":{"chosenCandidates":[{"token":"a"}]}}]}"#,
        r#"ba{{0}}f{"x":"{{1}}"}"#,
    ),
];

#[test]
fn values_come_back_and_probabilities_go() {
    for (format, body, _) in FULL {
        let mut answer = parse(format, body);
        assert_eq!(answer.filter(&mut Filler::default()).unwrap(), 2, "{format:?}");
        let written = String::from_utf8(answer.write().to_vec()).unwrap();
        assert!(written.contains("aann@example.org"), "{written}");
        let is_text = matches!(format, ClientFormat::ChatCompletions | ClientFormat::Responses);
        let quoted =
            if is_text { r#"\"a \\\"quoted\\\"\\\\ line\\n\""# } else { r#""a \"quoted\"\\ line\n""# };
        assert!(written.contains(quoted), "{written}");
        assert!(!written.contains("token") && !written.contains(r#"{"content":[]}"#), "{written}");
        assert!(
            !body.contains(r#""id":"{{0}}""#) || written.contains(r#""id":"{{0}}""#),
            "ids stay: {written}"
        );
    }
}

#[test]
fn an_answer_without_anything_to_change_keeps_its_bytes() {
    for (format, body, _) in FULL {
        let body = body.replace("{{", "\\u007b(").replace("\\\"x", "\\\"\\\\u0041");
        let mut answer = parse(format, &body);
        assert_eq!(answer.filter(&mut Filler::default()).unwrap(), 0, "{format:?}");
        assert_eq!(answer.write(), body, "{format:?}");
    }
}

#[test]
fn every_text_of_the_model_is_shown() {
    for (format, body, expected) in FULL {
        let mut texts = String::new();
        parse(format, body).output_texts(&mut |text| texts.push_str(text));
        assert_eq!(texts, expected, "{format:?}");
    }
    let mut embedded = parse(ClientFormat::Embeddings, r#"{"data":[{"embedding":"{{0}}"}],"model":"{{0}}"}"#);
    embedded.output_texts(&mut |text| panic!("{text}"));
    assert_eq!(embedded.filter(&mut Filler::default()).unwrap(), 1, "too short for base64");
}

#[test]
fn numbers_in_arguments_are_looked_at_as_those_in_text_are() {
    for (format, body, expected) in [
        (
            ClientFormat::Messages,
            r#"{"content":[{"type":"tool_use","input":{"card":4111,"n":[1.50]}}],"usage":{"input_tokens":4111}}"#,
            r#"{"content":[{"type":"tool_use","input":{"card":"[N]","n":[1.50]}}],"usage":{"input_tokens":4111}}"#,
        ),
        (
            ClientFormat::GenerateContent,
            r#"{"candidates":[{"index":4111,"content":{"parts":[{"functionCall":{"args":{"card":4111}}}]}}]}"#,
            r#"{"candidates":[{"index":4111,"content":{"parts":[{"functionCall":{"args":{"card":"[N]"}}}]}}]}"#,
        ),
    ] {
        let mut answer = parse(format, body);
        answer.filter(&mut Mask::default()).unwrap();
        assert_eq!(answer.write(), expected, "{format:?}");
    }
}

#[test]
fn figures_are_read_as_each_format_means_them() {
    let plain = |prompt, completion| TokenUsage { prompt, completion, ..TokenUsage::default() };
    for (format, body, expected) in [
        (
            ClientFormat::Messages,
            r#"{"content":[],"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":7,"output_tokens":3,"cache_creation":{"x":1},"output_tokens_details":{"thinking_tokens":2}}}"#,
            Some(TokenUsage {
                cache_creation: Some(5),
                cache_read: Some(7),
                reasoning: Some(2),
                ..plain(Some(22), Some(3))
            }),
        ),
        (
            ClientFormat::Messages,
            r#"{"content":[],"usage":{"input_tokens":-1,"output_tokens":3}}"#,
            Some(plain(None, Some(3))),
        ),
        (
            ClientFormat::Messages,
            r#"{"content":[],"usage":{"input_tokens":"9","output_tokens":1000000001}}"#,
            None,
        ),
        (ClientFormat::Messages, r#"{"content":[],"usage":7}"#, None),
        (ClientFormat::Messages, r#"{"content":[]}"#, None),
        (
            ClientFormat::Responses,
            r#"{"output":[],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":33}}"#,
            Some(TokenUsage {
                total: Some(33),
                cache_read: Some(4),
                reasoning: Some(20),
                ..plain(Some(10), Some(23))
            }),
        ),
        (ClientFormat::Responses, r#"{"output":[],"usage":null}"#, None),
        (
            ClientFormat::GenerateContent,
            r#"{"candidates":[],"usageMetadata":{"promptTokenCount":10,"toolUsePromptTokenCount":2,"candidatesTokenCount":3,"thoughtsTokenCount":5,"totalTokenCount":20}}"#,
            Some(TokenUsage { total: Some(20), reasoning: Some(5), ..plain(Some(12), Some(8)) }),
        ),
        (
            ClientFormat::GenerateContent,
            r#"{"promptFeedback":{"blockReason":"SAFETY"},"usage_metadata":{"prompt_token_count":10,"total_token_count":10}}"#,
            Some(TokenUsage { total: Some(10), ..plain(Some(10), Some(0)) }),
        ),
        (ClientFormat::CountTokens, r#"{"input_tokens":8}"#, None),
        (
            ClientFormat::Embeddings,
            r#"{"data":[],"usage":{"prompt_tokens":8,"total_tokens":8}}"#,
            Some(TokenUsage { total: Some(8), ..plain(Some(8), None) }),
        ),
    ] {
        assert_eq!(parse(format, body).usage(), expected, "{format:?}: {body}");
    }
}

#[test]
fn what_is_no_answer_is_refused() {
    for format in ClientFormat::ALL {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            "null",
            r#"{"error":{"message":"busy"}}"#,
            r#"{"choices":7,"content":"x","output":{},"data":null,"candidates":1}"#,
        ] {
            assert!(
                WholeAnswer::parse(format, Bytes::copy_from_slice(body.as_bytes())).is_err(),
                "{format:?}: {body}"
            );
        }
    }
    for (format, body, _) in FULL {
        let twice = body.replacen('{', r#"{"id":1,"id":2,"#, 1);
        assert!(WholeAnswer::parse(format, Bytes::from(twice)).is_err(), "{format:?}: a key stands twice");
        let other = WholeAnswer::parse(ClientFormat::Embeddings, Bytes::from_static(body.as_bytes()));
        assert!(other.is_err(), "{format:?}: another format");
    }
}

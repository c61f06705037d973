use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::{PAIRS, claude, client, document, messages, open, open_chat};
use crate::format::translate::{self, Stream, Wire};

/// The words of all formats, so that what is made up comes near to what is right.
const WORDS: &[&str] = &[
    "model",
    "messages",
    "role",
    "content",
    "type",
    "text",
    "image_url",
    "url",
    "file",
    "file_data",
    "tools",
    "function",
    "name",
    "arguments",
    "parameters",
    "tool_choice",
    "stop",
    "max_tokens",
    "tool_calls",
    "id",
    "index",
    "delta",
    "choices",
    "message",
    "finish_reason",
    "usage",
    "prompt_tokens",
    "reasoning_details",
    "signature",
    "data",
    "thinking",
    "input",
    "source",
    "tool_use_id",
    "content_block",
    "partial_json",
    "stop_reason",
    "system",
    "error",
    "output_config",
    "format",
    "schema",
    "effort",
    "cache_control",
    "reasoning_content",
    "input_tokens",
    "output",
    "stopReason",
    "toolUse",
    "toolUseId",
    "reasoningContent",
    "reasoningText",
    "redactedContent",
    "contentBlockIndex",
    "start",
    "item",
    "part",
    "response",
    "call_id",
    "output_index",
    "content_index",
    "summary",
    "encrypted_content",
    "instructions",
    "refusal",
    "status",
    "file_url",
    "contents",
    "parts",
    "functionCall",
    "function_response",
    "args",
    "thought",
    "thoughtSignature",
    "inlineData",
    "fileData",
    "mimeType",
    "fileUri",
    "generationConfig",
    "responseSchema",
    "thinkingConfig",
    "thinkingLevel",
    "functionDeclarations",
    "toolConfig",
    "functionCallingConfig",
    "mode",
    "candidates",
    "finishReason",
    "usageMetadata",
    "promptFeedback",
    "embeddings",
    "values",
    "nullable",
    "enum",
    "anyOf",
    "properties",
    "extra_content",
    "google",
    "thought_signature",
];
const VALUES: &[&str] = &[
    "user",
    "assistant",
    "system",
    "tool",
    "text",
    "image",
    "document",
    "tool_use",
    "tool_result",
    "thinking",
    "redacted_thinking",
    "function",
    "stop",
    "tool_calls",
    "end_turn",
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
    "text_delta",
    "input_json_delta",
    "signature_delta",
    "image_url",
    "base64",
    "url",
    "ephemeral",
    "json_schema",
    "reasoning.text",
    "message",
    "reasoning",
    "function_call",
    "function_call_output",
    "input_text",
    "output_text",
    "input_image",
    "input_file",
    "summary_text",
    "completed",
    "response.created",
    "response.output_item.added",
    "response.output_text.delta",
    "response.reasoning_summary_text.delta",
    "response.function_call_arguments.delta",
    "response.output_item.done",
    "response.completed",
    "{}",
    "{\"a\":1}",
    "https://x.test",
    "data:image/png;base64,AA",
    "model",
    "STOP",
    "OBJECT",
    "ANY",
    "image/png",
    "dGhpbmtpbmc6eA==",
    "cmVkYWN0ZWQ6eA==",
    "google-gemini-v1",
    "google-gemini-v1/x",
    "",
];

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3_u64).prop_map(Value::from),
        Just(json!(-1.5)),
        select(VALUES).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((select(WORDS), inner), 0..6).prop_map(|members| {
                let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::from(members.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_body_brings_it_down(body in anything(), wanted in anything()) {
        // With what every request must have, the rest is looked at.
        let contents = json!([{"role": "model", "parts": wanted}, {"role": "user", "parts": wanted}]);
        let mut near = json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": wanted}],
            "input": wanted, "contents": contents});
        if let (Value::Object(near), Value::Object(body)) = (&mut near, &body) {
            near.extend(body.clone());
        }
        for body in [&body, &near] {
            let read = document(&body.to_string());
            for (from, to) in PAIRS {
                let _ = translate::request(&read, from, &open(to));
                let _ = translate::request(&read, from, &claude());
                let _ = translate::answer(&read, from, &client(to));
                let _ = translate::answer(&read, from, &client(Wire::Bedrock));
                let _ = translate::answer(&read, Wire::Bedrock, &client(to));
                let _ = translate::read_failure(400, body.to_string().as_bytes(), from);
            }
            let _ = translate::retry_delay(body.to_string().as_bytes());
            let _ = translate::embeddings::request(&read);
        }
    }

    #[test]
    fn no_event_brings_a_stream_down(events in vec(anything(), 0..8), (from, to) in select(PAIRS.to_vec())) {
        let mut stream = Stream::new(from, &client(to));
        let mut out = Vec::new();
        for event in &events {
            if stream.push(&Bytes::from(event.to_string()), &mut out).is_err() {
                break;
            }
        }
    }
}

const EVENTS: &[&str] = &[
    "messageStart",
    "contentBlockStart",
    "contentBlockDelta",
    "contentBlockDelta",
    "contentBlockStop",
    "messageStop",
    "metadata",
    "validationException",
    "",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_named_event_brings_a_stream_down(
        events in vec((select(EVENTS), anything(), 0..2_u64), 0..8),
        is_chat in any::<bool>(),
    ) {
        let to = client(if is_chat { Wire::Chat } else { Wire::Messages });
        let mut stream = Stream::new(Wire::Bedrock, &to);
        let mut out = Vec::new();
        let _ = stream.push_named("messageStart", &Bytes::from_static(b"{}"), &mut out);
        for (name, event, index) in events {
            // With what every event has, the rest is looked at.
            let near = json!({"contentBlockIndex": index, "delta": event, "start": event, "stopReason": "end_turn"});
            if stream.push_named(name, &Bytes::from(near.to_string()), &mut out).is_err() {
                break;
            }
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn members_of_the_wrong_kind_are_named() {
    for (from, body, param) in [
        (Wire::Chat, json!([]), "body"),
        (Wire::Chat, json!({"messages": []}), "model"),
        (Wire::Chat, json!({"model": 1, "messages": []}), "model"),
        (Wire::Chat, json!({"model": "m"}), "messages"),
        (Wire::Chat, json!({"model": "m", "messages": {}}), "messages"),
        (Wire::Chat, json!({"model": "m", "messages": ["x"]}), "messages[0].role"),
        (Wire::Chat, json!({"model": "m", "messages": [{"role": "king"}]}), "messages[0].role"),
        (
            Wire::Chat,
            json!({"model": "m", "messages": [{"role": "user", "content": 1}]}),
            "messages[0].content",
        ),
        (
            Wire::Chat,
            json!({"model": "m", "messages": [{"role": "user", "content": [{"type": "text"}]}]}),
            "messages[0].content[0].text",
        ),
        (
            Wire::Chat,
            json!({"model": "m", "messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "ftp://x"}}]}]}),
            "messages[0].content[0].image_url.url",
        ),
        (Wire::Chat, json!({"model": "m", "messages": [{"role": "tool"}]}), "messages[0].tool_call_id"),
        (Wire::Chat, json!({"model": "m", "messages": [], "temperature": "hot"}), "temperature"),
        (Wire::Chat, json!({"model": "m", "messages": [], "max_tokens": -1}), "max_tokens"),
        (Wire::Chat, json!({"model": "m", "messages": [], "stop": [1]}), "stop[0]"),
        (
            Wire::Chat,
            json!({"model": "m", "messages": [], "tools": [{"type": "function", "function": {}}]}),
            "tools[0].function.name",
        ),
        (Wire::Messages, json!({"model": "m", "messages": []}), "max_tokens"),
        (Wire::Messages, json!({"model": "m", "max_tokens": 1}), "messages"),
        (
            Wire::Messages,
            json!({"model": "m", "max_tokens": 1, "messages": [{"role": "king", "content": "x"}]}),
            "messages[0].role",
        ),
        (
            Wire::Messages,
            json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user"}]}),
            "messages[0].content",
        ),
        (
            Wire::Messages,
            json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user",
            "content": [{"type": "tool_result", "content": "x"}]}]}),
            "messages[0].content[0].tool_use_id",
        ),
        (
            Wire::Messages,
            json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user",
            "content": [{"type": "text", "text": "x", "cache_control": {"type": "eternal"}}]}]}),
            "messages[0].content[0].cache_control",
        ),
        (
            Wire::Messages,
            json!({"model": "m", "max_tokens": 1, "messages": [], "system": [{"type": "image"}]}),
            "system.content[0].source",
        ),
        (Wire::Responses, json!({"input": "x"}), "model"),
        (Wire::Responses, json!({"model": "m"}), "input"),
        (Wire::Responses, json!({"model": "m", "input": 5}), "input"),
        (Wire::Responses, json!({"model": "m", "input": ["x"]}), "input[0].item"),
        (Wire::Responses, json!({"model": "m", "input": [{}]}), "input[0].type"),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"role": "king", "content": "x"}]}),
            "input[0].role",
        ),
        (Wire::Responses, json!({"model": "m", "input": [{"role": "user"}]}), "input[0].content"),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"role": "user", "content": [{"type": "input_text"}]}]}),
            "input[0].content[0].text",
        ),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"role": "user", "content": [
            {"type": "input_image", "image_url": "ftp://x"}]}]}),
            "input[0].content[0].image_url",
        ),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"type": "function_call", "call_id": "", "name": "f"}]}),
            "input[0].call_id",
        ),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"type": "function_call", "call_id": "a", "name": "f", "arguments": "["}]}),
            "input[0].arguments",
        ),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"type": "function_call_output", "call_id": "a"}]}),
            "input[0].output",
        ),
        (
            Wire::Responses,
            json!({"model": "m", "input": [{"type": "reasoning", "summary": [{}]}]}),
            "input[0].summary[0].text",
        ),
        (Wire::Responses, json!({"model": "m", "input": "x", "text": {"format": {}}}), "text.format.type"),
        (
            Wire::Responses,
            json!({"model": "m", "input": "x", "reasoning": {"effort": "much"}}),
            "reasoning.effort",
        ),
        (
            Wire::Responses,
            json!({"model": "m", "input": "x", "tools": [{"type": "function"}]}),
            "tools[0].name",
        ),
    ] {
        let to = if from == Wire::Messages { open_chat() } else { messages() };
        let fault = translate::request(&document(&body.to_string()), from, &to).unwrap_err();
        assert_eq!(fault.param.as_deref(), Some(param), "{body}: {fault}");
    }
}

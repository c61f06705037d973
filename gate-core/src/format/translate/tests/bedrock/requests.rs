use serde_json::{Value, json};

use crate::format::translate::tests::{claude, client, document, request, value};
use crate::format::translate::{self, BedrockTarget, Target, Wire};

const SONNET: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const OPUS: &str = "us.anthropic.claude-opus-4-6-v1";
const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";
const NOVA: &str = "us.amazon.nova-2-lite-v1:0";
const GPT: &str = "openai.gpt-oss-120b-1:0";
const LLAMA: &str = "us.meta.llama4-maverick-17b-instruct-v1:0";

fn model(id: &str) -> Target {
    Target::Bedrock(BedrockTarget::of_model(id))
}

/// A request for chat completions with these members beside a model and a greeting.
fn chat(members: &Value) -> Value {
    let mut body = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn chat_members_have_their_place_in_converse() {
    let schema = json!({"type": "object", "properties": {"q": {"type": "string"}}});
    let tool = json!({"type": "function", "function": {"name": "find", "description": "d", "parameters": schema,
        "strict": true}});
    let spec = json!({"toolSpec": {"name": "find", "description": "d", "inputSchema": {"json": schema},
        "strict": true}});
    let config = json!({"tools": [spec]});
    let with_choice = |choice: Value| json!({"toolConfig": {"tools": [spec], "toolChoice": choice}});
    let extra = |fields: Value| json!({"additionalModelRequestFields": fields});
    let both = |mut one: Value, other: Value| {
        one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        one
    };
    let limits = |config: Value| json!({"inferenceConfig": config});
    for (name, id, given, expected, dropped) in [
        ("nothing", SONNET, json!({}), json!({}), vec![]),
        (
            "sampling",
            LLAMA,
            json!({"max_tokens": 7, "temperature": 0.50, "top_p": 0.9, "stop": ["\n", ""]}),
            limits(json!({"maxTokens": 7, "temperature": 0.5, "topP": 0.9, "stopSequences": ["\n"]})),
            vec!["stop"],
        ),
        (
            "stops of Claude",
            SONNET,
            json!({"stop": ["END", "\n"]}),
            both(
                limits(json!({"stopSequences": ["END"]})),
                json!({"additionalModelResponseFieldPaths": ["/stop_sequence"]}),
            ),
            vec!["stop"],
        ),
        (
            "too hot",
            NOVA,
            json!({"temperature": 1.7}),
            limits(json!({"temperature": 1})),
            vec!["temperature"],
        ),
        (
            "what it has no word for",
            SONNET,
            json!({"seed": 1, "frequency_penalty": 1, "presence_penalty": 1, "n": 1}),
            json!({}),
            vec!["seed", "frequency_penalty", "presence_penalty"],
        ),
        ("top_k of Claude", SONNET, json!({"top_k": 4}), extra(json!({"top_k": 4})), vec![]),
        ("top_k of Nova", NOVA, json!({"top_k": 4}), extra(json!({"inferenceConfig": {"topK": 4}})), vec![]),
        ("top_k of others", LLAMA, json!({"top_k": 4}), json!({}), vec!["top_k"]),
        ("user", LLAMA, json!({"user": "u 1"}), json!({"requestMetadata": {"user_id": "u 1"}}), vec![]),
        ("a user of other letters", LLAMA, json!({"user": "ü"}), json!({}), vec!["user"]),
        (
            "default tier",
            LLAMA,
            json!({"service_tier": "default"}),
            json!({"serviceTier": {"type": "default"}}),
            vec![],
        ),
        ("flex", LLAMA, json!({"service_tier": "flex"}), json!({"serviceTier": {"type": "flex"}}), vec![]),
        ("any tier", LLAMA, json!({"service_tier": "auto"}), json!({}), vec![]),
        ("stream", LLAMA, json!({"stream": true}), json!({}), vec![]),
        ("tools", LLAMA, json!({"tools": [tool]}), json!({"toolConfig": config}), vec![]),
        (
            "a tool of little",
            LLAMA,
            json!({"tools": [{"type": "function", "function": {"name": "now", "description": ""}}]}),
            json!({"toolConfig": {"tools": [{"toolSpec": {"name": "now",
                "inputSchema": {"json": {"type": "object", "properties": {}}}}}]}}),
            vec![],
        ),
        (
            "auto",
            LLAMA,
            json!({"tools": [tool], "tool_choice": "auto"}),
            with_choice(json!({"auto": {}})),
            vec![],
        ),
        (
            "required",
            LLAMA,
            json!({"tools": [tool], "tool_choice": "required"}),
            with_choice(json!({"any": {}})),
            vec![],
        ),
        (
            "this tool",
            LLAMA,
            json!({"tools": [tool], "tool_choice": {"type": "function", "function": {"name": "find"}}}),
            with_choice(json!({"tool": {"name": "find"}})),
            vec![],
        ),
        (
            "no tool",
            LLAMA,
            json!({"tools": [tool], "tool_choice": "none", "parallel_tool_calls": false}),
            json!({}),
            vec![],
        ),
        ("one call of no tool", LLAMA, json!({"parallel_tool_calls": false}), json!({}), vec![]),
        (
            "one call",
            SONNET,
            json!({"tools": [tool], "parallel_tool_calls": false}),
            both(
                json!({"toolConfig": config}),
                extra(json!({"tool_choice": {"type": "auto", "disable_parallel_tool_use": true}})),
            ),
            vec![],
        ),
        (
            "one call of this tool",
            SONNET,
            json!({"tools": [tool], "parallel_tool_calls": false,
                "tool_choice": {"type": "function", "function": {"name": "find"}}}),
            both(
                json!({"toolConfig": config}),
                extra(json!({"tool_choice":
                    {"type": "tool", "name": "find", "disable_parallel_tool_use": true}})),
            ),
            vec![],
        ),
        (
            "a schema",
            SONNET,
            json!({"response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}}}),
            json!({"outputConfig": {"textFormat": {"type": "json_schema",
                "structure": {"jsonSchema": {"name": "n", "schema": schema.to_string()}}}}}),
            vec![],
        ),
        (
            "a budget",
            SONNET,
            json!({"reasoning_effort": "medium", "max_tokens": 10000, "temperature": 0.3, "top_k": 4, "top_p": 0.5}),
            both(
                limits(json!({"maxTokens": 10000})),
                extra(json!({"thinking": {"type": "enabled", "budget_tokens": 5000}})),
            ),
            vec!["temperature", "top_p", "top_k"],
        ),
        (
            "a budget without a limit",
            SONNET,
            json!({"reasoning_effort": "low"}),
            extra(json!({"thinking": {"type": "enabled", "budget_tokens": 6400}})),
            vec![],
        ),
        (
            "an effort",
            OPUS,
            json!({"reasoning_effort": "high"}),
            both(
                extra(json!({"thinking": {"type": "adaptive"}})),
                json!({"outputConfig": {"effort": "high"}}),
            ),
            vec![],
        ),
        (
            "no effort",
            OPUS,
            json!({"reasoning_effort": "none"}),
            extra(json!({"thinking": {"type": "disabled"}})),
            vec![],
        ),
        (
            "a model that does not think",
            HAIKU,
            json!({"reasoning_effort": "low"}),
            json!({}),
            vec!["reasoning_effort"],
        ),
        (
            "an effort of Nova",
            NOVA,
            json!({"reasoning_effort": "high"}),
            extra(json!({"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "high"}})),
            vec![],
        ),
        (
            "an effort of Nova with a limit",
            NOVA,
            json!({"reasoning_effort": "high", "max_tokens": 9}),
            both(
                limits(json!({"maxTokens": 9})),
                extra(json!({"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "medium"}})),
            ),
            vec!["reasoning_effort"],
        ),
        (
            "no effort of Nova",
            NOVA,
            json!({"reasoning_effort": "none"}),
            extra(json!({"reasoningConfig": {"type": "disabled"}})),
            vec![],
        ),
        (
            "an effort of an open model",
            GPT,
            json!({"reasoning_effort": "minimal"}),
            extra(json!({"reasoning_effort": "low"})),
            vec![],
        ),
        (
            "no effort of an open model",
            GPT,
            json!({"reasoning_effort": "none"}),
            json!({}),
            vec!["reasoning_effort"],
        ),
        (
            "an effort of others",
            LLAMA,
            json!({"reasoning_effort": "low"}),
            json!({}),
            vec!["reasoning_effort"],
        ),
    ] {
        let expected = both(json!({"messages": [{"role": "user", "content": [{"text": "Hi"}]}]}), expected);
        let (body, names) =
            request(&chat(&given), Wire::Chat, &model(id)).unwrap_or_else(|f| panic!("{name}: {f}"));
        assert_eq!(body, expected, "{name}");
        assert_eq!(names, dropped, "{name}");
    }
}

#[test]
fn what_cannot_be_told_is_refused_by_name() {
    let tool = json!({"type": "function", "function": {"name": "f"}});
    let called = json!([{"role": "user", "content": "a"},
        {"role": "assistant", "tool_calls": [{"id": "t", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "t", "content": "b"}]);
    let user = |part: Value| json!({"messages": [{"role": "user", "content": [part]}]});
    let file = |url: &str| user(json!({"type": "file", "file": {"filename": "a", "file_data": url}}));
    for (name, id, given, param) in [
        ("two answers", SONNET, json!({"n": 2}), "n"),
        ("probabilities", SONNET, json!({"logprobs": true}), "logprobs"),
        ("any object", SONNET, json!({"response_format": {"type": "json_object"}}), "response_format"),
        ("one call", LLAMA, json!({"tools": [tool], "parallel_tool_calls": false}), "parallel_tool_calls"),
        ("no tools any more", LLAMA, json!({"messages": called}), "tool_choice"),
        (
            "no tool any more",
            NOVA,
            json!({"messages": called, "tools": [tool], "tool_choice": "none"}),
            "tool_choice",
        ),
        (
            "a picture by address",
            SONNET,
            user(json!({"type": "image_url", "image_url": {"url": "https://x.test/a.png"}})),
            "messages[].content[].image_url",
        ),
        (
            "a picture of another type",
            SONNET,
            user(json!({"type": "image_url", "image_url": {"url": "data:image/tiff;base64,AA"}})),
            "messages[].content[].image_url",
        ),
        (
            "a document by address",
            SONNET,
            file("https://x.test/a.pdf"),
            "messages[].content[].file.file_data",
        ),
        (
            "a document of another type",
            SONNET,
            file("data:application/zip;base64,AA"),
            "messages[].content[].file.file_data",
        ),
        (
            "sound of another format",
            NOVA,
            user(json!({"type": "input_audio", "input_audio": {"data": "AA", "format": "midi"}})),
            "messages[].content[].input_audio",
        ),
        ("nothing said", SONNET, json!({"messages": [{"role": "system", "content": "a"}]}), "messages"),
    ] {
        let fault = request(&chat(&given), Wire::Chat, &model(id)).unwrap_err();
        assert_eq!(fault.param.as_deref(), Some(param), "{name}: {fault}");
    }
    assert!(translate::read_request(&document("{}"), Wire::Bedrock).is_err(), "no client speaks it");
}

#[test]
fn a_claude_that_may_call_nothing_still_knows_what_it_called() {
    let turns = json!([{"role": "user", "content": "a"},
        {"role": "assistant", "tool_calls": [
            {"id": "t", "function": {"name": "g", "arguments": "{}"}},
            {"id": "u", "function": {"name": "f", "arguments": "{}"}},
            {"id": "v", "function": {"name": "g", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "t", "content": "b"}]);
    let (body, dropped) = request(&json!({"model": "m", "messages": turns}), Wire::Chat, &claude()).unwrap();
    let empty = json!({"json": {"type": "object", "properties": {}}});
    assert_eq!(
        body["toolConfig"],
        json!({"tools": [{"toolSpec": {"name": "f", "inputSchema": empty}},
            {"toolSpec": {"name": "g", "inputSchema": empty}}]})
    );
    assert_eq!(body["additionalModelRequestFields"], json!({"tool_choice": {"type": "none"}}));
    assert!(dropped.is_empty(), "{dropped:?}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one conversation, from end to end")]
fn turns_become_messages_of_converse() {
    let hint = json!({"type": "ephemeral", "ttl": "1h"});
    let inline = |kind: &str, media_type: &str, data: &str| {
        json!({"type": kind,
        "source": {"type": "base64", "media_type": media_type, "data": data}})
    };
    let body = json!({"model": "m", "max_tokens": 5000,
        "system": [{"type": "text", "text": "s", "cache_control": hint}, {"type": "text", "text": "  "}],
        "tools": [{"name": "f", "input_schema": {"type": "object"}, "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "user", "content": [inline("image", "image/jpeg", "AAAA"),
                inline("document", "application/pdf", "BBBB"),
                {"type": "document", "title": "a.txt", "cache_control": {"type": "ephemeral", "ttl": "5m"},
                    "source": {"type": "text", "media_type": "text/plain", "data": "foob"}}]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "hm", "signature": "sig"},
                {"type": "redacted_thinking", "data": "eHl6"},
                {"type": "thinking", "thinking": "unsigned", "signature": ""},
                {"type": "text", "text": "Let me see."},
                {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
                {"type": "tool_use", "id": "t:2", "name": "f", "input": {}}]},
            {"role": "user", "content": [
                {"type": "text", "text": "Go on."},
                {"type": "tool_result", "tool_use_id": "t1", "content": "bad", "is_error": true},
                {"type": "tool_result", "tool_use_id": "t:2", "content": [
                    {"type": "text", "text": " "}, {"type": "text", "text": "x", "cache_control": hint},
                    inline("image", "image/png", "CCCC"), inline("document", "application/pdf", "DDDD")]},
                {"type": "tool_result", "tool_use_id": "t3", "content": []}]},
            {"role": "system", "content": "note"}]});
    let (found, dropped) = request(&body, Wire::Messages, &claude()).unwrap();
    let point = |ttl: Option<&str>| match ttl {
        Some(ttl) => json!({"cachePoint": {"type": "default", "ttl": ttl}}),
        None => json!({"cachePoint": {"type": "default"}}),
    };
    assert_eq!(
        found,
        json!({"messages": [
            {"role": "user", "content": [
                {"image": {"format": "jpeg", "source": {"bytes": "AAAA"}}},
                {"document": {"format": "pdf", "name": "document", "source": {"bytes": "BBBB"}}},
                {"document": {"format": "txt", "name": "a txt", "source": {"bytes": "Zm9vYg=="}}},
                point(None),
                {"text": "The document is attached."}]},
            {"role": "assistant", "content": [
                {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "sig"}}},
                {"reasoningContent": {"redactedContent": "eHl6"}},
                {"text": "Let me see."},
                {"toolUse": {"toolUseId": "t1", "name": "f", "input": {"a": 1}}},
                {"toolUse": {"toolUseId": "t_3a2", "name": "f", "input": {}}}]},
            {"role": "user", "content": [
                {"toolResult": {"toolUseId": "t1", "content": [{"text": "bad"}], "status": "error"}},
                {"toolResult": {"toolUseId": "t_3a2", "content": [{"text": "x"},
                    {"image": {"format": "png", "source": {"bytes": "CCCC"}}},
                    {"document": {"format": "pdf", "name": "document (2)", "source": {"bytes": "DDDD"}}}]}},
                point(Some("1h")),
                {"toolResult": {"toolUseId": "t3", "content": [{"text": "(empty)"}]}},
                {"text": "Go on."}]}],
            "system": [{"text": "s"}, point(Some("1h")), {"text": "note"}],
            "toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": {"type": "object"}}}},
                point(None)]},
            "inferenceConfig": {"maxTokens": 5000}})
    );
    assert_eq!(dropped, ["messages[].reasoning_content", "messages[].role"]);

    let target = BedrockTarget { takes_system_turns: true, ..BedrockTarget::of_model(LLAMA) };
    let (found, dropped) = request(&body, Wire::Messages, &Target::Bedrock(target)).unwrap();
    assert_eq!(
        found["messages"][2]["content"][0],
        json!({"toolResult": {"toolUseId": "t1", "content": [{"text": "Error: bad"}]}}),
        "other models have no flag for it"
    );
    assert_eq!(found["messages"][3], json!({"role": "system", "content": [{"text": "note"}]}));
    assert!(!found.to_string().contains("cachePoint"), "nor a cache");
    assert_eq!(dropped, ["messages[].reasoning_content", "cache_control"]);
}

/// What Claude behind Bedrock says in one turn.
fn said(turn: usize) -> Value {
    let calls = (0..20).map(|call| {
        json!({"toolUse": {"toolUseId": format!("c{turn}_{call}"), "name": "f", "input": {"n": call}}})
    });
    let mut content = vec![
        json!({"reasoningContent": {"reasoningText": {"text": format!("h{turn}"), "signature": format!("s{turn}")}}}),
        json!({"reasoningContent": {"redactedContent": format!("eHl{turn}")}}),
        json!({"text": format!("t{turn}")}),
    ];
    content.extend(calls);
    json!({"role": "assistant", "content": content})
}

/// The caller sends back what they got; the provider finds its thoughts and their proofs as they were.
#[test]
fn thoughts_survive_a_loop_of_five_turns() {
    for wire in [Wire::Chat, Wire::Messages] {
        let tool = match wire {
            Wire::Chat => json!({"type": "function", "function": {"name": "f"}}),
            _ => json!({"name": "f", "input_schema": {"type": "object"}}),
        };
        let mut turns = vec![json!({"role": "user", "content": "go"})];
        let mut expected = Vec::new();
        for turn in 0..5 {
            let answer = json!({"output": {"message": said(turn)}, "stopReason": "tool_use"});
            let answer =
                translate::answer(&document(&answer.to_string()), Wire::Bedrock, &client(wire)).unwrap();
            let answer = value(&answer.body);
            let results = (0..20).map(|call| (format!("c{turn}_{call}"), format!("r{call}")));
            if wire == Wire::Chat {
                turns.push(answer["choices"][0]["message"].clone());
                turns.extend(
                    results.map(|(id, text)| json!({"role": "tool", "tool_call_id": id, "content": text})),
                );
            } else {
                turns.push(json!({"role": "assistant", "content": answer["content"]}));
                let results = results
                    .map(|(id, text)| json!({"type": "tool_result", "tool_use_id": id, "content": text}));
                turns.push(json!({"role": "user", "content": results.collect::<Vec<_>>()}));
            }
            expected.push(said(turn));
            let body = json!({"model": "m", "max_tokens": 9, "messages": turns, "tools": [tool]});
            let (body, dropped) = request(&body, wire, &claude()).unwrap();
            assert!(dropped.is_empty(), "{wire:?}: {dropped:?}");
            let messages = body["messages"].as_array().unwrap();
            assert_eq!(messages.len(), 2 * turn + 3, "{wire:?}");
            let found: Vec<Value> = messages.iter().skip(1).step_by(2).cloned().collect();
            assert_eq!(found, expected, "{wire:?} in turn {turn}");
            let last = messages.last().unwrap()["content"].as_array().unwrap();
            assert_eq!(last[19]["toolResult"]["toolUseId"], format!("c{turn}_19"), "{wire:?}");
        }
    }
}

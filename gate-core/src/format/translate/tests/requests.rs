use serde_json::{Value, json};

use super::{document, messages, open_chat, request};
use crate::format::translate::{self, ChatTarget, MessagesTarget, Target, ThinkingForm, Wire};

/// A request for chat completions with these members beside a model and a greeting.
fn chat(members: Value) -> Value {
    with(json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]}), members)
}

/// The same for messages.
pub(super) fn message(members: Value) -> Value {
    let base = json!({"model": "m", "max_tokens": 4096,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]});
    with(base, members)
}

fn with(mut base: Value, members: Value) -> Value {
    for (key, member) in members.as_object().unwrap() {
        base[key] = member.clone();
    }
    base
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn chat_members_have_their_place_in_messages() {
    let schema = json!({"type": "object", "properties": {"q": {"type": "string"}}});
    let tool = json!({"type": "function", "function": {"name": "find", "description": "d", "parameters": schema,
        "strict": true}});
    let tools = json!([{"name": "find", "description": "d", "input_schema": schema, "strict": true}]);
    for (name, given, expected, dropped) in [
        ("nothing", json!({}), json!({}), vec![]),
        ("limit", json!({"max_completion_tokens": 7}), json!({"max_tokens": 7}), vec![]),
        (
            "the smaller limit",
            json!({"max_tokens": 9, "max_completion_tokens": 7}),
            json!({"max_tokens": 7}),
            vec![],
        ),
        ("one stop", json!({"stop": "END"}), json!({"stop_sequences": ["END"]}), vec![]),
        ("stops", json!({"stop": ["a", "\n"]}), json!({"stop_sequences": ["a"]}), vec!["stop"]),
        ("temperature", json!({"temperature": 0.5}), json!({"temperature": 0.5}), vec![]),
        ("too hot", json!({"temperature": 1.7}), json!({"temperature": 1}), vec!["temperature"]),
        ("user", json!({"user": "u1"}), json!({"metadata": {"user_id": "u1"}}), vec![]),
        ("safety", json!({"safety_identifier": "u2"}), json!({"metadata": {"user_id": "u2"}}), vec![]),
        (
            "default tier",
            json!({"service_tier": "default"}),
            json!({"service_tier": "standard_only"}),
            vec![],
        ),
        ("flex", json!({"service_tier": "flex"}), json!({}), vec!["service_tier"]),
        (
            "stream",
            json!({"stream": true, "stream_options": {"include_usage": true}}),
            json!({"stream": true}),
            vec![],
        ),
        ("tools", json!({"tools": [tool]}), json!({"tools": tools}), vec![]),
        (
            "required",
            json!({"tools": [tool], "tool_choice": "required"}),
            json!({"tools": tools, "tool_choice": {"type": "any"}}),
            vec![],
        ),
        (
            "no tool",
            json!({"tools": [tool], "tool_choice": "none", "parallel_tool_calls": false}),
            json!({"tools": tools, "tool_choice": {"type": "none"}}),
            vec![],
        ),
        (
            "this tool, once",
            json!({"tools": [tool], "parallel_tool_calls": false,
                "tool_choice": {"type": "function", "function": {"name": "find"}}}),
            json!({"tools": tools,
                "tool_choice": {"type": "tool", "name": "find", "disable_parallel_tool_use": true}}),
            vec![],
        ),
        (
            "one at a time",
            json!({"tools": [tool], "parallel_tool_calls": false}),
            json!({"tools": tools, "tool_choice": {"type": "auto", "disable_parallel_tool_use": true}}),
            vec![],
        ),
        (
            "a tool without parameters",
            json!({"tools": [{"type": "function", "function": {"name": "now"}},
                {"type": "function", "function": {"name": "then", "parameters": {}}}]}),
            json!({"tools": [{"name": "now", "input_schema": {"type": "object", "properties": {}}},
                {"name": "then", "input_schema": {"type": "object"}}]}),
            vec![],
        ),
        (
            "schema",
            json!({"response_format": {"type": "json_schema",
                "json_schema": {"name": "n", "strict": true, "schema": schema}}}),
            json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}}),
            vec![],
        ),
        (
            "effort",
            json!({"reasoning_effort": "medium", "max_tokens": 10000, "temperature": 0.3, "top_k": 4, "top_p": 0.5}),
            json!({"max_tokens": 10000, "thinking": {"type": "enabled", "budget_tokens": 5000}}),
            vec!["temperature", "top_p", "top_k"],
        ),
        (
            "effort without room",
            json!({"reasoning_effort": "high", "max_tokens": 1024}),
            json!({"max_tokens": 1024}),
            vec!["reasoning_effort"],
        ),
        ("no effort", json!({"reasoning_effort": "none"}), json!({"thinking": {"type": "disabled"}}), vec![]),
        (
            "effort against a forced call",
            json!({"reasoning_effort": "low", "tools": [tool], "tool_choice": "required"}),
            json!({"tools": tools, "tool_choice": {"type": "any"}}),
            vec!["reasoning_effort"],
        ),
        (
            "hints",
            json!({"seed": 1, "frequency_penalty": 0.1, "presence_penalty": 0, "logit_bias": {}, "store": true,
                "metadata": {"a": "b"}, "prediction": {}, "verbosity": "low", "prompt_cache_key": "k",
                "logprobs": false, "n": 1, "modalities": ["text"], "made_up": 1, "bad name\r\n": 2}),
            json!({}),
            vec![
                "logit_bias",
                "store",
                "metadata",
                "prediction",
                "verbosity",
                "prompt_cache_key",
                "made_up",
                "unknown",
                "seed",
                "frequency_penalty",
                "presence_penalty",
            ],
        ),
    ] {
        let (body, names) =
            request(&chat(given), Wire::Chat, &messages()).unwrap_or_else(|f| panic!("{name}: {f}"));
        let (mut names, mut dropped) = (names, dropped);
        assert_eq!(body, message(expected), "{name}");
        names.sort_unstable();
        dropped.sort_unstable();
        assert_eq!(names, dropped, "{name}");
    }
}

#[test]
fn numbers_keep_their_spelling_and_members_their_order() {
    let body = r#"{"model":"m","temperature":0.70,"messages":[{"role":"user","content":"Hi"},{"role":"assistant",
        "tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"z\":1e2, \"a\":12345678901234567890123}"}}]}]}"#;
    let translated = translate::request(&document(body), Wire::Chat, &messages()).unwrap();
    let text = String::from_utf8(translated.body).unwrap();
    assert!(text.contains(r#""input":{"z":1e2,"a":12345678901234567890123}"#), "{text}");
    assert!(text.contains(r#""temperature":0.70"#), "{text}");
    let back = translate::request(&document(&text), Wire::Messages, &open_chat()).unwrap();
    let text = String::from_utf8(back.body).unwrap();
    assert!(text.contains(r#""arguments":"{\"z\":1e2,\"a\":12345678901234567890123}""#), "{text}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn message_members_have_their_place_in_chat() {
    let schema = json!({"type": "object"});
    let tool = json!({"name": "find", "input_schema": schema});
    let tools = json!([{"type": "function", "function": {"name": "find", "parameters": schema}}]);
    for (name, given, expected, dropped) in [
        ("nothing", json!({}), json!({}), vec![]),
        ("stop", json!({"stop_sequences": ["END"]}), json!({"stop": ["END"]}), vec![]),
        ("top_k", json!({"top_k": 5}), json!({}), vec!["top_k"]),
        ("user", json!({"metadata": {"user_id": "u1"}}), json!({"user": "u1"}), vec![]),
        ("tier", json!({"service_tier": "standard_only"}), json!({"service_tier": "default"}), vec![]),
        (
            "stream",
            json!({"stream": true}),
            json!({"stream": true, "stream_options": {"include_usage": true}}),
            vec![],
        ),
        (
            "any, once",
            json!({"tools": [tool], "tool_choice": {"type": "any", "disable_parallel_tool_use": true}}),
            json!({"tools": tools, "tool_choice": "required", "parallel_tool_calls": false}),
            vec![],
        ),
        (
            "this tool",
            json!({"tools": [tool], "tool_choice": {"type": "tool", "name": "find"}}),
            json!({"tools": tools, "tool_choice": {"type": "function", "function": {"name": "find"}}}),
            vec![],
        ),
        (
            "schema",
            json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}}),
            json!({"response_format": {"type": "json_schema",
                "json_schema": {"name": "answer", "schema": schema, "strict": true}}}),
            vec![],
        ),
        (
            "thinking",
            json!({"thinking": {"type": "enabled", "budget_tokens": 2048}}),
            json!({"reasoning_effort": "medium"}),
            vec![],
        ),
        (
            "effort",
            json!({"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}),
            json!({"reasoning_effort": "low"}),
            vec![],
        ),
        (
            "hints",
            json!({"context_management": {}, "speed": "fast", "cache_control": {"type": "ephemeral"}, "new": 1}),
            json!({}),
            vec!["context_management", "speed", "cache_control", "new"],
        ),
        (
            "cached system",
            json!({"system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral"}}]}),
            json!({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "Hi"}]}),
            vec!["cache_control"],
        ),
    ] {
        let target = Target::Chat(ChatTarget { has_extensions: false, takes_effort: true });
        let (body, names) =
            request(&message(given), Wire::Messages, &target).unwrap_or_else(|f| panic!("{name}: {f}"));
        let (mut names, mut dropped) = (names, dropped);
        assert_eq!(body, with(chat(json!({"max_tokens": 4096})), expected), "{name}");
        names.sort_unstable();
        dropped.sort_unstable();
        assert_eq!(names, dropped, "{name}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_cannot_be_said_is_refused_by_name() {
    let tool = |tool: Value| json!({"tools": [tool]});
    let part = |part: Value| json!({"messages": [{"role": "user", "content": [part]}]});
    let turns = |turns: Value| json!({"messages": turns});
    for (from, given, param) in [
        (Wire::Chat, json!({"n": 2}), "n"),
        (Wire::Chat, json!({"logprobs": true}), "logprobs"),
        (Wire::Chat, json!({"response_format": {"type": "json_object"}}), "response_format"),
        (Wire::Chat, json!({"modalities": ["text", "audio"]}), "modalities"),
        (Wire::Chat, json!({"functions": []}), "functions"),
        (Wire::Chat, json!({"function_call": "auto"}), "function_call"),
        (Wire::Chat, json!({"web_search_options": {}}), "web_search_options"),
        (Wire::Chat, json!({"moderation": {"model": "m"}}), "moderation"),
        (Wire::Chat, tool(json!({"type": "custom", "custom": {"name": "x"}})), "tools[0].type"),
        (Wire::Chat, json!({"tool_choice": {"type": "allowed_tools"}}), "tool_choice.type"),
        (
            Wire::Chat,
            part(json!({"type": "file", "file": {"file_id": "f"}})),
            "messages[0].content[0].file.file_id",
        ),
        (
            Wire::Chat,
            part(json!({"type": "input_audio", "input_audio": {"data": "", "format": "wav"}})),
            "messages[].content[].input_audio",
        ),
        (Wire::Chat, part(json!({"type": "video"})), "messages[0].content[0].type"),
        (Wire::Chat, turns(json!([])), "messages"),
        (Wire::Chat, turns(json!([{"role": "system", "content": "alone"}])), "messages"),
        (Wire::Chat, turns(json!([{"role": "assistant", "content": " "}])), "messages"),
        (Wire::Chat, turns(json!([{"role": "function", "name": "f", "content": ""}])), "messages[0].role"),
        (
            Wire::Chat,
            turns(json!([{"role": "user", "content": "x"}, {"role": "assistant",
            "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{\"a\":"}}]}])),
            "messages[1].tool_calls[0].function.arguments",
        ),
        (Wire::Messages, tool(json!({"type": "web_search_20250305", "name": "web_search"})), "tools[0].type"),
        (Wire::Messages, json!({"mcp_servers": []}), "mcp_servers"),
        (Wire::Messages, json!({"container": "c"}), "container"),
        (Wire::Messages, json!({"inference_geo": "us"}), "inference_geo"),
        (
            Wire::Messages,
            part(json!({"type": "image", "source": {"type": "file", "file_id": "f"}})),
            "messages[0].content[0].source.type",
        ),
        (
            Wire::Messages,
            part(json!({"type": "document", "source": {"type": "url", "url": "https://x.test"}})),
            "messages[].content[].source",
        ),
        (Wire::Messages, part(json!({"type": "search_result"})), "messages[0].content[0].type"),
        (
            Wire::Messages,
            part(json!({"type": "tool_use", "id": "a", "name": "f", "input": {}})),
            "messages[0].content[0].type",
        ),
    ] {
        let (body, to) = match from {
            Wire::Chat => (chat(given), messages()),
            Wire::Messages => (message(given), Target::Chat(ChatTarget::default())),
            Wire::Responses | Wire::Bedrock | Wire::Gemini => panic!("these have tables of their own"),
        };
        match request(&body, from, &to) {
            Err(fault) => assert_eq!(fault.param.as_deref(), Some(param), "{body}: {fault}"),
            Ok(translated) => panic!("{body}: {translated:?}"),
        }
    }
}

#[test]
fn thinking_is_asked_for_as_the_model_takes_it() {
    let calls = json!([{"role": "user", "content": "x"},
        {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": ""}}]},
        {"role": "tool", "tool_call_id": "a", "content": "y"}]);
    for (form, members, thinking, effort, is_dropped) in [
        (
            ThinkingForm::Adaptive,
            json!({"reasoning_effort": "minimal"}),
            json!({"type": "adaptive"}),
            json!("low"),
            false,
        ),
        (
            ThinkingForm::Adaptive,
            json!({"reasoning_effort": "xhigh"}),
            json!({"type": "adaptive"}),
            json!("xhigh"),
            false,
        ),
        (ThinkingForm::Never, json!({"reasoning_effort": "low"}), Value::Null, Value::Null, true),
        (ThinkingForm::Never, json!({"reasoning_effort": "none"}), Value::Null, Value::Null, false),
        (
            ThinkingForm::Budget,
            json!({"reasoning_effort": "low", "messages": calls}),
            Value::Null,
            Value::Null,
            true,
        ),
        (
            ThinkingForm::Adaptive,
            json!({"reasoning_effort": "low", "messages": calls}),
            json!({"type": "adaptive"}),
            json!("low"),
            false,
        ),
    ] {
        let target = Target::Messages(MessagesTarget { thinking: form, ..MessagesTarget::default() });
        let (body, dropped) = request(&chat(members.clone()), Wire::Chat, &target).unwrap();
        assert_eq!(body["thinking"], thinking, "{form:?} {members}");
        assert_eq!(body["output_config"]["effort"], effort, "{form:?} {members}");
        assert_eq!(!dropped.is_empty(), is_dropped, "{form:?} {members}: {dropped:?}");
    }
}

use serde_json::json;

use super::requests::message;
use super::{messages, open_chat, request};
use crate::format::translate::{ChatTarget, MessagesTarget, Target, Wire};

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn chat_turns_become_messages_that_take_turns() {
    let call = |id: &str, arguments: &str| {
        json!({"id": id, "type": "function",
        "function": {"name": "find", "arguments": arguments}})
    };
    let body = json!({"model": "m", "max_tokens": 5, "messages": [
        {"role": "developer", "content": "Be brief."},
        {"role": "system", "content": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}]},
        {"role": "user", "content": "What is"},
        {"role": "user", "name": "ann", "content": [
            {"type": "text", "text": ""},
            {"type": "text", "text": "this?", "prompt_cache_breakpoint": {"mode": "explicit"}},
            {"type": "image_url", "image_url": {"url": "https://x.test/a.png", "detail": "low"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,BBBB"}}]},
        {"role": "assistant", "content": null, "reasoning_content": "hm",
            "reasoning_details": [
                {"type": "reasoning.text", "text": "h", "index": 0},
                {"type": "reasoning.text", "text": "m", "index": 0},
                {"type": "reasoning.text", "signature": "sig", "format": "anthropic-claude-v1", "index": 0},
                {"type": "reasoning.encrypted", "data": "xyz", "format": "anthropic-claude-v1", "index": 1}],
            "tool_calls": [call("call_1", "{\"q\": 1.50}"), call("fn:2", "")]},
        {"role": "tool", "tool_call_id": "call_1", "content": "one"},
        {"role": "tool", "tool_call_id": "fn:2", "content": [{"type": "text", "text": "two"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,CCCC"}}]},
        {"role": "system", "content": "Hurry."},
        {"role": "user", "content": "And?"},
        {"role": "assistant", "content": "", "refusal": "No."},
        {"role": "assistant", "content": " ", "reasoning_content": "unsigned"},
        {"role": "user", "content": "Why?"}]});
    let (body, dropped) = request(&body, Wire::Chat, &messages()).unwrap();
    let expected = json!({"model": "m", "max_tokens": 5,
        "system": [{"type": "text", "text": "Be brief."},
            {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": "Hurry."}],
        "messages": [
            {"role": "user", "content": [
                {"type": "text", "text": "What is"},
                {"type": "text", "text": "this?", "cache_control": {"type": "ephemeral"}},
                {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
                {"type": "document", "title": "a.pdf",
                    "source": {"type": "base64", "media_type": "application/pdf", "data": "BBBB"}}]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "hm", "signature": "sig"},
                {"type": "redacted_thinking", "data": "xyz"},
                {"type": "tool_use", "id": "call_1", "name": "find", "input": {"q": 1.5}},
                {"type": "tool_use", "id": "fn_3a2", "name": "find", "input": {}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "call_1", "content": [{"type": "text", "text": "one"}]},
                {"type": "tool_result", "tool_use_id": "fn_3a2", "content": [{"type": "text", "text": "two"},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "CCCC"}}]},
                {"type": "text", "text": "And?"}]},
            {"role": "assistant", "content": [{"type": "text", "text": "No."}]},
            {"role": "user", "content": [{"type": "text", "text": "Why?"}]}]});
    assert_eq!(body, expected);
    let names = ["messages[].name", "messages[].role", "messages[].content[].image_url.detail"];
    for name in names {
        assert!(dropped.iter().any(|dropped| dropped == name), "{name}: {dropped:?}");
    }
    assert!(dropped.iter().any(|name| name == "messages[].reasoning_content"), "{dropped:?}");
    assert_eq!(dropped.len(), 4, "{dropped:?}");
}

#[test]
fn message_turns_become_messages_of_chat() {
    let image = |data: &str| json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}});
    let body = json!({"model": "gpt-5", "max_tokens": 5, "messages": [
        {"role": "user", "content": [image("AAAA"),
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "words"}}]},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "hm", "signature": "sig"},
            {"type": "text", "text": "Let me see."},
            {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
            {"type": "tool_use", "id": "t2", "name": "g", "input": {}}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t1", "content": "bad", "is_error": true},
            {"type": "tool_result", "tool_use_id": "t2", "content": [image("BBBB")]},
            {"type": "text", "text": "Go on."}]}]});
    let plain = json!({"model": "gpt-5", "max_completion_tokens": 5, "messages": [
        {"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            {"type": "text", "text": "words"}]},
        {"role": "assistant", "content": "Let me see.", "tool_calls": [
            {"id": "t1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"}},
            {"id": "t2", "type": "function", "function": {"name": "g", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "t1", "content": "Error: bad"},
        {"role": "tool", "tool_call_id": "t2", "content": "The result follows in the next message."},
        {"role": "user", "content": [
            {"type": "text", "text": "From tool call t2:"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,BBBB"}},
            {"type": "text", "text": "Go on."}]}]});
    let closed = Target::Chat(ChatTarget::default());
    let (closed, dropped) = request(&body, Wire::Messages, &closed).unwrap();
    assert_eq!(closed, plain);
    assert_eq!(dropped, ["messages[].content[].thinking"]);
    let (open, dropped) = request(&body, Wire::Messages, &open_chat()).unwrap();
    assert_eq!(open["messages"][1]["reasoning_content"], "hm");
    assert_eq!(open["messages"][1]["reasoning_details"][0]["signature"], "sig");
    assert!(dropped.is_empty(), "{dropped:?}");
}

#[test]
fn the_application_speaks_in_its_place_where_the_model_lets_it() {
    let said = |role: &str, text: &str| json!({"role": role, "content": text});
    let block = |role: &str, text: &str| json!({"role": role, "content": [{"type": "text", "text": text}]});
    let turns = json!([
        said("assistant", "Hello."),
        said("user", "a"),
        said("system", "b"),
        said("assistant", "c"),
        said("user", "d"),
        said("system", "e"),
        said("user", "f"),
        said("system", "g")
    ]);
    for (takes_system_turns, system, messages) in [
        (
            false,
            vec!["b", "e", "g"],
            vec![
                block("assistant", "Hello."),
                block("user", "a"),
                block("assistant", "c"),
                json!({"role": "user", "content": [{"type": "text", "text": "d"}, {"type": "text", "text": "f"}]}),
            ],
        ),
        (
            true,
            vec!["e"],
            vec![
                block("assistant", "Hello."),
                block("user", "a"),
                block("system", "b"),
                block("assistant", "c"),
                json!({"role": "user", "content": [{"type": "text", "text": "d"}, {"type": "text", "text": "f"}]}),
                block("system", "g"),
            ],
        ),
    ] {
        let target = Target::Messages(MessagesTarget { takes_system_turns, ..MessagesTarget::default() });
        let (body, dropped) =
            request(&json!({"model": "m", "messages": turns}), Wire::Chat, &target).unwrap();
        let found: Vec<&str> =
            body["system"].as_array().unwrap().iter().map(|block| block["text"].as_str().unwrap()).collect();
        assert_eq!(found, system, "{takes_system_turns}");
        assert_eq!(body["messages"], json!(messages), "{takes_system_turns}");
        assert_eq!(dropped, ["messages[].role"], "{takes_system_turns}");
    }
}

#[test]
fn what_coding_agents_send_reaches_a_chat_model() {
    let hint = json!({"type": "ephemeral", "ttl": "1h"});
    let body = message(json!({
        "system": [{"type": "text", "text": "s", "cache_control": hint}],
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Hi", "cache_control": hint}]},
            {"role": "system", "content": [{"type": "text", "text": "note"}]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "", "signature": "sig"},
                {"type": "tool_use", "id": "t1", "name": "f", "input": {}, "caller": {"type": "direct"}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": "", "cache_control": hint}]}],
        "tools": [{"name": "f", "input_schema": {"type": "object"}, "eager_input_streaming": true}],
        "thinking": {"type": "adaptive", "display": "omitted"}, "output_config": {"effort": "xhigh"},
        "context_management": {"edits": []}, "metadata": {"user_id": "u"}, "stream": true}));
    let (body, mut dropped) = request(&body, Wire::Messages, &open_chat()).unwrap();
    let expected = json!({"model": "m", "max_tokens": 4096, "messages": [
            {"role": "system", "content": [{"type": "text", "text": "s", "cache_control": hint}]},
            {"role": "user", "content": [{"type": "text", "text": "Hi", "cache_control": hint}]},
            {"role": "system", "content": "note"},
            {"role": "assistant", "content": null,
                "reasoning_details": [{"type": "reasoning.text", "text": "", "signature": "sig",
                    "format": "anthropic-claude-v1", "index": 0}],
                "tool_calls": [{"id": "t1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "t1", "content": "", "cache_control": hint}],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        "reasoning_effort": "xhigh", "user": "u", "stream": true, "stream_options": {"include_usage": true}});
    assert_eq!(body, expected);
    dropped.sort_unstable();
    assert_eq!(dropped, ["context_management", "thinking.display", "tools[].eager_input_streaming"]);
}

#[test]
fn results_come_first_and_thoughts_of_other_makers_stay_behind() {
    let detail = |kind: &str, member: &str, value: &str| {
        json!({"type": kind, member: value, "signature": "s",
        "format": "openai-responses-v1", "index": 0})
    };
    let body = json!({"model": "m", "messages": [
        {"role": "user", "content": "a"},
        {"role": "assistant", "reasoning_details": [detail("reasoning.text", "text", "hm"),
            detail("reasoning.encrypted", "data", "xyz")],
            "tool_calls": [{"id": "t1", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "user", "content": "b"},
        {"role": "tool", "tool_call_id": "t1", "content": "c"}]});
    let (body, dropped) = request(&body, Wire::Chat, &messages()).unwrap();
    assert_eq!(
        body["messages"][1]["content"],
        json!([{"type": "tool_use", "id": "t1", "name": "f", "input": {}}])
    );
    assert_eq!(
        body["messages"][2]["content"],
        json!([
        {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "c"}]},
        {"type": "text", "text": "b"}])
    );
    assert_eq!(dropped, ["messages[].reasoning_content", "reasoning_details"]);
}

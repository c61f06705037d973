use serde_json::{Value, json};

use super::{client, document, messages, open_chat, open_responses, request, value};
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::{
    self, ChatTarget, MessagesTarget, ResponsesTarget, Target, ThinkingForm, Wire,
};

/// A request for a response with these members beside a model and a greeting.
fn asked(members: Value) -> Value {
    let mut body = json!({"model": "m", "input": "Hi"});
    for (key, member) in members.as_object().unwrap() {
        body[key] = member.clone();
    }
    body
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn members_of_responses_have_their_place_in_chat() {
    let schema = json!({"type": "object"});
    let tool =
        json!({"type": "function", "name": "f", "description": "d", "parameters": schema, "strict": true});
    let lax = json!({"type": "function", "name": "f", "parameters": null});
    let tools = json!([{"type": "function",
        "function": {"name": "f", "description": "d", "parameters": schema, "strict": true}}]);
    for (name, given, expected, dropped) in [
        ("nothing", json!({}), json!({}), vec![]),
        (
            "instructions",
            json!({"instructions": "Be brief."}),
            json!({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]}),
            vec![],
        ),
        ("limit", json!({"max_output_tokens": 7}), json!({"max_tokens": 7}), vec![]),
        (
            "drawing",
            json!({"temperature": 0.5, "top_p": 0.9}),
            json!({"temperature": 0.5, "top_p": 0.9}),
            vec![],
        ),
        ("tools", json!({"tools": [tool]}), json!({"tools": tools}), vec![]),
        (
            "a tool that is not strict",
            json!({"tools": [lax]}),
            json!({"tools": [{"type": "function", "function": {"name": "f"}}]}),
            vec![],
        ),
        (
            "this tool, once",
            json!({"tools": [tool], "tool_choice": {"type": "function", "name": "f"}, "parallel_tool_calls": false}),
            json!({"tools": tools, "tool_choice": {"type": "function", "function": {"name": "f"}},
                "parallel_tool_calls": false}),
            vec![],
        ),
        (
            "required",
            json!({"tools": [tool], "tool_choice": "required", "parallel_tool_calls": true}),
            json!({"tools": tools, "tool_choice": "required"}),
            vec![],
        ),
        (
            "json",
            json!({"text": {"format": {"type": "json_object"}}}),
            json!({"response_format": {"type": "json_object"}}),
            vec![],
        ),
        (
            "schema",
            json!({"text": {"verbosity": "low", "format": {"type": "json_schema", "name": "n", "schema": schema,
                "strict": true, "description": "d"}}}),
            json!({"response_format": {"type": "json_schema",
                "json_schema": {"name": "n", "schema": schema, "strict": true}}}),
            vec!["text.format.description", "text.verbosity"],
        ),
        (
            "effort",
            json!({"reasoning": {"effort": "xhigh", "summary": "auto"}}),
            json!({"reasoning_effort": "xhigh"}),
            vec![],
        ),
        (
            "how to sum up",
            json!({"reasoning": {"summary": "detailed", "context": "auto"}}),
            json!({}),
            vec!["reasoning.context", "reasoning.summary"],
        ),
        ("user", json!({"user": "u"}), json!({"user": "u"}), vec![]),
        ("safety", json!({"safety_identifier": "u"}), json!({"user": "u"}), vec![]),
        ("tier", json!({"service_tier": "flex"}), json!({"service_tier": "flex"}), vec![]),
        (
            "stream",
            json!({"stream": true}),
            json!({"stream": true, "stream_options": {"include_usage": true}}),
            vec![],
        ),
        (
            "what means nothing",
            json!({"store": true, "background": false, "truncation": "disabled", "top_logprobs": 0, "prompt": null,
                "include": ["reasoning.encrypted_content"], "conversation": null, "previous_response_id": null}),
            json!({}),
            vec![],
        ),
        (
            "hints",
            json!({"metadata": {"a": "b"}, "truncation": "auto", "prompt_cache_key": "k", "max_tool_calls": 3,
                "prompt_cache_retention": "24h", "stream_options": {"include_obfuscation": false}, "made_up": 1,
                "include": ["file_search_call.results"], "context_management": []}),
            json!({}),
            vec![
                "context_management",
                "include",
                "made_up",
                "max_tool_calls",
                "metadata",
                "prompt_cache_key",
                "prompt_cache_retention",
                "stream_options",
                "truncation",
            ],
        ),
    ] {
        let (body, names) = request(&asked(given), Wire::Responses, &open_chat())
            .unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let mut whole = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
        for (key, member) in expected.as_object().unwrap() {
            whole[key] = member.clone();
        }
        assert_eq!(body, whole, "{name}");
        assert_eq!(sorted(names), dropped, "{name}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_responses_cannot_have_elsewhere_is_refused_by_name() {
    let item = |item: Value| json!({"input": [item]});
    let part = |part: Value| json!({"input": [{"role": "user", "content": [part]}]});
    for (given, param) in [
        (json!({"previous_response_id": "resp_1"}), "previous_response_id"),
        (json!({"conversation": "conv_1"}), "conversation"),
        (json!({"background": true}), "background"),
        (json!({"prompt": {"id": "p"}}), "prompt"),
        (json!({"moderation": {}}), "moderation"),
        (json!({"top_logprobs": 2}), "top_logprobs"),
        (json!({"include": ["message.output_text.logprobs"]}), "include"),
        (json!({"tools": [{"type": "web_search"}]}), "tools[0].type"),
        (json!({"tools": [{"type": "file_search", "vector_store_ids": []}]}), "tools[0].type"),
        (json!({"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]}), "tools[0].type"),
        (json!({"tools": [{"type": "computer_use_preview"}]}), "tools[0].type"),
        (json!({"tools": [{"type": "mcp", "server_label": "s"}]}), "tools[0].type"),
        (json!({"tools": [{"type": "image_generation"}]}), "tools[0].type"),
        (json!({"tools": [{"type": "custom", "name": "x"}]}), "tools[0].type"),
        (json!({"tool_choice": {"type": "allowed_tools"}}), "tool_choice.type"),
        (json!({"text": {"format": {"type": "grammar"}}}), "text.format.type"),
        (item(json!({"type": "item_reference", "id": "msg_1"})), "input[0].type"),
        (item(json!({"id": "msg_1"})), "input[0].type"),
        (item(json!({"type": "web_search_call", "id": "ws_1"})), "input[0].type"),
        (
            item(json!({"type": "custom_tool_call", "call_id": "c", "name": "n", "input": ""})),
            "input[0].type",
        ),
        (item(json!({"type": "compaction", "encrypted_content": "x"})), "input[0].type"),
        (
            item(
                json!({"role": "assistant", "content": [{"type": "input_image", "image_url": "https://x.test"}]}),
            ),
            "input[0].content",
        ),
        (
            item(json!({"role": "system", "content": [{"type": "refusal", "refusal": "x"}]})),
            "input[0].content",
        ),
        (part(json!({"type": "input_image", "file_id": "f"})), "input[0].content[0].file_id"),
        (part(json!({"type": "input_file", "file_id": "f"})), "input[0].content[0].file_id"),
        (
            part(json!({"type": "input_file", "filename": "a.txt", "file_data": "AAAA"})),
            "input[0].content[0].file_data",
        ),
        (part(json!({"type": "input_video"})), "input[0].content[0].type"),
    ] {
        for to in [open_chat(), messages()] {
            match request(&asked(given.clone()), Wire::Responses, &to) {
                Err(fault) => assert_eq!(fault.param.as_deref(), Some(param), "{given}: {fault}"),
                Ok(translated) => panic!("{given}: {translated:?}"),
            }
        }
    }
    let chat = |members: Value| {
        let mut body = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        body
    };
    let sound = json!([{"role": "user", "content": [
        {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}]}]);
    for (given, param) in [
        (chat(json!({"n": 2})), "n"),
        (chat(json!({"logprobs": true})), "logprobs"),
        (chat(json!({"stop": "END"})), "stop"),
        (chat(json!({"messages": sound})), "messages[].content[].input_audio"),
    ] {
        let fault = request(&given, Wire::Chat, &Target::Responses(ResponsesTarget::default())).unwrap_err();
        assert_eq!(fault.param.as_deref(), Some(param), "{given}: {fault}");
    }
}

#[test]
fn items_become_messages_that_take_turns() {
    let body = json!({"model": "m", "instructions": "Be brief.", "max_output_tokens": 64, "input": [
        {"role": "developer", "content": "Be kind."},
        {"type": "message", "role": "user", "content": [
            {"type": "input_text", "text": "What is this?", "prompt_cache_breakpoint": {"mode": "explicit"}},
            {"type": "input_image", "image_url": "https://x.test/a.png", "detail": "auto"},
            {"type": "input_file", "filename": "a.pdf", "file_data": "AAAA"}]},
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}],
            "encrypted_content": "signature/sig"},
        {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "redacted/xyz"},
        {"type": "reasoning", "id": "rs_3", "summary": [], "encrypted_content": "gAAAA"},
        {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "phase": "commentary",
            "content": [{"type": "output_text", "text": "Let me see.", "annotations": [], "logprobs": []}]},
        {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "f", "arguments": "{\"a\": 1}"},
        {"type": "function_call", "call_id": "c2", "name": "g", "arguments": "", "status": "completed"},
        {"type": "function_call_output", "call_id": "c1", "output": "one"},
        {"type": "function_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "two"},
            {"type": "input_image", "image_url": "data:image/png;base64,BBBB"}]},
        {"role": "user", "content": "And?"}]});
    let (found, dropped) = request(&body, Wire::Responses, &messages()).unwrap();
    let expected = json!({"model": "m", "max_tokens": 64,
        "system": [{"type": "text", "text": "Be brief."}, {"type": "text", "text": "Be kind."}],
        "messages": [
            {"role": "user", "content": [
                {"type": "text", "text": "What is this?", "cache_control": {"type": "ephemeral"}},
                {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}},
                {"type": "document", "title": "a.pdf",
                    "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}}]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "hm", "signature": "sig"},
                {"type": "redacted_thinking", "data": "xyz"},
                {"type": "text", "text": "Let me see."},
                {"type": "tool_use", "id": "c1", "name": "f", "input": {"a": 1}},
                {"type": "tool_use", "id": "c2", "name": "g", "input": {}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "one"}]},
                {"type": "tool_result", "tool_use_id": "c2", "content": [{"type": "text", "text": "two"},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "BBBB"}}]},
                {"type": "text", "text": "And?"}]}]});
    assert_eq!(found, expected);
    assert_eq!(dropped, ["input[].phase", "reasoning_details"]);
}

#[test]
fn messages_become_items() {
    let hint = json!({"type": "ephemeral", "ttl": "1h"});
    let body = json!({"model": "gpt", "max_tokens": 5, "stop_sequences": [],
        "system": [{"type": "text", "text": "Be brief."}],
        "tools": [{"name": "f", "input_schema": {"type": "object"}}, {"name": "g", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "any", "disable_parallel_tool_use": true},
        "thinking": {"type": "enabled", "budget_tokens": 2048}, "top_k": 3, "stream": true,
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Hi", "cache_control": hint},
                {"type": "document", "title": "t", "source": {"type": "text", "media_type": "text/plain", "data": "words"}}]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "hm", "signature": "openai-responses-v1/rs_1/gAAAA"},
                {"type": "redacted_thinking", "data": "openai-responses-v1/rs_2/gBBBB"},
                {"type": "thinking", "thinking": "not its own", "signature": "EqQB"},
                {"type": "text", "text": "Let me see."},
                {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": "bad", "is_error": true}]}]});
    let target = ResponsesTarget {
        takes_effort: true,
        gives_summaries: true,
        takes_breakpoints: true,
        ..ResponsesTarget::default()
    };
    let (found, dropped) = request(&body, Wire::Messages, &Target::Responses(target)).unwrap();
    let tool = |name: &str| json!({"type": "function", "name": name, "parameters": {"type": "object"}, "strict": false});
    let expected = json!({"model": "gpt", "instructions": "Be brief.", "input": [
            {"type": "message", "role": "user", "content": [
                {"type": "input_text", "text": "Hi", "prompt_cache_breakpoint": {"mode": "explicit"}},
                {"type": "input_text", "text": "words"}]},
            {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}],
                "encrypted_content": "gAAAA"},
            {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "gBBBB"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Let me see."}]},
            {"type": "function_call", "call_id": "t1", "name": "f", "arguments": "{\"a\":1}"},
            {"type": "function_call_output", "call_id": "t1", "output": "Error: bad"}],
        "tools": [tool("f"), tool("g")], "tool_choice": "required", "parallel_tool_calls": false,
        "max_output_tokens": 16, "reasoning": {"effort": "max", "summary": "auto"},
        "include": ["reasoning.encrypted_content"], "store": false, "stream": true});
    assert_eq!(found, expected);
    let names = ["cache_control.ttl", "max_tokens", "messages[].content[].title", "reasoning", "top_k"];
    assert_eq!(sorted(dropped), names);
    let (found, dropped) =
        request(&body, Wire::Messages, &Target::Responses(ResponsesTarget::default())).unwrap();
    assert!(found.get("reasoning").is_none() && found.get("include").is_none(), "{found}");
    assert!(
        dropped.contains(&"thinking".to_owned()) && dropped.contains(&"cache_control".to_owned()),
        "{dropped:?}"
    );
}

#[test]
fn an_answer_tells_everything_that_clients_look_for() {
    let asked = json!({"model": "m", "instructions": "Be brief.", "input": "Hi", "temperature": 0.70,
        "tools": [{"type": "function", "name": "f", "parameters": {}}], "tool_choice": "required",
        "metadata": {"a": "b"}, "previous_response_id": "resp_0", "store": false, "text": {"verbosity": "low"}});
    let echo = translate::ResponsesEcho::of(&document(&asked.to_string().replace("0.7,", "0.70,")), 1 << 64);
    assert_eq!(echo.response_id().as_deref(), Some("resp_00000000-0000-0001-0000-000000000000"));
    let to = translate::Client { responses: Some(echo.into()), ..client(Wire::Responses) };
    let message = json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "claude",
        "content": [{"type": "thinking", "thinking": "hm", "signature": "sig"}, {"type": "text", "text": "One "},
            {"type": "text", "text": "two."}, {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}}],
        "stop_reason": "tool_use", "stop_sequence": null, "usage": {"input_tokens": 10,
            "cache_read_input_tokens": 30, "output_tokens": 5, "service_tier": "standard"}});
    let translated = translate::answer(&document(&message.to_string()), Wire::Messages, &to).unwrap();
    let text = |text: &str| json!({"type": "output_text", "annotations": [], "logprobs": [], "text": text});
    let id = |kind: &str, last: u8| format!("{kind}_00000000-0000-0001-0000-00000000000{last}");
    assert_eq!(
        value(&translated.body),
        json!({"id": id("resp", 0), "object": "response", "created_at": super::CREATED, "status": "completed",
        "error": null, "incomplete_details": null, "model": "claude", "output": [
            {"id": id("rs", 1), "type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}],
                "encrypted_content": "signature/sig"},
            {"id": id("msg", 2), "type": "message", "status": "completed", "role": "assistant",
                "content": [text("One "), text("two.")]},
            {"id": id("fc", 3), "type": "function_call", "status": "completed", "arguments": "{\"a\":1}",
                "call_id": "t1", "name": "f"}],
        "background": false, "instructions": "Be brief.", "max_output_tokens": null, "max_tool_calls": null,
        "metadata": {"a": "b"}, "parallel_tool_calls": true, "previous_response_id": "resp_0",
        "prompt_cache_key": null, "reasoning": {"effort": null, "summary": null}, "safety_identifier": null,
        "store": false, "temperature": 0.7, "text": {"verbosity": "low"}, "tool_choice": "required",
        "tools": [{"type": "function", "name": "f", "parameters": {}}], "top_logprobs": 0, "top_p": 1,
        "truncation": "disabled", "user": null, "service_tier": "default",
        "usage": {"input_tokens": 40, "input_tokens_details": {"cached_tokens": 30, "cache_write_tokens": 0},
            "output_tokens": 5, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 45}})
    );
    assert!(
        String::from_utf8_lossy(&translated.body).contains(r#""temperature":0.70"#),
        "numbers keep their spelling"
    );
}

#[test]
fn every_end_has_its_state() {
    let chat = |message: Value, reason: &str| json!({"id": "c", "model": "m", "choices": [{"message": message, "finish_reason": reason}]});
    for (answer, status, why) in [
        (chat(json!({"content": "x"}), "stop"), "completed", Value::Null),
        (chat(json!({"content": "x"}), "length"), "incomplete", json!({"reason": "max_output_tokens"})),
        (chat(json!({"content": "x"}), "content_filter"), "incomplete", json!({"reason": "content_filter"})),
        (chat(json!({"refusal": "No."}), "stop"), "completed", Value::Null),
    ] {
        let there =
            translate::answer(&document(&answer.to_string()), Wire::Chat, &client(Wire::Responses)).unwrap();
        let body = value(&there.body);
        assert_eq!((body["status"].as_str(), &body["incomplete_details"]), (Some(status), &why), "{answer}");
        assert_eq!(
            body["output"][0]["status"],
            if why["reason"] == "max_output_tokens" { "incomplete" } else { "completed" }
        );
        let text = String::from_utf8(there.body).unwrap();
        let back = translate::answer(&document(&text), Wire::Responses, &client(Wire::Chat)).unwrap();
        assert_eq!(
            value(&back.body)["choices"][0]["finish_reason"],
            answer["choices"][0]["finish_reason"],
            "{answer}"
        );
    }
    for (body, is_refused) in [
        (json!({"status": "completed", "output": []}), false),
        (json!({"status": "completed"}), true),
        (json!({"output": []}), true),
        (json!({"status": "in_progress", "output": []}), true),
        (json!({"status": "queued", "output": []}), true),
        (json!({"status": "failed", "error": {"message": "x"}, "output": []}), true),
        (json!({"status": "incomplete", "output": []}), true),
        (json!({"status": "incomplete", "incomplete_details": {"reason": "steered"}, "output": []}), true),
        (json!({"status": "completed", "output": [{"type": "web_search_call", "id": "ws"}]}), true),
        (json!({"status": "completed", "output": [{"role": "user", "content": "x"}]}), true),
        (
            json!({"status": "completed", "output": [{"type": "function_call", "call_id": "a", "name": "f", "arguments": "{"}]}),
            true,
        ),
        (
            json!({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"},
            "output": [{"type": "function_call", "call_id": "a", "name": "f", "arguments": "{"}]}),
            false,
        ),
    ] {
        let read = translate::answer(&document(&body.to_string()), Wire::Responses, &client(Wire::Chat));
        assert_eq!(read.is_err(), is_refused, "{body}: {read:?}");
    }
}

/// What a client does that keeps the conversation itself: it sends back every item as it got it.
#[test]
fn thoughts_come_back_whole_through_five_turns() {
    let thinking =
        Target::Messages(MessagesTarget { thinking: ThinkingForm::Adaptive, ..MessagesTarget::default() });
    let mut input = vec![json!({"role": "user", "content": "go"})];
    let mut expected = vec![json!({"role": "user", "content": [{"type": "text", "text": "go"}]})];
    for turn in 0..5 {
        let content = json!([
            {"type": "thinking", "thinking": format!(" hm\n\n{turn} "), "signature": format!("sig{turn}")},
            {"type": "thinking", "thinking": "", "signature": "alone"},
            {"type": "redacted_thinking", "data": "xyz"},
            {"type": "text", "text": "Let me see."},
            {"type": "tool_use", "id": format!("a{turn}"), "name": "f", "input": {"n": turn}},
            {"type": "tool_use", "id": format!("b{turn}"), "name": "f", "input": {}}]);
        let answer = json!({"id": "m", "model": "c", "content": content, "stop_reason": "tool_use"});
        let told =
            translate::answer(&document(&answer.to_string()), Wire::Messages, &client(Wire::Responses))
                .unwrap();
        input.extend(value(&told.body)["output"].as_array().unwrap().clone());
        let mut results = Vec::new();
        for call in [format!("a{turn}"), format!("b{turn}")] {
            input.push(json!({"type": "function_call_output", "call_id": call, "output": "done"}));
            results.push(json!({"type": "tool_result", "tool_use_id": call,
                "content": [{"type": "text", "text": "done"}]}));
        }
        expected.push(json!({"role": "assistant", "content": content}));
        expected.push(json!({"role": "user", "content": results}));
        let body = json!({"model": "m", "input": input, "reasoning": {"effort": "low"}});
        let (body, dropped) = request(&body, Wire::Responses, &thinking).unwrap();
        assert_eq!(body["messages"], json!(expected), "{turn}");
        assert!(dropped.is_empty(), "{dropped:?}");
    }
}

#[test]
fn proofs_of_openai_come_back_through_other_formats() {
    let answer = json!({"id": "resp_1", "model": "gpt", "status": "completed", "output": [
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "a"},
            {"type": "summary_text", "text": "b"}], "encrypted_content": "gAAAA"},
        {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "gBBBB"},
        {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "f", "arguments": "{}"}]});
    let expected = json!([
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "a\n\nb"}],
            "encrypted_content": "gAAAA"},
        {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "gBBBB"},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}]);
    let target = Target::Responses(ResponsesTarget { takes_effort: true, ..ResponsesTarget::default() });
    for wire in [Wire::Chat, Wire::Messages] {
        let told = translate::answer(&document(&answer.to_string()), Wire::Responses, &client(wire)).unwrap();
        let told = value(&told.body);
        let turn = match wire {
            Wire::Chat => told["choices"][0]["message"].clone(),
            _ => json!({"role": "assistant", "content": told["content"]}),
        };
        let body =
            json!({"model": "gpt", "max_tokens": 99, "messages": [{"role": "user", "content": "go"}, turn]});
        let (body, dropped) = request(&body, wire, &target).unwrap();
        assert_eq!(body["input"].as_array().unwrap()[1..], expected.as_array().unwrap()[..], "{wire:?}");
        assert!(dropped.is_empty(), "{wire:?}: {dropped:?}");
        // Another maker's model does without them.
        let other = if wire == Wire::Chat { messages() } else { Target::Chat(ChatTarget::default()) };
        let body =
            json!({"model": "m", "max_tokens": 99, "messages": [{"role": "user", "content": "go"}, turn]});
        let (body, dropped) = request(&body, wire, &other).unwrap();
        assert!(!body.to_string().contains("gAAAA") && dropped.len() == 1, "{body} {dropped:?}");
    }
}

#[test]
fn errors_are_those_of_chat_completions() {
    let failure = Failure { kind: FailureKind::RateLimited, message: "m".to_owned() };
    assert_eq!(
        translate::write_failure(&failure, Wire::Responses),
        translate::write_failure(&failure, Wire::Chat)
    );
    let read = translate::read_failure(429, br#"{"error":{"message":"m"}}"#, Wire::Responses);
    assert_eq!(read, failure);
    let event = translate::failure_event(&failure, Wire::Responses);
    assert_eq!(event.name, Some("error"));
    assert_eq!(
        serde_json::from_str::<Value>(&event.data).unwrap(),
        json!({"type": "error", "sequence_number": 0, "code": "rate_limit_exceeded", "message": "m", "param": null})
    );
    let body = json!({"model": "m", "input": "x", "reasoning": {"effort": "none"}});
    assert!(request(&body, Wire::Responses, &open_responses()).unwrap().1 == ["thinking"]);
}

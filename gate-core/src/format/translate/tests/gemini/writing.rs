//! Requests of other formats, written for Gemini.

use serde_json::{Value, json};

use super::super::{gemini, request};
use crate::format::translate::{GeminiTarget, GeminiThinking, Target, Wire};

/// What a request for chat completions with these members becomes, and what it lacks.
fn chat(members: &Value, to: &Target) -> (Value, Vec<String>) {
    let mut body = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
    for (key, member) in members.as_object().unwrap() {
        body[key] = member.clone();
    }
    request(&body, Wire::Chat, to).unwrap_or_else(|fault| panic!("{members}: {fault}"))
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn members_have_their_place() {
    let schema = json!({"type": "object", "additionalProperties": false});
    let tool = json!({"type": "function",
        "function": {"name": "find", "description": "d", "parameters": schema, "strict": true}});
    let tools = json!([{"functionDeclarations": [
        {"name": "find", "description": "d", "parametersJsonSchema": schema}]}]);
    let config = |mode: &str| json!({"functionCallingConfig": {"mode": mode}});
    let drawn = |config: Value| json!({"generationConfig": config});
    for (name, given, expected, dropped) in [
        ("nothing", json!({}), json!({}), vec![]),
        (
            "draws",
            json!({"max_tokens": 7, "temperature": 0.70, "top_p": 0.5, "top_k": 4, "seed": 3, "stop": "END",
                "presence_penalty": 0.1, "frequency_penalty": -0.2, "n": 1}),
            drawn(json!({"maxOutputTokens": 7, "temperature": 0.7, "topP": 0.5, "topK": 4, "seed": 3,
                "stopSequences": ["END"], "presencePenalty": 0.1, "frequencyPenalty": -0.2})),
            vec![],
        ),
        (
            "some JSON",
            json!({"response_format": {"type": "json_object"}}),
            drawn(json!({"responseMimeType": "application/json"})),
            vec![],
        ),
        (
            "this JSON",
            json!({"response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}}}),
            drawn(json!({"responseMimeType": "application/json", "responseJsonSchema": schema})),
            vec![],
        ),
        ("tools", json!({"tools": [tool]}), json!({"tools": tools}), vec!["tools[].strict"]),
        (
            "a call",
            json!({"tools": [tool], "tool_choice": "required", "parallel_tool_calls": false}),
            json!({"tools": tools, "toolConfig": config("ANY")}),
            vec!["tools[].strict", "parallel_tool_calls"],
        ),
        (
            "no call",
            json!({"tools": [tool], "tool_choice": "none"}),
            json!({"tools": tools, "toolConfig": config("NONE")}),
            vec!["tools[].strict"],
        ),
        (
            "this tool",
            json!({"tools": [tool], "tool_choice": {"type": "function", "function": {"name": "find"}}}),
            json!({"tools": tools, "toolConfig": {"functionCallingConfig": {"mode": "ANY",
                "allowedFunctionNames": ["find"]}}}),
            vec!["tools[].strict"],
        ),
        ("tier", json!({"service_tier": "flex"}), json!({"serviceTier": "flex"}), vec![]),
        ("any tier", json!({"service_tier": "auto"}), json!({}), vec![]),
        (
            "hints",
            json!({"user": "u", "logit_bias": {}, "stream": true}),
            json!({}),
            vec!["logit_bias", "user"],
        ),
    ] {
        let (body, names) = chat(&given, &gemini());
        let mut wanted =
            json!({"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": {}});
        for (key, member) in expected.as_object().unwrap() {
            wanted[key] = member.clone();
        }
        assert_eq!(body, wanted, "{name}");
        assert_eq!(names, dropped, "{name}");
    }
}

#[test]
fn thinking_is_asked_for_as_the_model_takes_it() {
    let shown = |mut config: Value| {
        config["includeThoughts"] = json!(true);
        config
    };
    for (thinking, effort, expected, is_dropped) in [
        (GeminiThinking::Budget, "none", json!({"thinkingBudget": 0}), false),
        (GeminiThinking::Budget, "minimal", shown(json!({"thinkingBudget": 1024})), false),
        (GeminiThinking::Budget, "medium", shown(json!({"thinkingBudget": 8192})), false),
        (GeminiThinking::Budget, "xhigh", shown(json!({"thinkingBudget": 24576})), false),
        (GeminiThinking::Levels, "none", json!({"thinkingLevel": "minimal"}), true),
        (GeminiThinking::Levels, "minimal", shown(json!({"thinkingLevel": "minimal"})), false),
        (GeminiThinking::Levels, "medium", shown(json!({"thinkingLevel": "medium"})), false),
        (GeminiThinking::Levels, "max", shown(json!({"thinkingLevel": "high"})), false),
        (GeminiThinking::TwoLevels, "minimal", shown(json!({"thinkingLevel": "low"})), false),
        (GeminiThinking::TwoLevels, "medium", shown(json!({"thinkingLevel": "high"})), false),
        (GeminiThinking::Never, "none", Value::Null, false),
        (GeminiThinking::Never, "low", Value::Null, true),
    ] {
        let target = Target::Gemini(GeminiTarget { thinking, ..GeminiTarget::default() });
        let (body, dropped) = chat(&json!({"reasoning_effort": effort}), &target);
        assert_eq!(body["generationConfig"]["thinkingConfig"], expected, "{thinking:?} {effort}");
        assert_eq!(!dropped.is_empty(), is_dropped, "{thinking:?} {effort}: {dropped:?}");
    }
    let body = |thinking: Value| {
        json!({"model": "m", "max_tokens": 40000, "thinking": thinking,
            "messages": [{"role": "user", "content": "Hi"}]})
    };
    for (given, thinking, expected, dropped) in [
        (json!({"type": "adaptive"}), GeminiThinking::Budget, json!({"thinkingBudget": -1}), vec![]),
        (json!({"type": "adaptive"}), GeminiThinking::Levels, json!({}), vec![]),
        (
            json!({"type": "enabled", "budget_tokens": 2000}),
            GeminiThinking::Budget,
            json!({"thinkingBudget": 2000}),
            vec![],
        ),
        (
            json!({"type": "enabled", "budget_tokens": 30000}),
            GeminiThinking::Budget,
            json!({"thinkingBudget": 24576}),
            vec!["thinking.budget_tokens"],
        ),
        (
            json!({"type": "enabled", "budget_tokens": 8000}),
            GeminiThinking::Levels,
            json!({"thinkingLevel": "low"}),
            vec![],
        ),
    ] {
        let target = Target::Gemini(GeminiTarget { thinking, ..GeminiTarget::default() });
        let (body, names) = request(&body(given.clone()), Wire::Messages, &target).unwrap();
        assert_eq!(body["generationConfig"]["thinkingConfig"], shown(expected), "{given} {thinking:?}");
        assert_eq!(names, dropped, "{given}");
    }
}

#[test]
fn turns_become_contents() {
    let image = |data: &str| json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}});
    let hint = json!({"type": "ephemeral"});
    let body = json!({"model": "m", "max_tokens": 5,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": hint}],
        "messages": [
            {"role": "user", "content": [
                {"type": "image", "source": {"type": "url", "url": "https://x.test/a.jpg"}},
                {"type": "document", "title": "t", "source": {"type": "base64", "media_type": "application/pdf",
                    "data": "BBBB"}},
                {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "words"}}]},
            {"role": "system", "content": "Hurry."},
            {"role": "user", "content": "Go."},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "hm", "signature": "sig"},
                {"type": "text", "text": "Let me see."},
                {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
                {"type": "tool_use", "id": "t2", "name": "g", "input": {}}]},
            {"role": "user", "content": [
                {"type": "text", "text": "Go on."},
                {"type": "tool_result", "tool_use_id": "t1", "content": "bad", "is_error": true},
                {"type": "tool_result", "tool_use_id": "t2", "content": [image("CCCC"),
                    {"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]}]});
    let inline = json!({"inlineData": {"mimeType": "image/png", "data": "CCCC"}});
    let call =
        |id: &str, name: &str, args: Value| json!({"functionCall": {"id": id, "name": name, "args": args}});
    for takes_result_media in [true, false] {
        let target = Target::Gemini(GeminiTarget { takes_result_media, ..GeminiTarget::default() });
        let (found, dropped) = request(&body, Wire::Messages, &target).unwrap();
        let mut last = vec![
            json!({"functionResponse": {"id": "t1", "name": "f", "response": {"error": "bad"}}}),
            json!({"functionResponse": {"id": "t2", "name": "g", "response": {"output": "a\nb"}}}),
            json!({"text": "Go on."}),
        ];
        if takes_result_media {
            last[1]["functionResponse"]["parts"] = json!([inline]);
        } else {
            last.extend([json!({"text": "From tool call t2:"}), inline.clone()]);
        }
        let expected = json!([
            {"role": "user", "parts": [
                {"fileData": {"mimeType": "image/jpeg", "fileUri": "https://x.test/a.jpg"}},
                {"inlineData": {"mimeType": "application/pdf", "data": "BBBB"}},
                {"text": "words"}, {"text": "Go."}]},
            {"role": "model", "parts": [{"text": "Let me see."}, call("t1", "f", json!({"a": 1})),
                call("t2", "g", json!({}))]},
            {"role": "user", "parts": last}]);
        assert_eq!(found["contents"], expected, "{takes_result_media}");
        assert_eq!(found["systemInstruction"], json!({"parts": [{"text": "Be brief."}, {"text": "Hurry."}]}));
        assert_eq!(
            dropped,
            [
                "messages[].reasoning_content",
                "messages[].content[].title",
                "messages[].role",
                "cache_control"
            ]
        );
    }
}

#[test]
fn sound_is_taken() {
    let sound = json!([{"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}}]);
    let (body, _) = chat(&json!({"messages": [{"role": "user", "content": sound}]}), &gemini());
    assert_eq!(
        body["contents"][0]["parts"],
        json!([{"inlineData": {"mimeType": "audio/mp3", "data": "AAAA"}}])
    );
}

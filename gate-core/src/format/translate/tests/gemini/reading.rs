//! Requests of Gemini's, written for other formats.

use serde_json::{Value, json};

use super::super::{document, messages, open_chat, request};
use crate::format::translate::{self, Wire};

/// A request with these members beside a greeting.
pub(super) fn asked(members: &Value) -> Value {
    let mut body = json!({"model": "models/m", "contents": [{"role": "user", "parts": [{"text": "Hi"}]}]});
    for (key, member) in members.as_object().unwrap() {
        body[key] = member.clone();
    }
    body
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn members_have_their_place_in_chat() {
    let schema = json!({"type": "object", "properties": {"q": {"type": "string"}}});
    let loud = json!({"type": "OBJECT", "properties": {"q": {"type": "STRING"}}, "propertyOrdering": ["q"]});
    let tools = |names: &[&str]| {
        let tool =
            |name: &&str| json!({"type": "function", "function": {"name": name, "parameters": schema}});
        names.iter().map(tool).collect::<Vec<_>>()
    };
    let both = json!([{"functionDeclarations": [{"name": "a", "parameters": loud},
        {"name": "b", "parametersJsonSchema": schema}]}]);
    let config = |mode: &str, names: &[&str]| json!({"functionCallingConfig": {"mode": mode, "allowedFunctionNames": names}});
    let form = |schema: &Value| json!({"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": false}});
    for (name, given, expected, dropped) in [
        ("nothing", json!({}), json!({}), vec![]),
        (
            "draws",
            json!({"generationConfig": {"maxOutputTokens": 7, "temperature": 0.7, "topP": 0.5, "topK": 40.0,
                "seed": -3, "stopSequences": ["END"], "presencePenalty": 0.1, "frequencyPenalty": 0.2,
                "candidateCount": 1, "responseModalities": ["TEXT"], "responseLogprobs": false}}),
            json!({"max_tokens": 7, "temperature": 0.7, "top_p": 0.5, "top_k": 40, "seed": -3, "stop": ["END"],
                "presence_penalty": 0.1, "frequency_penalty": 0.2}),
            vec![],
        ),
        (
            "snakes",
            json!({"generation_config": {"max_output_tokens": 7, "thinking_config": {"thinking_budget": 0}},
                "system_instruction": {"parts": {"text": "s"}}, "safety_settings": [], "service_tier": "FLEX"}),
            json!({"max_tokens": 7, "service_tier": "flex",
                "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "Hi"}]}),
            vec!["safetySettings", "thinking"],
        ),
        (
            "some JSON",
            json!({"generationConfig": {"responseMimeType": "application/json"}}),
            json!({"response_format": {"type": "json_object"}}),
            vec![],
        ),
        (
            "this JSON",
            json!({"generationConfig": {"responseMimeType": "application/json", "responseJsonSchema": schema}}),
            json!({"response_format": form(&schema)}),
            vec![],
        ),
        (
            "this JSON in the old language",
            json!({"generationConfig": {"responseMimeType": "application/json", "responseSchema": loud}}),
            json!({"response_format": form(&json!({"type": "object", "properties": {"q": {"type": "string"}},
                "additionalProperties": false}))}),
            vec![],
        ),
        ("tools", json!({"tools": both}), json!({"tools": tools(&["a", "b"])}), vec![]),
        (
            "a call of one",
            json!({"tools": both, "toolConfig": config("ANY", &["b"])}),
            json!({"tools": tools(&["a", "b"]),
                "tool_choice": {"type": "function", "function": {"name": "b"}}}),
            vec![],
        ),
        (
            "a call of some",
            json!({"toolConfig": config("any", &["b", "a", "c"]), "tools": both}),
            json!({"tools": tools(&["a", "b"]), "tool_choice": "required"}),
            vec![],
        ),
        (
            "perhaps one of some",
            json!({"tools": both, "toolConfig": config("VALIDATED", &["b"])}),
            json!({"tools": tools(&["b"]), "tool_choice": "auto"}),
            vec!["toolConfig.functionCallingConfig.mode"],
        ),
        (
            "no call",
            json!({"tools": both, "tool_config": {"function_calling_config": {"mode": "NONE"}}}),
            json!({"tools": tools(&["a", "b"]), "tool_choice": "none"}),
            vec![],
        ),
        (
            "a level",
            json!({"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": false}}}),
            json!({"reasoning_effort": "low"}),
            vec!["thinkingConfig.includeThoughts"],
        ),
        (
            "a budget",
            json!({"generationConfig": {"thinkingConfig": {"thinkingBudget": 16000, "includeThoughts": true}}}),
            json!({"reasoning_effort": "medium"}),
            vec![],
        ),
        (
            "as it sees fit",
            json!({"generationConfig": {"thinkingConfig": {"thinkingBudget": -1}}}),
            json!({}),
            vec![],
        ),
        (
            "hints",
            json!({"labels": {}, "safetySettings": [], "generationConfig": {"mediaResolution": "LOW", "new": 1},
                "other": 2}),
            json!({}),
            vec!["labels", "safetySettings", "mediaResolution", "new", "other"],
        ),
    ] {
        let (body, mut names) =
            request(&asked(&given), Wire::Gemini, &open_chat()).unwrap_or_else(|f| panic!("{name}: {f}"));
        let mut wanted = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
        for (key, member) in expected.as_object().unwrap() {
            wanted[key] = member.clone();
        }
        let mut dropped = dropped;
        assert_eq!(body, wanted, "{name}");
        names.sort_unstable();
        dropped.sort_unstable();
        assert_eq!(names, dropped, "{name}");
    }
}

#[test]
fn the_caller_says_which_model_and_whether_to_stream() {
    let body = json!({"contents": {"parts": {"text": "Hi"}}}).to_string();
    let (mut conversation, mut dropped) = translate::read_request(&document(&body), Wire::Gemini).unwrap();
    assert_eq!((conversation.model.as_str(), conversation.is_stream), ("", false));
    conversation.model = "claude".to_owned();
    conversation.is_stream = true;
    let written = translate::write_request(&conversation, &messages(), &mut dropped).unwrap();
    assert_eq!(
        String::from_utf8(written).unwrap(),
        r#"{"model":"claude","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"stream":true}"#
    );
}

#[test]
fn schemas_of_openapi_become_json_schemas() {
    for (given, expected) in [
        (json!({"type": "STRING"}), json!({"type": "string"})),
        (json!({"type": "object"}), json!({"type": "object"})),
        (json!({"type": ["string", "null"]}), json!({"type": ["string", "null"]})),
        (json!({"type": "TYPE_UNSPECIFIED", "title": "t"}), json!({"title": "t"})),
        (json!({"type": "INTEGER", "nullable": true}), json!({"type": ["integer", "null"]})),
        (json!({"type": "STRING", "nullable": false}), json!({"type": "string"})),
        (
            json!({"type": "STRING", "format": "enum", "enum": ["a"], "nullable": true}),
            json!({"type": ["string", "null"], "enum": ["a", null]}),
        ),
        (json!({"type": "STRING", "format": "date-time"}), json!({"type": "string", "format": "date-time"})),
        (
            json!({"type": "ARRAY", "items": {"type": "NUMBER"}, "min_items": "1", "maxItems": 3}),
            json!({"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 3}),
        ),
        (
            json!({"any_of": [{"type": "STRING"}, {"type": "BOOLEAN"}], "nullable": true}),
            json!({"anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "null"}]}),
        ),
        (
            json!({"type": "OBJECT", "property_ordering": ["type"], "required": ["type"],
                "properties": {"type": {"type": "STRING"}, "min_items": {"type": "NULL"}}}),
            json!({"type": "object", "required": ["type"],
                "properties": {"type": {"type": "string"}, "min_items": {"type": "null"}}}),
        ),
        (
            json!({"defs": {"A": {"type": "OBJECT"}}, "ref": "#/$defs/A", "additional_properties": false}),
            json!({"$defs": {"A": {"type": "object"}}, "$ref": "#/$defs/A", "additionalProperties": false}),
        ),
        (json!({"example": {"type": "STRING"}}), json!({"example": {"type": "STRING"}})),
    ] {
        let tools = json!({"tools": [{"functionDeclarations": [{"name": "f", "parameters": given}]}]});
        let (body, _) = request(&asked(&tools), Wire::Gemini, &open_chat()).unwrap();
        assert_eq!(body["tools"][0]["function"]["parameters"], expected, "{given}");
    }
}

#[test]
fn what_clients_collect_from_a_stream_is_one_turn() {
    let model = |part: Value| json!({"role": "model", "parts": [part]});
    let body = asked(&json!({"contents": [
        {"role": "user", "parts": [{"text": "go"}, {"text": ""}]},
        model(json!({"text": "h", "thought": true})),
        model(json!({"text": "m", "thought": true})),
        model(json!({"text": "", "thought": true, "thoughtSignature": "dGhpbmtpbmc6c2ln"})),
        model(json!({"text": "One "})),
        model(json!({"text": "two."})),
        model(json!({"functionCall": {"name": "f", "args": {"a": 1}}})),
        model(json!({"functionCall": {"name": "f"}})),
        model(json!({"text": ""})),
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"output": "1"}}}]},
        {"role": "function", "parts": [{"functionResponse": {"name": "f", "response": {"error": "2"},
            "parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}}]}]}));
    let (body, dropped) = request(&body, Wire::Gemini, &messages()).unwrap();
    assert_eq!(
        body["messages"][1]["content"],
        json!([{"type": "thinking", "thinking": "hm", "signature": "sig"}, {"type": "text", "text": "One two."},
            {"type": "tool_use", "id": "call_0", "name": "f", "input": {"a": 1}},
            {"type": "tool_use", "id": "call_1", "name": "f", "input": {}}])
    );
    assert_eq!(
        body["messages"][2]["content"],
        json!([{"type": "tool_result", "tool_use_id": "call_0", "content": [{"type": "text", "text": "1"}]},
            {"type": "tool_result", "tool_use_id": "call_1", "is_error": true, "content": [
                {"type": "text", "text": "2"},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}]}])
    );
    assert!(dropped.is_empty(), "{dropped:?}");
}

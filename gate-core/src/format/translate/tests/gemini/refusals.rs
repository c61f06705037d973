//! What cannot be said on the other side, and what is not what it should be.

use serde_json::{Value, json};

use super::super::{gemini, open_chat, request};
use super::reading::asked;
use crate::format::translate::Wire;

fn check(body: &Value, from: Wire, param: &str) {
    let to = if from == Wire::Gemini { open_chat() } else { gemini() };
    match request(body, from, &to) {
        Err(fault) => assert_eq!(fault.param.as_deref(), Some(param), "{body}: {fault}"),
        Ok(translated) => panic!("{body}: {translated:?}"),
    }
}

#[test]
fn what_cannot_be_said_to_gemini_is_refused_by_name() {
    let base = |members: Value| {
        let mut body = json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        body
    };
    for (from, given, param) in [
        (Wire::Chat, json!({"n": 2}), "n"),
        (Wire::Chat, json!({"logprobs": true}), "logprobs"),
        (Wire::Chat, json!({"messages": []}), "messages"),
        (Wire::Chat, json!({"messages": [{"role": "system", "content": "alone"}]}), "messages"),
        (
            Wire::Chat,
            json!({"messages": [{"role": "tool", "tool_call_id": "a", "content": "x"}]}),
            "messages[].tool_call_id",
        ),
        (
            Wire::Messages,
            json!({"messages": [{"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "a", "content": "x"}]}]}),
            "messages[].tool_call_id",
        ),
    ] {
        check(&base(given), from, param);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_gemini_alone_has_is_refused_by_name() {
    let config = |config: Value| json!({"generationConfig": config});
    let tool = |tool: Value| json!({"tools": [tool]});
    let part = |part: Value| json!({"contents": [{"role": "user", "parts": [part]}]});
    let said = |part: Value| json!({"contents": [{"role": "model", "parts": [part]}]});
    for (given, param) in [
        (json!({"contents": 1}), "contents"),
        (json!({"contents": [1]}), "contents[0].content"),
        (json!({"contents": [{"role": "king", "parts": []}]}), "contents[0].role"),
        (json!({"cachedContent": "c"}), "cachedContent"),
        (json!({"systemInstruction": {"parts": [{"inlineData": {}}]}}), "systemInstruction.parts[0].text"),
        (config(json!({"candidateCount": 2})), "generationConfig.candidateCount"),
        (config(json!({"responseLogprobs": true})), "generationConfig.responseLogprobs"),
        (config(json!({"responseModalities": ["TEXT", "IMAGE"]})), "generationConfig.responseModalities"),
        (config(json!({"speechConfig": {}})), "generationConfig.speechConfig"),
        (config(json!({"responseMimeType": "text/x.enum"})), "generationConfig.responseMimeType"),
        (config(json!({"topK": 1.5})), "generationConfig.topK"),
        (config(json!({"maxOutputTokens": -1})), "generationConfig.maxOutputTokens"),
        (config(json!({"stopSequences": [1]})), "generationConfig.stopSequences[0]"),
        (
            config(json!({"thinkingConfig": {"thinkingLevel": "deep"}})),
            "generationConfig.thinkingConfig.thinkingLevel",
        ),
        (tool(json!({"googleSearch": {}})), "tools[0].googleSearch"),
        (tool(json!({"code_execution": {}})), "tools[0].codeExecution"),
        (tool(json!({"urlContext": {}})), "tools[0].urlContext"),
        (tool(json!({"brandNew": {}})), "tools[0].tool"),
        (tool(json!({"functionDeclarations": [{}]})), "tools[0].functionDeclarations[0].name"),
        (
            json!({"toolConfig": {"functionCallingConfig": {"mode": "SOMETIMES"}}}),
            "toolConfig.functionCallingConfig.mode",
        ),
        (
            json!({"tools": [{"functionDeclarations": [{"name": "f"}]}],
                "toolConfig": {"functionCallingConfig": {"mode": "AUTO", "allowedFunctionNames": ["g"]}}}),
            "toolConfig.functionCallingConfig.allowedFunctionNames",
        ),
        (part(json!({})), "contents[0].parts[0].text"),
        (part(json!({"functionCall": {"name": "f"}})), "contents[0].parts[0].functionCall"),
        (
            part(json!({"inlineData": {"mimeType": "video/mp4", "data": "AA"}})),
            "contents[0].parts[0].inlineData.mimeType",
        ),
        (part(json!({"inlineData": {"data": "AA"}})), "contents[0].parts[0].inlineData.mimeType"),
        (
            part(
                json!({"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/a"}}),
            ),
            "contents[0].parts[0].fileData.fileUri",
        ),
        (part(json!({"fileData": {"fileUri": "gs://a/b.png"}})), "contents[0].parts[0].fileData.fileUri"),
        (
            part(json!({"fileData": {"fileUri": "https://www.youtube.com/watch?v=a"}})),
            "contents[0].parts[0].fileData.fileUri",
        ),
        (
            part(json!({"functionResponse": {"name": "f", "response": {}}})),
            "contents[0].parts[0].functionResponse.name",
        ),
        (
            part(json!({"functionResponse": {"id": "a", "name": "f", "response": "x"}})),
            "contents[0].parts[0].functionResponse.response",
        ),
        (said(json!({"thought": true})), "contents[0].parts[0].text"),
        (said(json!({"inlineData": {}})), "contents[0].parts[0].inlineData"),
        (said(json!({"executable_code": {}})), "contents[0].parts[0].executableCode"),
        (said(json!({"functionCall": {}})), "contents[0].parts[0].functionCall.name"),
        (said(json!({"functionCall": {"name": "f", "args": []}})), "contents[0].parts[0].functionCall.args"),
        (
            said(json!({"functionCall": {"name": "f", "partialArgs": []}})),
            "contents[0].parts[0].functionCall.partialArgs",
        ),
    ] {
        check(&asked(&given), Wire::Gemini, param);
    }
    check(&json!({"model": "m"}), Wire::Gemini, "contents");
    check(&json!([]), Wire::Gemini, "body");
}

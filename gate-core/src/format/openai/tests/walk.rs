use std::convert::Infallible;

use bytes::Bytes;

use crate::format::openai::ChatRequest;

fn parse(body: &str) -> ChatRequest {
    ChatRequest::parse(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap_or_else(|fault| panic!("{body}: {fault}"))
}

fn visited(body: &str) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    parse(body)
        .visit_strings::<Infallible>(&mut |path, text| {
            seen.push((path.to_string(), text.to_owned()));
            Ok(None)
        })
        .unwrap();
    seen
}

/// A body in which every string a person may have written starts with `!`, and no other does.
const EVERYTHING: &str = r#"{"model":"gpt-4o","service_tier":"auto","reasoning_effort":"low","modalities":["text"],
    "messages":[
        {"role":"system","content":"!a","name":"!b"},
        {"role":"developer","content":[{"type":"text","text":"!c","cache_control":{"type":"ephemeral"}}]},
        {"role":"user","content":[
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"high"}},
            {"type":"image_url","image_url":{"url":"!https://example.org/?q=x"}},
            {"type":"image_url","image_url":"!https://example.org/?q=y"},
            {"type":"input_audio","input_audio":{"data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","format":"wav"}},
            {"type":"input_audio","input_audio":{"data":"!not base64","format":"wav"}},
            {"type":"file","file":{"filename":"!d","file_data":"data:application/pdf;base64,JVBERi0=","file_id":"f1"}},
            {"type":"file","file":{"file_data":"!data:text/plain;base64,JVBERi0="}},
            {"type":"novel","novel":{"deep":["!e"]}}]},
        {"role":"assistant","content":null,"refusal":"!f","reasoning_content":"!g","audio":{"id":"audio_1"},
            "tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"send","arguments":"{\"to\":\"!h\",\"n\":[1,\"!i\"]}"},
                    "extra_content":{"google":{"thought_signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}}},
                {"id":"call_2","type":"function","function":{"name":"send","arguments":"!no json"}},
                {"id":"call_3","type":"custom","custom":{"name":"run","input":"!j"}}],
            "function_call":{"name":"send","arguments":"{\"to\":\"!k\"}"}},
        {"role":"tool","tool_call_id":"call_1","content":"!l"},
        {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"!m"}]}],
    "tools":[{"type":"function","function":{"name":"send","description":"!n","parameters":{"type":"object",
        "properties":{"type":{"type":"string","description":"!o","enum":["!p"],"default":"!q","format":"email"},
            "description":{"type":["string","null"],"examples":["!r",{"type":"!s"}],"const":"!t","pattern":"!u"}},
        "required":["type"],"$defs":{"x":{"$ref":"y","anyOf":[{"description":"!v"}]}}}}},
        {"type":"custom","custom":{"name":"run","description":"!w","format":{"type":"!x"}}}],
    "functions":[{"name":"send","description":"!y","parameters":{"type":"object"}}],
    "tool_choice":{"type":"function","function":{"name":"send"}},"function_call":"auto",
    "response_format":{"type":"json_schema","json_schema":{"name":"n","description":"!z","schema":{"title":"!A"}}},
    "metadata":{"type":"!B","id":"!C"},"user":"!D","safety_identifier":"!E","prompt_cache_key":"!F","stop":["!G"],
    "prediction":{"type":"!H","content":"!I"},"web_search_options":{"search_context_size":"low",
        "user_location":{"type":"!J","approximate":{"city":"!K"}}},
    "audio":{"voice":"alloy","format":"wav"},"verbosity":"low","unknown":"!L","logit_bias":{"1":2},"extra":{"model":"!M"}}"#;

#[test]
fn every_string_a_person_may_have_written_is_visited_and_no_other() {
    let seen = visited(EVERYTHING);
    for (path, text) in &seen {
        assert!(text.starts_with('!'), "{path} is agreed on but was visited: {text}");
    }
    assert_eq!(seen.len(), EVERYTHING.matches("\"!").count(), "{seen:#?}");
    for path in [
        "messages[0].name",
        "messages[1].content[0].text",
        "messages[3].tool_calls[0].function.arguments:n[1]",
        "messages[3].tool_calls[1].function.arguments",
        "tools[0].function.parameters.properties.type.enum[0]",
        "metadata.id",
        "stop[0]",
    ] {
        assert!(seen.iter().any(|(seen, _)| seen == path), "{path} is missing in {seen:#?}");
    }
}

#[test]
fn what_is_too_long_for_a_name_is_visited() {
    let long = "x".repeat(257);
    let body = format!(
        r#"{{"model":"m","messages":[{{"role":"{long}","tool_call_id":"c","content":""}}],"tool_choice":"{long}"}}"#
    );
    let paths: Vec<String> = visited(&body).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["messages[0].role", "tool_choice"]);
}

#[test]
fn replaced_strings_change_and_nothing_else() {
    let body = r#"{"model":"m","messages":[{"role":"user","content":"my é \u0041 SECRET"},{"role":"assistant","tool_calls":[{"function":{"name":"SECRET","arguments":"{ \"q\" : \"a \\\"SECRET\\\"\", \"SECRET\": 1.0 }"}},{"function":{"arguments":"{\"q\":\"\\u0041\"}"}}]}],"x":1.50}"#;
    let mut request = parse(body);
    let replaced = request
        .visit_strings::<Infallible>(&mut |_, text| {
            Ok(text.contains("SECRET").then(|| text.replace("SECRET", "<\"1\">")))
        })
        .unwrap();
    assert_eq!(replaced, 2);
    assert_eq!(
        request.write(),
        r#"{"model":"m","messages":[{"role":"user","content":"my é A <\"1\">"},{"role":"assistant","tool_calls":[{"function":{"name":"SECRET","arguments":"{ \"q\" : \"a \\\"<\\\"1\\\">\\\"\", \"SECRET\": 1.0 }"}},{"function":{"arguments":"{\"q\":\"\\u0041\"}"}}]}],"x":1.50}"#
    );
}

#[test]
fn a_visitor_that_fails_leaves_the_request_as_it_was() {
    let mut request = parse(r#"{"model":"m","messages":[{"content":"one"},{"content":"two"}]}"#);
    let before = request.write();
    let failed = request.visit_strings(&mut |_, text| {
        if text == "two" { Err("broken") } else { Ok(Some("x".into())) }
    });
    assert_eq!(failed, Err("broken"));
    assert_eq!(request.write(), before);
}

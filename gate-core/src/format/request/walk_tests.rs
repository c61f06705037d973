use std::convert::Infallible;

use bytes::Bytes;

use super::{ClientFormat, Request};

fn parse(body: &str) -> Request {
    Request::parse(ClientFormat::ChatCompletions, Bytes::copy_from_slice(body.as_bytes()), None)
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

use bytes::Bytes;
use gate_core::call::{Call, Operation};
use gate_core::refusal::Refusal;

use super::read_call;
use crate::dialect::{Dialect, choose};
use crate::testkit::Request;

fn read(request: &Request) -> Result<Call, Refusal> {
    let head = request.head();
    let recognised = choose(&head, Dialect::Anuragate).expect("no contradiction");
    read_call(&head, Bytes::from_static(b"{}"), recognised)
}

fn chat() -> Request {
    Request::post("/v1/chat/completions")
}

/// What is wrong: the field, or nothing when the request is fine.
fn refused_field(request: &Request) -> Option<String> {
    match read(request) {
        Ok(_) => None,
        Err(Refusal::Malformed { param, .. }) => param,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_call_carries_what_the_request_said() {
    let secret = format!("sk-{}", "p".repeat(20));
    let mut request = chat()
        .with("x-cm-session-id", "run 7")
        .with("x-cm-tags", "team=core, env=dev")
        .with("x-cm-api-key", format!("cm_{}", "a".repeat(32)))
        .with("x-provider-key", &secret);
    request.query = Some("ignored=1".into());
    let call = read(&request).expect("a call");
    assert_eq!(call.operation, Operation::ChatCompletion);
    assert_eq!(call.options.session_id.as_deref(), Some("run 7"));
    assert_eq!(call.options.tags, [("team".into(), "core".into()), ("env".into(), "dev".into())]);
    assert_eq!(call.options.provider_key.map(|key| key.expose() == secret), Some(true));
    assert_eq!(call.body, "{}");
}

#[test]
fn a_path_without_an_operation_is_not_found() {
    for path in ["/v1/chat", "/v1/chat/completions/", "/", "/v1/nothing"] {
        assert!(matches!(read(&Request::post(path)), Err(Refusal::NotFound)), "{path}");
    }
}

#[test]
fn a_body_that_says_it_is_not_json_is_refused() {
    for (content_type, is_fine) in [
        (None, true),
        (Some("application/json"), true),
        (Some("Application/JSON; charset=utf-8"), true),
        (Some("application/vnd.gate+json"), true),
        (Some("text/plain"), false),
        (Some("text/plain;application/json"), false),
        (Some("text/x+json"), false),
        (Some("application/x-www-form-urlencoded"), false),
        (Some("multipart/form-data; boundary=x"), false),
        (Some(""), false),
    ] {
        let request =
            content_type.into_iter().fold(chat(), |request, value| request.with("content-type", value));
        assert_eq!(read(&request).is_ok(), is_fine, "{content_type:?}");
    }
    let two = chat().with("content-type", "application/json").with("content-type", "text/plain");
    assert!(read(&two).is_err(), "one of two is not JSON");
}

#[test]
fn sessions_have_an_id_of_printable_ascii() {
    let longest = "s".repeat(128);
    for (row, request, expected) in [
        ("none", chat(), Ok(None)),
        ("own header", chat().with("x-gate-session-id", "one"), Ok(Some("one"))),
        ("short name", chat().with("x-gate-session", "one"), Ok(Some("one"))),
        ("-id wins", chat().with("x-gate-session", "two").with("x-gate-session-id", "one"), Ok(Some("one"))),
        ("longest", chat().with("x-gate-session-id", &longest), Ok(Some(longest.as_str()))),
        ("too long", chat().with("x-gate-session-id", "s".repeat(129)), Err("x-gate-session-id")),
        ("empty", chat().with("x-gate-session", ""), Err("x-gate-session")),
        ("a tab", chat().with("x-gate-session-id", "a\tb"), Err("x-gate-session-id")),
        (
            "twice",
            chat().with("x-gate-session-id", "a").with("x-gate-session-id", "a"),
            Err("x-gate-session-id"),
        ),
        (
            "another dialect's header",
            chat().with("x-cm-session-id", "one").with("x-gate-key", "gk_none"),
            Ok(None),
        ),
        ("curate-me", chat().with("x-cm-session-id", "one"), Ok(Some("one"))),
        ("curate-me, empty", chat().with("x-cm-session-id", ""), Err("x-cm-session-id")),
    ] {
        match (session_of(&request), expected) {
            (Ok(id), Ok(expected)) => assert_eq!(id.as_deref(), expected, "{row}"),
            (Err(field), Err(expected)) => assert_eq!(field.as_deref(), Some(expected), "{row}"),
            (got, expected) => panic!("{row}: {got:?} instead of {expected:?}"),
        }
    }
}

/// The session id, or the field that is wrong.
fn session_of(request: &Request) -> Result<Option<String>, Option<String>> {
    match read(request) {
        Ok(call) => Ok(call.options.session_id),
        Err(_) => Err(refused_field(request)),
    }
}

#[test]
fn tags_follow_their_rules() {
    let ten: Vec<String> = (0..10).map(|n| format!("k{n}=v")).collect();
    for (tags, count) in [
        (String::new(), Some(0)),
        ("a=b".to_owned(), Some(1)),
        ("a=b, c=d".to_owned(), Some(2)),
        ("a=".to_owned(), Some(1)),
        ("a=b=c".to_owned(), Some(1)),
        (ten.join(","), Some(10)),
        (format!("{},k=v", ten.join(",")), None),
        (format!("{}=v", "k".repeat(32)), Some(1)),
        (format!("{}=v", "k".repeat(33)), None),
        (format!("k={}", "v".repeat(64)), Some(1)),
        (format!("k={}", "v".repeat(65)), None),
        ("A=b".to_owned(), None),
        ("=b".to_owned(), None),
        ("a".to_owned(), None),
        ("a=b,".to_owned(), None),
        ("a=b,a=c".to_owned(), None),
        ("a b=c".to_owned(), None),
    ] {
        let request = chat().with("x-cm-tags", &tags);
        let got = read(&request).ok().map(|call| call.options.tags.len());
        assert_eq!(got, count, "{tags}");
        assert_eq!(refused_field(&request).is_some(), count.is_none(), "{tags} names the field");
    }
    let two_headers = chat().with("x-cm-tags", "a=b").with("x-cm-tags", "c=d");
    assert_eq!(read(&two_headers).expect("one list").options.tags.len(), 2, "two headers are one list");
}

//! What the bodies and queries of the administration's routes may hold, and what they are refused for.

use bytes::Bytes;
use gate_core::refusal::Refusal;

use super::{
    CatalogueQuery, CircuitBody, HistoryQuery, KeyBody, LatencyQuery, NewKeyBody, NewProviderBody,
    ProviderBody, SecretBody, TargetBody,
};
use crate::head::Head;
use crate::testkit::Request;

/// Reads a body, and says in one line what came of it: `ok`, or the field that is wrong.
fn outcome<T>(read: fn(&Head<'_>, Bytes) -> Result<T, Refusal>, body: &str) -> String {
    let request = Request::post("/gateway/admin/secrets").with("content-type", "application/json");
    match read(&request.head(), Bytes::copy_from_slice(body.as_bytes())) {
        Ok(_) => "ok".to_owned(),
        Err(Refusal::Malformed { message, param }) => {
            assert!(!message.contains("hidden-value"), "a value is repeated: {message}");
            param.unwrap_or_else(|| "the body".to_owned())
        }
        Err(other) => panic!("{body}: {other:?}"),
    }
}

type Read<'r> = &'r dyn Fn(&str) -> String;

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn bodies_have_the_fields_they_must_have_and_no_others() {
    let store = |body: &str| outcome(SecretBody::store, body);
    let rotate = |body: &str| outcome(SecretBody::rotate, body);
    let target = |body: &str| outcome(TargetBody::read, body);
    let create = |body: &str| outcome(NewProviderBody::read, body);
    let patch = |body: &str| outcome(ProviderBody::read, body);
    let new_key = |body: &str| outcome(NewKeyBody::read, body);
    let key = |body: &str| outcome(KeyBody::read, body);
    let circuit = |body: &str| outcome(CircuitBody::read, body);
    let rows: &[(&str, Read<'_>, &str, &str)] = &[
        ("store", &store, r#"{"provider":"openai","plaintext_key":"hidden-value"}"#, "ok"),
        ("store", &store, r#"{"provider":"openai","plaintext_key":"hidden-value","label":"main"}"#, "ok"),
        ("store", &store, r#"{"provider":"openai","plaintext_key":"hidden-value","label":null}"#, "ok"),
        ("store", &store, r#"{"plaintext_key":"hidden-value"}"#, "provider"),
        ("store", &store, r#"{"provider":"","plaintext_key":"hidden-value"}"#, "provider"),
        ("store", &store, r#"{"provider":"openai"}"#, "plaintext_key"),
        ("store", &store, r#"{"provider":"openai","plaintext_key":"  "}"#, "plaintext_key"),
        ("store", &store, r#"{"provider":"openai","plaintext_key":["hidden-value"]}"#, "plaintext_key"),
        (
            "store",
            &store,
            r#"{"provider":"openai","plaintext_key":"hidden-value","api_base":"x"}"#,
            "api_base",
        ),
        (
            "store",
            &store,
            r#"{"provider":"openai","plaintext_key":"hidden-value","plaintext_key":"b"}"#,
            "the body",
        ),
        ("store", &store, r#"{"provider":"openai","plaintext_key":"hidden-value""#, "the body"),
        ("store", &store, r#"["hidden-value"]"#, "the body"),
        ("store", &store, "", "the body"),
        ("rotate", &rotate, r#"{"provider":"openai","plaintext_key":"hidden-value"}"#, "ok"),
        ("rotate", &rotate, r#"{"provider":"openai","plaintext_key":"hidden-value","label":"x"}"#, "label"),
        ("target", &target, "{}", "ok"),
        ("target", &target, r#"{"base_url":"https://a.example","enabled":false,"priority":0}"#, "ok"),
        ("target", &target, r#"{"enabled":"yes"}"#, "enabled"),
        ("target", &target, r#"{"priority":-1}"#, "priority"),
        ("target", &target, r#"{"priority":1.5}"#, "priority"),
        ("target", &target, r#"{"priority":4294967296}"#, "priority"),
        ("target", &target, r#"{"api_key":"hidden-value"}"#, "api_key"),
        ("create", &create, r#"{"name":"a","kind":"custom","base_url":"https://a.example"}"#, "ok"),
        ("create", &create, r#"{"name":"a","kind":"custom"}"#, "base_url"),
        ("create", &create, r#"{"kind":"custom","base_url":"https://a.example"}"#, "name"),
        ("create", &create, r#"{"name":"a","base_url":"https://a.example"}"#, "kind"),
        ("patch", &patch, r#"{"enabled":false}"#, "ok"),
        ("patch", &patch, r#"{"id":7}"#, "id"),
        ("key", &new_key, r#"{"key":"hidden-value","concurrency_limit":3,"rpm_limit":null}"#, "ok"),
        ("key", &new_key, r#"{"label":"x"}"#, "key"),
        ("key", &new_key, r#"{"key":"hidden-value","concurrency_limit":"3"}"#, "concurrency_limit"),
        ("key", &new_key, r#"{"key":"hidden-value","enabled":true}"#, "enabled"),
        ("key change", &key, r#"{"rpm_limit":5,"enabled":false,"label":null}"#, "ok"),
        ("key change", &key, r#"{"masked":"a"}"#, "masked"),
        ("circuit", &circuit, r#"{"state":"open","reason":"maintenance"}"#, "ok"),
        ("circuit", &circuit, r#"{"state":"ajar"}"#, "state"),
        ("circuit", &circuit, r#"{"reason":"x"}"#, "state"),
    ];
    for (name, read, body, expected) in rows {
        assert_eq!(read(body), *expected, "{name}: {body}");
    }
    let long = format!(r#"{{"state":"open","reason":"{}"}}"#, "a".repeat(501));
    assert_eq!(circuit(&long), "reason");
}

#[test]
fn a_body_that_says_it_is_no_json_is_refused() {
    let request = Request::post("/api/providers").with("content-type", "text/plain");
    let refused = TargetBody::read(&request.head(), Bytes::from_static(b"{}"));
    assert!(matches!(refused, Err(Refusal::Malformed { .. })), "{refused:?}");
}

#[test]
fn queries_have_ranges_and_defaults() {
    let param = |refusal: Refusal| match refusal {
        Refusal::Malformed { param, .. } => param.unwrap_or_default(),
        other => panic!("{other:?}"),
    };
    for (query, expected) in [
        (None, Ok((None, 200, 0))),
        (Some("limit=1000&provider_id=openai&cursor=m17"), Ok((Some("openai"), 1000, 17))),
        (Some("limit=0"), Err("limit")),
        (Some("limit=1001"), Err("limit")),
        (Some("cursor=17"), Err("cursor")),
        (Some("cursor=m0"), Err("cursor")),
        (Some("cursor=m-1"), Err("cursor")),
        (Some("cursor=mx"), Err("cursor")),
        (Some("provider_id="), Err("provider_id")),
    ] {
        let read = CatalogueQuery::parse(query).map_err(param);
        let expected = expected.map_err(str::to_owned).map(|(id, limit, after): (Option<&str>, u32, i64)| {
            CatalogueQuery { provider_id: id.map(str::to_owned), limit, after }
        });
        assert_eq!(read, expected, "{query:?}");
    }
    for (query, expected) in [
        (None, Ok(20)),
        (Some("limit=100"), Ok(100)),
        (Some("limit=101"), Err("limit")),
        (Some("limit=0"), Err("limit")),
    ] {
        let read = HistoryQuery::parse(query).map(|query| query.limit).map_err(param);
        assert_eq!(read, expected.map_err(str::to_owned), "{query:?}");
    }
    for (query, expected) in [
        (None, Ok(24)),
        (Some("hours=168"), Ok(168)),
        (Some("hours=169"), Err("hours")),
        (Some("hours=0"), Err("hours")),
    ] {
        let read = LatencyQuery::parse(query).map(|query| query.hours).map_err(param);
        assert_eq!(read, expected.map_err(str::to_owned), "{query:?}");
    }
}

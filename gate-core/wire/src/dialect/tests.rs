use gate_core::call::{Credential, KeyFamily};
use gate_core::refusal::Refusal;

use super::{Dialect, choose};
use crate::testkit::Request;

const CHAT: &str = "/v1/chat/completions";

/// A value that has the form of a credential and is none; `sort` makes different ones.
fn made(prefix: &str, sort: char) -> String {
    format!("{prefix}{}", sort.to_string().repeat(32))
}

fn bearer(secret: &str) -> String {
    format!("Bearer {secret}")
}

/// What choosing came to, in one line: the dialect, whose key it is, and the provider's key.
fn came_to(request: &Request, default: Dialect) -> String {
    let recognised = match choose(&request.head(), default) {
        Ok(recognised) => recognised,
        Err(rejected) => {
            assert!(matches!(rejected.refusal, Refusal::Malformed { .. }), "{:?}", rejected.refusal);
            return format!("400 {}", rejected.dialect.name());
        }
    };
    let who = match recognised.credential {
        Credential::Missing => "nobody",
        Credential::Key(family, digest) => {
            let spellings = ["gk_", "cm_sk_", "cm_gw_", "cm_", "cm_rt_", "cm-gw-", "cmgw_", "sk_live_"];
            let is_known = spellings.iter().any(|prefix| family.digest(&made(prefix, 'a')) == digest);
            assert!(is_known, "the digest is not that of the key that was sent");
            family.name()
        }
    };
    let provider = recognised.provider_key.map(|key| format!(" with {}", key.expose())).unwrap_or_default();
    format!("{} {who}{provider}", recognised.dialect.name())
}

#[track_caller]
fn check(rows: &[(&str, Request, &str)]) {
    for (row, request, expected) in rows {
        assert_eq!(came_to(request, Dialect::Anuragate), *expected, "{row}");
    }
}

#[test]
fn every_spelling_is_read_in_every_place_it_may_stand() {
    let post = || Request::post(CHAT);
    check(&[
        ("gk_ bearer", post().with("authorization", bearer(&made("gk_", 'a'))), "anuragate anuragate"),
        (
            "gk- bearer is the same key",
            post().with("authorization", bearer(&made("gk-", 'a'))),
            "anuragate anuragate",
        ),
        ("gk_ own header", post().with("x-gate-key", made("gk_", 'a')), "anuragate anuragate"),
        ("gk- own header", post().with("x-gate-key", made("gk-", 'a')), "anuragate anuragate"),
        ("cm_sk_ bearer", post().with("authorization", bearer(&made("cm_sk_", 'a'))), "curate-me curate-me"),
        ("cm_sk_ own header", post().with("x-cm-api-key", made("cm_sk_", 'a')), "curate-me curate-me"),
        ("cm_gw_", post().with("x-cm-api-key", made("cm_gw_", 'a')), "curate-me curate-me"),
        ("cm_", post().with("authorization", bearer(&made("cm_", 'a'))), "curate-me curate-me"),
        ("cm-gw-", post().with("authorization", bearer(&made("cm-gw-", 'a'))), "curate-me curate-me"),
        ("cmgw_", post().with("x-cm-api-key", made("cmgw_", 'a')), "curate-me curate-me"),
        ("runner", post().with("authorization", bearer(&made("cm_rt_", 'a'))), "curate-me curate-me-runner"),
        ("sk_live_ own header", post().with("x-cm-api-key", made("sk_live_", 'a')), "curate-me curate-me"),
        ("sk_live_ bearer", post().with("authorization", bearer(&made("sk_live_", 'a'))), "anuragate nobody"),
        (
            "query of an event stream",
            post().events(format!("api_key={}", made("cm_sk_", 'a'))),
            "curate-me curate-me",
        ),
        ("gk_ in the query", post().events(format!("api_key={}", made("gk_", 'a'))), "anuragate nobody"),
    ]);
}

#[test]
fn the_scheme_is_read_in_any_case_and_no_other_scheme_counts() {
    let key = made("gk_", 'a');
    for (value, expected) in [
        (format!("bearer {key}"), "anuragate anuragate"),
        (format!("BEARER   {key}"), "anuragate anuragate"),
        (format!("Basic {key}"), "anuragate nobody"),
        (key.clone(), "anuragate nobody"),
        ("Bearer".into(), "anuragate nobody"),
        ("Bearer ".into(), "anuragate nobody"),
    ] {
        let request = Request::post(CHAT).with("authorization", &value);
        assert_eq!(came_to(&request, Dialect::Anuragate), expected, "{value}");
    }
}

#[test]
fn a_known_prefix_without_the_known_form_is_nobody_in_that_dialect() {
    for (name, value, expected) in [
        ("x-gate-key", "gk_short".to_owned(), "anuragate nobody"),
        ("x-gate-key", format!("gk_{}", "a".repeat(129)), "anuragate nobody"),
        ("x-gate-key", format!("gk_{}.", "a".repeat(20)), "anuragate nobody"),
        ("x-gate-key", made("xk_", 'a'), "anuragate nobody"),
        ("x-cm-api-key", made("xx_", 'a'), "curate-me nobody"),
        ("x-cm-api-key", made("gk_", 'a'), "curate-me nobody"),
        ("x-cm-api-key", String::new(), "curate-me nobody"),
        ("x-cm-api-key", format!("cm_{}", "a".repeat(300)), "curate-me nobody"),
        ("authorization", "Bearer gk-short".to_owned(), "anuragate nobody"),
    ] {
        let request = Request::post(CHAT).with(name, &value);
        assert_eq!(came_to(&request, Dialect::CurateMe), expected, "{name}: {value}");
    }
}

#[test]
fn the_query_counts_only_where_headers_cannot_be_set() {
    let query = format!("x=1&api_key={}", made("cm_sk_", 'a'));
    let get = |accept: &str| {
        let mut request = Request::post(CHAT).with("accept", accept);
        (request.method, request.query) = (http::Method::GET, Some(query.clone()));
        request
    };
    let mut posted = Request::post(CHAT).with("accept", "text/event-stream");
    posted.query = Some(query.clone());
    check(&[
        ("among others", get("application/json, Text/Event-Stream;q=0.9"), "curate-me curate-me"),
        ("other accept", get("*/*"), "anuragate nobody"),
        ("POST", posted, "anuragate nobody"),
        ("twice", Request::post(CHAT).events(format!("{query}&{query}")), "400 curate-me"),
    ]);
}

#[test]
fn a_wrong_key_at_a_higher_place_fails_although_a_lower_one_is_right() {
    let (right, other) = (made("cm_sk_", 'a'), made("cm_sk_", 'b'));
    let post = || Request::post(CHAT);
    let query = format!("api_key={right}");
    check(&[
        (
            "own header wrong, bearer right",
            post().with("x-cm-api-key", "nonsense").with("authorization", bearer(&right)),
            "curate-me nobody",
        ),
        (
            "own header right, bearer another key",
            post().with("x-cm-api-key", &right).with("authorization", bearer(&other)),
            "curate-me curate-me",
        ),
        (
            "bearer wrong, query right",
            post().events(query.clone()).with("authorization", "Bearer nonsense"),
            "curate-me nobody",
        ),
        (
            "bearer right, query another key",
            post().events(format!("api_key={other}")).with("authorization", bearer(&right)),
            "curate-me curate-me",
        ),
    ]);
}

#[test]
fn contradictions_are_refused_in_the_dialect_that_stands_first() {
    let (gk, cm) = (made("gk_", 'a'), made("cm_sk_", 'a'));
    let post = || Request::post(CHAT);
    check(&[
        (
            "two different gk keys",
            post().with("x-gate-key", &gk).with("authorization", bearer(&made("gk_", 'b'))),
            "400 anuragate",
        ),
        (
            "one gk key in both places, both spellings",
            post().with("x-gate-key", made("gk-", 'a')).with("authorization", bearer(&gk)),
            "anuragate anuragate",
        ),
        ("gk and cm headers", post().with("x-cm-api-key", &cm).with("x-gate-key", &gk), "400 anuragate"),
        (
            "cm header, gk bearer",
            post().with("x-cm-api-key", &cm).with("authorization", bearer(&gk)),
            "400 anuragate",
        ),
        (
            "cm header of no form, gk bearer",
            post().with("x-cm-api-key", "x").with("authorization", bearer(&gk)),
            "400 anuragate",
        ),
        (
            "gk bearer, cm in the query",
            post().events(format!("api_key={cm}")).with("authorization", bearer(&gk)),
            "400 anuragate",
        ),
        (
            "cm header, another dialect's bearer",
            post().with("x-cm-api-key", &cm).with("authorization", bearer(&made("sk-tenant-", 'a'))),
            "400 curate-me",
        ),
        (
            "the path's owner says it",
            Request::post("/gateway/admin/usage").with("x-cm-api-key", &cm).with("x-gate-key", &gk),
            "400 curate-me",
        ),
        (
            "two Authorization headers",
            post().with("authorization", bearer(&cm)).with("authorization", bearer(&cm)),
            "400 curate-me",
        ),
        ("two keys in one header", post().with("x-gate-key", &gk).with("x-gate-key", &gk), "400 anuragate"),
        (
            "x-api-key and bearer differ",
            Request::post("/v1/messages")
                .with("x-api-key", &cm)
                .with("authorization", bearer(&made("cm_", 'a'))),
            "400 curate-me",
        ),
    ]);
}

#[test]
fn a_provider_key_is_found_beside_the_gateway_key_and_nowhere_else() {
    let (gk, cm, sk) = (made("gk_", 'a'), made("cm_sk_", 'a'), made("sk-", 'p'));
    let with_sk = format!("curate-me curate-me with {sk}");
    let gk_with_sk = format!("anuragate anuragate with {sk}");
    let post = || Request::post(CHAT).with("x-cm-api-key", &cm);
    let messages = || Request::post("/v1/messages");
    check(&[
        ("own header", post().with("x-provider-key", &sk), &with_sk),
        ("bearer sk-", post().with("authorization", bearer(&sk)), &with_sk),
        (
            "own header before bearer",
            post().with("x-provider-key", &sk).with("authorization", bearer(&made("sk-", 'q'))),
            &with_sk,
        ),
        (
            "bearer of another kind",
            post().with("authorization", bearer(&made("xyz-", 'p'))),
            "curate-me curate-me",
        ),
        (
            "x-api-key on messages",
            messages().with("authorization", bearer(&gk)).with("x-api-key", &sk),
            &gk_with_sk,
        ),
        ("x-api-key elsewhere", post().with("x-api-key", &sk), "curate-me curate-me"),
        ("x-api-key as gateway key", messages().with("x-api-key", &gk), "anuragate anuragate"),
        (
            "bearer sk- without a header of the gate's own",
            messages().with("x-api-key", &gk).with("authorization", bearer(&sk)),
            "anuragate anuragate",
        ),
        ("a provider key alone", messages().with("x-api-key", &sk), "curate-me nobody"),
        ("bearer sk- alone", Request::post(CHAT).with("authorization", bearer(&sk)), "anuragate nobody"),
        ("a gateway key as provider key", post().with("x-provider-key", &gk), "400 curate-me"),
        ("an empty provider key", post().with("x-provider-key", ""), "400 curate-me"),
        ("a provider key with a space", post().with("x-provider-key", "sk-a b"), "400 curate-me"),
    ]);
}

#[test]
fn without_a_credential_path_and_headers_suggest_the_dialect() {
    for (row, request, by_anuragate, by_curate_me) in [
        ("nothing", Request::post(CHAT), "anuragate", "curate-me"),
        ("x-cm header", Request::post(CHAT).with("x-cm-tags", "a=b"), "curate-me", "curate-me"),
        ("x-gate header", Request::post(CHAT).with("x-gate-session", "s"), "anuragate", "anuragate"),
        (
            "both",
            Request::post(CHAT).with("x-gate-session", "s").with("x-cm-tags", "a=b"),
            "curate-me",
            "curate-me",
        ),
        ("messages", Request::post("/v1/messages"), "curate-me", "curate-me"),
        ("a dashboard", Request::post("/api/dashboard/keys"), "anuragate", "anuragate"),
        ("not quite a dashboard", Request::post("/api/dashboards"), "anuragate", "curate-me"),
        ("administration", Request::post("/gateway/admin/usage"), "curate-me", "curate-me"),
        ("a provider's namespace", Request::post("/v1/openai/chat/completions"), "curate-me", "curate-me"),
        ("health", Request::post("/v1/health"), "curate-me", "curate-me"),
        ("providers", Request::post("/api/providers/1/keys"), "agentwatch", "agentwatch"),
        ("tenants", Request::post("/api/tenants"), "agentwatch", "agentwatch"),
        ("metrics", Request::post("/metrics"), "agentwatch", "agentwatch"),
        ("below metrics", Request::post("/metrics/x"), "anuragate", "curate-me"),
        ("not quite providers", Request::post("/api/providersx"), "anuragate", "curate-me"),
    ] {
        assert_eq!(came_to(&request, Dialect::Anuragate), format!("{by_anuragate} nobody"), "{row}");
        assert_eq!(came_to(&request, Dialect::CurateMe), format!("{by_curate_me} nobody"), "{row}");
    }
}

#[test]
fn an_owned_path_answers_in_its_dialect_and_takes_any_dialects_key() {
    check(&[
        (
            "gk on curate-me",
            Request::post("/v1/openai/x").with("x-gate-key", made("gk_", 'a')),
            "curate-me anuragate",
        ),
        (
            "cm on anuragate",
            Request::post("/v1/tools/list").with("x-cm-api-key", made("cm_", 'a')),
            "anuragate curate-me",
        ),
        (
            "gk on agentwatch",
            Request::post("/api/providers").with("authorization", bearer(&made("gk_", 'a'))),
            "agentwatch anuragate",
        ),
        (
            "cm on agentwatch",
            Request::post("/api/providers").with("authorization", bearer(&made("cm_", 'a'))),
            "agentwatch curate-me",
        ),
    ]);
}

#[test]
fn a_value_that_is_not_ascii_is_there_and_is_no_key() {
    let mut request = Request::post(CHAT).with("authorization", bearer(&made("cm_", 'a')));
    let value = http::HeaderValue::from_bytes(b"cm_\xff\xfe").expect("obs-text is allowed");
    request.headers.insert("x-cm-api-key", value);
    assert_eq!(came_to(&request, Dialect::Anuragate), "curate-me nobody");
}

#[test]
fn names_read_back() {
    for dialect in Dialect::ALL {
        assert_eq!(Dialect::from_name(dialect.name()), Some(dialect));
    }
    assert_eq!(Dialect::from_name("curate_me"), None);
    assert_eq!(KeyFamily::from_name(Dialect::CurateMe.name()), Some(KeyFamily::CurateMe));
}

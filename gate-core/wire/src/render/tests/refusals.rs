use gate_core::receipt::Receipt;
use gate_core::refusal::{BlockedIn, Refusal};
use gate_core::reply::Denied;
use serde_json::{Map, Value};
use std::time::Duration;

use crate::testkit::{
    body_text, call_id, every_refusal, full_receipt, header_lines, pending, provider_error, shown,
};
use crate::{Dialect, Renderer};

fn renderer(dialect: Dialect) -> Renderer {
    Renderer::new(dialect, "/v1/chat/completions")
}

fn body(dialect: Dialect, refusal: &Refusal) -> Value {
    let text = body_text(renderer(dialect).render_refusal(refusal, None));
    serde_json::from_str(&text).expect("a JSON body")
}

fn names(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> =
        object.as_object().map(Map::keys).into_iter().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn bodies_and_headers_of_every_refusal() {
    for dialect in Dialect::ALL {
        let mut refusals = every_refusal();
        refusals.extend([Some(400), Some(401), Some(429)].map(|status| provider_error(status, Some(7))));
        let responses: Vec<String> = refusals
            .iter()
            .map(|refusal| {
                let response = renderer(dialect).render_refusal(refusal, None);
                format!("### {}\n{}", refusal.code(), shown(response))
            })
            .collect();
        insta::assert_snapshot!(format!("refusals_{}", dialect.name()), responses.join("\n\n"));
    }
}

#[test]
fn a_denied_call_tells_what_is_known_about_it() {
    for dialect in Dialect::ALL {
        let denied = Denied {
            refusal: Refusal::RateLimited { limit: 60, retry_after_seconds: 17 },
            receipt: Box::new(full_receipt()),
        };
        let response = renderer(dialect).render(Err(denied), Duration::from_micros(1_234));
        insta::assert_snapshot!(format!("denied_{}", dialect.name()), shown(response));
    }
    let early = Receipt::new(call_id());
    let response = renderer(Dialect::CurateMe).render_refusal(&Refusal::KeyInvalid, Some(&early));
    assert_eq!(
        header_lines(response.headers()),
        [
            "content-type: application/json",
            "x-cm-governance-time-ms: 0.000",
            "x-cm-request-id: gw_0123456789abcdef",
        ],
        "nothing is said that is not known"
    );
}

#[test]
fn error_bodies_have_exactly_their_fields() {
    for refusal in every_refusal().iter().filter(|refusal| !matches!(refusal, Refusal::ApprovalRequired(_))) {
        let kind = refusal.code();
        let anuragate = body(Dialect::Anuragate, refusal);
        assert_eq!(names(&anuragate), ["error"], "{kind}");
        let mut fields = names(&anuragate["error"]);
        fields.retain(|name| *name != "details");
        assert_eq!(fields, ["code", "message", "type"], "{kind}");
        let curate_me = body(Dialect::CurateMe, refusal);
        let fields = ["code", "gateway_error_code", "message", "param", "remediation", "type"];
        assert_eq!(names(&curate_me["error"]), fields, "{kind}");
        assert!(curate_me["error"]["remediation"].as_str().is_some_and(|text| text.ends_with('.')), "{kind}");
        let has_hints = matches!(refusal, Refusal::PiiBlocked { .. } | Refusal::SecretBlocked { .. });
        assert_eq!(curate_me.get("hint_data").is_some(), has_hints, "{kind}");
    }
}

#[test]
fn details_say_whose_budget_and_which_field() {
    for (kind, pointer, expected) in [
        ("cost_per_request", "/error/details/scope", "request"),
        ("daily_budget", "/error/details/scope", "org"),
        ("hierarchical_budget", "/error/details/scope", "key"),
        ("malformed", "/error/details/param", "model"),
    ] {
        let refusal = every_refusal().into_iter().find(|refusal| refusal.code() == kind).expect("a refusal");
        let body = body(Dialect::Anuragate, &refusal);
        assert_eq!(body.pointer(pointer).and_then(Value::as_str), Some(expected), "{kind}");
    }
    let refusal = Refusal::malformed_field("Wrong.", "model");
    assert_eq!(body(Dialect::CurateMe, &refusal)["error"]["param"], "model");
    assert_eq!(body(Dialect::CurateMe, &Refusal::NotFound)["error"]["param"], Value::Null);
}

#[test]
fn a_blocked_answer_is_not_blamed_on_the_request() {
    for (place, word) in [(BlockedIn::Request, "request"), (BlockedIn::Answer, "answer")] {
        let refusal = Refusal::PiiBlocked { findings: Vec::new(), place };
        for dialect in [Dialect::Anuragate, Dialect::CurateMe] {
            let body = body(dialect, &refusal);
            let message = body["error"]["message"].as_str().unwrap_or_default();
            assert!(message.starts_with(&format!("The {word} holds")), "{}: {message}", dialect.name());
        }
        let remediation = body(Dialect::CurateMe, &refusal)["error"]["remediation"].to_string();
        assert_eq!(remediation.contains("answer"), place == BlockedIn::Answer, "{remediation}");
    }
}

#[test]
fn a_method_that_a_path_lacks_is_405_with_the_methods_it_has() {
    for (dialect, code) in [(Dialect::Anuragate, "bad_request"), (Dialect::CurateMe, "invalid_request")] {
        let response = renderer(dialect).render_method_not_allowed("GET, HEAD");
        assert_eq!(response.status(), 405);
        assert_eq!(header_lines(response.headers())[0], "allow: GET, HEAD");
        let body: Value = serde_json::from_str(&body_text(response)).expect("a JSON body");
        assert_eq!(body["error"]["code"], code, "{}", dialect.name());
    }
}

#[test]
fn no_text_from_outside_gets_into_a_header_as_a_line_break() {
    let receipt = Receipt { provider: Some("open\r\nset-cookie: a=b".into()), ..full_receipt() };
    let mut held = pending();
    held.id = "apr_\r\nx-evil: 1".into();
    held.model = "model\"\r\n".into();
    for dialect in Dialect::ALL {
        let refusal = Refusal::ApprovalRequired(Box::new(held.clone()));
        let response = renderer(dialect).render_refusal(&refusal, Some(&receipt));
        let lines = header_lines(response.headers());
        let suspect =
            |line: &&String| line.contains("evil") || line.contains("cookie") || line.contains("approval-id");
        assert_eq!(lines.iter().find(suspect), None, "{}", dialect.name());
        let body: Value = serde_json::from_str(&body_text(response)).expect("a JSON body");
        assert_eq!(body["model"], "model\"\r\n", "in JSON it is only text");
    }
}

//! The table of refusals as the wire contract has it, written by hand: not derived from the code it checks.

use std::collections::BTreeSet;

use gate_core::refusal::Refusal;
use serde_json::Value;

use crate::testkit::{body_text, every_refusal, header_lines, provider_error};
use crate::{Dialect, Renderer, gateway_error_code};

const NONE: &[&str] = &[];
const STOP: &[&str] = &["x-should-retry: false"];
const BLOCKED: &[&str] = &["x-gate-policy-blocked: true"];
const KILLED: &[&str] = &["x-gate-session-killed: true", "x-should-retry: false"];

/// Status, code and headers; every type is `gate_error`.
type Anuragate = (u16, &'static str, &'static [&'static str]);
/// Status, type, code, gateway code and headers.
type CurateMe = (u16, &'static str, &'static str, &'static str, &'static [&'static str]);

/// Status, type, code and headers.
type Agentwatch = (u16, &'static str, &'static str, &'static [&'static str]);

const AUTH: &str = "authentication_error";
const PERM: &str = "permission_error";
const RATE: &str = "rate_limit_error";
const INV: &str = "invalid_request_error";
const GW: &str = "gateway_error";
const UP: &str = "upstream_error";
const NF: &str = "not_found_error";
const QUOTA: &str = "insufficient_quota";
const SERVER: &str = "server_error";

#[rustfmt::skip]
const TABLE: &[(&str, Anuragate, CurateMe)] = &[
    ("key_missing",         (401, "invalid_key", NONE),                (401, AUTH, "invalid_api_key", "GW_AUTH_001", NONE)),
    ("key_invalid",         (401, "invalid_key", NONE),                (401, AUTH, "invalid_api_key", "GW_AUTH_002", NONE)),
    ("key_disabled",        (401, "invalid_key", NONE),                (401, AUTH, "invalid_api_key", "GW_AUTH_002", NONE)),
    ("key_expired",         (401, "invalid_key", NONE),                (401, AUTH, "invalid_api_key", "GW_AUTH_002", NONE)),
    ("key_rotated",         (401, "invalid_key", NONE),                (401, AUTH, "key_rotated", "GW_AUTH_003", NONE)),
    ("ip_not_allowed",      (403, "ip_not_allowed", NONE),             (403, PERM, "ip_not_allowed", "GW_AUTH_004", NONE)),
    ("insufficient_scope",  (403, "insufficient_scope", NONE),         (403, PERM, "insufficient_scope", "GW_SCOPE_001", NONE)),
    ("account_locked",      (423, "account_locked", &["retry-after: 900"]),
                            (403, PERM, "account_locked", "GW_AUTH_005", &["retry-after: 900"])),
    ("rate_limited",        (429, "rate_limited", &["retry-after: 17"]),
                            (429, RATE, "rate_limit_exceeded", "GW_RATE_001", &["retry-after: 17"])),
    ("plan_quota",          (429, "rate_limited", STOP),               (429, "insufficient_quota", "plan_quota", "GW_PLAN_002", STOP)),
    ("plan_inactive",       (403, "plan_required", NONE),              (403, PERM, "plan_inactive", "GW_PLAN_001", NONE)),
    ("plan_feature",        (403, "plan_required", NONE),              (403, PERM, "plan_feature", "GW_PLAN_004", NONE)),
    ("model_not_on_plan",   (403, "model_not_allowed", NONE),          (403, PERM, "plan_model", "GW_PLAN_003", NONE)),
    ("model_not_allowed",   (403, "model_not_allowed", NONE),          (403, PERM, "model_allowlist", "GW_MODEL_001", NONE)),
    ("cost_per_request",    (429, "budget_exceeded", STOP),            (403, PERM, "max_cost_per_request", "GW_COST_001", STOP)),
    ("daily_budget",        (429, "budget_exceeded", STOP),            (403, PERM, "daily_budget", "GW_COST_002", STOP)),
    ("monthly_budget",      (429, "budget_exceeded", STOP),            (403, PERM, "monthly_budget", "GW_COST_003", STOP)),
    ("hierarchical_budget", (429, "budget_exceeded", STOP),
                            (403, PERM, "hierarchical_budget", "GW_BUDGET_HIERARCHY_001", STOP)),
    ("session_budget",      (429, "session_killed", KILLED),           (403, PERM, "session_budget", "GW_SESSION_BUDGET_001", STOP)),
    ("session_killed",      (429, "session_killed", KILLED),           (403, PERM, "session_killed", "GW_SESSION_001", STOP)),
    ("loop_detected",       (429, "session_killed", KILLED),           (403, PERM, "loop_detected", "GW_LOOP_001", STOP)),
    ("pii_blocked",         (403, "policy_blocked", BLOCKED),          (403, PERM, "pii_detected", "GW_PII_001", NONE)),
    ("secret_blocked",      (403, "policy_blocked", BLOCKED),          (403, PERM, "secret_detected", "GW_PII_002", NONE)),
    ("safety_blocked",      (403, "policy_blocked", BLOCKED),          (403, PERM, "prompt_injection_detected", "GW_SAFETY_001", NONE)),
    ("policy_blocked",      (403, "policy_blocked", BLOCKED),          (403, PERM, "policy_blocked", "GW_POLICY_001", NONE)),
    ("audit_blocked",       (451, "audit_blocked", &["x-gate-audit-passed: false"]),
                            (403, PERM, "audit_blocked", "GW_AUDIT_001", NONE)),
    ("approval_required",   (202, "", &["retry-after: 30", "x-cm-approval-id: apr_abc123", "x-gate-approval-id: apr_abc123"]),
                            (202, "", "", "", &["retry-after: 30", "x-cm-approval-id: apr_abc123"])),
    ("approval_denied",     (403, "approval_denied", NONE),            (403, PERM, "approval_rejected", "GW_HITL_001", NONE)),
    ("approval_expired",    (403, "approval_expired", NONE),           (403, PERM, "approval_expired", "GW_HITL_002", NONE)),
    ("no_provider_key",     (503, "no_provider_key", STOP),            (400, INV, "no_provider_key", "GW_KEY_001", NONE)),
    ("provider_error",      (502, "provider_error", NONE),             (502, UP, "provider_error", "GW_UPSTREAM_001", NONE)),
    ("provider_timeout",    (504, "provider_timeout", NONE),           (504, "timeout_error", "provider_timeout", "GW_UPSTREAM_002", NONE)),
    ("provider_capacity",   (429, "provider_capacity", &["retry-after: 2"]),
                            (429, RATE, "provider_capacity", "GW_UPSTREAM_005", &["retry-after: 2"])),
    ("circuit_open",        (503, "provider_unavailable", NONE),       (503, "service_unavailable", "circuit_open", "GW_UPSTREAM_003", NONE)),
    ("model_retired",       (410, "model_retired", NONE),              (410, INV, "model_retired", "GW_MODEL_003", NONE)),
    ("model_unknown",       (404, "model_not_found", NONE),            (400, INV, "model_not_found", "GW_MODEL_002", NONE)),
    ("body_too_large",      (413, "body_too_large", NONE),             (413, INV, "body_too_large", "GW_REQ_002", NONE)),
    ("malformed",           (400, "bad_request", NONE),                (400, INV, "invalid_request", "GW_REQ_001", NONE)),
    ("not_found",           (404, "not_found", NONE),                  (404, "not_found_error", "not_found", "GW_NOT_FOUND_001", NONE)),
    ("conflict",            (409, "conflict", STOP),                   (409, INV, "conflict", "GW_CONFLICT_001", STOP)),
    ("internal",            (500, "internal_error", NONE),             (500, GW, "internal_error", "GW_INTERNAL_001", NONE)),
    ("cost_not_recorded",   (503, "cost_recorder_error", NONE),        (503, GW, "cost_recorder_error", "GW_RECORD_001", NONE)),
];

/// The column of agentwatch; its statuses decide its types.
#[rustfmt::skip]
const AGENTWATCH: &[(&str, Agentwatch)] = &[
    ("key_missing",         (401, AUTH, "invalid_api_key", NONE)),
    ("key_invalid",         (401, AUTH, "invalid_api_key", NONE)),
    ("key_disabled",        (401, AUTH, "invalid_api_key", NONE)),
    ("key_expired",         (401, AUTH, "invalid_api_key", NONE)),
    ("key_rotated",         (401, AUTH, "key_rotated", NONE)),
    ("ip_not_allowed",      (403, PERM, "ip_not_allowed", NONE)),
    ("insufficient_scope",  (403, PERM, "forbidden", NONE)),
    ("account_locked",      (423, INV, "account_locked", &["retry-after: 900"])),
    ("rate_limited",        (429, RATE, "rate_limited", &["retry-after: 17"])),
    ("plan_quota",          (429, RATE, "plan_quota", STOP)),
    ("plan_inactive",       (402, QUOTA, "plan_inactive", NONE)),
    ("plan_feature",        (403, PERM, "plan_feature", NONE)),
    ("model_not_on_plan",   (403, PERM, "model_not_allowed", NONE)),
    ("model_not_allowed",   (403, PERM, "model_not_allowed", NONE)),
    ("cost_per_request",    (402, QUOTA, "budget_exceeded", STOP)),
    ("daily_budget",        (402, QUOTA, "budget_exceeded", STOP)),
    ("monthly_budget",      (402, QUOTA, "budget_exceeded", STOP)),
    ("hierarchical_budget", (402, QUOTA, "budget_exceeded", STOP)),
    ("session_budget",      (402, QUOTA, "budget_exceeded", STOP)),
    ("session_killed",      (429, RATE, "session_killed", STOP)),
    ("loop_detected",       (429, RATE, "loop_detected", STOP)),
    ("pii_blocked",         (400, INV, "dlp_violation", NONE)),
    ("secret_blocked",      (400, INV, "dlp_violation", NONE)),
    ("safety_blocked",      (400, INV, "dlp_violation", NONE)),
    ("policy_blocked",      (400, INV, "dlp_violation", NONE)),
    ("audit_blocked",       (400, INV, "audit_blocked", NONE)),
    ("approval_required",   (202, "", "", &["retry-after: 30", "x-cm-approval-id: apr_abc123"])),
    ("approval_denied",     (403, PERM, "approval_denied", NONE)),
    ("approval_expired",    (403, PERM, "approval_expired", NONE)),
    ("no_provider_key",     (502, UP, "no_provider_key", NONE)),
    ("provider_error",      (502, UP, "provider_error", NONE)),
    ("provider_timeout",    (502, UP, "provider_timeout", NONE)),
    ("provider_capacity",   (429, RATE, "provider_capacity", &["retry-after: 2"])),
    ("circuit_open",        (502, UP, "provider_unavailable", NONE)),
    ("model_retired",       (404, NF, "model_retired", NONE)),
    ("model_unknown",       (404, NF, "model_not_found", NONE)),
    ("body_too_large",      (413, INV, "body_too_large", NONE)),
    ("malformed",           (400, INV, "bad_request", NONE)),
    ("not_found",           (404, NF, "not_found", NONE)),
    ("conflict",            (409, INV, "conflict", STOP)),
    ("internal",            (500, SERVER, "internal_error", NONE)),
    ("cost_not_recorded",   (503, SERVER, "cost_recorder_error", NONE)),
];

/// What one dialect makes of a refusal: status, type, code, gateway code and the headers beside the content type.
fn said(dialect: Dialect, refusal: &Refusal) -> (u16, String, String, String, Vec<String>) {
    let response = Renderer::new(dialect, "/v1/chat/completions").render_refusal(refusal, None);
    let status = response.status().as_u16();
    let mut headers = header_lines(response.headers());
    headers.retain(|line| line != "content-type: application/json");
    let body: Value = serde_json::from_str(&body_text(response)).expect("a JSON body");
    let field = |name: &str| body["error"][name].as_str().unwrap_or_default().to_owned();
    (status, field("type"), field("code"), field("gateway_error_code"), headers)
}

fn expected((status, kind, code, gateway, headers): CurateMe) -> (u16, String, String, String, Vec<String>) {
    let headers = headers.iter().map(|line| (*line).to_owned()).collect();
    (status, kind.to_owned(), code.to_owned(), gateway.to_owned(), headers)
}

#[test]
fn every_refusal_is_said_as_the_table_has_it() {
    let refusals = every_refusal();
    let kinds: BTreeSet<&str> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(kinds, TABLE.iter().map(|(kind, ..)| *kind).collect(), "every kind stands in the table");
    for refusal in &refusals {
        let (kind, (status, code, headers), curate_me) =
            TABLE.iter().find(|(kind, ..)| *kind == refusal.code()).expect("a row");
        let as_error = if *status == 202 { "" } else { "gate_error" };
        let anuragate = (*status, as_error, *code, "", *headers);
        assert_eq!(said(Dialect::Anuragate, refusal), expected(anuragate), "{kind} in anuragate");
        assert_eq!(said(Dialect::CurateMe, refusal), expected(*curate_me), "{kind} in curate-me");
        let (_, agentwatch) = AGENTWATCH.iter().find(|(listed, _)| listed == kind).expect("a row");
        let (status, kind_of, code, headers) = *agentwatch;
        let agentwatch = expected((status, kind_of, code, "", headers));
        assert_eq!(said(Dialect::Agentwatch, refusal), agentwatch, "{kind} in agentwatch");
    }
}

#[test]
fn records_and_answers_name_the_same_gateway_code() {
    for (kind, _, (_, _, _, gateway, _)) in TABLE {
        assert_eq!(gateway_error_code(kind).unwrap_or_default(), *gateway, "{kind}");
    }
    assert_eq!(gateway_error_code("approval_required"), None, "waiting is no error");
    assert_eq!(gateway_error_code("GW_AUTH_001"), None, "not a name of the engine");
}

#[test]
fn content_safety_without_an_injection_has_its_own_code() {
    let got = said(Dialect::CurateMe, &Refusal::SafetyBlocked { injection: false });
    assert_eq!(got, expected((403, PERM, "content_safety", "GW_SAFETY_001", NONE)));
}

#[test]
fn an_upstreams_status_decides_who_is_to_blame() {
    const AFTER_1: &[&str] = &["retry-after: 1"];
    const AFTER_9: &[&str] = &["retry-after: 9"];
    let kept = |status| (status, UP, "provider_error", "GW_UPSTREAM_001", NONE);
    let limited = |headers| (429, RATE, "provider_rate_limited", "GW_UPSTREAM_004", headers);
    for (upstream, retry_after, anuragate_headers, curate_me) in [
        (Some(400), None, STOP, kept(400)),
        (Some(404), None, STOP, kept(404)),
        (Some(413), None, STOP, kept(413)),
        (Some(422), None, STOP, kept(422)),
        (Some(401), None, NONE, kept(502)),
        (Some(403), None, NONE, kept(502)),
        (Some(429), None, AFTER_1, limited(AFTER_1)),
        (Some(429), Some(0), AFTER_1, limited(AFTER_1)),
        (Some(429), Some(9), AFTER_9, limited(AFTER_9)),
        (Some(500), None, NONE, kept(502)),
        (Some(503), Some(9), AFTER_9, (502, UP, "provider_error", "GW_UPSTREAM_001", AFTER_9)),
        (Some(999), None, NONE, kept(502)),
        (None, None, NONE, kept(502)),
    ] {
        let refusal = provider_error(upstream, retry_after);
        let row = format!("upstream {upstream:?}, retry after {retry_after:?}");
        let anuragate = (502, "gate_error", "provider_error", "", anuragate_headers);
        assert_eq!(said(Dialect::Anuragate, &refusal), expected(anuragate), "{row} in anuragate");
        assert_eq!(said(Dialect::CurateMe, &refusal), expected(curate_me), "{row} in curate-me");
        let agentwatch = (502, UP, "provider_error", "", anuragate_headers);
        assert_eq!(said(Dialect::Agentwatch, &refusal), expected(agentwatch), "{row} in agentwatch");
        for dialect in [Dialect::Anuragate, Dialect::Agentwatch] {
            let response = Renderer::new(dialect, "/").render_refusal(&refusal, None);
            let body: Value = serde_json::from_str(&body_text(response)).expect("a JSON body");
            let told = body["error"]["details"]["upstream_status"].as_u64();
            assert_eq!(told, upstream.map(u64::from), "{row}: the status is told");
        }
    }
}

#[test]
fn a_rate_limit_always_asks_for_a_second_at_least() {
    let refusal = Refusal::RateLimited { limit: 1, retry_after_seconds: 0 };
    for dialect in Dialect::ALL {
        assert_eq!(said(dialect, &refusal).4, ["retry-after: 1"], "{}", dialect.name());
    }
}

#[test]
fn agentwatch_names_the_rules_that_block_and_never_what_they_matched() {
    let of_kind = |kind: &str| {
        let found = every_refusal().into_iter().find(|refusal| refusal.code() == kind);
        let response = Renderer::new(Dialect::Agentwatch, "/")
            .render_refusal(&found.expect("every kind is there"), None);
        body_text(response)
    };
    for kind in ["pii_blocked", "secret_blocked", "safety_blocked", "policy_blocked"] {
        let text = of_kind(kind);
        let body: Value = serde_json::from_str(&text).expect("a JSON body");
        let rules = body["error"]["rules"].as_array().unwrap_or_else(|| panic!("no rules: {text}"));
        assert!(!rules.is_empty() && rules.iter().all(Value::is_string), "{text}");
        assert!(!text.contains("matched_text"), "{text}");
    }
    assert!(!of_kind("not_found").contains("rules"));
}

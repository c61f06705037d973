//! Refusals of Agentwatch: status and code of each; the status decides the type.

use std::collections::BTreeSet;

use gate_core::refusal::Refusal;
use http::StatusCode;
use serde::Serialize;

use crate::denial::{Denial, held};
use crate::json;

/// Status and body of a refusal.
pub(super) fn denial(refusal: &Refusal) -> Denial {
    if let Refusal::ApprovalRequired(pending) = refusal {
        return held(pending);
    }
    let (status, code) = row(refusal);
    let error = Error {
        message: refusal.to_string(),
        kind: kind(status),
        param: param(refusal),
        code,
        rules: rules(refusal),
        details: details(refusal),
    };
    Denial { status, body: json::bytes(&Body { error }) }
}

/// The table.
fn row(refusal: &Refusal) -> (StatusCode, &'static str) {
    match refusal {
        Refusal::KeyMissing | Refusal::KeyInvalid | Refusal::KeyDisabled | Refusal::KeyExpired => {
            (StatusCode::UNAUTHORIZED, "invalid_api_key")
        }
        Refusal::KeyRotated { .. } => (StatusCode::UNAUTHORIZED, "key_rotated"),
        Refusal::IpNotAllowed => (StatusCode::FORBIDDEN, "ip_not_allowed"),
        Refusal::InsufficientScope { .. } => (StatusCode::FORBIDDEN, "forbidden"),
        Refusal::AccountLocked { .. } => (StatusCode::LOCKED, "account_locked"),
        Refusal::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        Refusal::PlanQuota => (StatusCode::TOO_MANY_REQUESTS, "plan_quota"),
        Refusal::PlanInactive => (StatusCode::PAYMENT_REQUIRED, "plan_inactive"),
        Refusal::PlanFeature { .. } => (StatusCode::FORBIDDEN, "plan_feature"),
        Refusal::ModelNotOnPlan | Refusal::ModelNotAllowed { .. } => {
            (StatusCode::FORBIDDEN, "model_not_allowed")
        }
        Refusal::CostPerRequest { .. }
        | Refusal::DailyBudget(_)
        | Refusal::MonthlyBudget(_)
        | Refusal::HierarchicalBudget(_)
        | Refusal::SessionBudget => (StatusCode::PAYMENT_REQUIRED, "budget_exceeded"),
        Refusal::SessionKilled => (StatusCode::TOO_MANY_REQUESTS, "session_killed"),
        Refusal::LoopDetected => (StatusCode::TOO_MANY_REQUESTS, "loop_detected"),
        Refusal::PiiBlocked { .. }
        | Refusal::SecretBlocked { .. }
        | Refusal::SafetyBlocked { .. }
        | Refusal::PolicyBlocked { .. } => (StatusCode::BAD_REQUEST, "dlp_violation"),
        Refusal::AuditBlocked => (StatusCode::BAD_REQUEST, "audit_blocked"),
        Refusal::ApprovalRequired(_) => (StatusCode::ACCEPTED, "approval_required"),
        Refusal::ApprovalDenied => (StatusCode::FORBIDDEN, "approval_denied"),
        Refusal::ApprovalExpired => (StatusCode::FORBIDDEN, "approval_expired"),
        Refusal::NoProviderKey { .. } => (StatusCode::BAD_GATEWAY, "no_provider_key"),
        Refusal::ProviderError { .. } => (StatusCode::BAD_GATEWAY, "provider_error"),
        Refusal::ProviderTimeout => (StatusCode::BAD_GATEWAY, "provider_timeout"),
        Refusal::ProviderCapacity { .. } => (StatusCode::TOO_MANY_REQUESTS, "provider_capacity"),
        Refusal::CircuitOpen => (StatusCode::BAD_GATEWAY, "provider_unavailable"),
        Refusal::ModelRetired { .. } => (StatusCode::NOT_FOUND, "model_retired"),
        Refusal::ModelUnknown { .. } => (StatusCode::NOT_FOUND, "model_not_found"),
        Refusal::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
        Refusal::Malformed { .. } => (StatusCode::BAD_REQUEST, "bad_request"),
        Refusal::NotFound => (StatusCode::NOT_FOUND, "not_found"),
        Refusal::Conflict { .. } => (StatusCode::CONFLICT, "conflict"),
        Refusal::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        Refusal::CostNotRecorded => (StatusCode::SERVICE_UNAVAILABLE, "cost_recorder_error"),
    }
}

/// The type that goes with a status of the table.
fn kind(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "authentication_error",
        402 => "insufficient_quota",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        502 => "upstream_error",
        400..=499 => "invalid_request_error",
        _ => "server_error",
    }
}

fn param(refusal: &Refusal) -> Option<&str> {
    match refusal {
        Refusal::Malformed { param, .. } => param.as_deref(),
        _ => None,
    }
}

/// The names of the rules that block, in small letters; never what they matched.
fn rules(refusal: &Refusal) -> Option<BTreeSet<String>> {
    match refusal {
        Refusal::PiiBlocked { findings, .. } | Refusal::SecretBlocked { findings, .. } => {
            Some(findings.iter().map(|finding| finding.entity_type.to_ascii_lowercase()).collect())
        }
        Refusal::SafetyBlocked { injection: true } => Some(["prompt_injection".to_owned()].into()),
        Refusal::SafetyBlocked { injection: false } => Some(["content_safety".to_owned()].into()),
        Refusal::PolicyBlocked { rule } => Some([rule.clone()].into()),
        _ => None,
    }
}

fn details(refusal: &Refusal) -> Option<Details> {
    match refusal {
        Refusal::ProviderError { upstream_status: Some(status), .. } => {
            Some(Details { upstream_status: *status })
        }
        _ => None,
    }
}

#[derive(Serialize)]
struct Body<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    message: String,
    #[serde(rename = "type")]
    kind: &'static str,
    param: Option<&'a str>,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<BTreeSet<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Serialize)]
struct Details {
    upstream_status: u16,
}

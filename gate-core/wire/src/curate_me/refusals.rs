//! Refusals of Curate-Me: status, type, code and gateway code of each.

use gate_core::refusal::{BlockedFinding, Refusal};
use http::StatusCode;
use serde::Serialize;

use super::remediation::remediation;
use crate::denial::{Denial, held, is_callers_fault};
use crate::json;

const AUTHENTICATION: &str = "authentication_error";
const GATEWAY: &str = "gateway_error";
const INVALID: &str = "invalid_request_error";
const NOT_FOUND: &str = "not_found_error";
const PERMISSION: &str = "permission_error";
const QUOTA: &str = "insufficient_quota";
const RATE: &str = "rate_limit_error";
const TIMEOUT: &str = "timeout_error";
const UNAVAILABLE: &str = "service_unavailable";
const UPSTREAM: &str = "upstream_error";

/// One line of the table. The gateway code is absent where the answer is no error.
struct Row(StatusCode, &'static str, &'static str, Option<&'static str>);

/// Status and body of a refusal.
pub(super) fn denial(refusal: &Refusal) -> Denial {
    if let Refusal::ApprovalRequired(pending) = refusal {
        return held(pending);
    }
    let Row(status, kind, code, gateway_error_code) = row(refusal);
    let message = refusal.to_string();
    let remediation = remediation(refusal);
    let error = Error { message, kind, param: param(refusal), code, gateway_error_code, remediation };
    Denial { status, body: json::bytes(&Body { error, hint_data: hints(refusal) }) }
}

/// The table.
fn row(refusal: &Refusal) -> Row {
    use StatusCode as S;
    let (status, kind, code, gateway_error_code) = match refusal {
        Refusal::KeyMissing => (S::UNAUTHORIZED, AUTHENTICATION, "invalid_api_key", "GW_AUTH_001"),
        Refusal::KeyInvalid | Refusal::KeyDisabled | Refusal::KeyExpired => {
            (S::UNAUTHORIZED, AUTHENTICATION, "invalid_api_key", "GW_AUTH_002")
        }
        Refusal::KeyRotated { .. } => (S::UNAUTHORIZED, AUTHENTICATION, "key_rotated", "GW_AUTH_003"),
        Refusal::IpNotAllowed => (S::FORBIDDEN, PERMISSION, "ip_not_allowed", "GW_AUTH_004"),
        Refusal::InsufficientScope { .. } => (S::FORBIDDEN, PERMISSION, "insufficient_scope", "GW_SCOPE_001"),
        Refusal::AccountLocked { .. } => (S::FORBIDDEN, PERMISSION, "account_locked", "GW_AUTH_005"),
        Refusal::RateLimited { .. } => (S::TOO_MANY_REQUESTS, RATE, "rate_limit_exceeded", "GW_RATE_001"),
        Refusal::PlanQuota => (S::TOO_MANY_REQUESTS, QUOTA, "plan_quota", "GW_PLAN_002"),
        Refusal::PlanInactive => (S::FORBIDDEN, PERMISSION, "plan_inactive", "GW_PLAN_001"),
        Refusal::PlanFeature { .. } => (S::FORBIDDEN, PERMISSION, "plan_feature", "GW_PLAN_004"),
        Refusal::ModelNotOnPlan => (S::FORBIDDEN, PERMISSION, "plan_model", "GW_PLAN_003"),
        Refusal::ModelNotAllowed { .. } => (S::FORBIDDEN, PERMISSION, "model_allowlist", "GW_MODEL_001"),
        Refusal::CostPerRequest { .. } => (S::FORBIDDEN, PERMISSION, "max_cost_per_request", "GW_COST_001"),
        Refusal::DailyBudget(_) => (S::FORBIDDEN, PERMISSION, "daily_budget", "GW_COST_002"),
        Refusal::MonthlyBudget(_) => (S::FORBIDDEN, PERMISSION, "monthly_budget", "GW_COST_003"),
        Refusal::HierarchicalBudget(_) => {
            (S::FORBIDDEN, PERMISSION, "hierarchical_budget", "GW_BUDGET_HIERARCHY_001")
        }
        Refusal::SessionBudget => (S::FORBIDDEN, PERMISSION, "session_budget", "GW_SESSION_BUDGET_001"),
        Refusal::SessionKilled => (S::FORBIDDEN, PERMISSION, "session_killed", "GW_SESSION_001"),
        Refusal::LoopDetected => (S::FORBIDDEN, PERMISSION, "loop_detected", "GW_LOOP_001"),
        Refusal::PiiBlocked { .. } => (S::FORBIDDEN, PERMISSION, "pii_detected", "GW_PII_001"),
        Refusal::SecretBlocked { .. } => (S::FORBIDDEN, PERMISSION, "secret_detected", "GW_PII_002"),
        Refusal::SafetyBlocked { injection: true } => {
            (S::FORBIDDEN, PERMISSION, "prompt_injection_detected", "GW_SAFETY_001")
        }
        Refusal::SafetyBlocked { injection: false } => {
            (S::FORBIDDEN, PERMISSION, "content_safety", "GW_SAFETY_001")
        }
        Refusal::PolicyBlocked { .. } => (S::FORBIDDEN, PERMISSION, "policy_blocked", "GW_POLICY_001"),
        Refusal::AuditBlocked => (S::FORBIDDEN, PERMISSION, "audit_blocked", "GW_AUDIT_001"),
        Refusal::ApprovalRequired(_) => return Row(S::ACCEPTED, PERMISSION, "approval_required", None),
        Refusal::ApprovalDenied => (S::FORBIDDEN, PERMISSION, "approval_rejected", "GW_HITL_001"),
        Refusal::ApprovalExpired => (S::FORBIDDEN, PERMISSION, "approval_expired", "GW_HITL_002"),
        Refusal::NoProviderKey { .. } => (S::BAD_REQUEST, INVALID, "no_provider_key", "GW_KEY_001"),
        Refusal::ProviderError { upstream_status, .. } => upstream(*upstream_status),
        Refusal::ProviderTimeout => (S::GATEWAY_TIMEOUT, TIMEOUT, "provider_timeout", "GW_UPSTREAM_002"),
        Refusal::ProviderCapacity { .. } => {
            (S::TOO_MANY_REQUESTS, RATE, "provider_capacity", "GW_UPSTREAM_005")
        }
        Refusal::CircuitOpen => (S::SERVICE_UNAVAILABLE, UNAVAILABLE, "circuit_open", "GW_UPSTREAM_003"),
        Refusal::ModelRetired { .. } => (S::GONE, INVALID, "model_retired", "GW_MODEL_003"),
        Refusal::ModelUnknown { .. } => (S::BAD_REQUEST, INVALID, "model_not_found", "GW_MODEL_002"),
        Refusal::BodyTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, INVALID, "body_too_large", "GW_REQ_002"),
        Refusal::Malformed { .. } => (S::BAD_REQUEST, INVALID, "invalid_request", "GW_REQ_001"),
        Refusal::NotFound => (S::NOT_FOUND, NOT_FOUND, "not_found", "GW_NOT_FOUND_001"),
        Refusal::Conflict { .. } => (S::CONFLICT, INVALID, "conflict", "GW_CONFLICT_001"),
        Refusal::Internal => (S::INTERNAL_SERVER_ERROR, GATEWAY, "internal_error", "GW_INTERNAL_001"),
        Refusal::CostNotRecorded => (S::SERVICE_UNAVAILABLE, GATEWAY, "cost_recorder_error", "GW_RECORD_001"),
    };
    Row(status, kind, code, Some(gateway_error_code))
}

/// What an upstream's error status becomes. What the caller caused keeps its status; everything else, a refused key
/// of ours included, is a fault of the gateway's side.
fn upstream(status: Option<u16>) -> (StatusCode, &'static str, &'static str, &'static str) {
    let kept = status
        .filter(|status| is_callers_fault(*status))
        .and_then(|status| StatusCode::from_u16(status).ok());
    match (status, kept) {
        (Some(429), _) => (StatusCode::TOO_MANY_REQUESTS, RATE, "provider_rate_limited", "GW_UPSTREAM_004"),
        (_, kept) => (kept.unwrap_or(StatusCode::BAD_GATEWAY), UPSTREAM, "provider_error", "GW_UPSTREAM_001"),
    }
}

fn param(refusal: &Refusal) -> Option<&str> {
    match refusal {
        Refusal::Malformed { param, .. } => param.as_deref(),
        _ => None,
    }
}

fn hints(refusal: &Refusal) -> Option<Hints<'_>> {
    match refusal {
        Refusal::PiiBlocked { findings, .. } | Refusal::SecretBlocked { findings, .. } => {
            Some(Hints { findings: findings.iter().map(Finding::from).collect() })
        }
        _ => None,
    }
}

#[derive(Serialize)]
struct Body<'a> {
    error: Error<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint_data: Option<Hints<'a>>,
}

#[derive(Serialize)]
struct Error<'a> {
    message: String,
    #[serde(rename = "type")]
    kind: &'static str,
    param: Option<&'a str>,
    code: &'static str,
    gateway_error_code: Option<&'static str>,
    remediation: &'static str,
}

#[derive(Serialize)]
struct Hints<'a> {
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    entity_type: &'a str,
    score: f32,
    start: usize,
    end: usize,
    matched_text: &'a str,
}

impl<'a> From<&'a BlockedFinding> for Finding<'a> {
    fn from(finding: &'a BlockedFinding) -> Self {
        Self {
            entity_type: &finding.entity_type,
            score: finding.score,
            start: finding.start,
            end: finding.end,
            matched_text: &finding.masked_text,
        }
    }
}

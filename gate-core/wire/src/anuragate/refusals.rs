//! Refusals of anuragate: status and code of each.

use gate_core::refusal::{Budget, Refusal};
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
    let error = Error { message: refusal.to_string(), kind: "gate_error", code, details: details(refusal) };
    Denial { status, body: json::bytes(&Body { error }) }
}

/// The table.
fn row(refusal: &Refusal) -> (StatusCode, &'static str) {
    match refusal {
        Refusal::KeyMissing
        | Refusal::KeyInvalid
        | Refusal::KeyDisabled
        | Refusal::KeyExpired
        | Refusal::KeyRotated { .. } => (StatusCode::UNAUTHORIZED, "invalid_key"),
        Refusal::IpNotAllowed => (StatusCode::FORBIDDEN, "ip_not_allowed"),
        Refusal::InsufficientScope { .. } => (StatusCode::FORBIDDEN, "insufficient_scope"),
        Refusal::AccountLocked { .. } => (StatusCode::LOCKED, "account_locked"),
        Refusal::RateLimited { .. } | Refusal::PlanQuota => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        Refusal::PlanInactive | Refusal::PlanFeature { .. } => (StatusCode::FORBIDDEN, "plan_required"),
        Refusal::ModelNotOnPlan | Refusal::ModelNotAllowed { .. } => {
            (StatusCode::FORBIDDEN, "model_not_allowed")
        }
        Refusal::CostPerRequest { .. }
        | Refusal::DailyBudget(_)
        | Refusal::MonthlyBudget(_)
        | Refusal::HierarchicalBudget(_) => (StatusCode::TOO_MANY_REQUESTS, "budget_exceeded"),
        Refusal::SessionBudget | Refusal::SessionKilled | Refusal::LoopDetected => {
            (StatusCode::TOO_MANY_REQUESTS, "session_killed")
        }
        Refusal::PiiBlocked { .. }
        | Refusal::SecretBlocked { .. }
        | Refusal::SafetyBlocked { .. }
        | Refusal::PolicyBlocked { .. } => (StatusCode::FORBIDDEN, "policy_blocked"),
        Refusal::AuditBlocked => (StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "audit_blocked"),
        Refusal::ApprovalRequired(_) => (StatusCode::ACCEPTED, "approval_required"),
        Refusal::ApprovalDenied => (StatusCode::FORBIDDEN, "approval_denied"),
        Refusal::ApprovalExpired => (StatusCode::FORBIDDEN, "approval_expired"),
        Refusal::NoProviderKey { .. } => (StatusCode::SERVICE_UNAVAILABLE, "no_provider_key"),
        Refusal::ProviderError { .. } => (StatusCode::BAD_GATEWAY, "provider_error"),
        Refusal::ProviderTimeout => (StatusCode::GATEWAY_TIMEOUT, "provider_timeout"),
        Refusal::ProviderCapacity { .. } => (StatusCode::TOO_MANY_REQUESTS, "provider_capacity"),
        Refusal::CircuitOpen => (StatusCode::SERVICE_UNAVAILABLE, "provider_unavailable"),
        Refusal::ModelRetired { .. } => (StatusCode::GONE, "model_retired"),
        Refusal::ModelUnknown { .. } => (StatusCode::NOT_FOUND, "model_not_found"),
        Refusal::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
        Refusal::Malformed { .. } => (StatusCode::BAD_REQUEST, "bad_request"),
        Refusal::NotFound => (StatusCode::NOT_FOUND, "not_found"),
        Refusal::Conflict { .. } => (StatusCode::CONFLICT, "conflict"),
        Refusal::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        Refusal::CostNotRecorded => (StatusCode::SERVICE_UNAVAILABLE, "cost_recorder_error"),
    }
}

/// What programs may want to know beyond the code: whose budget, which upstream status, which field.
fn details(refusal: &Refusal) -> Option<Details<'_>> {
    match refusal {
        Refusal::CostPerRequest { .. } => Some(Details::Scope { scope: "request" }),
        Refusal::DailyBudget(Budget { scope, .. })
        | Refusal::MonthlyBudget(Budget { scope, .. })
        | Refusal::HierarchicalBudget(Budget { scope, .. }) => Some(Details::Scope { scope: scope.name() }),
        Refusal::ProviderError { upstream_status: Some(status), .. } => {
            Some(Details::Upstream { upstream_status: *status })
        }
        Refusal::Malformed { param: Some(param), .. } => Some(Details::Field { param }),
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
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Details<'a> {
    Scope { scope: &'static str },
    Upstream { upstream_status: u16 },
    Field { param: &'a str },
}

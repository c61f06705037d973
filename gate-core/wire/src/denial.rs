//! Denial: what every dialect says alike about a refusal.

use bytes::Bytes;
use gate_core::clock::iso8601;
use gate_core::refusal::{PendingApproval, Refusal};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::headers::{FALSE, SHOULD_RETRY, X_CM_APPROVAL_ID, put_text};
use crate::json;

/// A refusal in one dialect's words.
pub(crate) struct Denial {
    pub status: StatusCode,
    pub body: Bytes,
}

/// Sets the headers that a refusal has in every dialect.
pub(crate) fn put_headers(headers: &mut HeaderMap, refusal: &Refusal, status: StatusCode) {
    if let Some(seconds) = retry_after(refusal) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if repeating_is_useless(refusal, status) {
        headers.insert(SHOULD_RETRY, FALSE);
    }
    if let Refusal::ApprovalRequired(pending) = refusal {
        put_text(headers, X_CM_APPROVAL_ID, &pending.id);
    }
}

/// Whether an upstream error was caused by what the caller sent: the same request would fail again.
pub(crate) const fn is_callers_fault(upstream_status: u16) -> bool {
    matches!(upstream_status, 400 | 404 | 413 | 422)
}

/// Seconds after which trying again makes sense, when that is known. A rate limit always says at least one.
fn retry_after(refusal: &Refusal) -> Option<u64> {
    match refusal {
        Refusal::RateLimited { retry_after_seconds, .. }
        | Refusal::ProviderCapacity { retry_after_seconds }
        | Refusal::AccountLocked { retry_after_seconds } => Some((*retry_after_seconds).max(1)),
        Refusal::ApprovalRequired(pending) => Some(pending.retry_after_seconds),
        Refusal::ProviderError { upstream_status: Some(429), retry_after_seconds, .. } => {
            Some(retry_after_seconds.unwrap_or(1).max(1))
        }
        Refusal::ProviderError { retry_after_seconds, .. } => *retry_after_seconds,
        _ => None,
    }
}

/// Whether common SDKs, which repeat a 409, a 429 and every 5xx by themselves, must be told not to.
fn repeating_is_useless(refusal: &Refusal, status: StatusCode) -> bool {
    match refusal {
        Refusal::CostPerRequest { .. }
        | Refusal::DailyBudget(_)
        | Refusal::MonthlyBudget(_)
        | Refusal::HierarchicalBudget(_)
        | Refusal::SessionBudget
        | Refusal::PlanQuota
        | Refusal::SessionKilled
        | Refusal::LoopDetected
        | Refusal::Conflict { .. } => true,
        Refusal::NoProviderKey { .. } => status == StatusCode::SERVICE_UNAVAILABLE,
        Refusal::ProviderError { upstream_status: Some(upstream), .. } => {
            status == StatusCode::BAD_GATEWAY && is_callers_fault(*upstream)
        }
        _ => false,
    }
}

/// The body of a call that waits for a person; every dialect gives the same.
#[derive(Serialize)]
struct Held<'a> {
    status: &'static str,
    reason: &'static str,
    approval_id: &'a str,
    estimated_cost: f64,
    model: &'a str,
    retry_after_seconds: u64,
    created_at: String,
    expires_at: String,
    poll_url: String,
}

/// The answer to a call that waits for a person: 202.
pub(crate) fn held(pending: &PendingApproval) -> Denial {
    let body = json::bytes(&Held {
        status: "pending_approval",
        reason: pending.reason,
        approval_id: &pending.id,
        estimated_cost: pending.estimated_cost.usd(),
        model: &pending.model,
        retry_after_seconds: pending.retry_after_seconds,
        created_at: iso8601(pending.created_at_ms),
        expires_at: iso8601(pending.expires_at_ms),
        poll_url: format!("/v1/approvals/{}/status", pending.id),
    });
    Denial { status: StatusCode::ACCEPTED, body }
}

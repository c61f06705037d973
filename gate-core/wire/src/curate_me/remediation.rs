//! Remediation: what the reader of a refusal can do about it.

use gate_core::refusal::{BlockedIn, Refusal};

/// One sentence for each refusal, never empty.
#[expect(clippy::too_many_lines, reason = "one table: a sentence for each refusal")]
pub(super) fn remediation(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::KeyMissing => "Send a gateway key in `X-CM-API-Key` or as `Authorization: Bearer`.",
        Refusal::KeyInvalid | Refusal::KeyDisabled | Refusal::KeyExpired => {
            "Check that the key is complete, enabled and not expired, or create a new one."
        }
        Refusal::KeyRotated { .. } => "Use the replacement key; the old one no longer works.",
        Refusal::IpNotAllowed => "Call from an allowed address, or add this one to the key's `allowed_ips`.",
        Refusal::InsufficientScope { .. } => "Use a key that has one of the scopes named in the message.",
        Refusal::AccountLocked { .. } => "Wait for the time in `Retry-After`, then sign in again.",
        Refusal::RateLimited { .. } => "Wait for the time in `Retry-After`, or ask for a higher `rpm_limit`.",
        Refusal::PlanQuota => "Wait for the next period, or move to a larger plan.",
        Refusal::PlanInactive => "Renew the subscription.",
        Refusal::PlanFeature { .. } => "Move to a plan that includes this feature.",
        Refusal::ModelNotOnPlan => {
            "Use a model of the plan (`GET /v1/models` lists them), or move to a larger plan."
        }
        Refusal::ModelNotAllowed { .. } => {
            "Use an allowed model (`GET /v1/models` lists them), or add this one to `allowed_models`."
        }
        Refusal::CostPerRequest { .. } => {
            "Send a smaller request, lower `max_tokens` or use a cheaper model; or raise `max_cost_per_request`."
        }
        Refusal::DailyBudget(_) => "Wait for the next UTC day, or raise `daily_budget` in the policy.",
        Refusal::MonthlyBudget(_) => "Wait for the next month, or raise `monthly_budget` in the policy.",
        Refusal::HierarchicalBudget(_) => {
            "Wait for the next period, or raise the budget named in the message."
        }
        Refusal::SessionBudget => "Start a new session, or raise `runner_session_budget` in the policy.",
        Refusal::SessionKilled => "Start a new session.",
        Refusal::LoopDetected => "Start a new session, and check why the agent repeats itself.",
        Refusal::PiiBlocked { place: BlockedIn::Answer, .. }
        | Refusal::SecretBlocked { place: BlockedIn::Answer, .. } => {
            "Ask in a way that needs no such data in the answer, or have it redacted instead of blocked."
        }
        Refusal::PiiBlocked { .. } => {
            "Remove the personal data listed in `hint_data`, or set `pii_action` to `redact` in the policy."
        }
        Refusal::SecretBlocked { .. } => {
            "Remove the credential listed in `hint_data`; rotate it if it is in use."
        }
        Refusal::SafetyBlocked { .. } => "Rephrase the request without the unsafe content.",
        Refusal::PolicyBlocked { .. } => "Change the request so that the named rule no longer matches it.",
        Refusal::AuditBlocked => "Ask a reviewer to look at the audit of this answer.",
        Refusal::ApprovalRequired(_) => {
            "Poll the approval; once approved, repeat the request with its token."
        }
        Refusal::ApprovalDenied => "Ask the reviewer for the reason, or send a cheaper request.",
        Refusal::ApprovalExpired => "Repeat the request without a token to open a new approval.",
        Refusal::NoProviderKey { .. } => {
            "Store a key with `POST /gateway/admin/secrets`, or send one in `X-Provider-Key`."
        }
        Refusal::ProviderError { upstream_status: Some(429), .. } => {
            "Wait for the time in `Retry-After`, or add capacity at the provider."
        }
        Refusal::ProviderError { upstream_status: Some(400 | 404 | 413 | 422), .. } => {
            "Correct the request as the provider's message says."
        }
        Refusal::ProviderError { upstream_status: Some(401 | 403), .. } => {
            "Check the provider key: the provider does not accept it."
        }
        Refusal::ProviderError { .. } => "Try again; if it goes on, look at the provider's status.",
        Refusal::ProviderTimeout => "Try again, with a shorter request or as a stream.",
        Refusal::ProviderCapacity { .. } => "Wait for the time in `Retry-After`, or add a provider key.",
        Refusal::CircuitOpen => "Try again in a minute, or use a model of another provider.",
        Refusal::ModelRetired { .. } => "Use a current model; `GET /v1/models` lists them.",
        Refusal::ModelUnknown { .. } => {
            "Check the model's name (`GET /v1/models` lists them), or configure a provider and a price for it."
        }
        Refusal::BodyTooLarge { .. } => "Send a smaller body.",
        Refusal::Malformed { .. } => "Correct the request as the message says.",
        Refusal::NotFound => "Check the path and the id.",
        Refusal::Conflict { .. } => "Read the present state, then decide anew.",
        Refusal::Internal => "Try again; if it goes on, give the operator the request id.",
        Refusal::CostNotRecorded => "Try again shortly; the operator should check the disk and the database.",
    }
}

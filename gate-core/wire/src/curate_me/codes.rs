//! Codes: the gateway code of each refusal by the engine's own name, for records that keep only that name.

/// The gateway code under which a refusal of this kind is known, from [`Refusal::code`].
///
/// `None` for a call that waits for approval, which is no error, and for names the engine does not know. What a
/// provider's status adds (`GW_UPSTREAM_004` for its rate limit) is not in the name.
///
/// [`Refusal::code`]: gate_core::refusal::Refusal::code
pub fn gateway_error_code(refusal_code: &str) -> Option<&'static str> {
    Some(match refusal_code {
        "key_missing" => "GW_AUTH_001",
        "key_invalid" | "key_disabled" | "key_expired" => "GW_AUTH_002",
        "key_rotated" => "GW_AUTH_003",
        "ip_not_allowed" => "GW_AUTH_004",
        "account_locked" => "GW_AUTH_005",
        "insufficient_scope" => "GW_SCOPE_001",
        "rate_limited" => "GW_RATE_001",
        "plan_inactive" => "GW_PLAN_001",
        "plan_quota" => "GW_PLAN_002",
        "model_not_on_plan" => "GW_PLAN_003",
        "plan_feature" => "GW_PLAN_004",
        "model_not_allowed" => "GW_MODEL_001",
        "model_unknown" => "GW_MODEL_002",
        "model_retired" => "GW_MODEL_003",
        "cost_per_request" => "GW_COST_001",
        "daily_budget" => "GW_COST_002",
        "monthly_budget" => "GW_COST_003",
        "hierarchical_budget" => "GW_BUDGET_HIERARCHY_001",
        "session_budget" => "GW_SESSION_BUDGET_001",
        "session_killed" => "GW_SESSION_001",
        "loop_detected" => "GW_LOOP_001",
        "pii_blocked" => "GW_PII_001",
        "secret_blocked" => "GW_PII_002",
        "safety_blocked" => "GW_SAFETY_001",
        "policy_blocked" => "GW_POLICY_001",
        "audit_blocked" => "GW_AUDIT_001",
        "approval_denied" => "GW_HITL_001",
        "approval_expired" => "GW_HITL_002",
        "no_provider_key" => "GW_KEY_001",
        "provider_error" => "GW_UPSTREAM_001",
        "provider_timeout" => "GW_UPSTREAM_002",
        "circuit_open" => "GW_UPSTREAM_003",
        "provider_capacity" => "GW_UPSTREAM_005",
        "malformed" => "GW_REQ_001",
        "body_too_large" => "GW_REQ_002",
        "not_found" => "GW_NOT_FOUND_001",
        "conflict" => "GW_CONFLICT_001",
        "internal" => "GW_INTERNAL_001",
        "cost_not_recorded" => "GW_RECORD_001",
        _ => return None,
    })
}

//! Refusal: every "no" Gate can say, with what the caller may know about it.
//!
//! Statuses and bodies are not here: each dialect has one exhaustive table in gate-wire.

use crate::money::Money;

/// Why a call was not answered.
///
/// One variant per kind of denial. `Display` is the message for people; it never holds a matched secret, another
/// tenant's name, a provider key or a stack trace.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refusal {
    /// No credential of a known form was presented.
    #[error("Missing or invalid credentials.")]
    KeyMissing,
    /// A credential of a known form that is no live key.
    #[error("Missing or invalid credentials.")]
    KeyInvalid,
    /// The key was switched off.
    #[error("Missing or invalid credentials.")]
    KeyDisabled,
    /// The key's time has passed.
    #[error("Missing or invalid credentials.")]
    KeyExpired,
    /// The key was replaced and its grace is over.
    #[error("This key was rotated. Replacement key ID: {replacement}")]
    KeyRotated {
        /// The public id of the key that took its place.
        replacement: String,
    },
    /// The caller's address is not on the key's list.
    #[error("This key may not be used from your address.")]
    IpNotAllowed,
    /// The key lacks the scope for this.
    #[error("This credential lacks a scope that the request needs: {needed}.")]
    InsufficientScope {
        /// The scopes of which one would do.
        needed: &'static str,
    },
    /// Too many failed logins.
    #[error("This account is locked for a while after too many failed attempts.")]
    AccountLocked {
        /// Seconds until the next attempt may be made.
        retry_after_seconds: u64,
    },
    /// The request rate is used up.
    #[error("Rate limit exceeded: {limit} requests per minute.")]
    RateLimited {
        /// Requests per minute that are allowed.
        limit: u32,
        /// Seconds until a request fits again, at least 1.
        retry_after_seconds: u64,
    },
    /// The plan's quota is used up.
    #[error("The plan's quota is used up.")]
    PlanQuota,
    /// The subscription is not active.
    #[error("The subscription is not active.")]
    PlanInactive,
    /// The plan does not include what was asked for.
    #[error("The plan does not include {feature}.")]
    PlanFeature {
        /// The feature's name.
        feature: &'static str,
    },
    /// The plan does not include the model.
    #[error("The plan does not include this model.")]
    ModelNotOnPlan,
    /// The key or policy does not allow the model.
    #[error("Model `{model}` is not allowed for this key.")]
    ModelNotAllowed {
        /// The model as it was asked for.
        model: String,
    },
    /// One request would cost more than a request may.
    #[error("This request may cost ${estimate}, more than the ${limit} one request may cost.")]
    CostPerRequest {
        /// What the request may cost at most.
        estimate: Money,
        /// What one request may cost.
        limit: Money,
    },
    /// The organisation's budget of the day is used up.
    #[error("Daily budget exceeded: {0}")]
    DailyBudget(Budget),
    /// The organisation's budget of the month is used up.
    #[error("Monthly budget exceeded: {0}")]
    MonthlyBudget(Budget),
    /// A budget of the team, tenant or key is used up.
    #[error("Budget exceeded: {0}")]
    HierarchicalBudget(Budget),
    /// The budget of the runner session is used up.
    #[error("The session's budget is used up.")]
    SessionBudget,
    /// The session was ended by a breaker or by hand.
    #[error("This session was terminated.")]
    SessionKilled,
    /// The session repeats itself.
    #[error("This session was terminated because it repeats itself.")]
    LoopDetected,
    /// Personal data stands in the request or its answer and the policy blocks it.
    #[error("The {place} holds personal data, which the policy does not let through.")]
    PiiBlocked {
        /// What was found, without the text itself.
        findings: Vec<BlockedFinding>,
        /// Where.
        place: BlockedIn,
    },
    /// A secret stands in the request or its answer and the policy blocks it.
    #[error("The {place} holds a credential, which the policy does not let through.")]
    SecretBlocked {
        /// What was found, without the text itself.
        findings: Vec<BlockedFinding>,
        /// Where.
        place: BlockedIn,
    },
    /// The content was judged unsafe.
    #[error("The request was blocked by content safety.")]
    SafetyBlocked {
        /// Whether an attempt to override instructions was the reason.
        injection: bool,
    },
    /// A policy rule blocks the request.
    #[error("Blocked by policy rule `{rule}`.")]
    PolicyBlocked {
        /// The rule's name, as its author wrote it.
        rule: String,
    },
    /// The second model's audit blocks the answer.
    #[error("The answer was blocked by the audit.")]
    AuditBlocked,
    /// A person must approve first.
    #[error("This request waits for approval.")]
    ApprovalRequired(Box<PendingApproval>),
    /// A person said no.
    #[error("The request was not approved.")]
    ApprovalDenied,
    /// Nobody decided in time.
    #[error("The approval expired.")]
    ApprovalExpired,
    /// No key for the provider is at hand.
    #[error("No API key is configured for provider `{provider}`.")]
    NoProviderKey {
        /// The provider's id.
        provider: String,
    },
    /// The provider answered with an error or with something that is no answer.
    #[error("{message}")]
    ProviderError {
        /// The status the provider answered with, when it answered.
        upstream_status: Option<u16>,
        /// What may be told about it.
        message: String,
        /// The provider's `Retry-After`, in seconds.
        retry_after_seconds: Option<u64>,
    },
    /// The provider did not answer in time.
    #[error("The provider did not answer in time.")]
    ProviderTimeout,
    /// Our own capacity at the provider is used up.
    #[error("The capacity at the provider is used up for the moment.")]
    ProviderCapacity {
        /// Seconds until it is worth trying again.
        retry_after_seconds: u64,
    },
    /// The provider has failed too often and is left alone for a while.
    #[error("The provider is not available at the moment.")]
    CircuitOpen,
    /// The model exists no longer.
    #[error("Model `{model}` was retired{}.", .replacement.as_ref().map_or(String::new(), |new| format!("; `{new}` takes its place")))]
    ModelRetired {
        /// The model as it was asked for.
        model: String,
        /// What takes its place.
        replacement: Option<String>,
    },
    /// No provider serves the model, or its price is not known.
    #[error("{message}")]
    ModelUnknown {
        /// Which of the two it is, and what to do about it.
        message: String,
    },
    /// The request body is larger than allowed.
    #[error("The request body is larger than {limit_bytes} bytes.")]
    BodyTooLarge {
        /// The largest size allowed, in bytes.
        limit_bytes: usize,
    },
    /// The request cannot be understood.
    #[error("{message}")]
    Malformed {
        /// What is wrong with it.
        message: String,
        /// The field that is wrong, when one is.
        param: Option<String>,
    },
    /// There is no such thing, or it belongs to somebody else.
    #[error("Not found.")]
    NotFound,
    /// It contradicts what is already there.
    #[error("{message}")]
    Conflict {
        /// What it contradicts.
        message: String,
    },
    /// Something failed inside.
    #[error("Internal error.")]
    Internal,
    /// The cost of the call cannot be written down, so the call may not be made.
    #[error("The cost of this request cannot be recorded, so it was not sent.")]
    CostNotRecorded,
}

/// A budget that has no room left, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{scope} {period} budget of ${limit} has ${spent} spent and ${reserved} reserved.")]
pub struct Budget {
    /// Whose budget it is.
    pub scope: BudgetScope,
    /// Day or month.
    pub period: Period,
    /// What may be spent in the period.
    pub limit: Money,
    /// What has been spent in it.
    pub spent: Money,
    /// What calls in flight may still spend.
    pub reserved: Money,
}

/// Whose budget: the levels of the hierarchy, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetScope {
    /// The organisation.
    Org,
    /// A team.
    Team,
    /// A tenant (consumer).
    Tenant,
    /// One key.
    Key,
}

impl BudgetScope {
    /// The level's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Team => "team",
            Self::Tenant => "tenant",
            Self::Key => "key",
        }
    }
}

impl std::fmt::Display for BudgetScope {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Org => "The organisation's",
            Self::Team => "The team's",
            Self::Tenant => "The tenant's",
            Self::Key => "The key's",
        })
    }
}

/// The span of a budget, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// From the first of the month on.
    Month,
}

impl std::fmt::Display for Period {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Day => "daily",
            Self::Month => "monthly",
        })
    }
}

/// What was blocked for what the scanner found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockedIn {
    /// What the caller sent.
    Request,
    /// What the model wrote by itself.
    Answer,
}

impl std::fmt::Display for BlockedIn {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Request => "request",
            Self::Answer => "answer",
        })
    }
}

/// Something the scanner found in a text that was blocked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockedFinding {
    /// The kind of value, as the wire names it (`EMAIL`, `API_KEY`).
    pub entity_type: String,
    /// How sure the scanner is, 0 to 1.
    pub score: f32,
    /// Where the value starts in its string, in characters.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The value with everything but its first and last characters hidden.
    pub masked_text: String,
}

/// A call that is held until a person decides.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingApproval {
    /// The approval's public id.
    pub id: String,
    /// `cost_threshold` or `policy`.
    pub reason: &'static str,
    /// What the call may cost.
    pub estimated_cost: Money,
    /// The model asked for.
    pub model: String,
    /// Seconds to wait before asking again.
    pub retry_after_seconds: u64,
    /// When it was opened, milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it expires, milliseconds since 1970.
    pub expires_at_ms: i64,
}

impl Refusal {
    /// A request that cannot be understood, without naming a field.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::Malformed { message: message.into(), param: None }
    }

    /// A request with one wrong field.
    pub fn malformed_field(message: impl Into<String>, param: impl Into<String>) -> Self {
        Self::Malformed { message: message.into(), param: Some(param.into()) }
    }

    /// The engine's own name of the kind: in records, metrics and logs, and where a dialect shows it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyMissing => "key_missing",
            Self::KeyInvalid => "key_invalid",
            Self::KeyDisabled => "key_disabled",
            Self::KeyExpired => "key_expired",
            Self::KeyRotated { .. } => "key_rotated",
            Self::IpNotAllowed => "ip_not_allowed",
            Self::InsufficientScope { .. } => "insufficient_scope",
            Self::AccountLocked { .. } => "account_locked",
            Self::RateLimited { .. } => "rate_limited",
            Self::PlanQuota => "plan_quota",
            Self::PlanInactive => "plan_inactive",
            Self::PlanFeature { .. } => "plan_feature",
            Self::ModelNotOnPlan => "model_not_on_plan",
            Self::ModelNotAllowed { .. } => "model_not_allowed",
            Self::CostPerRequest { .. } => "cost_per_request",
            Self::DailyBudget(_) => "daily_budget",
            Self::MonthlyBudget(_) => "monthly_budget",
            Self::HierarchicalBudget(_) => "hierarchical_budget",
            Self::SessionBudget => "session_budget",
            Self::SessionKilled => "session_killed",
            Self::LoopDetected => "loop_detected",
            Self::PiiBlocked { .. } => "pii_blocked",
            Self::SecretBlocked { .. } => "secret_blocked",
            Self::SafetyBlocked { .. } => "safety_blocked",
            Self::PolicyBlocked { .. } => "policy_blocked",
            Self::AuditBlocked => "audit_blocked",
            Self::ApprovalRequired(_) => "approval_required",
            Self::ApprovalDenied => "approval_denied",
            Self::ApprovalExpired => "approval_expired",
            Self::NoProviderKey { .. } => "no_provider_key",
            Self::ProviderError { .. } => "provider_error",
            Self::ProviderTimeout => "provider_timeout",
            Self::ProviderCapacity { .. } => "provider_capacity",
            Self::CircuitOpen => "circuit_open",
            Self::ModelRetired { .. } => "model_retired",
            Self::ModelUnknown { .. } => "model_unknown",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::Malformed { .. } => "malformed",
            Self::NotFound => "not_found",
            Self::Conflict { .. } => "conflict",
            Self::Internal => "internal",
            Self::CostNotRecorded => "cost_not_recorded",
        }
    }
}

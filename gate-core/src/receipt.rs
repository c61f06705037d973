//! Receipt: what a caller is told about its call beside the answer; the dialects turn it into headers.

use std::sync::Arc;
use std::time::Duration;

use crate::id::CallId;
use crate::money::Money;

/// Facts about one call, as far as they are known when it is handed out.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The call.
    pub call_id: CallId,
    /// Who answered; `None` before a provider was chosen.
    pub provider: Option<Arc<str>>,
    /// What the call cost; on a stream's first receipt and on refusals an estimate, `None` before there is one.
    pub cost: Option<Money>,
    /// Whether a stored answer was given.
    pub cached: bool,
    /// Values replaced in the request.
    pub redacted: usize,
    /// How the caller's request rate stands.
    pub rate: Option<RateState>,
    /// How the organisation's budget of the day stands.
    pub org_day: Option<OrgDay>,
    /// Time spent on checks, the provider's own left out.
    pub governance: Duration,
    /// Provider attempts beyond the first.
    pub provider_retries: u32,
    /// What of the request the provider was not told because its format has no word for it, by the names of members.
    pub dropped: Vec<String>,
    /// Whether the key was rotated and works only for a time of grace.
    pub key_rotated: bool,
}

impl Receipt {
    /// What is known of a call that has just begun.
    pub fn new(call_id: CallId) -> Self {
        Self {
            call_id,
            provider: None,
            cost: None,
            cached: false,
            redacted: 0,
            rate: None,
            org_day: None,
            governance: Duration::ZERO,
            provider_retries: 0,
            dropped: Vec::new(),
            key_rotated: false,
        }
    }
}

/// How a request rate stands after a call was counted or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateState {
    /// Requests allowed in a minute.
    pub limit: u32,
    /// Requests left in the window.
    pub remaining: u32,
    /// When the oldest counted request leaves the window, seconds since 1970, rounded up.
    pub reset_at_unix_seconds: i64,
    /// Seconds until then, rounded up.
    pub reset_in_seconds: u64,
}

/// How an organisation stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrgDay {
    /// Spent today, calls in flight included at what is reserved for them.
    pub spent: Money,
    /// What may be spent in a day; `None` when there is no limit.
    pub limit: Option<Money>,
}

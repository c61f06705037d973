//! Words of the ledger: what is asked of it and what it answers.

use crate::attempt::Attempt;
use crate::id::{CallId, KeyId, OrgId, TeamId, TenantId};
use crate::money::Money;
use crate::refusal::Budget;
use crate::store::{Scope, StoreError};
use crate::usage::TokenUsage;

/// Who a call belongs to, and under which id it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Belongs {
    /// The call.
    pub call_id: CallId,
    /// Its organisation.
    pub org: OrgId,
    /// Its key's team.
    pub team: Option<TeamId>,
    /// Its key's tenant.
    pub tenant: TenantId,
    /// Its key.
    pub key: KeyId,
}

impl Belongs {
    /// The counters the call spends from, outermost first. Without a team the organisation stands in its place,
    /// which counts once.
    pub(super) fn scopes(&self) -> [i64; 4] {
        let org = Scope::Org(self.org).row();
        let team = self.team.map_or(org, |team| Scope::Team(team).row());
        [org, team, Scope::Tenant(self.tenant).row(), Scope::Key(self.key).row()]
    }
}

/// A call that wants to spend.
#[derive(Debug, Clone)]
pub struct Reservation {
    /// Whose call it is.
    pub belongs: Belongs,
    /// Now, milliseconds since 1970; names the day and the month the call counts in.
    pub now_ms: i64,
    /// What the call may cost at most: the input and all the output it may ask for.
    pub want: Money,
    /// The least that is still worth granting: the input and a few tokens of output.
    pub floor: Money,
    /// What the call will probably cost; kept on its record.
    pub estimate: Money,
    /// The caller's session.
    pub session_id: Option<String>,
    /// The provider it is meant for, if one is chosen.
    pub provider: Option<String>,
    /// The model it is meant for.
    pub model: String,
    /// The model as the caller named it.
    pub requested_model: String,
    /// Which price table the amounts come from.
    pub price_version: Option<String>,
    /// Whether the answer is streamed.
    pub stream: bool,
    /// The caller's labels.
    pub tags: Vec<(String, String)>,
}

/// Money set aside for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// How much: what was wanted, or what the scarcest budget had left.
    pub amount: Money,
    /// Spent and set aside in the organisation today, this call included.
    pub org_day_spent: Money,
    /// What the organisation may spend in a day.
    pub org_day_limit: Option<Money>,
    /// Whether any budget of the call has a limit.
    pub has_limit: bool,
}

/// Why no money was set aside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReserveError {
    /// A budget has too little left.
    #[error(transparent)]
    Denied(#[from] Budget),
    /// It could not be written down, so it must not be spent.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallState {
    /// It runs, or its process died.
    Open,
    /// Answered to the end.
    Done,
    /// The provider broke off.
    Incomplete,
    /// The caller went away.
    Cancelled,
    /// Its process died; settled at what was reserved.
    Crashed,
    /// Gate refused it.
    Refused,
    /// The provider or Gate failed.
    Error,
}

impl CallState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Done,
        Self::Incomplete,
        Self::Cancelled,
        Self::Crashed,
        Self::Refused,
        Self::Error,
    ];

    /// The name under which rows keep the state.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Incomplete => "incomplete",
            Self::Cancelled => "cancelled",
            Self::Crashed => "crashed",
            Self::Refused => "refused",
            Self::Error => "error",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// The end of a call that had money set aside.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The call.
    pub call_id: CallId,
    /// How it ended.
    pub state: CallState,
    /// What it cost; nothing when it was never sent to a provider.
    pub cost: Money,
    /// Whether the cost was counted by us because the provider did not report it.
    pub is_estimated: bool,
    /// Tokens the provider reported.
    pub usage: Option<TokenUsage>,
    /// Who answered; `None` leaves the record as it was opened.
    pub provider: Option<String>,
    /// Which model answered; `None` leaves the record as it was opened.
    pub model: Option<String>,
    /// Who was asked, in order.
    pub attempts: Vec<Attempt>,
    /// The status the caller saw.
    pub status_code: u16,
    /// The step that refused it.
    pub denied_step: Option<&'static str>,
    /// The engine's code of the refusal.
    pub refusal_code: Option<&'static str>,
    /// From its first byte in to its last byte out.
    pub latency_ms: u64,
    /// Values replaced in the request.
    pub redacted: u64,
    /// Whether a stored answer was given.
    pub cached: bool,
    /// When it ended, milliseconds since 1970.
    pub finished_at_ms: i64,
}

/// A call of a known key that was refused before money was set aside for it.
#[derive(Debug, Clone)]
pub struct RefusedCall {
    /// Whose call it is.
    pub belongs: Belongs,
    /// When it came, milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it was refused.
    pub finished_at_ms: i64,
    /// What it would probably have cost, if that was known.
    pub estimate: Money,
    /// The caller's session.
    pub session_id: Option<String>,
    /// The model as the caller named it; empty when the request was not understood.
    pub requested_model: String,
    /// Whether a streamed answer was asked for.
    pub stream: bool,
    /// The status the caller saw.
    pub status_code: u16,
    /// The step that refused it.
    pub denied_step: Option<&'static str>,
    /// The engine's code of the refusal.
    pub refusal_code: &'static str,
    /// From its first byte in to the refusal.
    pub latency_ms: u64,
    /// The caller's labels.
    pub tags: Vec<(String, String)>,
}

/// What a start found left over from a process that died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovered {
    /// Calls.
    pub count: u64,
    /// What they had reserved, which is what they are taken to have spent.
    pub amount: Money,
}

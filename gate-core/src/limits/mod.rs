//! Limits: requests per minute, counted over the last 60 seconds of every window a call falls into.

mod decide;
mod memory;
#[cfg(test)]
mod tests;

use futures_util::future::BoxFuture;

use crate::clock::Moment;
use crate::id::{KeyId, OrgId};
use crate::receipt::RateState;

pub use self::decide::{Standing, decide, show};
pub use self::memory::MemoryCounters;

/// The length of every window, in milliseconds.
pub const WINDOW_MS: u64 = 60_000;

/// Whose requests a window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WindowId {
    /// Those of all keys of an organisation.
    Org(OrgId),
    /// Those of one key.
    Key(KeyId),
}

/// One window a call must fit into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The window.
    pub window: WindowId,
    /// Requests per minute as they are shown.
    pub limit: u32,
    /// Requests that are admitted in a minute: the limit, or a little more where bursts are allowed
    /// ([`RateMode::admitted`](crate::caller::RateMode::admitted)).
    pub admitted: u32,
}

/// Whether a call fits into its windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was counted in every window. The state is that of the last claim; `None` without any claim.
    Admitted(Option<RateState>),
    /// It was counted in none.
    Refused {
        /// The state of the window that is full; of the last one, when several are.
        state: RateState,
        /// Seconds until a request fits into all windows again, at least 1.
        retry_after_seconds: u64,
    },
}

/// The counters could not be asked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the rate counters do not answer: {0}")]
pub struct CountersError(
    /// What went wrong, for the log.
    pub String,
);

/// Where requests are counted: in this process, or in a store that several processes share.
pub trait Counters: Send + Sync {
    /// Counts a call in all windows, or in none if it does not fit into one of them. Refused calls are not counted.
    ///
    /// List wide windows before narrow ones, the organisation's before the key's, and leave out those without a
    /// limit: an admitted caller is shown the state of the last. No window may be listed twice.
    fn take<'a>(&'a self, claims: &'a [Claim], at: Moment) -> BoxFuture<'a, Result<Verdict, CountersError>>;

    /// How a window stands at this moment; nothing is counted.
    fn peek(&self, claim: Claim, at: Moment) -> BoxFuture<'_, Result<RateState, CountersError>>;

    /// How many requests a window counts at this moment.
    fn usage(&self, window: WindowId, at: Moment) -> BoxFuture<'_, Result<u32, CountersError>>;
}

//! Decide: whether a call fits, and what its caller is told; pure, whoever keeps the counts.

use super::{Claim, Moment, Verdict, WINDOW_MS};
use crate::receipt::RateState;

/// What a window holds before the call that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Requests counted in the last 60 seconds.
    pub counted: u32,
    /// Milliseconds until the oldest of them leaves the window; 0 when there is none.
    pub oldest_leaves_in_ms: u64,
    /// Milliseconds until so many have left that a request fits; 0 when one fits now.
    pub fits_in_ms: u64,
}

/// Whether a call fits into every window, given how each stands.
pub fn decide(windows: &[(Claim, Standing)], at: Moment) -> Verdict {
    let full = || windows.iter().filter(|(claim, standing)| standing.counted >= claim.admitted);
    if let Some((claim, standing)) = full().next_back() {
        let wait_ms = full().map(|(_, standing)| standing.fits_in_ms).max().unwrap_or(WINDOW_MS);
        return Verdict::Refused {
            state: state(*claim, standing.counted, standing.oldest_leaves_in_ms, at),
            retry_after_seconds: wait_ms.div_ceil(1000).max(1),
        };
    }
    Verdict::Admitted(windows.last().map(|(claim, standing)| {
        // In a window that was empty the call itself is the oldest.
        let leaves_in_ms = if standing.counted == 0 { WINDOW_MS } else { standing.oldest_leaves_in_ms };
        state(*claim, standing.counted + 1, leaves_in_ms, at)
    }))
}

/// What a caller is told of a window in which nothing was counted just now.
pub fn show(claim: Claim, standing: Standing, at: Moment) -> RateState {
    state(claim, standing.counted, standing.oldest_leaves_in_ms, at)
}

fn state(claim: Claim, counted: u32, oldest_leaves_in_ms: u64, at: Moment) -> RateState {
    let leaves_at_ms = at.unix_ms.saturating_add_unsigned(oldest_leaves_in_ms);
    RateState {
        limit: claim.limit,
        remaining: claim.limit.saturating_sub(counted),
        // Rounded up: nobody is told to come back before there is room.
        reset_at_unix_seconds: leaves_at_ms.div_euclid(1000) + i64::from(leaves_at_ms.rem_euclid(1000) > 0),
        reset_in_seconds: oldest_leaves_in_ms.div_ceil(1000),
    }
}

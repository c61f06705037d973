//! Routing: which providers serve a model, in which order they are asked, and what happens when one fails.
//!
//! [`Routes::resolve`] finds who may serve a model, [`order`] puts them in order, and a [`Journey`] leads one call
//! from attempt to attempt: it asks the [`Breakers`] whom to leave alone, the [`KeyPool`]s for a key with room, and
//! the rules of [`retry`] what comes after a failure. Nothing here waits, reads a clock or throws dice: times are
//! those of [`Clock::monotonic`](crate::clock::Clock::monotonic), random numbers are passed in.

mod breaker;
mod journey;
mod keys;
mod order;
pub mod retry;
mod routes;

use std::sync::Arc;

pub use self::breaker::{BreakerSettings, Breakers, Circuit, Health, Pass};
pub use self::journey::{Attempt, Journey, RoutingState, Stuck, for_callers_key};
pub use self::keys::{KeyLease, KeyLimits, KeyPool, NoKey};
pub use self::order::order;
pub use self::retry::{Failure, Next, RetrySettings};
pub use self::routes::{Destination, Route, Routes, Unresolved, Wanted};

/// One provider that may serve a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The provider's id.
    pub provider: Arc<str>,
    /// The model's name there.
    pub model: Arc<str>,
    /// The lowest number is asked first.
    pub priority: u32,
    /// Its share among candidates of one priority; 0: only when no other is left.
    pub weight: u32,
}

/// The next number of a sequence that one random number begins (splitmix64, Steele, Lea and Flood 2014), so that a
/// call needs to bring a single one.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A random number brought down to `0..limit`; 0 when the limit is 0.
fn below(limit: u64, random: u64) -> u64 {
    let scaled = (u128::from(random) * u128::from(limit)) >> 64;
    u64::try_from(scaled).expect("a 64-bit number times another, its low half shifted out, has 64 bits")
}

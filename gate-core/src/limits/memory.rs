//! Memory counters: an exact sliding log per window, in this process.

use std::collections::{HashMap, VecDeque};
use std::future::ready;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use futures_util::future::BoxFuture;
use parking_lot::{Mutex, MutexGuard};

use super::{Claim, Counters, CountersError, Moment, Standing, Verdict, WINDOW_MS, WindowId, decide, show};
use crate::receipt::RateState;

/// Locks the windows are spread over, so that calls of different keys rarely wait for each other.
const SHARDS: usize = 32;
/// Windows looked at for idleness with every call: two for at most one new one, so that idle windows cannot pile up.
const SWEPT_PER_TAKE: usize = 2;

/// Counts requests in the memory of this process.
///
/// A window keeps four bytes for each request it admitted in the last 60 seconds, so never more than its limit. An
/// idle window is dropped while other calls are counted, two looked at per call; nothing ever walks over all of them.
#[derive(Debug)]
pub struct MemoryCounters {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
}

#[derive(Debug, Default)]
struct Shard {
    windows: HashMap<WindowId, Log>,
    /// Every window of the shard once, in the order in which they are looked at.
    rounds: VecDeque<WindowId>,
}

/// The moments at which requests of the last 60 seconds were counted, oldest first.
#[derive(Debug, Default)]
struct Log {
    /// Milliseconds of the monotonic clock, the low 32 bits. What is compared lies less than two windows apart, so
    /// that the wrap every 49 days does no harm.
    moments: VecDeque<u32>,
    /// The newest moment in full.
    newest_ms: u64,
}

impl Default for MemoryCounters {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), hasher: RandomState::new() }
    }
}

impl Counters for MemoryCounters {
    fn take<'a>(&'a self, claims: &'a [Claim], at: Moment) -> BoxFuture<'a, Result<Verdict, CountersError>> {
        Box::pin(ready(Ok(self.take_now(claims, at))))
    }

    fn peek(&self, claim: Claim, at: Moment) -> BoxFuture<'_, Result<RateState, CountersError>> {
        Box::pin(ready(Ok(self.peek_now(claim, at))))
    }

    fn usage(&self, window: WindowId, at: Moment) -> BoxFuture<'_, Result<u32, CountersError>> {
        Box::pin(ready(Ok(self.usage_now(window, at))))
    }
}

impl MemoryCounters {
    /// [`Counters::take`] without a future: these counters never wait for anything but a short lock.
    pub fn take_now(&self, claims: &[Claim], at: Moment) -> Verdict {
        let mut places: Vec<usize> = claims.iter().map(|claim| self.place(claim.window)).collect();
        let homes = places.clone();
        // All locks are held until the call is counted everywhere or nowhere, and taken in one order by everyone.
        places.sort_unstable();
        places.dedup();
        let mut shards: Vec<MutexGuard<'_, Shard>> =
            places.iter().map(|place| self.shards[*place].lock()).collect();
        for shard in &mut shards {
            shard.sweep(at.monotonic);
        }
        let guard_of = |home: usize| places.binary_search(&home).unwrap_or_default();
        let windows: Vec<(Claim, Standing)> = claims
            .iter()
            .zip(&homes)
            .map(|(claim, home)| (*claim, shards[guard_of(*home)].standing(*claim, at.monotonic)))
            .collect();
        let verdict = decide(&windows, at);
        if let Verdict::Admitted(_) = verdict {
            for (claim, home) in claims.iter().zip(&homes) {
                shards[guard_of(*home)].count(claim.window, at.monotonic);
            }
        }
        verdict
    }

    /// [`Counters::peek`] without a future.
    pub fn peek_now(&self, claim: Claim, at: Moment) -> RateState {
        show(claim, self.shards[self.place(claim.window)].lock().standing(claim, at.monotonic), at)
    }

    /// [`Counters::usage`] without a future.
    pub fn usage_now(&self, window: WindowId, at: Moment) -> u32 {
        let mut shard = self.shards[self.place(window)].lock();
        shard.windows.get_mut(&window).map_or(0, |log| log.counted(at.monotonic))
    }

    fn place(&self, window: WindowId) -> usize {
        usize::try_from(self.hasher.hash_one(window) % SHARDS as u64).unwrap_or_default()
    }

    /// How many windows are kept, idle ones that were not looked at yet included.
    #[cfg(test)]
    pub(super) fn windows(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().windows.len()).sum()
    }
}

impl Shard {
    fn standing(&mut self, claim: Claim, now: Duration) -> Standing {
        self.windows.get_mut(&claim.window).map_or_else(
            || Standing {
                fits_in_ms: if claim.admitted == 0 { WINDOW_MS } else { 0 },
                ..Standing::default()
            },
            |log| log.standing(claim.admitted, now),
        )
    }

    fn count(&mut self, window: WindowId, now: Duration) {
        let log = self.windows.entry(window).or_insert_with(|| {
            self.rounds.push_back(window);
            Log::default()
        });
        log.push(now);
    }

    /// Looks at the next few windows and drops those nobody used for 60 seconds.
    fn sweep(&mut self, now: Duration) {
        for _ in 0..SWEPT_PER_TAKE.min(self.rounds.len()) {
            let Some(window) = self.rounds.pop_front() else {
                return;
            };
            if self.windows.get(&window).is_some_and(|log| log.is_idle(now)) {
                self.windows.remove(&window);
            } else {
                self.rounds.push_back(window);
            }
        }
    }
}

impl Log {
    fn is_idle(&self, now: Duration) -> bool {
        floor_ms(now).saturating_sub(self.newest_ms) >= WINDOW_MS
    }

    /// Drops what has left the window and counts the rest.
    fn counted(&mut self, now: Duration) -> u32 {
        if self.is_idle(now) {
            self.moments.clear();
        }
        while self.moments.front().is_some_and(|moment| leaves_in_ms(*moment, now) == 0) {
            self.moments.pop_front();
        }
        u32::try_from(self.moments.len()).unwrap_or(u32::MAX)
    }

    fn standing(&mut self, admitted: u32, now: Duration) -> Standing {
        let counted = self.counted(now);
        let leaves = |index: u32| {
            let moment = self.moments.get(usize::try_from(index).unwrap_or(usize::MAX));
            moment.map_or(WINDOW_MS, |moment| leaves_in_ms(*moment, now))
        };
        Standing {
            counted,
            oldest_leaves_in_ms: if counted == 0 { 0 } else { leaves(0) },
            // More may be counted than are admitted: the limit can have been lowered since.
            fits_in_ms: counted.checked_sub(admitted).map_or(0, leaves),
        }
    }

    /// Notes a request. Times are read before the lock is taken and may arrive in the wrong order by a little: the
    /// log stays in order, so that its first entry is its oldest.
    fn push(&mut self, now: Duration) {
        self.newest_ms = self.newest_ms.max(ceil_ms(now));
        self.moments.push_back(low_bits(self.newest_ms));
    }
}

/// Milliseconds until a request noted at `moment` has been in the window for 60 seconds; 0 when it has left.
///
/// Requests are noted with their time rounded up and asked about with the time rounded down, so that no 60 seconds
/// hold one request too many.
fn leaves_in_ms(moment: u32, now: Duration) -> u64 {
    let age_ms = i64::from(low_bits(floor_ms(now)).wrapping_sub(moment).cast_signed());
    u64::try_from(WINDOW_MS.cast_signed() - age_ms).unwrap_or(0)
}

fn floor_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn ceil_ms(time: Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

fn low_bits(ms: u64) -> u32 {
    u32::try_from(ms & u64::from(u32::MAX)).unwrap_or_default()
}

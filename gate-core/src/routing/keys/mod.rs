//! Keys: which of a provider's keys a call takes, so that none is used beyond its limits.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::config::ProviderConfig;

/// The length of the window in which calls are counted.
const MINUTE: Duration = Duration::from_mins(1);
/// How long a call waits for another to end, as far as anybody can tell.
const ONE_MOMENT: Duration = Duration::from_secs(1);

/// What one key allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyLimits {
    /// Calls at a time; `None`: no limit.
    pub concurrency: Option<u32>,
    /// Calls in any 60 seconds; `None`: no limit.
    pub rpm: Option<u32>,
}

/// Why no key can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKey {
    /// There is none, or none that was not tried already.
    None,
    /// Every one is used as much as it allows.
    Full {
        /// How long until one may have room.
        wait: Duration,
    },
}

/// The keys of one provider, by their place in its configuration. Cloning is cheap and shares them.
#[derive(Debug, Clone, Default)]
pub struct KeyPool {
    keys: Arc<[Mutex<Key>]>,
}

#[derive(Debug)]
struct Key {
    limits: KeyLimits,
    in_flight: u32,
    /// When it was used in the last minute, oldest first; empty for a key without such a limit.
    used: VecDeque<Duration>,
    last_used: Duration,
    /// Until when others are used before it.
    rests_until: Duration,
}

/// What makes one key better than another; the smallest is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Load {
    rests: bool,
    in_flight: u32,
    last_used: Duration,
}

impl KeyPool {
    /// Keys with these limits, none of them in use.
    pub fn new(limits: impl IntoIterator<Item = KeyLimits>) -> Self {
        Self { keys: limits.into_iter().map(|limits| Mutex::new(Key::new(limits))).collect() }
    }

    /// The keys of a provider, in the order of [`ProviderConfig::usable_keys`].
    pub fn of(config: &ProviderConfig) -> Self {
        Self::new(config.usable_keys().map(|key| KeyLimits { concurrency: key.concurrency, rpm: key.rpm }))
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Takes the key with the fewest calls under way among those with room, of equals the one that was not used for
    /// longest. One that was told to rest is taken only when no other has room. Places in `tried` are left out.
    pub fn take(&self, tried: &[usize], now: Duration) -> Result<KeyLease, NoKey> {
        let free = |place: &usize| !tried.contains(place);
        loop {
            let mut waits: Option<Duration> = None;
            let mut best: Option<(Load, usize)> = None;
            for place in (0..self.keys.len()).filter(free) {
                let mut key = self.keys[place].lock();
                if let Some(wait) = key.wait(now) {
                    waits = Some(waits.map_or(wait, |other| other.min(wait)));
                    continue;
                }
                let load = key.load(now);
                if best.is_none_or(|(least, _)| load < least) {
                    best = Some((load, place));
                }
            }
            let Some((_, place)) = best else {
                return Err(waits.map_or(NoKey::None, |wait| NoKey::Full { wait }));
            };
            // Between the look and the grasp another call may have taken the last room; then everything is looked
            // at again, and each such round is another call's success.
            if self.keys[place].lock().grasp(now) {
                return Ok(KeyLease { pool: self.clone(), place });
            }
        }
    }
}

impl Key {
    fn new(limits: KeyLimits) -> Self {
        let (used, last_used, rests_until) = (VecDeque::new(), Duration::ZERO, Duration::ZERO);
        Self { limits, in_flight: 0, used, last_used, rests_until }
    }

    /// How long until it may have room; `None` when it has.
    fn wait(&mut self, now: Duration) -> Option<Duration> {
        while self.used.front().is_some_and(|used| now.saturating_sub(*used) >= MINUTE) {
            self.used.pop_front();
        }
        let used = u32::try_from(self.used.len()).unwrap_or(u32::MAX);
        let is_used_up = self.limits.rpm.is_some_and(|rpm| used >= rpm);
        let for_rate = is_used_up.then(|| {
            self.used.front().map_or(MINUTE, |oldest| oldest.saturating_add(MINUTE).saturating_sub(now))
        });
        let is_busy = self.limits.concurrency.is_some_and(|most| self.in_flight >= most);
        for_rate.max(is_busy.then_some(ONE_MOMENT))
    }

    fn load(&self, now: Duration) -> Load {
        Load { rests: now < self.rests_until, in_flight: self.in_flight, last_used: self.last_used }
    }

    fn grasp(&mut self, now: Duration) -> bool {
        if self.wait(now).is_some() {
            return false;
        }
        self.in_flight += 1;
        // Times are read before the lock is taken and may arrive in the wrong order by a little.
        self.last_used = self.last_used.max(now);
        if self.limits.rpm.is_some() {
            self.used.push_back(self.last_used);
        }
        true
    }
}

/// The use of a key for one call, until it is dropped.
#[derive(Debug)]
#[must_use = "a lease that is dropped gives the key back"]
pub struct KeyLease {
    pool: KeyPool,
    place: usize,
}

impl KeyLease {
    /// The key's place in the order of [`ProviderConfig::usable_keys`].
    pub fn place(&self) -> usize {
        self.place
    }

    /// Lets other keys be used before this one until then: the provider refused it, or its rate is used up there.
    pub fn rest(&self, until: Duration) {
        let mut key = self.pool.keys[self.place].lock();
        key.rests_until = key.rests_until.max(until);
    }
}

impl Drop for KeyLease {
    fn drop(&mut self) {
        self.pool.keys[self.place].lock().in_flight -= 1;
    }
}

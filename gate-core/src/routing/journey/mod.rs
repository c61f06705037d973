//! Journey: one call's way from attempt to attempt.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::breaker::{BreakerSettings, Breakers, Pass};
use super::keys::{KeyLease, KeyPool, NoKey};
use super::retry::{Failure, Left, Next, RetrySettings, Tries};
use super::{Candidate, order};
use crate::config::Config;

/// How long a key that the provider refused, or whose rate is used up without a word for how long, is used last.
const REST: Duration = Duration::from_mins(1);

/// What all calls share: circuits, keys and how often is tried.
#[derive(Debug, Clone)]
pub struct RoutingState {
    /// Whom to leave alone; also for the health of providers and to set circuits by hand.
    pub breakers: Breakers,
    retry: RetrySettings,
    pools: HashMap<Arc<str>, KeyPool>,
}

impl RoutingState {
    /// All circuits closed, no key in use.
    pub fn new(config: &Config) -> Self {
        let pools = config.providers.iter().map(|row| (row.id.as_str().into(), KeyPool::of(row))).collect();
        Self {
            breakers: Breakers::new(BreakerSettings::from(&config.routing)),
            retry: RetrySettings::from(&config.routing),
            pools,
        }
    }

    /// The same circuits with the keys of this moment, which change when providers are administered.
    #[must_use]
    pub fn with_pools(&self, pools: HashMap<Arc<str>, KeyPool>) -> Self {
        Self { breakers: self.breakers.clone(), retry: self.retry, pools }
    }

    /// Sets out with those who may serve a call. `random` is a fresh random number. With `callers_key` no key of the
    /// configuration is taken: pass only the provider that the caller's key is for ([`for_callers_key`]).
    pub fn journey(
        &self,
        candidates: Vec<Candidate>,
        callers_key: bool,
        now: Duration,
        random: u64,
    ) -> Journey {
        let circuit =
            |candidate: &Candidate| self.breakers.circuit(&candidate.provider, &candidate.model, now);
        Journey {
            state: self.of_call(&candidates, callers_key),
            candidates: order(candidates, &circuit, random),
            place: 0,
            tries: Tries::new(self.retry),
            tried_keys: Vec::new(),
            refused_keys: Vec::new(),
            stuck: None,
        }
    }

    /// What one journey needs of the state.
    fn of_call(&self, candidates: &[Candidate], callers_key: bool) -> Self {
        let of_call = candidates.iter().filter(|_| !callers_key).filter_map(|candidate| {
            self.pools.get(&candidate.provider).map(|pool| (Arc::clone(&candidate.provider), pool.clone()))
        });
        Self { breakers: self.breakers.clone(), retry: self.retry, pools: of_call.collect() }
    }
}

/// Keeps the candidates of the first provider that takes the caller's own key: it is for one vendor, so no other may
/// see it, not even when that one fails. `None` when nobody takes it; then the configured keys are used.
pub fn for_callers_key(candidates: &[Candidate], takes: &dyn Fn(&str) -> bool) -> Option<Vec<Candidate>> {
    let provider = &candidates.iter().find(|candidate| takes(&candidate.provider))?.provider;
    Some(candidates.iter().filter(|candidate| candidate.provider == *provider).cloned().collect())
}

/// Why there is nobody to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// Every circuit is open.
    CircuitOpen,
    /// Every key is used as much as it allows.
    Capacity {
        /// How long until one may have room.
        wait: Duration,
    },
    /// Everybody was asked already.
    Nobody,
}

impl Stuck {
    /// The wait in whole seconds, at least 1, for a `Retry-After`.
    pub fn retry_after_seconds(self) -> u64 {
        match self {
            Self::Capacity { wait } => (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1),
            Self::CircuitOpen | Self::Nobody => 1,
        }
    }
}

/// The way of one call.
#[derive(Debug)]
pub struct Journey {
    state: RoutingState,
    candidates: Vec<Candidate>,
    /// Whose turn it is.
    place: usize,
    tries: Tries,
    /// The places of the keys that were tried at the one whose turn it is.
    tried_keys: Vec<usize>,
    /// Those among them that it refused, which no wait will mend.
    refused_keys: Vec<usize>,
    /// Why somebody was passed over.
    stuck: Option<Stuck>,
}

/// One attempt: whom to ask, and with which key.
///
/// It has to be told how it went. Dropped untold (the caller left) it says nothing about the provider.
#[derive(Debug)]
#[must_use = "an attempt that is dropped says nothing about the provider"]
pub struct Attempt {
    /// Whom to ask for which model.
    pub candidate: Candidate,
    /// The configured key to use; `None` with the caller's own, or when there is none. Hold it until the last byte
    /// of the answer: it counts as a call under way until it is dropped.
    pub key: Option<KeyLease>,
    pass: Pass,
    began: Duration,
}

impl Attempt {
    /// The provider answers. What is left is the use of the key, to be held until the answer ends.
    pub fn succeeded(self, now: Duration) -> Option<KeyLease> {
        self.pass.succeeded(now.saturating_sub(self.began), now);
        self.key
    }
}

impl Journey {
    /// Who is asked next. Those whose circuit is open or whose keys are all in use are passed over.
    pub fn next(&mut self, now: Duration) -> Result<Attempt, Stuck> {
        while let Some(candidate) = self.candidates.get(self.place) {
            match self.attempt(candidate.clone(), now) {
                Ok(attempt) => return Ok(attempt),
                Err(reason) => {
                    self.note(reason);
                    self.move_on();
                }
            }
        }
        Err(self.stuck.unwrap_or(Stuck::Nobody))
    }

    /// Passes over somebody to whom the call cannot be said; nobody was asked, so it counts for nothing.
    pub fn skip(&mut self, attempt: Attempt) {
        drop(attempt);
        self.move_on();
    }

    /// What comes after an attempt that failed: the time to wait before [`Journey::next`], or `None` when its failure
    /// is the answer. `random` is a fresh random number.
    pub fn failed(
        &mut self,
        attempt: Attempt,
        failure: Failure,
        now: Duration,
        random: u64,
    ) -> Option<Duration> {
        let Attempt { key, pass, began, .. } = attempt;
        match failure.counts() {
            Some(true) => pass.failed(now),
            Some(false) => pass.succeeded(now.saturating_sub(began), now),
            None => drop(pass),
        }
        if let Some(key) = key {
            self.tried_keys.push(key.place());
            match failure {
                Failure::RateLimited { retry_after } => key.rest(now + retry_after.unwrap_or(REST).min(REST)),
                Failure::KeyRefused => {
                    self.refused_keys.push(key.place());
                    key.rest(now + REST);
                }
                Failure::Connect
                | Failure::Lost
                | Failure::Server { .. }
                | Failure::Garbage
                | Failure::Caller
                | Failure::Begun => {}
            }
        }
        match self.tries.after(failure, self.left(), random) {
            Next::Stop => None,
            Next::OtherKey => Some(Duration::ZERO),
            Next::NextProvider => {
                self.move_on();
                Some(Duration::ZERO)
            }
            Next::Again(wait) => {
                self.tried_keys.clone_from(&self.refused_keys);
                Some(wait)
            }
        }
    }

    fn attempt(&self, candidate: Candidate, now: Duration) -> Result<Attempt, Stuck> {
        let pass = self.state.breakers.enter(&candidate.provider, &candidate.model, now);
        let pass = pass.ok_or(Stuck::CircuitOpen)?;
        // Without a key the pass is dropped untold, which makes room for another call's try.
        let key = match self.state.pools.get(&candidate.provider).filter(|pool| !pool.is_empty()) {
            None => None,
            Some(pool) => Some(pool.take(&self.tried_keys, now).map_err(|none| match none {
                NoKey::None => Stuck::Nobody,
                NoKey::Full { wait } => Stuck::Capacity { wait },
            })?),
        };
        Ok(Attempt { candidate, key, pass, began: now })
    }

    /// Keeps the reason that helps the caller most: a wait that is known before a circuit that is open.
    fn note(&mut self, reason: Stuck) {
        self.stuck = Some(match (self.stuck, reason) {
            (Some(Stuck::Capacity { wait }), Stuck::Capacity { wait: other }) => {
                Stuck::Capacity { wait: wait.min(other) }
            }
            (Some(capacity @ Stuck::Capacity { .. }), _) => capacity,
            (Some(Stuck::CircuitOpen), Stuck::Nobody) => Stuck::CircuitOpen,
            (_, reason) => reason,
        });
    }

    fn move_on(&mut self) {
        self.place += 1;
        self.tried_keys.clear();
        self.refused_keys.clear();
    }

    fn left(&self) -> Left {
        let pool = self.candidates.get(self.place).and_then(|here| self.state.pools.get(&here.provider));
        let key = pool.is_some_and(|pool| (0..pool.len()).any(|place| !self.tried_keys.contains(&place)));
        Left { key, provider: self.place + 1 < self.candidates.len() }
    }
}

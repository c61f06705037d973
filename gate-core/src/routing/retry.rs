//! Retry: what comes after an attempt that failed.

use std::time::Duration;

use super::below;
use crate::config::RoutingConfig;

/// How an attempt failed, as far as it matters for what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing of the request reached the provider: no address, no connection, no TLS.
    Connect,
    /// It may have reached the provider, and no answer came: a time limit passed or the connection broke.
    Lost,
    /// The key's or the account's rate is used up (429).
    RateLimited {
        /// The provider's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The provider says that it failed (5xx, 408, 425).
    Server {
        /// The provider's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// It answered with something that is no answer, of which nothing was passed on.
    Garbage,
    /// It refused our key or the account behind it (401, 402, 403, 407).
    KeyRefused,
    /// The request itself is at fault: any provider would refuse it.
    Caller,
    /// Something of the answer was passed on already.
    Begun,
}

impl Failure {
    /// Whether it counts against the provider's circuit: `Some(true)` as a failure, `Some(false)` as a sign of life,
    /// `None` as neither, since a used-up rate and a refused key say something about the key only.
    pub fn counts(self) -> Option<bool> {
        match self {
            Self::Connect | Self::Lost | Self::Server { .. } | Self::Garbage | Self::Begun => Some(true),
            Self::Caller => Some(false),
            Self::RateLimited { .. } | Self::KeyRefused => None,
        }
    }

    /// Whether another key of the same provider may do better.
    pub fn is_of_the_key(self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::KeyRefused)
    }

    fn retry_after(self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Server { retry_after } => retry_after,
            Self::Connect | Self::Lost | Self::Garbage | Self::KeyRefused | Self::Caller | Self::Begun => {
                None
            }
        }
    }
}

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The failure is the answer.
    Stop,
    /// The same provider with another key, at once.
    OtherKey,
    /// The next provider, at once.
    NextProvider,
    /// The same provider after this time.
    Again(Duration),
}

/// How many attempts are made and how long is waited between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrySettings {
    /// Attempts for one call, at all providers together.
    pub max_tries: u32,
    /// Attempts at one provider beyond the first, when no other is left.
    pub retry_same: u32,
    /// The longest wait before the first repetition; each further one may wait twice as long.
    pub backoff_base: Duration,
    /// The longest wait before any attempt.
    pub backoff_max: Duration,
}

impl From<&RoutingConfig> for RetrySettings {
    fn from(config: &RoutingConfig) -> Self {
        Self {
            max_tries: config.max_tries,
            retry_same: config.retry_same,
            backoff_base: Duration::from_millis(config.backoff_base_ms),
            backoff_max: Duration::from_millis(config.backoff_max_ms),
        }
    }
}

/// What could be tried besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Another key of the provider that failed.
    pub key: bool,
    /// Another provider.
    pub provider: bool,
}

/// The attempts of one call.
#[derive(Debug, Clone)]
pub struct Tries {
    settings: RetrySettings,
    made: u32,
    repeated: u32,
}

impl Tries {
    /// None made yet.
    pub fn new(settings: RetrySettings) -> Self {
        Self { settings, made: 0, repeated: 0 }
    }

    /// What comes after one more attempt that failed. `random` is a fresh random number.
    ///
    /// Another key before another provider when it was the key's fault; another provider, at once, before the same
    /// one again. The same one again only after what it surely did not work on: nobody pays twice for a request that
    /// may still be answered.
    pub fn after(&mut self, failure: Failure, left: Left, random: u64) -> Next {
        self.made = self.made.saturating_add(1);
        if self.made >= self.settings.max_tries || matches!(failure, Failure::Caller | Failure::Begun) {
            return Next::Stop;
        }
        if failure.is_of_the_key() && left.key {
            return Next::OtherKey;
        }
        if left.provider {
            self.repeated = 0;
            return Next::NextProvider;
        }
        let may_repeat =
            matches!(failure, Failure::Connect | Failure::RateLimited { .. } | Failure::Server { .. });
        if !may_repeat || self.repeated >= self.settings.retry_same {
            return Next::Stop;
        }
        self.repeated += 1;
        self.wait(failure, random).map_or(Next::Stop, Next::Again)
    }

    /// How long to wait before the same provider is asked again: what it asks for, else a random part of a limit
    /// that doubles ("full jitter", Brooker, AWS Architecture Blog 2015). `None` when it asks for too long.
    fn wait(&self, failure: Failure, random: u64) -> Option<Duration> {
        let RetrySettings { backoff_base, backoff_max, .. } = self.settings;
        if let Some(asked) = failure.retry_after() {
            return (asked <= backoff_max).then_some(asked);
        }
        let doubled = 2_u32.saturating_pow(self.repeated.saturating_sub(1));
        let limit = backoff_base.saturating_mul(doubled).min(backoff_max);
        let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        Some(Duration::from_millis(below(limit_ms.saturating_add(1), random)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Failure, Left, Next, RetrySettings, Tries};

    const SETTINGS: RetrySettings = RetrySettings {
        max_tries: 3,
        retry_same: 1,
        backoff_base: Duration::from_millis(200),
        backoff_max: Duration::from_secs(5),
    };
    const BOTH: Left = Left { key: true, provider: true };
    const KEY: Left = Left { key: true, provider: false };
    const PROVIDER: Left = Left { key: false, provider: true };
    const NONE: Left = Left { key: false, provider: false };

    fn limited(seconds: Option<u64>) -> Failure {
        Failure::RateLimited { retry_after: seconds.map(Duration::from_secs) }
    }

    fn server(seconds: Option<u64>) -> Failure {
        Failure::Server { retry_after: seconds.map(Duration::from_secs) }
    }

    #[test]
    fn each_failure_has_its_next_step() {
        let again = |ms| Next::Again(Duration::from_millis(ms));
        for (failure, left, next) in [
            (Failure::Connect, BOTH, Next::NextProvider),
            (Failure::Connect, KEY, again(200)),
            (Failure::Connect, NONE, again(200)),
            (Failure::Lost, PROVIDER, Next::NextProvider),
            (Failure::Lost, NONE, Next::Stop),
            (Failure::Garbage, PROVIDER, Next::NextProvider),
            (Failure::Garbage, NONE, Next::Stop),
            (server(None), PROVIDER, Next::NextProvider),
            (server(Some(1)), PROVIDER, Next::NextProvider),
            (server(None), NONE, again(200)),
            (server(Some(1)), NONE, again(1_000)),
            (server(Some(6)), NONE, Next::Stop),
            (limited(None), BOTH, Next::OtherKey),
            (limited(Some(60)), KEY, Next::OtherKey),
            (limited(Some(1)), PROVIDER, Next::NextProvider),
            (limited(Some(5)), NONE, again(5_000)),
            (limited(Some(6)), NONE, Next::Stop),
            (limited(None), NONE, again(200)),
            (Failure::KeyRefused, BOTH, Next::OtherKey),
            (Failure::KeyRefused, PROVIDER, Next::NextProvider),
            (Failure::KeyRefused, NONE, Next::Stop),
            (Failure::Caller, BOTH, Next::Stop),
            (Failure::Begun, BOTH, Next::Stop),
        ] {
            let got = Tries::new(SETTINGS).after(failure, left, u64::MAX);
            assert_eq!(got, next, "{failure:?} {left:?}");
        }
    }

    #[test]
    fn there_are_never_more_tries_than_allowed() {
        for (left, retry_same, steps) in [
            (PROVIDER, 1, vec![Next::NextProvider, Next::NextProvider, Next::Stop]),
            (NONE, 1, vec![Next::Again(Duration::ZERO), Next::Stop]),
            (NONE, 0, vec![Next::Stop]),
            (NONE, 9, vec![Next::Again(Duration::ZERO), Next::Again(Duration::ZERO), Next::Stop]),
        ] {
            let mut tries = Tries::new(RetrySettings { retry_same, ..SETTINGS });
            let got: Vec<_> = steps.iter().map(|_| tries.after(Failure::Connect, left, 0)).collect();
            assert_eq!(got, steps, "{left:?}, {retry_same} more at one");
        }
    }

    #[test]
    fn waits_double_up_to_the_cap_and_are_drawn_from_the_whole_span() {
        let settings = RetrySettings { max_tries: 99, retry_same: 98, ..SETTINGS };
        let waits = |random| {
            let mut tries = Tries::new(settings);
            [200, 400, 800, 1_600, 3_200, 5_000, 5_000].map(|limit| {
                let Next::Again(wait) = tries.after(Failure::Connect, NONE, random) else { panic!("again") };
                (limit, wait.as_millis())
            })
        };
        for (limit, wait) in waits(u64::MAX) {
            assert_eq!(wait, limit, "at most");
        }
        assert!(waits(0).iter().all(|(_, wait)| *wait == 0), "at least");
        for (limit, wait) in waits(1 << 63) {
            assert!(wait.abs_diff(limit / 2) <= 1, "{wait} of {limit}");
        }
    }

    #[test]
    fn only_what_is_the_providers_fault_counts_against_it() {
        for (failure, counts) in [
            (Failure::Connect, Some(true)),
            (Failure::Lost, Some(true)),
            (server(None), Some(true)),
            (Failure::Garbage, Some(true)),
            (Failure::Begun, Some(true)),
            (Failure::Caller, Some(false)),
            (limited(None), None),
            (Failure::KeyRefused, None),
        ] {
            assert_eq!(failure.counts(), counts, "{failure:?}");
        }
    }
}

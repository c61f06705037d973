//! Breaker: whom to leave alone for a while, and who may try whether it is back.

mod state;
#[cfg(test)]
mod tests;
mod window;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use self::state::{Entry, State};
use self::window::Window;
use crate::config::RoutingConfig;

/// The most models that are watched, at all providers together. Only those are watched that failed since they last
/// succeeded, but callers choose the names, so their number must have an end.
const MOST_MODELS: usize = 1024;
/// The most providers that statistics are kept of. They come from the configuration.
const MOST_PROVIDERS: usize = 1024;

/// When a circuit opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerSettings {
    /// Failures in a row that open it.
    pub failures: u32,
    /// How long it stays open before one call tries again.
    pub open: Duration,
}

impl From<&RoutingConfig> for BreakerSettings {
    fn from(config: &RoutingConfig) -> Self {
        Self { failures: config.breaker_failures, open: Duration::from_millis(config.breaker_open_ms) }
    }
}

/// Whether a provider is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Circuit {
    /// It is.
    Closed,
    /// By one call at a time, to find out whether it is back.
    HalfOpen,
    /// It is not.
    Open,
}

impl Circuit {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::HalfOpen => "half_open",
            Self::Open => "open",
        }
    }

    /// The circuit of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Closed, Self::HalfOpen, Self::Open].into_iter().find(|circuit| circuit.name() == name)
    }
}

/// How a provider has been doing.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// Its circuit: the one set by hand, else the worst of its models.
    pub circuit: Circuit,
    /// Why it was set by hand; `None` when it was not.
    pub reason: Option<String>,
    /// The share of its last attempts that were answered, 0 to 1; `None` without any in the last five minutes.
    pub success_rate: Option<f64>,
    /// The time within which 95 of 100 answers began, in milliseconds.
    pub p95_ms: Option<u64>,
}

/// The circuits of all providers and their models. Cloning is cheap and shares them.
#[derive(Debug, Clone)]
pub struct Breakers {
    settings: BreakerSettings,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Models that failed since they last succeeded.
    models: HashMap<(Arc<str>, Arc<str>), Entry>,
    providers: HashMap<Arc<str>, Provider>,
    probes: u64,
}

/// What is known of a provider as a whole.
#[derive(Debug, Default)]
struct Provider {
    /// Set by hand; it stands before the circuits of the models.
    by_hand: Option<(State, String)>,
    window: Window,
}

impl Breakers {
    /// All closed.
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, inner: Arc::default() }
    }

    /// How a model's circuit stands. Nothing is changed by asking.
    pub fn circuit(&self, provider: &str, model: &str, now: Duration) -> Circuit {
        let inner = self.inner.lock();
        let by_hand = inner.providers.get(provider).and_then(|provider| provider.by_hand.as_ref());
        let whole = by_hand.map_or(Circuit::Closed, |(state, _)| state.circuit(now));
        if inner.models.is_empty() {
            return whole;
        }
        let key = (Arc::from(provider), Arc::from(model));
        whole.max(inner.models.get(&key).map_or(Circuit::Closed, |entry| entry.state.circuit(now)))
    }

    /// Lets an attempt through, or `None` when the circuit is open or another attempt is trying it.
    ///
    /// The pass has to be told how the attempt went. One that is dropped untold says nothing and makes room.
    pub fn enter(&self, provider: &Arc<str>, model: &Arc<str>, now: Duration) -> Option<Pass> {
        let mut inner = self.inner.lock();
        let inner = &mut *inner;
        let key = (Arc::clone(provider), Arc::clone(model));
        let by_hand = inner.providers.get_mut(provider).and_then(|provider| provider.by_hand.as_mut());
        let states =
            [by_hand.map(|(state, _)| state), inner.models.get_mut(&key).map(|entry| &mut entry.state)];
        let mut states: Vec<&mut State> = states.into_iter().flatten().collect();
        if !states.iter().all(|state| state.has_room(now)) {
            return None;
        }
        inner.probes += 1;
        // Whether it is a probe of both circuits or of one: it takes the place in each that is half open.
        let probe = inner.probes;
        for state in &mut states {
            state.take(probe, now);
        }
        Some(Pass { breakers: self.clone(), key, probe, is_told: false })
    }

    /// Sets a provider's circuit by hand. Open stays open until it is set again; half open lets one call at a time
    /// through, whose result decides; closed forgets what is known of the provider's models.
    pub fn set(&self, provider: &str, circuit: Circuit, reason: &str) {
        let mut inner = self.inner.lock();
        let Some(row) = inner.provider(provider) else { return };
        row.by_hand = match circuit {
            Circuit::Closed => None,
            Circuit::HalfOpen => Some((State::HalfOpen { probe: None }, reason.to_owned())),
            Circuit::Open => Some((State::Held, reason.to_owned())),
        };
        if circuit != Circuit::Open {
            inner.models.retain(|(of, _), _| **of != *provider);
        }
    }

    /// How a provider has been doing in the last five minutes.
    pub fn health(&self, provider: &str, now: Duration) -> Health {
        let mut inner = self.inner.lock();
        let of_models = inner.models.iter().filter(|((of, _), _)| **of == *provider);
        let worst = of_models.map(|(_, entry)| entry.state.circuit(now)).max().unwrap_or(Circuit::Closed);
        let Some(row) = inner.providers.get_mut(provider) else {
            return Health { circuit: worst, reason: None, success_rate: None, p95_ms: None };
        };
        let by_hand = row.by_hand.as_ref();
        Health {
            circuit: by_hand.map_or(worst, |(state, _)| state.circuit(now)),
            reason: by_hand.map(|(_, reason)| reason.clone()),
            success_rate: row.window.success_rate(now),
            p95_ms: row.window.p95_ms(now),
        }
    }

    /// How many models are watched.
    #[cfg(test)]
    fn watched(&self) -> usize {
        self.inner.lock().models.len()
    }
}

impl Inner {
    /// The row of a provider; `None` when there are too many, which a configuration does not reach.
    fn provider(&mut self, id: &str) -> Option<&mut Provider> {
        if !self.providers.contains_key(id) {
            if self.providers.len() >= MOST_PROVIDERS {
                return None;
            }
            self.providers.insert(id.into(), Provider::default());
        }
        self.providers.get_mut(id)
    }

    fn succeeded(&mut self, pass: &Pass) {
        let by_hand = self.providers.get_mut(&pass.key.0).map(|provider| &mut provider.by_hand);
        if let Some(slot) = by_hand
            && slot.as_ref().is_some_and(|(state, _)| state.is_probe(pass.probe))
        {
            *slot = None;
        }
        // An attempt that began before the circuit opened says nothing about the time after.
        if self.models.get(&pass.key).is_some_and(|entry| entry.state.heeds(pass.probe)) {
            self.models.remove(&pass.key);
        }
    }

    fn failed(&mut self, pass: &Pass, settings: BreakerSettings, now: Duration) {
        let until = now.saturating_add(settings.open);
        let by_hand = self.providers.get_mut(&pass.key.0).and_then(|provider| provider.by_hand.as_mut());
        if let Some((state, _)) = by_hand.filter(|(state, _)| state.is_probe(pass.probe)) {
            *state = State::Open { until };
        }
        if !self.models.contains_key(&pass.key) {
            self.make_room();
        }
        let entry = self.models.entry(pass.key.clone()).or_default();
        entry.last_failed = now;
        match &mut entry.state {
            state if state.is_probe(pass.probe) => *state = State::Open { until },
            State::Closed { failures } => {
                *failures += 1;
                if *failures >= settings.failures {
                    entry.state = State::Open { until };
                }
            }
            State::HalfOpen { .. } | State::Open { .. } | State::Held => {}
        }
    }

    fn abandoned(&mut self, pass: &Pass) {
        let by_hand = self.providers.get_mut(&pass.key.0).and_then(|provider| provider.by_hand.as_mut());
        let of_model = self.models.get_mut(&pass.key).map(|entry| &mut entry.state);
        for state in [by_hand.map(|(state, _)| state), of_model].into_iter().flatten() {
            if state.is_probe(pass.probe) {
                *state = State::HalfOpen { probe: None };
            }
        }
    }

    /// Forgets one model when as many are watched as may be: one that is still asked rather than one that is not,
    /// and of these the one that failed longest ago.
    fn make_room(&mut self) {
        if self.models.len() < MOST_MODELS {
            return;
        }
        let least = self
            .models
            .iter()
            .min_by_key(|(_, entry)| (!matches!(entry.state, State::Closed { .. }), entry.last_failed));
        if let Some(key) = least.map(|(key, _)| key.clone()) {
            self.models.remove(&key);
        }
    }
}

/// Leave to make one attempt.
#[derive(Debug)]
#[must_use = "a pass that is dropped says nothing about its attempt"]
pub struct Pass {
    breakers: Breakers,
    key: (Arc<str>, Arc<str>),
    probe: u64,
    is_told: bool,
}

impl Pass {
    /// The provider answered, after this time; what it answered may well be that the request is wrong.
    pub fn succeeded(mut self, latency: Duration, now: Duration) {
        self.is_told = true;
        let mut inner = self.breakers.inner.lock();
        inner.succeeded(&self);
        if let Some(row) = inner.provider(&self.key.0) {
            row.window.note(Some(latency), now);
        }
    }

    /// The provider failed.
    pub fn failed(mut self, now: Duration) {
        self.is_told = true;
        let mut inner = self.breakers.inner.lock();
        inner.failed(&self, self.breakers.settings, now);
        if let Some(row) = inner.provider(&self.key.0) {
            row.window.note(None, now);
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.is_told {
            self.breakers.inner.lock().abandoned(self);
        }
    }
}

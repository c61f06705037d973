//! State: one circuit, and what moves it.

use std::time::Duration;

use super::Circuit;

/// A model's circuit.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) state: State,
    pub(super) last_failed: Duration,
}

/// How a circuit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Attempts go through.
    Closed {
        /// Failures since the last success.
        failures: u32,
    },
    /// None goes through before this time; then it is half open.
    Open { until: Duration },
    /// None goes through until somebody sets it otherwise.
    Held,
    /// One goes through at a time.
    HalfOpen {
        /// The number of the attempt that is under way.
        probe: Option<u64>,
    },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl State {
    pub(super) fn circuit(&self, now: Duration) -> Circuit {
        match self {
            Self::Closed { .. } => Circuit::Closed,
            Self::Open { until } if now < *until => Circuit::Open,
            Self::Open { .. } | Self::HalfOpen { .. } => Circuit::HalfOpen,
            Self::Held => Circuit::Open,
        }
    }

    /// Whether an attempt may be made.
    pub(super) fn has_room(&self, now: Duration) -> bool {
        match self {
            Self::Closed { .. } | Self::HalfOpen { probe: None } => true,
            Self::Open { until } => now >= *until,
            Self::HalfOpen { probe: Some(_) } | Self::Held => false,
        }
    }

    /// Notes an attempt that was let through.
    pub(super) fn take(&mut self, probe: u64, now: Duration) {
        if self.circuit(now) == Circuit::HalfOpen {
            *self = Self::HalfOpen { probe: Some(probe) };
        }
    }

    /// Whether this attempt is the one that decides.
    pub(super) fn is_probe(&self, probe: u64) -> bool {
        *self == Self::HalfOpen { probe: Some(probe) }
    }

    /// Whether this attempt's success closes the circuit: any while it is closed, else only the one that decides.
    pub(super) fn heeds(&self, probe: u64) -> bool {
        matches!(self, Self::Closed { .. }) || self.is_probe(probe)
    }
}

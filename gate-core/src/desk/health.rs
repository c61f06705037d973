//! Health: how providers are doing, by their circuits, by how the latest calls went and by the last look at them.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::Desk;
use crate::routing::Circuit;

/// Above this share of attempts that went well a provider is up, above the next it is degraded.
const UP_SHARE: f64 = 0.95;
const DEGRADED_SHARE: f64 = 0.5;

/// One look at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Whether it answered as it should.
    pub is_up: bool,
    /// How long it took.
    pub latency_ms: u64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// The last look at each provider, for as long as the process lives.
#[derive(Debug, Default)]
pub(crate) struct Checks(Mutex<HashMap<String, Check>>);

impl Checks {
    /// Notes a look.
    pub(super) fn note(&self, provider: &str, check: Check) {
        self.0.lock().insert(provider.to_owned(), check);
    }

    fn last(&self, provider: &str) -> Option<Check> {
        self.0.lock().get(provider).copied()
    }
}

/// How a provider is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderStatus {
    /// Calls go well.
    Up,
    /// Some fail.
    Degraded,
    /// Most fail, or none is let through.
    Down,
    /// Nobody has asked it lately.
    Unknown,
}

impl ProviderStatus {
    /// The status on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Degraded => "degraded",
            Self::Down => "down",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of a provider's health.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProviderHealth {
    /// In a word.
    pub status: ProviderStatus,
    /// Whether calls go there.
    pub circuit: Circuit,
    /// The share of the latest attempts that were answered, 0 to 1; `None` when there were none.
    pub success_rate: Option<f64>,
    /// Nineteen of twenty answers began within this.
    pub p95_ms: Option<u64>,
    /// The last look at it.
    pub last_check: Option<Check>,
}

impl Desk {
    /// What can be said of a provider's health now.
    pub(super) fn provider_health(&self, id: &str) -> ProviderHealth {
        let known = self.outside.routing.breakers.health(id, self.clock.monotonic());
        let last_check = self.outside.checks.last(id);
        ProviderHealth {
            status: status(known.circuit, known.success_rate, last_check),
            circuit: known.circuit,
            success_rate: known.success_rate,
            p95_ms: known.p95_ms,
            last_check,
        }
    }
}

fn status(circuit: Circuit, success_rate: Option<f64>, last_check: Option<Check>) -> ProviderStatus {
    match (circuit, success_rate, last_check) {
        (Circuit::Open, ..) => ProviderStatus::Down,
        (_, Some(share), _) if share >= UP_SHARE => ProviderStatus::Up,
        (_, Some(share), _) if share >= DEGRADED_SHARE => ProviderStatus::Degraded,
        (_, None, Some(check)) if check.is_up => ProviderStatus::Up,
        (_, None, None) => ProviderStatus::Unknown,
        (_, Some(_), _) | (_, None, Some(_)) => ProviderStatus::Down,
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, ProviderStatus, status};
    use crate::routing::Circuit;

    #[test]
    fn calls_say_more_than_a_look_and_an_open_circuit_most() {
        let looked = |is_up| Some(Check { is_up, latency_ms: 5, at_ms: 0 });
        for (circuit, share, check, expected) in [
            (Circuit::Closed, None, None, ProviderStatus::Unknown),
            (Circuit::Closed, None, looked(true), ProviderStatus::Up),
            (Circuit::Closed, None, looked(false), ProviderStatus::Down),
            (Circuit::Closed, Some(1.0), looked(false), ProviderStatus::Up),
            (Circuit::HalfOpen, Some(0.95), None, ProviderStatus::Up),
            (Circuit::Closed, Some(0.94), None, ProviderStatus::Degraded),
            (Circuit::Closed, Some(0.5), None, ProviderStatus::Degraded),
            (Circuit::Closed, Some(0.49), looked(true), ProviderStatus::Down),
            (Circuit::Open, Some(1.0), looked(true), ProviderStatus::Down),
        ] {
            assert_eq!(status(circuit, share, check), expected, "{circuit:?} {share:?} {check:?}");
        }
    }
}

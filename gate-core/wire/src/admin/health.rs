//! Health of providers, and circuits that are opened and closed by hand.

use std::collections::BTreeMap;

use bytes::Bytes;
use gate_core::desk::providers::ProviderView;
use gate_core::refusal::Refusal;
use gate_core::routing::Circuit;
use serde::Serialize;

use super::fields::Fields;
use crate::head::Head;

/// The longest reason that is noted.
const REASON_MAX: usize = 500;

/// What a circuit is to be, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct CircuitBody {
    /// Its state.
    pub state: Circuit,
    /// Why, for the log.
    pub reason: Option<String>,
}

impl CircuitBody {
    /// Reads the body of a `POST`.
    pub fn read(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        let fields = Fields::read(head, body, &["state", "reason"])?;
        let state = Circuit::named(&fields.required_text("state")?)
            .ok_or_else(|| Refusal::malformed_field("`state` is closed, half_open or open.", "state"))?;
        let reason = fields.text("reason")?;
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_MAX) {
            let message = format!("A reason has at most {REASON_MAX} characters.");
            return Err(Refusal::malformed_field(message, "reason"));
        }
        Ok(Self { state, reason })
    }
}

/// How every provider is doing, by its id.
#[derive(Debug, Serialize)]
pub struct ProvidersHealth {
    providers: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    status: &'static str,
    circuit: &'static str,
    success_rate: Option<f64>,
    p95_ms: Option<u64>,
}

impl From<Vec<ProviderView>> for ProvidersHealth {
    fn from(providers: Vec<ProviderView>) -> Self {
        let entry = |provider: ProviderView| {
            let health = provider.health;
            let entry = Entry {
                status: health.status.name(),
                circuit: health.circuit.name(),
                success_rate: health.success_rate,
                p95_ms: health.p95_ms,
            };
            (provider.id, entry)
        };
        Self { providers: providers.into_iter().map(entry).collect() }
    }
}

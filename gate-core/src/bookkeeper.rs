//! Bookkeeper: what happens after a call, however it ended: settle, record, notify; exactly once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use metrics::{Counter, Gauge, Histogram};
use parking_lot::Mutex;

use crate::clock::Clock;
use crate::money::Money;
use crate::open::{Booking, Closed, End};
use crate::pricing::cost;
use crate::store::{Belongs, CallState, Closing, Ledger, RefusedCall};
use crate::trail::Step;
use crate::usage::TokenUsage;

/// At most this many models have a label of their own in the metrics; the rest are counted as `other`.
const MAX_MODEL_LABELS: usize = 200;

/// Settles and records closed calls.
pub(crate) struct Bookkeeper {
    ledger: Ledger,
    clock: Arc<dyn Clock>,
    in_flight: Gauge,
    steps: [Histogram; Step::ALL.len()],
    durations: Histogram,
    requests: Mutex<RequestCounters>,
}

/// What a call comes to in money.
struct Bill {
    cost: Money,
    usage: Option<TokenUsage>,
    is_estimated: bool,
}

impl Bookkeeper {
    /// Keeps books in `ledger`. The process's metrics recorder must be installed before.
    pub(crate) fn new(ledger: Ledger, clock: Arc<dyn Clock>) -> Self {
        Self {
            ledger,
            clock,
            in_flight: metrics::gauge!("gate_calls_in_flight"),
            steps: Step::ALL.map(|step| metrics::histogram!("gate_step_seconds", "step" => step.name())),
            durations: metrics::histogram!("gate_call_seconds"),
            requests: Mutex::default(),
        }
    }

    /// A call has begun.
    pub(crate) fn opened(&self) {
        self.in_flight.increment(1.0);
    }

    /// A call has ended: its money is settled, its record written and its figures counted. Never waits, never fails:
    /// the ledger repeats what it cannot write at once.
    pub(crate) fn closed(&self, call: &Closed<'_>) {
        self.in_flight.decrement(1.0);
        let bill = bill(call);
        let finished_at_ms = self.clock.unix_ms();
        let latency = call.trail.elapsed();
        match call.booking {
            Booking::None => self.record_refusal(call, finished_at_ms, latency),
            Booking::Open { .. } => self.settle(call, &bill, finished_at_ms, latency),
        }
        self.count(call, latency);
        log(call, &bill, latency);
    }

    fn settle(&self, call: &Closed<'_>, bill: &Bill, finished_at_ms: i64, latency: Duration) {
        self.ledger.close(Closing {
            call_id: call.id,
            state: state(call.end),
            cost: bill.cost,
            is_estimated: bill.is_estimated,
            usage: bill.usage,
            status_code: call.end.status(),
            denied_step: call.trail.denied().map(Step::name),
            refusal_code: call.end.refusal_code(),
            latency_ms: milliseconds(latency),
            provider: call.provider.map(str::to_owned),
            model: call.model.map(str::to_owned),
            attempts: call.attempts.to_vec(),
            redacted: call.redacted as u64,
            cached: false,
            finished_at_ms,
        });
    }

    /// A call that was recognised and then refused before money was set aside; without a caller there is no row.
    fn record_refusal(&self, call: &Closed<'_>, finished_at_ms: i64, latency: Duration) {
        let (Some(caller), Some(refusal_code)) = (call.caller, call.end.refusal_code()) else { return };
        self.ledger.refused(RefusedCall {
            belongs: Belongs {
                call_id: call.id,
                org: caller.key.org,
                team: caller.key.team,
                tenant: caller.key.tenant,
                key: caller.key.id,
            },
            estimate: call.estimate,
            session_id: call.session_id.map(str::to_owned),
            requested_model: call.requested_model.unwrap_or_default().to_owned(),
            tags: call.tags.to_vec(),
            stream: call.stream,
            status_code: call.end.status(),
            denied_step: call.trail.denied().map(Step::name),
            refusal_code,
            latency_ms: milliseconds(latency),
            created_at_ms: call.began_ms,
            finished_at_ms,
        });
    }

    fn count(&self, call: &Closed<'_>, latency: Duration) {
        for (step, time) in call.trail.steps() {
            self.steps[*step as usize].record(time.as_secs_f64());
        }
        self.durations.record(latency.as_secs_f64());
        self.requests.lock().count(call.model.unwrap_or("unknown"), call.end.outcome());
    }
}

/// The counters of requests, by model and outcome.
#[derive(Default)]
struct RequestCounters {
    by_model: HashMap<String, HashMap<&'static str, Counter>>,
}

impl RequestCounters {
    fn count(&mut self, model: &str, outcome: &'static str) {
        // Names beyond the cap share one label: callers must not be able to fill the memory with them.
        let known = self.by_model.contains_key(model) || self.by_model.len() < MAX_MODEL_LABELS;
        let model = if known { model } else { "other" };
        if !self.by_model.contains_key(model) {
            self.by_model.insert(model.to_owned(), HashMap::new());
        }
        let Some(outcomes) = self.by_model.get_mut(model) else { return };
        outcomes
            .entry(outcome)
            .or_insert_with(|| {
                metrics::counter!("gate_requests_total", "model" => model.to_owned(), "outcome" => outcome)
            })
            .increment(1);
    }
}

fn state(end: &End) -> CallState {
    match end {
        End::Unfinished => CallState::Error,
        End::Refused { .. } => CallState::Refused,
        End::Answered { complete: true, .. } => CallState::Done,
        End::Answered { complete: false, .. } | End::Broken { .. } => CallState::Incomplete,
        End::Cancelled => CallState::Cancelled,
    }
}

/// What was consumed: as the provider reported it, else as counted here; nothing when nothing was sent.
fn bill(call: &Closed<'_>) -> Bill {
    let Booking::Open { card, quote, .. } = call.booking else {
        return Bill { cost: Money::ZERO, usage: None, is_estimated: false };
    };
    if !call.consumed() {
        return Bill { cost: Money::ZERO, usage: None, is_estimated: false };
    }
    if let Some(usage) = call.reported {
        return Bill { cost: cost(card, &usage), usage: Some(usage), is_estimated: false };
    }
    let counted = TokenUsage {
        prompt: Some(quote.input_tokens),
        completion: Some(call.output_tokens_seen),
        ..TokenUsage::default()
    };
    Bill { cost: cost(card, &counted), usage: Some(counted), is_estimated: true }
}

/// One line for people: who, what, how it ended. The record holds all of it, so it is written only on demand; no
/// content and no credential is at hand here.
fn log(call: &Closed<'_>, bill: &Bill, latency: Duration) {
    tracing::debug!(
        request_id = %call.id,
        key = call.caller.map(|caller| caller.key.public_id.as_str()),
        model = call.model,
        outcome = call.end.outcome(),
        status = call.end.status(),
        denied_step = call.trail.denied().map(Step::name),
        cost_nanos = bill.cost.nanos(),
        latency_ms = milliseconds(latency),
        "call closed"
    );
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What a call costs as things stand; `None` when no money is involved.
pub(crate) fn cost_of(call: &Closed<'_>) -> Option<Money> {
    match call.booking {
        Booking::None => None,
        Booking::Open { .. } => Some(bill(call).cost),
    }
}

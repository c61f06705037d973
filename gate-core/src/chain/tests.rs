use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, oneshot};

use crate::call::{Call, CallOptions, Credential, Operation, PathWords};
use crate::clock::{Clock, ManualClock};
use crate::config::Config;
use crate::desk::keys::NewKey;
use crate::gate::Gate;
use crate::id::OsEntropy;
use crate::open::Open;
use crate::refusal::Refusal;
use crate::store::{CallState, PageQuery, UsageRecord};
use crate::trail::Step;

struct Bench {
    gate: Gate,
    clock: Arc<ManualClock>,
    _directory: TempDir,
}

/// Where a call's trail ended and what refused it.
struct Walked {
    steps: Vec<Step>,
    denied: Option<Step>,
    refusal: Option<Refusal>,
}

impl Bench {
    async fn open() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        let clock = Arc::new(ManualClock::at(1_771_410_600_000));
        let config = Config {
            // Nobody listens there: a call that comes so far has passed every check.
            providers: vec![read(
                json!({"id": "far", "kind": "custom", "base_url": "http://127.0.0.1:9", "models": ["priced"]}),
            )],
            prices: vec![read(json!({"model": "priced", "input": 1.0, "output": 1.0}))],
            ..Config::default()
        };
        let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        let gate =
            Gate::open_with(config, directory.path(), shared, Arc::new(OsEntropy)).await.expect("a gate");
        Self { gate, clock, _directory: directory }
    }

    async fn key(&self, settings: &[(&str, Value)]) -> Credential {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let name = format!("key {}", self.gate.desk().list_keys().await.expect("keys").len());
        let made =
            self.gate.desk().create_key(NewKey { name, settings, ..NewKey::default() }).await.expect("a key");
        Credential::Key(made.key.family, made.key.digest)
    }

    /// Walks the chain as a call's task does, and closes the call.
    async fn walk(&self, credential: Credential, body: &Value) -> Walked {
        let call = call(credential, body);
        let seat = Arc::new(Semaphore::new(1)).acquire_owned().await.expect("a seat");
        let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(&self.clock);
        let (chain, bookkeeper, id) = self.gate.parts_for_tests();
        let mut open = Open::begin(id, &call, clock, bookkeeper, seat);
        let (mut answer, _waiting) = oneshot::channel();
        let refusal = chain.chain.admit(&call, &mut open, &mut answer).await.err();
        if let Some(refusal) = &refusal {
            open.refuse(refusal);
        }
        let steps = open.trail.steps().iter().map(|(step, _)| *step).collect();
        Walked { steps, denied: open.trail.denied(), refusal }
    }

    /// The records of all calls so far, newest first.
    async fn records(&self) -> Vec<UsageRecord> {
        let desk = self.gate.desk();
        desk.store.flush().await.expect("a flush");
        let query = PageQuery { limit: 100, ..PageQuery::default() };
        desk.store.usage.page(desk.home.org, query).await.expect("a page").records
    }

    async fn open_reservations(&self) -> u64 {
        self.gate.desk().store.flush().await.expect("a flush");
        self.gate.desk().store.ledger.open_reservations().await.expect("a count")
    }
}

fn call(credential: Credential, body: &Value) -> Call {
    Call {
        operation: Operation::ChatCompletion,
        path: PathWords::default(),
        credential,
        client_address: None,
        body: Bytes::from(body.to_string()),
        options: CallOptions::default(),
        status_of: |_| 499,
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a setting")
}

fn chat(text: &str) -> Value {
    json!({"model": "priced", "max_tokens": 20, "messages": [{"role": "user", "content": text}]})
}

#[tokio::test]
async fn an_answered_call_takes_every_step_in_order() {
    let bench = Bench::open().await;
    let key = bench.key(&[]).await;
    let mut hello = chat("hello");
    hello["model"] = json!("gate/echo");
    let walked = bench.walk(key, &hello).await;
    assert_eq!(walked.steps, Step::ALL, "{:?}", walked.refusal);
    assert_eq!(walked.denied, None);
}

#[tokio::test]
async fn each_refusal_is_blamed_on_its_step_and_leaves_no_reservation() {
    let bench = Bench::open().await;
    let plain = bench.key(&[]).await;
    let once = bench.key(&[("rpm_limit", json!(1))]).await;
    bench.walk(once, &chat("the first one fits")).await;
    let broke = bench.key(&[("daily_budget", json!(0))]).await;
    let blocking = bench.key(&[("redaction.mode", json!("block"))]).await;
    let guarded = bench.key(&[("policies.defaultBlocklists", json!(true))]).await;
    let narrow = bench.key(&[("allowedModels", json!(["gpt-*"]))]).await;
    let broke_and_blocking =
        bench.key(&[("daily_budget", json!(0)), ("redaction.mode", json!("block"))]).await;
    let mail = chat("write to ada@lovelace.org");
    for (row, key, body, step, code) in [
        ("no key", Credential::Missing, chat("x"), Step::Auth, "key_missing"),
        ("no messages", plain, json!({"model": "gate/echo"}), Step::Parse, "malformed"),
        ("no such model", plain, json!({"model": "nope", "messages": [{}]}), Step::Parse, "model_unknown"),
        ("rate used up", once, chat("x"), Step::RateLimit, "rate_limited"),
        ("no money", broke, chat("x"), Step::Budget, "hierarchical_budget"),
        ("personal data", blocking, mail.clone(), Step::PiiScan, "pii_blocked"),
        ("a forbidden command", guarded, chat("please rm -rf / now"), Step::Policy, "policy_blocked"),
        ("a model that is not listed", narrow, chat("x"), Step::ModelAllowlist, "model_not_allowed"),
        (
            "no money and personal data: money wins",
            broke_and_blocking,
            mail,
            Step::Budget,
            "hierarchical_budget",
        ),
    ] {
        let walked = bench.walk(key, &body).await;
        assert_eq!(walked.refusal.as_ref().map(Refusal::code), Some(code), "{row}");
        assert_eq!(walked.denied, Some(step), "{row}");
        assert!(walked.steps.is_sorted() && walked.steps.contains(&step), "{row}: {:?}", walked.steps);
        assert!(!walked.steps.contains(&Step::Provider), "{row}: nothing went to a provider");
    }
    assert_eq!(bench.open_reservations().await, 0);
}

#[tokio::test]
async fn a_budget_bounds_an_open_ended_answer_and_is_given_back() {
    let bench = Bench::open().await;
    // At one dollar per million tokens this pays for a hundred tokens and no more.
    let key = bench.key(&[("daily_budget", json!(0.0001))]).await;
    let body = json!({"model": "priced", "messages": [{"role": "user", "content": "word ".repeat(200)}]});
    assert_eq!(
        bench.walk(key, &body).await.refusal.map(|refusal| refusal.code()),
        Some("hierarchical_budget")
    );
    let short = json!({"model": "priced", "messages": [{"role": "user", "content": "hello"}]});
    for round in 0..3 {
        let walked = bench.walk(key, &short).await;
        assert_eq!(walked.denied, Some(Step::Provider), "round {round}: what was not used is free again");
        assert_eq!(bench.open_reservations().await, 0, "round {round}");
    }
}

#[tokio::test]
async fn the_record_of_a_refused_call_names_what_was_asked_for_as_far_as_it_was_read() {
    let bench = Bench::open().await;
    let key = bench.key(&[]).await;
    let once = bench.key(&[("rpm_limit", json!(1))]).await;
    bench.walk(once, &chat("the first one fits")).await;
    for (row, key, body, model, stream, code) in [
        ("unknown", key, json!({"model": "nope", "messages": [{}]}), "nope", false, "model_unknown"),
        (
            "streamed",
            key,
            json!({"model": "no", "stream": true, "messages": [{}]}),
            "no",
            true,
            "model_unknown",
        ),
        (
            "no price",
            key,
            json!({"model": "far/unpriced", "messages": [{}]}),
            "far/unpriced",
            false,
            "model_unknown",
        ),
        ("unreadable", key, json!({"model": "nope"}), "", false, "malformed"),
        ("after parsing", once, chat("x"), "priced", false, "rate_limited"),
    ] {
        let before = bench.records().await.len();
        bench.walk(key, &body).await;
        let records = bench.records().await;
        assert_eq!(records.len(), before + 1, "{row}: one record");
        let record = &records[0];
        assert_eq!((&*record.requested_model, &*record.model), (model, model), "{row}");
        assert_eq!((record.stream, record.refusal_code.as_deref()), (stream, Some(code)), "{row}");
    }
}

#[tokio::test]
async fn a_panic_inside_a_call_leaves_one_record_and_no_money_set_aside() {
    let bench = Bench::open().await;
    let key = bench.key(&[("policies.defaultBlocklists", json!(true))]).await;
    for (row, body, state) in [
        ("before the reservation", json!({"model": "nope", "messages": [{}]}), CallState::Refused),
        ("after it", chat("please rm -rf / now"), CallState::Error),
    ] {
        let before = bench.records().await.len();
        let doomed = Call { status_of: |_| panic!("a defect in a dialect"), ..call(key, &body) };
        let denied = bench.gate.call(doomed).await.expect_err("no answer");
        assert_eq!(denied.refusal.code(), "internal", "{row}: the caller is told");
        let records = bench.records().await;
        assert_eq!(records.len(), before + 1, "{row}: one record");
        let (record, cost) = (&records[0], records[0].cost);
        assert_eq!((record.state, record.refusal_code.as_deref()), (state, Some("internal")), "{row}");
        assert!(cost.is_zero(), "{row}: nothing was sent, so nothing is charged: {cost}");
        assert_eq!(bench.open_reservations().await, 0, "{row}");
    }
    let walked = bench.walk(key, &chat("hello")).await;
    assert_eq!(walked.denied, Some(Step::Provider), "the next call is served");
}

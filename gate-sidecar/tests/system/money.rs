//! Money: budgets hold to the last nano-dollar, whatever races for it.

use std::collections::HashSet;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::chat::{INPUT_NANOS, OUTPUT_NANOS, UNPRICED, cost, nanos, usd};
use crate::support::wait::seconds;
use crate::support::{Answer, Key, Settings, System, chat, sse};

/// Calls that race for one budget.
const RACING: usize = 256;

/// What a call with this body sets aside.
async fn estimate(system: &System, key: &Key, body: &Value) -> i64 {
    let answer = key.ask(body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    nanos(&system.record(&answer.call_id()).await["estimated_cost"])
}

/// What the input of a call with this body costs.
async fn input_cost(system: &System, key: &Key, prompt: &str) -> i64 {
    estimate(system, key, &chat(prompt, json!({"max_tokens": 100}))).await - 100 * OUTPUT_NANOS
}

async fn spent(system: &System, key: &Key) -> i64 {
    system.records_of(key).await.iter().map(cost).sum()
}

fn assert_out_of_budget(answer: &Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (429, "budget_exceeded"), "{}", answer.text());
    assert_eq!(answer.headers.get("x-should-retry"), Some("false"));
}

/// A streamed call that uses exactly what it sets aside: its prompt tells the witness to report as many tokens of
/// input as the gate counts. Three digits are one token whatever they are, so writing them in changes no count.
async fn exact_call(system: &System, key: &Key) -> (Value, i64) {
    let padding = "please go on and on ".repeat(30);
    let body = |tokens: i64| {
        let prompt = format!("[[chunks=8 gap_ms=20 prompt_tokens={tokens}]] {padding}");
        chat(&prompt, json!({"max_tokens": 8, "stream": true}))
    };
    let reserved = estimate(system, key, &body(100)).await;
    let input = reserved - 8 * OUTPUT_NANOS;
    assert_eq!(input % INPUT_NANOS, 0, "whole tokens");
    let tokens = input / INPUT_NANOS;
    assert!((100..1000).contains(&tokens), "{tokens} tokens are not written with three digits");
    let exact = body(tokens);
    assert_eq!(estimate(system, key, &exact).await, reserved, "the digits changed the count");
    (exact, reserved)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_256_racing_streams_exactly_those_are_admitted_that_the_budget_pays() {
    const PAID: usize = 37;
    let system = System::start(&Settings::default());
    let (body, price) = exact_call(&system, &system.free_key("measure", &[])).await;
    let limit = price * i64::try_from(PAID).expect("small");
    let key = system.free_key("racing", &["--daily-budget", &usd(limit)]);
    let before = system.witness.calls();

    let mut racing = JoinSet::new();
    for _ in 0..RACING {
        let (key, body) = (key.clone(), body.clone());
        racing.spawn(async move { key.ask(&body).await });
    }
    let answers = racing.join_all().await;
    let (paid, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((paid.len(), refused.len()), (PAID, RACING - PAID));
    refused.into_iter().for_each(assert_out_of_budget);
    assert!(paid.iter().all(|answer| sse::is_done(&answer.body)), "an admitted stream is whole");

    system.nothing_reserved(seconds(2)).await;
    let answered: HashSet<String> = paid.iter().map(|answer| answer.call_id()).collect();
    let forwarded: HashSet<String> =
        system.witness.calls().into_keys().filter(|id| !before.contains_key(id)).collect();
    assert_eq!(forwarded, answered, "forwarded are those that were answered, and no other");
    assert_eq!(spent(&system, &key).await, limit, "all of them used all they had");

    assert_out_of_budget(&key.ask(&body).await);
    system.set(&key, &[&format!("dailySpendLimit={}", usd(limit + price))]);
    assert_eq!(key.ask(&body).await.status, 200, "one more fits");
    assert_out_of_budget(&key.ask(&body).await);
    assert_eq!(spent(&system, &key).await, limit + price);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_set_aside_and_not_used_is_given_back() {
    let system = System::start(&Settings::default());
    let body = chat("[[chunks=4]] hello", json!({"max_tokens": 64}));
    let price = estimate(&system, &system.free_key("measure", &[]), &body).await;
    let key = system.free_key("frugal", &["--monthly-budget", &usd(3 * price)]);
    let mut admitted = 0;
    let refused = loop {
        let answer = key.ask(&body).await;
        if answer.status != 200 {
            break answer;
        }
        admitted += 1;
        assert!(admitted < 1000, "the budget never ends");
    };
    assert_out_of_budget(&refused);
    let spent = spent(&system, &key).await;
    assert!(admitted > 3, "{admitted} calls, as if what was not used were gone");
    assert!(spent <= 3 * price && spent + price > 3 * price, "{spent} of {} spent", 3 * price);
    system.nothing_reserved(seconds(2)).await;

    let cm = system.free_key("frugal-cm", &["--dialect", "curate-me", "--daily-budget", &usd(price - 1)]);
    let refused = cm.ask(&body).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "GW_BUDGET_HIERARCHY_001"),
        "{}",
        refused.text()
    );
    assert_eq!(refused.headers.get("x-should-retry"), Some("false"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_limit_the_provider_gets_the_one_that_the_rest_pays() {
    let system = System::start(&Settings::default());
    let measure = system.free_key("measure", &[]);
    let prompt = "[[chunks=4]] tell me a story";
    let input = input_cost(&system, &measure, prompt).await;
    for (case, tokens, short, choices, granted) in [
        ("forty", 40, 0, 1, Some(40)),
        ("between", 41, 1, 1, Some(40)),
        ("two choices", 80, 0, 2, Some(40)),
        ("the least", 16, 0, 1, Some(16)),
        ("less than the least", 16, 1, 1, None),
        ("less for each choice", 32, 1, 2, None),
    ] {
        let key = system.free_key(case, &["--daily-budget", &usd(input + tokens * OUTPUT_NANOS - short)]);
        let answer = key.ask(&chat(prompt, json!({"n": choices}))).await;
        let Some(granted) = granted else {
            assert_out_of_budget(&answer);
            continue;
        };
        assert_eq!(answer.status, 200, "{case}: {}", answer.text());
        let asked = witnessed(&system, &answer);
        assert_eq!(asked["max_tokens"], granted, "{case}");
    }
    let answer = measure.ask(&chat(prompt, json!({}))).await;
    assert_eq!(witnessed(&system, &answer)["max_tokens"], Value::Null, "without a budget nothing is limited");
    system.nothing_reserved(seconds(2)).await;

    // A provider that ignores the limit is cut off where the money ends, at the latest one event later.
    let ignoring = "[[mode=ignore_max chunks=2000]] tell me a story";
    let limit = input_cost(&system, &measure, "[[mode=ignore_max chunks=20]] tell me a story").await
        + 60 * OUTPUT_NANOS;
    let key = system.free_key("ignored", &["--daily-budget", &usd(limit)]);
    let answer = key.stream(&chat(ignoring, json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(!sse::is_done(&answer.body), "what was cut off does not look complete");
    assert!(sse::error(&answer.body).is_some(), "the stream says that it was cut off");
    let used = spent(&system, &key).await;
    assert!(used > limit / 2 && used <= limit + 8 * OUTPUT_NANOS, "{used} of {limit}");
    assert_out_of_budget(&key.ask(&chat(ignoring, json!({}))).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_secret_brings_no_new_money() {
    let system = System::start(&Settings::default());
    let body = chat("[[chunks=4]] hello", json!({"max_tokens": 4}));
    let price = estimate(&system, &system.free_key("measure", &[]), &body).await;
    let mut key = system.free_key("rotating", &["--daily-budget", &usd(price * 3 / 2)]);
    assert_eq!(key.ask(&body).await.status, 200);
    for rotation in 0..2 {
        assert_out_of_budget(&key.ask(&body).await);
        let rotated = system.told(&["keys", "rotate", "rotating"]);
        key.secret = rotated[0]["key"].as_str().expect("it is shown once").to_owned();
        assert_eq!(key.ask(&body).await.status, 429, "rotation {rotation} refilled the budget");
    }
}

/// What the witness saw of a call.
fn witnessed(system: &System, answer: &Answer) -> Value {
    let id = answer.call_id();
    let mut seen = system.witness.requests().into_iter().filter(|line| line["request_id"] == id.as_str());
    seen.next().unwrap_or_else(|| panic!("{id} never reached the witness"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_free_and_nothing_costs_more_for_being_streamed() {
    let system = System::start(&Settings::default());
    let key = system.free_key("plain", &[]);
    let nothing = system.free_key("nothing", &["--daily-budget", "0"]);
    let curate_me = system.free_key("plain-cm", &["--dialect", "curate-me"]);
    assert_out_of_budget(&nothing.ask(&chat("hello", json!({}))).await);
    assert_out_of_budget(&nothing.stream(&chat("hello", json!({"max_tokens": 1}))).await);
    let unpriced = chat("hello", json!({"model": UNPRICED}));
    let refused = key.ask(&unpriced).await;
    assert_eq!((refused.status, refused.code().as_str()), (404, "model_not_found"));
    let refused = curate_me.ask(&unpriced).await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "GW_MODEL_002"));
    assert_eq!(system.witness.requests().len(), 0, "none of these was forwarded");

    for directive in [
        "chunks=12",
        "chunks=12 cached_tokens=3 prompt_tokens=500",
        "chunks=5 reasoning_tokens=40",
        "mode=usage_missing chunks=30",
        "mode=usage_negative",
    ] {
        let body = chat(&format!("[[{directive}]] tell me a story"), json!({"max_tokens": 100}));
        let (whole, streamed) = (key.ask(&body).await, key.stream(&body).await);
        let (whole, streamed) =
            (system.record(&whole.call_id()).await, system.record(&streamed.call_id()).await);
        assert!(cost(&whole) > 0, "{directive} was free: {whole}");
        for field in ["actual_cost", "prompt_tokens", "completion_tokens", "total_tokens", "reasoning_tokens"]
        {
            assert_eq!(whole[field], streamed[field], "{field} of {directive}");
        }
        assert_eq!((&whole["stream"], &streamed["stream"]), (&json!(false), &json!(true)));
    }
}

//! Limits: rates are kept to the request, and said in the headers of each dialect.

use std::time::UNIX_EPOCH;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Answer, Key, Settings, System, chat};

/// Asks `count` times at once.
async fn at_once(key: &Key, count: usize, body: &Value) -> Vec<Answer> {
    let mut asking = JoinSet::new();
    for _ in 0..count {
        let (key, body) = (key.clone(), body.clone());
        asking.spawn(async move { key.ask(&body).await });
    }
    asking.join_all().await
}

fn admitted(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.status == 200).count()
}

fn number(answer: &Answer, name: &str) -> u64 {
    let value = answer.headers.get(name).and_then(|value| value.parse().ok());
    value.unwrap_or_else(|| panic!("no {name}: {:?}", answer.headers))
}

fn unix_seconds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the headers name a moment")]
    let now = std::time::SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// The three headers, which every answer has; `limit` is what is allowed, `remaining` what is left at most.
fn assert_rate_headers(answer: &Answer, limit: u64, remaining: u64) {
    assert_eq!(number(answer, "x-ratelimit-limit"), limit);
    assert!(number(answer, "x-ratelimit-remaining") <= remaining, "{:?}", answer.headers);
    let reset = number(answer, "x-ratelimit-reset");
    let now = unix_seconds();
    assert!((now..=now + 61).contains(&reset), "{reset} is not within a minute of {now}");
}

fn assert_limited(answer: &Answer, code: &str, limit: u64) {
    assert_eq!((answer.status, answer.code().as_str()), (429, code), "{}", answer.text());
    assert_rate_headers(answer, limit, 0);
    assert!((1..=60).contains(&number(answer, "retry-after")));
    assert_ne!(answer.headers.get("x-should-retry"), Some("false"), "waiting cures it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_times_the_rate_exactly_the_rate_is_admitted() {
    let system = System::start(&Settings::default());
    let body = chat("[[chunks=1]] hello", json!({}));
    let key = system.key("limited", &["--rpm", "20"]);
    let answers = at_once(&key, 200, &body).await;
    assert_eq!(admitted(&answers), 20);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_limited(answer, "rate_limited", 20);
    }
    let mut remaining: Vec<u64> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .map(|answer| number(answer, "x-ratelimit-remaining"))
        .collect();
    remaining.sort_unstable();
    assert_eq!(remaining, (0..20).collect::<Vec<_>>(), "each of the admitted is told another rest");
    let first_reset = answers.iter().map(|answer| number(answer, "x-ratelimit-reset")).min();
    let refused = key.ask(&body).await;
    assert_eq!(Some(number(&refused, "x-ratelimit-reset")), first_reset, "refusals put nothing off");

    system.set(&key, &["rpmLimit=25"]);
    let answers = at_once(&key, 50, &body).await;
    assert_eq!(admitted(&answers), 5, "180 refusals were not counted");
    assert_eq!(system.witness.requests().len(), 25);

    let key = system.key("limited-cm", &["--dialect", "curate-me", "--rpm", "20"]);
    let answers = at_once(&key, 200, &body).await;
    assert_eq!(admitted(&answers), 22, "a tenth more is let through");
    for answer in &answers {
        match answer.status {
            200 => assert_rate_headers(answer, 20, 19),
            _ => assert_limited(answer, "GW_RATE_001", 20),
        }
        assert_eq!(number(answer, "ratelimit-limit"), 20);
        assert!(number(answer, "ratelimit-reset") <= 61, "the other form counts seconds");
    }
    let free = system.free_key("free", &[]).ask(&body).await;
    assert!(!free.headers.names().any(|name| name.contains("ratelimit")), "without a limit nothing is said");
    for line in system.records("").await {
        let limited = line["status_code"] == 429;
        assert_eq!(limited, line["denied_step"] == "rate_limit", "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_refusals_use_the_rate_up_and_say_so() {
    let system = System::start(&Settings::default());
    let key = system.key("probing", &["--rpm", "5"]);
    system.set(&key, &["allowedModels=gpt-4o"]);
    let forbidden = chat("hello", json!({}));
    for left in (0..5).rev() {
        let refused = key.ask(&forbidden).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (403, "model_not_allowed"),
            "{}",
            refused.text()
        );
        assert_rate_headers(&refused, 5, left);
    }
    assert_limited(&key.ask(&forbidden).await, "rate_limited", 5);
    let other = system.key("other", &["--rpm", "5"]);
    assert_eq!(other.ask(&forbidden).await.status, 200, "each key has its own window");
    assert_eq!(system.witness.requests().len(), 1);
}

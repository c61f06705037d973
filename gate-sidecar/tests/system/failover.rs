//! Failover: who is asked when a provider has a bad day, judged by what reached it.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::iter;
use serde_json::{Value, json};

use crate::support::{Answer, Key, Settings, System, chat, sse};

/// A provider that fails with a server error, as the witness is told by the model's name.
const BROKEN: &str = "model-a@mode=status,status=503";
/// One whose rate is used up.
const LIMITED: &str = "model-b@mode=status,status=429";
/// One that answers.
const HEALTHY: &str = "model-c";

/// A gate whose model `group` stands for these, each at a provider of its own, the first asked first.
fn system(targets: &[&str], routing: &str) -> System {
    let mut more = String::new();
    let mut group = Vec::new();
    for (place, model) in targets.iter().enumerate() {
        let id = format!("p{place}");
        write!(
            more,
            "[[providers]]\nid = \"{id}\"\nkind = \"custom\"\nbase_url = \"http://WITNESS/v1\"\n\
             keys = [{{ api_key = \"key-of-{id}\", concurrency_limit = 64 }}]\n\
             [[prices]]\nmodel = \"{model}\"\ninput = 2.5\noutput = 10.0\n"
        )
        .expect("text takes text");
        group.push(format!("{{ model = \"{id}/{model}\", priority = {} }}", place + 1));
    }
    let group = group.join(", ");
    write!(more, "[[models]]\nname = \"group\"\ntargets = [{group}]\n[routing]\n{routing}\n")
        .expect("text takes text");
    System::start(&Settings { more, ..Settings::default() })
}

async fn ask(key: &Key, prompt: &str) -> Answer {
    key.ask(&chat(prompt, json!({"model": "group"}))).await
}

/// The models that reached the witness, in order.
fn asked(system: &System) -> Vec<String> {
    let model = |line: Value| {
        let body: Value =
            serde_json::from_str(line["body"].as_str().expect("bodies are logged")).expect("JSON");
        body["model"].as_str().expect("a model").to_owned()
    };
    system.witness.requests().into_iter().map(model).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_fail_are_followed_in_order_and_all_of_it_is_on_the_record() {
    let system = system(&[BROKEN, LIMITED, HEALTHY], "");
    let key = system.key("caller", &["--dialect", "curate-me", "--rpm", "none"]);
    let answer = ask(&key, "[[echo=1]]hello").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers.get("x-cm-provider"), Some("p2"));
    assert_eq!(answer.headers.get("x-cm-provider-retries"), Some("2"));
    assert_eq!(asked(&system), [BROKEN, LIMITED, HEALTHY]);
    let id = answer.headers.get("x-cm-request-id").expect("an id");
    let record = system.record(id).await;
    assert_eq!((&record["provider"], &record["model"]), (&json!("p2"), &json!(HEALTHY)), "{record}");
    let attempts = record["attempts"].as_array().expect("attempts");
    let told: Vec<_> = attempts.iter().map(|at| (&at["provider"], &at["outcome"], &at["status"])).collect();
    assert_eq!(
        told,
        [
            (&json!("p0"), &json!("status"), &json!(503)),
            (&json!("p1"), &json!("status"), &json!(429)),
            (&json!("p2"), &json!("answered"), &json!(200)),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_caller_caused_is_not_tried_elsewhere() {
    let wrong = "model-a@mode=status,status=400";
    let system = system(&[wrong, HEALTHY], "");
    let key = system.free_key("caller", &[]);
    let answer = ask(&key, "hello").await;
    assert_eq!(answer.status, 502, "{}", answer.text());
    assert_eq!(asked(&system), [wrong]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_everybody_fails_the_last_failure_is_told_and_nothing_is_billed() {
    let refused = "model-b@mode=status,status=401";
    let system = system(&[BROKEN, refused], "max_tries = 2");
    let key = system.free_key("caller", &[]);
    let answer = ask(&key, "hello").await;
    assert_eq!(answer.status, 502, "{}", answer.text());
    assert_eq!(asked(&system), [BROKEN, refused]);
    let record = system.record(&answer.call_id()).await;
    assert_eq!(crate::support::chat::cost(&record), 0, "{record}");
    assert_eq!(record["attempts"].as_array().map(Vec::len), Some(2), "{record}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_first_byte_nobody_else_is_asked() {
    let breaking = "model-a@mode=reset_mid,after=2";
    let system = system(&[breaking, HEALTHY], "");
    let key = system.free_key("caller", &[]);
    let answer = key.stream(&chat("hello", json!({"model": "group"}))).await;
    assert_eq!(answer.status, 200);
    assert!(!sse::is_done(&answer.body), "{}", answer.text());
    assert_eq!(asked(&system), [breaking]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_circuit_opens_after_failures_in_a_row_and_is_tried_by_one_call() {
    let system = system(&[BROKEN, HEALTHY], "breaker_failures = 3\nbreaker_open_ms = 1500");
    let key = system.free_key("caller", &[]);
    let broken = || asked(&system).iter().filter(|model| *model == BROKEN).count();
    for _ in 0..6 {
        assert_eq!(ask(&key, "hello").await.status, 200);
    }
    assert_eq!(broken(), 3, "it is left alone from the third failure on");
    tokio::time::sleep(Duration::from_millis(1_700)).await;
    let calls = iter(0..12).map(|_| ask(&key, "[[gap_ms=20]]hello")).buffer_unordered(12);
    let statuses: Vec<u16> = calls.map(|answer| answer.status).collect().await;
    assert_eq!(statuses, [200; 12]);
    assert_eq!(broken(), 4, "one call tried it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_are_answered_once_each_whatever_one_provider_does() {
    let mut more = String::from("[routing]\nbreaker_failures = 1000\n");
    for (id, model, weight) in [("bad", BROKEN, 1), ("good", HEALTHY, 9)] {
        write!(
            more,
            "[[providers]]\nid = \"{id}\"\nkind = \"custom\"\nbase_url = \"http://WITNESS/v1\"\n\
             weight = {weight}\n[[prices]]\nmodel = \"{model}\"\ninput = 2.5\noutput = 10.0\n"
        )
        .expect("text takes text");
    }
    write!(
        more,
        "[[models]]\nname = \"group\"\ntargets = [{{ model = \"bad/{BROKEN}\" }}, \
         {{ model = \"good/{HEALTHY}\", weight = 9 }}]\n"
    )
    .expect("text takes text");
    let system = System::start(&Settings { more, ..Settings::default() });
    let key = system.free_key("caller", &[]);
    let calls = iter(0..1_000).map(|number| {
        let key = key.clone();
        async move { ask(&key, &format!("[[echo=1]]call {number}")).await }
    });
    let answers: Vec<Answer> = calls.buffer_unordered(16).collect().await;
    assert!(answers.iter().all(|answer| answer.status == 200), "somebody was left without an answer");
    let mut served: HashMap<String, usize> = HashMap::new();
    for line in system.witness.requests() {
        let body = line["body"].as_str().expect("bodies are logged");
        if !body.contains("status=503") {
            *served.entry(line["request_id"].as_str().expect("an id").to_owned()).or_default() += 1;
        }
    }
    assert_eq!(served.len(), 1_000);
    assert!(served.values().all(|times| *times == 1), "a call was served twice");
    let failed = system.witness.requests().len() - 1_000;
    assert!((40..250).contains(&failed), "{failed} of 1000 met the broken provider");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_used_no_more_than_it_allows() {
    let more = "[[providers]]\nid = \"one\"\nkind = \"custom\"\nbase_url = \"http://WITNESS/v1\"\n\
        models = [\"model-c\"]\nkeys = [{ api_key = \"only\", concurrency_limit = 1 }]\n\
        [[prices]]\nmodel = \"model-c\"\ninput = 2.5\noutput = 10.0\n";
    let system = System::start(&Settings { more: more.to_owned(), ..Settings::default() });
    let key = system.free_key("caller", &[]);
    let slow = chat("[[chunks=8 gap_ms=300]]slowly", json!({"model": "model-c", "stream": true}));
    let quick = chat("hello", json!({"model": "model-c"}));
    let (busy, refused) = tokio::join!(key.ask(&slow), async {
        while system.witness.requests_with("slowly").is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        key.ask(&quick).await
    });
    assert_eq!((busy.status, refused.status), (200, 429), "{}", refused.text());
    assert_eq!(refused.json()["error"]["code"], "provider_capacity");
    assert!(refused.headers.get("retry-after").is_some());
    assert_eq!(key.ask(&quick).await.status, 200, "the key is free again");
}

//! Hostile: input made to break something, while others go on working.

mod cases;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep};

use crate::support::wait::{millis, seconds};
use crate::support::{Key, Settings, System, chat};
use cases::Attack;

/// Until then every hostile connection has been answered or closed: the slowest timer and some patience.
const DEADLINE: Duration = seconds(6);

/// Calls one after the other until told to stop; how long each took.
async fn live_traffic(key: Key, enough: Arc<AtomicBool>) -> Vec<Duration> {
    let mut times = Vec::new();
    while !enough.load(Ordering::Relaxed) {
        let began = Instant::now();
        let answer = key.ask(&chat("live traffic", json!({"max_tokens": 10}))).await;
        assert_eq!(answer.status, 200, "live traffic: {}", answer.text());
        times.push(began.elapsed());
    }
    times
}

/// The middle and the 99th percentile of what four callers measured while something went on.
async fn measured(key: &Key, meanwhile: impl Future<Output = ()>) -> (Duration, Duration) {
    let enough = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for _ in 0..4 {
        callers.spawn(live_traffic(key.clone(), Arc::clone(&enough)));
    }
    meanwhile.await;
    enough.store(true, Ordering::Relaxed);
    let mut times = callers.join_all().await.concat();
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_input_is_refused_in_time_and_others_go_on_working() {
    let server = "header_ms = 1000\nbody_idle_ms = 700\nkeep_alive_ms = 1500";
    let mut system = System::start(&Settings { server, ..Settings::default() });
    let key = system.free_key("hostile", &[]);
    let curate_me = system.free_key("hostile-cm", &["--dialect", "curate-me"]);
    let live = system.free_key("live", &[]);
    let attack = Attack { key: key.clone(), curate_me: curate_me.clone() };
    assert_eq!(live.ask(&chat("warm up", json!({}))).await.status, 200);
    let memory = system.process().memory_now();

    let (quiet, quiet_p99) = measured(&live, sleep(seconds(2))).await;
    let (busy, busy_p99) = measured(&live, async {
        for cases in [attack.json(), attack.heads(), attack.headers(), attack.noise()] {
            let mut judged = JoinSet::new();
            for case in cases {
                judged.spawn(case.judge(key.gate));
            }
            judged.join_all().await;
        }
    })
    .await;
    eprintln!("live traffic: quiet {quiet:?} (p99 {quiet_p99:?}), under attack {busy:?} (p99 {busy_p99:?})");
    assert!(busy <= quiet * 2 + millis(20), "others waited: {quiet:?} became {busy:?}");

    let (mut forwarded, mut allowed) = (0, 0);
    for line in system.witness.requests_with("hostile") {
        let id = line["request_id"].as_str().expect("the gate names its calls");
        let record = system.record(id).await;
        assert_eq!(record["status_code"], 200, "a refused request was forwarded: {line}");
        forwarded += 1;
    }
    for record in [system.records_of(&key).await, system.records_of(&curate_me).await].concat() {
        allowed += usize::from(record["status_code"] == 200);
    }
    assert_eq!(forwarded, allowed, "one request at the provider for each that was let through");
    let grown = system.process().memory_peak().saturating_sub(memory);
    eprintln!("memory: {memory} MiB and {grown} more");
    assert!(grown < 256, "{grown} MiB too much");
    assert!(system.process().is_running());
    system.nothing_reserved(seconds(2)).await;
    let errors = std::fs::read_to_string(system.gate_log()).expect("the gate has a log");
    assert!(!errors.contains("panicked"), "something panicked: {errors}");
}

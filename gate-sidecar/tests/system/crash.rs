//! Crash: whatever instant the process dies at, each call that reached the provider has one record.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Duration, sleep};

use crate::support::chat::{cost, nanos};
use crate::support::random::Random;
use crate::support::wait::{millis, seconds, within};
use crate::support::{Key, Settings, System, chat, store};

/// Rounds unless the environment says otherwise.
const ROUNDS: u64 = 6;
/// The first round's seed.
const SEED: u64 = 0x6761_7465;

fn rounds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a test's own switch, not the product's configuration")]
    let asked = std::env::var("SYSTEM_CRASH_ROUNDS");
    asked.map_or(ROUNDS, |text| text.parse().expect("SYSTEM_CRASH_ROUNDS is a number"))
}

/// Calls again and again until the gate is gone.
async fn call_until_gone(key: Key, mut random: Random) {
    loop {
        let (chunks, gap, first) = (random.between(1, 12), random.between(0, 15), random.between(0, 30));
        let stream = random.between(0, 1) == 0;
        let limits = [json!({}), json!({"max_tokens": 50}), json!({"max_completion_tokens": 5})];
        let mut more = limits[usize::try_from(random.between(0, 2)).unwrap_or(0)].clone();
        more["stream"] = stream.into();
        let body = chat(&format!("[[chunks={chunks} gap_ms={gap} first_ms={first}]] go on"), more);
        let Ok(exchange) = key.request(&body).open(key.gate).await else { return };
        match exchange.finish().await {
            Ok(answer) if answer.whole => assert_eq!(answer.status, 200, "{}", answer.text()),
            _ => return,
        }
    }
}

/// Starts calls, kills the gate in their midst and waits for the callers to notice. Returns a key that was made, and
/// one that was revoked, right before the end.
async fn crash(system: &mut System, key: &Key, seed: u64) -> (Key, Key) {
    let mut random = Random::new(seed);
    let key = Key { gate: system.address, ..key.clone() };
    let mut callers = JoinSet::new();
    for _ in 0..random.between(24, 64) {
        callers.spawn(call_until_gone(key.clone(), Random::new(random.bits())));
    }
    sleep(Duration::from_micros(random.between(30_000, 500_000))).await;
    let revoked = system.free_key(&format!("revoked-{seed}"), &[]);
    system.told(&["keys", "revoke", &revoked.name]);
    let made = system.free_key(&format!("made-{seed}"), &[]);
    sleep(Duration::from_micros(random.between(0, 50_000))).await;
    system.kill();
    within(seconds(20), "the end of the callers", callers.join_all()).await;
    system.witness.rested().await;
    // Dying once more while it puts things in order changes nothing.
    let mut restarted =
        system.serve_command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    sleep(Duration::from_micros(random.between(0, 60_000))).await;
    restarted.kill().expect("it runs");
    restarted.wait().expect("it ends");
    (made, revoked)
}

/// Every call at the witness has one record, and every sum of them is the same.
async fn assert_books_agree(system: &System, when: &str) {
    let records = system.records_by_call().await;
    for (id, times) in system.witness.calls() {
        assert_eq!(times, 1, "{when}: {id} was forwarded {times} times");
        let record = records.get(&id).unwrap_or_else(|| panic!("{when}: {id} has no record"));
        assert!(cost(record) > 0, "{when}: {id} was free: {record}");
    }
    let recorded: i64 = records.values().map(cost).sum();
    let daily = system.ask("/gateway/admin/usage/daily?days=2").await.json();
    assert_eq!(nanos(&daily["total_cost"]), recorded, "{when}: the days and the records");
    let calls: u64 =
        daily["days"].as_array().expect("days").iter().filter_map(|day| day["requests"].as_u64()).sum();
    assert_eq!(calls, records.len() as u64, "{when}: every record is counted");
}

fn assert_file_is_sound(figures: &Value, when: &str) {
    assert_eq!(figures["integrity"], "ok", "{when}");
    let sums = ["recorded", "rolled_up", "spent"].map(|name| figures[name].as_i64().unwrap_or(-1));
    assert!(sums.iter().all(|sum| *sum == sums[0]), "{when}: {figures}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_that_reached_the_provider_has_one_record_whenever_the_gate_is_killed() {
    let mut system = System::start(&Settings::default());
    let key = system.free_key("crashing", &["--daily-budget", "1000"]);
    for round in 0..rounds() {
        let seed = SEED + round;
        let (made, revoked) = crash(&mut system, &key, seed).await;
        if let Some(figures) = store::figures(&system.data()) {
            assert_file_is_sound(&figures, &format!("dead, seed {seed:#x}"));
        }
        system.serve();
        system.nothing_reserved(millis(500)).await;
        assert_books_agree(&system, &format!("seed {seed:#x}")).await;
        for (kept, status) in [(made, 200), (revoked, 401)] {
            let kept = Key { gate: system.address, ..kept };
            let answer = kept.ask(&chat("hello", json!({}))).await;
            assert_eq!(answer.status, status, "seed {seed:#x}: {} is as it was", kept.name);
        }
    }
    let calls = system.witness.calls().len();
    assert!(calls > 100, "only {calls} calls: the crashes hit an idle gate");
    let doctor = system.told(&["doctor"]);
    assert_eq!(doctor[0]["ok"], true, "{}", doctor[0]);
    let key = Key { gate: system.address, ..key };
    assert_eq!(key.ask(&chat("hello", json!({}))).await.status, 200, "it serves as before");

    system.stop().await;
    if let Some(figures) = store::figures(&system.data()) {
        assert_file_is_sound(&figures, "after a proper end");
        assert_eq!((&figures["open"], &figures["reserved"]), (&json!(0), &json!(0)), "{figures}");
    }
}

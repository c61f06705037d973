//! Faults: whatever a provider does, callers hear of it in time and in their dialect, and the books are right.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant};

use crate::support::chat::cost;
use crate::support::wait::seconds;
use crate::support::{Answer, Key, Settings, System, chat, sse};

const UPSTREAM: &str = "connect_ms = 1000\nheader_ms = 800\nidle_ms = 800\ntotal_ms = 3000";

/// One attempt for each call, however many have failed before.
fn settings() -> Settings {
    let more = "[routing]\nbreaker_failures = 1000000\nretry_same = 0".to_owned();
    Settings { upstream: UPSTREAM, more, ..Settings::default() }
}
/// The longest timer of an attempt, and time to tell.
const IN_TIME: Duration = seconds(8);
/// Calls at a time.
const TOGETHER: usize = 8;

/// How a faulty stream must look to the caller.
#[derive(Clone, Copy, Debug)]
enum Streamed {
    /// Complete.
    Done,
    /// Begun and broken off: an error frame, and no end marker.
    Broken,
    /// Never begun: refused with this status.
    Refused(u16),
    /// Refused or broken off, as timing has it.
    Failed,
}

/// Every mode of the witness, the status of a whole answer and the end of a streamed one.
const FAULTS: [(&str, u16, Streamed); 39] = [
    ("mode=ok", 200, Streamed::Done),
    ("mode=hang", 504, Streamed::Refused(504)),
    ("mode=reset", 502, Streamed::Refused(502)),
    ("mode=reset_mid", 502, Streamed::Broken),
    ("mode=close", 502, Streamed::Refused(502)),
    ("status=500", 502, Streamed::Refused(502)),
    ("redirect=/stolen", 502, Streamed::Refused(502)),
    ("redirect=/stolen status=302", 502, Streamed::Refused(502)),
    ("redirect=/stolen status=303", 502, Streamed::Refused(502)),
    ("mode=garbage", 502, Streamed::Refused(502)),
    ("mode=bad_json", 502, Streamed::Broken),
    ("mode=half_sse", 502, Streamed::Broken),
    ("mode=until_close", 200, Streamed::Done),
    ("mode=no_done", 200, Streamed::Broken),
    ("mode=no_finish", 200, Streamed::Done),
    ("mode=short_length", 502, Streamed::Done),
    ("mode=half_chunk", 502, Streamed::Broken),
    ("mode=stall", 504, Streamed::Broken),
    ("mode=drip drip_ms=20", 504, Streamed::Failed),
    ("mode=bomb", 502, Streamed::Refused(502)),
    ("mode=bad_gzip", 502, Streamed::Refused(502)),
    ("mode=huge_line", 502, Streamed::Refused(502)),
    ("mode=header_flood", 502, Streamed::Refused(502)),
    ("mode=usage_missing", 200, Streamed::Done),
    ("mode=usage_twice", 200, Streamed::Done),
    ("mode=usage_negative", 200, Streamed::Done),
    ("mode=usage_huge", 200, Streamed::Done),
    ("mode=done_twice", 200, Streamed::Done),
    ("mode=after_done", 200, Streamed::Done),
    ("mode=crlf", 200, Streamed::Done),
    ("mode=cr", 200, Streamed::Done),
    ("mode=comments", 200, Streamed::Done),
    ("mode=split_utf8", 200, Streamed::Done),
    ("mode=id_change", 200, Streamed::Done),
    ("mode=error_in_stream", 502, Streamed::Broken),
    ("mode=ignore_max", 200, Streamed::Done),
    ("mode=slow_head head_ms=300", 200, Streamed::Done),
    ("mode=slow_head head_ms=3000", 504, Streamed::Refused(504)),
    ("first_ms=300 gap_ms=20", 200, Streamed::Done),
];

/// Faults that come when the provider has begun an answer, and will charge for it.
const BEGUN: [&str; 11] = [
    "mode=error_in_stream",
    "mode=bomb",
    "mode=bad_gzip",
    "mode=reset_mid",
    "mode=bad_json",
    "mode=half_sse",
    "mode=short_length",
    "mode=half_chunk",
    "mode=stall",
    "mode=drip",
    "mode=huge_line",
];

/// Runs every call, a few at a time, and gives back what each heard.
async fn all(calls: Vec<(String, Key, Value)>) -> Vec<(String, Answer)> {
    let room = Arc::new(Semaphore::new(TOGETHER));
    let mut callers = JoinSet::new();
    for (name, key, body) in calls {
        let room = Arc::clone(&room);
        callers.spawn(async move {
            let _place = room.acquire_owned().await.expect("it is never closed");
            let began = Instant::now();
            let answer = key.ask(&body).await;
            assert!(began.elapsed() < IN_TIME, "{name} took {:?}", began.elapsed());
            (name, answer)
        });
    }
    callers.join_all().await
}

fn assert_refused(name: &str, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{name}: {}", answer.text());
    let code = if status == 504 { "provider_timeout" } else { "provider_error" };
    assert_eq!(answer.code(), code, "{name}");
    assert_eq!(answer.json()["error"]["type"], "gate_error", "{name}");
}

fn assert_streamed(name: &str, answer: &Answer, wanted: Streamed) {
    let end_markers = sse::events(&answer.body).iter().filter(|event| *event == "[DONE]").count();
    match wanted {
        Streamed::Refused(status) => assert_refused(name, answer, status),
        Streamed::Failed if answer.status != 200 => assert_refused(name, answer, 504),
        Streamed::Broken | Streamed::Failed => {
            assert_eq!((answer.status, end_markers), (200, 0), "{name}: {}", answer.text());
            assert!(
                sse::error(&answer.body).is_some(),
                "{name} does not say that it broke off: {}",
                answer.text()
            );
        }
        Streamed::Done => {
            assert_eq!((answer.status, end_markers), (200, 1), "{name}: {}", answer.text());
            assert!(
                answer.whole && sse::is_done(&answer.body),
                "{name} goes on after its end: {}",
                answer.text()
            );
            assert!(sse::error(&answer.body).is_none(), "{name}: {}", answer.text());
        }
    }
}

/// The record says what the caller was told, and money was booked for what was consumed.
fn assert_booked(name: &str, answer: &Answer, record: &Value) {
    assert_eq!(record["status_code"], answer.status, "{name}: {record}");
    if answer.status == 200 {
        assert!(cost(record) > 0, "{name} was free: {record}");
        assert!(cost(record) < 100_000_000, "{name}: ten cents for a few words: {record}");
        return;
    }
    let code = if answer.status == 504 { "GW_UPSTREAM_002" } else { "GW_UPSTREAM_001" };
    assert_eq!(record["gateway_error_code"], code, "{name}: {record}");
    assert!(record["denied_step"].is_string(), "{name}: {record}");
    let begun = BEGUN.iter().any(|fault| name.starts_with(fault));
    assert_eq!(cost(record) > 0, begun, "{name}: {record}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_told_in_time_and_booked_once() {
    let mut system = System::start(&settings());
    let key = system.free_key("faults", &[]);
    assert_eq!(key.ask(&chat("warm up", json!({}))).await.status, 200);
    let before = system.process().memory_now();

    let call = |stream: bool| {
        let key = key.clone();
        move |(directive, ..): &(&str, u16, Streamed)| {
            let name = format!("{directive} (stream: {stream})");
            (name, key.clone(), chat(&format!("[[{directive}]] go on"), json!({"stream": stream})))
        }
    };
    let whole = all(FAULTS.iter().map(call(false)).collect()).await;
    let streamed = all(FAULTS.iter().map(call(true)).collect()).await;
    let records = system.records_by_call().await;
    for (directive, status, stream) in FAULTS {
        let find = |answers: &[(String, Answer)]| {
            let named = answers
                .iter()
                .find(|(name, _)| name.strip_prefix(directive).is_some_and(|rest| rest.starts_with(" (")));
            named.cloned().expect("every fault was asked for")
        };
        let (name, answer) = find(&whole);
        if status == 200 {
            assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        } else {
            assert_refused(&name, &answer, status);
        }
        assert_booked(&name, &answer, &records[&answer.call_id()]);
        let (name, answer) = find(&streamed);
        assert_streamed(&name, &answer, stream);
        assert_booked(&name, &answer, &records[&answer.call_id()]);
    }
    let grown = system.process().memory_peak().saturating_sub(before);
    eprintln!("memory: {before} MiB and {grown} more");
    assert!(grown < 64, "the faults cost {grown} MiB of memory");
    assert_once_each(&system, &records);
    system.nothing_reserved(seconds(2)).await;

    let daily = system.ask("/gateway/admin/usage/daily?days=1").await.json();
    let total = daily["total_cost"].as_f64().expect("a number");
    assert!(total.is_finite() && total > 0.0, "absurd usage spoilt the sum: {daily}");
    assert_eq!(key.ask(&chat("still there", json!({}))).await.status, 200);
}

/// No call was sent twice, not even one that failed, and every one has its record.
fn assert_once_each(system: &System, records: &std::collections::HashMap<String, Value>) {
    for (id, times) in system.witness.calls() {
        assert_eq!(times, 1, "{id} was sent {times} times");
        assert!(records.contains_key(&id), "{id} has no record");
    }
}

/// Answers that are odd and not plainly wrong: the caller gets a whole answer or a refusal, never half of either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_answers_are_whole_or_refused() {
    let system = System::start(&settings());
    let key = system.free_key("odd", &[]);
    for directive in ["mode=wrong_type", "mode=bom", "status=204", "status=299", "status=103"] {
        for stream in [false, true] {
            let body = chat(&format!("[[{directive}]] go on"), json!({"stream": stream}));
            let answer = key.ask(&body).await;
            let name = format!("{directive} (stream: {stream})");
            match answer.status {
                200 if stream => assert_streamed(&name, &answer, Streamed::Done),
                200 => assert!(answer.json()["choices"].is_array(), "{name}: {}", answer.text()),
                502 | 504 => assert_refused(&name, &answer, answer.status),
                other => panic!("{name}: {other}: {}", answer.text()),
            }
        }
    }
    system.nothing_reserved(seconds(2)).await;
    assert_once_each(&system, &system.records_by_call().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_providers_status_is_told_in_the_words_of_each_dialect() {
    let system = System::start(&settings());
    let gate = system.free_key("statuses", &[]);
    let curate_me = system.free_key("statuses-cm", &["--dialect", "curate-me"]);
    for (upstream, cm_status, cm_code, is_callers_fault) in [
        (400, 400, "GW_UPSTREAM_001", true),
        (401, 502, "GW_UPSTREAM_001", false),
        (403, 502, "GW_UPSTREAM_001", false),
        (404, 404, "GW_UPSTREAM_001", true),
        (413, 413, "GW_UPSTREAM_001", true),
        (422, 422, "GW_UPSTREAM_001", true),
        (429, 429, "GW_UPSTREAM_004", false),
        (500, 502, "GW_UPSTREAM_001", false),
        (503, 502, "GW_UPSTREAM_001", false),
    ] {
        for stream in [false, true] {
            let body = chat(&format!("[[status={upstream} retry_after=7]] go on"), json!({"stream": stream}));
            let answer = gate.ask(&body).await;
            let name = format!("{upstream} (stream: {stream}): {}", answer.text());
            assert_refused(&name, &answer, 502);
            assert_eq!(answer.json()["error"]["details"]["upstream_status"], upstream, "{name}");
            assert_eq!(answer.headers.get("x-should-retry"), is_callers_fault.then_some("false"), "{name}");
            assert_eq!(cost(&system.record(&answer.call_id()).await), 0, "nothing was consumed: {name}");

            let answer = curate_me.ask(&body).await;
            let name = format!("{upstream} (stream: {stream}): {}", answer.text());
            assert_eq!((answer.status, answer.code().as_str()), (cm_status, cm_code), "{name}");
            if upstream == 429 {
                assert_eq!(answer.headers.get("retry-after"), Some("7"), "{name}");
            }
            assert_eq!(system.record(&answer.call_id()).await["status_code"], cm_status, "{name}");
        }
    }
    let answer = curate_me.ask(&chat("[[mode=hang]] go on", json!({}))).await;
    assert_eq!((answer.status, answer.code().as_str()), (504, "GW_UPSTREAM_002"), "{}", answer.text());
    system.nothing_reserved(seconds(2)).await;
    assert_once_each(&system, &system.records_by_call().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_address_is_not_called_unless_it_is_allowed() {
    let system = System::start(&Settings { is_confined: true, ..Settings::default() });
    let key = system.free_key("confined", &["--daily-budget", "1"]);
    for stream in [false, true] {
        let answer = key.ask(&chat("hello", json!({"stream": stream}))).await;
        assert_refused("a private address", &answer, 502);
        assert!(
            !answer.text().contains("127.0.0.1"),
            "it does not say where it would have gone: {}",
            answer.text()
        );
        assert_eq!(cost(&system.record(&answer.call_id()).await), 0, "nothing was consumed");
    }
    assert_eq!(system.witness.requests().len(), 0);
    system.nothing_reserved(seconds(2)).await;
}

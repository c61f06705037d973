//! Shutdown: the end comes by its deadline, whoever holds a connection open.

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep};

use crate::support::chat::cost;
use crate::support::wait::{millis, seconds, until};
use crate::support::{Answer, Key, Settings, System, chat, sse};

/// How long calls in flight may go on.
const DRAIN: Duration = millis(1500);
const SERVER: &str = "drain_ms = 1500\nheader_ms = 20000\nbody_idle_ms = 20000\nkeep_alive_ms = 20000";

/// Connections on which nothing useful will ever happen.
async fn dead_weight(key: &Key) -> Vec<TcpStream> {
    let mut held = Vec::new();
    let slow_body = key.request(&chat("never asked", json!({}))).bytes(key.gate);
    let half_body = &slow_body[..slow_body.len() - 10];
    for bytes in [&b""[..], b"GET /health HT", half_body] {
        for _ in 0..20 {
            let mut stream = TcpStream::connect(key.gate).await.expect("the gate listens");
            stream.write_all(bytes).await.expect("the gate reads");
            held.push(stream);
        }
    }
    held
}

/// Streams and whole calls, of which some end soon and some would go on for a long time.
fn callers(key: &Key) -> JoinSet<(&'static str, Option<Answer>)> {
    let mut callers = JoinSet::new();
    for (kind, directive, stream, count) in [
        ("short", "chunks=30 gap_ms=20", true, 5),
        ("long", "chunks=900 gap_ms=20", true, 20),
        ("hanging", "mode=hang", false, 5),
    ] {
        for _ in 0..count {
            let request = key.request(&chat(&format!("[[{directive}]] {kind}"), json!({"stream": stream})));
            let gate = key.gate;
            callers.spawn(async move {
                let exchange = request.open(gate).await;
                let answer = match exchange {
                    Ok(exchange) => exchange.finish().await.ok(),
                    Err(_) => None,
                };
                (kind, answer)
            });
        }
    }
    callers
}

/// Waits until every one of `callers` has reached the provider.
async fn all_at_work(system: &System) {
    let arrived = async || (system.witness.requests().len() == 30).then_some(());
    until(seconds(10), "thirty calls at the provider", arrived).await;
}

async fn assert_all_settled(system: &System) {
    let records = system.records_by_call().await;
    let calls = system.witness.calls();
    assert_eq!(records.len(), calls.len());
    for id in calls.keys() {
        let record = records.get(id).unwrap_or_else(|| panic!("{id} has no record"));
        // A call that was refused because the gate ended, before anything came of it, may be free.
        let refused = record["status_code"].as_u64() >= Some(500);
        assert!(refused || cost(record) > 0, "{record}");
    }
    system.nothing_reserved(millis(500)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_comes_by_its_deadline_whoever_holds_a_connection() {
    let mut system = System::start(&Settings { server: SERVER, ..Settings::default() });
    let key = system.free_key("draining", &["--daily-budget", "1000"]);
    let held = dead_weight(&key).await;
    let callers = callers(&key);
    all_at_work(&system).await;

    let began = Instant::now();
    system.process().terminate();
    let closed = async || TcpStream::connect(key.gate).await.err();
    until(millis(500), "the end of listening", closed).await;
    let status = system.process().ended(DRAIN + seconds(2)).await;
    assert_eq!(status.code(), Some(0), "{}", system.process().errors());
    assert!(began.elapsed() + millis(100) >= DRAIN, "calls in flight had only {:?}", began.elapsed());

    for (kind, answer) in callers.join_all().await {
        let whole = answer.as_ref().is_some_and(|answer| answer.whole && sse::is_done(&answer.body));
        assert_eq!(whole, kind == "short", "{kind}: {answer:?}");
        if kind == "long" {
            let answer = answer.expect("it had begun");
            assert!(sse::error(&answer.body).is_some(), "a cut stream says so: {}", answer.text());
        }
    }
    drop(held);
    system.serve();
    assert_all_settled(&system).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_it_at_once() {
    let mut system = System::start(&Settings { server: "drain_ms = 60000", ..Settings::default() });
    let key = system.free_key("draining", &["--daily-budget", "1000"]);
    let held = dead_weight(&key).await;
    let callers = callers(&key);
    all_at_work(&system).await;

    system.process().terminate();
    sleep(millis(300)).await;
    assert!(system.process().is_running(), "the first signal waits for calls in flight");
    system.process().terminate();
    let status = system.process().ended(seconds(1)).await;
    assert_eq!(status.code(), Some(0), "{}", system.process().errors());
    for (kind, answer) in callers.join_all().await {
        let complete = answer.is_some_and(|answer| answer.whole && sse::is_done(&answer.body));
        assert!(!complete || kind == "short", "{kind} looks complete");
    }
    drop(held);
    system.serve();
    assert_all_settled(&system).await;
}

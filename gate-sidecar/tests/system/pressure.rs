//! Pressure: readers who do not read, and a database that somebody else holds.

use std::io::Write;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::chat::cost;
use crate::support::wait::{millis, seconds, until, within};
use crate::support::{Key, Request, Settings, System, chat, sse, store};

/// Readers who do not read.
const READERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_read_holds_no_memory_and_is_let_go() {
    let server = "write_idle_ms = 1500";
    let mut system = System::start(&Settings { server, ..Settings::default() });
    let key = system.free_key("deaf", &["--daily-budget", "1000"]);
    assert_eq!(key.ask(&chat("warm up", json!({}))).await.status, 200);
    let before = system.process().memory_now();
    // About ten megabytes for each of them, had they read; the kernel holds four on the way.
    let body = chat("[[chunks=40000]] to the deaf", json!({"stream": true, "max_tokens": 1_000_000}));
    let mut deaf = Vec::new();
    for _ in 0..READERS {
        let mut stream = TcpStream::connect(key.gate).await.expect("the gate listens");
        stream.write_all(&key.request(&body).bytes(key.gate)).await.expect("the gate reads");
        deaf.push(stream);
    }
    let arrived = async || (system.witness.requests_with("to the deaf").len() == READERS).then_some(());
    until(seconds(20), "all streams", arrived).await;
    let gone = async || (system.witness.ends().len() == READERS + 1).then_some(());
    until(seconds(30), "the end of the streams that nobody reads", gone).await;
    system.nothing_reserved(seconds(2)).await;
    let grown = system.process().memory_peak().saturating_sub(before);
    eprintln!("memory: {before} MiB and {grown} more");
    assert!(grown < 16, "deaf readers cost {grown} MiB");
    let records = system.records_by_call().await;
    for line in system.witness.requests_with("to the deaf") {
        let id = line["request_id"].as_str().expect("the gate names its calls");
        assert!(cost(&records[id]) > 0, "{}", records[id]);
    }
    drop(deaf);
    assert_eq!(key.ask(&chat("hello", json!({}))).await.status, 200, "the gate goes on");
}

/// Another program that holds the database's write lock until its standard input ends.
struct Holder(Child);

impl Holder {
    /// `None` where there is no Python to hold it with.
    fn take(system: &System) -> Option<Self> {
        const HOLD: &str = "import sqlite3, sys\nstore = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
                            store.execute('BEGIN IMMEDIATE')\nprint('held', flush=True)\nsys.stdin.read()\n\
                            store.execute('ROLLBACK')";
        let mut python = Command::new("python3");
        let python = python.args(["-c", HOLD]).arg(system.data().join("gate.db"));
        let mut child =
            python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut said = String::new();
        let stdout = child.stdout.as_mut().expect("it is piped");
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut said).expect("it speaks");
        let held = said.trim() == "held";
        let holder = Self(child);
        held.then_some(holder)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        if let Some(mut stdin) = self.0.stdin.take() {
            let _ = stdin.flush();
        }
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_is_held_nothing_is_spent_and_nothing_is_lost() {
    let system = System::start(&Settings::default());
    let key = system.free_key("held", &["--daily-budget", "1000"]);
    assert_eq!(key.ask(&chat("warm up", json!({}))).await.status, 200);
    let Some(holder) = Holder::take(&system) else { return };
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..30 {
        let key = key.clone();
        callers.spawn(async move { key.ask(&chat("while held", json!({}))).await });
    }
    sleep(millis(1000)).await;
    assert_eq!(system.witness.requests_with("while held").len(), 0, "sent before it was written down");
    let read = within(seconds(2), "a look at the usage", system.ask("/gateway/admin/usage")).await;
    assert_eq!(read.status, 200, "reads go on: {}", read.text());
    sleep(millis(2000)).await;
    drop(holder);
    let answers = callers.join_all().await;
    let (answered, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    for answer in &refused {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (503, "cost_recorder_error"),
            "{}",
            answer.text()
        );
    }
    eprintln!("held: {} answered, {} refused, {:?}", answered.len(), refused.len(), began.elapsed());
    assert!(began.elapsed() < seconds(20));
    assert_eq!(
        system.witness.requests_with("while held").len(),
        answered.len(),
        "refused calls were not sent"
    );
    system.nothing_reserved(seconds(5)).await;
    let served = async || (key.ask(&chat("afterwards", json!({}))).await.status == 200).then_some(());
    until(seconds(10), "service", served).await;
    let records = system.records_by_call().await;
    for id in system.witness.calls().keys() {
        assert!(records.get(id).is_some_and(|record| cost(record) > 0), "{id} has no record");
    }
    system.nothing_reserved(seconds(5)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_disk_takes_nothing_nothing_is_spent_and_service_returns_by_itself() {
    let mut system = System::start(&Settings::default());
    let key = system.free_key("full", &["--daily-budget", "1000"]);
    system.stop().await;
    system.serve_within_file_limits();
    let key = Key { gate: system.address, ..key };
    assert_eq!(key.ask(&chat("warm up", json!({}))).await.status, 200);
    let begun = key.request(&chat("[[chunks=60 gap_ms=30]] begun before", json!({"stream": true})));
    let begun = begun.open(key.gate).await.expect("the gate listens");

    system.process().limit_files(Some(4096));
    for stream in [false, true, false] {
        let body = chat("while full", json!({"stream": stream}));
        let refused = within(seconds(5), "a refusal", key.ask(&body)).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (503, "cost_recorder_error"),
            "{}",
            refused.text()
        );
    }
    let read = within(seconds(2), "a look at the usage", system.ask("/gateway/admin/usage")).await;
    assert_eq!(read.status, 200, "reads go on: {}", read.text());
    let health = Request::get("/health").send(system.address).await;
    assert_eq!((health.status, &health.json()["status"]), (503, &json!("degraded")), "a balancer is to know");
    let begun = begun.finish().await.expect("it had begun");
    assert!(sse::is_done(&begun.body), "what was admitted before is answered: {}", begun.text());

    system.process().limit_files(None);
    let served = async || (key.ask(&chat("afterwards", json!({}))).await.status == 200).then_some(());
    until(seconds(10), "service", served).await;
    assert_eq!(Request::get("/health").send(system.address).await.status, 200, "all is well again");
    assert_eq!(system.witness.requests_with("while full").len(), 0, "refused calls were not sent");
    system.nothing_reserved(seconds(5)).await;
    let records = system.records_by_call().await;
    for id in system.witness.calls().keys() {
        assert!(records.get(id).is_some_and(|record| cost(record) > 0), "{id} has no record");
    }
    system.stop().await;
    if let Some(figures) = store::figures(&system.data()) {
        assert_eq!(
            (&figures["integrity"], &figures["open"], &figures["reserved"]),
            (&json!("ok"), &json!(0), &json!(0))
        );
        assert_eq!(
            (&figures["recorded"], &figures["recorded"]),
            (&figures["rolled_up"], &figures["spent"]),
            "{figures}"
        );
    }
}

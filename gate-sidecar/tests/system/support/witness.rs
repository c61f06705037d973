//! Witness: the provider in its own process, and its log.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::process::Process;
use super::wait::{millis, seconds};

/// A running witness.
pub(crate) struct Witness {
    _process: Process,
    pub(crate) address: SocketAddr,
    log: PathBuf,
}

impl Witness {
    /// Starts one that logs into this directory.
    pub(crate) fn start(directory: &Path) -> Self {
        let log = directory.join("witness.log");
        let mut command = Command::new(binary());
        command.args(["--listen", "127.0.0.1:0", "--log-bodies", "--log"]).arg(&log);
        let (process, ready) = Process::start(&mut command, &directory.join("witness.err"));
        let address = ready["listen"].as_str().and_then(|address| address.parse().ok());
        Self { _process: process, address: address.expect("the witness names its address"), log }
    }

    /// Every line of the log; one that is still being written is left out.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(|line| serde_json::from_str(line).expect("the witness writes JSON")).collect()
    }

    /// What was asked of it, in order.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["event"] == "request").collect()
    }

    /// What was asked of it with this text in the body.
    pub(crate) fn requests_with(&self, text: &str) -> Vec<Value> {
        let holds = |line: &Value| line["body"].as_str().is_some_and(|body| body.contains(text));
        self.requests().into_iter().filter(holds).collect()
    }

    /// How often each call reached it, by the call's id.
    pub(crate) fn calls(&self) -> HashMap<String, usize> {
        let mut calls = HashMap::new();
        for line in self.requests() {
            let id = line["request_id"].as_str().unwrap_or_else(|| panic!("a request without an id: {line}"));
            *calls.entry(id.to_owned()).or_default() += 1;
        }
        calls
    }

    /// How each exchange ended, by the call's id.
    pub(crate) fn ends(&self) -> HashMap<String, Value> {
        let ends = self.lines().into_iter().filter(|line| line["event"] == "end");
        ends.filter_map(|line| Some((line["request_id"].as_str()?.to_owned(), line))).collect()
    }

    /// Waits until every exchange that began has ended.
    pub(crate) async fn rested(&self) {
        let deadline = Instant::now() + seconds(20);
        loop {
            let ended: HashSet<u64> = self.sequence_of("end").map(|(number, _)| number).collect();
            let open: Vec<Value> = self
                .sequence_of("request")
                .filter(|(number, _)| !ended.contains(number))
                .map(|(_, line)| line)
                .collect();
            if open.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "the provider is still at work: {open:?}");
            sleep(millis(20)).await;
        }
    }

    /// The lines of one kind by the number of their exchange.
    fn sequence_of(&self, event: &str) -> impl Iterator<Item = (u64, Value)> {
        let lines = self.lines().into_iter().filter(move |line| line["event"] == event);
        lines.map(|line| (line["seq"].as_u64().expect("exchanges are numbered"), line))
    }
}

/// The witness is another package: cargo builds it only when it is asked to.
fn binary() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_gate")).with_file_name("gate-witness");
    assert!(path.exists(), "{} is missing: run `cargo build -p gate-witness` first", path.display());
    path
}

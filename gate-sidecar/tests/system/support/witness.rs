//! Witness: the provider in its own process, and its log.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::process::Process;
use super::wait::{seconds, until};

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
        until(seconds(20), "the end of the witness's exchanges", async || {
            let lines = self.lines();
            let ends = lines.iter().filter(|line| line["event"] == "end").count();
            (ends * 2 == lines.len()).then_some(())
        })
        .await;
    }
}

/// The witness is another package: cargo builds it only when it is asked to.
fn binary() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_gate")).with_file_name("gate-witness");
    assert!(path.exists(), "{} is missing: run `cargo build -p gate-witness` first", path.display());
    path
}

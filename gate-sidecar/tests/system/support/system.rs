//! System: a gate, the witness behind it, and everything one may ask of them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::chat::{Key, MODEL, UNPRICED};
use super::http::{Answer, Request};
use super::process::Process;
use super::wait::{seconds, until};
use super::witness::Witness;

/// Settings in which a test's gate differs from the others.
#[derive(Default)]
pub(crate) struct Settings {
    /// Lines of `[server]`.
    pub(crate) server: &'static str,
    /// Whether the gate may not connect to private addresses, as in a fresh configuration.
    pub(crate) is_confined: bool,
    /// Lines of `[upstream]`.
    pub(crate) upstream: &'static str,
    /// Tables at the end; `WITNESS` in them is the witness's address.
    pub(crate) more: String,
}

/// A gate between the test and a witness. All of it ends with the value.
pub(crate) struct System {
    gate: Option<Process>,
    pub(crate) witness: Witness,
    pub(crate) address: SocketAddr,
    admin: String,
    directory: TempDir,
}

/// What a command said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl System {
    /// Starts everything and makes a key for the administration.
    pub(crate) fn start(settings: &Settings) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let witness = Witness::start(directory.path());
        let config = configuration(settings, witness.address);
        std::fs::write(directory.path().join("gate.toml"), config).expect("the directory takes files");
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut system = Self { gate: None, witness, address: nowhere, admin: String::new(), directory };
        system.serve();
        let options = ["--dialect", "curate-me", "--scopes", "proxy,admin", "--rpm", "none"];
        system.admin = system.key("administration", &options).secret;
        system
    }

    /// Starts the gate on the data directory as the last one left it.
    pub(crate) fn serve(&mut self) {
        let command = self.serve_command();
        self.serve_by(command);
    }

    /// The same for a gate that outlives writing more than it may: a signal would end it otherwise.
    pub(crate) fn serve_within_file_limits(&mut self) {
        let gate = self.serve_command();
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(gate.get_program()).args(gate.get_args());
        shell.env_clear().envs(gate.get_envs().filter_map(|(name, value)| Some((name, value?))));
        self.serve_by(shell);
    }

    fn serve_by(&mut self, mut command: Command) {
        let (process, ready) = Process::start(&mut command, &self.gate_log());
        let listen = ready["listen"].as_str().or_else(|| ready["listen"][0].as_str());
        self.address = listen.and_then(|address| address.parse().ok()).expect("the gate names its address");
        self.gate = Some(process);
    }

    /// The command that serves this data directory.
    pub(crate) fn serve_command(&self) -> Command {
        let mut command = self.gate_command();
        command.arg("serve").arg("--config").arg(self.directory.path().join("gate.toml"));
        command.arg("--data-dir").arg(self.data()).args(["--listen", "127.0.0.1:0"]);
        command
    }

    /// The gate in an environment that holds nothing but the search path.
    fn gate_command(&self) -> Command {
        #[expect(
            clippy::disallowed_methods,
            reason = "a child needs the search path, and nothing else of ours"
        )]
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gate"));
        command.env_clear().env("PATH", path).env("HOME", self.directory.path());
        command
    }

    /// The running gate.
    pub(crate) fn process(&mut self) -> &mut Process {
        self.gate.as_mut().expect("the gate runs")
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Where the gate's log is.
    pub(crate) fn gate_log(&self) -> PathBuf {
        self.directory.path().join("gate.err")
    }

    /// Ends the gate as a service manager does, and sees that it ends well.
    pub(crate) async fn stop(&mut self) {
        let mut gate = self.gate.take().expect("the gate runs");
        gate.terminate();
        let status = gate.ended(seconds(5)).await;
        assert!(status.success(), "{status}: {}", gate.errors());
    }

    /// Ends the gate at once.
    pub(crate) fn kill(&mut self) {
        self.gate.take().expect("the gate runs").kill();
    }

    /// Runs a management command on the data directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let mut command = self.gate_command();
        let output =
            command.args(arguments).arg("--data-dir").arg(self.data()).output().expect("the gate starts");
        let text = |bytes| String::from_utf8(bytes).expect("commands speak UTF-8");
        Said { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Runs a management command that must succeed, and gives back the objects it printed.
    pub(crate) fn told(&self, arguments: &[&str]) -> Vec<Value> {
        let said = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(said.code, Some(0), "{arguments:?}: {}{}", said.stderr, said.stdout);
        let object =
            |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{arguments:?}: no JSON: {line}"));
        said.stdout.lines().map(object).collect()
    }

    /// Makes a key.
    pub(crate) fn key(&self, name: &str, options: &[&str]) -> Key {
        let made = self.told(&[&["keys", "create", "--name", name], options].concat());
        let text = |field: &str| made[0][field].as_str().unwrap_or_else(|| panic!("no {field}")).to_owned();
        Key { id: text("id"), name: text("name"), secret: text("key"), gate: self.address }
    }

    /// Makes a key that no rate limits.
    pub(crate) fn free_key(&self, name: &str, options: &[&str]) -> Key {
        self.key(name, &[options, &["--rpm", "none"]].concat())
    }

    /// Changes settings of a key.
    pub(crate) fn set(&self, key: &Key, changes: &[&str]) {
        self.told(&[&["keys", "set", &key.name], changes].concat());
    }

    /// Asks the administration.
    pub(crate) async fn ask(&self, path: &str) -> Answer {
        Request::get(path).bearer(&self.admin).send(self.address).await
    }

    /// The key of the administration.
    pub(crate) fn admin(&self) -> &str {
        &self.admin
    }

    /// Has something administered; DELETE has no body.
    pub(crate) async fn administer(&self, method: &'static str, path: &str, body: &Value) -> Answer {
        let request = match method {
            "DELETE" => Request::delete(path),
            "GET" => Request::get(path),
            _ => Request::with_method(method, path, body),
        };
        request.bearer(&self.admin).send(self.address).await
    }

    /// The record of a call, as the administration shows it.
    pub(crate) async fn record(&self, call_id: &str) -> Value {
        let answer = self.ask(&format!("/gateway/admin/usage/{call_id}")).await;
        assert_eq!(answer.status, 200, "the record of {call_id}: {}", answer.text());
        answer.json()
    }

    /// Every record that a query finds, page by page, newest first.
    pub(crate) async fn records(&self, query: &str) -> Vec<Value> {
        let (mut records, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.ask(&format!("/gateway/admin/usage?limit=1000{query}{cursor}")).await;
            assert_eq!(page.status, 200, "{}", page.text());
            let page = page.json();
            records.extend(page["records"].as_array().expect("a page has records").iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return records,
            }
        }
    }

    /// The records of one key.
    pub(crate) async fn records_of(&self, key: &Key) -> Vec<Value> {
        self.records(&format!("&key_id={}", key.id)).await
    }

    /// Every record by its call; a call with two of them fails the test.
    pub(crate) async fn records_by_call(&self) -> HashMap<String, Value> {
        let mut by_call = HashMap::new();
        for record in self.records("").await {
            let id = record["request_id"].as_str().expect("a record names its call").to_owned();
            assert!(by_call.insert(id.clone(), record).is_none(), "{id} has two records");
        }
        by_call
    }

    /// One figure of the metrics.
    pub(crate) async fn metric(&self, name: &str) -> f64 {
        let text = Request::get("/metrics").send(self.address).await.text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name} in {text}"))
    }

    /// Waits until no money is set aside any more.
    pub(crate) async fn nothing_reserved(&self, limit: Duration) {
        let none = async || (self.metric("gate_reservations_open").await == 0.0).then_some(());
        until(limit, "the end of all reservations", none).await;
    }

    fn assert_no_credential_leaked(&self) {
        for line in self.witness.requests() {
            assert_eq!(line["has_gateway_credential"], false, "{line}");
            assert_ne!(line["path"], "/stolen", "{line}");
        }
    }
}

impl Drop for System {
    /// Whatever a test is about: no key of the gate ever reaches a provider, and nothing follows its redirects.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_no_credential_leaked();
        }
    }
}

fn configuration(settings: &Settings, witness: SocketAddr) -> String {
    let Settings { server, upstream, is_confined, more } = settings;
    let more = more.replace("WITNESS", &witness.to_string());
    let private = if *is_confined { "" } else { r#""127.0.0.1""# };
    format!(
        r#"
allow_private_targets = [{private}]

[[providers]]
id = "openai"
kind = "openai"
base_url = "http://{witness}/v1"
api_key = "the-witness-takes-any"
models = ["gpt-4o", "{MODEL}", "{UNPRICED}"]

[[prices]]
model = "{MODEL}"
input = 2.5
output = 10.0

[upstream]
{upstream}

[server]
{server}

{more}
"#
    )
}

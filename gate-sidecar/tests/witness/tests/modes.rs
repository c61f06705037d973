//! Modes: the witness seen over raw sockets, and what its log says about the same exchange.

use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// Long enough for a busy machine, short enough that nothing hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running witness; it ends with the test, since its standard input closes.
struct Witness {
    child: Child,
    address: String,
    log: PathBuf,
}

impl Witness {
    fn start(name: &str, extra: &[&str]) -> Self {
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("witness-{name}.log"));
        let _ = std::fs::remove_file(&log);
        let mut child = Command::new(env!("CARGO_BIN_EXE_gate-witness"))
            .args(["--until-stdin-closes", "--log"])
            .arg(&log)
            .args(extra)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the witness starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).expect("the ready line is JSON");
        assert_eq!(ready["event"], "ready");
        Self { child, address: ready["listen"].as_str().expect("an address").to_owned(), log }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    fn send(&self, id: &str, prompt: &str, stream: bool) -> TcpStream {
        let mut socket = self.connect();
        socket.write_all(&chat(id, prompt, stream)).expect("sent");
        socket
    }

    /// Everything an exchange puts on the wire until the connection ends.
    fn all(&self, id: &str, prompt: &str, stream: bool) -> (Vec<u8>, Option<ErrorKind>) {
        let mut bytes = Vec::new();
        let ended = self.send(id, prompt, stream).read_to_end(&mut bytes);
        (bytes, ended.err().map(|error| error.kind()))
    }

    fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.log).expect("the log");
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }

    /// Waits for the end line of a request.
    fn end_of(&self, id: &str) -> Value {
        let begin = Instant::now();
        loop {
            let found =
                self.lines().into_iter().find(|line| line["event"] == "end" && line["request_id"] == id);
            if let Some(line) = found {
                return line;
            }
            assert!(begin.elapsed() < PATIENCE, "no end line for {id}");
            sleep(Duration::from_millis(5));
        }
    }

    fn control(&self, request: &str) -> Value {
        let mut socket = self.connect();
        write!(socket, "{request} HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n").expect("sent");
        let mut text = String::new();
        socket.read_to_string(&mut text).expect("an answer");
        serde_json::from_str(text.split_once("\r\n\r\n").expect("a body").1).expect("JSON")
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn chat(id: &str, prompt: &str, stream: bool) -> Vec<u8> {
    let body = json!({
        "model": "gpt-4o", "stream": stream, "stream_options": {"include_usage": true},
        "messages": [{"role": "user", "content": prompt}],
    });
    post(id, &body.to_string(), "Connection: close\r\n")
}

fn post(id: &str, body: &str, extra: &str) -> Vec<u8> {
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: w\r\nX-Request-Id: {id}\r\nAuthorization: Bearer provider\r\n\
         {extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// One exchange: what is asked for, what arrives, and how the log says it ended.
struct Row {
    name: &'static str,
    directive: &'static str,
    stream: bool,
    /// The wire begins so; empty means that nothing arrives.
    begins: &'static str,
    contains: &'static str,
    outcome: &'static str,
    sent: u64,
}

const fn row(name: &'static str, directive: &'static str, stream: bool) -> Row {
    Row { name, directive, stream, begins: "HTTP/1.1 200", contains: "", outcome: "complete", sent: 0 }
}

/// One row per kind of ending.
const ROWS: &[Row] = &[
    Row { contains: "\"finish_reason\":\"stop\"", sent: 1, ..row("whole", "", false) },
    Row { contains: "data: [DONE]\n\n", sent: 8, ..row("streamed", "", true) },
    Row { begins: "", outcome: "aborted", ..row("reset", "mode=reset", false) },
    Row { contains: "tok2", outcome: "aborted", sent: 3, ..row("reset_mid", "mode=reset_mid after=3", true) },
    Row { begins: "", outcome: "aborted", ..row("close", "mode=close", true) },
    Row { begins: "\0\x01SSH", outcome: "aborted", ..row("garbage", "mode=garbage", false) },
    Row {
        begins: "HTTP/1.1 429",
        contains: "retry-after: 9",
        ..row("status", "status=429 retry_after=9", false)
    },
    Row { contains: "tok0", outcome: "aborted", sent: 1, ..row("half_sse", "mode=half_sse after=1", true) },
    Row { contains: "content-length", outcome: "aborted", ..row("short", "mode=short_length", false) },
    Row { contains: "tok1", outcome: "aborted", sent: 2, ..row("half_chunk", "mode=half_chunk", true) },
    Row {
        begins: "HTTP/1.1 307",
        contains: "location: /stolen",
        ..row("redirect", "redirect=/stolen", false)
    },
    Row { contains: "[DONE]\n\n", sent: 1, ..row("drip", "mode=drip drip_ms=0 chunks=1", true) },
    Row { contains: "[DONE]\n\n", sent: 8, ..row("until_close", "mode=until_close", true) },
    Row { contains: "xxxxxxxx", sent: 1, ..row("huge_line", "mode=huge_line mib=1", true) },
    Row { contains: "content-encoding: gzip", sent: 1, ..row("bomb", "mode=bomb mib=1", false) },
    Row { begins: "HTTP/1.1 400", contains: "bad_directive", ..row("typo", "mode=okay", false) },
];

#[test]
fn exchanges_end_as_their_mode_says() {
    let witness = Witness::start("ends", &[]);
    for Row { name, directive, stream, begins, contains, outcome, sent } in ROWS {
        let id = format!("gw_{name}");
        let prompt = if directive.is_empty() { "hello".to_owned() } else { format!("[[{directive}]]") };
        let (bytes, ended) = witness.all(&id, &prompt, *stream);
        let text = String::from_utf8_lossy(&bytes);
        let shown = &text[..text.floor_char_boundary(600)];
        assert!(text.starts_with(begins) && text.contains(contains), "{name}: {shown}");
        assert!(!begins.is_empty() || bytes.is_empty(), "{name} answered {shown}");
        let reset = name.starts_with("reset").then_some(ErrorKind::ConnectionReset);
        assert_eq!(ended, reset, "{name}");
        let end = witness.end_of(&id);
        assert_eq!((&end["outcome"], &end["chunks_sent"]), (&json!(outcome), &json!(sent)), "{name}");
    }
}

#[test]
fn a_client_that_leaves_is_noticed_at_once() {
    let witness = Witness::start("leaves", &[]);
    for (name, directive, stream, leave) in [
        ("hang", "mode=hang", false, Shutdown::Both),
        ("stall", "mode=stall after=2", true, Shutdown::Both),
        ("between", "gap_ms=60000", true, Shutdown::Both),
        ("before", "first_ms=60000", true, Shutdown::Both),
        ("half_closed", "mode=hang", false, Shutdown::Write),
    ] {
        let id = format!("gw_{name}");
        let socket = witness.send(&id, &format!("[[{directive}]]"), stream);
        while !witness.lines().iter().any(|line| line["request_id"] == id.as_str()) {
            sleep(Duration::from_millis(2));
        }
        assert_eq!(witness.control("GET /__witness/stats")["in_flight"], 1, "{name}");
        let left = Instant::now();
        socket.shutdown(leave).expect("open until now");
        assert_eq!(witness.end_of(&id)["outcome"], "client_gone", "{name}");
        assert!(left.elapsed() < Duration::from_secs(2), "{name}: {:?}", left.elapsed());
    }
    assert_eq!(witness.control("GET /__witness/stats")["client_gone"], 5);
}

#[test]
fn the_request_line_stands_in_the_log_before_the_answer_and_holds_no_secret() {
    let witness = Witness::start("log", &["--log-bodies", "--default", "chunks=2"]);
    let mut socket = witness.connect();
    let key = ["gk", "_leaked"].concat();
    let body =
        json!({"model": "gpt-4o@chunks=3", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]});
    socket.write_all(&post("gw_log", &body.to_string(), &format!("X-Extra: {key}\r\n"))).expect("sent");
    let mut first = [0];
    socket.read_exact(&mut first).expect("an answer");
    let lines = witness.lines();
    let line = &lines[0];
    for (field, wanted) in [
        ("event", json!("request")),
        ("seq", json!(1)),
        ("request_id", json!("gw_log")),
        ("path", json!("/v1/chat/completions")),
        ("model", json!("gpt-4o@chunks=3")),
        ("stream", json!(false)),
        ("mode", json!("ok")),
        ("max_tokens", json!(9)),
        ("authorization_sha256", json!("present")),
        ("has_gateway_credential", json!(true)),
        ("body", json!(body.to_string())),
    ] {
        assert_eq!(line[field], wanted, "{field}");
    }
    let text = std::fs::read_to_string(&witness.log).expect("the log");
    assert!(!text.contains(&key) && !text.contains("Bearer"), "{text}");
}

#[test]
fn one_connection_serves_many_requests_and_repeats_are_counted() {
    let witness = Witness::start("alive", &[]);
    let mut socket = witness.connect();
    let body =
        json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "[[chunks=1]]"}]}).to_string();
    let chunked = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n{:x};a=b\r\n{}\r\n0\r\nT: 1\r\n\r\n",
        10,
        &body[..10],
        body.len() - 10,
        &body[10..]
    );
    let requests = [post("gw_one", &body, ""), chunked.into_bytes(), post("gw_one", &body, "")];
    // All at once: what is read ahead of an answer must not be lost.
    socket.write_all(&requests.concat()).expect("sent");
    let mut reader = BufReader::new(socket);
    for answer in 0..3 {
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a head");
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().expect("a number");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["choices"][0]["message"]["content"], "tok0 ", "answer {answer}");
    }
    let stats = witness.control("GET /__witness/stats");
    assert_eq!((&stats["requests"], &stats["without_request_id"]), (&json!(3), &json!(1)));
    assert_eq!(stats["duplicates"], json!({"gw_one": 2}));
    witness.control("POST /__witness/reset");
    assert_eq!(witness.control("GET /__witness/stats")["requests"], 0);
}

#[test]
fn a_followed_redirect_leaves_a_trace() {
    let witness = Witness::start("stolen", &[]);
    let mut socket = witness.connect();
    socket.write_all(b"POST /stolen HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n").expect("sent");
    socket.read_to_end(&mut Vec::new()).expect("an answer");
    assert_eq!(witness.lines()[0]["path"], "/stolen");
}

#[test]
fn what_is_no_request_is_refused() {
    let witness = Witness::start("malformed", &[]);
    for raw in [
        "NONSENSE\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let mut socket = witness.connect();
        socket.write_all(raw.as_bytes()).expect("sent");
        let mut text = String::new();
        socket.read_to_string(&mut text).expect("an answer");
        assert!(text.starts_with("HTTP/1.1 400"), "{raw:?}: {text}");
    }
    assert!(witness.lines().is_empty(), "a request nobody could read was logged");
}

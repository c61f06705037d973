//! Vendors: each wire format over raw sockets, with the faults that every one of them can be told to make.

use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
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
    fn start(name: &str) -> Self {
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("witness-{name}.log"));
        let _ = std::fs::remove_file(&log);
        let mut child = Command::new(env!("CARGO_BIN_EXE_gate-witness"))
            .args(["--until-stdin-closes", "--log-bodies", "--log"])
            .arg(&log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the witness starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).expect("the ready line is JSON");
        Self { child, address: ready["listen"].as_str().expect("an address").to_owned(), log }
    }

    /// Everything an exchange puts on the wire until the connection ends, and how it ended.
    fn exchange(&self, request: &[u8]) -> (String, Option<ErrorKind>) {
        let mut socket = TcpStream::connect(&self.address).expect("it listens");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        socket.write_all(request).expect("sent");
        let mut bytes = Vec::new();
        let ended = socket.read_to_end(&mut bytes).err().map(|error| error.kind());
        (String::from_utf8_lossy(&bytes).into_owned(), ended)
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// How a vendor is asked, and by what its answers are known.
struct Vendor {
    name: &'static str,
    whole: &'static str,
    streamed: &'static str,
    headers: &'static str,
    /// What completes a stream.
    end: &'static str,
    /// The error of 503, as this vendor words it.
    overloaded: &'static str,
}

const AWS: &str = "X-Amz-Date: 20260131T120000Z\r\nAuthorization: AWS4-HMAC-SHA256 \
    Credential=AKID/20260131/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, \
    Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";

const VENDORS: &[Vendor] = &[
    Vendor {
        name: "responses",
        whole: "/v1/responses",
        streamed: "/v1/responses",
        headers: "Authorization: Bearer k\r\n",
        end: "event: response.completed\n",
        overloaded: "\"type\":\"server_error\"",
    },
    Vendor {
        name: "azure",
        whole: "/openai/deployments/d/chat/completions?api-version=2024-10-21",
        streamed: "/openai/deployments/d/chat/completions?api-version=2024-10-21",
        headers: "api-key: k\r\n",
        end: "data: [DONE]\n\n",
        overloaded: "\"type\":\"server_error\"",
    },
    Vendor {
        name: "anthropic",
        whole: "/v1/messages",
        streamed: "/v1/messages",
        headers: "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n",
        end: "event: message_stop\n",
        overloaded: "\"type\":\"overloaded_error\"",
    },
    Vendor {
        name: "google",
        whole: "/v1beta/models/gemini-2.5-flash:generateContent",
        streamed: "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        headers: "x-goog-api-key: k\r\n",
        end: "\"finishReason\":\"STOP\"",
        overloaded: "\"status\":\"UNAVAILABLE\"",
    },
    Vendor {
        name: "bedrock",
        whole: "/model/m%3A0/converse",
        streamed: "/model/m%3A0/converse-stream",
        headers: AWS,
        end: "messageStop",
        overloaded: "x-amzn-errortype: ServiceUnavailableException:",
    },
];

impl Vendor {
    fn request(&self, prompt: &str, is_streamed: bool) -> Vec<u8> {
        let said = json!([{"role": "user", "content": prompt}]);
        let mut body = match self.name {
            "responses" => json!({"model": "m", "input": prompt}),
            "anthropic" => json!({"model": "m", "max_tokens": 100, "messages": said}),
            "google" => json!({"contents": [{"role": "user", "parts": [{"text": prompt}]}]}),
            "bedrock" => json!({"messages": [{"role": "user", "content": [{"text": prompt}]}]}),
            _ => json!({ "messages": said }),
        };
        if is_streamed && self.whole == self.streamed {
            body["stream"] = true.into();
        }
        self.post(if is_streamed { self.streamed } else { self.whole }, self.headers, &body)
    }

    fn post(&self, target: &str, headers: &str, body: &Value) -> Vec<u8> {
        let body = body.to_string();
        let (name, length) = (self.name, body.len());
        format!(
            "POST {target} HTTP/1.1\r\nHost: w\r\nX-Request-Id: gw_{name}\r\nConnection: close\r\n{headers}\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

#[test]
fn every_vendor_makes_every_kind_of_fault() {
    let witness = Witness::start("vendor-faults");
    for vendor in VENDORS {
        for (directive, is_streamed, begins, contains, is_complete) in [
            ("", false, "HTTP/1.1 200", "tok0 tok1", false),
            ("", true, "HTTP/1.1 200", "tok7", true),
            ("status=503", false, "HTTP/1.1 503", vendor.overloaded, false),
            ("status=503", true, "HTTP/1.1 503", vendor.overloaded, false),
            ("status=429 retry_after=9", true, "HTTP/1.1 429", "retry-after: 9\r\n", false),
            ("mode=half_chunk after=3", true, "HTTP/1.1 200", "tok2", false),
            ("mode=no_done", true, "HTTP/1.1 200", "tok7", false),
            (
                "mode=error_in_stream after=3",
                true,
                "HTTP/1.1 200",
                "The witness was told to answer 500",
                false,
            ),
            ("mode=reset", true, "", "", false),
            ("mode=close", false, "", "", false),
            ("mode=garbage", false, "\0\x01SSH", "", false),
            ("mode=slow_head head_ms=5", true, "HTTP/1.1 200", "tok7", true),
            ("mode=until_close", true, "HTTP/1.1 200", "tok7", true),
            ("mode=okay", false, "HTTP/1.1 400", "does not understand", false),
        ] {
            let prompt = if directive.is_empty() { "hello".to_owned() } else { format!("[[{directive}]]") };
            let (text, ended) = witness.exchange(&vendor.request(&prompt, is_streamed));
            let shown = format!("{} {directive}, streamed: {is_streamed}: {text}", vendor.name);
            assert!(text.starts_with(begins) && text.contains(contains), "{shown}");
            assert_eq!(begins.is_empty(), text.is_empty(), "{shown}");
            assert_eq!(text.contains(vendor.end) && is_streamed, is_complete, "{shown}");
            assert_eq!(ended.is_some(), directive == "mode=reset", "{shown}: {ended:?}");
        }
    }
}

#[test]
fn a_request_without_a_key_is_refused_and_logged_all_the_same() {
    let witness = Witness::start("vendor-keys");
    for vendor in VENDORS {
        let (text, _) = witness.exchange(&vendor.post(vendor.whole, "", &json!({})));
        let is_refused = text.starts_with("HTTP/1.1 401") || text.starts_with("HTTP/1.1 403");
        assert!(is_refused, "{}: {text}", vendor.name);
    }
    let log = std::fs::read_to_string(&witness.log).expect("the log");
    let requests = log.lines().filter(|line| line.contains("\"event\":\"request\""));
    assert_eq!(requests.count(), VENDORS.len(), "{log}");
}

#[test]
fn a_line_shows_headers_but_no_secret() {
    let witness = Witness::start("vendor-log");
    let secret = ["sk", "-ant-secret"].concat();
    let gateway_key = ["gk", "_leaked"].concat();
    let headers = format!(
        "x-api-key: {secret}\r\nanthropic-version: 2023-06-01\r\nanthropic-beta: a,b\r\nx-odd: {gateway_key}\r\n"
    );
    let body = json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}]});
    witness.exchange(&VENDORS[2].post("/v1/messages?beta=true&key=k", &headers, &body));
    let log = std::fs::read_to_string(&witness.log).expect("the log");
    assert!(!log.contains(&secret) && !log.contains(&gateway_key), "{log}");
    let line: Value = serde_json::from_str(log.lines().next().expect("a line")).expect("JSON");
    let names: Vec<&str> =
        line["headers"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    for (name, value) in [
        ("x-api-key", "present"),
        ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "a,b"),
        ("x-odd", "present"),
    ] {
        let place = names.iter().position(|known| *known == name).expect(name);
        assert_eq!(line["header_values"][place], value, "{name}");
    }
    assert_eq!(line["query"], json!(["beta", "key"]));
    assert_eq!(line["has_gateway_credential"], true);
    assert_eq!(line["max_tokens"], 1);
}

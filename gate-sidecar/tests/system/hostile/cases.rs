//! Cases: input made to break something, and what may come of each.

use serde_json::{Value, json};

use super::DEADLINE;
use crate::support::chat::PATH;
use crate::support::http::raw;
use crate::support::random::Random;
use crate::support::{Key, Request, chat};

/// The largest body of a model call.
const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// Closed without a word.
const CLOSED: u16 = 0;

/// Bytes, and what may come of them.
pub(super) struct Case {
    name: String,
    bytes: Vec<u8>,
    /// Statuses that are right.
    statuses: &'static [u16],
    /// The code of the error body, where one status is right.
    code: Option<&'static str>,
}

impl Case {
    fn new(name: &str, bytes: Vec<u8>, statuses: &'static [u16]) -> Self {
        Self { name: name.to_owned(), bytes, statuses, code: None }
    }

    fn refused(name: &str, bytes: Vec<u8>) -> Self {
        Self { code: Some("bad_request"), ..Self::new(name, bytes, &[400]) }
    }

    /// Sends it and judges what comes back.
    pub(super) async fn judge(self, gate: std::net::SocketAddr) {
        let Self { name, bytes, statuses, code } = self;
        let heard = raw(gate, &bytes, DEADLINE).await;
        let text = String::from_utf8_lossy(&heard);
        let status =
            text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or(CLOSED);
        assert!(statuses.contains(&status), "{name}: {status} is none of {statuses:?}: {text}");
        assert!(
            !text.to_lowercase().contains("\r\nx-evil"),
            "{name}: a header was smuggled into the answer: {text}"
        );
        if let Some(code) = code {
            let body = text.split("\r\n\r\n").nth(1).unwrap_or_default();
            let body: Value =
                serde_json::from_str(body).unwrap_or_else(|_| panic!("{name}: no JSON: {text}"));
            assert_eq!(body["error"]["code"], code, "{name}: {body}");
        }
    }
}

/// The cases of one key against one gate.
pub(super) struct Attack {
    pub(super) key: Key,
    pub(super) curate_me: Key,
}

impl Attack {
    /// A chat request with this body, after which the gate is to close.
    fn body(&self, body: impl Into<Vec<u8>>) -> Vec<u8> {
        self.last(Request::post_bytes(PATH, body.into()).bearer(&self.key.secret))
    }

    fn last(&self, request: Request) -> Vec<u8> {
        request.header("connection", "close").bytes(self.key.gate)
    }

    /// A request whose head is written by hand; `~` is CRLF, `{key}` the key, `{host}` the gate's address.
    fn head(&self, text: &str) -> Vec<u8> {
        let text = text.replace('~', "\r\n").replace("{key}", &self.key.secret);
        text.replace("{host}", &self.key.gate.to_string()).into_bytes()
    }

    pub(super) fn json(&self) -> Vec<Case> {
        let nested = |levels: usize| {
            let arrays = "[".repeat(levels) + &"]".repeat(levels);
            let prompt = r#""model":"gpt-4o-sse","messages":[{"role":"user","content":"hostile nesting"}]"#;
            self.body(format!(r#"{{{prompt},"metadata":{arrays}}}"#))
        };
        let with = |field: &str| {
            let prompt = r#""model":"gpt-4o-sse","messages":[{"role":"user","content":"hostile fields"}]"#;
            self.body(format!("{{{prompt},{field}}}"))
        };
        let many: Vec<String> = (0..100_000).map(|number| format!("\"k{number}\":{number}")).collect();
        let padded = |bytes: usize| {
            let mut body = chat("hostile size", json!({})).to_string();
            body.extend(std::iter::repeat_n(' ', bytes - body.len()));
            self.body(body)
        };
        vec![
            Case::refused("two models", self.body(r#"{"model":"gpt-4o-sse","model":"gpt-4o","messages":[{"role":"user","content":"hostile"}]}"#)),
            Case::refused("two contents", self.body(r#"{"model":"gpt-4o-sse","messages":[{"role":"user","content":"hostile","content":"x"}]}"#)),
            Case::refused("two keys far down", with(r#""metadata":{"a":[{"b":{"c":1,"c":2}}]}"#)),
            Case::refused("two keys spelt differently", with(r#""metadata":{"a":1,"\u0061":2}"#)),
            Case::new("nesting at the limit", nested(63), &[200]),
            Case::refused("nesting beyond the limit", nested(64)),
            Case::refused("nesting without an end", self.body("[".repeat(200_000))),
            Case::new("a body at the limit", padded(BODY_LIMIT), &[200]),
            Case { code: Some("body_too_large"), ..Case::new("a body over the limit", padded(BODY_LIMIT + 1), &[413]) },
            Case::new("100,000 keys", with(&format!("\"metadata\":{{{}}}", many.join(","))), &[200, 400]),
            Case::refused("bad UTF-8", self.body(b"{\"model\":\"gpt-4o-sse\",\"messages\":[{\"role\":\"user\",\"content\":\"\xff\xfe\"}]}".to_vec())),
            Case::refused("a lone surrogate", with(r#""user":"\ud800""#)),
            Case::refused("a limit beyond all numbers", with(r#""max_tokens":1e400"#)),
            Case::refused("a negative limit", with(r#""max_tokens":-1"#)),
            Case::refused("a limit in words", with(r#""max_tokens":"x""#)),
            Case::refused("a broken limit", with(r#""max_tokens":1.5"#)),
            Case::refused("no choices", with(r#""n":0"#)),
            Case::refused("negative choices", with(r#""n":-3"#)),
            Case::refused("stream in words", with(r#""stream":"yes""#)),
            Case::refused("an empty body", self.body("")),
            Case::refused("a list", self.body("[]")),
            Case::refused("no messages", self.body(r#"{"model":"gpt-4o-sse"}"#)),
            Case::refused("messages of another kind", self.body(r#"{"model":"gpt-4o-sse","messages":"hostile"}"#)),
            Case::refused("a model of another kind", self.body(r#"{"model":7,"messages":[{"role":"user","content":"hostile"}]}"#)),
            Case::refused("two documents", self.body("{}{}")),
            Case::refused("not a number", with(r#""temperature":NaN"#)),
        ]
    }

    pub(super) fn heads(&self) -> Vec<Case> {
        let body = chat("hostile head", json!({})).to_string();
        let length = body.len();
        let post = |headers: &str| {
            let head = format!(
                "POST {PATH} HTTP/1.1~connection: close~authorization: Bearer {{key}}~content-type: application/json~{headers}~~"
            );
            [self.head(&head), body.clone().into_bytes()].concat()
        };
        let fits = format!("content-length: {length}");
        let chunks = format!("7\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", &body[..7], length - 7, &body[7..]);
        // Who is not known cannot make the gate wait for ten megabytes, or hold them.
        let stranger =
            format!("POST {PATH} HTTP/1.1~host: {{host}}~connection: close~authorization: Bearer {{key}}x~");
        let stranger = self.head(&(stranger + "content-type: application/json~content-length: 10000000~~"));
        let mut chunked = post("host: {host}~transfer-encoding: chunked");
        chunked.truncate(chunked.len() - length);
        chunked.extend_from_slice(chunks.as_bytes());
        vec![
            Case::refused("length and chunks", post(&format!("host: {{host}}~{fits}~transfer-encoding: chunked"))),
            Case::new("two lengths", post(&format!("host: {{host}}~{fits}~content-length: 3")), &[400]),
            Case::new("proper chunks", chunked, &[200]),
            Case::refused("two hosts", post(&format!("host: {{host}}~host: {{host}}~{fits}"))),
            Case::refused("no host", post(&fits)),
            Case::new("a foreign host", post(&format!("host: evil.example~{fits}")), &[403]),
            Case::new("a foreign origin", post(&format!("host: {{host}}~origin: https://evil.example~{fits}")), &[403]),
            Case::new("the origin null", post(&format!("host: {{host}}~origin: null~{fits}")), &[403]),
            Case::new("bad chunks", post("host: {host}~transfer-encoding: chunked"), &[400, CLOSED]),
            Case::new("an unknown encoding", post(&format!("host: {{host}}~content-encoding: br~{fits}")), &[415]),
            Case::new("a bare line feed", self.head("GET /health HTTP/1.1\nhost: {host}\nconnection: close\n\n"), &[400, CLOSED]),
            Case::new("a folded header", self.head("GET /health HTTP/1.1~host: {host}~x-a: b~ c~~"), &[400, CLOSED]),
            Case::new("a head without an end", [self.head("GET /health HTTP/1.1~x-a: "), vec![b'a'; 100_000]].concat(), &[431, 400, CLOSED]),
            Case::new("half a head", self.head("POST /v1/chat/completions HTTP/1.1~host: {host}~auth"), &[408, CLOSED]),
            Case::new("silence", Vec::new(), &[408, CLOSED]),
            Case::new("half a body", [self.head("POST /v1/chat/completions HTTP/1.1~host: {host}~authorization: Bearer {key}~content-length: 500~~"), b"{\"model\"".to_vec()].concat(), &[400, 408, CLOSED]),
            Case { code: Some("invalid_key"), ..Case::new("a stranger's body that never comes", stranger, &[401]) },
            Case::new("another protocol", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[400, CLOSED]),
            Case::new("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), &[400, 408, CLOSED]),
        ]
    }

    pub(super) fn headers(&self) -> Vec<Case> {
        let body = chat("hostile headers", json!({}));
        let with = |name: &str, value: &str| {
            self.last(Request::post(PATH, &body).bearer(&self.key.secret).header(name, value))
        };
        let cm = |name: &str, value: &str| {
            let request = Request::post(PATH, &body).header("x-cm-api-key", &self.curate_me.secret);
            self.last(request.header(name, value))
        };
        let model = |model: &str| self.body(chat("hostile model", json!({"model": model})).to_string());
        let typed = format!(
            "POST {PATH} HTTP/1.1~host: {{host}}~connection: close~authorization: Bearer {{key}}~content-type: text/plain~content-length: 2~~{{}}"
        );
        vec![
            Case::refused("another content type", self.head(&typed)),
            Case::refused("keys of two dialects", with("x-cm-api-key", &self.curate_me.secret)),
            Case::refused("two different keys", with("x-gate-key", "gk-another-key-of-this-dialect")),
            Case::refused("a session without a name", with("x-gate-session-id", "")),
            Case::refused("a session with a long name", with("x-gate-session-id", &"s".repeat(129))),
            Case::refused("a session beyond ASCII", with("x-gate-session-id", "sessi\u{f6}n")),
            Case::refused("a session with a tabulator", with("x-gate-session-id", "a\tb")),
            Case {
                code: Some("invalid_request"),
                ..Case::new("tags without values", cm("x-cm-tags", "team"), &[400])
            },
            Case {
                code: Some("invalid_request"),
                ..Case::new("tags in capitals", cm("x-cm-tags", "TEAM=red"), &[400])
            },
            Case {
                code: Some("invalid_request"),
                ..Case::new(
                    "too many tags",
                    cm(
                        "x-cm-tags",
                        &(0..11).map(|number| format!("k{number}=v")).collect::<Vec<_>>().join(","),
                    ),
                    &[400],
                )
            },
            Case {
                code: Some("invalid_request"),
                ..Case::new("a long tag", cm("x-cm-tags", &format!("a={}", "b".repeat(65))), &[400])
            },
            Case {
                code: Some("model_not_found"),
                ..Case::new("a model with a header", model("no\r\nx-evil: 1"), &[404])
            },
            Case {
                code: Some("model_not_found"),
                ..Case::new("a model with a script", model("<script>alert(1)</script>"), &[404])
            },
            Case {
                code: Some("model_not_found"),
                ..Case::new("a model with a path", model("../../etc/passwd"), &[404])
            },
            Case::new("a model without a name", model(""), &[400, 404]),
            Case::new("an endless model", model(&"m".repeat(100_000)), &[400, 404]),
        ]
    }

    pub(super) fn noise(&self) -> Vec<Case> {
        let mut random = Random::new(7);
        let noise = |random: &mut Random, number: u64| {
            let length = usize::try_from(random.between(1, 4000)).unwrap_or(1);
            let name = format!("noise {number}");
            let bytes = match number % 3 {
                0 => random.bytes(length),
                1 => self.body(random.bytes(length)),
                _ => [
                    self.head("POST /v1/chat/completions HTTP/1.1~host: {host}~"),
                    random.bytes(length),
                    b"\r\n\r\n".to_vec(),
                ]
                .concat(),
            };
            Case::new(&name, bytes, &[400, 401, 403, 404, 408, 413, 415, 431, CLOSED])
        };
        (0..60).map(|number| noise(&mut random, number)).collect()
    }
}

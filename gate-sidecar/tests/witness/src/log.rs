//! Log: what the witness saw, one JSON line per fact, in the order it saw it.
//!
//! Each line is one `write` to a file opened for appending, so lines never mix and survive the death of everybody
//! else. Credentials are never written: a header's value is reduced to "present" or to a flag.

use crate::{ask::Ask, directive::Mode, http::Request, script::Outcome};
use serde::Serialize;
use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Headers whose values are secrets by their nature.
const SECRET_HEADERS: [&str; 7] = [
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "x-goog-api-key",
    "x-amz-security-token",
    "cookie",
];

/// What the value of a header must not begin with once a gate has passed the request on.
const GATEWAY_PREFIXES: [&str; 5] = ["gk_", "gk-", "cm_", "agk_", "sk-tenant-"];

/// One line.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Line<'a> {
    /// A request was read to its end; its answer has not begun.
    Request(Seen<'a>),
    /// The exchange ended.
    End {
        /// The number of the request line it belongs to.
        seq: u64,
        /// The request line's id.
        request_id: Option<&'a str>,
        /// How it ended.
        outcome: Outcome,
        /// Content events written to their end; a whole answer counts one.
        chunks_sent: u64,
        /// Unix milliseconds, never going backwards within one witness.
        t_ms: u128,
    },
}

/// The facts of a request line.
#[derive(Serialize)]
pub(crate) struct Seen<'a> {
    seq: u64,
    request_id: Option<&'a str>,
    method: &'a str,
    path: &'a str,
    model: Option<&'a str>,
    stream: bool,
    mode: &'a str,
    max_tokens: Option<u64>,
    include_usage: bool,
    /// "present" or null; the value itself stays out of the log.
    authorization_sha256: Option<&'static str>,
    has_gateway_credential: bool,
    headers: Vec<&'a str>,
    /// The values of the headers in the same order, when bodies are logged; what could be a secret is "present".
    #[serde(skip_serializing_if = "Option::is_none")]
    header_values: Option<Vec<&'a str>>,
    /// The names in the query, when bodies are logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    t_ms: u128,
}

/// The file and the clock of the witness.
pub(crate) struct Log {
    file: File,
    bodies: bool,
    started: Instant,
    started_unix: Duration,
}

impl Log {
    /// Opens the file for appending, made if need be.
    pub(crate) fn open(path: &Path, bodies: bool) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        #[expect(
            clippy::disallowed_methods,
            reason = "read once, so that lines can be laid beside other logs"
        )]
        let started_unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { file, bodies, started: Instant::now(), started_unix })
    }

    /// Unix milliseconds by a clock that never goes backwards.
    pub(crate) fn now_ms(&self) -> u128 {
        (self.started_unix + self.started.elapsed()).as_millis()
    }

    /// Appends one line.
    pub(crate) fn write(&self, line: &Line<'_>) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        (&self.file).write_all(&bytes)
    }

    /// Collects what a request line says.
    pub(crate) fn seen<'a>(
        &self,
        seq: u64,
        request: &'a Request,
        ask: Option<&'a Ask>,
        mode: &'a str,
    ) -> Seen<'a> {
        Seen {
            seq,
            request_id: request.header("x-request-id"),
            method: &request.method,
            path: &request.path,
            model: ask.map(|ask| ask.model.as_str()),
            stream: ask.is_some_and(|ask| ask.stream),
            mode,
            max_tokens: ask.and_then(|ask| ask.max_tokens),
            include_usage: ask.is_some_and(|ask| ask.include_usage),
            authorization_sha256: request.header("authorization").map(|_| "present"),
            has_gateway_credential: has_gateway_credential(request),
            headers: request.headers.iter().map(|(name, _)| name.as_str()).collect(),
            header_values: self
                .bodies
                .then(|| request.headers.iter().map(|(name, value)| shown(name, value)).collect()),
            query: self.bodies.then(|| names(&request.query)),
            body: self.bodies.then(|| String::from_utf8_lossy(&request.body).into_owned()),
            t_ms: self.now_ms(),
        }
    }
}

/// The mode's name for the log; requests that are no chat have none.
pub(crate) fn mode_name(mode: Option<Mode>) -> &'static str {
    mode.map_or("none", Mode::name)
}

/// A header's value, unless it is or might be a secret.
fn shown<'a>(name: &str, value: &'a str) -> &'a str {
    if SECRET_HEADERS.contains(&name) || holds_gateway_key(value) { "present" } else { value }
}

fn names(query: &str) -> Vec<&str> {
    query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty()).collect()
}

/// Whether a header's value, a word of it such as the one behind `Bearer`, or a query value is a gate's key.
fn has_gateway_credential(request: &Request) -> bool {
    let values = request.headers.iter().map(|(_, value)| value.as_str());
    values.chain([request.query.as_str()]).any(holds_gateway_key)
}

fn holds_gateway_key(value: &str) -> bool {
    let mut words = value.split([' ', ',', ';', '=', '&']);
    words.any(|word| GATEWAY_PREFIXES.iter().any(|prefix| word.starts_with(prefix)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn a_gateway_credential_is_recognised_wherever_it_travels() {
        for (name, value, query, found) in [
            ("authorization", "Bearer gk_abc", "", true),
            ("x-gate-key", "gk-abc", "", true),
            ("x-cm-api-key", "cm_sk_abc", "", true),
            ("cookie", "a=b; key=agk_abc", "", true),
            ("x-tenant", "sk-tenant-1", "", true),
            ("accept", "*/*", "api_key=cm_sk_abc", true),
            ("authorization", "Bearer sk-provider", "", false),
            ("x-request-id", "gw_0123456789abcdef", "", false),
            ("user-agent", "my-gk_agent", "", false),
        ] {
            let request = Request {
                method: "POST".into(),
                path: "/".into(),
                query: query.into(),
                headers: vec![(name.into(), value.into())],
                body: Bytes::new(),
            };
            assert_eq!(has_gateway_credential(&request), found, "{name}: {value} ?{query}");
        }
    }
}

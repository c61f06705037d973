//! The guard's rule, row by row.

use std::net::SocketAddr;

use http::Request;

use super::super::config::EdgeConfig;
use super::*;

fn rules() -> GuardRules {
    let address: SocketAddr = "127.0.0.1:4766".parse().unwrap();
    GuardRules {
        allow: AllowList::new(&[address], &EdgeConfig::default()),
        websocket_paths: vec!["/ws".into()],
    }
}

const TCP: RawFacts = RawFacts { framing: Framing::Clear, is_local: false };
const LOCAL: RawFacts = RawFacts { framing: Framing::Clear, is_local: true };
const OWN: (&str, &str) = ("host", "localhost:4766");

/// What the rule says to a method, a target and headers.
fn judge(facts: RawFacts, line: (&str, &str), headers: &[(&str, &str)]) -> Option<GuardRefusal> {
    let mut request = Request::builder().method(line.0).uri(line.1);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    check(&head, facts, &rules()).err()
}

use GuardRefusal as R;

const GET: (&str, &str) = ("GET", "/");

/// Name, facts, method and target, headers, verdict.
type Row = (
    &'static str,
    RawFacts,
    (&'static str, &'static str),
    &'static [(&'static str, &'static str)],
    Option<R>,
);

const HEADS: &[Row] = &[
    ("plain", TCP, GET, &[OWN], None),
    ("no host", TCP, GET, &[], Some(R::HostMissing)),
    ("empty host", TCP, GET, &[("host", "")], Some(R::HostMissing)),
    ("two hosts", TCP, GET, &[OWN, OWN], Some(R::HostDuplicate)),
    ("foreign host", TCP, GET, &[("host", "evil.example")], Some(R::HostForeign)),
    ("foreign host, local", LOCAL, GET, &[("host", "evil.example")], None),
    ("no host, local", LOCAL, GET, &[], Some(R::HostMissing)),
    ("two hosts, local", LOCAL, GET, &[OWN, OWN], Some(R::HostDuplicate)),
    ("absolute, same", TCP, ("GET", "http://LOCALHOST:4766/"), &[OWN], None),
    ("absolute, other", TCP, ("GET", "http://evil.example/"), &[OWN], Some(R::UriMismatch)),
    ("absolute, user", TCP, ("GET", "http://u@localhost:4766/"), &[OWN], Some(R::UriMismatch)),
    ("authority form", TCP, ("GET", "localhost:4766"), &[OWN], Some(R::UriMismatch)),
    ("asterisk", TCP, ("OPTIONS", "*"), &[OWN], Some(R::UriMismatch)),
    ("connect", TCP, ("CONNECT", "localhost:4766"), &[OWN], Some(R::UpgradeRefused)),
    ("own origin", TCP, GET, &[OWN, ("origin", "http://localhost:4766")], None),
    ("foreign origin", TCP, GET, &[OWN, ("origin", "http://evil.example")], Some(R::OriginForeign)),
    ("null origin", TCP, GET, &[OWN, ("origin", "null")], Some(R::OriginForeign)),
    ("foreign origin, local", LOCAL, GET, &[OWN, ("origin", "http://evil.example")], Some(R::OriginForeign)),
    ("cross site", TCP, GET, &[OWN, ("sec-fetch-site", "cross-site")], Some(R::OriginForeign)),
    ("same origin", TCP, GET, &[OWN, ("sec-fetch-site", "same-origin")], None),
    ("encoding", TCP, GET, &[OWN, ("content-encoding", "gzip")], Some(R::EncodingRefused)),
    ("identity", TCP, GET, &[OWN, ("content-encoding", "Identity")], None),
    ("upgrade", TCP, GET, &[OWN, ("upgrade", "websocket")], Some(R::UpgradeRefused)),
    ("both lengths", TCP, GET, &[OWN, LENGTH, CHUNKED], Some(R::FramingAmbiguous)),
];

const LENGTH: (&str, &str) = ("content-length", "1");
const CHUNKED: (&str, &str) = ("transfer-encoding", "chunked");

#[test]
fn each_head_gets_its_verdict() {
    for (name, facts, line, headers, expected) in HEADS {
        assert_eq!(judge(*facts, *line, headers), *expected, "{name}");
    }
}

#[test]
fn doubtful_framing_wins_over_every_other_fault() {
    let facts = RawFacts { framing: Framing::Ambiguous, ..TCP };
    assert_eq!(judge(facts, ("GET", "/"), &[]), Some(GuardRefusal::FramingAmbiguous));
}

#[test]
fn two_origins_must_both_be_known() {
    let headers = [OWN, ("origin", "http://localhost:4766"), ("origin", "http://evil.example")];
    assert_eq!(judge(TCP, ("GET", "/"), &headers), Some(GuardRefusal::OriginForeign));
}

#[test]
fn a_link_from_another_site_may_be_followed_but_not_posted() {
    let link = [
        OWN,
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(judge(TCP, ("GET", "/app/"), &link), None);
    assert_eq!(judge(TCP, ("POST", "/app/"), &link), Some(GuardRefusal::OriginForeign));
    assert_eq!(judge(TCP, ("GET", "/app/"), &link[..3]), Some(GuardRefusal::OriginForeign), "in a frame");
}

#[test]
fn a_websocket_begins_only_where_one_is_spoken() {
    let refused = Some(GuardRefusal::UpgradeRefused);
    let socket = ("upgrade", "WebSocket");
    for (name, line, headers, expected) in [
        ("there", ("GET", "/ws"), &[OWN, socket][..], None),
        ("elsewhere", ("GET", "/ws/"), &[OWN, socket], refused),
        ("by post", ("POST", "/ws"), &[OWN, socket], refused),
        ("with a body", ("GET", "/ws"), &[OWN, socket, ("content-length", "3")], refused),
        ("another protocol", ("GET", "/ws"), &[OWN, ("upgrade", "irc/6.9")], refused),
        ("an offer of HTTP/2", ("POST", "/v1/x"), &[OWN, ("upgrade", "h2c")], None),
        ("two protocols", ("GET", "/ws"), &[OWN, socket, ("upgrade", "h2c")], refused),
        (
            "from another site",
            ("GET", "/ws"),
            &[OWN, socket, ("origin", "http://evil.example")],
            Some(GuardRefusal::OriginForeign),
        ),
    ] {
        assert_eq!(judge(TCP, line, headers), expected, "{name}");
    }
}

#[test]
fn only_malformed_heads_close_the_connection() {
    for (refusal, status, closes) in [
        (R::HostMissing, 400, true),
        (R::HostDuplicate, 400, true),
        (R::FramingAmbiguous, 400, true),
        (R::UriMismatch, 400, true),
        (R::UpgradeRefused, 400, true),
        (R::HostForeign, 403, false),
        (R::OriginForeign, 403, false),
        (R::EncodingRefused, 415, false),
        (R::Panicked, 500, false),
    ] {
        assert_eq!((refusal.status().as_u16(), refusal.closes_connection()), (status, closes), "{refusal:?}");
    }
}

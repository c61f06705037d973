//! The way out, against servers that misbehave in every way a provider can.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as loudly as tests")]

#[path = "upstream/encrypted.rs"]
mod encrypted;
#[path = "upstream/servers.rs"]
mod servers;
#[path = "upstream/targets.rs"]
mod targets;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use gate_core::upstream::{Answer, EventStream, Fault, KeyChoice, Phase, Provider, Timeouts, UpstreamError};
use tokio::sync::mpsc;

use servers::{Connection, EVENTS, Server, chunked, client, document, hasty, key, ms, request};

const JSON: &str = "content-type: application/json\r\n";

fn status(status: u16, retry_after_seconds: Option<u64>, message: Option<&str>) -> Fault {
    Fault::Status { status, retry_after_seconds, message: message.map(str::to_owned) }
}

fn stream(answer: Result<Answer, UpstreamError>) -> Box<EventStream> {
    match answer.unwrap() {
        Answer::Stream(stream) => stream,
        Answer::Whole(body) => panic!("a stream was expected, not {body:?}"),
    }
}

/// Everything up to the end of a stream, and how it ended.
async fn drain(mut stream: Box<EventStream>) -> (Vec<String>, Option<Fault>) {
    let mut data = Vec::new();
    loop {
        match stream.next().await {
            Ok(Some(event)) => data.push(String::from_utf8_lossy(event.data()).into_owned()),
            Ok(None) => return (data, None),
            Err(error) => {
                assert_eq!(stream.next().await, Err(error.clone()), "a failure stays");
                return (data, Some(error.kind));
            }
        }
    }
}

#[tokio::test]
async fn a_request_carries_only_the_headers_it_needs() {
    let (seen, mut requests) = mpsc::unbounded_channel();
    let server = Server::start(move |mut connection: Connection| {
        let seen = seen.clone();
        async move {
            while let Some(text) = connection.request().await {
                seen.send(text).unwrap();
                connection.send(document("200 OK", JSON, r#"{"ok":true}"#).as_bytes()).await;
            }
        }
    })
    .await;
    let provider = Arc::new((*server.provider()).clone().with_key(key()));
    let upstream = client();
    let own = gate_core::secret::Secret::new(["brought", "-along"].concat());
    for (name, brought, expected) in [
        ("the provider's key", None, format!("Bearer {}", key().expose())),
        ("the caller's key instead", Some(own), "Bearer brought-along".to_owned()),
    ] {
        let answer = upstream.send(servers_request(&provider, brought)).await.unwrap();
        assert!(matches!(answer, Answer::Whole(body) if body == r#"{"ok":true}"#), "{name}");
        let text = requests.recv().await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<&str> = head.lines().collect();
        lines.sort_unstable();
        let want = [
            "POST /v1/chat/completions HTTP/1.1".to_owned(),
            "accept-encoding: identity".to_owned(),
            "accept: application/json".to_owned(),
            format!("authorization: {expected}"),
            format!("content-length: {}", body.len()),
            "content-type: application/json".to_owned(),
            format!("host: {}", server.address),
            format!("user-agent: gate/{}", env!("CARGO_PKG_VERSION")),
            format!("x-request-id: {}", request(&provider, false).call_id),
        ];
        assert_eq!(lines, want, "{name}");
        assert_eq!(body, r#"{"model":"m","messages":[]}"#, "{name}");
    }
    assert_eq!(server.connections(), 1, "one connection served both");
}

fn servers_request(
    provider: &Arc<Provider>,
    key: Option<gate_core::secret::Secret>,
) -> gate_core::upstream::UpstreamRequest {
    let key = key.map_or(KeyChoice::Own(0), KeyChoice::Callers);
    gate_core::upstream::UpstreamRequest { key, ..request(provider, false) }
}

#[tokio::test]
async fn answers_that_are_none_are_faults() {
    let headers = "x-filler: y\r\n".repeat(200);
    let long_header = format!("x-long: {}\r\n{JSON}", "y".repeat(300 * 1024));
    let message = r#"{"error":{"message":"Slow\ndown","type":"x"}}"#;
    let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "z".repeat(1 << 20));
    let huge = format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 34000000000\r\n\r\n{{");
    let half_chunk = format!("HTTP/1.1 200 OK\r\n{JSON}transfer-encoding: chunked\r\n\r\nff\r\n{{\"a\"");
    let plain = |headers: &str| document("200 OK", headers, "{}");
    for (name, answer, want) in [
        ("nothing", String::new(), Fault::Reset),
        ("half a head", "HTTP/1.1 200 OK\r\ncontent-".to_owned(), Fault::Reset),
        ("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned(), Fault::Garbage),
        ("many headers", plain(&headers), Fault::TooLarge),
        ("a long header", plain(&long_header), Fault::TooLarge),
        ("gzip", plain(&format!("{JSON}content-encoding: gzip\r\n")), Fault::Garbage),
        ("two encodings", plain(&format!("{JSON}content-encoding: identity, br\r\n")), Fault::Garbage),
        ("a web page", plain("content-type: text/html\r\n"), Fault::Garbage),
        ("events unasked", plain("content-type: text/event-stream\r\n"), Fault::Garbage),
        ("no body", document("200 OK", JSON, ""), Fault::Garbage),
        ("announced too large", huge, Fault::TooLarge),
        (
            "short of its length",
            format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 9\r\n\r\n{{}}"),
            Fault::Incomplete,
        ),
        ("half a chunk", half_chunk, Fault::Incomplete),
        ("500", document("500 Oops", JSON, message), status(500, None, Some("Slowdown"))),
        ("429", document("429 Busy", "retry-after: 7\r\n", message), status(429, Some(7), Some("Slowdown"))),
        ("401", document("401 No", JSON, message), status(401, None, None)),
        ("403", document("403 No", JSON, message), status(403, None, None)),
        ("500 in gzip", document("500 Oops", "content-encoding: gzip\r\n", message), status(500, None, None)),
        ("400 with a novel", document("400 No", JSON, &long), status(400, None, None)),
        ("400 cut off", "HTTP/1.1 400 No\r\ncontent-length: 9\r\n\r\n{".to_owned(), status(400, None, None)),
        ("304", "HTTP/1.1 304 Same\r\n\r\n".to_owned(), status(304, None, None)),
    ] {
        let server = Server::answering(answer, true).await;
        let error = client().send(request(&server.provider(), false)).await.expect_err(name);
        assert_eq!((error.kind, error.sent), (want, true), "{name}");
        assert_eq!(server.connections(), 1, "{name} was not repeated");
    }
}

#[tokio::test]
async fn streams_say_how_they_ended() {
    let done = "data: [DONE]\n\n";
    for (name, answer, data, end) in [
        ("complete", chunked(&["data: a\n\n", "data: b\n\n", done]), vec!["a", "b"], None),
        ("marker only", chunked(&[done]), vec![], None),
        ("marker twice", chunked(&["data: a\n\n", done, done]), vec!["a"], None),
        ("data after the marker", chunked(&["data: a\n\n", done, "data: b\n\n"]), vec!["a"], None),
        (
            "marker without blank line",
            chunked(&["data: a\n\ndata: [DONE]\n"]),
            vec!["a"],
            Some(Fault::Incomplete),
        ),
        ("no marker", chunked(&["data: a\n\n"]), vec!["a"], Some(Fault::Incomplete)),
        ("half an event", chunked(&["data: a\n\ndata: b"]), vec!["a"], Some(Fault::Incomplete)),
        (
            "cut in a chunk",
            format!("{EVENTS}9\r\ndata: a\n\n\r\nff\r\nda"),
            vec!["a"],
            Some(Fault::Incomplete),
        ),
        (
            "closed between chunks",
            format!("{EVENTS}9\r\ndata: a\n\n\r\n"),
            vec!["a"],
            Some(Fault::Incomplete),
        ),
        ("CRLF and a mark", chunked(&["\u{feff}data: a\r\n\r", "\ndata: [DONE]\r\n\r\n"]), vec!["a"], None),
        ("bare CR", chunked(&["data: a\r\rdata: [DONE]\r\r"]), vec!["a"], None),
        ("an event in two chunks", chunked(&["data: gr\u{fc}n", "\n\n", done]), vec!["gr\u{fc}n"], None),
        ("comments", chunked(&[": hello\n\n", "data: a\n\n", ": still here\n\n", done]), vec!["a", ""], None),
        ("an error inside", chunked(&["data: {\"error\":{}}\n\n", done]), vec!["{\"error\":{}}"], None),
    ] {
        let server = Server::answering(answer, true).await;
        let answer = client().send(request(&server.provider(), true)).await;
        let (got, ended) = drain(stream(answer)).await;
        assert_eq!((got, ended), (data.into_iter().map(str::to_owned).collect(), end), "{name}");
    }
}

#[tokio::test]
async fn a_stream_that_fails_before_its_first_event_is_no_answer() {
    for (name, answer, want) in [
        ("closed at once", EVENTS.to_owned(), Fault::Incomplete),
        ("ended at once", chunked(&[]), Fault::Incomplete),
        ("comments only", chunked(&[": a\n\n", ": b\n\n"]), Fault::Incomplete),
        ("a refusal", document("400 No", JSON, r#"{"error":{"message":"m"}}"#), status(400, None, Some("m"))),
        ("a web page", document("200 OK", "content-type: text/html\r\n", "<p>"), Fault::Garbage),
    ] {
        let server = Server::answering(answer, true).await;
        let error = client().send(request(&server.provider(), true)).await.expect_err(name);
        assert_eq!((error.kind, error.sent), (want, true), "{name}");
    }
    let server = Server::answering(document("200 OK", JSON, "{}"), true).await;
    let answer = client().send(request(&server.provider(), true)).await.unwrap();
    assert!(matches!(answer, Answer::Whole(body) if body == "{}"), "a provider that does not stream");
}

#[tokio::test]
async fn a_broken_connection_is_told_from_an_end() {
    let server = Server::start(|mut connection: Connection| async move {
        connection.request().await;
        connection.send(EVENTS.as_bytes()).await;
        connection.chunk("data: a\n\n").await;
        tokio::time::sleep(ms(100)).await;
        connection.stream.set_zero_linger().unwrap();
    })
    .await;
    let answer = client().send(request(&server.provider(), true)).await;
    assert_eq!(drain(stream(answer)).await, (vec!["a".to_owned()], Some(Fault::Reset)));
}

#[tokio::test]
async fn endless_answers_cost_bounded_memory() {
    for (name, head, streams) in [
        ("one line", EVENTS.to_owned(), true),
        ("one document", EVENTS.replace("text/event-stream", "application/json"), false),
        ("one head", "HTTP/1.1 200 OK\r\nx-long: ".to_owned(), false),
    ] {
        let (report, mut written) = mpsc::unbounded_channel();
        let server = Server::start(move |mut connection: Connection| {
            let (report, head) = (report.clone(), head.clone());
            async move {
                connection.request().await;
                connection.send(head.as_bytes()).await;
                let mut chunks = 0;
                while chunks < 1024 && connection.chunk(&"x".repeat(1 << 16)).await {
                    chunks += 1;
                }
                report.send(chunks).unwrap();
            }
        })
        .await;
        let error = client().send(request(&server.provider(), streams)).await.expect_err(name);
        assert_eq!(error.kind, Fault::TooLarge, "{name}");
        let chunks = tokio::time::timeout(ms(5000), written.recv()).await.unwrap().unwrap();
        assert!(chunks < 1024, "{name}: 64 MiB were taken");
    }
}

/// What a server does after it has read the request, and which limit that runs into.
async fn hang(mode: &'static str) -> Server {
    Server::start(move |mut connection: Connection| async move {
        connection.request().await;
        match mode {
            "nothing" => {}
            "half a head" => drop(connection.send(b"HTTP/1.1 200 OK\r\n").await),
            "a head" => drop(connection.send(EVENTS.as_bytes()).await),
            "an event" => {
                connection.send(EVENTS.as_bytes()).await;
                connection.chunk("data: a\n\n").await;
            }
            "a drip" => {
                connection.send(EVENTS.as_bytes()).await;
                while connection.chunk("data: a\n\n").await {
                    tokio::time::sleep(ms(50)).await;
                }
            }
            "half a document" => {
                connection
                    .send(format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 9\r\n\r\n{{").as_bytes())
                    .await;
            }
            _ => {
                connection.send(b"HTTP/1.1 500 Oops\r\ncontent-length: 9\r\n\r\n{").await;
            }
        }
        connection.closed().await;
    })
    .await
}

#[tokio::test]
async fn every_wait_has_its_own_limit() {
    let timeouts = Timeouts { connect: ms(300), header: ms(500), idle: ms(250), total: ms(900) };
    for (mode, streams, phase, at_least, at_most) in [
        ("nothing", false, Phase::Header, 500, 800),
        ("half a head", true, Phase::Header, 500, 800),
        ("a head", true, Phase::Idle, 250, 480),
        ("an event", true, Phase::Idle, 250, 480),
        ("half a document", false, Phase::Idle, 250, 480),
        ("a drip", true, Phase::Total, 900, 1400),
    ] {
        let server = hang(mode).await;
        let began = Instant::now();
        let fault = match hasty(timeouts).send(request(&server.provider(), streams)).await {
            Ok(Answer::Stream(stream)) => drain(stream).await.1.unwrap(),
            Ok(Answer::Whole(body)) => panic!("{mode}: {body:?}"),
            Err(error) => {
                assert!(error.sent, "{mode}");
                error.kind
            }
        };
        let took = began.elapsed();
        assert_eq!(fault, Fault::Timeout(phase), "{mode}");
        // The upper bound leaves room for a busy machine but not for the next limit.
        assert!(took >= ms(at_least) && took < ms(at_most + 1500), "{mode} took {took:?}, at most {at_most}");
    }
    let server = hang("an error without end").await;
    let error = hasty(timeouts).send(request(&server.provider(), false)).await.unwrap_err();
    assert_eq!(error.kind, status(500, None, None), "the status counts when its body hangs");
}

#[tokio::test]
async fn a_slow_reader_is_not_the_providers_fault() {
    let timeouts = Timeouts { idle: ms(200), ..Timeouts::default() };
    let server = Server::start(|mut connection: Connection| async move {
        connection.request().await;
        connection.send(EVENTS.as_bytes()).await;
        connection.chunk("data: a\n\n").await;
        tokio::time::sleep(ms(600)).await;
        connection.chunk("data: b\n\ndata: [DONE]\n\n").await;
        connection.closed().await;
    })
    .await;
    let mut events = stream(hasty(timeouts).send(request(&server.provider(), true)).await);
    assert_eq!(events.next().await.unwrap().unwrap().data(), b"a");
    tokio::time::sleep(ms(500)).await;
    assert_eq!(
        events.next().await.unwrap().unwrap().data(),
        b"b",
        "the wait began when the reader came back"
    );
}

#[tokio::test]
async fn a_stream_resolves_with_its_first_whole_event() {
    let server = Server::start(|mut connection: Connection| async move {
        connection.request().await;
        connection.send(EVENTS.as_bytes()).await;
        connection.chunk("data: a").await;
        tokio::time::sleep(ms(200)).await;
        connection.chunk("\n\ndata: b\n\ndata: c\n\ndata: d").await;
        connection.closed().await;
    })
    .await;
    let began = Instant::now();
    let mut events = stream(client().send(request(&server.provider(), true)).await);
    assert!(began.elapsed() >= ms(200), "it waited for the blank line");
    assert_eq!(events.next().await.unwrap().unwrap().raw, Bytes::from_static(b"data: a\n\n"));
    let ready: Vec<Bytes> = std::iter::from_fn(|| events.next_ready()).map(|event| event.raw).collect();
    assert_eq!(ready, ["data: b\n\n", "data: c\n\n"], "what has arrived is there without waiting");
}

/// A server that sends `opening` and reports when the client goes.
async fn watched(opening: &'static str) -> (Server, mpsc::UnboundedReceiver<()>) {
    let (gone, noticed) = mpsc::unbounded_channel();
    let server = Server::start(move |mut connection: Connection| {
        let gone = gone.clone();
        async move {
            connection.request().await;
            connection.send(opening.as_bytes()).await;
            if !opening.is_empty() {
                connection.chunk("data: a\n\n").await;
            }
            connection.closed().await;
            gone.send(()).unwrap();
        }
    })
    .await;
    (server, noticed)
}

#[tokio::test]
async fn dropping_tells_the_provider_at_once() {
    let whole = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    for (name, opening, streams, is_polled) in [
        ("while waiting for the head", "", false, false),
        ("while reading a document", whole, false, false),
        ("a stream that was just opened", EVENTS, true, false),
        ("a stream that waits for more", EVENTS, true, true),
    ] {
        let (server, mut noticed) = watched(opening).await;
        let upstream = client();
        let sending = upstream.send(request(&server.provider(), streams));
        if let Ok(answer) = tokio::time::timeout(ms(200), sending).await {
            let mut events = stream(answer);
            if is_polled {
                events.next().await.unwrap();
                assert!(tokio::time::timeout(ms(100), events.next()).await.is_err(), "{name}");
            }
            assert!(noticed.try_recv().is_err(), "{name}: the server still waits");
            drop(events);
        } else {
            assert!(!streams, "{name}");
        }
        tokio::time::timeout(ms(1000), noticed.recv()).await.expect(name).unwrap();
    }
}

#[tokio::test]
async fn a_finished_stream_gives_its_connection_back() {
    for (name, pause) in [("the end comes along", 0), ("the end comes late", 150)] {
        let server = Server::start(move |mut connection: Connection| async move {
            while connection.request().await.is_some() {
                connection.send(EVENTS.as_bytes()).await;
                connection.chunk("data: a\n\ndata: [DONE]\n\n").await;
                tokio::time::sleep(ms(pause)).await;
                connection.chunk("data: afterthought\n\n").await;
                connection.send(b"0\r\n\r\n").await;
            }
        })
        .await;
        let upstream = client();
        for _ in 0..3 {
            let events = stream(upstream.send(request(&server.provider(), true)).await);
            assert_eq!(drain(events).await, (vec!["a".to_owned()], None), "{name}");
            tokio::time::sleep(ms(pause + 100)).await;
        }
        assert_eq!(server.connections(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_stream_that_talks_on_after_its_marker_is_cut_off() {
    let (gone, mut noticed) = mpsc::unbounded_channel();
    let server = Server::start(move |mut connection: Connection| {
        let gone = gone.clone();
        async move {
            connection.request().await;
            connection.send(EVENTS.as_bytes()).await;
            connection.chunk("data: [DONE]\n\n").await;
            while connection.chunk(&"x".repeat(4096)).await {}
            gone.send(()).unwrap();
        }
    })
    .await;
    let events = stream(client().send(request(&server.provider(), true)).await);
    assert_eq!(drain(events).await, (vec![], None));
    tokio::time::timeout(ms(3000), noticed.recv()).await.expect("the connection was closed").unwrap();
}

#[tokio::test]
async fn a_pooled_connection_that_was_closed_meanwhile_is_replaced() {
    let server = Server::answering(document("200 OK", JSON, "{}"), true).await;
    let upstream = client();
    for _ in 0..3 {
        upstream.send(request(&server.provider(), false)).await.unwrap();
        tokio::time::sleep(ms(50)).await;
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_request_that_may_have_arrived_is_not_sent_twice() {
    let arrivals = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&arrivals);
    let server = Server::start(move |mut connection: Connection| {
        let counted = Arc::clone(&counted);
        async move {
            while connection.request().await.is_some() {
                // Every second request is read and then dropped with its connection.
                if counted.fetch_add(1, Ordering::SeqCst) % 2 == 1 {
                    return;
                }
                connection.send(document("200 OK", JSON, "{}").as_bytes()).await;
            }
        }
    })
    .await;
    let upstream = client();
    upstream.send(request(&server.provider(), false)).await.unwrap();
    let error = upstream.send(request(&server.provider(), false)).await.unwrap_err();
    assert_eq!((error.kind, error.sent), (Fault::Reset, true));
    assert_eq!(arrivals.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn redirects_are_errors_and_nothing_reaches_their_target() {
    let target = Server::answering(document("200 OK", JSON, "{}"), true).await;
    for code in [301, 302, 303, 307, 308] {
        let location = format!("location: http://{}/v1/chat/completions\r\n", target.address);
        let server = Server::answering(document(&format!("{code} Elsewhere"), &location, ""), true).await;
        let error = client().send(request(&server.provider(), false)).await.unwrap_err();
        assert_eq!(error.kind, status(code, None, None), "{code}");
    }
    tokio::time::sleep(ms(50)).await;
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn keys_never_show() {
    let secret = key();
    for (code, body) in [
        (400, format!(r#"{{"error":{{"message":"Incorrect API key: {}"}}}}"#, secret.expose())),
        (401, format!(r#"{{"error":{{"message":"Incorrect API key: {}"}}}}"#, secret.expose())),
        (500, format!(r#"{{"error":{{"message":"{}"}}}}"#, secret.expose())),
    ] {
        let server = Server::answering(document(&format!("{code} No"), JSON, &body), true).await;
        let provider = Arc::new((*server.provider()).clone().with_key(secret.clone()));
        let upstream = client();
        let sent = servers_request(&provider, Some(secret.clone()));
        let shown = format!("{sent:?} {provider:?} {upstream:?}");
        let error = upstream.send(sent).await.unwrap_err();
        let shown = format!("{shown} {error:?} {error} {:?}", error.refusal());
        assert!(!shown.contains(secret.expose()), "{code}: {shown}");
        assert!(!shown.contains("messages"), "{code}: nor does the conversation: {shown}");
    }
    let bad = gate_core::secret::Secret::new("line\r\nbreak");
    let server = Server::answering("", true).await;
    let error = client().send(servers_request(&server.provider(), Some(bad))).await.unwrap_err();
    assert_eq!((error.kind, error.sent, server.connections()), (Fault::BadKey, false, 0));
}

//! The edge on real sockets, with raw bytes: what it answers, what it closes, and when.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::{pending, ready};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use gate_sidecar::edge::{
    BodyError, DrainReport, EdgeConfig, Listener, Peer, RefusalRenderer, Shutdown, read_body, serve,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

/// Handlers that began and were dropped or finished; what "the handler is gone" is judged by.
#[derive(Default)]
struct Handlers {
    begun: AtomicUsize,
    gone: AtomicUsize,
}

struct Gone(Arc<Handlers>);

impl Gone {
    fn watch(handlers: &Arc<Handlers>) -> Self {
        handlers.begun.fetch_add(1, SeqCst);
        Self(Arc::clone(handlers))
    }
}

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.gone.fetch_add(1, SeqCst);
    }
}

const BODY_LIMIT: usize = 64;

fn router(handlers: Arc<Handlers>) -> Router {
    let (hanging, streaming) = (Arc::clone(&handlers), handlers);
    Router::new()
        .route("/", get(|| async { "ok" }))
        .route("/peer", get(who_asks))
        .route("/echo", post(echo))
        .route("/unread", post(|| async { "not read" }))
        .route("/panic", get(panics))
        .route("/slow", get(|| async { sleep(Duration::from_millis(150)).await }))
        .route("/endless", get(endless))
        .route("/hang", get(move || hang(Gone::watch(&hanging))))
        .route("/stream", get(move || ready(drip(Gone::watch(&streaming)))))
}

async fn panics() -> &'static str {
    panic!("told to")
}

async fn who_asks(request: Request) -> &'static str {
    match request.extensions().get::<Peer>() {
        Some(Peer::Tcp(_)) => "tcp",
        Some(Peer::Local) => "local",
        None => "unknown",
    }
}

async fn echo(request: Request) -> Response {
    let (status, body) = match read_body(request.into_body(), BODY_LIMIT).await {
        Ok(body) => (200, Body::from(body)),
        Err(error) => (error.status().as_u16(), Body::from(error.to_string())),
    };
    Response::builder().status(status).body(body).unwrap()
}

async fn hang(_gone: Gone) -> &'static str {
    pending().await
}

/// One chunk now, one every 50 ms, for ever.
fn drip(gone: Gone) -> Body {
    let chunks = stream::unfold(gone, |gone| async {
        sleep(Duration::from_millis(50)).await;
        Some((Ok::<_, BodyError>(Bytes::from_static(b"tick")), gone))
    });
    Body::from_stream(stream::iter([Ok(Bytes::from_static(b"first"))]).chain(chunks))
}

async fn endless() -> Body {
    Body::from_stream(stream::repeat_with(|| Ok::<_, BodyError>(Bytes::from(vec![b'x'; 65_536]))))
}

struct Server {
    address: SocketAddr,
    shutdown: Shutdown,
    handlers: Arc<Handlers>,
    task: JoinHandle<DrainReport>,
}

fn quick() -> EdgeConfig {
    EdgeConfig {
        header_ms: 300,
        body_idle_ms: 200,
        keep_alive_ms: 300,
        write_idle_ms: 300,
        half_close_ms: 400,
        linger_ms: 300,
        drain_ms: 400,
        allowed_hosts: vec!["gate.test".into()],
        ..EdgeConfig::default()
    }
}

fn renderer() -> RefusalRenderer {
    Arc::new(|head, refusal| {
        Response::builder()
            .status(refusal.status())
            .body(Body::from(format!("refused {} {}", refusal.code(), head.uri.path())))
            .unwrap()
    })
}

impl Server {
    async fn start(config: EdgeConfig) -> Self {
        Self::start_with(config, Vec::new()).await
    }

    async fn start_with(config: EdgeConfig, mut listeners: Vec<Listener>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        listeners.push(Listener::Tcp(listener));
        let (shutdown, handlers) = (Shutdown::new(), Arc::new(Handlers::default()));
        let service = router(Arc::clone(&handlers));
        let task = tokio::spawn(serve(listeners, service, config, renderer(), shutdown.clone()));
        Self { address, shutdown, handlers, task }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Connects and sends; `~` is CRLF, `{own}` this server's address.
    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(self.bytes(text).as_bytes()).await.unwrap();
        stream
    }

    fn bytes(&self, text: &str) -> String {
        text.replace("{own}", &self.address.to_string())
            .replace("{port}", &self.address.port().to_string())
            .replace('~', "\r\n")
    }

    async fn until_begun(&self, count: usize) {
        until(|| self.handlers.begun.load(SeqCst) >= count).await;
    }

    async fn until_gone(&self, count: usize) {
        until(|| self.handlers.gone.load(SeqCst) >= count).await;
    }

    /// Still answers a fresh client.
    async fn assert_well(&self) {
        let answer = hear(&mut self.send(GET).await).await;
        assert_eq!(answer.statuses(), [200], "{}", answer.text);
    }
}

const GET: &str = "GET / HTTP/1.1~Host: {own}~~";

async fn until(condition: impl Fn() -> bool) {
    timeout(Duration::from_secs(5), async {
        while !condition() {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the condition never held");
}

/// What a client heard before 250 ms of silence, or the end.
struct Heard {
    text: String,
    closed: bool,
}

impl Heard {
    fn statuses(&self) -> Vec<u16> {
        let parts = self.text.split("HTTP/1.").skip(1);
        parts.filter_map(|part| part.get(2..5)?.parse().ok()).filter(|status| *status >= 200).collect()
    }
}

async fn hear(stream: &mut (impl AsyncRead + Unpin)) -> Heard {
    let mut heard = Vec::new();
    let mut buffer = [0; 4096];
    let closed = loop {
        match timeout(Duration::from_millis(600), stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(count)) => heard.extend_from_slice(&buffer[..count]),
            Err(_silence) => break false,
        }
    };
    Heard { text: String::from_utf8_lossy(&heard).into_owned(), closed }
}

/// How long until the other side closes; fails after 5 s.
async fn time_to_close(stream: &mut TcpStream) -> Duration {
    let start = Instant::now();
    let mut sink = [0; 4096];
    let end = async { while stream.read(&mut sink).await.is_ok_and(|count| count > 0) {} };
    timeout(Duration::from_secs(5), end).await.expect("the connection stayed open");
    start.elapsed()
}

const KEPT: bool = false;
const CLOSED: bool = true;

/// Name, bytes, statuses in order, and whether the connection is closed within the wait.
#[rustfmt::skip] // One row, one line.
const RAW: &[(&str, &str, &[u16], bool)] = &[
    ("plain", GET, &[200], KEPT),
    ("localhost", "GET / HTTP/1.1~Host: localhost:{port}~~", &[200], KEPT),
    ("host in capitals", "GET / HTTP/1.1~HOST: LocalHost:{port}~~", &[200], KEPT),
    ("configured name", "GET / HTTP/1.1~Host: gate.test~~", &[200], KEPT),
    ("connection close", "GET / HTTP/1.1~Host: {own}~Connection: close~~", &[200], CLOSED),
    ("unknown path", "GET /nowhere HTTP/1.1~Host: {own}~~", &[404], KEPT),
    ("HTTP/1.0", "GET / HTTP/1.0~Host: {own}~~", &[200], CLOSED),
    ("HTTP/1.0 without host", "GET / HTTP/1.0~~", &[400], CLOSED),
    ("no host", "GET / HTTP/1.1~~", &[400], CLOSED),
    ("empty host", "GET / HTTP/1.1~Host:~~", &[400], CLOSED),
    ("two hosts", "GET / HTTP/1.1~Host: {own}~Host: {own}~~", &[400], CLOSED),
    ("foreign host", "GET / HTTP/1.1~Host: evil.example~~", &[403], KEPT),
    ("foreign port", "GET / HTTP/1.1~Host: 127.0.0.1:1~~", &[403], KEPT),
    ("trailing dot", "GET / HTTP/1.1~Host: localhost.:{port}~~", &[403], KEPT),
    ("absolute form", "GET http://{own}/ HTTP/1.1~Host: {own}~~", &[200], KEPT),
    ("absolute form, other host", "GET http://evil.example/ HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("asterisk form", "OPTIONS * HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("target without slash", "GET foo HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("foreign origin", "GET / HTTP/1.1~Host: {own}~Origin: https://evil.example~~", &[403], KEPT),
    ("null origin", "GET / HTTP/1.1~Host: {own}~Origin: null~~", &[403], KEPT),
    ("own origin", "GET / HTTP/1.1~Host: {own}~Origin: http://{own}~~", &[200], KEPT),
    ("cross site", "GET / HTTP/1.1~Host: {own}~Sec-Fetch-Site: cross-site~~", &[403], KEPT),
    ("connect", "CONNECT {own} HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("upgrade", "GET / HTTP/1.1~Host: {own}~Connection: upgrade~Upgrade: websocket~~", &[400], CLOSED),
    ("upgrade with a body", "POST /echo HTTP/1.1~Host: {own}~Upgrade: websocket~Content-Length: 3~~abc", &[400], CLOSED),
    ("a body", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~~abc", &[200], KEPT),
    ("an empty body", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 0~~", &[200], KEPT),
    ("chunks", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~3~abc~0~~", &[200], KEPT),
    ("chunks with extension and trailer", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~3;x=y~abc~0~A: b~~", &[200], KEPT),
    ("gzip body", "POST /echo HTTP/1.1~Host: {own}~Content-Encoding: gzip~Content-Length: 3~~abc", &[415], KEPT),
    ("length and chunks", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~Transfer-Encoding: chunked~~0~~GET / HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("chunks and length", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~Content-Length: 5~~0~~GET / HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("length twice, equal", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~Content-Length: 3~~abc", &[400], CLOSED),
    ("length twice, different", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~Content-Length: 4~~abc", &[400], CLOSED),
    ("a list of lengths", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3, 3~~abc", &[400], CLOSED),
    ("a signed length", "POST /echo HTTP/1.1~Host: {own}~Content-Length: +3~~abc", &[400], CLOSED),
    ("a negative length", "POST /echo HTTP/1.1~Host: {own}~Content-Length: -1~~", &[400], CLOSED),
    ("identity encoding", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: identity~~", &[400], CLOSED),
    ("gzip, then chunks", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: gzip, chunked~~0~~", &[400], CLOSED),
    ("encoding twice", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: identity~Transfer-Encoding: chunked~~0~~", &[400], CLOSED),
    ("vertical tab in the encoding", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: \u{b}chunked~~0~~", &[400], CLOSED),
    ("blank before the colon", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding : chunked~~0~~", &[400], CLOSED),
    ("chunks on HTTP/1.0", "POST /echo HTTP/1.0~Host: {own}~Transfer-Encoding: chunked~~0~~", &[400], CLOSED),
    ("a folded line", "GET / HTTP/1.1~Host: {own}~X: a~ b~~", &[400], CLOSED),
    ("bare line feeds", "GET / HTTP/1.1\nHost: {own}\n\n", &[400], CLOSED),
    ("one bare line feed", "GET / HTTP/1.1~Host: {own}~X: a\n~", &[400], CLOSED),
    ("a bare CR", "GET / HTTP/1.1~Host: {own}~X: a\rb~~", &[400], CLOSED),
    ("NUL in a value", "GET / HTTP/1.1~Host: {own}~X: a\0b~~", &[400], CLOSED),
    ("a bad chunk size", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~zz~abc~0~~", &[400], CLOSED),
    ("a chunk size past 64 bits", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~ffffffffffffffffff~abc", &[400], CLOSED),
    ("a chunk longer than said", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~2~abc~0~~", &[400], CLOSED),
    ("no HTTP at all", "\u{16}\u{3}\u{1}~~", &[400], CLOSED),
    ("HTTP/2 preface", "PRI * HTTP/2.0~~SM~~", &[], CLOSED),
    ("HTTP/3.7", "GET / HTTP/3.7~Host: {own}~~", &[400], CLOSED),
    ("empty lines first", "~~GET / HTTP/1.1~Host: {own}~~", &[200], KEPT),
    ("two in a row", "GET / HTTP/1.1~Host: {own}~~GET /nowhere HTTP/1.1~Host: {own}~~", &[200, 404], KEPT),
    ("body, then another", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~~abcGET /nowhere HTTP/1.1~Host: {own}~~", &[200, 404], KEPT),
    ("slow, then quick", "GET /slow HTTP/1.1~Host: {own}~~GET /nowhere HTTP/1.1~Host: {own}~~", &[200, 404], KEPT),
    ("nothing after a refused head", "GET / HTTP/1.1~~GET / HTTP/1.1~Host: {own}~~", &[400], CLOSED),
    ("ambiguous second", "GET / HTTP/1.1~Host: {own}~~POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~Content-Length: 3~~0~~GET / HTTP/1.1~Host: {own}~~", &[200, 400], CLOSED),
    ("body left unread", "POST /unread HTTP/1.1~Host: {own}~Content-Length: 3~~abcGET / HTTP/1.1~Host: {own}~~", &[200, 200], KEPT),
    ("body never sent", "POST /unread HTTP/1.1~Host: {own}~Content-Length: 300~~abc", &[200], CLOSED),
    ("panic", "GET /panic HTTP/1.1~Host: {own}~~GET / HTTP/1.1~Host: {own}~~", &[500, 200], KEPT),
    ("at the limit", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 64~~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", &[200], KEPT),
    ("one over, declared", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 65~~x", &[413], CLOSED),
    ("one over, in chunks", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~40~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx~1~x~0~~GET / HTTP/1.1~Host: {own}~~", &[413], CLOSED),
    ("expecting a go-ahead", "POST /echo HTTP/1.1~Host: {own}~Expect: 100-continue~Content-Length: 3~~abc", &[200], KEPT),
    ("expecting one for too much", "POST /echo HTTP/1.1~Host: {own}~Expect: 100-continue~Content-Length: 99~~", &[413], CLOSED),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raw_requests_get_their_answers() {
    let server = Arc::new(Server::start(EdgeConfig { keep_alive_ms: 5_000, ..quick() }).await);
    let mut cases = JoinSet::new();
    for (name, text, statuses, closed) in RAW {
        let server = Arc::clone(&server);
        cases.spawn(async move {
            let heard = hear(&mut server.send(text).await).await;
            let right = heard.statuses() == *statuses && heard.closed == *closed;
            (!right).then(|| format!("{name}: closed = {}, {}", heard.closed, heard.text))
        });
    }
    let wrong: Vec<String> = cases.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    server.assert_well().await;
}

#[tokio::test]
async fn a_head_over_the_limit_is_refused_and_one_below_it_is_not() {
    let server = Server::start(quick()).await;
    for (name, length, statuses) in
        [("below", 60_000, [200]), ("over", 70_000, [431]), ("far over", 500_000, [431])]
    {
        let filler = "x".repeat(length);
        let mut stream = server.send(&format!("GET / HTTP/1.1~Host: {{own}}~X: {filler}~~")).await;
        assert_eq!(hear(&mut stream).await.statuses(), statuses, "{name}");
    }
}

#[tokio::test]
async fn refusals_are_written_by_the_given_renderer() {
    let server = Server::start(quick()).await;
    for (text, said) in [
        ("GET /a HTTP/1.1~~", "refused host_missing /a"),
        ("GET /b HTTP/1.1~Host: x~~", "refused host_foreign /b"),
        ("GET /panic HTTP/1.1~Host: {own}~~", "refused internal_error /panic"),
    ] {
        let heard = hear(&mut server.send(text).await).await;
        assert!(heard.text.ends_with(said), "{text}: {}", heard.text);
        assert_eq!(
            heard.text.contains("connection: close"),
            said.contains("missing"),
            "{text}: {}",
            heard.text
        );
    }
}

/// Name, bytes sent at once, bytes dripped after them, and after how many milliseconds it is over.
type Stall = (&'static str, &'static str, &'static str, u64);

#[rustfmt::skip] // One row, one line.
const STALLS: &[Stall] = &[
    ("silence", "", "", 250),
    ("empty lines", "", "~", 250),
    ("half a head", "GET / HT", "", 250),
    ("a dripping head", "GET / HTTP/1.1~X: ", "x", 250),
    ("half a second head", "GET / HTTP/1.1~Host: {own}~~GET / H", "", 250),
    ("a dripping second head", "GET / HTTP/1.1~Host: {own}~~GET / HTTP/1.1~X: ", "x", 250),
    ("half a body", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~~a", "", 500),
    ("half a body in chunks", "POST /echo HTTP/1.1~Host: {own}~Transfer-Encoding: chunked~~3~a", "", 500),
    ("rest after an answer", GET, "", 800),
    ("rest after a slow answer", "GET /slow HTTP/1.1~Host: {own}~~", "", 950),
];

#[tokio::test]
async fn clients_that_stall_are_closed_by_the_clock_they_owe() {
    let config = EdgeConfig { header_ms: 250, body_idle_ms: 500, keep_alive_ms: 800, ..quick() };
    let server = Arc::new(Server::start(config).await);
    let mut cases = JoinSet::new();
    for stall in STALLS {
        let server = Arc::clone(&server);
        cases.spawn(async move { stall_and_wait(&server, *stall).await });
    }
    cases.join_all().await;
}

/// Stalls as told and checks when the connection ends, and that half a body was answered before.
async fn stall_and_wait(server: &Server, (name, text, drip, after_ms): Stall) {
    let (start, mut stream) = (Instant::now(), server.send(text).await);
    let (mut reader, mut writer) = stream.split();
    let drips = async {
        while !drip.is_empty() && writer.write_all(server.bytes(drip).as_bytes()).await.is_ok() {
            sleep(Duration::from_millis(40)).await;
        }
        pending::<()>().await;
    };
    let mut heard = Vec::new();
    tokio::select! {
        () = drips => unreachable!("drips never end"),
        end = timeout(Duration::from_secs(5), reader.read_to_end(&mut heard)) => {
            assert!(end.is_ok(), "{name}: still open");
        }
    }
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(after_ms - 20), "{name}: closed after {took:?}");
    // Half a body is answered, and its sender gets the linger time to take note.
    assert!(took < Duration::from_millis(after_ms + 1_500), "{name}: closed only after {took:?}");
    let heard = String::from_utf8_lossy(&heard);
    assert_eq!(heard.contains(" 408 "), name.starts_with("half a body"), "{name}: {heard}");
}

#[tokio::test]
async fn a_body_that_keeps_coming_may_take_longer_than_the_idle_time() {
    let server = Server::start(quick()).await;
    let mut stream = server.send("POST /echo HTTP/1.1~Host: {own}~Content-Length: 10~~").await;
    for _ in 0..10 {
        sleep(Duration::from_millis(50)).await;
        stream.write_all(b"x").await.unwrap();
    }
    assert_eq!(hear(&mut stream).await.statuses(), [200]);
}

#[tokio::test]
async fn a_large_body_is_refused_and_the_refusal_arrives() {
    let server = Server::start(quick()).await;
    for (name, head) in
        [("declared", "Content-Length: 8000000"), ("endless chunks", "Transfer-Encoding: chunked")]
    {
        let mut stream = server.send(&format!("POST /echo HTTP/1.1~Host: {{own}}~{head}~~")).await;
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536));
        // A client that only reads once it has sent everything must not have been reset by then.
        for _ in 0..100 {
            stream.write_all(chunk.as_bytes()).await.unwrap();
        }
        let heard = hear(&mut stream).await;
        assert_eq!(heard.statuses(), [413], "{name}: {}", heard.text);
        assert!(heard.text.contains("connection: close"), "{name}: {}", heard.text);
        assert!(time_to_close(&mut stream).await < Duration::from_secs(2), "{name}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed() {
    let server = Server::start(EdgeConfig { max_connections: 1, ..quick() }).await;
    let stalled = server.send("GET /endless HTTP/1.1~Host: {own}~~").await;
    sleep(Duration::from_millis(100)).await;
    assert_eq!(hear(&mut server.send(GET).await).await.statuses(), [503], "the only seat is taken");
    sleep(Duration::from_millis(700)).await;
    server.assert_well().await;
    drop(stalled);
}

#[tokio::test]
async fn connections_over_the_cap_are_turned_away_and_the_cap_recovers() {
    let server = Server::start(EdgeConfig { max_connections: 3, header_ms: 5_000, ..quick() }).await;
    let held = [server.connect().await, server.connect().await, server.connect().await];
    sleep(Duration::from_millis(50)).await;
    for _ in 0..100 {
        let mut stream = server.connect().await;
        let heard = hear(&mut stream).await;
        assert!(heard.closed && heard.statuses() == [503], "{}", heard.text);
    }
    drop(held);
    sleep(Duration::from_millis(50)).await;
    server.assert_well().await;
}

#[tokio::test]
async fn a_reset_drops_the_waiting_handler_at_once() {
    let server = Server::start(EdgeConfig { half_close_ms: 60_000, ..quick() }).await;
    let stream = server.send("GET /hang HTTP/1.1~Host: {own}~~").await;
    server.until_begun(1).await;
    #[expect(deprecated, reason = "with zero seconds it cannot block, and it is how a reset is sent")]
    stream.set_linger(Some(Duration::ZERO)).unwrap();
    let start = Instant::now();
    drop(stream);
    server.until_gone(1).await;
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_client_that_left_drops_the_handler_after_the_grace() {
    let server = Server::start(quick()).await;
    for count in 1..=3 {
        let stream = server.send("GET /hang HTTP/1.1~Host: {own}~~").await;
        server.until_begun(count).await;
        let start = Instant::now();
        drop(stream);
        server.until_gone(count).await;
        let took = start.elapsed();
        assert!((Duration::from_millis(350)..Duration::from_secs(1)).contains(&took), "{took:?}");
    }
}

#[tokio::test]
async fn a_client_that_leaves_a_stream_ends_it() {
    let server = Server::start(quick()).await;
    let mut stream = server.send("GET /stream HTTP/1.1~Host: {own}~~").await;
    assert!(stream.read(&mut [0; 512]).await.unwrap() > 0);
    let start = Instant::now();
    drop(stream);
    server.until_gone(1).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_half_closed_client_is_answered() {
    let server = Server::start(quick()).await;
    for (name, text) in [
        ("at once", GET),
        ("a body", "POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~~abc"),
        ("within the grace", "GET /slow HTTP/1.1~Host: {own}~~"),
        ("twice", "GET /slow HTTP/1.1~Host: {own}~~GET / HTTP/1.1~Host: {own}~~"),
    ] {
        let mut stream = server.send(text).await;
        stream.shutdown().await.unwrap();
        let mut heard = String::new();
        timeout(Duration::from_secs(2), stream.read_to_string(&mut heard)).await.expect(name).unwrap();
        let expected = if name == "twice" { 2 } else { 1 };
        assert_eq!(heard.matches("HTTP/1.1 200").count(), expected, "{name}: {heard}");
    }
}

#[tokio::test]
async fn a_half_closed_client_hears_its_stream_past_the_grace() {
    let server = Server::start(quick()).await;
    let mut stream = server.send("GET /stream HTTP/1.1~Host: {own}~~").await;
    stream.shutdown().await.unwrap();
    let mut heard = 0;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(900) {
        let count = timeout(Duration::from_secs(1), stream.read(&mut [0; 512])).await.unwrap().unwrap();
        assert!(count > 0, "ended after {:?}", start.elapsed());
        heard += count;
    }
    assert!(heard > 100, "{heard} bytes");
}

#[tokio::test]
async fn half_a_body_and_then_the_end_is_told_to_the_handler() {
    let server = Server::start(quick()).await;
    let mut stream = server.send("POST /echo HTTP/1.1~Host: {own}~Content-Length: 9~~abc").await;
    stream.shutdown().await.unwrap();
    let heard = hear(&mut stream).await;
    assert!(heard.closed, "{}", heard.text);
    assert!(heard.statuses().iter().all(|status| *status == 400), "{}", heard.text);
}

#[tokio::test]
async fn the_unix_socket_takes_any_host_and_says_who_asks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.sock");
    let unix = Listener::Unix(UnixListener::bind(&path).unwrap());
    let server = Server::start_with(quick(), vec![unix]).await;
    for (text, status, said) in [
        ("GET /peer HTTP/1.1~Host: anything~~", 200, "local"),
        ("GET /peer HTTP/1.1~~", 400, "host_missing"),
        ("GET /peer HTTP/1.1~Host: a~Origin: http://a~~", 403, "origin_foreign"),
    ] {
        let mut stream = UnixStream::connect(&path).await.unwrap();
        stream.write_all(server.bytes(text).as_bytes()).await.unwrap();
        let heard = hear(&mut stream).await;
        assert_eq!(heard.statuses(), [status], "{text}: {}", heard.text);
        assert!(heard.text.contains(said), "{text}: {}", heard.text);
    }
    let heard = hear(&mut server.send("GET /peer HTTP/1.1~Host: {own}~~").await).await;
    assert!(heard.text.ends_with("tcp"), "{}", heard.text);
}

/// An idle connection, half a head, half a body and two calls, of which one never ends.
async fn busy(server: &Server) -> Vec<(&'static str, TcpStream)> {
    let mut idle = server.send(GET).await;
    assert_eq!(hear(&mut idle).await.statuses(), [200]);
    let open = vec![
        ("idle", idle),
        ("silent", server.connect().await),
        ("half a head", server.send("GET / HT").await),
        ("half a body", server.send("POST /echo HTTP/1.1~Host: {own}~Content-Length: 3~~a").await),
        ("half a second head", server.send("GET /hang HTTP/1.1~Host: {own}~~GET / H").await),
        ("endless", server.send("GET /stream HTTP/1.1~Host: {own}~~").await),
    ];
    server.until_begun(2).await;
    open
}

fn patient() -> EdgeConfig {
    EdgeConfig { header_ms: 60_000, body_idle_ms: 60_000, keep_alive_ms: 60_000, ..quick() }
}

#[tokio::test]
async fn the_first_signal_drains_until_the_deadline() {
    let server = Server::start(patient()).await;
    let mut open = busy(&server).await;
    let mut slow = server.send("GET /slow HTTP/1.1~Host: {own}~~").await;
    sleep(Duration::from_millis(50)).await;
    server.shutdown.begin();
    server.shutdown.begin();
    sleep(Duration::from_millis(90)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "still listening");
    for (name, stream) in open.iter_mut().take(3) {
        let took = time_to_close(stream).await;
        assert!(took < Duration::from_millis(100), "{name}: closed after {took:?}");
    }
    let heard = hear(&mut slow).await;
    assert!(
        heard.text.starts_with("HTTP/1.1 200") && heard.text.contains("connection: close"),
        "{}",
        heard.text
    );
    assert_eq!(server.handlers.gone.load(SeqCst), 0, "calls in flight were cut early");
    let report = timeout(Duration::from_secs(3), server.task).await.expect("the drain hangs").unwrap();
    assert_eq!((report.idle, report.finished, report.aborted), (3, 1, 3), "{report:?}");
    assert!(
        report.elapsed >= Duration::from_millis(400) && report.elapsed < Duration::from_secs(2),
        "{report:?}"
    );
    assert_eq!(server.handlers.gone.load(SeqCst), 2);
}

#[tokio::test]
async fn a_drain_with_nothing_in_flight_ends_at_once() {
    let server = Server::start(EdgeConfig { drain_ms: 60_000, ..patient() }).await;
    let _idle = server.connect().await;
    sleep(Duration::from_millis(50)).await;
    server.shutdown.begin();
    let report =
        timeout(Duration::from_secs(1), server.task).await.expect("the drain waits for nobody").unwrap();
    assert_eq!((report.idle, report.aborted), (1, 0), "{report:?}");
}

#[tokio::test]
async fn the_second_signal_ends_everything() {
    let server = Server::start(EdgeConfig { drain_ms: 60_000, ..patient() }).await;
    let _open = busy(&server).await;
    server.shutdown.begin();
    sleep(Duration::from_millis(100)).await;
    assert!(!server.task.is_finished());
    let start = Instant::now();
    server.shutdown.abort();
    let report = timeout(Duration::from_secs(1), server.task).await.expect("the abort hangs").unwrap();
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(report.aborted, 3, "{report:?}");
    assert_eq!(server.handlers.gone.load(SeqCst), 2);
}

#[tokio::test]
async fn a_stream_hears_of_the_deadline_before_it_is_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = Shutdown::new();
    let told = shutdown.clone();
    let farewell = move || async move {
        let last = stream::once(async move {
            told.ending().await;
            Ok::<_, BodyError>(Bytes::from_static(b"farewell"))
        });
        Body::from_stream(last)
    };
    let service = Router::new().route("/", get(farewell));
    let task =
        tokio::spawn(serve(vec![Listener::Tcp(listener)], service, quick(), renderer(), shutdown.clone()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    shutdown.begin();
    let mut heard = String::new();
    timeout(Duration::from_secs(2), stream.read_to_string(&mut heard)).await.unwrap().unwrap();
    assert!(heard.contains("farewell"), "{heard}");
    let report = task.await.unwrap();
    assert_eq!((report.finished, report.aborted), (1, 0), "{report:?}");
}

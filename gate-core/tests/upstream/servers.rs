//! Raw servers on the loopback, each connection driven by a script, and the client to try on them.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use gate_core::id::CallIds;
use gate_core::secret::Secret;
use gate_core::upstream::{
    AllowList, BaseUrl, KeyChoice, Provider, ProviderKind, StreamEnd, Timeouts, Upstream, UpstreamRequest,
    UpstreamSettings,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What an event stream's head looks like.
pub(crate) const EVENTS: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// A listener that counts its connections.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Runs `script` on every connection.
    pub(crate) async fn start<F, S>(script: F) -> Self
    where
        F: Fn(Connection) -> S + Send + Sync + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        Self::start_at("127.0.0.1:0", script).await
    }

    pub(crate) async fn start_at<F, S>(address: &str, script: F) -> Self
    where
        F: Fn(Connection) -> S + Send + Sync + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(script(Connection { stream }));
            }
        });
        Self { address, connections }
    }

    /// Answers every request on every connection with these bytes, then closes or stays.
    pub(crate) async fn answering(answer: impl Into<Bytes>, closes: bool) -> Self {
        let answer = answer.into();
        Self::start(move |mut connection| {
            let answer = answer.clone();
            async move {
                while connection.request().await.is_some() {
                    connection.send(&answer).await;
                    if closes {
                        return;
                    }
                }
            }
        })
        .await
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn provider(&self) -> Arc<Provider> {
        provider(&format!("http://{}", self.address))
    }
}

/// One accepted connection.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
}

impl Connection {
    /// The next request, head and body as text; `None` when the client has gone.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let mut text = Vec::new();
        loop {
            let mut buffer = [0; 4096];
            let read = self.stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
            text.extend_from_slice(&buffer[..read]);
            let seen = String::from_utf8_lossy(&text);
            let Some((head, body)) = seen.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
                return Some(seen.into_owned());
            }
        }
    }

    /// Sends bytes; whether the client took them.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Sends one chunk of a chunked body.
    pub(crate) async fn chunk(&mut self, data: &str) -> bool {
        self.send(format!("{:x}\r\n{data}\r\n", data.len()).as_bytes()).await
    }

    /// Waits until the client closes.
    pub(crate) async fn closed(&mut self) {
        let mut buffer = [0; 4096];
        while self.stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    }
}

pub(crate) fn provider(base: &str) -> Arc<Provider> {
    Arc::new(Provider::new("test", ProviderKind::Custom, BaseUrl::parse(base).unwrap()))
}

pub(crate) fn request(provider: &Arc<Provider>, stream: bool) -> UpstreamRequest {
    UpstreamRequest {
        call_id: CallIds::after(0).next(1_771_410_600_000, 1),
        provider: Arc::clone(provider),
        route: "chat/completions".into(),
        headers: Vec::new(),
        ends: StreamEnd::Marker,
        unix_seconds: 1_700_000_000,
        body: Bytes::from_static(br#"{"model":"m","messages":[]}"#),
        stream,
        key: KeyChoice::Own(0),
    }
}

/// A key that is put together at run time.
pub(crate) fn key() -> Secret {
    Secret::new(["hush", "-0123456789abcdef"].concat())
}

pub(crate) fn settings(allow: &[&str]) -> UpstreamSettings {
    let allow: Vec<String> = allow.iter().map(ToString::to_string).collect();
    UpstreamSettings { allow: AllowList::parse(&allow).unwrap(), ..UpstreamSettings::default() }
}

/// A client that may reach the loopback and is patient.
pub(crate) fn client() -> Upstream {
    Upstream::new(settings(&["127.0.0.1"])).unwrap()
}

/// A client with limits short enough to wait for.
pub(crate) fn hasty(timeouts: Timeouts) -> Upstream {
    Upstream::new(UpstreamSettings { timeouts, ..settings(&["127.0.0.1"]) }).unwrap()
}

pub(crate) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A chunked body of these pieces, ended properly.
pub(crate) fn chunked(pieces: &[&str]) -> String {
    let chunks =
        pieces.iter().map(|piece| format!("{:x}\r\n{piece}\r\n", piece.len())).collect::<Vec<_>>().concat();
    format!("{EVENTS}{chunks}0\r\n\r\n")
}

/// A whole answer with a length.
pub(crate) fn document(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

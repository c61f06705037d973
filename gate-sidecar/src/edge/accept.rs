//! Accept: the loop that takes connections, within the cap, and the task that drives each of them.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::drain::{Endings, Phase, Shutdown};
use super::exchange::{Desk, Turn};
use super::state::ConnectionState;
use super::timed_io::TimedIo;
use super::{EdgeConfig, EdgeService, Peer};

/// The pause after an accept that failed for want of descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What a connection over the cap is told, and how long it may take to hear it.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
const FULL_WAIT: Duration = Duration::from_millis(200);

/// Connections over the cap that are being told so at once; the rest are closed without a word.
const FULL_AT_ONCE: usize = 64;

/// Something that connections come from.
#[derive(Debug)]
pub enum Listener {
    /// A TCP address.
    Tcp(TcpListener),
    /// The data directory's socket; the file stays the caller's to remove.
    Unix(UnixListener),
}

impl Listener {
    /// The TCP address, which tells the real port after a bind to port 0.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr().ok(),
            Self::Unix(_) => None,
        }
    }

    async fn accept(&self) -> io::Result<Accepted> {
        match self {
            Self::Tcp(listener) => {
                let (stream, address) = listener.accept().await?;
                // A socket that its client has already reset refuses the option; the first read will tell.
                let _ = stream.set_nodelay(true);
                Ok(Accepted::Tcp(stream, address))
            }
            Self::Unix(listener) => Ok(Accepted::Unix(listener.accept().await?.0)),
        }
    }
}

enum Accepted {
    Tcp(TcpStream, SocketAddr),
    Unix(UnixStream),
}

/// What all connections of an edge share.
pub(super) struct Edge {
    pub(super) config: EdgeConfig,
    pub(super) desk: Arc<Desk>,
    pub(super) shutdown: Shutdown,
    pub(super) endings: Endings,
    seats: Arc<Semaphore>,
    doorstep: Arc<Semaphore>,
    http1: http1::Builder,
}

impl Edge {
    pub(super) fn new(config: EdgeConfig, desk: Arc<Desk>, shutdown: Shutdown) -> Self {
        let mut http1 = http1::Builder::new();
        http1
            // The clocks and the half-close rule are those of `TimedIo`.
            .header_read_timeout(None)
            .half_close(false)
            .max_header_size(config.max_header_bytes)
            // hyper's smallest is 8 KiB.
            .max_buf_size(config.max_header_bytes.max(8 * 1024));
        Self {
            seats: Arc::new(Semaphore::new(config.max_connections)),
            doorstep: Arc::new(Semaphore::new(FULL_AT_ONCE)),
            endings: Endings::default(),
            http1,
            config,
            desk,
            shutdown,
        }
    }
}

/// Takes connections until the shutdown begins, then waits for the last of them.
pub(super) async fn run<S: EdgeService>(listener: Listener, edge: Arc<Edge>, service: S) {
    let mut connections = JoinSet::new();
    let mut draining = pin!(edge.shutdown.draining());
    loop {
        tokio::select! {
            biased;
            () = &mut draining => break,
            Some(ended) = connections.join_next() => note_panic(ended),
            accepted = listener.accept() => match accepted {
                Ok(accepted) => admit(accepted, &edge, &service, &mut connections),
                Err(error) => pause_after(&error).await,
            },
        }
    }
    drop(listener);
    while let Some(ended) = connections.join_next().await {
        note_panic(ended);
    }
}

/// Connections end by themselves or are dropped; only a renderer that panics gets here.
fn note_panic(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a connection's task panicked");
    }
}

/// A client that left before it was accepted is its own affair; everything else (no descriptors, no memory) would
/// fail again at once.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        tracing::warn!(%error, "cannot accept connections");
        sleep(ACCEPT_PAUSE).await;
    }
}

/// Gives a connection a seat and a task, or turns it away.
fn admit<S: EdgeService>(accepted: Accepted, edge: &Arc<Edge>, service: &S, connections: &mut JoinSet<()>) {
    let Ok(seat) = Arc::clone(&edge.seats).try_acquire_owned() else {
        if let Ok(step) = Arc::clone(&edge.doorstep).try_acquire_owned() {
            match accepted {
                Accepted::Tcp(stream, _) => connections.spawn(turn_away(stream, step)),
                Accepted::Unix(stream) => connections.spawn(turn_away(stream, step)),
            };
        }
        return;
    };
    let (edge, service) = (Arc::clone(edge), service.clone());
    match accepted {
        Accepted::Tcp(stream, address) => {
            let seat = Seat { peer: Peer::Tcp(address), permit: seat };
            connections.spawn(drive(stream, seat, edge, service));
        }
        Accepted::Unix(stream) => {
            let seat = Seat { peer: Peer::Local, permit: seat };
            connections.spawn(drive(stream, seat, edge, service));
        }
    }
}

/// Who sits in one of the places under the connection cap.
struct Seat {
    peer: Peer,
    permit: OwnedSemaphorePermit,
}

/// Drives one connection to its end, or to the shutdown's.
async fn drive<T, S>(stream: T, seat: Seat, edge: Arc<Edge>, service: S)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: EdgeService,
{
    let state = Arc::new(ConnectionState::new());
    let peer = seat.peer;
    let io = TokioIo::new(TimedIo::new(stream, Arc::clone(&state), &edge.config, seat.permit));
    let (desk, turn_state) = (Arc::clone(&edge.desk), Arc::clone(&state));
    let answer =
        service_fn(move |request| Turn::begin(&desk, &turn_state, peer).answer(service.clone(), request));
    let mut connection = pin!(edge.http1.serve_connection(io, answer).with_upgrades());
    tokio::select! {
        biased;
        // However it ended (timeouts and resets included), there is nobody left to tell.
        _ = connection.as_mut() => return,
        () = edge.shutdown.draining() => {}
    }
    // hyper's graceful shutdown waits for half-sent heads; a connection that owes us a request is dropped instead.
    if !state.is_busy() {
        count(&edge.endings.idle);
        return;
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        biased;
        _ = connection.as_mut() => count(&edge.endings.finished),
        () = edge.shutdown.reached(Phase::Aborted) => count(&edge.endings.aborted),
    }
}

fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Relaxed);
}

/// Tells a client that the gate is full, and waits a moment for it to hear it.
async fn turn_away<T>(mut stream: T, _step: OwnedSemaphorePermit)
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    let farewell = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await?;
        let mut discarded = [0; 1024];
        while stream.read(&mut discarded).await? > 0 {}
        io::Result::Ok(())
    };
    // A client that is too slow for this, or gone, is closed all the same.
    let _ = timeout(FULL_WAIT, farewell).await;
}

//! Edge: takes HTTP/1.1 connections and hands the service only requests that are whole, timely and meant for it.
//!
//! ```text
//! accept (cap, nodelay) -> TimedIo (clocks, head scanner) -> hyper http1 -> guard -> service -> answer
//! ```
//!
//! The loop is our own because the ready-made ones leave silent sockets open for ever and can hang on shutdown.
//! HTTP/2 is not spoken here, which keeps a family of floods away.

mod accept;
mod allow;
mod body;
mod config;
mod drain;
mod exchange;
mod guard;
mod panics;
mod scan;
mod state;
mod timed_io;
mod timer;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::request::Parts;
use http::{Request, Response};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tower::Service;

pub use accept::Listener;
pub use allow::AllowList;
pub use body::{BodyError, EdgeBody, read_body};
pub use config::EdgeConfig;
pub use drain::{DrainReport, Shutdown, on_signals};
pub use guard::{Framing, GuardRefusal, GuardRules, RawFacts, check};
pub use panics::log_panics_by_place;

/// Writes the body of a refusal in the manner of the path's API.
///
/// After a panic only the method, the target and the version of the head are known. The status should be
/// [`GuardRefusal::status`]; `connection: close` is added where it is due.
pub type RefusalRenderer = Arc<dyn Fn(&Parts, GuardRefusal) -> Response<Body> + Send + Sync>;

/// Who sent a request; every request carries one among its extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A client on the network, or on this machine over loopback.
    Tcp(SocketAddr),
    /// A process that may open the data directory's socket.
    Local,
}

/// What an edge can serve, an `axum::Router` above all; implemented by everything that fits.
pub trait EdgeService:
    Service<Request<EdgeBody>, Response = Response<Body>, Error = Infallible, Future: Send>
    + Clone
    + Send
    + 'static
{
}

impl<S> EdgeService for S where
    S: Service<Request<EdgeBody>, Response = Response<Body>, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static
{
}

/// Serves until `shutdown` has run its course; returns at the latest a second after the drain deadline, and within
/// half a second of an abort.
///
/// Answers must not rely on their handler being polled again: when the client is gone or the deadline has passed,
/// its future is dropped. Upgraded connections are no longer the edge's: whoever took one watches `shutdown`.
pub async fn serve<S: EdgeService>(
    listeners: Vec<Listener>,
    service: S,
    config: EdgeConfig,
    refusal_renderer: RefusalRenderer,
    shutdown: Shutdown,
) -> DrainReport {
    let addresses: Vec<SocketAddr> = listeners.iter().filter_map(Listener::address).collect();
    let rules = GuardRules {
        allow: AllowList::new(&addresses, &config),
        websocket_paths: config.websocket_paths.clone(),
    };
    let drain = Duration::from_millis(config.drain_ms);
    let desk = Arc::new(exchange::Desk { rules, renderer: refusal_renderer });
    let edge = Arc::new(accept::Edge::new(config, desk, shutdown.clone()));

    let mut loops = JoinSet::new();
    for listener in listeners {
        loops.spawn(accept::run(listener, Arc::clone(&edge), service.clone()));
    }
    shutdown.draining().await;
    let since = Instant::now();
    tokio::select! {
        () = async { while loops.join_next().await.is_some() {} } => {}
        // Tasks that do not yield are left behind rather than waited for.
        () = shutdown.run_clock(drain) => loops.abort_all(),
    }
    edge.endings.report(since)
}

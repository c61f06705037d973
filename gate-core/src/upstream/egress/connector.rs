//! Connector: resolves, checks, connects to what was checked, and encrypts, all within one time limit.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::address::verdict;
use super::allow::AllowList;
use super::resolve::Resolver;
use super::tls::{BadRoots, client_config};

/// A dead peer is noticed after a minute and a half, and an idle NAT keeps its entry.
const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);
const KEEPALIVE_PROBES: u32 = 4;
/// How long the first address family may take before the other one is tried beside it (RFC 8305 says 250 ms).
const OTHER_FAMILY_AFTER: Duration = Duration::from_millis(250);

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Connecting<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// Why there is no connection. Nothing of the request was sent in any of these cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::upstream) enum ConnectFailure {
    /// No address of the host may be connected to.
    #[error("blocked")]
    Blocked,
    /// The name has no address, or nobody listens there.
    #[error("unreachable")]
    Unreachable,
    /// The TLS handshake failed.
    #[error("tls")]
    Tls,
    /// It took too long.
    #[error("timeout")]
    Timeout,
}

/// Opens connections for the pool. Cloning is cheap.
#[derive(Clone)]
pub(in crate::upstream) struct Connector {
    https: HttpsConnector<Dial>,
    limit: Duration,
}

impl Connector {
    /// A connector that opens private targets only as `exceptions` say and gives up after `limit`, name
    /// resolution and TLS handshake included.
    pub(in crate::upstream) fn new(
        exceptions: AllowList,
        resolver: Resolver,
        own_roots: &[u8],
        limit: Duration,
    ) -> Result<Self, BadRoots> {
        let dial = Dial { exceptions: Arc::new(exceptions), resolver, limit };
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(client_config(own_roots)?)
            .https_or_http()
            .enable_all_versions()
            .wrap_connector(dial);
        Ok(Self { https, limit })
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = ConnectFailure;
    type Future = Connecting<Self::Response, Self::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = self.https.call(target);
        let limit = self.limit;
        Box::pin(async move {
            let connected = tokio::time::timeout(limit, connecting).await;
            connected.map_err(|_| ConnectFailure::Timeout)?.map_err(classify)
        })
    }
}

/// What is not an error of [`Dial`] happened after it: in the handshake.
fn classify(error: BoxError) -> ConnectFailure {
    error.downcast_ref::<ConnectFailure>().copied().unwrap_or(ConnectFailure::Tls)
}

/// The TCP part: every connect resolves and checks anew, and connects only to addresses that passed.
#[derive(Clone)]
struct Dial {
    exceptions: Arc<AllowList>,
    resolver: Resolver,
    limit: Duration,
}

impl Dial {
    async fn connect(self, target: Uri) -> Result<TokioIo<TcpStream>, ConnectFailure> {
        let vetted = self.vetted_addresses(&target).await?;
        let mut tcp = HttpConnector::new_with_resolver(Vetted(vetted));
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE_INTERVAL));
        tcp.set_keepalive_retries(Some(KEEPALIVE_PROBES));
        tcp.set_happy_eyeballs_timeout(Some(OTHER_FAMILY_AFTER));
        // Shared by the addresses, so that one that swallows packets leaves time for the next.
        tcp.set_connect_timeout(Some(self.limit));
        tcp.call(target).await.map_err(|_| ConnectFailure::Unreachable)
    }

    /// The addresses of the target that may be connected to. A literal never reaches the resolver, so it is
    /// checked here as well as every answer of the resolver.
    async fn vetted_addresses(&self, target: &Uri) -> Result<Vec<SocketAddr>, ConnectFailure> {
        let host = target.host().ok_or(ConnectFailure::Blocked)?;
        let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let default_port = if target.scheme_str() == Some("https") { 443 } else { 80 };
        let port = target.port_u16().unwrap_or(default_port);
        let addresses = match host.parse::<IpAddr>() {
            Ok(literal) => vec![literal],
            Err(_) => self.resolver.addresses(host).await.map_err(|_| ConnectFailure::Unreachable)?,
        };
        if addresses.is_empty() {
            return Err(ConnectFailure::Unreachable);
        }
        let is_allowed = |address: &IpAddr| verdict(host, port, *address, &self.exceptions).is_ok();
        let vetted: Vec<SocketAddr> =
            addresses.into_iter().filter(is_allowed).map(|address| SocketAddr::new(address, port)).collect();
        if vetted.is_empty() { Err(ConnectFailure::Blocked) } else { Ok(vetted) }
    }
}

impl Service<Uri> for Dial {
    type Response = TokioIo<TcpStream>;
    type Error = ConnectFailure;
    type Future = Connecting<Self::Response, Self::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        Box::pin(self.clone().connect(target))
    }
}

/// A resolver that knows one answer: the addresses that were checked.
#[derive(Clone)]
struct Vetted(Vec<SocketAddr>);

impl Service<Name> for Vetted {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        std::future::ready(Ok(std::mem::take(&mut self.0).into_iter()))
    }
}

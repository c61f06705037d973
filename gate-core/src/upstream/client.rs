//! Client: one HTTP exchange with one provider, up to the head of the answer.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::Instant;

use super::body::Body;
use super::credential;
use super::egress::{AllowList, BadRoots, ConnectFailure, Connector, Resolver};
use super::error::{Fault, Phase, UpstreamError};
use super::provider::{ProviderKind, UpstreamRequest};
use super::watchdog::HeadWait;

/// Below the shortest keep-alive that is common among providers' front ends, so that connections are rarely
/// found closed.
const POOL_IDLE: Duration = Duration::from_secs(20);
const POOL_PER_HOST: usize = 256;
/// Caps an HTTP/1.1 head, and what one read of a body holds.
const HEAD_BYTES: usize = 64 * 1024;
const PING_AFTER: Duration = Duration::from_secs(20);
const PING_WITHIN: Duration = Duration::from_secs(10);

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const AGENT: HeaderValue = HeaderValue::from_static(concat!("gate/", env!("CARGO_PKG_VERSION")));
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream, application/json");
const AWS_EVENTS: HeaderValue = HeaderValue::from_static("application/vnd.amazon.eventstream");
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// The time limits of one attempt at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Name resolution, TCP and TLS.
    pub connect: Duration,
    /// From sending the request to the head of the answer.
    pub header: Duration,
    /// Between two chunks of the answer.
    pub idle: Duration,
    /// The whole attempt.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            header: Duration::from_mins(1),
            idle: Duration::from_mins(2),
            total: Duration::from_mins(10),
        }
    }
}

/// What the way out needs to know.
#[derive(Debug, Clone)]
pub struct UpstreamSettings {
    /// The time limits of one attempt.
    pub timeouts: Timeouts,
    /// Private targets that may be reached; everything private is refused otherwise.
    pub allow: AllowList,
    /// Where the addresses of names come from.
    pub resolver: Resolver,
    /// Root certificates to trust instead of Mozilla's, in PEM; empty: Mozilla's.
    pub own_roots: Vec<u8>,
}

impl Default for UpstreamSettings {
    fn default() -> Self {
        Self {
            timeouts: Timeouts::default(),
            allow: AllowList::default(),
            resolver: Resolver::system(),
            own_roots: Vec::new(),
        }
    }
}

/// An answer's head, and its body to be read.
pub(super) struct Exchange {
    pub(super) head: http::response::Parts,
    pub(super) body: Body,
}

/// The pool of connections to all providers.
#[derive(Clone)]
pub(super) struct Client {
    pool: legacy::Client<Connector, Outgoing>,
    timeouts: Timeouts,
}

impl Client {
    pub(super) fn new(settings: UpstreamSettings) -> Result<Self, BadRoots> {
        let UpstreamSettings { timeouts, allow, resolver, own_roots } = settings;
        let connector = Connector::new(allow, resolver, &own_roots, timeouts.connect)?;
        // `retry_canceled_requests` is left on. It repeats a request only when a REUSED connection turned out to be
        // closed before it took the request, which then comes back unwritten; a request of which a byte may have
        // been written, or one on a fresh connection, is never repeated.
        let pool = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(POOL_PER_HOST)
            .http1_max_buf_size(HEAD_BYTES)
            .http2_max_header_list_size(16 * 1024)
            .http2_adaptive_window(true)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_WITHIN)
            .build(connector);
        Ok(Self { pool, timeouts })
    }

    /// Sends the request and waits for the head of the answer, whatever its status.
    ///
    /// A connection that could not be opened is tried once more within the same limit; nothing was sent then.
    pub(super) async fn exchange(&self, request: &UpstreamRequest) -> Result<Exchange, UpstreamError> {
        let Timeouts { connect, header, idle, total } = self.timeouts;
        let mut wait = HeadWait::start(connect, header, total);
        let response = match self.attempt(request, &mut wait).await {
            Err(error) if error.kind == Fault::Connect && !error.sent => {
                self.attempt(request, &mut wait).await
            }
            outcome => outcome,
        };
        let (head, incoming) = response?.into_parts();
        Ok(Exchange { head, body: Body::new(incoming, wait.into_watchdog(), idle) })
    }

    async fn attempt(
        &self,
        request: &UpstreamRequest,
        wait: &mut HeadWait,
    ) -> Result<Response<Incoming>, UpstreamError> {
        let sent = Arc::new(OnceLock::new());
        let data = Some(request.body.clone()).filter(|body| !body.is_empty());
        let outgoing = Outgoing { data, sent: Arc::clone(&sent) };
        let mut response = pin!(self.pool.request(to_http(request, outgoing)?));
        poll_fn(|context| {
            let outcome = response.as_mut().poll(context);
            let since = sent.get().copied();
            if let Poll::Ready(outcome) = outcome {
                return Poll::Ready(outcome.map_err(|error| failure(&error, since.is_some())));
            }
            let late = |phase| {
                Err(UpstreamError { kind: Fault::Timeout(phase), sent: since.is_some(), began: false })
            };
            wait.poll(since, context).map(late)
        })
        .await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Client").field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}

/// The request as it goes out: made anew, with these headers and no other.
fn to_http(request: &UpstreamRequest, body: Outgoing) -> Result<Request<Outgoing>, UpstreamError> {
    let mut headers = HeaderMap::with_capacity(8);
    let method = if request.body.is_empty() { Method::GET } else { Method::POST };
    if method == Method::POST {
        headers.insert(CONTENT_TYPE, JSON);
    }
    let accepted = match (request.stream, &request.provider.kind) {
        (true, ProviderKind::Bedrock { .. }) => AWS_EVENTS,
        (true, _) => EVENTS,
        (false, _) => JSON,
    };
    headers.insert(ACCEPT, accepted);
    headers.insert(ACCEPT_ENCODING, IDENTITY);
    headers.insert(USER_AGENT, AGENT);
    let call_id =
        HeaderValue::try_from(request.call_id.to_string()).expect("a call id is letters and digits");
    headers.insert(X_REQUEST_ID, call_id);
    let uri = request.provider.base().join(&request.route);
    let uri = uri.map_err(|_| UpstreamError::unsent(Fault::BadRoute))?;
    for (name, value) in &request.headers {
        let value = HeaderValue::try_from(value).map_err(|_| UpstreamError::unsent(Fault::BadRoute))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    credential::put(&mut headers, request, &uri).ok_or_else(|| UpstreamError::unsent(Fault::BadKey))?;
    let mut outgoing = Request::new(body);
    *outgoing.method_mut() = method;
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = headers;
    Ok(outgoing)
}

fn failure(error: &legacy::Error, sent: bool) -> UpstreamError {
    let mut source = std::error::Error::source(error);
    let mut kind = if error.is_connect() { Fault::Connect } else { Fault::Reset };
    while let Some(cause) = source {
        if let Some(failure) = cause.downcast_ref::<ConnectFailure>() {
            kind = match failure {
                ConnectFailure::Blocked => Fault::Blocked,
                ConnectFailure::Unreachable => Fault::Connect,
                ConnectFailure::Tls => Fault::Tls,
                ConnectFailure::Timeout => Fault::Timeout(Phase::Connect),
            };
        } else if let Some(error) = cause.downcast_ref::<hyper::Error>() {
            if error.is_parse_too_large() {
                kind = Fault::TooLarge;
            } else if error.is_parse() {
                kind = Fault::Garbage;
            }
        }
        source = cause.source();
    }
    UpstreamError { kind, sent: sent && !error.is_connect(), began: false }
}

/// A request body of known length that notes when a connection first asks for it.
///
/// Connections ask whether a body is empty right before they write the head, so the note is there before the first
/// byte leaves.
struct Outgoing {
    data: Option<Bytes>,
    sent: Arc<OnceLock<Instant>>,
}

impl Outgoing {
    fn note(&self) {
        self.sent.get_or_init(Instant::now);
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.note();
        Poll::Ready(self.data.take().map(|data| Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.note();
        self.data.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.data.as_ref().map_or(0, |data| data.len() as u64))
    }
}

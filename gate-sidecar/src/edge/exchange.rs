//! Exchange: one request through the guard and the service, and its answer back, whatever the service does.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body as AxumBody;
use bytes::Bytes;
use futures_util::FutureExt;
use http::header::{CONNECTION, HeaderValue};
use http::request::Parts;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tower::ServiceExt;

use super::body::EdgeBody;
use super::guard::{self, GuardRefusal, GuardRules, RawFacts};
use super::state::{ConnectionState, InFlight};
use super::{EdgeService, Peer, RefusalRenderer};

/// What all exchanges of an edge share.
pub(super) struct Desk {
    pub(super) rules: GuardRules,
    pub(super) renderer: RefusalRenderer,
}

/// One request's turn on its connection.
pub(super) struct Turn {
    desk: Arc<Desk>,
    state: Arc<ConnectionState>,
    peer: Peer,
    in_flight: InFlight,
}

impl Turn {
    /// Marks the connection as answering.
    ///
    /// To be called while hyper hands the request over, not in the future that answers it: before it first polls that
    /// one, hyper reads on, and the end of input found there must already be withheld.
    pub(super) fn begin(desk: &Arc<Desk>, state: &Arc<ConnectionState>, peer: Peer) -> Self {
        let in_flight = InFlight::begin(state);
        Self { desk: Arc::clone(desk), state: Arc::clone(state), peer, in_flight }
    }

    /// Answers one request: guard, then service; a panic becomes [`GuardRefusal::Panicked`].
    pub(super) async fn answer<S: EdgeService>(
        self,
        service: S,
        request: Request<Incoming>,
    ) -> Result<Response<AnswerBody>, Infallible> {
        let Self { desk, state, peer, in_flight } = self;
        let facts = RawFacts { framing: state.next_head(), is_local: peer == Peer::Local };
        let (mut head, incoming) = request.into_parts();
        let body = EdgeBody::new(incoming, &state);
        let mut response = match guard::check(&head, facts, &desk.rules) {
            Ok(()) => {
                head.extensions.insert(peer);
                serve(&desk, service, Request::from_parts(head, body)).await
            }
            Err(refusal) => {
                drop(body);
                refuse(&desk, &head, refusal)
            }
        };
        if state.is_body_abandoned() {
            close_after(&mut response);
        }
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            state.set_upgraded();
        }
        Ok(response.map(|body| AnswerBody { body, _in_flight: in_flight }))
    }
}

fn refuse(desk: &Desk, head: &Parts, refusal: GuardRefusal) -> Response<AxumBody> {
    tracing::debug!(code = refusal.code(), "request refused by the guard");
    let mut response = (desk.renderer)(head, refusal);
    if refusal.closes_connection() {
        close_after(&mut response);
    }
    response
}

/// Calls the service. What a panic leaves behind is dropped with it, so nothing broken is used again.
async fn serve<S: EdgeService>(desk: &Desk, service: S, request: Request<EdgeBody>) -> Response<AxumBody> {
    let outline = (request.method().clone(), request.uri().clone(), request.version());
    let outcome = AssertUnwindSafe(service.oneshot(request)).catch_unwind().await;
    match outcome {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(_payload) => {
            tracing::error!(method = %outline.0, "the service panicked while answering");
            let mut request = Request::new(());
            (*request.method_mut(), *request.uri_mut(), *request.version_mut()) = outline;
            let (head, ()): (Parts, ()) = request.into_parts();
            (desk.renderer)(&head, GuardRefusal::Panicked)
        }
    }
}

fn close_after(response: &mut Response<AxumBody>) {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
}

/// Why an answer was cut; the client sees a truncated body.
#[derive(Debug, thiserror::Error)]
pub(super) enum AnswerError {
    /// The service's stream failed.
    #[error("the answer's stream failed")]
    Failed(#[source] axum::Error),
    /// The service's stream panicked.
    #[error("the answer's stream panicked")]
    Panicked,
}

/// An answer's body; the connection counts as busy until it is gone.
pub(super) struct AnswerBody {
    body: AxumBody,
    _in_flight: InFlight,
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = AnswerError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, AnswerError>>> {
        let body = &mut self.body;
        match catch_unwind(AssertUnwindSafe(|| Pin::new(body).poll_frame(context))) {
            Ok(polled) => polled.map(|frame| frame.map(|frame| frame.map_err(AnswerError::Failed))),
            Err(_payload) => {
                tracing::error!("the service panicked while streaming an answer");
                Poll::Ready(Some(Err(AnswerError::Panicked)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

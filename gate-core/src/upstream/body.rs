//! Body: the bytes of an answer as they arrive, under the time limits of their exchange.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::time::Instant;

use super::error::{Fault, Phase};
use super::watchdog::Watchdog;

/// An answer's body. Dropping it before its end closes the connection or resets the stream.
#[derive(Debug)]
pub(super) struct Body {
    incoming: Incoming,
    watchdog: Watchdog,
    idle: Duration,
    is_waiting: bool,
}

impl Body {
    pub(super) fn new(incoming: Incoming, watchdog: Watchdog, idle: Duration) -> Self {
        Self { incoming, watchdog, idle, is_waiting: false }
    }

    /// How many bytes are to come, when the provider said so.
    pub(super) fn exact_length(&self) -> Option<u64> {
        self.incoming.size_hint().exact()
    }

    /// Whether nothing more is to come.
    pub(super) fn is_at_end(&self) -> bool {
        self.incoming.is_end_stream()
    }

    /// The next bytes, never empty; `None` at the end that the provider announced or, without announcement, at the
    /// end of the connection.
    pub(super) fn poll_data(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Fault>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(context) else {
                return self.poll_limits(context).map(|phase| Some(Err(Fault::Timeout(phase))));
            };
            self.is_waiting = false;
            let data = match frame {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(broken(&error)))),
                // Trailers say nothing that is used.
                Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            };
            if self.watchdog.is_over(Instant::now()) {
                return Poll::Ready(Some(Err(Fault::Timeout(Phase::Total))));
            }
            if !data.is_empty() {
                return Poll::Ready(Some(Ok(data)));
            }
        }
    }

    /// The next bytes, awaited.
    pub(super) async fn data(&mut self) -> Option<Result<Bytes, Fault>> {
        poll_fn(|context| self.poll_data(context)).await
    }

    /// The idle time runs from the moment somebody waits: a reader that was busy elsewhere held the provider up,
    /// not the other way round.
    fn poll_limits(&mut self, context: &mut Context<'_>) -> Poll<Phase> {
        if !self.is_waiting {
            self.is_waiting = true;
            self.watchdog.enter(Phase::Idle, Instant::now(), self.idle);
        }
        self.watchdog.poll(context)
    }
}

fn broken(error: &hyper::Error) -> Fault {
    let is_short = error.is_incomplete_message()
        || std::error::Error::source(error)
            .and_then(|source| source.downcast_ref::<std::io::Error>())
            .is_some_and(|source| source.kind() == std::io::ErrorKind::UnexpectedEof);
    if is_short { Fault::Incomplete } else { Fault::Reset }
}

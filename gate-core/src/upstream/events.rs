//! Events: a streamed answer, event by event, up to its terminal marker.

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use super::body::Body;
use super::error::{Fault, UpstreamError};
use super::frames::Frames;
use super::provider::StreamEnd;
use super::sse::SseEvent;

/// How long and how much is read after the terminal marker to save the connection for the next request.
const DRAIN_WAIT: Duration = Duration::from_secs(1);
const DRAIN_BYTES: usize = 64 * 1024;

/// A streamed answer. Dropping it before its end tells the provider at once.
pub struct EventStream {
    source: Source,
    /// The event that [`EventStream::open`] waited for.
    first: Option<SseEvent>,
    state: State,
}

enum Source {
    Network {
        /// `None` once the end of the body was seen or the stream has failed.
        body: Option<Body>,
        frames: Frames,
        ends: StreamEnd,
    },
    Made(Box<dyn Iterator<Item = SseEvent> + Send>),
}

enum State {
    Open,
    /// The terminal marker was seen.
    Done,
    Failed(UpstreamError),
}

impl EventStream {
    /// Waits for the first event with data, or for the terminal marker. Comments before it are dropped: they say
    /// nothing about whether an answer will come.
    pub(super) async fn open(body: Body, frames: Frames, ends: StreamEnd) -> Result<Self, UpstreamError> {
        let source = Source::Network { body: Some(body), frames, ends };
        let mut stream = Self { source, first: None, state: State::Open };
        stream.first = loop {
            match stream.next().await? {
                Some(event) if !event.has_data() => {}
                first => break first,
            }
        };
        // A body without a single event is no answer, however it ends.
        match stream.first {
            None if ends == StreamEnd::Body => Err(UpstreamError::sent(Fault::Incomplete)),
            _ => Ok(stream),
        }
    }

    /// A stream of events that are made here; it is complete when they are used up.
    pub(super) fn made(events: impl Iterator<Item = SseEvent> + Send + 'static) -> Self {
        Self { source: Source::Made(Box::new(events)), first: None, state: State::Open }
    }

    /// The next event; `None` once the terminal marker was seen. What follows the marker is ignored.
    ///
    /// Fails with [`Fault::Incomplete`] when the answer ends without the marker, and from the first failure on always
    /// in the same way. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Result<Option<SseEvent>, UpstreamError> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next event if it has arrived already, so that several can be passed on at once. `None` says nothing about
    /// what comes after: ask [`EventStream::next`].
    pub fn next_ready(&mut self) -> Option<SseEvent> {
        if self.first.is_some() {
            return self.first.take();
        }
        match (&self.state, &self.source) {
            (State::Open, Source::Network { .. }) => self.take_split(),
            // A made event is never late, so there is nothing to save by taking several.
            _ => None,
        }
    }

    /// [`EventStream::next`] for those who poll.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<SseEvent>, UpstreamError>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Ok(Some(first)));
        }
        loop {
            match &self.state {
                State::Open => {}
                State::Done => return Poll::Ready(Ok(None)),
                State::Failed(error) => return Poll::Ready(Err(error.clone())),
            }
            if let Some(event) = self.take_split() {
                return Poll::Ready(Ok(Some(event)));
            }
            if matches!(self.state, State::Open) {
                ready!(self.poll_more(context));
            }
        }
    }

    /// An event that needs no waiting. Ends the stream when it meets the marker or a block that is too large.
    fn take_split(&mut self) -> Option<SseEvent> {
        let next = match &mut self.source {
            Source::Made(events) => {
                let next = events.next();
                if next.is_none() {
                    self.state = State::Done;
                }
                return next;
            }
            Source::Network { frames, .. } => frames.next_event(),
        };
        match next {
            Ok(Some(event)) if event.is_done() => {
                self.finish();
                None
            }
            Ok(event) => event,
            Err(fault) => {
                self.fail(fault);
                None
            }
        }
    }

    /// Reads on, or ends the stream when there is nothing more to read.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Source::Network { body, frames, ends } = &mut self.source else {
            return Poll::Ready(());
        };
        let outcome = match body {
            Some(body) => ready!(body.poll_data(context)),
            None => None,
        };
        match outcome {
            Some(Ok(chunk)) => frames.push(chunk),
            Some(Err(fault)) => self.fail(fault),
            None => {
                let had_more = body.take().is_some();
                let last = if had_more { frames.finish() } else { Ok(None) };
                match last {
                    Ok(Some(event)) if event.is_done() => self.state = State::Done,
                    Ok(Some(event)) => self.first = Some(event),
                    Ok(None) if *ends == StreamEnd::Body => self.state = State::Done,
                    Ok(None) => self.fail(Fault::Incomplete),
                    Err(fault) => self.fail(fault),
                }
            }
        }
        Poll::Ready(())
    }

    fn fail(&mut self, fault: Fault) {
        if let Source::Network { body, .. } = &mut self.source {
            *body = None;
        }
        self.state = State::Failed(UpstreamError::sent(fault));
    }

    fn finish(&mut self) {
        self.state = State::Done;
        if let Source::Network { body, .. } = &mut self.source
            && let Some(body) = body.take()
        {
            let_go(body);
        }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EventStream(..)")
    }
}

/// Reads a body to its end, so that its connection can serve another request. Usually the end is there already; if
/// not, a task waits for it a little.
fn let_go(mut body: Body) {
    if let Poll::Ready(None | Some(Err(_))) = body.poll_data(&mut Context::from_waker(Waker::noop())) {
        return;
    }
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(tokio::time::timeout(DRAIN_WAIT, async move {
            let mut left = DRAIN_BYTES;
            while let Some(Ok(data)) = body.data().await {
                let Some(rest) = left.checked_sub(data.len()) else {
                    return;
                };
                left = rest;
            }
        }));
    }
}

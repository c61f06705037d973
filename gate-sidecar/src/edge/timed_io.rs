//! Timed I/O: a socket that ends itself when its client is too slow, and tells hyper of a departure at the right time.
//!
//! hyper's own header timer cannot tell a resting connection from a dripping head and arms a fresh sleep for
//! every request, so it is off and the clocks are here. Each read that finds nothing asks what is
//! waited for (a head, a body, the next request) and until when; a fast request never touches a timer.
//!
//! **Half-close.** A client that closes its sending half after the request may be gone or may still read: on the
//! wire both are a FIN, and only written bytes tell, because a closed peer answers them with a reset. hyper
//! offers the two extremes: treat it as gone (scripts that half-close get no answer) or ignore it
//! (a cancelled call runs on unnoticed). Here the end of input is withheld from hyper for `half_close_ms`; once
//! something of the answer was written in that time, the next write finds out; if nothing was,
//! the client counts as gone and the handler is dropped. A reset is passed on at once.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::config::EdgeConfig;
use super::scan::HeadScanner;
use super::state::ConnectionState;
use super::timer::LazyTimer;

/// Discarding stops after this many bytes, however fast they come.
const LINGER_BYTES: usize = 32 * 1024 * 1024;

/// The clocks of a connection.
#[derive(Debug, Clone, Copy)]
struct Clocks {
    header: Duration,
    body_idle: Duration,
    keep_alive: Duration,
    write_idle: Duration,
    half_close: Duration,
    linger: Duration,
}

/// What a read that found nothing is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    Head,
    Body,
    NextRequest,
}

/// The end of input while an answer is still on its way.
#[derive(Debug, Clone, Copy)]
struct EndOfInput {
    /// Until when the answer may begin.
    grace: Instant,
    /// Whether bytes were written since, so that a reset will tell if nobody reads them.
    written: bool,
    /// Whether hyper has been woken to read the end.
    announced: bool,
}

/// Discarding of what the client still sends.
#[derive(Debug, Clone, Copy)]
struct Linger {
    until: Instant,
    left: usize,
    /// Whether unread bytes are certain; otherwise one look into the socket decides.
    certain: bool,
}

/// A socket with clocks; see the module for the rules.
pub(super) struct TimedIo<T> {
    stream: T,
    state: Arc<ConnectionState>,
    clocks: Clocks,
    scanner: HeadScanner,
    waiting: Option<(Wait, Instant)>,
    read_timer: LazyTimer,
    end: Option<EndOfInput>,
    write_deadline: Option<Instant>,
    write_timer: LazyTimer,
    linger: Option<Linger>,
    /// Counts against the connection cap for as long as the socket lives, upgraded or not.
    _permit: OwnedSemaphorePermit,
}

impl<T> TimedIo<T> {
    /// Wraps an accepted socket; the clock of its first head starts now.
    pub(super) fn new(
        stream: T,
        state: Arc<ConnectionState>,
        config: &EdgeConfig,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        let clocks = Clocks {
            header: Duration::from_millis(config.header_ms),
            body_idle: Duration::from_millis(config.body_idle_ms),
            keep_alive: Duration::from_millis(config.keep_alive_ms),
            write_idle: Duration::from_millis(config.write_idle_ms),
            half_close: Duration::from_millis(config.half_close_ms),
            linger: Duration::from_millis(config.linger_ms),
        };
        Self {
            stream,
            state,
            clocks,
            scanner: HeadScanner::new(),
            waiting: Some((Wait::Head, Instant::now() + clocks.header)),
            read_timer: LazyTimer::default(),
            end: None,
            write_deadline: None,
            write_timer: LazyTimer::default(),
            linger: None,
            _permit: permit,
        }
    }

    /// Follows bytes that hyper is about to see.
    fn note_bytes(&mut self, bytes: &[u8]) {
        if self.state.is_upgraded() {
            return;
        }
        let heads = self.scanner.heads();
        self.scanner.feed(bytes);
        // A head's clock runs from its first byte to its last, however many reads that takes; every other
        // wait is over when something comes.
        if self.scanner.heads() != heads || !matches!(self.waiting, Some((Wait::Head, _))) {
            self.waiting = None;
        }
        let mid_message = !self.scanner.is_between();
        self.state.note_scan(self.scanner.heads(), self.scanner.ambiguous_head(), mid_message);
    }

    /// What the client owes us now, if anything.
    fn owed(&self) -> Option<Wait> {
        if self.state.is_upgraded() {
            None
        } else if self.scanner.is_in_body() {
            Some(Wait::Body)
        } else if self.state.is_busy() {
            None
        } else if self.scanner.heads() == 0 || !self.scanner.is_between() {
            Some(Wait::Head)
        } else {
            Some(Wait::NextRequest)
        }
    }

    /// Keeps the clock of a read that found nothing.
    fn poll_owed(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(owed) = self.owed() else {
            self.waiting = None;
            return Poll::Pending;
        };
        let deadline = match self.waiting {
            Some((wait, deadline)) if wait == owed => deadline,
            _ => {
                let allowed = match owed {
                    Wait::Head => self.clocks.header,
                    Wait::Body => self.clocks.body_idle,
                    Wait::NextRequest => self.clocks.keep_alive,
                };
                let deadline = Instant::now() + allowed;
                self.waiting = Some((owed, deadline));
                deadline
            }
        };
        ready!(self.read_timer.poll_until(deadline, context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Decides whether hyper may learn that the client sends no more; `Ready` is the end of input.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let grace = Instant::now() + self.clocks.half_close;
        let end = self.end.get_or_insert(EndOfInput { grace, written: false, announced: false });
        let withheld = self.scanner.is_between() && self.state.is_busy() && !self.state.is_upgraded();
        if !withheld {
            return Poll::Ready(Ok(()));
        }
        if end.written {
            return Poll::Pending;
        }
        ready!(self.read_timer.poll_until(end.grace, context));
        Poll::Ready(Ok(()))
    }

    /// Notes that the client's side took bytes of an answer.
    fn note_written(&mut self) {
        if self.write_deadline.take().is_some() {
            self.state.set_write_blocked(false);
        }
        if let Some(end) = &mut self.end {
            end.written = true;
        }
    }

    /// Keeps the clock of a write that found no room.
    fn poll_write_stall(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let allowed = self.clocks.write_idle;
        let deadline = *self.write_deadline.get_or_insert_with(|| Instant::now() + allowed);
        self.state.set_write_blocked(true);
        ready!(self.write_timer.poll_until(deadline, context));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }

    fn after_write(
        &mut self,
        outcome: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(Ok(count)) => {
                self.note_written();
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.poll_write_stall(context).map(Err),
        }
    }

    /// Starts the rest between two requests.
    ///
    /// hyper does not read again after an answer when its last read found nothing, so neither a withheld end of input
    /// nor the keep-alive clock would be looked at; but it flushes after every answer.
    fn rest(&mut self, context: &mut Context<'_>) {
        if self.state.is_busy() || self.state.is_upgraded() || !self.scanner.is_between() {
            return;
        }
        match &mut self.end {
            Some(end) if !end.announced => {
                end.announced = true;
                context.waker().wake_by_ref();
            }
            None if self.waiting.is_none() => {
                // It has just been set, so it cannot have passed.
                let _ = self.poll_owed(context);
            }
            Some(_) | None => {}
        }
    }
}

impl<T: AsyncRead + Unpin> TimedIo<T> {
    /// Discards what the client still sends, within limits, so that closing does not reset the answer away.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let until = Instant::now() + self.clocks.linger;
        let certain = !self.scanner.is_between();
        let mut linger = *self.linger.get_or_insert(Linger { until, left: LINGER_BYTES, certain });
        if self.end.is_some() {
            return Poll::Ready(());
        }
        let mut space = [MaybeUninit::uninit(); 8 * 1024];
        while linger.left > 0 {
            let mut discarded = ReadBuf::uninit(&mut space);
            match Pin::new(&mut self.stream).poll_read(context, &mut discarded) {
                Poll::Ready(Ok(())) if !discarded.filled().is_empty() => {
                    linger.left = linger.left.saturating_sub(discarded.filled().len());
                    linger.certain = true;
                    self.linger = Some(linger);
                }
                Poll::Pending if linger.certain => return self.read_timer.poll_until(linger.until, context),
                Poll::Ready(_) | Poll::Pending => return Poll::Ready(()),
            }
        }
        Poll::Ready(())
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for TimedIo<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.end.is_some() {
            return this.poll_end(context);
        }
        let before = buffer.filled().len();
        match Pin::new(&mut this.stream).poll_read(context, buffer) {
            Poll::Ready(Ok(())) if buffer.filled().len() == before => this.poll_end(context),
            Poll::Ready(Ok(())) => {
                this.note_bytes(&buffer.filled()[before..]);
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => this.poll_owed(context),
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TimedIo<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.after_write(outcome, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.after_write(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_flush(context))?;
        this.rest(context);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.linger.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        if !this.state.is_upgraded() {
            ready!(this.poll_linger(context));
        }
        Poll::Ready(Ok(()))
    }
}

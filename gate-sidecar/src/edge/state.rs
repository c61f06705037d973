//! Connection state: the few facts that the socket wrapper and the request handler of one connection share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use super::guard::Framing;

/// Facts about one connection.
///
/// Writers and readers are polled by the same task (only a request body may be dropped elsewhere), so the
/// atomics are for `Send`, not for ordering: relaxed is enough.
#[derive(Debug)]
pub(super) struct ConnectionState {
    heads_scanned: AtomicU64,
    heads_served: AtomicU64,
    ambiguous_head: AtomicU64,
    mid_message: AtomicBool,
    in_flight: AtomicBool,
    write_blocked: AtomicBool,
    body_abandoned: AtomicBool,
    upgraded: AtomicBool,
}

impl ConnectionState {
    pub(super) fn new() -> Self {
        Self {
            heads_scanned: AtomicU64::new(0),
            heads_served: AtomicU64::new(0),
            ambiguous_head: AtomicU64::new(u64::MAX),
            mid_message: AtomicBool::new(false),
            in_flight: AtomicBool::new(false),
            write_blocked: AtomicBool::new(false),
            body_abandoned: AtomicBool::new(false),
            upgraded: AtomicBool::new(false),
        }
    }

    /// Notes what the scanner knows after another read.
    pub(super) fn note_scan(&self, heads: u64, ambiguous_head: Option<u64>, mid_message: bool) {
        self.heads_scanned.store(heads, Relaxed);
        self.ambiguous_head.store(ambiguous_head.unwrap_or(u64::MAX), Relaxed);
        self.mid_message.store(mid_message, Relaxed);
    }

    /// Takes the scanner's verdict on the head that the HTTP parser has just handed over.
    ///
    /// A head the scanner has not seen means that the two disagree about where messages begin, which is
    /// exactly what a smuggler wants: that is ambiguous too.
    pub(super) fn next_head(&self) -> Framing {
        let index = self.heads_served.fetch_add(1, Relaxed);
        self.body_abandoned.store(false, Relaxed);
        if index < self.heads_scanned.load(Relaxed) && index < self.ambiguous_head.load(Relaxed) {
            Framing::Clear
        } else {
            Framing::Ambiguous
        }
    }

    pub(super) fn set_write_blocked(&self, blocked: bool) {
        self.write_blocked.store(blocked, Relaxed);
    }

    /// Whether a call is being answered or an answer still has to leave.
    pub(super) fn is_busy(&self) -> bool {
        self.in_flight.load(Relaxed) || self.write_blocked.load(Relaxed)
    }

    /// Notes that a request body was dropped before its end. A body of unknown length always counts as unread;
    /// one of known length does not if all of it has arrived, because hyper then skips it.
    pub(super) fn abandon_body(&self, unknown_length: bool) {
        if unknown_length || self.mid_message.load(Relaxed) {
            self.body_abandoned.store(true, Relaxed);
        }
    }

    pub(super) fn is_body_abandoned(&self) -> bool {
        self.body_abandoned.load(Relaxed)
    }

    /// Notes that the connection no longer speaks HTTP.
    pub(super) fn set_upgraded(&self) {
        self.upgraded.store(true, Relaxed);
    }

    pub(super) fn is_upgraded(&self) -> bool {
        self.upgraded.load(Relaxed)
    }
}

/// Marks its connection as answering for as long as it lives.
#[derive(Debug)]
pub(super) struct InFlight(Arc<ConnectionState>);

impl InFlight {
    pub(super) fn begin(state: &Arc<ConnectionState>) -> Self {
        state.in_flight.store(true, Relaxed);
        Self(Arc::clone(state))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.store(false, Relaxed);
    }
}

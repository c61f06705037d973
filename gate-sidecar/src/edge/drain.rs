//! Drain: how an edge ends, in steps that only go forward.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

/// How long answers in flight may still speak between [`Shutdown::ending`] and their end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How long the end of everything may take after the abort; tasks that do not yield are left behind then.
const ABORT_GRACE: Duration = Duration::from_millis(500);

/// How far the end has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Running,
    /// No new connections; calls in flight go on.
    Draining,
    /// The drain deadline has passed: streams say their last words.
    Ending,
    /// Everything is dropped.
    Aborted,
}

/// Ends an edge: once gently, twice at once. A cheap handle; clones steer the same edge.
#[derive(Debug, Clone)]
pub struct Shutdown {
    phase: Arc<watch::Sender<Phase>>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}

impl Shutdown {
    /// A handle for an edge that runs.
    pub fn new() -> Self {
        Self { phase: Arc::new(watch::Sender::new(Phase::Running)) }
    }

    /// Stops listening, closes idle connections and lets calls in flight run until the drain deadline.
    pub fn begin(&self) {
        self.advance(Phase::Draining);
    }

    /// Ends everything now.
    pub fn abort(&self) {
        self.advance(Phase::Aborted);
    }

    /// Waits for [`begin`](Self::begin) (or [`abort`](Self::abort)), so that idle streams and sockets can end early.
    pub async fn draining(&self) {
        self.reached(Phase::Draining).await;
    }

    /// Waits for the drain deadline (or [`abort`](Self::abort)). A stream that hears of it has half a second for its
    /// last event before it is cut.
    pub async fn ending(&self) {
        self.reached(Phase::Ending).await;
    }

    /// Moves forward; a step back is ignored.
    pub(super) fn advance(&self, to: Phase) {
        self.phase.send_if_modified(|phase| {
            let forward = to > *phase;
            *phase = to.max(*phase);
            forward
        });
    }

    pub(super) async fn reached(&self, phase: Phase) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.phase.subscribe().wait_for(|current| *current >= phase).await;
    }

    /// Runs the clock of the end: from the first signal to the moment after which nothing is waited for.
    pub(super) async fn run_clock(&self, drain: Duration) {
        self.reached(Phase::Draining).await;
        let _ = timeout(drain, self.reached(Phase::Aborted)).await;
        self.advance(Phase::Ending);
        let _ = timeout(LAST_WORDS, self.reached(Phase::Aborted)).await;
        self.advance(Phase::Aborted);
        sleep(ABORT_GRACE).await;
    }
}

/// Wires SIGTERM and SIGINT: the first of them begins the drain, the second aborts it.
///
/// The signals are caught from the call on; the returned future does the waiting and is to be spawned.
///
/// # Errors
/// The runtime could not install the handlers.
pub fn on_signals(shutdown: Shutdown) -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!("stopping: no new connections, calls in flight may finish");
        shutdown.begin();
        either(&mut terminate, &mut interrupt).await;
        tracing::warn!("second signal: stopping at once");
        shutdown.abort();
    })
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// How the connections ended that were open when the drain began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrainReport {
    /// Closed at once because no call was in flight.
    pub idle: usize,
    /// Finished by themselves before the deadline.
    pub finished: usize,
    /// Cut at the deadline or by an abort.
    pub aborted: usize,
    /// From the first signal to the end.
    pub elapsed: Duration,
}

/// Counts endings while they happen.
#[derive(Debug, Default)]
pub(super) struct Endings {
    pub(super) idle: AtomicUsize,
    pub(super) finished: AtomicUsize,
    pub(super) aborted: AtomicUsize,
}

impl Endings {
    pub(super) fn report(&self, since: Instant) -> DrainReport {
        DrainReport {
            idle: self.idle.load(Relaxed),
            finished: self.finished.load(Relaxed),
            aborted: self.aborted.load(Relaxed),
            elapsed: since.elapsed(),
        }
    }
}

//! Queue: what waits for the writer, in one line, and whether the writer must be woken for it.

use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::Thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

use crate::store::{Batch, Lost, OnFailure, ResultSet, StoreError};

/// Awaited batches that may wait at once.
const MOST_AWAITED: usize = 4096;
/// Batches that may be given up and may wait at once.
const MOST_DROPPABLE: usize = 4096;
/// Batches the writer takes into one transaction.
const GROUP: usize = 256;
/// How long a submitted batch waits at most for company.
const TICK: Duration = Duration::from_millis(10);
/// Ticks without work after which the writer sleeps until it is woken.
const TICKS_UNTIL_SLEEP: u32 = 5;

/// One batch in line.
pub(super) struct Job {
    pub(super) batch: Batch,
    pub(super) reply: Reply,
}

/// Who is told about a batch.
pub(super) enum Reply {
    /// The one who waits for it.
    To(oneshot::Sender<Result<Vec<ResultSet>, StoreError>>),
    /// Nobody; this happens when it fails.
    Nobody(OnFailure),
}

/// What the writer finds when it looks for work.
pub(super) enum Work {
    /// Batches to run, in order; empty when only those kept from before are due.
    Group(Vec<Job>),
    /// Nothing for a whole tick.
    Idle,
    /// Nothing, and nothing more will come.
    Closed,
}

/// The line in front of the writer.
#[derive(Default)]
pub(super) struct Queue {
    line: Mutex<Line>,
    space: Notify,
    writer: OnceLock<Thread>,
    lost_droppable: AtomicU64,
    lost_kept: AtomicU64,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    awaited: usize,
    droppable: usize,
    phase: Phase,
    is_closed: bool,
}

/// What the writer is doing, which decides whether new work must wake it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// It runs, or was told to, and will look at the line again by itself.
    #[default]
    Running,
    /// It looks at the line when the tick ends; awaited batches wake it before.
    Ticking,
    /// It sleeps until it is woken.
    Asleep,
}

impl Queue {
    /// Names the thread that serves the line; before that nobody is woken.
    pub(super) fn served_by(&self, writer: Thread) {
        let _ = self.writer.set(writer);
    }

    /// Puts an awaited batch in line, or gives the job back when the line is full.
    pub(super) fn push(&self, job: Job) -> Result<(), (Job, StoreError)> {
        let mut line = self.line.lock();
        if line.is_closed {
            return Err((job, StoreError::Closed));
        }
        if line.awaited >= MOST_AWAITED {
            return Err((job, StoreError::Overloaded));
        }
        line.awaited += 1;
        line.jobs.push_back(job);
        let must_wake = line.phase != Phase::Running;
        line.phase = Phase::Running;
        drop(line);
        self.wake_if(must_wake);
        Ok(())
    }

    /// As [`Queue::push`], but waits up to `patience` for room.
    pub(super) async fn push_patiently(&self, mut job: Job, patience: Duration) -> Result<(), StoreError> {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let mut room = std::pin::pin!(self.space.notified());
            // Registered before the line is looked at, so that room made in between is not missed.
            room.as_mut().enable();
            job = match self.push(job) {
                Ok(()) => return Ok(()),
                Err((job, StoreError::Overloaded)) => job,
                Err((_, error)) => return Err(error),
            };
            if tokio::time::timeout_at(deadline, room).await.is_err() {
                return Err(StoreError::Overloaded);
            }
        }
    }

    /// Puts a batch in line that nobody waits for. It wakes the writer only from its sleep.
    pub(super) fn submit(&self, batch: Batch, on_failure: OnFailure) {
        let mut line = self.line.lock();
        let is_droppable = on_failure == OnFailure::Drop;
        if line.is_closed || (is_droppable && line.droppable >= MOST_DROPPABLE) {
            drop(line);
            return self.count_lost(on_failure);
        }
        line.droppable += usize::from(is_droppable);
        line.jobs.push_back(Job { batch, reply: Reply::Nobody(on_failure) });
        let must_wake = line.phase == Phase::Asleep;
        if must_wake {
            line.phase = Phase::Ticking;
        }
        drop(line);
        self.wake_if(must_wake);
    }

    /// Lets nothing more in.
    pub(super) fn close(&self) {
        let mut line = self.line.lock();
        line.is_closed = true;
        line.phase = Phase::Running;
        drop(line);
        self.space.notify_waiters();
        self.wake_if(true);
    }

    /// Whether nothing more is let in.
    pub(super) fn is_closed(&self) -> bool {
        self.line.lock().is_closed
    }

    /// Waits until there is something to do; for the writer's thread only.
    ///
    /// `has_kept` says that batches kept from before are due at the next tick.
    pub(super) fn next(&self, idle_ticks: u32, has_kept: bool) -> Work {
        let began = Instant::now();
        loop {
            let waited = began.elapsed();
            let is_tick = waited >= TICK;
            let may_sleep = idle_ticks > TICKS_UNTIL_SLEEP && !has_kept;
            let mut line = self.line.lock();
            let has_work = !line.jobs.is_empty() || has_kept;
            if line.awaited > 0 || (has_work && (is_tick || line.is_closed)) {
                line.phase = Phase::Running;
                return Work::Group(self.take(&mut line));
            }
            if line.is_closed {
                return Work::Closed;
            }
            if is_tick && !may_sleep {
                line.phase = Phase::Running;
                return Work::Idle;
            }
            let sleeps = may_sleep && line.jobs.is_empty();
            line.phase = if sleeps { Phase::Asleep } else { Phase::Ticking };
            drop(line);
            if sleeps {
                std::thread::park();
                // A submitted batch that ended the sleep still waits a tick for company.
                return self.next(0, has_kept);
            }
            std::thread::park_timeout(TICK.saturating_sub(waited));
        }
    }

    /// Takes every awaited batch out of the line: nothing can be written now, so they need not wait to hear it.
    pub(super) fn take_awaited(&self) -> Vec<Job> {
        let mut line = self.line.lock();
        let (awaited, others) =
            std::mem::take(&mut line.jobs).into_iter().partition(|job| matches!(job.reply, Reply::To(_)));
        line.jobs = others;
        line.awaited = 0;
        drop(line);
        self.space.notify_waiters();
        awaited.into()
    }

    /// Notes that a submitted batch was given up.
    pub(super) fn count_lost(&self, on_failure: OnFailure) {
        let counter = match on_failure {
            OnFailure::Keep => &self.lost_kept,
            OnFailure::Drop => &self.lost_droppable,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// How many batches were given up.
    pub(super) fn lost(&self) -> Lost {
        Lost {
            droppable: self.lost_droppable.load(Ordering::Relaxed),
            kept: self.lost_kept.load(Ordering::Relaxed),
        }
    }

    fn take(&self, line: &mut Line) -> Vec<Job> {
        let count = line.jobs.len().min(GROUP);
        let was_full = line.awaited >= MOST_AWAITED;
        let group: Vec<Job> = line.jobs.drain(..count).collect();
        for job in &group {
            match job.reply {
                Reply::To(_) => line.awaited -= 1,
                Reply::Nobody(OnFailure::Drop) => line.droppable -= 1,
                Reply::Nobody(OnFailure::Keep) => {}
            }
        }
        if was_full {
            self.space.notify_waiters();
        }
        group
    }

    fn wake_if(&self, must_wake: bool) {
        if let Some(writer) = self.writer.get().filter(|_| must_wake) {
            writer.unpark();
        }
    }
}

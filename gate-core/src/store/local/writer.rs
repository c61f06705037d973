//! Writer: the one thread that writes, many batches in one commit.

use std::collections::VecDeque;
use std::sync::Arc;

use super::connection::{Connection, Interrupter};
use super::log::Log;
use super::queue::{Job, Queue, Reply, Work};
use crate::store::{Durability, OnFailure, ResultSet, Statement, StoreError};

/// A log longer than this is checkpointed even while there is work. It is also the length to which the connection
/// cuts a log that begins anew, so that up to here the file is written over and need not grow.
const LOG_FORCES_CHECKPOINT: u64 = (16 << 20) + 1;
/// After so many commits the length of the log is looked at, and a checkpoint made when there is nothing to do for a
/// tick. Not sooner: after each checkpoint the next commit begins the log anew, which makes its caller wait for the
/// disk.
const COMMITS_WANT_CHECKPOINT: u32 = 512;
/// Between two looks at the length of the log.
const COMMITS_BETWEEN_LOOKS: u32 = 16;
/// After so many commits the log is brought to the disk ahead of the checkpoint: a megabyte or two of it.
const COMMITS_BETWEEN_FLUSHES: u32 = 32;

/// Above this length of the log our own reads have to give way.
const LOG_STOPS_READS: u64 = 48 << 20;
/// How much the log grows between two tries while a reader stands in the way.
const LOG_STEP: u64 = 4 << 20;

/// The writing connection and what it must remember between groups.
pub(super) struct Writer {
    /// Stops what the reading connection is running. Before the writing one, which has to close last.
    pub(super) reader: Interrupter,
    pub(super) queue: Arc<Queue>,
    connection: Connection,
    /// The write-ahead log.
    log: Log,
    /// Whether every group is written with full durability.
    is_always_full: bool,
    /// The durability the connection is set to.
    durability: Durability,
    /// Batches that failed for reasons outside them and wait for better times, oldest first.
    kept: Vec<Job>,
    /// The length of the log at which the next forced checkpoint is due.
    next_checkpoint: u64,
    /// Commits since the last complete checkpoint.
    commits: u32,
}

type Outcome = Result<Vec<Vec<ResultSet>>, StoreError>;

impl Writer {
    /// A writer on a connection that is set up.
    pub(super) fn new(
        connection: Connection,
        queue: Arc<Queue>,
        reader: Interrupter,
        log: Log,
        is_always_full: bool,
    ) -> Self {
        Self {
            connection,
            queue,
            reader,
            log,
            is_always_full,
            durability: Durability::Normal,
            kept: Vec::new(),
            next_checkpoint: LOG_FORCES_CHECKPOINT,
            commits: 0,
        }
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(&mut self) {
        let mut idle_ticks = 0;
        loop {
            match self.queue.next(idle_ticks, !self.kept.is_empty()) {
                Work::Group(jobs) => {
                    idle_ticks = 0;
                    let is_last_try = jobs.is_empty() && self.queue.is_closed();
                    self.run(jobs);
                    self.checkpoint_if_due();
                    if is_last_try && !self.kept.is_empty() {
                        return self.give_up_kept();
                    }
                }
                Work::Idle => {
                    idle_ticks += 1;
                    self.checkpoint_when_idle();
                }
                Work::Closed => return,
            }
        }
    }

    /// Writes the log back into the file and empties it, as far as other processes let us.
    pub(super) fn finish(&mut self) {
        if let Err(error) = self.connection.script("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%error, "the last checkpoint failed; the log is kept and read at the next start");
        }
    }

    /// Runs kept and new batches in one transaction, then tells who waits.
    fn run(&mut self, jobs: Vec<Job>) {
        let mut group = std::mem::take(&mut self.kept);
        group.extend(jobs);
        match self.transaction(&group) {
            Ok(results) => {
                for (job, result) in group.into_iter().zip(results) {
                    self.tell(job, Ok(result));
                }
            }
            // Each further try would wait for the lock as long as this one did.
            Err(StoreError::Busy) => self.outage(group, &StoreError::Busy),
            Err(error) if group.len() == 1 => self.failed(group, error),
            Err(_) => self.run_apart(group),
        }
    }

    /// Runs each batch in a transaction of its own, so that one that fails takes no other with it.
    fn run_apart(&mut self, group: Vec<Job>) {
        let mut group = VecDeque::from(group);
        while let Some(job) = group.pop_front() {
            match self.transaction(std::slice::from_ref(&job)) {
                Ok(mut results) => self.tell(job, Ok(results.pop().unwrap_or_default())),
                Err(error) if error.is_outage() => {
                    group.push_front(job);
                    return self.outage(group.into(), &error);
                }
                Err(error) => self.tell(job, Err(error)),
            }
        }
    }

    fn failed(&mut self, group: Vec<Job>, error: StoreError) {
        if error.is_outage() {
            return self.outage(group, &error);
        }
        for job in group {
            self.tell(job, Err(error.clone()));
        }
    }

    /// Nothing can be written now: who waits is told at once, what must not be lost is kept in order.
    fn outage(&mut self, group: Vec<Job>, error: &StoreError) {
        tracing::warn!(%error, "writes fail; spending is refused until they succeed again");
        for job in group.into_iter().chain(self.queue.take_awaited()) {
            match job.reply {
                Reply::Nobody(OnFailure::Keep) => self.kept.push(job),
                _ => self.tell(job, Err(error.clone())),
            }
        }
    }

    fn tell(&self, job: Job, result: Result<Vec<ResultSet>, StoreError>) {
        match job.reply {
            // Who no longer waits does not need to know.
            Reply::To(sender) => drop(sender.send(result)),
            Reply::Nobody(on_failure) => {
                if let Err(error) = result {
                    tracing::error!(%error, "a write that nobody waits for failed and is given up");
                    self.queue.count_lost(on_failure);
                }
            }
        }
    }

    fn give_up_kept(&mut self) {
        for job in std::mem::take(&mut self.kept) {
            self.tell(job, Err(StoreError::Closed));
        }
    }

    /// Runs the batches of a group in order in one transaction; when anything fails, nothing happened.
    fn transaction(&mut self, group: &[Job]) -> Outcome {
        self.set_durability(group)?;
        self.execute("BEGIN IMMEDIATE")?;
        let outcome = self.statements(group).and_then(|results| {
            self.execute("COMMIT")?;
            Ok(results)
        });
        if outcome.is_err() && !self.connection.is_idle() {
            self.execute("ROLLBACK")?;
        }
        self.commits = self.commits.saturating_add(u32::from(outcome.is_ok()));
        outcome
    }

    fn statements(&mut self, group: &[Job]) -> Outcome {
        group
            .iter()
            .map(|job| job.batch.statements.iter().map(|statement| self.connection.run(statement)).collect())
            .collect()
    }

    fn execute(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.connection.run(&Statement { sql, params: Vec::new() }).map(drop)
    }

    /// The strictest durability of the group holds for all of it. It can only be set between transactions.
    fn set_durability(&mut self, group: &[Job]) -> Result<(), StoreError> {
        let asked = group.iter().map(|job| job.batch.durability).max().unwrap_or(Durability::Normal);
        let needed = if self.is_always_full { Durability::Full } else { asked };
        if needed != self.durability {
            self.connection.script(match needed {
                Durability::Normal => "PRAGMA synchronous = NORMAL",
                Durability::Full => "PRAGMA synchronous = FULL",
            })?;
            self.durability = needed;
        }
        Ok(())
    }

    fn checkpoint_if_due(&mut self) {
        if !self.commits.is_multiple_of(COMMITS_BETWEEN_LOOKS) {
            return;
        }
        if self.commits.is_multiple_of(COMMITS_BETWEEN_FLUSHES) {
            self.log.flush_soon();
        }
        let length = self.log.length();
        if length >= self.next_checkpoint {
            let is_complete = self.checkpoint();
            self.next_checkpoint = if is_complete { LOG_FORCES_CHECKPOINT } else { length + LOG_STEP };
            if !is_complete && length >= LOG_STOPS_READS {
                self.reader.interrupt();
            }
        }
    }

    fn checkpoint_when_idle(&mut self) {
        if self.commits >= COMMITS_WANT_CHECKPOINT {
            self.checkpoint();
        }
    }

    /// Copies the log into the file without waiting for anybody; whether all of it could be copied.
    fn checkpoint(&mut self) -> bool {
        let pragma = Statement { sql: "PRAGMA wal_checkpoint(PASSIVE)", params: Vec::new() };
        let is_complete = self.connection.run(&pragma).is_ok_and(|result| {
            // Columns: whether it was blocked, pages in the log, pages copied.
            result.rows.first().is_some_and(|row| row.0.get(1) == row.0.get(2))
        });
        if is_complete {
            self.commits = 0;
        }
        is_complete
    }
}

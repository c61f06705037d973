//! Local database: one libSQL file, one thread that writes and one that reads.

mod connection;
mod log;
mod queue;
mod reader;
mod writer;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

pub(super) use connection::Connection;

use self::connection::{READER_PRAGMAS, WRITER_PRAGMAS};
use self::log::Log;
use self::queue::{Job, Queue, Reply};
use self::reader::Reads;
use self::writer::Writer;
use super::migrate;
use super::{Answer, Batch, Db, Lost, OnFailure, Owner, ResultSet, Row, Statement, StoreError};

/// How long a batch waits for room in the queue.
const PATIENCE: Duration = Duration::from_secs(1);

/// How a local database is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalOptions {
    /// Whether every write survives the loss of power, not only those that ask for it.
    pub is_always_full: bool,
}

/// A database in a directory that this process owns.
pub struct LocalDb {
    queue: Arc<Queue>,
    reads: Mutex<Option<Reads>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    ended: watch::Receiver<bool>,
}

impl LocalDb {
    /// Opens `gate.db` in the owned directory, brings its schema up to date and starts the two threads.
    ///
    /// The directory stays claimed until the last thread has closed the file. Blocks while it migrates.
    pub fn open(owner: Owner, options: LocalOptions) -> Result<Self, StoreError> {
        let path = owner.database_file().map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let mut connection = Connection::open(&path, WRITER_PRAGMAS)?;
        migrate::run(&mut connection)?;
        let reading = Connection::open(&path, READER_PRAGMAS)?;

        let queue = Arc::new(Queue::default());
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let writer = Writer::new(
            connection,
            Arc::clone(&queue),
            reading.interrupter(),
            Log::at(log.into())?,
            options.is_always_full,
        );
        let (reads, serve_reads) = Reads::on(reading);
        let reader = spawn("gate-reader", serve_reads)?;
        let (end, ended) = watch::channel(false);
        let writer = spawn("gate-writer", move || {
            let _last = End { owner: Some(owner), end };
            serve(writer, reader);
        })?;
        queue.served_by(writer.thread().clone());
        Ok(Self { queue, reads: Mutex::new(Some(reads)), writer: Mutex::new(Some(writer)), ended })
    }
}

impl Db for LocalDb {
    fn write(&self, batch: Batch) -> Answer<Vec<ResultSet>> {
        let (sender, answer) = oneshot::channel();
        let answer = async { answer.await.unwrap_or(Err(StoreError::Closed)) };
        match self.queue.push(Job { batch, reply: Reply::To(sender) }) {
            Ok(()) => Box::pin(answer),
            Err((job, StoreError::Overloaded)) => {
                let queue = Arc::clone(&self.queue);
                Box::pin(async move {
                    queue.push_patiently(job, PATIENCE).await?;
                    answer.await
                })
            }
            Err((_, error)) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn submit(&self, batch: Batch, on_failure: OnFailure) {
        self.queue.submit(batch, on_failure);
    }

    fn read(&self, statement: Statement) -> Answer<Vec<Row>> {
        let pushed = match &*self.reads.lock() {
            Some(reads) => reads.push(statement),
            None => Err(StoreError::Closed),
        };
        Box::pin(async { pushed?.await.unwrap_or(Err(StoreError::Closed)) })
    }

    fn close(&self) -> Answer<()> {
        self.begin_close();
        let writer = self.writer.lock().take();
        let mut ended = self.ended.clone();
        Box::pin(async move {
            // An error would mean that the sender is gone, which comes after it has told.
            let _ = ended.wait_for(|has_ended| *has_ended).await;
            // Everything is closed by now: the thread has nothing left to do but to return.
            match writer.map(JoinHandle::join) {
                Some(Err(_)) => Err(StoreError::Failed("the writer's thread panicked".into())),
                _ => Ok(()),
            }
        })
    }

    fn lost(&self) -> Lost {
        self.queue.lost()
    }
}

impl LocalDb {
    fn begin_close(&self) {
        // The reading thread ends with its line; the writer waits for it and closes the file last.
        drop(self.reads.lock().take());
        self.queue.close();
    }
}

/// What is queued is still written, by threads that nobody waits for.
impl Drop for LocalDb {
    fn drop(&mut self) {
        self.begin_close();
    }
}

/// What the writer's thread does from its first moment to its last.
fn serve(mut writer: Writer, reader: JoinHandle<()>) {
    let _abandon = Abandon(Arc::clone(&writer.queue));
    writer.serve();
    writer.reader.interrupt();
    if reader.join().is_err() {
        tracing::error!("the reader's thread panicked");
    }
    writer.finish();
}

/// Answers those who still wait when the writer's thread ends early, by dropping their batches.
struct Abandon(Arc<Queue>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.close();
        drop(self.0.take_awaited());
    }
}

/// Tells, whatever happened to the thread, that the file is closed and the directory is free.
struct End {
    owner: Option<Owner>,
    end: watch::Sender<bool>,
}

impl Drop for End {
    fn drop(&mut self) {
        drop(self.owner.take());
        self.end.send_replace(true);
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    let thread = std::thread::Builder::new().name(name.into()).spawn(work);
    thread.map_err(|error| StoreError::Unavailable(error.to_string()))
}

#[cfg(test)]
mod tests;

//! Reader: the thread that reads what is committed, beside the writer.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use tokio::sync::oneshot;

use super::connection::Connection;
use crate::store::{Row, Statement, StoreError};

/// Reads that may wait at once.
const MOST_WAITING: usize = 1024;

/// The line in front of the reading thread. The thread ends when the line is dropped.
#[derive(Clone)]
pub(super) struct Reads(SyncSender<Read>);

struct Read {
    statement: Statement,
    reply: oneshot::Sender<Result<Vec<Row>, StoreError>>,
}

impl Reads {
    /// A line, and the work of the thread that serves it.
    pub(super) fn on(connection: Connection) -> (Self, impl FnOnce() + Send + 'static) {
        let (sender, receiver) = sync_channel(MOST_WAITING);
        (Self(sender), move || serve(connection, &receiver))
    }

    /// Puts a statement in line.
    pub(super) fn push(
        &self,
        statement: Statement,
    ) -> Result<oneshot::Receiver<Result<Vec<Row>, StoreError>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        match self.0.try_send(Read { statement, reply }) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(StoreError::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::Closed),
        }
    }
}

fn serve(mut connection: Connection, reads: &Receiver<Read>) {
    while let Ok(read) = reads.recv() {
        if !read.reply.is_closed() {
            let _ = read.reply.send(connection.run(&read.statement).map(|result| result.rows));
        }
    }
}

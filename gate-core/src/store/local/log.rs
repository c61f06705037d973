//! Log: the file of the write-ahead log: how long it is, and bringing it to the disk ahead of the checkpoint.

use std::fs::File;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::spawn;
use crate::store::StoreError;

/// The log, and the thread that waits for the disk in the writer's stead.
///
/// A checkpoint begins with the whole log on the disk, and whoever makes it waits for that: tens of milliseconds for
/// sixteen megabytes, in which no call is admitted. What was brought there little by little is not waited for again.
/// The thread only asks the system to write what is written already. It knows nothing of the database, so it takes
/// part in no lock, and nothing depends on whether it succeeds.
pub(super) struct Log {
    path: PathBuf,
    /// `None` once the thread was told to end.
    requests: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    /// The log at this path, which need not exist yet. Starts the thread.
    pub(super) fn at(path: PathBuf) -> Result<Self, StoreError> {
        // One request that waits covers everything written before it is served.
        let (requests, served) = sync_channel(1);
        let file = path.clone();
        let thread = spawn("gate-log", move || serve(file, &served))?;
        Ok(Self { path, requests: Some(requests), thread: Some(thread) })
    }

    /// The length of the file in bytes; 0 when it cannot be told.
    pub(super) fn length(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Has what is written by now brought to the disk, without waiting for it.
    pub(super) fn flush_soon(&self) {
        if let Some(requests) = &self.requests {
            // Full means that a request waits already.
            let _ = requests.try_send(());
        }
    }
}

/// The thread has let go of the file when this returns.
impl Drop for Log {
    fn drop(&mut self) {
        drop(self.requests.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the log's thread panicked");
        }
    }
}

fn serve(path: PathBuf, requests: &Receiver<()>) {
    // The file stays the same one as long as a connection is open.
    let mut file = None;
    while requests.recv().is_ok() {
        if file.is_none() {
            file = File::open(&path).ok();
        }
        if let Some(file) = &file {
            // What fails here fails again where it counts: in the checkpoint.
            let _ = file.sync_data();
        }
    }
}

//! Runtime: how many threads do the work.

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// Threads for long pure work (large bodies, vocabularies); more would only compete for the same cores.
const BLOCKING_THREADS: usize = 8;

/// The runtime of a server: a thread per core but one, which is left to the thread that writes the database.
///
/// Measured on two cores, one thread serves half as much again as two, at a fifth less work per call: threads that
/// outnumber the cores keep waking each other.
pub fn serving() -> io::Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread()
        .worker_threads(cores.saturating_sub(1).max(1))
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_keep_alive(Duration::from_secs(10))
        .thread_name("gate")
        .build()
}

/// The runtime of a management command: this thread.
pub fn managing() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().max_blocking_threads(1).build()
}

//! Runtime: how many threads do the work.

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// Threads for long pure work (large bodies, vocabularies); more would only compete for the same cores.
const BLOCKING_THREADS: usize = 8;

/// The runtime of a server: a thread per core.
pub fn serving() -> io::Result<Runtime> {
    Builder::new_multi_thread()
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

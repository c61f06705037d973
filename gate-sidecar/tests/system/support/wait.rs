//! Wait: every wait has a deadline, and says what never came.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// A number of seconds.
pub(crate) const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A number of milliseconds.
pub(crate) const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Waits for a future, but not longer than `limit`.
pub(crate) async fn within<T>(limit: Duration, what: &str, future: impl Future<Output = T>) -> T {
    let finished = timeout(limit, future).await;
    finished.unwrap_or_else(|_| panic!("{what} took longer than {limit:?}"))
}

/// Looks again and again until there is something to see, but not longer than `limit`.
pub(crate) async fn until<T>(limit: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not come within {limit:?}");
        sleep(LOOK).await;
    }
}

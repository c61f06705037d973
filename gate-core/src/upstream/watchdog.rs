//! Watchdog: the time limits of one exchange on one timer.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::error::Phase;

/// One timer for all limits of an exchange. It is armed only when somebody waits, and moved only when it fires too
/// early, so a healthy exchange pays for it once.
#[derive(Debug)]
pub(super) struct Watchdog {
    timer: Pin<Box<Sleep>>,
    phase: Phase,
    due: Instant,
    total: Instant,
}

impl Watchdog {
    /// Starts the clock of a whole exchange with its first phase.
    pub(super) fn start(phase: Phase, limit: Duration, total: Duration) -> Self {
        let now = Instant::now();
        let due = after(now, limit);
        Self {
            timer: Box::pin(sleep_until(due)),
            phase,
            due,
            total: after(now, total),
        }
    }

    /// The exchange entered this phase at `since`.
    pub(super) fn enter(&mut self, phase: Phase, since: Instant, limit: Duration) {
        self.phase = phase;
        self.due = after(since, limit);
    }

    /// Whether the whole exchange has taken too long: for data that comes so fast that nobody ever waits.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        now >= self.total
    }

    /// Ready with the limit that passed; pending while there is time left.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Phase> {
        let (due, phase) = if self.total <= self.due {
            (self.total, Phase::Total)
        } else {
            (self.due, self.phase)
        };
        loop {
            if self.timer.deadline() > due || self.timer.is_elapsed() {
                if Instant::now() >= due {
                    return Poll::Ready(phase);
                }
                self.timer.as_mut().reset(due);
            }
            if self.timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

/// A moment far enough away when a limit is too large to add.
fn after(moment: Instant, limit: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);
    moment.checked_add(limit.min(CENTURY)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Phase, Watchdog};

    const SHORT: Duration = Duration::from_millis(30);
    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn the_limit_that_passes_first_is_named() {
        for (limit, total, phase) in [(SHORT, LONG, Phase::Header), (LONG, SHORT, Phase::Total)] {
            let began = Instant::now();
            let mut dog = Watchdog::start(Phase::Header, limit, total);
            assert_eq!(poll_fn(|context| dog.poll(context)).await, phase);
            assert!(began.elapsed() >= SHORT, "{phase:?} barked early");
        }
    }

    #[tokio::test]
    async fn a_new_phase_moves_the_limit_both_ways() {
        let mut dog = Watchdog::start(Phase::Connect, SHORT, LONG);
        dog.enter(Phase::Header, Instant::now(), SHORT * 4);
        let began = Instant::now();
        assert_eq!(poll_fn(|context| dog.poll(context)).await, Phase::Header);
        assert!(began.elapsed() >= SHORT * 3, "moved out");

        let mut dog = Watchdog::start(Phase::Header, LONG, LONG);
        dog.enter(Phase::Idle, Instant::now(), SHORT);
        let barked = tokio::time::timeout(SHORT * 100, poll_fn(|context| dog.poll(context))).await;
        assert_eq!(barked, Ok(Phase::Idle), "moved in");
        assert!(dog.is_over(Instant::now() + LONG) && !dog.is_over(Instant::now()));
    }
}

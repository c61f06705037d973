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
        Self { timer: Box::pin(sleep_until(due)), phase, due, total: after(now, total) }
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
        let (due, phase) =
            if self.total <= self.due { (self.total, Phase::Total) } else { (self.due, self.phase) };
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

/// The limits up to the head of an answer: first the one for connecting, then, from the moment the request was
/// sent, the one for the head.
#[derive(Debug)]
pub(super) struct HeadWait {
    watchdog: Watchdog,
    connect_due: Instant,
    header: Duration,
}

impl HeadWait {
    /// Starts the clock of a whole exchange.
    pub(super) fn start(connect: Duration, header: Duration, total: Duration) -> Self {
        let connect_due = after(Instant::now(), connect);
        Self { watchdog: Watchdog::start(Phase::Connect, connect.min(header), total), connect_due, header }
    }

    /// Ready with the limit that passed, given when the request was sent.
    ///
    /// Sending wakes nobody. The timer therefore looks again no later than the head could be overdue if the request
    /// had been sent right after the last look.
    pub(super) fn poll(&mut self, sent: Option<Instant>, context: &mut Context<'_>) -> Poll<Phase> {
        const SHORTEST: Duration = Duration::from_millis(1);
        loop {
            let phase = std::task::ready!(self.watchdog.poll(context));
            let now = Instant::now();
            match (phase, sent) {
                (Phase::Connect, Some(since)) => self.watchdog.enter(Phase::Header, since, self.header),
                (Phase::Connect, None) if now < self.connect_due => {
                    let wait = (self.connect_due - now).min(self.header).max(SHORTEST);
                    self.watchdog.enter(Phase::Connect, now, wait);
                }
                _ => return Poll::Ready(phase),
            }
        }
    }

    /// The clock, for the rest of the exchange.
    pub(super) fn into_watchdog(self) -> Watchdog {
        self.watchdog
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

    use super::{HeadWait, Phase, Watchdog};

    const SHORT: Duration = Duration::from_millis(30);
    const LONG: Duration = Duration::from_hours(1);

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

    #[tokio::test]
    async fn the_head_is_waited_for_from_the_moment_of_sending_whichever_limit_is_longer() {
        for (name, connect, header, sent_after, phase, at_least, at_most) in [
            ("never sent", 4, 1, None, Phase::Connect, 4, 40),
            ("never sent, patient", 1, 40, None, Phase::Connect, 1, 40),
            ("sent at once", 40, 2, Some(0), Phase::Header, 2, 40),
            ("sent late", 40, 2, Some(3), Phase::Header, 5, 40),
            ("sent, patient", 2, 4, Some(1), Phase::Header, 5, 40),
        ] {
            let began = Instant::now();
            let mut wait = HeadWait::start(SHORT * connect, SHORT * header, LONG);
            let sent_at = sent_after.map(|after| began + SHORT * after);
            let got = poll_fn(|context| {
                let sent = sent_at.filter(|at| *at <= Instant::now());
                wait.poll(sent, context)
            });
            assert_eq!(got.await, phase, "{name}");
            let took = began.elapsed();
            assert!(took >= SHORT * at_least && took < SHORT * at_most, "{name} took {took:?}");
        }
    }
}

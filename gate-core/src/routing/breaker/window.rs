//! Window: how the last attempts at a provider went.

use std::collections::VecDeque;
use std::time::Duration;

/// The most attempts that are remembered.
const MOST: usize = 256;
/// For how long they are.
const SPAN: Duration = Duration::from_mins(5);

/// The last attempts, oldest first.
#[derive(Debug, Default)]
pub(super) struct Window {
    attempts: VecDeque<Seen>,
}

/// One attempt.
#[derive(Debug, Clone, Copy)]
struct Seen {
    at: Duration,
    /// How long the answer took to begin; `None` when none came.
    latency_ms: Option<u64>,
}

impl Window {
    /// Notes an attempt: how long its answer took to begin, or that none came.
    pub(super) fn note(&mut self, latency: Option<Duration>, now: Duration) {
        self.forget(now);
        if self.attempts.len() >= MOST {
            self.attempts.pop_front();
        }
        let latency_ms = latency.map(|latency| u64::try_from(latency.as_millis()).unwrap_or(u64::MAX));
        self.attempts.push_back(Seen { at: now, latency_ms });
    }

    /// The share that was answered.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred at most")]
    pub(super) fn success_rate(&mut self, now: Duration) -> Option<f64> {
        self.forget(now);
        let answered = self.attempts.iter().filter(|seen| seen.latency_ms.is_some()).count();
        (!self.attempts.is_empty()).then(|| answered as f64 / self.attempts.len() as f64)
    }

    /// The 95th percentile of the answered ones, by nearest rank.
    pub(super) fn p95_ms(&mut self, now: Duration) -> Option<u64> {
        self.forget(now);
        let mut latencies: Vec<u64> = self.attempts.iter().filter_map(|seen| seen.latency_ms).collect();
        latencies.sort_unstable();
        let rank = (latencies.len() * 95).div_ceil(100);
        latencies.get(rank.checked_sub(1)?).copied()
    }

    fn forget(&mut self, now: Duration) {
        while self.attempts.front().is_some_and(|seen| now.saturating_sub(seen.at) > SPAN) {
            self.attempts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MOST, Window};

    const fn second(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_tells_the_share_answered_and_how_long_most_took() {
        let mut window = Window::default();
        assert_eq!((window.success_rate(second(0)), window.p95_ms(second(0))), (None, None));
        window.note(None, second(1));
        assert_eq!((window.success_rate(second(1)), window.p95_ms(second(1))), (Some(0.0), None));
        let mut window = Window::default();
        for ms in (1..=100).rev() {
            window.note(Some(Duration::from_millis(ms)), second(1));
        }
        assert_eq!((window.success_rate(second(1)), window.p95_ms(second(1))), (Some(1.0), Some(95)));
        window.note(None, second(1));
        assert_eq!(window.success_rate(second(1)), Some(100.0 / 101.0));
        assert_eq!(window.success_rate(second(301)), Some(100.0 / 101.0), "five minutes");
        assert_eq!(window.success_rate(second(302)), None, "and no longer");
    }

    #[test]
    fn it_never_remembers_more_than_it_may() {
        let mut window = Window::default();
        for _ in 0..MOST {
            window.note(None, second(1));
        }
        for _ in 0..MOST {
            window.note(Some(second(1)), second(1));
        }
        assert_eq!((window.attempts.len(), window.success_rate(second(1))), (MOST, Some(1.0)));
    }
}

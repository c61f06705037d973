//! Clock: time as a value that is passed in, so that tests can set it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01 UTC by the wall clock, which may jump.
    fn unix_ms(&self) -> i64;
    /// Time since some fixed moment of this process; it never goes back.
    fn monotonic(&self) -> Duration;
}

/// One moment by both clocks: counting goes by the one that never jumps, what people see by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Time since some fixed moment of this process ([`Clock::monotonic`]).
    pub monotonic: Duration,
    /// Milliseconds since 1970 by the wall clock.
    pub unix_ms: i64,
}

impl Moment {
    /// The moment this clock shows, for the stage that asks; the counters themselves are told the time.
    pub fn of(clock: &dyn Clock) -> Self {
        Self { monotonic: clock.monotonic(), unix_ms: clock.unix_ms() }
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    fn unix_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A day in UTC, counted from 1970-01-01; budgets and rollups are kept by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcDay(pub i64);

impl UtcDay {
    /// The day that holds this moment (milliseconds since 1970).
    pub fn of(unix_ms: i64) -> Self {
        Self(unix_ms.div_euclid(DAY_MS))
    }

    /// The month of this day, counted from January 1970.
    pub fn month(self) -> UtcMonth {
        let date = utc(self.0.saturating_mul(DAY_MS)).date();
        UtcMonth((i64::from(date.year()) - 1970) * 12 + i64::from(date.month()) - 1)
    }

    /// The first millisecond of the day.
    pub fn start_ms(self) -> i64 {
        self.0.saturating_mul(DAY_MS)
    }

    /// The day as `2026-03-17`.
    pub fn iso(self) -> String {
        utc(self.start_ms()).date().to_string()
    }
}

/// A month in UTC, counted from January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcMonth(pub i64);

/// A moment as ISO 8601 in UTC with milliseconds, `2026-03-17T14:32:01.250Z`.
pub fn iso8601_ms(unix_ms: i64) -> String {
    utc(unix_ms).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A moment as ISO 8601 in UTC to the second, `2026-03-17T14:32:01Z`.
pub fn iso8601(unix_ms: i64) -> String {
    utc(unix_ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads an ISO 8601 moment (`2026-03-17T14:32:01Z`, any offset) as milliseconds since 1970.
pub fn parse_iso8601(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

fn utc(unix_ms: i64) -> jiff::Zoned {
    Timestamp::from_millisecond(unix_ms).unwrap_or_default().to_zoned(TimeZone::UTC)
}

/// A clock that stands still until it is moved.
#[cfg(feature = "testing")]
#[derive(Debug, Default)]
pub struct ManualClock {
    unix_ms: std::sync::atomic::AtomicI64,
    monotonic_ms: std::sync::atomic::AtomicU64,
}

#[cfg(feature = "testing")]
impl ManualClock {
    /// A clock that shows this moment.
    pub fn at(unix_ms: i64) -> Self {
        Self { unix_ms: unix_ms.into(), monotonic_ms: 0.into() }
    }

    /// Moves both times forward.
    pub fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.monotonic_ms.fetch_add(ms, std::sync::atomic::Ordering::SeqCst);
        self.unix_ms.fetch_add(i64::try_from(ms).unwrap_or(i64::MAX), std::sync::atomic::Ordering::SeqCst);
    }

    /// Sets the wall clock alone, forwards or backwards, as an operator or NTP would.
    pub fn set_wall(&self, unix_ms: i64) {
        self.unix_ms.store(unix_ms, std::sync::atomic::Ordering::SeqCst);
    }
}

#[cfg(feature = "testing")]
impl Clock for ManualClock {
    fn unix_ms(&self) -> i64 {
        self.unix_ms.load(std::sync::atomic::Ordering::SeqCst)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.monotonic_ms.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::{UtcDay, UtcMonth, iso8601, iso8601_ms, parse_iso8601};

    #[test]
    fn days_and_months_follow_the_utc_calendar() {
        for (unix_ms, day, month) in [
            (0, "1970-01-01", 0),
            (-1, "1969-12-31", -1),
            (1_771_410_600_000, "2026-02-18", 673),
            (1_709_164_800_000, "2024-02-29", 649),
        ] {
            let of = UtcDay::of(unix_ms);
            assert_eq!(of.iso(), day, "{unix_ms}");
            assert_eq!(of.month(), UtcMonth(month), "{unix_ms}");
        }
    }

    #[test]
    fn moments_read_back_as_written() {
        let moment = 1_771_410_600_250;
        assert_eq!(iso8601(moment), "2026-02-18T10:30:00Z");
        assert_eq!(iso8601_ms(moment), "2026-02-18T10:30:00.250Z");
        assert_eq!(parse_iso8601(&iso8601_ms(moment)), Some(moment));
        assert_eq!(parse_iso8601("yesterday"), None);
    }
}

//! Money: whole nano-dollars, never floating point inside.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// Nano-dollars in one US dollar.
pub const NANOS_PER_USD: i64 = 1_000_000_000;

/// An amount of US dollars, held as whole nano-dollars (10⁻⁹ USD).
///
/// Sums saturate instead of wrapping: an absurd amount stays absurd, so a limit still refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount that can be held, about nine billion dollars.
    pub const MAX: Self = Self(i64::MAX);

    /// An amount from nano-dollars.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// An amount from a decimal number of dollars as people write it in a configuration or a request.
    ///
    /// Fractions below a nano-dollar are rounded up, so that a price never becomes free by rounding. `None` for
    /// negative, infinite or absurdly large numbers.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before the cast")]
    #[expect(clippy::cast_precision_loss, reason = "the bound need not be exact")]
    pub fn from_usd(usd: f64) -> Option<Self> {
        let nanos = usd * NANOS_PER_USD as f64;
        if !nanos.is_finite() || nanos < 0.0 || nanos >= i64::MAX as f64 {
            return None;
        }
        // 0.1 USD is 100000000.00000001 nano-dollars in binary: whole amounts must not be lifted by that.
        let whole = nanos.round();
        let is_whole = (nanos - whole).abs() < 1e-3;
        Some(Self(if is_whole { whole } else { nanos.ceil() } as i64))
    }

    /// The amount in nano-dollars.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// The amount in dollars, for JSON numbers only; sums are made before this.
    #[expect(clippy::cast_precision_loss, reason = "exact up to nine million dollars, and only for display")]
    pub fn usd(self) -> f64 {
        self.0 as f64 / NANOS_PER_USD as f64
    }

    /// Whether nothing is left or was spent.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The larger of zero and `self`.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        Self(self.0.max(0))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// Dollars as the wire shows them: a plain decimal with 4 to 8 places, rounded up, never an exponent (`0.0023`).
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        // Ten nano-dollars are the eighth decimal place.
        let units = self.0.unsigned_abs().div_ceil(10);
        let (whole, mut fraction, mut places) = (units / 100_000_000, units % 100_000_000, 8);
        while places > 4 && fraction.is_multiple_of(10) {
            fraction /= 10;
            places -= 1;
        }
        write!(out, "{sign}{whole}.{fraction:0places$}")
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn dollars_print_with_four_to_eight_places_rounded_up() {
        for (nanos, shown) in [
            (0, "0.0000"),
            (1, "0.00000001"),
            (10, "0.00000001"),
            (11, "0.00000002"),
            (2_300_000, "0.0023"),
            (2_300_001, "0.00230001"),
            (12_500_000_000, "12.5000"),
            (999_999_999, "1.0000"),
            (123_456_789, "0.12345679"),
        ] {
            assert_eq!(Money::from_nanos(nanos).to_string(), shown, "{nanos} nano-dollars");
        }
    }

    #[test]
    fn dollars_are_read_exactly_and_never_rounded_down() {
        for (usd, nanos) in [
            (0.1, Some(100_000_000)),
            (2.5, Some(2_500_000_000)),
            (0.000_000_000_4, Some(1)),
            (1e-9, Some(1)),
            (0.0, Some(0)),
            (-1.0, None),
            (f64::NAN, None),
            (1e12, None),
        ] {
            assert_eq!(Money::from_usd(usd).map(Money::nanos), nanos, "{usd} USD");
        }
    }

    #[test]
    fn sums_saturate() {
        assert_eq!(Money::MAX + Money::from_nanos(1), Money::MAX);
        assert_eq!((Money::from_nanos(1) - Money::from_nanos(3)).at_least_zero(), Money::ZERO);
    }
}

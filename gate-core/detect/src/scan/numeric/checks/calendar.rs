//! Calendar: whether the digits of an id that stand for a date of birth are one.

use super::number;

/// Whether there is such a day in the Gregorian calendar.
pub(in super::super) fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether six digits write year, month and day in some century: 29 February counts when any century has it.
pub(in super::super) fn year_first(digits: &[u8]) -> bool {
    is_date(2000 + number(&digits[..2]), number(&digits[2..4]), number(&digits[4..6]))
}

/// Whether six digits write day, month and year in some century.
pub(in super::super) fn day_first(digits: &[u8]) -> bool {
    is_date(2000 + number(&digits[4..6]), number(&digits[2..4]), number(&digits[..2]))
}

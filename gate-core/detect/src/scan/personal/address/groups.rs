//! Groups: every group of digits, which may be a house number or a part of a postcode, and what it may belong to.
//!
//! What stands next to a group decides what is tried, so that the numbers of other texts are passed over at once. In all
//! of these tests a byte that is not there yet counts as fitting.

use super::words::{MOST_NUMBER_DIGITS, STREET_TAILS};
use super::{number_first, postcode, street_first};
use crate::scan::sink::Sink;

/// The longest house number behind a street's name, in digits.
const MOST_HOUSE_DIGITS: usize = 4;

/// Offers the addresses and postcodes to which the group of digits at `start` belongs.
#[inline(never)]
pub(in crate::scan::personal) fn look_at_group(sink: &mut Sink<'_>, start: usize) {
    let rest = &sink.bytes()[start..];
    let length = rest.iter().take(MOST_NUMBER_DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
    if length <= MOST_NUMBER_DIGITS {
        find_postcode(sink, start, start + length);
        find_street(sink, start, start + length);
    }
}

/// Looks at a group of digits as a part of a postcode.
fn find_postcode(sink: &mut Sink<'_>, start: usize, end: usize) {
    let bytes = sink.bytes();
    let next = |offset: usize| bytes.get(end + offset).copied();
    let is_upper = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_uppercase());
    match end - start {
        1 if is_upper(next(0)) => {
            if next(0).is_none() || is_upper(next(1)) {
                sink.examine(start, postcode::british);
            }
            if bytes[..start].last().is_some_and(u8::is_ascii_uppercase) {
                sink.examine(start, postcode::canadian);
            }
        }
        4 if matches!(next(0), Some(b' ') | None) && is_upper(next(1)) => {
            sink.examine(start, postcode::dutch);
        }
        5 if matches!(next(0), Some(b'-') | None) => _ = sink.examine(start, postcode::american),
        _ => {}
    }
}

/// Looks at a group of digits as a house number, before the street's name or behind it.
fn find_street(sink: &mut Sink<'_>, start: usize, end: usize) {
    let bytes = sink.bytes();
    let before = bytes[..start].last().copied();
    let inside = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_.$-+#:/=<(".contains(&byte));
    if !inside && number_first::names_street(bytes, end) {
        sink.examine(start, number_first::recognise);
    }
    if end - start <= MOST_HOUSE_DIGITS && matches!(before, Some(b' ' | b'.')) {
        let name_end = if before == Some(b' ') { start - 1 } else { start };
        for kind in kinds_before(bytes, name_end) {
            sink.examine(kind.start, |window| street_first::behind_name(window, kind.end));
        }
    }
}

/// The kinds of streets that end at `end`, or before a dot there.
pub(super) fn kinds_before(bytes: &[u8], end: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let undotted = end - usize::from(bytes[..end].ends_with(b"."));
    let last = bytes[..undotted].last().map_or(0, u8::to_ascii_lowercase);
    let known = b"aegjlmnrtuz".contains(&last);
    STREET_TAILS.iter().filter(move |_| known).filter_map(move |kind| {
        let kind_end = if kind.ends_with('.') { end } else { undotted };
        let start = kind_end.checked_sub(kind.len())?;
        bytes[start..kind_end].eq_ignore_ascii_case(kind.as_bytes()).then_some(start..kind_end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_from_its_end() {
        for kind in STREET_TAILS {
            let text = format!("Linden{}", kind.to_ascii_uppercase());
            let starts: Vec<usize> =
                kinds_before(text.as_bytes(), text.len()).map(|kind| kind.start).collect();
            assert!(starts.contains(&(text.len() - kind.len())), "{text}: {starts:?}");
        }
        for text in ["Linden", "Lindenwe", "", "."] {
            assert_eq!(kinds_before(text.as_bytes(), text.len()).count(), 0, "{text}");
        }
    }
}

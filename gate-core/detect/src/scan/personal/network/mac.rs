//! Hardware addresses: six or eight pairs of hexadecimal digits (EUI-48, EUI-64), or three groups of four.

use super::{boundary_after, boundary_before, is_hex};
use crate::EntityKind;
use crate::scan::context::has_words;
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

const WORDS: &[&str] =
    &["mac", "ether", "hwaddr", "hardware", "bssid", "wifi", "bluetooth", "lladdr", "physical", "eui"];

/// The address whose first sign (`:` or `-`) stands at the anchor.
pub(super) fn in_pairs(window: &Window<'_>) -> Option<Candidate> {
    let sign = window.anchor();
    let start = sign.checked_sub(2)?;
    window.begins_at(start);
    let mark = window.at(sign)?;
    if !boundary_before(window, start) || !is_pair(window, start) {
        return None;
    }
    let mut end = sign;
    let mut pairs = 1;
    while window.at(end) == Some(mark) && is_pair(window, end + 1) {
        end += 3;
        pairs += 1;
        if pairs > 8 {
            return None;
        }
    }
    let goes_on =
        window.at(end) == Some(mark) && window.at(end + 1).is_some_and(|byte| byte.is_ascii_alphanumeric());
    if !matches!(pairs, 6 | 8) || goes_on || !boundary_after(window, end) {
        return None;
    }
    // A run of two-digit numbers may be anything: a date with its time, a lottery ticket.
    let digits_only = !window.slice(start..end).iter().any(u8::is_ascii_alphabetic);
    score(window, start, end, digits_only && (mark == b'-' || pairs == 8))
}

/// The address in three groups of four whose first dot stands at the anchor.
pub(super) fn dotted(window: &Window<'_>) -> Option<Candidate> {
    let dot = window.anchor();
    let start = dot.checked_sub(4)?;
    window.begins_at(start);
    let end = dot + 10;
    let fits = boundary_before(window, start)
        && window.slice(start..dot).iter().all(|byte| is_hex(*byte))
        && [dot + 1, dot + 6]
            .into_iter()
            .all(|group| window.at(group - 1) == Some(b'.') && is_group(window, group))
        && boundary_after(window, end)
        && !(window.at(end) == Some(b'.')
            && window.at(end + 1).is_some_and(|byte| byte.is_ascii_alphanumeric()));
    if !fits {
        return None;
    }
    let value = window.slice(start..end);
    let mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    score(window, start, end, !mixed)
}

fn score(window: &Window<'_>, start: usize, end: usize, doubtful: bool) -> Option<Candidate> {
    let value = window.slice(start..end);
    let empty = |filler: u8| {
        value.iter().all(|byte| !byte.is_ascii_alphanumeric() || byte.to_ascii_lowercase() == filler)
    };
    if empty(b'0') || empty(b'f') {
        return None;
    }
    let score = if doubtful && !has_words(window, start, end, WORDS) { 45 } else { 90 };
    Some(Candidate::new(start..end, EntityKind::MacAddress, score, "mac-address"))
}

fn is_pair(window: &Window<'_>, at: usize) -> bool {
    window.at(at).is_some_and(is_hex) && window.at(at + 1).is_some_and(is_hex)
}

fn is_group(window: &Window<'_>, at: usize) -> bool {
    is_pair(window, at) && is_pair(window, at + 2)
}

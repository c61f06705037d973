//! Postal addresses: a house number with a street, a post box, a postcode that names a few houses.

mod groups;
mod number_first;
mod postcode;
mod street_first;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::is_place;
use super::words::{char_at, digits_end, is_one_of, skip_spaces};
use crate::EntityKind;
use crate::scan::context::{has_words_before, mentions};
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

pub(super) use groups::look_at_group;
pub(super) use street_first::{behind_kind, hold_last};
use words::CONTEXT;

/// Boxes whose names are one word.
const BOXES: &[&str] = &["postfach", "postbus"];
/// The longest value of a key that means an address, in bytes.
const FIELD_BYTES: usize = 120;

fn address(start: usize, end: usize, score: u8, rule: &'static str) -> Candidate {
    Candidate::new(start..end, EntityKind::Address, score, rule)
}

/// `P.O. Box 1234`
pub(super) fn post_box(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let end = if is_one_of(window, window.anchor()..end, BOXES) { end } else { box_end(window, end)? };
    let at = window.run_end_within(end, end + 4, |byte| matches!(byte, b' ' | b':' | b'#' | b'.'));
    let number_end = digits_end(window, at, 6).filter(|_| at > end)?;
    let tail = postcode::tail(window, number_end);
    Some(address(window.anchor(), tail.end, 80, "address-post-box"))
}

/// Behind the words that follow the first one of a box's name.
fn box_end(window: &Window<'_>, end: usize) -> Option<usize> {
    const RESTS: [&[u8]; 6] = [b" box", b"box", b" office box", b" postale", b" postal", b" de correos"];
    RESTS.iter().find(|rest| window.has_any_case(end, rest)).map(|rest| end + rest.len())
}

/// `〒123-4567`
pub(super) fn post_mark(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let at = skip_spaces(window, end, 1);
    let digits =
        |start: usize, count: usize| digits_end(window, start, count).filter(|end| end - start == count);
    let behind = match digits(at, 3).filter(|middle| window.at(*middle) == Some(b'-')) {
        Some(middle) => digits(middle + 1, 4)?,
        None => digits(at, 7)?,
    };
    Some(address(window.anchor(), behind, 85, "address-postcode"))
}

/// `"street_address": "12 Long Lane, Leeds"`
pub(super) fn keyed(window: &Window<'_>, key: Range<usize>) -> Option<Candidate> {
    let key_start = window
        .run_start(key.start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' '));
    let key_end =
        window.run_end_within(key.end, key.end + 12, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let at = window.run_end_within(key_end, key_end + 2, |byte| matches!(byte, b'"' | b'\'' | b'\\'));
    let sign = char_at(window, skip_spaces(window, at, 1)).filter(|sign| matches!(sign, ':' | '=' | '：'))?;
    let glue = skip_spaces(window, at, 1) + sign.len_utf8();
    let start = window.run_end_within(glue, glue + 4, |byte| matches!(byte, b' ' | b'"' | b'\'' | b'\\'));
    if mentions(window.slice(key_start..key.start), words::OTHER_ADDRESSES) {
        return None;
    }
    let quote = window.before(start).filter(|byte| matches!(byte, b'"' | b'\''));
    let value_end = window.run_end_within(start, start + FIELD_BYTES + 1, |byte| {
        byte != b'\n' && byte != b'\r' && Some(byte) != quote
    });
    let value =
        std::str::from_utf8(window.slice(start..value_end)).ok()?.trim_end_matches(['\\', ' ', ',', '.']);
    (value.len() <= FIELD_BYTES && is_field(value))
        .then(|| address(start, start + value.len(), 70, "address-field"))
}

/// The address that is a whole text whose place is called one.
pub(super) fn find_in_place(sink: &mut Sink<'_>) {
    if !is_place(sink, words::PLACES) || mentions(sink.text().place.as_bytes(), words::OTHER_ADDRESSES) {
        return;
    }
    sink.examine(0, |window| {
        let value = std::str::from_utf8(window.slice(0..FIELD_BYTES + 1)).ok()?;
        (value.len() <= FIELD_BYTES && is_field(value)).then(|| address(0, value.len(), 75, "address-field"))
    });
}

/// Whether the value of a key reads like an address: a number, and a word with a capital letter or ideographs.
fn is_field(value: &str) -> bool {
    let is_ideograph = |letter: char| matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}');
    let ideographs = value.chars().filter(|letter| is_ideograph(*letter)).count();
    let names = value.split([' ', ',']).filter(|word| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().filter(|letter| letter.is_lowercase()).count() >= 2
    });
    let numbers =
        value.split([' ', ',']).filter(|word| word.bytes().next().is_some_and(|byte| byte.is_ascii_digit()));
    let is_code = value
        .contains(['@', '{', '}', '(', ')', '<', '>', ';', '=', '$', '[', '%', '"', '\\', '_'])
        || value.contains("://");
    let is_written = numbers.clone().count() >= 1 && names.count() >= 1
        || ideographs >= 4 && value.bytes().any(|byte| byte.is_ascii_digit());
    !is_code && is_written && numbers.count() <= 5
}

/// What a word before an address in doubt adds to its score.
fn context_score(window: &Window<'_>, start: usize, score: u8) -> u8 {
    if score < 85 && has_words_before(window, start, CONTEXT) { 85.min(score + 30) } else { score }
}

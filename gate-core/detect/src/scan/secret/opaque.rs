//! Opaque tokens: words without any form that only a lottery could have drawn. What is pasted into a chat without a word
//! about it.

use super::encoding::base64;
use super::guards;
use super::lead::Lead;
use super::public;
use crate::EntityKind;
use crate::scan::runs::TOKEN;
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// How sure such a word is a key, in hundredths: just enough for the standard profile.
const SCORE: u8 = 60;

/// How long such a key is.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// The word that begins at `start`, when it stands by itself and nothing says that it is something else.
pub(super) fn recognise(window: &Window<'_>, start: usize) -> Option<Candidate> {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let end = window.run_end_within(start, start + LENGTHS.end() + 1, is_base64);
    let value = window.slice(start..end);
    if !LENGTHS.contains(&value.len()) || !is_parted(window.before(start)) || !is_drawn(value) {
        return None;
    }
    let is_hexadecimal =
        value.windows(2).take(2).any(|head| head == b"0x") || value.iter().all(u8::is_ascii_hexdigit);
    if is_hexadecimal
        || is_wallet(value)
        || is_text(value)
        || is_line_of_many(window, start)
        || !is_ended(window, end)
    {
        return None;
    }
    let lead = Lead::of(window, start);
    let is_other = lead.labels_something_else()
        || lead.has_operator
        || lead.calls_it_public()
        || public::is_public(window, &(start..end));
    (!is_other).then(|| Candidate::new(start..end, EntityKind::ApiKey, SCORE, "opaque-token"))
}

/// Whether letters of both cases (and digits) take turns more often than in any name. A digest has one case only.
fn is_drawn(value: &[u8]) -> bool {
    let census = guards::Census::of(value);
    let is_share = |count: usize| count * 8 >= value.len();
    is_share(census.small)
        && is_share(census.capitals)
        && census.switches * 4 >= value.len()
        && census.signs * 8 <= value.len()
        && !guards::is_readable(value)
        && guards::is_varied(value)
        && !guards::is_stand_in(value)
}

/// Whether nothing joins a word to the byte next to it.
fn is_parted(byte: Option<u8>) -> bool {
    byte.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`'))
}

/// Whether the word ends at `end`, or the sentence does.
fn is_ended(window: &Window<'_>, end: usize) -> bool {
    let behind = window.at(end);
    is_parted(behind)
        || matches!(behind, Some(b'.' | b',' | b';' | b'!' | b'?')) && is_parted(window.at(end + 1))
}

/// Whether the word is one of several lines, as in a certificate.
fn is_line_of_many(window: &Window<'_>, start: usize) -> bool {
    let above = window.run_start(start.saturating_sub(1), |byte| TOKEN.has(byte));
    window.before(start) == Some(b'\n') && (start - above > 24 || window.has_before(start, b"-----\n"))
}

/// Whether the word is readable text in base64, which is for those who decode it.
fn is_text(value: &[u8]) -> bool {
    let decoded = base64(&value[..value.len() / 4 * 4]);
    decoded.iter().filter(|byte| matches!(byte, b' '..=b'~')).count() * 10 >= decoded.len() * 9
}

/// Whether the word may be the address of a wallet in base58, which has another name, or a mistyped one.
fn is_wallet(value: &[u8]) -> bool {
    let is_base58 = |byte: &u8| byte.is_ascii_alphanumeric() && !matches!(byte, b'0' | b'O' | b'I' | b'l');
    let is_usual = matches!(value[0], b'1' | b'3' | b'T' | b'L' | b'M' | b'D' | b'X' | b'r' | b'A');
    match value.iter().filter(|byte| !is_base58(byte)).count() {
        0 => matches!((value.len(), is_usual), (33..=36 | 43 | 44, _) | (..=36, true)),
        1 => matches!(value.len(), 33..=36),
        _ => false,
    }
}

//! Value: where the value of an assignment stands, and whether it is a secret rather than code, a word or a stand-in.

use std::ops::Range;

use super::guards;
use super::name::Promise;
use super::words::{OTHER_HEADS, OTHER_TAILS, TEMPLATE_SIGNS, VALUE_WORDS};
use crate::scan::window::Window;

/// The longest value without a form of its own, in bytes.
const LONGEST: usize = 200;

/// How far behind its operator a value may begin, in bytes.
const GAP_BYTES: usize = 48;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    /// Between quotes, so that all of it is known.
    Quoted,
    /// Bare, behind an operator without spaces: `NAME=value`.
    Tight,
    /// Bare, behind an operator and a space.
    Loose,
    /// Bare, behind a word: `the password is value`.
    Said,
}

/// A value and how it is written.
pub(super) struct Value {
    pub(super) range: Range<usize>,
    pub(super) dress: Dress,
}

/// The value that stands behind `at`; lines are passed over when `over_lines` (in XML).
pub(super) fn behind(window: &Window<'_>, at: usize, over_lines: bool) -> Option<Value> {
    let limit = at + GAP_BYTES;
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t') || over_lines && matches!(byte, b'\n' | b'\r');
    let mut start = window.run_end_within(at, limit, is_space);
    let gap = start > at;
    // `**password:** value`
    let behind_bold = window.run_end_within(start, start + 2, |byte| byte == b'*');
    if behind_bold > start {
        start = window.run_end_within(behind_bold, limit, is_space);
    }
    if let Some((open, quote)) = opening(window, start, limit) {
        return quoted(window, open, quote);
    }
    let end = bare_end(window, start);
    let dress = if gap { Dress::Loose } else { Dress::Tight };
    (end > start && end - start <= LONGEST).then_some(Value { range: start..end, dress })
}

/// The quote that opens at `start` or behind a bracket, the prefix of a literal or a call there, and where its inside
/// begins.
fn opening<'t>(window: &Window<'t>, start: usize, limit: usize) -> Option<(usize, &'t [u8])> {
    let mut at = start;
    let word = window.run_end_within(at, at + 16, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':')
    });
    match window.at(word) {
        // `String("..."`, but no call that reads the value from somewhere else.
        Some(b'(') if !reads(window.slice(at..word)) => at = word + 1,
        Some(b'"' | b'\'') if word - at <= 2 => at = word,
        _ => {}
    }
    at = window
        .run_end_within(at, limit, |byte| matches!(byte, b' ' | b'[' | b'(' | b'{' | b'&' | b'$' | b'@'));
    let escapes = window.run_end_within(at, at + 4, |byte| byte == b'\\') - at;
    let quote_at = at + escapes;
    match window.at(quote_at)? {
        b'"' | b'\'' | b'`' => Some((quote_at + 1, window.slice(at..quote_at + 1))),
        // Typographic quotes: the closing one differs from the opening one in the last byte.
        0xE2 if window.has(quote_at, "“".as_bytes()) => Some((quote_at + 3, "”".as_bytes())),
        0xE2 if window.has(quote_at, "‘".as_bytes()) => Some((quote_at + 3, "’".as_bytes())),
        _ => None,
    }
}

/// Whether a function of this name looks its value up.
fn reads(name: &[u8]) -> bool {
    [
        b"get".as_slice(),
        b"env",
        b"read",
        b"load",
        b"fetch",
        b"find",
        b"input",
        b"prompt",
        b"config",
        b"resolve",
        b"param",
        b"field",
        b"ref",
        b"t",
    ]
    .iter()
    .any(|verb| if verb.len() < 2 { name == *verb } else { guards::contains_any_case(name, verb) })
}

/// What stands between quotes: up to the next quote of the same kind on the line.
fn quoted(window: &Window<'_>, start: usize, quote: &[u8]) -> Option<Value> {
    let mut at = start;
    let last = *quote.last()?;
    while at - start <= LONGEST {
        at = window.run_end_within(at, start + LONGEST + 1, |byte| {
            !matches!(byte, b'\n' | b'\\') && byte != quote[0] && byte != last
        });
        match window.at(at)? {
            _ if window.has(at, quote) => {
                return (at > start).then_some(Value { range: start..at, dress: Dress::Quoted });
            }
            b'\n' => return None,
            b'\\' if quote.len() == 1 => at += 2,
            // A quote of an inner text, or another character with the same first byte.
            _ => at += 1,
        }
    }
    None
}

/// Where a value without quotes ends.
fn bare_end(window: &Window<'_>, start: usize) -> usize {
    let ends = |byte: u8| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b'"' | b'\''
                    | b'`'
                    | b','
                    | b';'
                    | b'<'
                    | b'>'
                    | b'('
                    | b')'
                    | b'['
                    | b']'
                    | b'{'
                    | b'}'
                    | b'|'
                    | b'\\'
            )
    };
    let limit = start + LONGEST + 1;
    let mut end = window.run_end_within(start, limit, |byte| !ends(byte) && byte != b'&');
    // In the query of an address an ampersand ends the value, in a password it need not.
    while window.at(end) == Some(b'&') {
        let name = window.run_end_within(end + 1, end + 24, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
        });
        if window.at(name) == Some(b'=') || name == end + 1 {
            break;
        }
        end = window.run_end_within(end + 1, limit, |byte| !ends(byte) && byte != b'&');
    }
    let value = window.slice(start..end);
    start + value.iter().rposition(|byte| !matches!(byte, b'.' | b':' | b'*')).map_or(0, |index| index + 1)
}

/// How sure it is, in hundredths, that this is a secret; `None` when it is something else.
pub(super) fn score(window: &Window<'_>, found: &Value, promise: Promise) -> Option<u8> {
    let value = window.slice(found.range.clone());
    if value.len() != found.range.len() || is_something_else(value) {
        return None;
    }
    if found.dress != Dress::Quoted && is_code(window, value, found.range.end) {
        return None;
    }
    match promise {
        Promise::Password => password(value, found.dress),
        Promise::Secret => drawn(value, found.dress, 8),
        Promise::Doubtful if super::url::is_pair(value) => Some(82),
        Promise::Doubtful => drawn(value, found.dress, 16)
            .filter(|_| !guards::is_uuid(value))
            .map(|score| score.saturating_sub(15)),
        Promise::Pin => pin(value, found.dress),
    }
}

/// A password: any characters, but not a word of prose or a name in a program.
fn password(value: &[u8], dress: Dress) -> Option<u8> {
    let has_digit = value.iter().any(u8::is_ascii_digit);
    let has_letter = value.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let has_sign = value
        .iter()
        .any(|byte| byte.is_ascii_punctuation() && !matches!(byte, b'_' | b'-' | b'.' | b'/' | b'\''));
    let has_space = value.contains(&b' ');
    let kinds = guards::kinds(value);
    let is_name = guards::is_name(value) && !has_sign;
    let base: u8 = match () {
        () if value.len() < 4 || dress != Dress::Quoted && value.len() < 6 => return None,
        () if has_space && (guards::is_readable(value) || kinds < 3) => 45,
        () if !has_letter && (value.len() < 6 || !has_digit) => return None,
        () if !has_letter => {
            if dress == Dress::Quoted || dress == Dress::Tight {
                62
            } else {
                40
            }
        }
        () if has_digit && value.len() >= 6 => 85,
        () if is_name && value.contains(&b'_') => 30,
        () if has_sign && kinds >= 2 => 78,
        () if has_digit => 72,
        () if is_name => 50,
        () => 65,
    };
    let discount = match dress {
        Dress::Quoted | Dress::Tight => 0,
        Dress::Loose => 5,
        Dress::Said => 8,
    };
    let mere = dress != Dress::Quoted && !has_digit && !has_sign;
    Some(if mere { base.min(45) } else { base.saturating_sub(discount) })
}

/// Something drawn by lot: token characters, letters and digits mixed.
fn drawn(value: &[u8], dress: Dress, least: usize) -> Option<u8> {
    let is_token = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'=' | b'.' | b'~' | b':' | b'%' | b'$' | b'!')
    };
    let least = if dress == Dress::Quoted { least } else { least.max(10) };
    if value.len() < least {
        return None;
    }
    let is_versioned = value
        .windows(3)
        .filter(|part| part[0].is_ascii_digit() && part[1] == b'.' && part[2].is_ascii_digit())
        .count()
        > 1;
    if is_versioned {
        return None;
    }
    if !value.iter().all(is_token) {
        // Made up rather than drawn: to be judged like a password, with less certainty.
        let score = password(value, dress)?;
        return (guards::kinds(value) >= 3 && !value.contains(&b' ') && score >= 70).then_some(64);
    }
    // `cmp2-qat-1208358310` numbers things; of what is drawn by lot, letters and digits take turns.
    let has_digit = value.iter().any(u8::is_ascii_digit);
    if has_digit && guards::switches(value) < 2 + value.len() / 24
        || !guards::is_random(value)
        || guards::entropy(value) < if value.len() < 16 { 250 } else { 300 }
    {
        return None;
    }
    let base = match value.len() {
        ..12 => 64,
        12..16 => 72,
        16..20 => 80,
        _ => 86,
    };
    Some(base - if dress == Dress::Said { 8 } else { 0 })
}

fn pin(value: &[u8], dress: Dress) -> Option<u8> {
    let fits = (4..=8).contains(&value.len()) && value.iter().all(u8::is_ascii_digit);
    (fits && !guards::is_sequence(value)).then_some(if dress == Dress::Loose { 62 } else { 66 })
}

/// Whether a value says what it is: a stand-in, a template, an address, a path, the name of a type.
pub(super) fn is_something_else(value: &[u8]) -> bool {
    let starts = |head: &[u8]| value.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    let ends = |tail: &[u8]| {
        let start = value.len().checked_sub(tail.len());
        start.is_some_and(|start| value[start..].eq_ignore_ascii_case(tail))
    };
    guards::has_mask(value)
        || guards::has_mark(value)
        || is_stand_in(value)
        || TEMPLATE_SIGNS.iter().any(|sign| guards::contains_any_case(value, sign))
        || OTHER_HEADS.iter().any(starts)
        || OTHER_TAILS.iter().any(ends)
}

/// Whether a value consists of words that stand for one.
fn is_stand_in(value: &[u8]) -> bool {
    let mut count = 0;
    let mut named = 0;
    let mut rest = 0;
    for word in guards::words(value) {
        count += 1;
        if VALUE_WORDS.has_any_case(word) {
            named += 1;
        } else if word.iter().any(u8::is_ascii_digit) && word.len() >= 4 {
            rest += 1;
        }
    }
    // `my-secret-token` is one, `secret-8f3k29dm` is none.
    named > 0 && rest == 0 && (named == count || count > 1 && guards::is_readable(value))
        || rest == 0
            && guards::is_stand_in(value)
            && value.iter().filter(|byte| byte.is_ascii_digit()).count() < 4
}

/// Whether a bare value is an expression, a name in a program, or a word of prose.
fn is_code(window: &Window<'_>, value: &[u8], end: usize) -> bool {
    let next = window.at(end);
    if matches!(next, Some(b'(' | b'[' | b'{')) {
        return true;
    }
    let is_path = value.contains(&b'.')
        && value.split(|byte| *byte == b'.').all(|part| {
            part.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
                && part.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        });
    is_path && guards::switches(value) * 3 < value.len()
        || value.windows(2).any(|pair| pair == b"->" || pair == b"::")
        || value.windows(3).any(|part| part.starts_with(b"==") && part[2] != b'=')
}

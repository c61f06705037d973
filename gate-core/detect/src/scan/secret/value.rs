//! Value: where the value of an assignment stands, and how it is written.

use std::ops::Range;

use super::guards;
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

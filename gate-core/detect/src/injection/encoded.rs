//! Encoded: text inside the text, one level deep: base64, hexadecimal, percent escapes, ROT13 and words backwards.

use std::ops::Range;

use super::fold::skeleton;
use crate::scan::runs::{LongRuns, TOKEN};

/// The shortest run that is decoded, and the shortest text it may give, in bytes.
const MIN_RUN: usize = 20;
const MIN_TEXT: usize = 16;
/// How many characters of base64 are decoded to see whether they can be text.
const PROBE: usize = 32;
/// How far around a disguised word the text is turned back, in bytes.
const DISGUISE_REACH: usize = 300;

/// Ways of writing that leave no telling alphabet, so that words give them away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disguise {
    Rot13,
    Reversed,
}

const TELLING: &[&str] = &[
    "ignore",
    "disregard",
    "forget",
    "instructions",
    "prompt",
    "override",
    "bypass",
    "reveal",
    "restrictions",
];

/// The telling words in each disguise, as skeletons.
pub(super) fn disguised_words() -> impl Iterator<Item = (Vec<u8>, Disguise)> {
    TELLING.iter().flat_map(|word| {
        [Disguise::Rot13, Disguise::Reversed].map(|disguise| (skeleton(&disguise.undo(word)), disguise))
    })
}

impl Disguise {
    /// The name of the rule.
    pub(super) const fn rule(self) -> &'static str {
        match self {
            Self::Rot13 => "encoded-rot13",
            Self::Reversed => "encoded-reversed",
        }
    }

    /// Turns `text` back. Both are their own inverse.
    pub(super) fn undo(self, text: &str) -> String {
        match self {
            Self::Rot13 => text.chars().map(rot13).collect(),
            Self::Reversed => text.chars().rev().collect(),
        }
    }
}

fn rot13(character: char) -> char {
    match character {
        'a'..='m' | 'A'..='M' => char::from_u32(u32::from(character) + 13).unwrap_or(character),
        'n'..='z' | 'N'..='Z' => char::from_u32(u32::from(character) - 13).unwrap_or(character),
        _ => character,
    }
}

/// The part of the line around a disguised word that is turned back.
pub(super) fn disguised_part(text: &str, word: Range<usize>) -> Range<usize> {
    let floor = text.floor_char_boundary(word.start.saturating_sub(DISGUISE_REACH));
    let ceiling = text.floor_char_boundary((word.end + DISGUISE_REACH).min(text.len())).max(word.end);
    let start = text[floor..word.start].rfind('\n').map_or(floor, |index| floor + index + 1);
    let end = text[word.end..ceiling].find('\n').map_or(ceiling, |index| word.end + index);
    start..end
}

/// A decoded run.
pub(super) struct Decoded {
    pub(super) rule: &'static str,
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// Reports every run in `text` that decodes to text.
pub(super) fn find(text: &str, mut report: impl FnMut(Decoded)) {
    for range in LongRuns::within(text.as_bytes(), 0..text.len(), MIN_RUN, &TOKEN) {
        let run = &text.as_bytes()[range.clone()];
        let decoded = if run.iter().all(u8::is_ascii_hexdigit) {
            readable(hexadecimal(run)).map(|text| ("encoded-hex", text))
        } else if may_be_text(run) {
            readable(base64(run)).map(|text| ("encoded-base64", text))
        } else {
            None
        };
        if let Some((rule, text)) = decoded {
            report(Decoded { rule, text, range });
        }
    }
    if memchr::memchr(b'%', text.as_bytes()).is_some() {
        each_run(text.as_bytes(), is_url, |range| {
            let run = &text.as_bytes()[range.clone()];
            if let Some(text) = percent(run).and_then(readable) {
                report(Decoded { rule: "encoded-percent", text, range });
            }
        });
    }
}

const fn is_url(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\'' | b'`')
}

/// Calls `visit` with every longest run of at least [`MIN_RUN`] bytes of a class. Looks at the end of a possible run
/// first, so that prose is passed over in long steps.
fn each_run(bytes: &[u8], class: impl Fn(u8) -> bool, mut visit: impl FnMut(Range<usize>)) {
    let mut at = 0;
    while at + MIN_RUN <= bytes.len() {
        if let Some(gap) = bytes[at..at + MIN_RUN].iter().rposition(|byte| !class(*byte)) {
            at += gap + 1;
            continue;
        }
        let rest = &bytes[at + MIN_RUN..];
        let end = at + MIN_RUN + rest.iter().position(|byte| !class(*byte)).unwrap_or(rest.len());
        visit(at..end);
        at = end + 1;
    }
}

/// The bytes as text, if there is enough of it and nine tenths can be printed.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() >= MIN_TEXT)?;
    let printable =
        text.chars().filter(|character| !character.is_control() || character.is_whitespace()).count();
    (printable * 10 >= text.chars().count() * 9).then_some(text)
}

fn hexadecimal(run: &[u8]) -> Vec<u8> {
    run.chunks_exact(2).filter_map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Whether the beginning of a run of base64 is that of a text in UTF-8.
fn may_be_text(run: &[u8]) -> bool {
    let start = base64(&run[..run.len().min(PROBE)]);
    std::str::from_utf8(&start).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// Both alphabets of RFC 4648; an unfinished last group gives what it holds.
fn base64(run: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(run.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in run {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend(u8::try_from(bits >> count & 0xFF));
        }
    }
    bytes
}

/// The run with its escapes resolved, if it has at least three.
fn percent(run: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(run.len());
    let (mut at, mut escapes) = (0, 0);
    while at < run.len() {
        let escape = match run.get(at..at + 3) {
            Some([b'%', high, low]) => nibble(*high).zip(nibble(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        if let Some(byte) = escape {
            bytes.push(byte);
            (at, escapes) = (at + 3, escapes + 1);
        } else {
            bytes.push(if run[at] == b'+' { b' ' } else { run[at] });
            at += 1;
        }
    }
    (escapes >= 3).then_some(bytes)
}

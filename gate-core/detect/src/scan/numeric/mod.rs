//! Numbers: one pass over the groups of digits; at each group the few recognisers its length admits.

mod card;
mod countries;
mod phone;
mod ssn;

use std::ops::Deref;
use std::sync::LazyLock;

use super::guard::{before, run_end, starts_token};
use super::sink::{Candidate, Sink};
use crate::EntityKind;
use crate::kind::KindSet;

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    static KINDS: LazyLock<KindSet> = LazyLock::new(|| {
        KindSet::of(|kind| matches!(kind, EntityKind::Card | EntityKind::Ssn | EntityKind::Phone))
    });
    *KINDS
}

/// The longest number any recogniser reads, in digits.
const MOST_DIGITS: usize = 19;

/// The digits of one number, as values 0 to 9, on the stack.
#[derive(Default)]
struct Digits {
    values: [u8; MOST_DIGITS],
    count: usize,
}

impl Digits {
    /// Appends ASCII digits, as far as there is room.
    fn append(&mut self, ascii: &[u8]) {
        for (value, byte) in self.values[self.count..].iter_mut().zip(ascii) {
            *value = byte - b'0';
        }
        self.count = MOST_DIGITS.min(self.count + ascii.len());
    }

    fn truncate(&mut self, count: usize) {
        self.count = self.count.min(count);
    }
}

impl Deref for Digits {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.values[..self.count]
    }
}

/// A maximal group of digits and the text it stands in.
#[derive(Clone, Copy)]
struct Group<'t> {
    bytes: &'t [u8],
    start: usize,
    end: usize,
}

/// Offers every number that means something. After one is taken the search goes on behind it.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let mut at = sink.from();
    if before(bytes, at).is_some_and(|byte| byte.is_ascii_digit()) {
        at = digits_end(bytes, at);
    }
    while let Some(start) = next_digit(bytes, at) {
        let group = Group { bytes, start, end: digits_end(bytes, start) };
        at = match group.recognise() {
            Some(candidate) => {
                let end = candidate.end;
                if sink.offer(candidate) { end } else { group.end }
            }
            None => group.end,
        };
    }
}

/// The first digit at or after `from`. Blocks without one are passed in a loop the compiler vectorises.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: usize = 32;
    let mut at = from;
    while let Some(block) = bytes.get(at..at + BLOCK) {
        if block.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
            break;
        }
        at += BLOCK;
    }
    bytes.get(at..)?.iter().position(u8::is_ascii_digit).map(|offset| at + offset)
}

fn digits_end(bytes: &[u8], start: usize) -> usize {
    run_end(bytes, start, bytes.len(), |byte| byte.is_ascii_digit())
}

impl Group<'_> {
    fn recognise(self) -> Option<Candidate> {
        if before(self.bytes, self.start) == Some(b'+') {
            return phone::recognise(self);
        }
        if !starts_free(self.bytes, self.start) {
            return None;
        }
        match self.end - self.start {
            3 | 9 => ssn::recognise(self),
            4 | 12..=19 => card::recognise(self),
            _ => None,
        }
    }

    /// Reads groups of the lengths of `layout`, all parted by the byte that follows this group, and appends their
    /// digits to `digits`; gives the end of the last group.
    fn read(self, layout: &[usize], digits: &mut Digits) -> Option<usize> {
        let separator = self.bytes.get(self.end).filter(|byte| matches!(byte, b' ' | b'-' | b'.'));
        let (mut start, mut end) = (self.start, self.end);
        for (index, length) in layout.iter().enumerate() {
            if index > 0 {
                start = end + 1;
                if separator.is_none() || self.bytes.get(end) != separator {
                    return None;
                }
                end = run_end(self.bytes, start, start + length + 1, |byte| byte.is_ascii_digit());
            }
            if end - start != *length {
                return None;
            }
            digits.append(&self.bytes[start..end]);
        }
        Some(end)
    }
}

/// Whether a number can begin at `start`: not inside a word, a UUID, a version, a decimal or a path.
fn starts_free(bytes: &[u8], start: usize) -> bool {
    match before(bytes, start) {
        Some(b'_' | b'+') => false,
        Some(b'-' | b'.' | b'/') => {
            !before(bytes, start - 1).is_some_and(|byte| byte.is_ascii_alphanumeric())
        }
        _ => starts_token(bytes, start),
    }
}

/// Whether a number can end at `end`: not inside a word, a UUID, a version or a decimal.
fn ends_free(bytes: &[u8], end: usize) -> bool {
    let next = bytes.get(end + 1);
    match bytes.get(end) {
        Some(b'_') => false,
        Some(b'-') => !next.is_some_and(u8::is_ascii_alphanumeric),
        Some(b'.') => !next.is_some_and(u8::is_ascii_digit),
        Some(byte) => !byte.is_ascii_alphanumeric(),
        None => true,
    }
}

//! Telephone numbers with a country code: `+`, a code in use, and as many digits as that country's numbers have.
//!
//! Source: ITU-T E.164 (at most fifteen digits).

use super::countries::national_length;
use super::{Candidate, Digits, Group, digits_end, ends_free};
use crate::EntityKind;
use crate::scan::guard::before;

const MOST_DIGITS: usize = 15;
const FEWEST_DIGITS: usize = 8;

/// The number whose country code is this group or begins it; a `+` stands before the group.
pub(super) fn recognise(group: Group<'_>) -> Option<Candidate> {
    let start = group.start - 1;
    let free = before(group.bytes, start)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'_' | b')'));
    if !free {
        return None;
    }
    let (end, digits) = longest(group)?;
    let national = &digits[usize::from(national_length(&digits)?.code_digits)..];
    if national.iter().all(|digit| *digit == national[0]) {
        return None;
    }
    let score = match digits[0] {
        1 if !is_north_american(national) => 50,
        1 if national[3] < 2 => 70,
        _ => 85,
    };
    let open = end == group.bytes.len();
    Some(Candidate { start, end, kind: EntityKind::Phone, score, rule: "phone-international", open })
}

/// The most groups that together have a length the country uses, and their digits.
fn longest(group: Group<'_>) -> Option<(usize, Digits)> {
    let bytes = group.bytes;
    let mut digits = Digits::default();
    let (mut start, mut end, mut best) = (group.start, group.end, None);
    loop {
        if digits.len() + (end - start) > MOST_DIGITS {
            break;
        }
        digits.append(&bytes[start..end]);
        let fits = national_length(&digits)
            .is_some_and(|length| length.admits(digits.len()) && digits.len() >= FEWEST_DIGITS);
        if fits && ends_free(bytes, end) {
            best = Some((end, digits.len()));
        }
        let Some(next) = next_group(bytes, end) else { break };
        (start, end) = (next, digits_end(bytes, next).min(next + MOST_DIGITS + 1));
    }
    best.map(|(end, count)| {
        digits.truncate(count);
        (end, digits)
    })
}

/// Where the next group starts: behind one separator, or behind a parenthesis and a separator on one side of it. A
/// trunk zero, as in `+44 (0)20`, is passed over.
fn next_group(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    let mut seen = [0_u8; 2];
    while let Some(byte @ (b' ' | b'-' | b'.' | b'/' | b'(' | b')')) = bytes.get(at) {
        *seen.get_mut(at - end)? = *byte;
        at += 1;
    }
    let allowed = matches!(&seen[..at - end], [_] | [b' ' | b'-', b'('] | [b')', b' ' | b'-']);
    if !allowed {
        return None;
    }
    if bytes[at - 1] == b'(' && bytes.get(at..at + 2) == Some(b"0)") {
        return next_group(bytes, at + 1);
    }
    bytes.get(at).filter(|byte| byte.is_ascii_digit()).map(|_| at)
}

/// Area codes begin with 2 to 9 and are not service codes (`N11`).
fn is_north_american(national: &[u8]) -> bool {
    national[0] >= 2 && national[1..3] != [1, 1]
}

//! United States social security numbers: area, group and serial, none of them impossible.
//!
//! Source: Social Security Administration, "SSN randomization" (since 2011 only areas 000, 666 and 900-999, group 00
//! and serial 0000 are never given out).

use super::{Candidate, Digits, Group, ends_free};
use crate::EntityKind;
use crate::scan::guard::has_word_before;

const WORDS: [&str; 6] = ["ssn", "ssns", "social", "socialsecurity", "socialsecuritynumber", "taxpayer"];

/// Numbers printed in advertisements and withdrawn for it. Only these very numbers: a prefix would hide real ones.
const PUBLISHED: [[u8; 9]; 2] = [[0, 7, 8, 0, 5, 1, 1, 2, 0], [2, 1, 9, 0, 9, 9, 9, 9, 9]];

/// The number that begins with this group, if any.
pub(super) fn recognise(group: Group<'_>) -> Option<Candidate> {
    let mut digits = Digits::default();
    let parted = group.end - group.start == 3;
    let layout: &[usize] = if parted { &[3, 2, 4] } else { &[9] };
    let end = group.read(layout, &mut digits)?;
    if !ends_free(group.bytes, end) || !is_possible(&digits) {
        return None;
    }
    let named = has_word_before(group.bytes, group.start, &WORDS);
    let score = match (parted, group.bytes[group.end.min(group.bytes.len() - 1)], named) {
        (true, _, true) => 95,
        (true, b'-', false) => 85,
        (true, b' ', false) => 60,
        (true, _, false) => 45,
        (false, _, true) => 80,
        (false, _, false) => return None,
    };
    let open = end == group.bytes.len();
    Some(Candidate { start: group.start, end, kind: EntityKind::Ssn, score, rule: "us-ssn", open })
}

fn is_possible(digits: &[u8]) -> bool {
    let area_given_out = digits[0] != 9 && digits[..3] != [0, 0, 0] && digits[..3] != [6, 6, 6];
    area_given_out
        && digits[3..5] != [0, 0]
        && digits[5..] != [0, 0, 0, 0]
        && !PUBLISHED.iter().any(|sample| digits == sample)
        && !digits.iter().all(|digit| *digit == digits[0])
}

//! Numbers: one pass over the runs of digits; at each run the few rules whose layouts begin like it, and of those
//! that agree the surest.
//!
//! All kinds of numbers and of ids with digits in them are rows of the tables in [`rules`]; only those that no layout
//! can picture (telephone numbers, bank account numbers, documents for machines) have a recogniser of their own.

mod around;
mod checks;
mod contest;
mod countries;
mod cue;
mod iban;
mod index;
mod layout;
mod loose;
mod machine_readable;
mod names;
mod phone;
mod rule;
mod rules;
mod spot;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use super::places::Places;
use super::sink::Sink;
use crate::EntityKind;
use crate::kind::KindSet;
use index::{INDEX, MOST_WORD_BYTES};
use layout::Follower;
use spot::Spot;

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    static KINDS: LazyLock<KindSet> = LazyLock::new(|| {
        let others = [EntityKind::Iban, EntityKind::Bic, EntityKind::CardSecurityCode];
        KindSet::of(|kind| others.contains(&kind) || INDEX.rules().any(|rule| rule.kind == kind))
    });
    *KINDS
}

/// The most digits in a row that any number has.
const MOST_DIGITS: usize = 30;

/// Offers every number that means something. After one is taken the search goes on behind it.
pub(super) fn find(sink: &mut Sink<'_>) {
    find_numbers(sink);
    if sink.wants(EntityKind::Passport) {
        machine_readable::find(sink);
    }
    if sink.wants(EntityKind::Bic) || sink.wants(EntityKind::CardSecurityCode) {
        cue::find(sink);
    }
}

fn find_numbers(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let profile = sink.profile();
    let mut taken = 0;
    let is_first_digit = |[_, before, byte]: [u8; 3]| byte.is_ascii_digit() & !before.is_ascii_digit();
    for start in Places::new(bytes, sink.from(), is_first_digit) {
        let end = digits_end(bytes, start);
        if start < taken || !may_begin_number(bytes, start, end) {
            continue;
        }
        if let Some(place) = sink.examine(start, |window| Spot::new(window, profile)?.best()) {
            taken = place.end;
        }
    }
}

/// Whether the digits from `start` to `end` are worth a closer look. Says yes when that is not known yet.
fn may_begin_number(bytes: &[u8], start: usize, end: usize) -> bool {
    if end == bytes.len() {
        return true;
    }
    if end - start > MOST_DIGITS {
        return false;
    }
    let before = start.checked_sub(1).map(|before| bytes[before]);
    let then = Follower::of(bytes.get(end).copied());
    if INDEX.begins_with(end - start, then) && !before.is_some_and(|byte| byte.is_ascii_alphabetic()) {
        return true;
    }
    match before {
        Some(b'+' | b'(') => true,
        Some(byte) if byte.is_ascii_alphabetic() => may_begin_word(bytes, start, end, then),
        _ => then == Follower::Letter && may_begin_word(bytes, start, end, then),
    }
}

/// The same for digits with letters directly before or behind them. The commonest are those of hashes and encoded
/// bytes, of which only the first digits can begin anything.
fn may_begin_word(bytes: &[u8], start: usize, end: usize, then: Follower) -> bool {
    let letters = bytes[..start]
        .iter()
        .rev()
        .take(MOST_WORD_BYTES)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    match &bytes[..start - letters] {
        // The letter of an escape, `\n` or `%3D`, is none of the word's.
        [.., b'\\'] | [.., b'%', _] => return true,
        [.., b'0'..=b'9'] => return false,
        _ => {}
    }
    let behind =
        bytes[end..].iter().take(MOST_WORD_BYTES).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let is_cut = end + behind == bytes.len();
    let is_account = letters == 2 && end - start > 1;
    let length = letters + (end - start) + behind;
    is_cut || is_account || INDEX.begins_with(end - start, then) || !INDEX.by_word(length).is_empty()
}

fn digits_end(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |length| start + length)
}

//! Cues: the words that announce a date of birth, a name or an address, and the keys that are called by them.
//!
//! Every occurrence is looked at, overlapping ones too, so that it does not matter where the search begins.

mod index;
mod table;

use super::{address, birth, person};
use crate::EntityKind;
use crate::scan::sink::Sink;
pub(super) use index::CUES;
use index::{Entry, KEYS, Role};

/// How many bytes an address's key goes on behind the word for one: `address_line_1`.
const KEY_REST_BYTES: usize = 12;
/// How many spaces, quotes and escapes stand between a sign and its value at most, with the first byte of the value.
const GLUE_BYTES: usize = 7;

/// Offers what the cues announce that stand at `start`, where a word may begin.
#[inline(never)]
pub(super) fn look_at_word(sink: &mut Sink<'_>, start: usize) {
    let bytes = sink.bytes();
    for cue in CUES.starting_at(bytes, start) {
        let end = start + cue.text.len();
        if cue.is_wanted(sink) && cue.fits(bytes, start, end) {
            sink.examine(start, |window| match cue.role {
                Role::Birth => birth::behind(window, end),
                Role::Introduction => person::introduced(window, end),
                Role::Presence => person::present(window, end),
                Role::Title => person::titled(window, end),
                Role::Greeting => person::greeted(window, end),
                Role::Salute => person::saluted(window, end),
                Role::Closing => person::signed(window, end),
                Role::StreetLead => address::behind_kind(window, end),
                Role::PostBox => address::post_box(window, end),
                Role::PostMark => address::post_mark(window, end),
                Role::NameKey | Role::PersonKey | Role::AddressKey => None,
            });
        }
    }
}

/// Offers the value of the key before the sign at `sign`.
#[inline(never)]
pub(super) fn look_at_sign(sink: &mut Sink<'_>, sign: usize) {
    let bytes = sink.bytes();
    if !may_precede_value(bytes, sign) {
        return;
    }
    let key_end = key_end(bytes, sign);
    let floor =
        if sink.wants(EntityKind::Address) { key_end.saturating_sub(KEY_REST_BYTES) } else { key_end };
    let mut end = key_end;
    loop {
        for key in KEYS.ending_at(bytes, end) {
            let start = end - key.text.len();
            let fits = (end == key_end || key.role == Role::AddressKey) && key.fits(bytes, start, end);
            if fits && key.is_wanted(sink) {
                sink.examine(sign, |window| match key.role {
                    Role::NameKey => person::named(window, start..end),
                    Role::PersonKey => person::keyed(window, start..end),
                    _ => address::keyed(window, start..end),
                });
            }
        }
        match end.checked_sub(1) {
            Some(last) if last >= floor && is_key_byte(bytes[last]) => end = last,
            _ => return,
        }
    }
}

/// Whether what follows the sign at `sign` can be a name or an address rather than program text. A byte that is not there
/// yet counts as fitting.
fn may_precede_value(bytes: &[u8], sign: usize) -> bool {
    const NONE: &[u8] = b"=([{<>)};@$%_\n\r";
    bytes[sign + 1..]
        .iter()
        .take(GLUE_BYTES)
        .find(|byte| !matches!(**byte, b' ' | b'"' | b'\'' | b'\\'))
        .is_none_or(|first| !NONE.contains(first))
}

/// Where the key ends, before the quotes and spaces between it and its sign.
fn key_end(bytes: &[u8], sign: usize) -> usize {
    let without = |end: usize, class: fn(u8) -> bool| {
        end - bytes[..end].iter().rev().take(2).take_while(|byte| class(**byte)).count()
    };
    without(without(sign, |byte| byte == b' '), |byte| matches!(byte, b'"' | b'\'' | b'\\'))
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

impl Entry {
    fn is_wanted(&self, sink: &Sink<'_>) -> bool {
        sink.wants(match self.role {
            Role::Birth => EntityKind::DateOfBirth,
            Role::StreetLead | Role::PostBox | Role::PostMark | Role::AddressKey => EntityKind::Address,
            _ => EntityKind::Person,
        })
    }
}

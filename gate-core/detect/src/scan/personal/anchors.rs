//! Anchors: one pass over the text for all that is told by the beginning of a word or a number, or by a sign in a certain
//! neighbourhood.

use super::places::Places;
use super::{address, cue, network};
use crate::EntityKind;
use crate::scan::ANCHOR_REACH_BYTES;
use crate::scan::sink::Sink;

/// Offers every value that has a word, a number or a sign as its anchor.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len());
    let addresses = sink.wants(EntityKind::Address);
    let keys = addresses || sink.wants(EntityKind::Person);
    let cues = keys || sink.wants(EntityKind::DateOfBirth);
    let network = network::Wanted::of(sink);
    // Cues and keys stand before their values.
    for at in Places::new(bytes, from.saturating_sub(ANCHOR_REACH_BYTES), is_anchor) {
        match bytes[at] {
            byte if byte.is_ascii_alphabetic() || byte >= 0xC0 => {
                if cues {
                    cue::look_at_word(sink, at);
                }
            }
            b'0'..=b'9' => {
                if addresses && at >= from {
                    address::look_at_group(sink, at);
                }
            }
            // The last byte of the wide colon.
            0x80.. if keys => cue::look_at_sign(sink, at - 2, at),
            sign => {
                if at >= from {
                    network.look_at(sink, at);
                }
                if keys && matches!(sign, b':' | b'=') {
                    cue::look_at_sign(sink, at, at);
                }
            }
        }
    }
    if addresses {
        address::hold_last(sink);
    }
}

/// Whether the last of these bytes is an anchor. Without branches, see [`Places`].
fn is_anchor(bytes: [u8; 3]) -> bool {
    begins_word(bytes) | begins_number(bytes) | ends_key(bytes) | joins_numbers(bytes)
}

/// Whether a word begins with the last of these bytes: also one in camel case, one behind the letter of an escape (`\n`),
/// and any letter outside ASCII, since what may stand before those takes a closer look.
fn begins_word([before_that, before, byte]: [u8; 3]) -> bool {
    let in_camel_case = byte.is_ascii_uppercase() & before.is_ascii_lowercase();
    let free = !before.is_ascii_alphanumeric() | (before_that == b'\\');
    (byte.is_ascii_alphabetic() & free) | in_camel_case | (byte >= 0xC0)
}

/// Whether a group of digits begins with the last of these bytes, and not inside a word.
fn begins_number([before_that, before, byte]: [u8; 3]) -> bool {
    let goes_on = before.is_ascii_digit() | (before.is_ascii_lowercase() & (before_that != b'\\'));
    byte.is_ascii_digit() & !goes_on
}

/// Whether the sign behind a key may end with the last of these bytes: `name:`, `"name" =`, `姓名：`.
fn ends_key([before_that, before, byte]: [u8; 3]) -> bool {
    let is_sign = (byte == b':') | (byte == b'=');
    (is_sign & (before >= b' ')) | ((byte == 0x9A) & (before == 0xBC) & (before_that == 0xEF))
}

/// Whether the last of these bytes may join the parts of a network address. Colons do that also where they end a key.
fn joins_numbers([_, before, byte]: [u8; 3]) -> bool {
    ((byte == b'.') | (byte == b'-')) & before.is_ascii_hexdigit()
}

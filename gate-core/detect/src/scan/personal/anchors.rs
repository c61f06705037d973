//! Anchors: one pass over the text for all that is told by the beginning of a word or a number, or by a sign in a certain
//! neighbourhood.

use super::{address, cue, network};
use crate::EntityKind;
use crate::scan::ANCHOR_REACH_BYTES;
use crate::scan::places::Places;
use crate::scan::sink::Sink;

/// Offers every value that has a word, a number or a sign as its anchor.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len());
    let addresses = sink.wants(EntityKind::Address);
    let keys = addresses || sink.wants(EntityKind::Person);
    let cues = keys || sink.wants(EntityKind::DateOfBirth);
    let index = &*cue::CUES;
    let network = network::Wanted::of(sink);
    // Cues and keys stand before their values.
    for at in Places::new(bytes, from.saturating_sub(ANCHOR_REACH_BYTES), is_anchor) {
        match bytes[at] {
            byte if byte.is_ascii_alphabetic() || byte >= 0xC0 => {
                if cues && index.may_start(bytes, at) {
                    cue::look_at_word(sink, at);
                }
                if byte == WIDE_COLON[0] && keys && bytes[at..].starts_with(&WIDE_COLON) {
                    cue::look_at_sign(sink, at);
                }
            }
            b'0'..=b'9' => {
                if addresses && at >= from {
                    address::look_at_group(sink, at);
                }
            }
            sign => {
                if at >= from {
                    network.look_at(sink, at);
                }
                if keys && matches!(sign, b':' | b'=') {
                    cue::look_at_sign(sink, at);
                }
            }
        }
    }
    if addresses {
        address::hold_last(sink);
    }
}

/// The colon of Chinese and Japanese, `：`.
const WIDE_COLON: [u8; 3] = [0xEF, 0xBC, 0x9A];

/// Whether the last of these bytes is an anchor. Without branches, see [`Places`], and rather too often than at a cost:
/// each is looked at more closely.
///
/// - A letter where a word begins, also in camel case or behind the letter of an escape (`\n`), and any letter outside
///   ASCII.
/// - A digit where a number begins, not inside a word of small letters.
/// - A sign behind a key (`:`, `=`).
/// - A dot or hyphen behind a hexadecimal digit, which may join the parts of a network address; so may a colon.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "branches would keep the loop from becoming vector instructions"
)]
fn is_anchor([before_that, before, byte]: [u8; 3]) -> bool {
    const SMALL: u8 = 0x20;
    let escaped = before_that == b'\\';
    let is_between = |byte: u8, first: u8, last: u8| byte.wrapping_sub(first) <= last - first;
    let follows_letter = is_between(before | SMALL, b'a', b'z');
    let follows_digit = is_between(before, b'0', b'9');
    let follows_small = follows_letter & (before & SMALL != 0);
    let in_camel_case = before & !byte & SMALL != 0;
    let letter = is_between(byte | SMALL, b'a', b'z')
        & (!(follows_letter | follows_digit) | (follows_letter & in_camel_case) | escaped);
    let digit = is_between(byte, b'0', b'9') & !follows_digit & (!follows_small | escaped);
    let joint = is_between(byte, b'-', b'.') & (follows_digit | is_between(before | SMALL, b'a', b'f'));
    letter | (byte >= 0xC0) | digit | joint | (byte == b':') | (byte == b'=')
}

//! Passwords that nothing announces: a word of capitals, small letters, digits and signs that take turns as in no
//! other word. What a person types into a chat without saying what it is.

use super::guards;
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// How sure such a word is a password, in hundredths: just enough for the standard profile.
const SCORE: u8 = 60;

/// How long such a password is.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=40;

/// Offers every such word, anchored at the first sign in it.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from();
    let signs = memchr::memchr3_iter(b'!', b'#', b'%', &bytes[from..]);
    let others = memchr::memchr3_iter(b'&', b'*', b'@', &bytes[from..]);
    let dollars = memchr::memchr2_iter(b'$', b'^', &bytes[from..]);
    for at in signs.chain(others).chain(dollars).map(|offset| from + offset) {
        let is_inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        if at > 0 && is_inside(bytes.get(at - 1)) && bytes.get(at + 1).is_none_or(u8::is_ascii_alphanumeric) {
            sink.examine(at, recognise);
        }
    }
}

fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let at = window.anchor();
    let start = window.run_start(at, |byte| byte.is_ascii_alphanumeric());
    let is_parted = |byte: Option<u8>| {
        byte.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`'))
    };
    if at - start < 2 || at - start > 24 || !is_parted(window.before(start)) {
        return None;
    }
    window.begins_at(start);
    let is_password = |byte: u8| byte.is_ascii_alphanumeric() || is_sign(byte);
    let end = window.run_end_within(at, start + LENGTHS.end() + 1, is_password);
    let value = window.slice(start..end);
    if !LENGTHS.contains(&value.len())
        || guards::kinds(value) < 4
        || guards::is_stand_in(value)
        || !guards::is_varied(value)
    {
        return None;
    }
    let signs = value.iter().filter(|byte| is_sign(**byte)).count();
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    // Letters and digits must be mixed behind the sign; `Page#12` and `50%Off2` are no passwords.
    let is_mixed = value[at - start..]
        .split(|byte| is_sign(*byte))
        .any(|part| part.len() >= 5 && guards::switches(part) * 3 >= part.len());
    if signs * 3 > value.len() || digits * 2 > value.len() || !is_mixed {
        return None;
    }
    let behind = window.at(end);
    let is_ended =
        is_parted(behind) || matches!(behind, Some(b'.' | b',' | b';')) && is_parted(window.at(end + 1));
    is_ended.then(|| Candidate::new(start..end, EntityKind::AssignedSecret, SCORE, "unannounced-password"))
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'!' | b'#' | b'%' | b'&' | b'*' | b'@' | b'$' | b'^' | b'?')
}

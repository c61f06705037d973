//! E-mail addresses: from each `@` outwards, the part before it and the host name after it.
//!
//! Narrower than RFC 5321 where the RFC allows what nobody uses and program text is full of (`=`, `/`, quotes). Letters
//! of two bytes (Latin, Greek, Cyrillic, Hebrew, Arabic) may stand on both sides (RFC 6531).

use memchr::memchr_iter;

use crate::EntityKind;
use crate::scan::guard::letter_before;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The longest part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES: usize = 64;
/// The longest host name, in bytes (RFC 1035, 2.3.4).
const HOST_BYTES: usize = 253;
/// The longest label of a host name, in bytes.
const LABEL_BYTES: usize = 63;

/// Offers every address.
pub(super) fn find(sink: &mut Sink<'_>) {
    let (bytes, from) = (sink.bytes(), sink.from());
    for offset in memchr_iter(b'@', &bytes[from..]) {
        sink.examine(from + offset, recognise);
    }
}

/// The address around the `@` at the window's anchor.
fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let at = window.anchor();
    let start = local_start(window, at)?;
    window.begins_at(start);
    let end = host_end(window, at + 1)?;
    is_address(window, start, at, end).then(|| Candidate::new(start..end, EntityKind::Email, 90, "email"))
}

/// Where the part before the `@` at `at` starts.
fn local_start(window: &Window<'_>, at: usize) -> Option<usize> {
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'');
    let bytes = window.slice(at.saturating_sub(LOCAL_BYTES + 2)..at);
    let mut length = 0;
    while length <= LOCAL_BYTES {
        let rest = &bytes[..bytes.len() - length];
        let step = match rest.last() {
            Some(byte) if is_local(*byte) => 1,
            _ => letter_before(rest, rest.len()),
        };
        if step == 0 {
            return trim_local(window, at - length, at);
        }
        length += step;
    }
    None
}

/// Leaves away what belongs to the text around the address: dots, quotes, `\n` and `%20` before it.
fn trim_local(window: &Window<'_>, mut start: usize, at: usize) -> Option<usize> {
    let local = |start: usize| window.slice(start..at);
    if local(start).last() == Some(&b'.') {
        return None;
    }
    if let Some(dots) = local(start).windows(2).rposition(|pair| pair == b"..") {
        start += dots + 2;
    }
    if window.before(start) == Some(b'\\') && matches!(local(start), [b'n' | b'r' | b't', _, ..]) {
        start += 1;
    }
    while let [b'%', high, low, _, ..] = local(start)
        && high.is_ascii_hexdigit()
        && low.is_ascii_hexdigit()
    {
        start += 3;
    }
    start += local(start).iter().position(|byte| !matches!(byte, b'.' | b'\'' | b'-' | b'+' | b'%'))?;
    Some(start)
}

/// Where the longest host name that starts at `start` and ends in a plausible top level ends.
fn host_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut best = None;
    let mut at = start;
    while at - start < HOST_BYTES {
        let end = label_end(window, at);
        let label = window.slice(at..end);
        let trimmed = end - label.iter().rev().take_while(|byte| **byte == b'-').count();
        let label = &label[..trimmed - at];
        if label.is_empty() || label.len() > LABEL_BYTES || label[0] == b'-' {
            return best;
        }
        if at > start && is_top_level(label) {
            best = Some(trimmed);
        }
        if trimmed < end || window.at(end) != Some(b'.') {
            return best;
        }
        at = end + 1;
    }
    best
}

fn label_end(window: &Window<'_>, start: usize) -> usize {
    let mut end = start;
    loop {
        end = window.run_end(end, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match (window.at(end), window.at(end + 1)) {
            (Some(0xC3..=0xDF), Some(0x80..=0xBF)) => end += 2,
            _ => return end,
        }
    }
}

pub(super) fn is_top_level(label: &[u8]) -> bool {
    let letters = label.iter().all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    (letters && (2..=24).contains(&label.len()))
        || label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"xn--"))
}

/// Whether it is none of the things that only look like an address.
fn is_address(window: &Window<'_>, start: usize, at: usize, end: usize) -> bool {
    const IMAGES: [&[u8]; 6] = [b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp"];
    let mut labels = window.slice(at + 1..end).split(|byte| *byte == b'.');
    let first = labels.next().unwrap_or_default();
    let second = labels.next().unwrap_or_default();

    let number = first.strip_prefix(b"v").unwrap_or(first);
    let is_version = number.iter().all(u8::is_ascii_digit) && second.first().is_some_and(u8::is_ascii_digit);
    let is_scaled_image =
        matches!(first, [digit, b'x'] if digit.is_ascii_digit()) && IMAGES.contains(&second);
    let is_remote = window.slice(start..at) == b"git" && matches!(window.at(end), Some(b':' | b'/'));
    let is_call = window.at(end) == Some(b'(');
    !(is_version || is_scaled_image || is_remote || is_call)
}

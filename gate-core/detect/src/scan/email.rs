//! E-mail addresses: from each `@` outwards, the part before it and the host name after it.
//!
//! Narrower than RFC 5321 where the RFC allows what nobody uses and program text is full of (`=`, `/`, quotes).

use memchr::memchr_iter;

use super::guard::{before, letter_before, run_end};
use super::sink::{Candidate, Sink};
use crate::EntityKind;

/// The longest part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES: usize = 64;
/// The longest host name, in bytes (RFC 1035, 2.3.4).
const HOST_BYTES: usize = 253;
/// The longest label of a host name, in bytes.
const LABEL_BYTES: usize = 63;

/// Offers every address.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from();
    for offset in memchr_iter(b'@', &bytes[from..]) {
        let at = from + offset;
        let Some(start) = local_start(bytes, at) else {
            continue;
        };
        let Some(end) = host_end(bytes, at + 1) else {
            continue;
        };
        if is_address(bytes, start, at, end) {
            let (kind, rule) = (EntityKind::Email, "email");
            sink.offer(Candidate { start, end, kind, score: 90, rule, open: end == bytes.len() });
        }
    }
}

/// Where the part before the `@` at `at` starts.
fn local_start(bytes: &[u8], at: usize) -> Option<usize> {
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'');
    let mut start = at;
    while at - start <= LOCAL_BYTES {
        let step = match before(bytes, start) {
            Some(byte) if is_local(byte) => 1,
            _ => letter_before(bytes, start),
        };
        if step == 0 {
            return trim_local(bytes, start, at);
        }
        start -= step;
    }
    None
}

/// Leaves away what belongs to the text around the address: dots, quotes, `\n` and `%20` before it.
fn trim_local(bytes: &[u8], mut start: usize, at: usize) -> Option<usize> {
    if bytes[start..at].last() == Some(&b'.') {
        return None;
    }
    if let Some(dots) = bytes[start..at].windows(2).rposition(|pair| pair == b"..") {
        start += dots + 2;
    }
    if before(bytes, start) == Some(b'\\') && matches!(bytes[start], b'n' | b'r' | b't') && at - start > 1 {
        start += 1;
    }
    while let [b'%', high, low, _, ..] = bytes[start..at]
        && high.is_ascii_hexdigit()
        && low.is_ascii_hexdigit()
    {
        start += 3;
    }
    start += bytes[start..at].iter().position(|byte| !matches!(byte, b'.' | b'\'' | b'-' | b'+' | b'%'))?;
    Some(start)
}

/// Where the longest host name that starts at `start` and ends in a plausible top level ends.
fn host_end(bytes: &[u8], start: usize) -> Option<usize> {
    let limit = bytes.len().min(start + HOST_BYTES);
    let mut best = None;
    let mut at = start;
    loop {
        let end = label_end(bytes, at, limit);
        let trimmed = end - bytes[at..end].iter().rev().take_while(|byte| **byte == b'-').count();
        let label = &bytes[at..trimmed];
        if label.is_empty() || label.len() > LABEL_BYTES || label[0] == b'-' {
            return best;
        }
        if at > start && is_top_level(label) {
            best = Some(trimmed);
        }
        if trimmed < end || end >= limit || bytes[end] != b'.' {
            return best;
        }
        at = end + 1;
    }
}

fn label_end(bytes: &[u8], start: usize, limit: usize) -> usize {
    let mut end = start;
    loop {
        end = run_end(bytes, end, limit, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match bytes.get(end..end + 2) {
            Some([0xC3..=0xDF, 0x80..=0xBF]) if end + 2 <= limit => end += 2,
            _ => return end,
        }
    }
}

fn is_top_level(label: &[u8]) -> bool {
    let letters = label.iter().all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    (letters && (2..=24).contains(&label.len()))
        || label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"xn--"))
}

/// Whether it is none of the things that only look like an address.
fn is_address(bytes: &[u8], start: usize, at: usize, end: usize) -> bool {
    const IMAGES: [&[u8]; 6] = [b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp"];
    let mut labels = bytes[at + 1..end].split(|byte| *byte == b'.');
    let first = labels.next().unwrap_or_default();
    let second = labels.next().unwrap_or_default();

    let number = first.strip_prefix(b"v").unwrap_or(first);
    let is_version = number.iter().all(u8::is_ascii_digit) && second.first().is_some_and(u8::is_ascii_digit);
    let is_scaled_image =
        matches!(first, [digit, b'x'] if digit.is_ascii_digit()) && IMAGES.contains(&second);
    let is_remote = bytes[start..at] == *b"git" && matches!(bytes.get(end), Some(b':' | b'/'));
    let is_call = bytes.get(end) == Some(&b'(');
    !(is_version || is_scaled_image || is_remote || is_call)
}

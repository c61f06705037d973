//! JSON Web Tokens: three base64url parts, the first of which decodes to JSON that names an algorithm (RFC 7515, 7519).

use memchr::memmem;

use crate::EntityKind;
use crate::scan::guard::{before, is_token_byte, run_end, starts_token};
use crate::scan::sink::Candidate;

/// How much of the header is decoded, in base64 characters.
const HEADER: usize = 256;
/// A token that goes on for this long is one, whether or not its signature came into sight.
const LONG: usize = 448;
/// The shortest signature; HS256 has 43 characters, but tokens get cut off.
const SIGNATURE: usize = 16;

/// The token that starts at `start` with `eyJ`.
pub(super) fn recognise(bytes: &[u8], start: usize) -> Option<Candidate> {
    if !starts_token(bytes, start) || matches!(before(bytes, start), Some(b'_' | b'-')) {
        return None;
    }
    let header_end = run_end(bytes, start, start + LONG, is_token_byte);
    let header = decode(&bytes[start..header_end.min(start + HEADER)]);
    memmem::find(&header, b"\"alg\"")?;
    let encrypted = memmem::find(&header, b"\"enc\"").is_some();
    if !is_complete(bytes, start, header_end, encrypted) {
        return None;
    }
    let (end, open) = extent(bytes, start, if encrypted { 5 } else { 3 });
    let (kind, rule) = (EntityKind::JsonWebToken, "json-web-token");
    Some(Candidate { start, end, kind, score: 95, rule, open })
}

/// Whether a payload and the beginning of a signature follow the header, or the token is [`LONG`].
fn is_complete(bytes: &[u8], start: usize, header_end: usize, encrypted: bool) -> bool {
    let limit = start + LONG;
    if header_end == limit {
        return true;
    }
    let payload = header_end + 1;
    if bytes.get(header_end) != Some(&b'.') {
        return false;
    }
    let payload_end = run_end(bytes, payload, limit, is_token_byte);
    if payload_end >= limit {
        return true;
    }
    if (payload_end == payload && !encrypted) || bytes.get(payload_end) != Some(&b'.') {
        return false;
    }
    let signature = payload_end + 1;
    let signature_end = run_end(bytes, signature, signature + SIGNATURE, is_token_byte);
    signature_end - signature == SIGNATURE
}

/// Where the last of at most `parts` parts ends, and whether that is where the text ends.
fn extent(bytes: &[u8], start: usize, parts: usize) -> (usize, bool) {
    let part_end = |at: usize| run_end(bytes, at, bytes.len(), is_token_byte);
    let mut end = part_end(start);
    for _ in 1..parts {
        if bytes.get(end) != Some(&b'.') {
            break;
        }
        let next = part_end(end + 1);
        if next == bytes.len() {
            // A full stop may end the sentence or the part before more; only more text tells.
            return (if next == end + 1 { end } else { next }, true);
        }
        // Encrypted tokens may have an empty part in the middle, never at the end.
        if next == end + 1 && bytes[next] != b'.' {
            break;
        }
        end = next;
    }
    (end, end == bytes.len())
}

/// Decodes base64url without padding; stops at the first byte that is neither, and leaves an incomplete tail away.
fn decode(encoded: &[u8]) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    };
    let mut decoded = Vec::with_capacity(encoded.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u16, 0);
    for value in encoded.iter().map_while(|byte| value(*byte)) {
        bits = (bits << 6) | u16::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count).to_be_bytes()[1]);
            bits &= (1 << count) - 1;
        }
    }
    decoded
}

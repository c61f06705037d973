//! JSON Web Tokens: three base64url parts, the first of which decodes to JSON that names an algorithm (RFC 7515, 7519).

use memchr::memmem;

use super::encoding::base64;
use super::public;
use crate::EntityKind;
use crate::scan::guard::is_token_byte;
use crate::scan::sink::Candidate;
use crate::scan::window::{LOOK_AHEAD, Window};

/// How much of the header is decoded, in base64 characters.
const HEADER: usize = 256;
/// A token that goes on for this long is one, whether or not its signature came into sight.
const LONG: usize = LOOK_AHEAD - 8;
/// The shortest signature; HS256 has 43 characters, but tokens get cut off.
const SIGNATURE: usize = 10;

/// The token that starts at `start`.
pub(super) fn recognise(window: &Window<'_>, start: usize) -> Option<Candidate> {
    if !window.has(start, b"ey") {
        return None;
    }
    let header_end = window.run_end_within(start, start + LONG, is_token_byte);
    let header = base64(window.slice(start..header_end.min(start + HEADER)));
    memmem::find(&header, b"\"alg\"")?;
    let encrypted = memmem::find(&header, b"\"enc\"").is_some();
    let seen = complete(window, start, header_end, encrypted)?;
    let payload = base64(window.slice(header_end + 1..seen));
    let (score, rule) = if public::is_for_anyone(&payload) {
        (public::SCORE, "public-web-token")
    } else {
        (95, "json-web-token")
    };
    let end = extent(window, start);
    Some(
        Candidate::new(start..end, EntityKind::JsonWebToken, score, rule)
            .with_tail(|window, _| extent(window, window.anchor())),
    )
}

/// Where the token was seen to go on to, when a payload and the beginning of a signature follow the header or it is
/// [`LONG`].
fn complete(window: &Window<'_>, start: usize, header_end: usize, encrypted: bool) -> Option<usize> {
    let limit = start + LONG;
    if header_end == limit {
        return Some(limit);
    }
    let payload = header_end + 1;
    if window.at(header_end) != Some(b'.') {
        return None;
    }
    let payload_end = window.run_end_within(payload, limit, is_token_byte);
    if payload_end >= limit {
        return Some(limit);
    }
    if payload_end == payload && !encrypted || window.at(payload_end) != Some(b'.') {
        return None;
    }
    let signature = payload_end + 1;
    let signature_end = window.run_end_within(signature, signature + SIGNATURE, is_token_byte);
    (signature_end - signature == SIGNATURE).then_some(payload_end)
}

/// Where the last part ends: three of them, or five when the token is encrypted.
fn extent(window: &Window<'_>, start: usize) -> usize {
    let part_end = |at: usize| window.run_end(at, is_token_byte);
    let mut end = part_end(start);
    for _ in 1..5 {
        if window.at(end) != Some(b'.') {
            break;
        }
        let next = part_end(end + 1);
        // Encrypted tokens may have an empty part in the middle, never at the end; a full stop ends the sentence.
        if next == end + 1 && window.at(next) != Some(b'.') {
            break;
        }
        end = next;
    }
    end
}

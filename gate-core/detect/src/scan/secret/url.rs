//! Credentials in addresses and in HTTP headers: `scheme://user:password@host`, `Authorization: Basic ...`.

use super::encoding::base64;
use super::guards;
use super::judge;
use super::name::Promise;
use super::public;
use super::value::{self, Dress, Value};
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The longest user name and password in an address, in bytes.
const LONGEST: usize = 300;

/// What announces credentials: an address, or a word of a header.
const ANCHORS: &[&str] = &["://", "Basic ", "basic ", "Bearer ", "bearer ", "BEARER ", "uthorization"];

/// The strings that are searched for.
pub(super) fn anchors() -> Vec<&'static str> {
    ANCHORS.to_vec()
}

/// Offers the credentials of the address or header of which the string at `at` is a part.
pub(super) fn examine(sink: &mut Sink<'_>, at: usize, number: usize) {
    sink.examine(
        at,
        |window| if number == 0 { in_address(window) } else { in_header(window, ANCHORS[number]) },
    );
}

/// The user name and password of the address whose `://` stands at the anchor.
fn in_address(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor() + 3;
    if !window.before(window.anchor())?.is_ascii_alphanumeric() {
        return None;
    }
    let ends =
        |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\');
    // Most addresses have no user: their host ends before any of the signs that only credentials have.
    let host = window.run_end_within(start, start + LONGEST, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
    });
    let is_credential = window
        .at(host)
        .is_some_and(|byte| !ends(byte) && !matches!(byte, b'/' | b'?' | b'#' | b',' | b')' | b']' | b';'));
    if !is_credential {
        return None;
    }
    let sight = window.slice(start..window.run_end_within(host, start + LONGEST, |byte| !ends(byte)));
    // The last `@` before the path; a password may hold a `/` when it is followed by an `@` and a host.
    let path = sight.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(sight.len());
    let at = sight[..path].iter().rposition(|byte| *byte == b'@').or_else(|| {
        let at = sight.iter().position(|byte| *byte == b'@')?;
        let colon = sight[..path].iter().position(|byte| *byte == b':')?;
        // `host:8080/path@2x` has a port where a password would begin.
        (!sight[colon + 1..path].iter().all(u8::is_ascii_digit)).then_some(at)
    })?;
    let colon = sight[..at].iter().position(|byte| *byte == b':')?;
    let password = &sight[colon + 1..at];
    let score = password_score(password)?;
    Some(Candidate::new(start..start + at, EntityKind::UrlCredentials, score, "address-credentials"))
}

fn password_score(password: &[u8]) -> Option<u8> {
    if password.len() < 3 || judge::is_something_else(password) {
        return None;
    }
    let is_word = password.iter().all(u8::is_ascii_alphabetic) && guards::is_readable(password);
    Some(if is_word { 62 } else { 92 })
}

/// The credentials of the header of which a word ends behind the anchor.
fn in_header(window: &Window<'_>, word: &str) -> Option<Candidate> {
    let behind = window.anchor() + word.len();
    match word {
        "Basic " | "basic " => basic(window, behind),
        "Bearer " | "bearer " | "BEARER " => bearer(window, behind),
        _ => named(window, behind),
    }
}

/// Base64 of a name, a colon and a password.
fn basic(window: &Window<'_>, start: usize) -> Option<Candidate> {
    let start = window.run_end_within(start, start + 2, |byte| byte == b' ');
    let end = window.run_end(start, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
    });
    is_pair(window.slice(start..end))
        .then(|| Candidate::new(start..end, EntityKind::HttpCredentials, 92, "basic-authorization"))
}

/// Whether this is base64 of a name, a colon and a password.
pub(super) fn is_pair(encoded: &[u8]) -> bool {
    if encoded.len() < 8 {
        return false;
    }
    let pair = base64(encoded);
    let colon = pair.iter().position(|byte| *byte == b':');
    colon.is_some_and(|colon| colon + 3 < pair.len() && !guards::is_stand_in(&pair[colon + 1..]))
        && pair.iter().all(|byte| matches!(byte, b' '..=b'~') || !byte.is_ascii())
        && std::str::from_utf8(&pair).is_ok()
}

/// A bearer token.
fn bearer(window: &Window<'_>, start: usize) -> Option<Candidate> {
    const LEAST: usize = 16;
    let start = window.run_end_within(start, start + 2, |byte| byte == b' ');
    let is_token = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=')
    };
    let end = window.run_end(start, is_token);
    let token = window.slice(start..end);
    let length = token.iter().rposition(|byte| *byte != b'.').map_or(0, |index| index + 1);
    let token = &token[..length];
    if length < LEAST
        || guards::is_stand_in(token)
        || guards::is_name(token)
        || !guards::is_varied(token)
        || judge::is_something_else(token)
        || public::is_public(window, &(start..start + length))
    {
        return None;
    }
    let found =
        Candidate::new(start..start + length, EntityKind::HttpCredentials, 88, "bearer-authorization");
    Some(found.with_tail(move_on))
}

/// Where a token ends that is longer than its window.
fn move_on(window: &Window<'_>, end: usize) -> usize {
    if end < window.anchor() + crate::scan::window::LOOK_AHEAD - 32 {
        return end;
    }
    window
        .run_end(end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/' | b'='))
}

/// The value of an authorization header with a scheme of its own: `Authorization: token ...`, `SSWS ...`.
fn named(window: &Window<'_>, behind: usize) -> Option<Candidate> {
    let is_glue =
        |byte: u8| matches!(byte, b' ' | b'"' | b'\'' | b':' | b'=' | b'\\' | b']' | b'`' | b'>' | b',');
    let start = window.run_end_within(behind, behind + 12, is_glue);
    let scheme = window.run_end_within(start, start + 16, |byte| byte.is_ascii_alphabetic() || byte == b'-');
    if start == behind || scheme == start || window.at(scheme) != Some(b' ') {
        return None;
    }
    if window.has_any_case(start, b"bearer") || window.has_any_case(start, b"basic") {
        return None;
    }
    let found = value::behind(window, scheme, false)?;
    let found = Value { dress: Dress::Tight, ..found };
    let score = judge::score(window, &found, Promise::Secret)?;
    Some(Candidate::new(found.range, EntityKind::HttpCredentials, score, "other-authorization"))
}

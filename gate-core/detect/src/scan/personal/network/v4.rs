//! IP version 4 addresses, and how they differ from the versions, sections and object identifiers that look alike.

use std::net::Ipv4Addr;

use super::{ADDRESS_WORDS, boundary_after};
use crate::EntityKind;
use crate::scan::context::{has_words, words_before_within};
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// Words before four numbers that say they are no address. Only close by: `Version 2 of the server at 1.2.3.4`.
const OTHER_WORDS: &[&str] = &[
    "version", "versions", "ver", "v", "build", "release", "revision", "rev", "firmware", "driver", "section", "sec",
    "chapter", "figure", "fig", "table", "appendix", "clause", "article", "paragraph", "step", "assembly", "sdk",
    "patch", "update", "upgrade", "oid", "fileversion", "productversion", "assemblyversion",
];
const OTHER_WORDS_BYTES: usize = 18;

/// The address whose first dot stands at the anchor.
pub(super) fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let dot = window.anchor();
    let start = window.run_start(dot, |byte| byte.is_ascii_digit());
    if !(1..=3).contains(&(dot - start)) || !starts_free(window, start) {
        return None;
    }
    window.begins_at(start);
    let (octets, end) = read(window, start)?;
    if !ends_free(window, end) {
        return None;
    }
    let address = Ipv4Addr::from(octets);
    let kind = if is_public(address) { EntityKind::Ip } else { EntityKind::IpPrivate };
    Some(Candidate::new(start..end, kind, score(window, start, end, octets)?, "ip-v4"))
}

/// Reads four numbers from 0 to 255 without leading zeros.
pub(super) fn read(window: &Window<'_>, start: usize) -> Option<([u8; 4], usize)> {
    let mut octets = [0; 4];
    let mut at = start;
    for (index, octet) in octets.iter_mut().enumerate() {
        if index > 0 {
            window.at(at).filter(|byte| *byte == b'.')?;
            at += 1;
        }
        let end = window.run_end_within(at, at + 4, |byte| byte.is_ascii_digit());
        let digits = window.slice(at..end);
        if digits.is_empty() || digits.len() > 3 || (digits.len() > 1 && digits[0] == b'0') {
            return None;
        }
        let value = digits.iter().fold(0_u16, |value, digit| value * 10 + u16::from(digit - b'0'));
        *octet = u8::try_from(value).ok()?;
        at = end;
    }
    Some((octets, at))
}

fn starts_free(window: &Window<'_>, start: usize) -> bool {
    let before_that = start.checked_sub(2).and_then(|index| window.at(index));
    match window.before(start) {
        Some(b'.' | b'_' | b'^' | b'~' | b'+') => false,
        Some(b'n' | b'r' | b't') => before_that == Some(b'\\'),
        // `==1.2.3.4` and `>=1.2.3.4` are versions, `ip=1.2.3.4` is none.
        Some(b'=') => !matches!(before_that, Some(b'=' | b'<' | b'>' | b'~' | b'!')),
        // `Chrome/120.0.0.0` is a version, `http://120.0.0.1` is none.
        Some(b'/') => !before_that.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b')'),
        Some(b'-') => !before_that.is_some_and(|byte| byte.is_ascii_alphabetic()),
        Some(byte) => !byte.is_ascii_alphabetic() && !matches!(byte, 0xC3..=0xDF),
        None => true,
    }
}

fn ends_free(window: &Window<'_>, end: usize) -> bool {
    match window.at(end) {
        Some(b'.') => !window.at(end + 1).is_some_and(|byte| byte.is_ascii_digit()),
        // A range of addresses goes on with digits, a version with a word.
        Some(b'-' | b'+') => !window.at(end + 1).is_some_and(|byte| byte.is_ascii_alphabetic()),
        _ => boundary_after(window, end),
    }
}

fn score(window: &Window<'_>, start: usize, end: usize, octets: [u8; 4]) -> Option<u8> {
    if words_before_within(window, start, OTHER_WORDS_BYTES, OTHER_WORDS) || window.has_before(start, "§".as_bytes())
        || window.has_before(start, "§ ".as_bytes())
    {
        return None;
    }
    // The parts of versions and sections are small numbers.
    let bare = match octets.into_iter().max() {
        Some(100..) => 86,
        Some(20..) => 70,
        _ => 55,
    };
    let named = bare < 86 && has_words(window, start, end, ADDRESS_WORDS);
    Some(if named { 90 } else { bare })
}

/// Whether the address belongs to one machine of the public internet (IANA special-purpose registry, RFC 6890).
pub(super) fn is_public(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || first == 0
        || first >= 224
        // Carrier-grade translation, protocol assignments, benchmarks.
        || (first == 100 && second & 0xC0 == 64)
        || (first, second, third) == (192, 0, 0)
        || (first == 198 && second & 0xFE == 18);
    !special
}

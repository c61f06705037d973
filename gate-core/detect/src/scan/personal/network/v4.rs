//! IP version 4 addresses, and how they differ from the versions, sections and object identifiers that look alike.

use std::net::Ipv4Addr;

use super::{ADDRESS_WORDS, boundary_after};
use crate::EntityKind;
use crate::scan::context::{has_words, has_words_before, mentions};
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// Words before four numbers that say they are no address. Only close by: `Version 2 of the server at 1.2.3.4`.
const OTHER_WORDS: &[&str] = &[
    "version",
    "versions",
    "ver",
    "v",
    "build",
    "release",
    "revision",
    "rev",
    "firmware",
    "driver",
    "section",
    "sec",
    "chapter",
    "figure",
    "fig",
    "table",
    "appendix",
    "clause",
    "article",
    "paragraph",
    "step",
    "assembly",
    "sdk",
    "patch",
    "update",
    "upgrade",
    "oid",
    "fileversion",
    "productversion",
    "assemblyversion",
];
/// Words that make an address even of four small numbers.
#[rustfmt::skip]
const SURE_WORDS: &[&str] = &[
    "ip", "ips", "ipv4", "ipaddr", "inet", "address", "addr", "host", "server", "dns", "ping", "ssh", "nameserver",
    "gateway", "resolver", "dirección", "adresse", "indirizzo", "endereço",
];
/// Words that make an address of four small numbers directly behind them, unless a word tells of versions.
const DIRECTIONS: &[&str] = &["from", "to", "at", "via"];
/// Words that tell of versions, in some distance before the numbers too.
#[rustfmt::skip]
const VERSION_WORDS: &[&str] = &[
    "version", "versions", "release", "releases", "released", "upgrade", "upgraded", "upgrades", "upgrading", "update",
    "updated", "updates", "updating", "downgrade", "downgraded", "bump", "bumps", "bumped", "migrate", "migrated",
    "migrating", "changed", "package", "library", "driver", "firmware", "sdk", "build", "section", "chapter", "clause",
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
    let score = score(window, start, end, octets)?;
    let whole = if window.at(end) == Some(b'/') { prefix_end(window, start, end, 32) } else { end };
    let score = if whole > end { 90 } else { score };
    Some(Candidate::new(start..whole, kind, score, "ip-v4"))
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
    if is_other(window, start) {
        return None;
    }
    // The parts of versions and sections are small numbers.
    let bare = match octets.into_iter().max() {
        Some(100..) => 86,
        Some(20..) => 70,
        _ => 55,
    };
    let named = match bare {
        86.. => false,
        60.. => has_words(window, start, end, ADDRESS_WORDS),
        _ => has_words_before(window, start, SURE_WORDS),
    };
    Some(match (named, is_one_of_many(window, start, end)) {
        (true, _) => 90,
        (false, true) => 50,
        (false, false) if bare < 60 && is_small_address(window, start, end, octets) => 65,
        (false, false) => bare,
    })
}

/// Whether four small numbers are an address all the same: all are equal, as in those of public resolvers, and head no
/// section; or a word directly before them says so.
fn is_small_address(window: &Window<'_>, start: usize, end: usize, octets: [u8; 4]) -> bool {
    let heads_line = matches!(window.before(start), None | Some(b'\n')) && window.at(end) == Some(b' ');
    let repeated = octets[0] != 0 && octets == [octets[0]; 4] && !heads_line;
    let word = || {
        let word_end = start - usize::from(window.before(start) == Some(b' '));
        let word_start = window.run_start(word_end, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let word = window.slice(word_start..word_end);
        word_end < start && DIRECTIONS.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
    };
    (repeated || word()) && !has_words_before(window, start, VERSION_WORDS)
}

/// Whether a number stands on both sides: the numbers of a drawing or a table.
fn is_one_of_many(window: &Window<'_>, start: usize, end: usize) -> bool {
    let is_number =
        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let before = window.before(start) == Some(b' ') && is_number(window.before(start - 1));
    before && window.at(end) == Some(b' ') && is_number(window.at(end + 1))
}

/// Whether the line says shortly before the numbers that they are no address.
fn is_other(window: &Window<'_>, start: usize) -> bool {
    let before = window.slice(start.saturating_sub(OTHER_WORDS_BYTES)..start);
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    // A word that is cut is no word.
    let cut = line.len() == OTHER_WORDS_BYTES;
    let whole = line.iter().position(|byte| cut && !byte.is_ascii_alphanumeric()).unwrap_or(0);
    let sign = window.has_before(start, "§".as_bytes()) || window.has_before(start, "§ ".as_bytes());
    sign || mentions(&line[whole..], OTHER_WORDS) || mentions(window.place().as_bytes(), OTHER_WORDS)
}

/// Behind the length of a network's prefix, when one follows and the address is no part of a URL.
pub(super) fn prefix_end(window: &Window<'_>, start: usize, end: usize, most: usize) -> usize {
    let digits_end = window.run_end_within(end + 1, end + 5, |byte| byte.is_ascii_digit());
    let digits = window.slice(end + 1..digits_end);
    let length = digits.iter().fold(0, |value, digit| value * 10 + usize::from(digit - b'0'));
    let is_prefix = !digits.is_empty()
        && length <= most
        && boundary_after(window, digits_end)
        && window.at(digits_end) != Some(b'/');
    if is_prefix && !window.has_before(start, b"/") { digits_end } else { end }
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

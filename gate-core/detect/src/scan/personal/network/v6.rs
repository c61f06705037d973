//! IP version 6 addresses (RFC 4291, 2.2): eight groups, one run of zeros as `::`, a zone behind `%`.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{ADDRESS_WORDS, boundary_before, is_hex, v4};
use crate::EntityKind;
use crate::scan::context::has_words;
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// The longest written form, with an embedded version 4 address.
const ADDRESS_BYTES: usize = 45;
/// The longest zone (a network interface's name).
const ZONE_BYTES: usize = 16;

/// The address whose first colon stands at the anchor.
pub(super) fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let colon = window.anchor();
    let start = window.run_start(colon, is_hex);
    if colon - start > 4 || !boundary_before(window, start) {
        return None;
    }
    window.begins_at(start);
    let end = written_end(window, start)?;
    let text = std::str::from_utf8(window.slice(start..end)).ok()?;
    let address: Ipv6Addr = text.parse().ok()?;
    let (kind, score) = judge(address, text)?;
    let score =
        if (55..85).contains(&score) && has_words(window, start, end, ADDRESS_WORDS) { 90 } else { score };
    let end = match window.at(end) {
        Some(b'/') => v4::prefix_end(window, start, end, 128),
        _ => zone_end(window, end),
    };
    Some(Candidate::new(start..end, kind, score, "ip-v6"))
}

/// Where the run of groups ends. A colon that ends a clause and a port behind it are no part.
fn written_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_part = |byte: u8| is_hex(byte) || byte == b':';
    let mut end = window.run_end_within(start, start + ADDRESS_BYTES + 1, is_part);
    if window.at(end) == Some(b'.') {
        let embedded = window.run_start(end, |byte| byte.is_ascii_digit());
        if embedded > start
            && window.at(embedded - 1) == Some(b':')
            && let Some((_, behind)) = v4::read(window, embedded)
        {
            end = behind;
        }
    }
    if window.slice(start..end).ends_with(b":") && !window.slice(start..end).ends_with(b"::") {
        end -= 1;
    }
    let free = window.at(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'_');
    (free && end - start <= ADDRESS_BYTES).then_some(end)
}

fn zone_end(window: &Window<'_>, end: usize) -> usize {
    if window.at(end) != Some(b'%') {
        return end;
    }
    let zone = window
        .run_end_within(end + 1, end + 1 + ZONE_BYTES, |byte| byte.is_ascii_alphanumeric() || byte == b'.');
    // A zone at the end of a sentence.
    let zone = if window.slice(end..zone).ends_with(b".") { zone - 1 } else { zone };
    if zone > end + 1 { zone } else { end }
}

/// The version 4 address inside: mapped, translated (RFC 2765, RFC 6052), or compatible (RFC 4291, 2.5.5) when it is
/// written with dots.
fn embedded(address: Ipv6Addr, dotted: bool) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, _, _] if !dotted => None,
        [0, 0, 0, 0, 0 | 0xFFFF, 0, _, _]
        | [0, 0, 0, 0, 0, 0xFFFF, _, _]
        | [0x64, 0xFF9B, 0, 0, 0, 0, _, _] => {
            let [.., a, b, c, d] = address.octets();
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    }
}

/// Which kind it is and how sure that is: `a::b` is a path in a program rather than an address.
fn judge(address: Ipv6Addr, text: &str) -> Option<(EntityKind, u8)> {
    let segments = address.segments();
    if let Some(embedded) = embedded(address, text.contains('.')) {
        let kind = if v4::is_public(embedded) { EntityKind::Ip } else { EntityKind::IpPrivate };
        return Some((kind, 90));
    }
    let local = address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || segments[0] & 0xFE00 == 0xFC00
        || segments[0] & 0xFFC0 == 0xFE80;
    let documentation = segments[..2] == [0x2001, 0x0DB8] || segments[0] & 0xFFF0 == 0x3FF0;
    let groups = text.split(':').filter(|group| !group.is_empty()).count();
    if local || documentation {
        let sure = groups == 0 && text.len() == 2 || groups == 1 && !address.is_loopback();
        return Some((EntityKind::IpPrivate, if sure { 50 } else { 85 }));
    }
    if !text.contains("::") {
        // Eight pairs are a hardware address or a fingerprint.
        let pairs = text.split(':').all(|group| group.len() == 2);
        return (!pairs).then_some((EntityKind::Ip, 86));
    }
    let global = segments[0] & 0xE000 == 0x2000 && text.bytes().take_while(|byte| *byte != b':').count() == 4;
    match (global, groups) {
        (true, 2..) => Some((EntityKind::Ip, 90)),
        (true, _) => Some((EntityKind::Ip, 55)),
        (false, 3..) if text.bytes().any(|byte| byte.is_ascii_digit()) => Some((EntityKind::Ip, 50)),
        _ => None,
    }
}

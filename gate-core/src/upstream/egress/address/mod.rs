//! Address: which targets the process may connect to. Pure; the connector asks it before every connect.
//!
//! Ranges are those of the IANA special-purpose address registries that are not globally reachable, and the
//! transition formats that carry an IPv4 address inside an IPv6 one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::allow::AllowList;

/// A target that may not be connected to. Says nothing about which rule or address it was, so that an error made
/// from it is no map of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the target is not allowed")]
pub struct Blocked;

/// Whether `host` on `port` may be reached at `address`, one of the addresses the host has.
///
/// `host` is an IP literal or a name, without brackets, in any case, with or without a trailing dot. Private and
/// local targets pass only when `exceptions` lists their name or address; metadata services of clouds never pass.
pub fn verdict(host: &str, port: u16, address: IpAddr, exceptions: &AllowList) -> Result<(), Blocked> {
    if is_metadata(address) {
        return Err(Blocked);
    }
    let host = canonical_name(host);
    let is_excepted_by_name = exceptions.allows_name(&host, port);
    // `localhost` stands for its address, so an exception for that address covers it; the other names do not.
    let is_blocked_name =
        is_metadata_name(&host) || is_local_name(&host) && !exceptions.allows_ip(address, port);
    if is_blocked_name && !is_excepted_by_name {
        return Err(Blocked);
    }
    if is_public(address) || is_excepted_by_name || exceptions.allows_ip(address, port) {
        Ok(())
    } else {
        Err(Blocked)
    }
}

/// Whether a base URL may name this host at all. What a name resolves to is checked at every connect, by [`verdict`].
pub fn may_name(host: &str, port: u16, exceptions: &AllowList) -> Result<(), Blocked> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse() {
        return verdict(bare, port, address, exceptions);
    }
    let name = canonical_name(bare);
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let is_open = |address: &IpAddr| exceptions.allows_ip(*address, port);
    let is_blocked = is_metadata_name(&name) || is_local_name(&name) && !loopback.iter().any(is_open);
    if is_blocked && !exceptions.allows_name(&name, port) { Err(Blocked) } else { Ok(()) }
}

/// A host name in lower case and without the dot that may end it.
pub(super) fn canonical_name(host: &str) -> String {
    let mut host = host.to_ascii_lowercase();
    if host.ends_with('.') {
        host.pop();
    }
    host
}

fn is_local_name(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

fn is_metadata_name(host: &str) -> bool {
    matches!(host, "metadata" | "metadata.google.internal" | "metadata.goog" | "instance-data")
}

/// The addresses under which clouds hand out credentials, also when wrapped in a transition format.
fn is_metadata(address: IpAddr) -> bool {
    const EC2_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    const AWS_GCP_AZURE: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);
    const ALIBABA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
    let is_v4 = |inner: Ipv4Addr| inner == AWS_GCP_AZURE || inner == ALIBABA;
    match address {
        IpAddr::V4(v4) => is_v4(v4),
        IpAddr::V6(v6) => v6 == EC2_V6 || embedded(v6).into_iter().flatten().any(is_v4),
    }
}

/// The IPv4 addresses an IPv6 address may stand for: mapped, compatible and NAT64 (last 32 bits), 6to4 (bits 16 to
/// 47), Teredo (last 32 bits, inverted).
fn embedded(v6: Ipv6Addr) -> [Option<Ipv4Addr>; 3] {
    let bits = v6.to_bits();
    #[expect(clippy::cast_possible_truncation, reason = "a window of 32 bits is taken on purpose")]
    let window = |shift: u32| (bits >> shift) as u32;
    let first = v6.segments()[0];
    let is_tail = bits >> 32 == 0 || bits >> 32 == 0xffff || (first == 0x64 && v6.segments()[1] == 0xff9b);
    let is_teredo = first == 0x2001 && v6.segments()[1] == 0;
    [
        is_tail.then(|| Ipv4Addr::from_bits(window(0))),
        (first == 0x2002).then(|| Ipv4Addr::from_bits(window(80))),
        is_teredo.then(|| Ipv4Addr::from_bits(!window(0))),
    ]
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !V4_REFUSED.iter().any(|(base, length)| in_v4(v4, *base, *length)),
        IpAddr::V6(v6) => !V6_REFUSED.iter().any(|(base, length)| in_v6(v6, *base, *length)),
    }
}

fn in_v4(address: Ipv4Addr, base: [u8; 4], length: u32) -> bool {
    let shift = 32 - length;
    address.to_bits() >> shift == u32::from_be_bytes(base) >> shift
}

fn in_v6(address: Ipv6Addr, base: [u16; 8], length: u32) -> bool {
    let shift = 128 - length;
    address.to_bits() >> shift == Ipv6Addr::from(base).to_bits() >> shift
}

const V4_REFUSED: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),       // "this network"
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // carrier-grade NAT
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // 6to4 relays
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // benchmarks
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, broadcast
];

const V6_REFUSED: [([u16; 8], u32); 15] = [
    ([0, 0, 0, 0, 0, 0, 0, 0], 96),          // `::`, `::1`, IPv4-compatible
    ([0, 0, 0, 0, 0, 0xffff, 0, 0], 96),     // IPv4-mapped
    ([0, 0, 0, 0, 0xffff, 0, 0, 0], 96),     // IPv4-translated (SIIT)
    ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96),  // NAT64
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),  // NAT64, local use
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64),      // discard
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),     // protocol assignments, Teredo among them
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),     // 6to4
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),     // documentation
    ([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16),     // segment routing
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7),      // unique local
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10),     // link-local
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10),     // site-local, deprecated
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8),      // multicast
];

#[cfg(test)]
mod tests;

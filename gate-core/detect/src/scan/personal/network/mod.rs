//! Addresses of networks: IP addresses of both versions and hardware addresses, from their first `.`, `:` or `-`.

mod mac;
mod v4;
mod v6;

#[cfg(test)]
mod tests;

use crate::EntityKind;
use crate::scan::sink::Sink;
use crate::scan::window::Window;

/// Words that say that a number in doubt is an address.
const ADDRESS_WORDS: &[&str] = &[
    "ip",
    "ips",
    "ipv4",
    "ipv6",
    "ipaddr",
    "inet",
    "inet6",
    "address",
    "addr",
    "host",
    "hosts",
    "server",
    "client",
    "remote",
    "peer",
    "from",
    "ssh",
    "ping",
    "dns",
    "gateway",
    "nameserver",
    "resolver",
    "src",
    "dst",
    "source",
    "destination",
    "listen",
    "bind",
    "proxy",
    "firewall",
    "allow",
    "deny",
    "ban",
    "block",
    "origin",
    "forwarded",
    "dirección",
    "adresse",
    "indirizzo",
    "endereço",
];

/// What is looked for.
pub(super) struct Wanted {
    addresses: bool,
    hardware: bool,
}

impl Wanted {
    pub(super) fn of(sink: &Sink<'_>) -> Self {
        Self {
            addresses: sink.wants(EntityKind::Ip) || sink.wants(EntityKind::IpPrivate),
            hardware: sink.wants(EntityKind::MacAddress),
        }
    }

    /// Looks at the sign at `at`: a dot or a hyphen behind a hexadecimal digit, or a colon.
    #[inline(never)]
    pub(super) fn look_at(&self, sink: &mut Sink<'_>, at: usize) {
        let bytes = sink.bytes();
        let pair = || self.hardware && is_first_of_pairs(bytes, at);
        match bytes[at] {
            b'.' if self.addresses && is_first_dot(bytes, at) => _ = sink.examine(at, v4::recognise),
            b'.' if self.hardware && is_first_of_fours(bytes, at) => _ = sink.examine(at, mac::dotted),
            b':' if pair() && sink.examine(at, mac::in_pairs).is_some() => {}
            b':' if self.addresses => {
                // An address may begin with two colons; the first of them has no digit before it.
                let first = if bytes[..at].ends_with(b":") { at - 1 } else { at };
                if is_first_colon(bytes, first) {
                    sink.examine(first, v6::recognise);
                }
            }
            b'-' if pair() => _ = sink.examine(at, mac::in_pairs),
            _ => {}
        }
    }
}

// What follows looks only at the bytes next to the sign, so that most signs of a text are passed over at once. A byte
// that is not there yet counts as fitting.

/// A digit on both sides, and the number before it is the first.
fn is_first_dot(bytes: &[u8], at: usize) -> bool {
    let fits = at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_none_or(u8::is_ascii_digit);
    fits && {
        let number = bytes[..at].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        number <= 3 && (at == number || bytes[at - number - 1] != b'.')
    }
}

/// Two hexadecimal digits before it and the same sign three bytes on.
fn is_first_of_pairs(bytes: &[u8], at: usize) -> bool {
    at >= 2
        && is_hex(bytes[at - 1])
        && is_hex(bytes[at - 2])
        && bytes.get(at + 3).is_none_or(|byte| *byte == bytes[at])
        && bytes[..at - 2].last().is_none_or(|byte| *byte != bytes[at])
}

/// Four hexadecimal digits before it and a dot five bytes on.
fn is_first_of_fours(bytes: &[u8], at: usize) -> bool {
    at >= 4
        && bytes.get(at + 5).is_none_or(|byte| *byte == b'.')
        && bytes[at - 4..at].iter().all(|byte| is_hex(*byte))
        && bytes.get(at + 1).is_none_or(|byte| is_hex(*byte))
}

/// Up to four hexadecimal digits before it and none of the colons of an address before those; behind it the address
/// goes on.
fn is_first_colon(bytes: &[u8], at: usize) -> bool {
    if !bytes.get(at + 1).is_none_or(|byte| is_hex(*byte) || *byte == b':') {
        return false;
    }
    let group = bytes[..at].iter().rev().take(5).take_while(|byte| is_hex(**byte)).count();
    let free = bytes[..at - group].last().is_none_or(|byte| *byte != b':');
    group <= 4 && free && (group > 0 || bytes.get(at + 1).is_none_or(|byte| *byte == b':'))
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// Whether an address can begin at `start`: not inside a word or a longer row of groups.
fn boundary_before(window: &Window<'_>, start: usize) -> bool {
    match window.before(start) {
        Some(b'n' | b'r' | b't') => start >= 2 && window.at(start - 2) == Some(b'\\'),
        Some(b':' | b'-') => !start.checked_sub(2).and_then(|index| window.at(index)).is_some_and(is_hex),
        Some(b'.') => !start
            .checked_sub(2)
            .and_then(|index| window.at(index))
            .is_some_and(|byte| byte.is_ascii_alphanumeric()),
        Some(byte) => !byte.is_ascii_alphanumeric() && byte != b'_',
        None => true,
    }
}

/// Whether an address can end at `end`: no word goes on.
fn boundary_after(window: &Window<'_>, end: usize) -> bool {
    window.at(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'_')
}

//! Url: addresses and names in settings, as far as they can be judged without asking anyone.

use std::net::IpAddr;

use super::read;

/// The parts of a base URL that matter here.
pub(super) struct Url<'u> {
    /// Whether it begins with `https://`.
    pub(super) is_secure: bool,
    /// The name or address, without brackets.
    pub(super) host: &'u str,
    /// What follows host and port.
    pub(super) rest: &'u str,
}

impl<'u> Url<'u> {
    pub(super) fn parse(text: &'u str) -> Result<Self, &'static str> {
        let (is_secure, after) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(after), _) => (true, after),
            (_, Some(after)) => (false, after),
            _ => return Err("must begin with https:// or http://"),
        };
        if text.bytes().any(|byte| byte.is_ascii_control() || b" ?#\\".contains(&byte)) {
            return Err("must be an address without query, fragment and blanks");
        }
        let (authority, rest) = after.split_at(after.find('/').unwrap_or(after.len()));
        if authority.contains('@') {
            return Err("must not hold a user name or password");
        }
        let (host, port) = match authority.strip_prefix('[') {
            Some(v6) => v6.split_once(']').ok_or("has a `[` without `]`")?,
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        let is_port =
            port.is_empty() || port.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok());
        if !is_host(host) || !is_port {
            return Err("has no valid host and port");
        }
        Ok(Self { is_secure, host, rest })
    }
}

/// Whether a text is an address or a name, without scheme, port and path.
pub(super) fn is_host(text: &str) -> bool {
    let is_name = |text: &str| {
        let label = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        text.len() <= 253 && text.split('.').all(label)
    };
    text.parse::<IpAddr>().is_ok() || is_name(text)
}

/// Whether a host is this machine or a private network by its spelling alone.
pub(super) fn is_private(host: &str) -> bool {
    match host.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether the operator's list of private targets covers a host.
pub(super) fn is_allowed(host: &str, targets: &[String]) -> bool {
    let address = host.parse::<IpAddr>().ok();
    targets.iter().any(|target| {
        target.eq_ignore_ascii_case(host)
            || read::network(target).zip(address).is_some_and(|(network, address)| network.contains(&address))
    })
}

//! Allow list: the private targets an operator has opened.

use std::net::IpAddr;

use ipnet::IpNet;

use super::address::canonical_name;
use super::base_url::is_host_name;

/// The setting `allow_private_targets`, read. The default opens nothing.
#[derive(Debug, Clone, Default)]
pub struct AllowList {
    entries: Vec<Entry>,
}

/// An entry of the list that says nothing usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{entry}` is no private target: write an address, a network (10.0.0.0/8) or a host name, each with an optional :port"
)]
pub struct BadTarget {
    /// The entry as it was written.
    pub entry: String,
}

#[derive(Debug, Clone)]
struct Entry {
    target: Target,
    port: Option<u16>,
}

#[derive(Debug, Clone)]
enum Target {
    Network(IpNet),
    Name(String),
}

impl AllowList {
    /// Reads the entries: `127.0.0.1`, `[::1]:9100`, `10.0.0.0/8`, `gpu.internal:8000`.
    ///
    /// A name stands for itself, not for the names below it, and opens whatever it resolves to except metadata
    /// services.
    pub fn parse(entries: &[String]) -> Result<Self, BadTarget> {
        let read = |entry: &String| Entry::parse(entry).ok_or_else(|| BadTarget { entry: entry.clone() });
        Ok(Self { entries: entries.iter().map(read).collect::<Result<_, _>>()? })
    }

    pub(super) fn allows_ip(&self, address: IpAddr, port: u16) -> bool {
        self.matches(port, |target| matches!(target, Target::Network(network) if network.contains(&address)))
    }

    pub(super) fn allows_name(&self, name: &str, port: u16) -> bool {
        self.matches(port, |target| matches!(target, Target::Name(allowed) if allowed == name))
    }

    fn matches(&self, port: u16, is_meant: impl Fn(&Target) -> bool) -> bool {
        self.entries.iter().any(|entry| entry.port.is_none_or(|only| only == port) && is_meant(&entry.target))
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        // Bare first: `::1` would otherwise read as the host `:` on port 1.
        if let Some(target) = Target::parse(text) {
            return Some(Self { target, port: None });
        }
        let (host, port) = match text.strip_prefix('[') {
            Some(bracketed) => bracketed.split_once(']')?,
            None => text.rsplit_once(':').map(|(host, _)| (host, &text[host.len()..]))?,
        };
        let target = Target::parse(host)?;
        let port = match port.strip_prefix(':') {
            Some(digits) => Some(parse_port(digits)?),
            None if port.is_empty() => None,
            None => return None,
        };
        Some(Self { target, port })
    }
}

impl Target {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(Self::Network(IpNet::from(address)));
        }
        if let Ok(network) = text.parse::<IpNet>() {
            return Some(Self::Network(network));
        }
        let name = canonical_name(text);
        is_host_name(&name).then_some(Self::Name(name))
    }
}

fn parse_port(digits: &str) -> Option<u16> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| is_plain && *port != 0)
}

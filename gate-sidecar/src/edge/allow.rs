//! Allow list: the names and web origins that this gate answers to.

use std::net::SocketAddr;

use super::config::EdgeConfig;

/// The hosts and origins that are this gate's own or were configured; compared without regard to case.
#[derive(Debug, Clone, Default)]
pub struct AllowList {
    /// `host` or `host:port`, compared whole.
    exact: Vec<String>,
    /// Names without a port: they match with any.
    any_port: Vec<String>,
    /// `scheme://host[:port]`, compared whole.
    origins: Vec<String>,
}

impl AllowList {
    /// Collects the names under which a gate listening on `addresses` is reached.
    ///
    /// An address gives its literal form and, with the same port, `localhost`. A wildcard address says nothing about
    /// the machine's names: it gives the two loopback literals, and the rest is to be configured.
    pub fn new(addresses: &[SocketAddr], config: &EdgeConfig) -> Self {
        let mut list = Self { origins: config.allowed_origins.clone(), ..Self::default() };
        for address in addresses {
            if address.ip().is_unspecified() {
                list.add("127.0.0.1", address.port());
                list.add("[::1]", address.port());
            } else {
                let literal = SocketAddr::new(address.ip(), 0).to_string();
                list.add(literal.trim_end_matches(":0"), address.port());
                list.add("localhost", address.port());
            }
        }
        for name in &config.allowed_hosts {
            let list = if port_of(name).is_some() { &mut list.exact } else { &mut list.any_port };
            list.push(name.clone());
        }
        list
    }

    fn add(&mut self, host: &str, port: u16) {
        self.exact.push(format!("{host}:{port}"));
        // Clients leave out the port that the scheme implies.
        if port == 80 {
            self.exact.push(host.to_owned());
        }
    }

    /// Whether a `Host` value names this gate.
    pub fn has_host(&self, host: &[u8]) -> bool {
        self.is_own(host) || {
            let name = std::str::from_utf8(host)
                .ok()
                .and_then(|host| Some(&host[..host.len() - port_of(host)?.len() - 1]));
            name.is_some_and(|name| contains(&self.any_port, name.as_bytes()))
        }
    }

    /// Whether an `Origin` value may call: a configured one, or a page that this gate itself served.
    ///
    /// Over the Unix socket (`is_local`) there are no own pages.
    pub fn has_origin(&self, origin: &[u8], is_local: bool) -> bool {
        let authority = [&b"http://"[..], b"https://"].into_iter().find_map(|scheme| {
            let (start, rest) = origin.split_at_checked(scheme.len())?;
            start.eq_ignore_ascii_case(scheme).then_some(rest)
        });
        contains(&self.origins, origin) || (!is_local && authority.is_some_and(|host| self.is_own(host)))
    }

    /// A name without a port matches here only without one: another port of that machine is another site.
    fn is_own(&self, host: &[u8]) -> bool {
        contains(&self.exact, host) || contains(&self.any_port, host)
    }
}

fn contains(list: &[String], value: &[u8]) -> bool {
    list.iter().any(|entry| entry.as_bytes().eq_ignore_ascii_case(value))
}

/// The port at the end of `host:port`; the colons inside `[::1]` are not it.
fn port_of(host: &str) -> Option<&str> {
    let (name, port) = host.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let name_is_whole = name.ends_with(']') || !name.contains(':');
    (is_port && name_is_whole).then_some(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(addresses: &[&str]) -> AllowList {
        let config = EdgeConfig {
            allowed_hosts: ["gate.example", "proxy.example:8443"].map(String::from).to_vec(),
            allowed_origins: vec!["https://app.example".into()],
            ..EdgeConfig::default()
        };
        let addresses: Vec<SocketAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        AllowList::new(&addresses, &config)
    }

    #[test]
    fn hosts_are_those_of_the_listeners_and_the_configured_ones() {
        let specific = &["127.0.0.1:4766", "[::1]:4766"][..];
        for (addresses, host, allowed) in [
            (specific, "127.0.0.1:4766", true),
            (specific, "[::1]:4766", true),
            (specific, "localhost:4766", true),
            (specific, "LocalHost:4766", true),
            (specific, "localhost.:4766", false),
            (specific, "localhost", false),
            (specific, "localhost:80", false),
            (specific, "localhost:04766", false),
            (specific, "127.0.0.1:4767", false),
            (specific, "127.0.0.2:4766", false),
            (specific, "evil.example:4766", false),
            (specific, "gate.example", true),
            (specific, "GATE.example:9", true),
            (specific, "gate.example:", false),
            (specific, "gate.example:x", false),
            (specific, "gate.example.", false),
            (specific, "xgate.example", false),
            (specific, "proxy.example:8443", true),
            (specific, "proxy.example", false),
            (specific, "user@127.0.0.1:4766", false),
            (specific, "127.0.0.1:4766, evil.example", false),
            (&["0.0.0.0:4766"], "127.0.0.1:4766", true),
            (&["0.0.0.0:4766"], "[::1]:4766", true),
            (&["0.0.0.0:4766"], "localhost:4766", false),
            (&["0.0.0.0:4766"], "0.0.0.0:4766", false),
            (&["[::]:4766"], "127.0.0.1:4766", true),
            (&["[::]:4766"], "gate.example", true),
            (&["192.0.2.7:80"], "192.0.2.7", true),
            (&["192.0.2.7:80"], "192.0.2.7:80", true),
        ] {
            assert_eq!(list(addresses).has_host(host.as_bytes()), allowed, "{host} on {addresses:?}");
        }
        assert!(!list(specific).has_host(b"\xff:4766"), "bytes that are no text");
    }

    #[test]
    fn origins_are_the_gates_own_pages_and_the_configured_ones() {
        for (origin, allowed) in [
            ("http://127.0.0.1:4766", true),
            ("http://LOCALHOST:4766", true),
            ("https://gate.example", true),
            ("https://gate.example:9", false),
            ("https://app.example", true),
            ("http://app.example", false),
            ("http://localhost:3000", false),
            ("http://localhost", false),
            ("https://evil.example", false),
            ("ftp://127.0.0.1:4766", false),
            ("127.0.0.1:4766", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(list(&["127.0.0.1:4766"]).has_origin(origin.as_bytes(), false), allowed, "{origin}");
        }
        let list = list(&["127.0.0.1:4766"]);
        assert!(!list.has_origin(b"http://127.0.0.1:4766", true), "no own pages on the Unix socket");
        assert!(list.has_origin(b"https://app.example", true), "a configured origin is fine there");
    }
}

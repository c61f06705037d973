//! Check: whether settings make sense together, with a hint for each that does not.

mod prices;
mod providers;
mod routing;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};

use super::error::Fault;
use super::file::Places;
use super::url::{Url, is_host};
use super::{Config, read};

/// Dialects that answer on shared paths.
const SERVED_DIALECTS: &[&str] = &["anuragate", "curate-me"];
/// The longest any timer may run: a day.
const MOST_MS: u64 = 86_400_000;
/// The largest body that may be allowed: 1 GiB, for it is held in memory.
const MOST_BODY_BYTES: usize = 1 << 30;

pub(super) use self::providers::warnings;

/// Everything that is wrong with a configuration.
pub(super) fn check(config: &Config, places: &Places) -> Vec<Fault> {
    let mut faults = Faults { places, found: Vec::new() };
    addresses(config, &mut faults);
    names(config, &mut faults);
    timers(config, &mut faults);
    sizes(config, &mut faults);
    providers::check(config, &mut faults);
    routing::check(config, &mut faults);
    prices::check(config, &mut faults);
    faults.found
}

struct Faults<'p> {
    places: &'p Places,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, setting: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Fault::new(self.places.of(setting), setting, message, hint));
    }
}

fn addresses(config: &Config, faults: &mut Faults<'_>) {
    if config.listen.is_empty() {
        faults.add("listen", "lists no address", "for example [\"127.0.0.1:4766\"]");
    }
    let mut taken: Vec<SocketAddr> = Vec::new();
    for text in &config.listen {
        let Ok(address) = text.parse::<SocketAddr>() else {
            let hint = "an IP address and a port, for example 127.0.0.1:4766 or [::1]:4766";
            faults.add("listen", format!("holds `{text}`, which is no address"), hint);
            continue;
        };
        if !address.ip().to_canonical().is_loopback() && !config.allow_insecure_http {
            let hint = "listen on 127.0.0.1, or set `allow_insecure_http = true` where a proxy adds TLS";
            faults.add("listen", format!("opens {address} beyond this machine without TLS"), hint);
        }
        if let Some(other) = taken.iter().find(|other| clash(**other, address)) {
            faults.add("listen", format!("has {address} and {other}, which clash"), "give each its own port");
        }
        taken.push(address);
    }
}

/// Whether two sockets cannot be open at once. Port 0 is another port each time; `::` takes IPv4 as well.
fn clash(left: SocketAddr, right: SocketAddr) -> bool {
    let covers = |wide: IpAddr, other: IpAddr| wide.is_unspecified() && (wide.is_ipv6() || other.is_ipv4());
    let (one, two) = (left.ip(), right.ip());
    left.port() != 0 && left.port() == right.port() && (one == two || covers(one, two) || covers(two, one))
}

/// An address, a network or a name, with or without a port.
fn is_target(target: &str) -> bool {
    let is_bare = |target: &str| is_host(target) || read::network(target).is_some();
    let ported = target.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    is_bare(target) || ported.is_some_and(|(host, _)| is_bare(host.trim_matches(['[', ']'])))
}

fn names(config: &Config, faults: &mut Faults<'_>) {
    if !SERVED_DIALECTS.contains(&config.default_dialect.as_str()) {
        let message = format!("is `{}`, which is not served", config.default_dialect);
        faults.add("default_dialect", message, format!("one of: {}", SERVED_DIALECTS.join(", ")));
    }
    for host in config.allowed_hosts.iter().filter(|host| !is_host(host)) {
        let hint = "a name or an address without scheme, port and path, for example gate.example.com";
        faults.add("allowed_hosts", format!("holds `{host}`, which is no host"), hint);
    }
    for origin in config.allowed_origins.iter().filter(|origin| !is_origin(origin)) {
        let hint = "scheme, host and port as browsers send them, for example https://console.example.com";
        faults.add("allowed_origins", format!("holds `{origin}`, which is no origin"), hint);
    }
    for target in config.allow_private_targets.iter().filter(|target| !is_target(target)) {
        let hint = "an address, a network or a name, for example 127.0.0.1 or 10.1.0.0/16";
        faults.add("allow_private_targets", format!("holds `{target}`, which is no target"), hint);
    }
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.rest.is_empty() && !text.ends_with('/'))
}

fn timers(config: &Config, faults: &mut Faults<'_>) {
    let (upstream, server) = (&config.upstream, &config.server);
    for (setting, ms) in [
        ("upstream.connect_ms", upstream.connect_ms),
        ("upstream.header_ms", upstream.header_ms),
        ("upstream.idle_ms", upstream.idle_ms),
        ("upstream.total_ms", upstream.total_ms),
        ("server.header_ms", server.header_ms),
        ("server.body_idle_ms", server.body_idle_ms),
        ("server.keep_alive_ms", server.keep_alive_ms),
        ("server.drain_ms", server.drain_ms),
        ("server.write_idle_ms", server.write_idle_ms),
        ("routing.breaker_open_ms", config.routing.breaker_open_ms),
    ] {
        if ms == 0 {
            faults.add(setting, "is 0, which would end everything at once", "milliseconds, at least 1");
        } else if ms > MOST_MS {
            faults.add(setting, format!("is longer than a day ({MOST_MS})"), "it counts milliseconds");
        }
    }
    if upstream.total_ms < upstream.connect_ms.max(upstream.header_ms) {
        let hint = "at least the larger of `upstream.connect_ms` and `upstream.header_ms`";
        faults.add("upstream.total_ms", "is shorter than one of its parts", hint);
    }
}

fn sizes(config: &Config, faults: &mut Faults<'_>) {
    let server = &config.server;
    for (setting, size, most) in [
        ("server.max_connections", server.max_connections, 1_000_000),
        ("server.max_in_flight", server.max_in_flight, 1_000_000),
        ("server.max_body_bytes", server.max_body_bytes, MOST_BODY_BYTES),
    ] {
        if size == 0 || size > most {
            faults.add(setting, format!("is {size}"), format!("between 1 and {most}"));
        }
    }
}

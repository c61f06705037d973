//! App: what every handler needs.

use std::net::IpAddr;
use std::sync::Arc;

use anyhow::Context;
use gate_core::config::Config;
use gate_core::gate::Gate;
use gate_wire::Dialect;
use ipnet::IpNet;

use crate::metrics::Metrics;

/// The engine behind the routes, and the settings of the routes themselves.
pub struct App {
    /// The engine.
    pub gate: Gate,
    /// The process's figures.
    pub metrics: Metrics,
    /// The settings.
    pub settings: AppSettings,
}

/// Settings of the routes.
pub struct AppSettings {
    /// The dialect of requests that show none.
    pub default_dialect: Dialect,
    /// The largest body of a model call, in bytes.
    pub max_body_bytes: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether anybody may read the metrics.
    pub metrics_are_public: bool,
    /// A token with which the metrics may be read from elsewhere.
    pub metrics_token: Option<gate_core::secret::Secret>,
}

impl App {
    /// Puts the parts together.
    pub fn new(gate: Gate, metrics: Metrics, settings: AppSettings) -> Arc<Self> {
        Arc::new(Self { gate, metrics, settings })
    }

    /// The settings of the routes out of the whole configuration.
    pub fn settings(config: &Config) -> anyhow::Result<AppSettings> {
        let default_dialect = Dialect::from_name(&config.default_dialect)
            .with_context(|| format!("no dialect is called `{}`", config.default_dialect))?;
        Ok(AppSettings {
            default_dialect,
            max_body_bytes: config.server.max_body_bytes,
            trusted_proxies: config.trusted_proxies.clone(),
            metrics_are_public: config.metrics.public,
            metrics_token: config.metrics.token.clone(),
        })
    }
}

impl AppSettings {
    /// The address a request came from: the peer's, or the one that trusted proxies name.
    ///
    /// Read from the right, `X-Forwarded-For` is true as long as trusted proxies wrote it; the first address that is
    /// none of theirs is the client's. An unreadable entry ends the search at the last address that is certain.
    pub fn client_address(&self, peer: IpAddr, forwarded: &http::HeaderMap) -> IpAddr {
        let mut certain = peer.to_canonical();
        let listed = forwarded.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
        let listed: Vec<&str> = listed.flat_map(|value| value.split(',')).map(str::trim).collect();
        for text in listed.into_iter().rev() {
            if !self.trusted_proxies.iter().any(|net| net.contains(&certain)) {
                break;
            }
            let Ok(address) = text.parse::<IpAddr>() else { break };
            certain = address.to_canonical();
        }
        certain
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use gate_wire::Dialect;
    use http::{HeaderMap, HeaderValue};

    use super::AppSettings;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let settings = AppSettings {
            default_dialect: Dialect::Anuragate,
            max_body_bytes: 0,
            trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network")],
            metrics_are_public: false,
            metrics_token: None,
        };
        for (peer, forwarded, expected) in [
            ("203.0.113.1", "198.51.100.9", "203.0.113.1"),
            ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
            ("10.0.0.1", "1.1.1.1, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
            ("10.0.0.1", "rubbish", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("::ffff:10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_str(forwarded).expect("a value"));
            let got = settings.client_address(address(peer), &headers);
            assert_eq!(got, address(expected), "{peer} forwards {forwarded:?}");
        }
    }
}

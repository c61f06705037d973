//! Config: every setting, typed, and how its layers are read: defaults, file, environment, command line, check.
//!
//! `gate.toml` beside this crate's sources is embedded and shows every setting with its default; the structs here
//! are read once at start. Durations are in milliseconds, sizes in bytes, prices in USD per million tokens.

mod bedrock;
mod catalogue;
mod check;
mod env;
mod error;
mod file;
mod nearest;
mod providers;
mod read;
mod routing;
#[cfg(test)]
mod tests;
mod url;

use std::path::PathBuf;

use ipnet::IpNet;
use serde::Deserialize;

use crate::secret::Secret;

pub use self::catalogue::{CATALOGUE, Vendor};
pub use self::env::{Environment, ProcessEnvironment};
pub use self::error::{ConfigError, Fault};
pub use self::file::{DEFAULTS, Loaded, Overrides, load};
pub use self::providers::{ProviderConfig, ProviderKeyConfig, ProviderKind, UsableKey};
pub use self::routing::{ModelConfig, RetiredModelConfig, RoutingConfig, TargetConfig};

/// All settings of a gate.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Addresses to listen on, each `IP:PORT`; port 0 takes any free one.
    pub listen: Vec<String>,
    /// Where the database, the lock and the socket are; always there after [`load`].
    #[serde(deserialize_with = "read::optional_path")]
    pub data_dir: Option<PathBuf>,
    /// The dialect of answers on shared paths to requests that show none.
    pub default_dialect: String,
    /// Names beside loopback and the addresses listened on that a `Host` header may have.
    pub allowed_hosts: Vec<String>,
    /// Origins (`https://console.example.com`) whose pages may call.
    pub allowed_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    #[serde(alias = "trustedProxies", deserialize_with = "read::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Private addresses, networks and names that may be connected to, such as local model servers.
    pub allow_private_targets: Vec<String>,
    /// Whether to listen beyond loopback without TLS.
    #[serde(alias = "allowInsecureHttp")]
    pub allow_insecure_http: bool,
    /// What a commit survives.
    pub durability: Durability,
    /// The keys under which stored provider keys are sealed: 32 bytes in base64, or `v2:...,v1:...`, newest first.
    /// `None`: the file `master.key` in the data directory.
    #[serde(deserialize_with = "read::optional_secret")]
    pub master_key: Option<Secret>,
    /// Who may read the metrics.
    pub metrics: MetricsConfig,
    /// What is logged, and how.
    pub log: LogConfig,
    /// The providers, in the order of the file.
    pub providers: Vec<ProviderConfig>,
    /// Other names for models, and names for groups of them.
    pub models: Vec<ModelConfig>,
    /// Models that are served no longer.
    pub retired_models: Vec<RetiredModelConfig>,
    /// Prices over and above the built-in table.
    pub prices: Vec<PriceOverrideConfig>,
    /// What applies to models without a price.
    pub pricing: PricingConfig,
    /// How many attempts are made, and when a provider is left alone.
    pub routing: RoutingConfig,
    /// Limits of one provider attempt.
    pub upstream: UpstreamConfig,
    /// Limits of the connections that come in.
    pub server: ServerConfig,
}

/// What a commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// The end of the process at any instant; keys, approvals and the audit trail also a loss of power.
    #[default]
    Normal,
    /// A loss of power, for everything.
    Power,
}

/// Who may read the metrics.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsConfig {
    /// Whether they may be read without a credential.
    pub public: bool,
    /// A bearer token that may read them.
    #[serde(deserialize_with = "read::optional_secret")]
    pub token: Option<Secret>,
}

/// What is logged, and how. Logs go to stderr.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// The least important level that is written.
    pub level: LogLevel,
    /// How a line looks.
    pub format: LogFormat,
}

/// How important a log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Nothing is written.
    Off,
    /// What went wrong.
    Error,
    /// What may go wrong.
    Warn,
    /// What happened.
    #[default]
    Info,
    /// How it happened.
    Debug,
    /// Every detail.
    Trace,
}

impl LogLevel {
    /// The level as a log filter spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// The price of a model, in USD per million tokens.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceOverrideConfig {
    /// The model's name, as providers spell it.
    pub model: String,
    /// Tokens of the request.
    pub input: f64,
    /// Tokens of the answer.
    pub output: f64,
    /// Tokens the provider read from its cache; like `input` when not stated.
    pub cached_input: Option<f64>,
    /// Tokens the provider wrote to its cache; like `input` when not stated.
    pub cache_write: Option<f64>,
    /// Tokens spent on reasoning; like `output` when not stated.
    pub reasoning: Option<f64>,
}

/// What applies to models without a price.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PricingConfig {
    /// What they are taken to cost; without it they are refused, for an unknown price is never free.
    pub unknown_model: Option<CeilingConfig>,
}

/// A price that is surely not too low, in USD per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CeilingConfig {
    /// Tokens of the request.
    pub input: f64,
    /// Tokens of the answer.
    pub output: f64,
}

/// Limits of one provider attempt.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UpstreamConfig {
    /// Until the connection stands, TLS included.
    pub connect_ms: u64,
    /// Until the first byte of the answer.
    pub header_ms: u64,
    /// Between two chunks of the answer.
    pub idle_ms: u64,
    /// For the whole attempt.
    pub total_ms: u64,
}

/// Limits of the connections that come in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// A whole request head must arrive in this time.
    pub header_ms: u64,
    /// Between two pieces of a request body.
    pub body_idle_ms: u64,
    /// How long a connection without a request stays open.
    pub keep_alive_ms: u64,
    /// How long calls may go on after SIGTERM; a second signal ends them at once.
    pub drain_ms: u64,
    /// How long a client may take no byte of its answer.
    pub write_idle_ms: u64,
    /// Connections open at a time.
    pub max_connections: usize,
    /// Calls worked on at a time; more are told to come back.
    pub max_in_flight: usize,
    /// The largest body of a model call, in bytes.
    pub max_body_bytes: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: vec!["127.0.0.1:4766".to_owned()],
            data_dir: None,
            default_dialect: "anuragate".to_owned(),
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            allow_private_targets: Vec::new(),
            allow_insecure_http: false,
            durability: Durability::default(),
            master_key: None,
            metrics: MetricsConfig::default(),
            log: LogConfig::default(),
            providers: Vec::new(),
            models: Vec::new(),
            retired_models: Vec::new(),
            prices: Vec::new(),
            pricing: PricingConfig::default(),
            routing: RoutingConfig::default(),
            upstream: UpstreamConfig::default(),
            server: ServerConfig::default(),
        }
    }
}

impl Default for UpstreamConfig {
    fn default() -> Self {
        Self { connect_ms: 5_000, header_ms: 60_000, idle_ms: 120_000, total_ms: 600_000 }
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            header_ms: 10_000,
            body_idle_ms: 30_000,
            keep_alive_ms: 75_000,
            drain_ms: 30_000,
            write_idle_ms: 30_000,
            max_connections: 4096,
            max_in_flight: 1024,
            max_body_bytes: 10_485_760,
        }
    }
}

//! Targets: which providers there are: configured ones, and stored ones over them.
//!
//! A key is bound to the origin it was given for: the configuration's to the configured address, a stored one to the
//! address its provider had when it was stored. A provider that is moved elsewhere leaves its keys behind.

use crate::config::{ProviderConfig, ProviderKeyConfig, ProviderKind};
use crate::secret::Secret;
use crate::store::{ProviderKeyRow, ProviderRow, Target, VaultError};
use crate::upstream::BaseUrl;

/// What is stored of one provider, its keys opened.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its row.
    pub row: ProviderRow,
    /// Its keys, the oldest first.
    pub keys: Vec<OpenedKey>,
    /// Models it was found to have.
    pub models: Vec<String>,
}

/// A stored key, and what came of opening it.
#[derive(Debug, Clone)]
pub struct OpenedKey {
    /// Its row.
    pub row: ProviderKeyRow,
    /// The key; an error leaves this key unused and nothing else.
    pub secret: Result<Secret, VaultError>,
}

/// Whether a stored key is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStatus {
    /// It is.
    Active,
    /// It was switched off.
    Disabled,
    /// It does not open: the master key is another one or gone.
    Unreadable,
    /// It was given for another address than the provider has now.
    OtherAddress,
}

impl KeyStatus {
    /// The status on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Unreadable => "unreadable",
            Self::OtherAddress => "other_address",
        }
    }
}

/// Where the settings of a provider come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The configuration.
    Configured,
    /// The database; the configuration may have one of that id, which is then left aside.
    Stored,
}

/// A provider as it takes part.
#[derive(Debug, Clone)]
pub struct Effective {
    /// Its settings, with the keys of which one is sent unless a caller brings one.
    pub config: ProviderConfig,
    /// Where they come from.
    pub source: Source,
    /// Models it was found to have, for calls that nothing else resolves.
    pub found_models: Vec<String>,
}

impl Effective {
    /// Whether a call without any key is refused here rather than there.
    pub fn needs_key(&self) -> bool {
        let is_configured = self.source == Source::Configured;
        self.config.kind != ProviderKind::Custom || !is_configured && self.config.is_at_known_address()
    }
}

/// Every provider that takes part or could: the configured ones in their order, then the others in the order of their
/// numbers.
pub fn effective(configured: &[ProviderConfig], stored: &[Stored]) -> Vec<Effective> {
    let of = |id: &str| stored.iter().find(|stored| stored.row.provider_id == id);
    let mut all: Vec<Effective> = configured.iter().map(|config| completed(config, of(&config.id))).collect();
    let others =
        stored.iter().filter(|stored| configured.iter().all(|config| config.id != stored.row.provider_id));
    all.extend(others.filter_map(alone));
    all
}

/// Whether a key is used by a provider of this origin.
pub fn status(key: &OpenedKey, origin: &str) -> KeyStatus {
    if key.secret.is_err() {
        KeyStatus::Unreadable
    } else if key.row.origin != origin {
        KeyStatus::OtherAddress
    } else if key.row.enabled {
        KeyStatus::Active
    } else {
        KeyStatus::Disabled
    }
}

/// Where a provider's requests go: scheme, host and port. Empty when its address cannot be read, which is nobody's.
pub fn origin(config: &ProviderConfig) -> String {
    BaseUrl::parse(&config.api_root()).map_or_else(|_| String::new(), |base| base.origin())
}

/// A configured provider with what is stored for it.
fn completed(config: &ProviderConfig, stored: Option<&Stored>) -> Effective {
    let Some(stored) = stored else {
        return Effective { config: config.clone(), source: Source::Configured, found_models: Vec::new() };
    };
    let (mut settings, source) = match &stored.row.target {
        None => (config.clone(), Source::Configured),
        Some(target) => (shadowed(config, target), Source::Stored),
    };
    take_keys(&mut settings, stored);
    Effective { config: settings, source, found_models: stored.models.clone() }
}

/// The stored settings over the configured ones. Key and certificates stay with the configured origin.
fn shadowed(config: &ProviderConfig, target: &Target) -> ProviderConfig {
    let mut settings = over(config.clone(), target);
    if origin(&settings) != origin(config) {
        settings.api_key = None;
        settings.keys.clear();
        settings.ca_file = None;
    }
    settings
}

/// A provider that the configuration does not know; nothing for one that it no longer knows.
fn alone(stored: &Stored) -> Option<Effective> {
    let mut settings = from_target(&stored.row.provider_id, stored.row.target.as_ref()?);
    take_keys(&mut settings, stored);
    Some(Effective { config: settings, source: Source::Stored, found_models: stored.models.clone() })
}

/// A stored provider as the configuration would have it.
pub fn from_target(id: &str, target: &Target) -> ProviderConfig {
    // Only known kinds are stored.
    let kind = ProviderKind::from_name(&target.kind).unwrap_or(ProviderKind::Custom);
    over(ProviderConfig::at(id, kind, &target.base_url), target)
}

fn over(config: ProviderConfig, target: &Target) -> ProviderConfig {
    let kind = ProviderKind::from_name(&target.kind).unwrap_or(ProviderKind::Custom);
    let placed = ProviderConfig::at(&config.id, kind, &target.base_url);
    ProviderConfig {
        kind,
        base_url: placed.base_url,
        region: placed.region.or(config.region),
        priority: target.priority,
        weight: target.weight,
        enabled: target.enabled,
        allow_passthrough_key: target.allow_passthrough_key,
        ..config
    }
}

/// Puts the stored keys that may be used at the provider's address in the place of the configured ones, if there are
/// any.
fn take_keys(settings: &mut ProviderConfig, stored: &Stored) {
    let origin = origin(settings);
    let usable = stored.keys.iter().filter(|key| status(key, &origin) == KeyStatus::Active);
    let keys: Vec<ProviderKeyConfig> = usable
        .map(|key| ProviderKeyConfig {
            api_key: key.secret.as_ref().ok().cloned(),
            label: key.row.label.clone().unwrap_or_default(),
            concurrency_limit: key.row.limits.concurrency,
            rpm_limit: key.row.limits.rpm,
        })
        .collect();
    if !keys.is_empty() {
        settings.api_key = None;
        settings.keys = keys;
    }
}

#[cfg(test)]
mod tests;

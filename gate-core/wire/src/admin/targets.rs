//! Targets: providers as `/gateway/admin/provider-targets` has them.

use bytes::Bytes;
use gate_core::desk::providers::{ProviderView, TargetChange};
use gate_core::refusal::Refusal;
use gate_core::targets::Source;
use serde::Serialize;

use super::fields::Fields;
use super::moment;
use crate::head::Head;

/// What a stored provider is to be.
#[derive(Debug)]
pub struct TargetBody(pub TargetChange);

impl TargetBody {
    /// Reads the body of a `PUT`.
    pub fn read(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        let known = ["base_url", "enabled", "priority", "allow_passthrough_key", "name", "kind", "weight"];
        let fields = Fields::read(head, body, &known)?;
        Ok(Self(TargetChange {
            name: fields.text("name")?,
            kind: fields.text("kind")?,
            base_url: fields.text("base_url")?,
            priority: fields.number("priority")?,
            weight: fields.number("weight")?,
            enabled: fields.flag("enabled")?,
            allow_passthrough_key: fields.flag("allow_passthrough_key")?,
        }))
    }
}

/// A provider.
#[derive(Debug, Serialize)]
pub struct TargetMetadata {
    provider_id: String,
    name: String,
    kind: &'static str,
    base_url: String,
    enabled: bool,
    priority: u32,
    weight: u32,
    allow_passthrough_key: bool,
    source: &'static str,
    has_secret: bool,
    models_discovered: usize,
    circuit: &'static str,
    last_discovery_at: Option<String>,
}

impl From<ProviderView> for TargetMetadata {
    fn from(provider: ProviderView) -> Self {
        Self {
            provider_id: provider.id,
            name: provider.name,
            kind: provider.config.kind.name(),
            base_url: provider.config.base_url,
            enabled: provider.config.enabled,
            priority: provider.config.priority,
            weight: provider.config.weight,
            allow_passthrough_key: provider.config.allow_passthrough_key,
            source: match provider.source {
                Source::Configured => "configured",
                Source::Stored => "stored",
            },
            has_secret: provider.has_secret,
            models_discovered: provider.models_discovered,
            circuit: provider.health.circuit.name(),
            last_discovery_at: moment(provider.last_discovery_at_ms),
        }
    }
}

/// Every provider.
#[derive(Debug, Serialize)]
pub struct TargetList {
    targets: Vec<TargetMetadata>,
}

impl From<Vec<ProviderView>> for TargetList {
    fn from(providers: Vec<ProviderView>) -> Self {
        Self { targets: providers.into_iter().map(TargetMetadata::from).collect() }
    }
}

/// A stored provider is gone.
#[derive(Debug, Serialize)]
pub struct TargetDeleted {
    deleted: bool,
    provider_id: String,
}

impl TargetDeleted {
    /// Says so of this provider.
    pub fn of(provider_id: String) -> Self {
        Self { deleted: true, provider_id }
    }
}

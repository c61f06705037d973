//! Providers and their keys as `/api/providers` has them, where they go by their numbers.

use bytes::Bytes;
use gate_core::clock::iso8601_ms;
use gate_core::desk::discovery::Tested;
use gate_core::desk::providers::{ProviderKeyView, ProviderView, TargetChange};
use gate_core::desk::secrets::ProviderKeyChange;
use gate_core::refusal::Refusal;
use serde::Serialize;

use super::fields::Fields;
use super::moment;
use crate::head::Head;

/// A provider to be stored.
#[derive(Debug)]
pub struct NewProviderBody(pub TargetChange);

/// What is to change of one.
#[derive(Debug)]
pub struct ProviderBody(pub TargetChange);

impl NewProviderBody {
    /// Reads the body of a `POST`; `name`, `kind` and `base_url` must be there.
    pub fn read(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        let fields = provider_fields(head, body)?;
        for name in ["name", "kind", "base_url"] {
            fields.required_text(name)?;
        }
        change(&fields).map(Self)
    }
}

impl ProviderBody {
    /// Reads the body of a `PATCH`; what is absent stays.
    pub fn read(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        change(&provider_fields(head, body)?).map(Self)
    }
}

fn provider_fields(head: &Head<'_>, body: Bytes) -> Result<Fields, Refusal> {
    let known = ["name", "kind", "base_url", "priority", "enabled", "weight", "allow_passthrough_key"];
    Fields::read(head, body, &known)
}

fn change(fields: &Fields) -> Result<TargetChange, Refusal> {
    Ok(TargetChange {
        name: fields.text("name")?,
        kind: fields.text("kind")?,
        base_url: fields.text("base_url")?,
        priority: fields.number("priority")?,
        weight: fields.number("weight")?,
        enabled: fields.flag("enabled")?,
        allow_passthrough_key: fields.flag("allow_passthrough_key")?,
    })
}

/// A key to be stored beside those that are there.
#[derive(Debug)]
pub struct NewKeyBody(pub ProviderKeyChange);

/// What is to change of one.
#[derive(Debug)]
pub struct KeyBody(pub ProviderKeyChange);

impl NewKeyBody {
    /// Reads the body of a `POST`; `key` must be there.
    pub fn read(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        let fields = Fields::read(head, body, &["key", "label", "concurrency_limit", "rpm_limit"])?;
        fields.required_secret("key")?;
        key_change(&fields).map(Self)
    }
}

impl KeyBody {
    /// Reads the body of a `PATCH`; what is absent stays.
    pub fn read(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        let fields =
            Fields::read(head, body, &["key", "label", "concurrency_limit", "rpm_limit", "enabled"])?;
        Ok(Self(ProviderKeyChange { enabled: fields.flag("enabled")?, ..key_change(&fields)? }))
    }
}

fn key_change(fields: &Fields) -> Result<ProviderKeyChange, Refusal> {
    Ok(ProviderKeyChange {
        secret: fields.secret("key")?,
        label: fields.nullable_text("label")?,
        concurrency_limit: fields.number("concurrency_limit")?,
        rpm_limit: fields.nullable_number("rpm_limit")?,
        enabled: None,
    })
}

/// A provider.
#[derive(Debug, Serialize)]
pub struct TenantProvider {
    id: i64,
    provider_id: String,
    name: String,
    kind: &'static str,
    base_url: String,
    priority: u32,
    weight: u32,
    enabled: bool,
    status: &'static str,
    latency_ms: Option<u64>,
    last_check_at: Option<String>,
    key_count: usize,
}

impl From<ProviderView> for TenantProvider {
    fn from(provider: ProviderView) -> Self {
        let last_check = provider.health.last_check;
        Self {
            id: provider.row.0,
            provider_id: provider.id,
            name: provider.name,
            kind: provider.config.kind.name(),
            base_url: provider.config.base_url,
            priority: provider.config.priority,
            weight: provider.config.weight,
            enabled: provider.config.enabled,
            status: provider.health.status.name(),
            latency_ms: last_check.map(|check| check.latency_ms),
            last_check_at: moment(last_check.map(|check| check.at_ms)),
            key_count: provider.keys.len(),
        }
    }
}

/// Every provider.
#[derive(Debug, Serialize)]
pub struct ProviderList {
    data: Vec<TenantProvider>,
}

impl From<Vec<ProviderView>> for ProviderList {
    fn from(providers: Vec<ProviderView>) -> Self {
        let mut data: Vec<TenantProvider> = providers.into_iter().map(TenantProvider::from).collect();
        data.sort_by_key(|provider| provider.id);
        Self { data }
    }
}

/// A stored key; never the key itself.
#[derive(Debug, Serialize)]
pub struct TenantKey {
    id: i64,
    label: Option<String>,
    masked: String,
    concurrency_limit: u32,
    rpm_limit: Option<u32>,
    status: &'static str,
    created_at: String,
    rotated_at: Option<String>,
}

impl From<ProviderKeyView> for TenantKey {
    fn from(key: ProviderKeyView) -> Self {
        Self {
            id: key.row.0,
            label: key.label,
            masked: key.masked,
            concurrency_limit: key.limits.concurrency,
            rpm_limit: key.limits.rpm,
            status: key.status.name(),
            created_at: iso8601_ms(key.created_at_ms),
            rotated_at: moment(key.rotated_at_ms),
        }
    }
}

/// Every key of a provider.
#[derive(Debug, Serialize)]
pub struct KeyList {
    data: Vec<TenantKey>,
}

impl From<Vec<ProviderKeyView>> for KeyList {
    fn from(keys: Vec<ProviderKeyView>) -> Self {
        Self { data: keys.into_iter().map(TenantKey::from).collect() }
    }
}

/// What a look at a provider showed.
#[derive(Debug, Serialize)]
pub struct Test {
    success: bool,
    latency_ms: u64,
    status: &'static str,
    error: Option<String>,
}

impl From<Tested> for Test {
    fn from(tested: Tested) -> Self {
        let success = tested.check.is_up;
        Self {
            success,
            latency_ms: tested.check.latency_ms,
            status: if success { "up" } else { "down" },
            error: tested.error,
        }
    }
}

/// What was asked for is done, and there is nothing to show for it.
#[derive(Debug, Serialize)]
pub struct Done {
    success: bool,
}

impl Done {
    /// It is.
    pub const fn new() -> Self {
        Self { success: true }
    }
}

impl Default for Done {
    fn default() -> Self {
        Self::new()
    }
}

//! Secrets: stored provider keys as `/gateway/admin/secrets` has them.

use bytes::Bytes;
use gate_core::clock::iso8601_ms;
use gate_core::desk::providers::ProviderKeyView;
use gate_core::refusal::Refusal;
use gate_core::secret::Secret;
use serde::Serialize;

use super::fields::Fields;
use super::moment;
use crate::head::Head;

/// A key to be stored, or to take the place of one.
#[derive(Debug)]
pub struct SecretBody {
    /// The provider it is for.
    pub provider: String,
    /// The key.
    pub plaintext_key: Secret,
    /// What people call it.
    pub label: Option<String>,
}

impl SecretBody {
    /// Reads the body of a `POST` that stores a key.
    pub fn store(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        let fields = Fields::read(head, body, &["provider", "plaintext_key", "label"])?;
        let label = fields.text("label")?;
        Ok(Self { label, ..Self::of(&fields)? })
    }

    /// Reads the body of a `POST` that replaces one.
    pub fn rotate(head: &Head<'_>, body: Bytes) -> Result<Self, Refusal> {
        Self::of(&Fields::read(head, body, &["provider", "plaintext_key"])?)
    }

    fn of(fields: &Fields) -> Result<Self, Refusal> {
        Ok(Self {
            provider: fields.required_text("provider")?,
            plaintext_key: fields.required_secret("plaintext_key")?,
            label: None,
        })
    }
}

/// A stored key; never the key itself.
#[derive(Debug, Serialize)]
pub struct SecretMetadata {
    id: String,
    provider: String,
    label: Option<String>,
    masked: String,
    status: &'static str,
    created_at: String,
    rotated_at: Option<String>,
}

impl From<ProviderKeyView> for SecretMetadata {
    fn from(key: ProviderKeyView) -> Self {
        Self {
            id: key.id,
            provider: key.provider_id,
            label: key.label,
            masked: key.masked,
            status: key.status.name(),
            created_at: iso8601_ms(key.created_at_ms),
            rotated_at: moment(key.rotated_at_ms),
        }
    }
}

/// Every stored key.
#[derive(Debug, Serialize)]
pub struct SecretList {
    secrets: Vec<SecretMetadata>,
}

impl From<Vec<ProviderKeyView>> for SecretList {
    fn from(keys: Vec<ProviderKeyView>) -> Self {
        Self { secrets: keys.into_iter().map(SecretMetadata::from).collect() }
    }
}

/// The keys of a provider are gone.
#[derive(Debug, Serialize)]
pub struct Revoked {
    revoked: bool,
    provider: String,
}

impl Revoked {
    /// Says so of this provider.
    pub fn of(provider: String) -> Self {
        Self { revoked: true, provider }
    }
}

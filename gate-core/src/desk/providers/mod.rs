//! Providers: listing, storing, changing and forgetting them, and what the calls see of it.

mod change;
mod slug;

use std::collections::HashMap;

use super::Desk;
use super::health::ProviderHealth;
use crate::config::ProviderConfig;
use crate::id::{OrgId, ProviderKeyId, ProviderRowId};
use crate::refusal::Refusal;
use crate::routing::Circuit;
use crate::secret::Bound;
use crate::store::{KeyLimits, ProviderKeyRow, StoreError};
use crate::targets::{self, Effective, KeyStatus, OpenedKey, Source, Stored, effective};

pub use change::TargetChange;
pub(super) use change::as_target;

/// A provider as it takes part, and what is stored for it.
#[derive(Debug, Clone)]
pub struct ProviderView {
    /// Its number.
    pub row: ProviderRowId,
    /// The name it goes by in records and `provider/model`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its settings. The key in them cannot be printed.
    pub config: ProviderConfig,
    /// Where its settings come from.
    pub source: Source,
    /// Whether calls have a key unless their caller brings one.
    pub has_secret: bool,
    /// Its stored keys, the oldest first.
    pub keys: Vec<ProviderKeyView>,
    /// How many models it was found to have.
    pub models_discovered: usize,
    /// When it was last asked for them, milliseconds since 1970.
    pub last_discovery_at_ms: Option<i64>,
    /// How it is doing.
    pub health: ProviderHealth,
}

/// A stored key as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderKeyView {
    /// Its number.
    pub row: ProviderKeyId,
    /// The id shown outside (`pkey_...`).
    pub id: String,
    /// The provider it is for.
    pub provider_id: String,
    /// What people call it.
    pub label: Option<String>,
    /// Its first and last four characters.
    pub masked: String,
    /// Whether it is used.
    pub status: KeyStatus,
    /// How much it may be used.
    pub limits: KeyLimits,
    /// When it was stored, milliseconds since 1970.
    pub created_at_ms: i64,
    /// When another value last took its place.
    pub rotated_at_ms: Option<i64>,
}

impl ProviderKeyView {
    /// A key at a provider of this origin.
    pub(super) fn of(key: &OpenedKey, provider_id: &str, origin: &str) -> Self {
        let ProviderKeyRow { id, public_id, label, masked, limits, created_at_ms, rotated_at_ms, .. } =
            &key.row;
        Self {
            row: *id,
            id: public_id.clone(),
            provider_id: provider_id.to_owned(),
            label: label.clone(),
            masked: masked.clone(),
            status: targets::status(key, origin),
            limits: *limits,
            created_at_ms: *created_at_ms,
            rotated_at_ms: *rotated_at_ms,
        }
    }
}

/// What is stored of an organisation's providers, and what it amounts to with the configuration.
pub(super) struct Known {
    pub(super) stored: Vec<Stored>,
    pub(super) effective: Vec<Effective>,
}

impl Known {
    /// A provider by its id.
    pub(super) fn find(&self, id: &str) -> Option<(&Effective, &Stored)> {
        let effective = self.effective.iter().find(|provider| provider.config.id == id)?;
        Some((effective, self.stored.iter().find(|stored| stored.row.provider_id == id)?))
    }
}

impl Desk {
    /// Every provider of an organisation that takes part or could, the configured ones first.
    pub async fn list_providers(&self, org: OrgId) -> Result<Vec<ProviderView>, Refusal> {
        let known = self.known_providers(org).await?;
        let latest = self.store.discovery.latest(org).await.map_err(failed)?;
        let latest: HashMap<ProviderRowId, i64> = latest.into_iter().collect();
        let view = |provider: &Effective| {
            let (_, stored) = known.find(&provider.config.id)?;
            let health = self.provider_health(&provider.config.id);
            Some(view(provider, stored, latest.get(&stored.row.id).copied(), health))
        };
        Ok(known.effective.iter().filter_map(view).collect())
    }

    /// One provider by its id; another organisation's is not found.
    pub async fn find_provider(&self, org: OrgId, id: &str) -> Result<ProviderView, Refusal> {
        let all = self.list_providers(org).await?;
        all.into_iter().find(|provider| provider.id == id).ok_or(Refusal::NotFound)
    }

    /// One provider by its number; another organisation's is not found.
    pub async fn provider_by_row(&self, org: OrgId, row: ProviderRowId) -> Result<ProviderView, Refusal> {
        let all = self.list_providers(org).await?;
        all.into_iter().find(|provider| provider.row == row).ok_or(Refusal::NotFound)
    }

    /// Opens or closes the way to a provider, for as long as the process lives. Calls to one that is open are refused.
    pub async fn set_circuit(
        &self,
        org: OrgId,
        id: &str,
        circuit: Circuit,
        reason: &str,
    ) -> Result<ProviderView, Refusal> {
        self.find_provider(org, id).await?;
        self.outside.routing.breakers.set(id, circuit, reason);
        self.find_provider(org, id).await
    }

    /// Reads the stored providers and their keys anew. Calls that begin afterwards see them as they are stored now.
    pub(crate) async fn reload_providers(&self) -> Result<(), StoreError> {
        let _turn = self.providers_turn.lock().await;
        let ids: Vec<&str> = self.providers.configured().iter().map(|config| config.id.as_str()).collect();
        let rows = self.store.providers.load(self.home.org).await?;
        let new: Vec<&str> =
            ids.into_iter().filter(|id| rows.iter().all(|row| row.provider_id != *id)).collect();
        if !new.is_empty() {
            self.store.providers.add(self.home.org, &new, self.clock.unix_ms()).await?;
        }
        self.show_to_calls().await
    }

    /// What follows every change, while its turn lasts.
    pub(super) async fn refresh_providers(&self) -> Result<(), Refusal> {
        self.show_to_calls().await.map_err(failed)
    }

    async fn show_to_calls(&self) -> Result<(), StoreError> {
        let known = self.load_providers(self.home.org).await?;
        self.providers.replace(known.effective);
        Ok(())
    }

    /// What is stored and configured for an organisation.
    pub(super) async fn known_providers(&self, org: OrgId) -> Result<Known, Refusal> {
        self.load_providers(org).await.map_err(failed)
    }

    async fn load_providers(&self, org: OrgId) -> Result<Known, StoreError> {
        let rows = self.store.providers.load(org).await?;
        let keys = self.store.provider_keys.load(org).await?;
        let found = self.store.discovery.all(org).await?;
        let stored: Vec<Stored> = rows
            .into_iter()
            .map(|row| Stored {
                keys: keys
                    .iter()
                    .filter(|key| key.provider == row.id)
                    .map(|key| self.opened(org, key))
                    .collect(),
                models: found
                    .iter()
                    .filter(|(at, _)| *at == row.id)
                    .map(|(_, model)| model.clone())
                    .collect(),
                row,
            })
            .collect();
        let effective = effective(self.configured_for(org), &stored);
        Ok(Known { stored, effective })
    }

    /// The configuration is that of the installation's own organisation.
    pub(super) fn configured_for(&self, org: OrgId) -> &[ProviderConfig] {
        if org == self.home.org { self.providers.configured() } else { &[] }
    }

    fn opened(&self, org: OrgId, key: &ProviderKeyRow) -> OpenedKey {
        let bound = Bound { org, row: &key.public_id, origin: &key.origin };
        let secret = self.outside.vault.open_sealed(&key.sealed, bound);
        if let Err(error) = &secret {
            tracing::warn!(key = key.public_id, %error, "a stored provider key cannot be opened");
        }
        OpenedKey { row: key.clone(), secret }
    }
}

fn view(
    provider: &Effective,
    stored: &Stored,
    last_discovery_at_ms: Option<i64>,
    health: ProviderHealth,
) -> ProviderView {
    let config = &provider.config;
    let target = stored.row.target.as_ref();
    let origin = targets::origin(config);
    ProviderView {
        row: stored.row.id,
        id: config.id.clone(),
        name: target.map_or_else(|| config.id.clone(), |target| target.name.clone()),
        source: provider.source,
        has_secret: config.usable_keys().next().is_some(),
        keys: stored.keys.iter().map(|key| ProviderKeyView::of(key, &config.id, &origin)).collect(),
        models_discovered: stored.models.len(),
        last_discovery_at_ms,
        health,
        config: config.clone(),
    }
}

pub(super) fn failed(error: StoreError) -> Refusal {
    tracing::error!(%error, "the store failed");
    Refusal::Internal
}

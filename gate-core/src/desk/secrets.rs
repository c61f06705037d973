//! Secrets: the stored keys of providers, from being given to being destroyed. They go in and never come out.

use super::Desk;
use super::providers::{Known, ProviderKeyView, as_target, failed};
use crate::config::ProviderConfig;
use crate::id::{OrgId, ProviderKeyId, ProviderRowId, base62};
use crate::refusal::Refusal;
use crate::secret::{Bound, Sealed, Secret};
use crate::store::{KeyLimits, NewProviderKey, ProviderKeyRow, ProviderRow, VaultError};
use crate::targets::{self, Stored};

/// The longest key that is taken: ten times the longest in use.
const KEY_MAX: usize = 4096;
/// Calls at a time of a key that is stored without a limit.
const DEFAULT_CONCURRENCY: u32 = 10;
/// The highest limits that mean anything.
const LIMIT_MAX: u32 = 1_000_000;
/// How credentials of a gate begin. Somebody who stores one has mixed them up, and it would go to the provider.
const GATEWAY_PREFIXES: [&str; 7] = ["gk_", "gk-", "agk_", "cm_", "cm-gw-", "cmgw_", "sk-tenant-"];

/// What may be changed of a stored key; what is not stated stays.
#[derive(Debug, Clone, Default)]
pub struct ProviderKeyChange {
    /// Another value in its place.
    pub secret: Option<Secret>,
    /// What people call it; `Some(None)` takes the label away.
    pub label: Option<Option<String>>,
    /// Calls at a time.
    pub concurrency_limit: Option<u32>,
    /// Requests per minute; `Some(None)` is unlimited.
    pub rpm_limit: Option<Option<u32>>,
    /// Whether it is used.
    pub enabled: Option<bool>,
}

/// What renewing the master key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewed {
    /// How many provider keys were sealed anew.
    pub resealed: usize,
    /// How many older master keys stay, because kept responses are sealed under them, or since the configuration has
    /// them.
    pub older_keys: usize,
}

impl Desk {
    /// Every stored key of an organisation, the oldest first.
    pub async fn secrets(&self, org: OrgId) -> Result<Vec<ProviderKeyView>, Refusal> {
        let known = self.known_providers(org).await?;
        let of_provider = |stored: &Stored| -> Vec<ProviderKeyView> {
            let id = &stored.row.provider_id;
            // One that takes no part any more has no address, and its keys are for another.
            let origin = known.find(id).map(|(effective, _)| targets::origin(&effective.config));
            let origin = origin.unwrap_or_default();
            stored.keys.iter().map(|key| ProviderKeyView::of(key, id, &origin)).collect()
        };
        let mut keys: Vec<ProviderKeyView> = known.stored.iter().flat_map(of_provider).collect();
        keys.sort_by_key(|key| key.row);
        Ok(keys)
    }

    /// Stores the one key of a provider that has none. Refused with [`Refusal::Conflict`] when it has, and with
    /// [`Refusal::Malformed`] when nobody knows the provider.
    pub async fn store_secret(
        &self,
        org: OrgId,
        provider_id: &str,
        secret: Secret,
        label: Option<String>,
    ) -> Result<ProviderKeyView, Refusal> {
        let _turn = self.providers_turn.lock().await;
        self.introduce(org, provider_id).await?;
        let known = self.known_providers(org).await?;
        let change =
            ProviderKeyChange { secret: Some(secret), label: Some(label), ..ProviderKeyChange::default() };
        let new = self.sealed_key(org, &known, provider_id, change).await?;
        let id = self.store.provider_keys.insert_only(org, new).await.map_err(failed)?.ok_or_else(|| {
            Refusal::Conflict { message: "This provider has a key: rotate or delete it.".to_owned() }
        })?;
        self.shown(org, id).await
    }

    /// Puts another value in the place of a provider's only key; the old one is destroyed in the same transaction.
    pub async fn rotate_secret(
        &self,
        org: OrgId,
        provider_id: &str,
        secret: Secret,
    ) -> Result<ProviderKeyView, Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        let (_, stored) = known.find(provider_id).ok_or_else(|| unknown_provider(provider_id))?;
        let key = match stored.keys.as_slice() {
            [] => return Err(Refusal::NotFound),
            [key] => key.row.clone(),
            _ => {
                let message = "This provider has several keys: change the one that is meant by its number.";
                return Err(Refusal::Conflict { message: message.to_owned() });
            }
        };
        self.replace_value(org, &known, key, &secret).await
    }

    /// Destroys every stored key of a provider.
    pub async fn revoke_secrets(&self, org: OrgId, provider_id: &str) -> Result<(), Refusal> {
        let _turn = self.providers_turn.lock().await;
        let rows = self.store.providers.load(org).await.map_err(failed)?;
        let row = rows.iter().find(|row| row.provider_id == provider_id).ok_or(Refusal::NotFound)?;
        if self.store.provider_keys.delete_all(org, row.id).await.map_err(failed)? == 0 {
            return Err(Refusal::NotFound);
        }
        self.refresh_providers().await
    }

    /// Stores a key beside those a provider has.
    pub async fn add_provider_key(
        &self,
        org: OrgId,
        provider: ProviderRowId,
        change: ProviderKeyChange,
    ) -> Result<ProviderKeyView, Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        let row = row_of(&known, provider)?;
        let new = self.sealed_key(org, &known, &row.provider_id, change).await?;
        let id = self.store.provider_keys.insert(org, new).await.map_err(failed)?;
        self.shown(org, id).await
    }

    /// Changes a stored key.
    pub async fn change_provider_key(
        &self,
        org: OrgId,
        (provider, id): (ProviderRowId, ProviderKeyId),
        change: ProviderKeyChange,
    ) -> Result<ProviderKeyView, Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        let mut key = key_of(&known, provider, id)?;
        key.label = checked_label(change.label.clone().unwrap_or(key.label))?;
        key.limits = checked_limits(&change_limits(key.limits, &change))?;
        key.enabled = change.enabled.unwrap_or(key.enabled);
        if let Some(secret) = &change.secret {
            checked_secret(secret)?;
        }
        self.store.provider_keys.set(org, &key).await.map_err(failed)?;
        match &change.secret {
            Some(secret) => self.replace_value(org, &known, key, secret).await,
            None => self.shown(org, id).await,
        }
    }

    /// Destroys a stored key.
    pub async fn delete_provider_key(
        &self,
        org: OrgId,
        (provider, id): (ProviderRowId, ProviderKeyId),
    ) -> Result<(), Refusal> {
        let _turn = self.providers_turn.lock().await;
        key_of(&self.known_providers(org).await?, provider, id)?;
        self.store.provider_keys.delete(org, id).await.map_err(failed)?;
        self.refresh_providers().await
    }

    /// Seals every stored key anew, under a new master key, or under the newest of the configuration. Older ones stay
    /// only for responses that are kept, which nobody seals anew. A key that does not open refuses the whole: it would be lost with them.
    pub async fn rotate_master_key(&self) -> Result<Renewed, Refusal> {
        let _turn = self.providers_turn.lock().await;
        let refused =
            |error: VaultError| Refusal::Conflict { message: format!("Nothing was changed: {error}.") };
        let mut opened = Vec::new();
        for org in self.store.orgs.load_all().await.map_err(failed)? {
            for row in self.store.provider_keys.load(org.id).await.map_err(failed)? {
                let bound = Bound { org: org.id, row: &row.public_id, origin: &row.origin };
                let secret = self.outside.vault.open_sealed(&row.sealed, bound).map_err(refused)?;
                opened.push((org.id, row, secret));
            }
        }
        self.outside.vault.begin_rotation(self.entropy.as_ref()).map_err(refused)?;
        let mut resealed = Vec::with_capacity(opened.len());
        for (org, row, secret) in opened {
            let sealed = self.sealed(org, &row, &secret).await?;
            resealed.push((org, row, sealed));
        }
        let count = resealed.len();
        self.store.provider_keys.reseal(resealed).await.map_err(failed)?;
        let (lowest, _) = self.store.provider_keys.versions().await.map_err(failed)?;
        let older_keys = self.outside.vault.end_rotation(lowest).map_err(refused)?;
        self.refresh_providers().await?;
        Ok(Renewed { resealed: count, older_keys })
    }

    /// Stores a well-known provider, so that a key can be stored for it although nobody configured it.
    async fn introduce(&self, org: OrgId, provider_id: &str) -> Result<(), Refusal> {
        let known = self.known_providers(org).await?;
        if known.find(provider_id).is_some() {
            return Ok(());
        }
        let config = ProviderConfig::well_known(provider_id).ok_or_else(|| unknown_provider(provider_id))?;
        let (target, now_ms) = (as_target(&config), self.clock.unix_ms());
        self.store.providers.save(org, provider_id, &target, now_ms).await.map_err(failed)
    }

    async fn sealed_key(
        &self,
        org: OrgId,
        known: &Known,
        provider_id: &str,
        change: ProviderKeyChange,
    ) -> Result<NewProviderKey, Refusal> {
        let (effective, stored) = known.find(provider_id).ok_or_else(|| unknown_provider(provider_id))?;
        let limits = KeyLimits { concurrency: DEFAULT_CONCURRENCY, rpm: None };
        let limits = checked_limits(&change_limits(limits, &change))?;
        let label = checked_label(change.label.flatten())?;
        let secret = change.secret.ok_or_else(|| Refusal::malformed_field("`key` is missing.", "key"))?;
        checked_secret(&secret)?;
        let public_id = format!("pkey_{}", base62(self.entropy.as_ref(), 16));
        let origin = targets::origin(&effective.config);
        let bound = Bound { org, row: &public_id, origin: &origin };
        let sealed = self.seal(&secret, bound).await?;
        let (masked, now_ms) = (secret.masked(), self.clock.unix_ms());
        Ok(NewProviderKey {
            provider: stored.row.id,
            public_id,
            label,
            masked,
            origin,
            sealed,
            limits,
            now_ms,
        })
    }

    async fn replace_value(
        &self,
        org: OrgId,
        known: &Known,
        mut key: ProviderKeyRow,
        secret: &Secret,
    ) -> Result<ProviderKeyView, Refusal> {
        checked_secret(secret)?;
        let row = row_of(known, key.provider)?;
        let (effective, _) = known.find(&row.provider_id).ok_or(Refusal::NotFound)?;
        // The new value is given for the address that the provider has now.
        key.origin = targets::origin(&effective.config);
        key.sealed = self.sealed(org, &key, secret).await?;
        key.masked = secret.masked();
        key.rotated_at_ms = Some(self.clock.unix_ms());
        self.store.provider_keys.replace(org, &key).await.map_err(failed)?;
        self.shown(org, key.id).await
    }

    async fn sealed(&self, org: OrgId, row: &ProviderKeyRow, secret: &Secret) -> Result<Sealed, Refusal> {
        self.seal(secret, Bound { org, row: &row.public_id, origin: &row.origin }).await
    }

    async fn seal(&self, secret: &Secret, bound: Bound<'_>) -> Result<Sealed, Refusal> {
        let used = self.store.provider_keys.highest_version().await.map_err(failed)?;
        self.outside.vault.seal(secret, bound, used, self.entropy.as_ref()).map_err(|error| {
            tracing::error!(%error, "a provider key cannot be sealed");
            Refusal::Internal
        })
    }

    /// A key that has just been written, after the calls were told.
    async fn shown(&self, org: OrgId, id: ProviderKeyId) -> Result<ProviderKeyView, Refusal> {
        self.refresh_providers().await?;
        self.secrets(org).await?.into_iter().find(|key| key.row == id).ok_or(Refusal::NotFound)
    }
}

fn row_of(known: &Known, provider: ProviderRowId) -> Result<ProviderRow, Refusal> {
    let stored = known.stored.iter().find(|stored| stored.row.id == provider).ok_or(Refusal::NotFound)?;
    known.find(&stored.row.provider_id).map(|(_, stored)| stored.row.clone()).ok_or(Refusal::NotFound)
}

fn key_of(known: &Known, provider: ProviderRowId, id: ProviderKeyId) -> Result<ProviderKeyRow, Refusal> {
    let stored = known.stored.iter().find(|stored| stored.row.id == provider).ok_or(Refusal::NotFound)?;
    stored.keys.iter().find(|key| key.row.id == id).map(|key| key.row.clone()).ok_or(Refusal::NotFound)
}

fn change_limits(limits: KeyLimits, change: &ProviderKeyChange) -> KeyLimits {
    KeyLimits {
        concurrency: change.concurrency_limit.unwrap_or(limits.concurrency),
        rpm: change.rpm_limit.unwrap_or(limits.rpm),
    }
}

fn checked_limits(limits: &KeyLimits) -> Result<KeyLimits, Refusal> {
    let fits = |limit: u32| (1..=LIMIT_MAX).contains(&limit);
    let refused = |param: &str| Refusal::malformed_field(format!("`{param}` is 1 to {LIMIT_MAX}."), param);
    if !fits(limits.concurrency) {
        return Err(refused("concurrency_limit"));
    }
    if limits.rpm.is_some_and(|limit| !fits(limit)) {
        return Err(refused("rpm_limit"));
    }
    Ok(*limits)
}

fn checked_label(label: Option<String>) -> Result<Option<String>, Refusal> {
    let is_label = |label: &String| label.chars().count() <= 64 && !label.chars().any(char::is_control);
    match label {
        Some(label) if !is_label(&label) => {
            Err(Refusal::malformed_field("A label has at most 64 characters.", "label"))
        }
        Some(label) if label.is_empty() => Ok(None),
        label => Ok(label),
    }
}

/// Whether a key can be sent at all: it travels in a header. It is not repeated.
fn checked_secret(secret: &Secret) -> Result<(), Refusal> {
    let key = secret.expose();
    let is_sendable = (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_sendable {
        let message = format!("A provider key has 1 to {KEY_MAX} visible ASCII characters and no spaces.");
        return Err(Refusal::malformed(message));
    }
    if GATEWAY_PREFIXES.iter().any(|prefix| key.starts_with(prefix)) {
        return Err(Refusal::malformed("This is a key of a gateway, not of a provider."));
    }
    Ok(())
}

fn unknown_provider(id: &str) -> Refusal {
    Refusal::malformed_field(format!("There is no provider `{}`.", id.escape_default()), "provider")
}

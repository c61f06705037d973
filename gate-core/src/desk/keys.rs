//! Keys: making, listing, changing, rotating and revoking them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Desk;
use super::settings;
use crate::call::KeyFamily;
use crate::caller::{Key, KeySettings, RateMode};
use crate::clock::iso8601;
use crate::id::{KeyId, base62};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::store::StoreError;

/// Requests per minute of a key that is made without a limit of its own.
const DEFAULT_RPM: u32 = 60;
/// Hours a rotated key keeps working unless told otherwise.
const MAX_GRACE_HOURS: u64 = 168;
const HOUR_MS: i64 = 3_600_000;

/// Every scope a key can have; others are refused when a key is made.
const SCOPES: [&str; 20] = [
    "*",
    "admin",
    "admin:read",
    "admin:write",
    "api",
    "audit:read",
    "billing:read",
    "gateway:read",
    "gateway:write",
    "key:manage",
    "mcp-client",
    "override:manage",
    "policy:read",
    "policy:write",
    "proxy",
    "request:create",
    "request:decide",
    "request:read",
    "rpc",
    "webhook:manage",
];

/// What a new key is to be. The secret is drawn unless one is brought along.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewKey {
    /// Its name, 1 to 64 characters, unique among the live keys of the organisation.
    pub name: String,
    /// The family of its secret by name; empty: `anuragate`.
    pub dialect: String,
    /// What it may do; empty: what keys of its family may do anyway.
    pub scopes: Vec<String>,
    /// Settings beyond that, by name, as [`settings::apply`] takes them.
    pub settings: Vec<(String, Value)>,
    /// A secret of the family's form to use instead of a drawn one.
    pub secret: Option<String>,
}

/// A key that was just made: the only moment at which its secret is shown.
#[derive(Debug)]
pub struct MadeKey {
    /// The key.
    pub key: Key,
    /// Its secret.
    pub secret: Secret,
}

impl Desk {
    /// Makes a key in the first organisation.
    ///
    /// Refuses unknown families, scopes and settings, names that are taken and secrets of another form.
    pub async fn create_key(&self, new: NewKey) -> Result<MadeKey, Refusal> {
        let family = read_family(&new.dialect)?;
        let secret = match new.secret {
            Some(text) => imported(family, text)?,
            None => self.draw(family),
        };
        let mut key = self.blank(family, checked_name(&new.name)?, &secret);
        if !new.scopes.is_empty() {
            key.scopes = checked_scopes(new.scopes)?;
        }
        for (path, value) in &new.settings {
            settings::apply(&mut key, path, value)?;
        }
        self.insert(key, secret).await
    }

    /// A key that may do everything, if there is no key at all yet; its secret is shown this once.
    pub async fn first_key(&self) -> Result<Option<MadeKey>, Refusal> {
        if !self.list_keys().await?.is_empty() {
            return Ok(None);
        }
        let settings = vec![("rpm_limit".to_owned(), Value::Null)];
        let (name, scopes) = ("owner".to_owned(), vec!["*".to_owned()]);
        self.create_key(NewKey { name, scopes, settings, ..NewKey::default() }).await.map(Some)
    }

    /// Every key of the organisation, the live ones first by name.
    pub async fn list_keys(&self) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.store.keys.load_all().await.map_err(failed)?;
        let order = |key: &Key| (key.revoked_at_ms.is_some(), key.rotated_to.is_some());
        keys.sort_by(|a, b| (order(a), &a.name).cmp(&(order(b), &b.name)));
        Ok(keys)
    }

    /// One key by its name or public id. Of several with one name the live one is meant, before a rotated and that
    /// before a revoked one.
    pub async fn find_key(&self, name_or_id: &str) -> Result<Key, Refusal> {
        let keys = self.list_keys().await?;
        keys.into_iter()
            .find(|key| key.name == name_or_id || key.public_id == name_or_id)
            .ok_or(Refusal::NotFound)
    }

    /// Changes settings of a key: all of them or, when one is refused, none.
    pub async fn set_key(&self, name_or_id: &str, changes: &[(String, Value)]) -> Result<Key, Refusal> {
        let mut key = self.find_key(name_or_id).await?;
        for (path, value) in changes {
            settings::apply(&mut key, path, value)?;
        }
        self.replace(key).await
    }

    /// Ends a key at once and for good.
    pub async fn revoke_key(&self, name_or_id: &str) -> Result<Key, Refusal> {
        let mut key = self.find_key(name_or_id).await?;
        key.revoked_at_ms.get_or_insert(self.clock.unix_ms());
        self.replace(key).await
    }

    /// Makes a successor with the same settings; the old key works for `grace_hours` more (0 to 168).
    pub async fn rotate_key(&self, name_or_id: &str, grace_hours: u64) -> Result<MadeKey, Refusal> {
        if grace_hours > MAX_GRACE_HOURS {
            return Err(Refusal::malformed_field("Grace is 0 to 168 hours.", "grace_hours"));
        }
        let mut old = self.find_key(name_or_id).await?;
        if old.revoked_at_ms.is_some() || old.rotated_to.is_some() {
            return Err(Refusal::Conflict { message: "This key was revoked or rotated before.".to_owned() });
        }
        let secret = self.draw(old.family);
        let blank = self.blank(old.family, old.name.clone(), &secret);
        let new = Key {
            id: blank.id,
            public_id: blank.public_id,
            digest: blank.digest,
            last4: blank.last4,
            created_at_ms: blank.created_at_ms,
            ..old.clone()
        };
        old.rotated_to = Some(new.public_id.clone());
        old.grace_until_ms = Some(self.clock.unix_ms() + i64::try_from(grace_hours).unwrap_or(0) * HOUR_MS);
        let id = self.store.keys.replace(&old, &new).await.map_err(failed)?;
        self.reload().await.map_err(failed)?;
        Ok(MadeKey { key: Key { id, ..new }, secret })
    }

    async fn insert(&self, key: Key, secret: Secret) -> Result<MadeKey, Refusal> {
        let taken = |error| match error {
            StoreError::Conflict(_) => {
                Refusal::Conflict { message: "This name or secret is taken.".to_owned() }
            }
            other => failed(other),
        };
        let id = self.store.keys.insert(&key).await.map_err(taken)?;
        self.reload().await.map_err(failed)?;
        Ok(MadeKey { key: Key { id, ..key }, secret })
    }

    async fn replace(&self, key: Key) -> Result<Key, Refusal> {
        self.store.keys.update(&key).await.map_err(failed)?;
        self.reload().await.map_err(failed)?;
        Ok(key)
    }

    fn draw(&self, family: KeyFamily) -> Secret {
        Secret::new(format!("{}{}", family.prefix(), base62(self.entropy.as_ref(), family.secret_length())))
    }

    /// A key with the defaults of its family.
    fn blank(&self, family: KeyFamily, name: String, secret: &Secret) -> Key {
        let home = self.home;
        let is_curate_me = matches!(family, KeyFamily::CurateMe | KeyFamily::CurateMeRunner);
        Key {
            id: KeyId(0),
            public_id: format!("key_{}", base62(self.entropy.as_ref(), 16)),
            org: home.org,
            team: None,
            tenant: home.tenant,
            name,
            family,
            digest: family.digest(secret.expose()),
            last4: secret.last4(),
            enabled: true,
            created_at_ms: self.clock.unix_ms(),
            expires_at_ms: None,
            revoked_at_ms: None,
            rotated_to: None,
            grace_until_ms: None,
            allowed_ips: Vec::new(),
            allowed_models: Vec::new(),
            scopes: vec![
                if family == KeyFamily::CurateMeRunner { "gateway:write" } else { "proxy" }.to_owned(),
            ],
            rpm_limit: Some(DEFAULT_RPM),
            rate_mode: if is_curate_me { RateMode::SlidingBurst } else { RateMode::Sliding },
            daily_budget: None,
            monthly_budget: None,
            max_cost_per_request: None,
            settings: KeySettings::default(),
        }
    }
}

/// A key as lists show it: everything but the secret.
pub fn describe(key: &Key) -> Value {
    let usd = |money: Option<Money>| money.map(Money::usd);
    json!({
        "id": key.public_id,
        "name": key.name,
        "dialect": key.family.name(),
        "prefix": key.family.prefix(),
        "last4": key.last4,
        "enabled": key.enabled,
        "scopes": key.scopes,
        "created_at": iso8601(key.created_at_ms),
        "expires_at": key.expires_at_ms.map(iso8601),
        "revoked_at": key.revoked_at_ms.map(iso8601),
        "rotated_to": key.rotated_to,
        "grace_until": key.grace_until_ms.map(iso8601),
        "allowed_ips": key.allowed_ips.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "allowed_models": key.allowed_models,
        "rpm_limit": key.rpm_limit,
        "daily_budget": usd(key.daily_budget),
        "monthly_budget": usd(key.monthly_budget),
        "max_cost_per_request": usd(key.max_cost_per_request),
        "settings": key.settings,
    })
}

/// Refuses scopes that mean nothing.
pub(super) fn checked_scopes(scopes: Vec<String>) -> Result<Vec<String>, Refusal> {
    match scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        Some(unknown) => Err(Refusal::malformed_field(format!("There is no scope `{unknown}`."), "scopes")),
        None => Ok(scopes),
    }
}

fn checked_name(name: &str) -> Result<String, Refusal> {
    let fits = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(Refusal::malformed_field("A name has 1 to 64 characters.", "name"))
    }
}

fn read_family(dialect: &str) -> Result<KeyFamily, Refusal> {
    if dialect.is_empty() {
        return Ok(KeyFamily::Anuragate);
    }
    KeyFamily::from_name(dialect).ok_or_else(|| {
        let known = KeyFamily::ALL.map(KeyFamily::name).join(", ");
        Refusal::malformed_field(format!("There is no dialect `{dialect}`; known are {known}."), "dialect")
    })
}

/// A secret that people bring along must be of the family's form, or no client could present it.
fn imported(family: KeyFamily, text: String) -> Result<Secret, Refusal> {
    let body = match family {
        KeyFamily::Anuragate => text.strip_prefix("gk_").or_else(|| text.strip_prefix("gk-")),
        KeyFamily::CurateMe | KeyFamily::CurateMeRunner => text.strip_prefix(family.prefix()),
    };
    let fits = |body: &str| {
        (8..=128).contains(&body.len())
            && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    if body.is_some_and(fits) {
        return Ok(Secret::new(text));
    }
    let expected = family.prefix();
    Err(Refusal::malformed_field(
        format!("The secret must be `{expected}` and 8 to 128 letters, digits, `_` or `-`."),
        "secret",
    ))
}

fn failed(error: StoreError) -> Refusal {
    tracing::error!(%error, "the store failed");
    Refusal::Internal
}

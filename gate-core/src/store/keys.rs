//! Keys: one row each, whatever family they belong to. Their secrets are not here, only the digests.

use std::sync::Arc;

use super::counters::{amount, insert_for_last, nanos, set_limits};
use super::{
    Batch, Db, Limits, Row, Scope, Statement, StoreError, Value, from_json, inserted, one_row, to_json,
};
use crate::call::KeyFamily;
use crate::caller::{Key, RateMode};
use crate::id::{KeyId, OrgId, TeamId, TenantId};
use crate::refusal::BudgetScope;
use crate::secret::KeyDigest;

const INSERT: &str = "INSERT INTO keys (public_id, org_id, team_id, tenant_id, name, family, digest, last4, enabled,
    created_at_ms, expires_at_ms, revoked_at_ms, rotated_to, grace_until_ms, allowed_ips, allowed_models, scopes,
    rpm_limit, rate_mode, max_cost_per_request, settings)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) RETURNING id";
/// The organisation is part of the condition: no key moves from one to another.
const UPDATE: &str = "UPDATE keys SET public_id = ?1, team_id = ?3, tenant_id = ?4, name = ?5, family = ?6,
    digest = ?7, last4 = ?8, enabled = ?9, created_at_ms = ?10, expires_at_ms = ?11, revoked_at_ms = ?12,
    rotated_to = ?13, grace_until_ms = ?14, allowed_ips = ?15, allowed_models = ?16, scopes = ?17, rpm_limit = ?18,
    rate_mode = ?19, max_cost_per_request = ?20, settings = ?21 WHERE org_id = ?2 AND id = ?22";
/// The counter made last takes over the figures of the replaced key's (?1).
const INHERIT: &str = "UPDATE counters SET (day, day_spent, month, month_spent) =
    (SELECT day, day_spent + day_reserved, month, month_spent + month_reserved FROM counters WHERE scope = ?1)
    WHERE scope = (SELECT max(id) * 8 + 3 FROM keys)";
const LOAD_ALL: &str = "SELECT public_id, org_id, team_id, tenant_id, name, family, digest, last4, enabled,
    created_at_ms, expires_at_ms, revoked_at_ms, rotated_to, grace_until_ms, allowed_ips, allowed_models, scopes,
    rpm_limit, rate_mode, max_cost_per_request, settings, id, day_limit, month_limit
    FROM keys JOIN counters ON scope = id * 8 + 3 ORDER BY id";

/// The table of keys. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    db: Arc<dyn Db>,
}

impl Keys {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Stores a new key with its counter and gives it its row; `key.id` is not looked at.
    ///
    /// [`StoreError::Conflict`] when a live key of the organisation has the name, or any has the secret.
    pub async fn insert(&self, key: &Key) -> Result<KeyId, StoreError> {
        let results = self.db.write(Batch::full(insert(key)?)).await?;
        inserted(&results, 0).map(KeyId)
    }

    /// Stores every field of a key that is there, its budgets included.
    pub async fn update(&self, key: &Key) -> Result<(), StoreError> {
        let results = self.db.write(Batch::full(update(key)?)).await?;
        results.iter().try_for_each(|result| one_row(result, "the key"))
    }

    /// Stores a replaced key and the one that takes its place, both or neither. The new one may have its name, and
    /// begins with what the old one has spent and set aside: rotating a key refills no budget.
    pub async fn replace(&self, old: &Key, new: &Key) -> Result<KeyId, StoreError> {
        let mut statements = Vec::from(update(old)?);
        statements.extend(insert(new)?);
        statements.push(Statement::new(INHERIT, [Scope::Key(old.id).row().into()]));
        let results = self.db.write(Batch::full(statements)).await?;
        results.iter().take(2).try_for_each(|result| one_row(result, "the key"))?;
        inserted(&results, 2).map(KeyId)
    }

    /// Every key of every organisation, revoked ones included.
    pub async fn load_all(&self) -> Result<Vec<Key>, StoreError> {
        self.db.read(Statement::new(LOAD_ALL, [])).await?.iter().map(key_from).collect()
    }
}

fn insert(key: &Key) -> Result<[Statement; 2], StoreError> {
    Ok([Statement::new(INSERT, values(key)?), insert_for_last(BudgetScope::Key, limits(key))])
}

fn update(key: &Key) -> Result<[Statement; 2], StoreError> {
    let mut values = values(key)?;
    values.push(key.id.0.into());
    Ok([Statement::new(UPDATE, values), set_limits(Scope::Key(key.id), limits(key))])
}

fn limits(key: &Key) -> Limits {
    Limits { day: key.daily_budget, month: key.monthly_budget }
}

/// The key's columns in the order of the statements; its budgets stand in the counter.
fn values(key: &Key) -> Result<Vec<Value>, StoreError> {
    let allowed_ips: Vec<String> = key.allowed_ips.iter().map(ToString::to_string).collect();
    Ok(vec![
        key.public_id.clone().into(),
        key.org.0.into(),
        key.team.map(|team| team.0).into(),
        key.tenant.0.into(),
        key.name.clone().into(),
        key.family.name().into(),
        key.digest.hex().into(),
        key.last4.clone().into(),
        key.enabled.into(),
        key.created_at_ms.into(),
        key.expires_at_ms.into(),
        key.revoked_at_ms.into(),
        key.rotated_to.clone().into(),
        key.grace_until_ms.into(),
        to_json(&allowed_ips)?.into(),
        to_json(&key.allowed_models)?.into(),
        to_json(&key.scopes)?.into(),
        key.rpm_limit.into(),
        rate_mode_name(key.rate_mode).into(),
        nanos(key.max_cost_per_request).into(),
        to_json(&key.settings)?.into(),
    ])
}

fn key_from(row: &Row) -> Result<Key, StoreError> {
    let family = KeyFamily::from_name(row.text(5)?).ok_or_else(|| damaged("family"))?;
    let allowed_ips: Vec<String> = from_json(row.text(14)?)?;
    Ok(Key {
        id: KeyId(row.integer(21)?),
        public_id: row.text(0)?.to_owned(),
        org: OrgId(row.integer(1)?),
        team: row.optional_integer(2)?.map(TeamId),
        tenant: TenantId(row.integer(3)?),
        name: row.text(4)?.to_owned(),
        family,
        digest: KeyDigest::from_hex(row.text(6)?).ok_or_else(|| damaged("digest"))?,
        last4: row.text(7)?.to_owned(),
        enabled: row.flag(8)?,
        created_at_ms: row.integer(9)?,
        expires_at_ms: row.optional_integer(10)?,
        revoked_at_ms: row.optional_integer(11)?,
        rotated_to: row.optional_text(12)?.map(str::to_owned),
        grace_until_ms: row.optional_integer(13)?,
        allowed_ips: allowed_ips
            .iter()
            .map(|net| net.parse().map_err(|_| damaged("address list")))
            .collect::<Result<_, _>>()?,
        allowed_models: from_json(row.text(15)?)?,
        scopes: from_json(row.text(16)?)?,
        rpm_limit: row.optional_integer(17)?.map(u32::try_from).transpose().map_err(|_| damaged("rate"))?,
        rate_mode: rate_mode(row.text(18)?)?,
        daily_budget: amount(row, 22)?,
        monthly_budget: amount(row, 23)?,
        max_cost_per_request: amount(row, 19)?,
        settings: from_json(row.text(20)?)?,
    })
}

/// A key that cannot be read in full is not used at all: its limits might be what is missing.
fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt(format!("a key's {what} cannot be read"))
}

const fn rate_mode_name(mode: RateMode) -> &'static str {
    match mode {
        RateMode::Sliding => "sliding",
        RateMode::SlidingBurst => "sliding_burst",
    }
}

fn rate_mode(name: &str) -> Result<RateMode, StoreError> {
    [RateMode::Sliding, RateMode::SlidingBurst]
        .into_iter()
        .find(|mode| rate_mode_name(*mode) == name)
        .ok_or_else(|| damaged("rate mode"))
}

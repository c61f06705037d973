//! Providers: the ones an organisation has told of, each with its number and, when it is stored, where it is.

mod discovery;
mod keys;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use discovery::{CatalogueEntry, CataloguePage, Discovery, FoundModel, Run};
pub use keys::{KeyLimits, NewProviderKey, ProviderKeyRow, ProviderKeys};

use super::{Batch, Db, Row, Statement, StoreError, Value, one_row};
use crate::id::{OrgId, ProviderRowId};

const ADD: &str = "INSERT INTO providers (org_id, provider_id, created_at_ms) VALUES (?1, ?2, ?3)
    ON CONFLICT (org_id, provider_id) DO NOTHING";
const SAVE: &str =
    "UPDATE providers SET name = ?3, kind = ?4, base_url = ?5, priority = ?6, weight = ?7, enabled = ?8,
    allow_passthrough_key = ?9 WHERE org_id = ?1 AND provider_id = ?2";
const LOAD: &str =
    "SELECT id, provider_id, name, kind, base_url, priority, weight, enabled, allow_passthrough_key
    FROM providers WHERE org_id = ?1 ORDER BY id";
const FORGET_RUNS: &str = "DELETE FROM discovery_runs WHERE org_id = ?1 AND provider = ?2";
const FORGET_MODELS: &str = "DELETE FROM discovered_models WHERE org_id = ?1 AND provider = ?2";
const FORGET_KEYS: &str = "DELETE FROM provider_keys WHERE org_id = ?1 AND provider = ?2";
const FORGET: &str = "DELETE FROM providers WHERE org_id = ?1 AND id = ?2";

/// A provider's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRow {
    /// The row, which is its number outside.
    pub id: ProviderRowId,
    /// The name it goes by in records and `provider/model`.
    pub provider_id: String,
    /// Where it is; `None` when the configuration or the list of well-known providers says so.
    pub target: Option<Target>,
}

/// Where a stored provider is, and how it takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What people call it.
    pub name: String,
    /// Which kind of provider, as the configuration spells it.
    pub kind: String,
    /// Its base URL.
    pub base_url: String,
    /// Among providers of one model the lowest number is asked first.
    pub priority: u32,
    /// Its share among providers of one priority.
    pub weight: u32,
    /// Whether it is asked at all.
    pub enabled: bool,
    /// Whether callers may send their own key there although the address is not well known.
    pub allow_passthrough_key: bool,
}

/// The table of providers. Cheap to clone.
#[derive(Clone)]
pub struct ProviderRows {
    db: Arc<dyn Db>,
}

impl ProviderRows {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Gives providers a number that have none yet.
    pub async fn add(&self, org: OrgId, provider_ids: &[&str], now_ms: i64) -> Result<(), StoreError> {
        let row = |id: &&str| Statement::new(ADD, [org.0.into(), (*id).to_owned().into(), now_ms.into()]);
        let rows: Vec<Statement> = provider_ids.iter().map(row).collect();
        self.db.write(Batch::full(rows)).await.map(drop)
    }

    /// Stores where a provider is, whether or not it had a number before.
    pub async fn save(
        &self,
        org: OrgId,
        provider_id: &str,
        target: &Target,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let id = Value::from(provider_id.to_owned());
        let values: [Value; 9] = [
            org.0.into(),
            id.clone(),
            target.name.clone().into(),
            target.kind.clone().into(),
            target.base_url.clone().into(),
            target.priority.into(),
            target.weight.into(),
            target.enabled.into(),
            target.allow_passthrough_key.into(),
        ];
        let statements =
            [Statement::new(ADD, [org.0.into(), id, now_ms.into()]), Statement::new(SAVE, values)];
        let results = self.db.write(Batch::full(statements)).await?;
        one_row(&results[1], "the provider")
    }

    /// Every provider of an organisation, in the order in which they were first told of.
    pub async fn load(&self, org: OrgId) -> Result<Vec<ProviderRow>, StoreError> {
        self.db.read(Statement::new(LOAD, [org.0.into()])).await?.iter().map(row_from).collect()
    }

    /// Forgets a provider and everything that hangs on it, its keys first of all.
    pub async fn delete(&self, org: OrgId, id: ProviderRowId) -> Result<(), StoreError> {
        let statements = [FORGET_KEYS, FORGET_MODELS, FORGET_RUNS, FORGET]
            .map(|sql| Statement::new(sql, [org.0.into(), id.0.into()]));
        let results = self.db.write(Batch::full(statements)).await?;
        one_row(&results[3], "the provider")
    }
}

fn row_from(row: &Row) -> Result<ProviderRow, StoreError> {
    let number = |column| {
        let damaged = |_| StoreError::Corrupt("a provider's number cannot be read".to_owned());
        u32::try_from(row.integer(column)?).map_err(damaged)
    };
    let target = match row.optional_text(4)? {
        None => None,
        Some(base_url) => Some(Target {
            name: row.text(2)?.to_owned(),
            kind: row.text(3)?.to_owned(),
            base_url: base_url.to_owned(),
            priority: number(5)?,
            weight: number(6)?,
            enabled: row.flag(7)?,
            allow_passthrough_key: row.flag(8)?,
        }),
    };
    Ok(ProviderRow { id: ProviderRowId(row.integer(0)?), provider_id: row.text(1)?.to_owned(), target })
}

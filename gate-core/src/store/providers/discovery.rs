//! Discovery: the models that providers said they have, and when they were asked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{OrgId, ProviderRowId};
use crate::store::{Batch, Db, Row, Statement, StoreError, Value, to_json};

/// How many runs an organisation's history holds.
const RUNS_KEPT: i64 = 500;

/// Models that the provider no longer has.
const DROP: &str = "DELETE FROM discovered_models WHERE org_id = ?1 AND provider = ?2
    AND model NOT IN (SELECT value ->> 'id' FROM json_each(?3))";
/// Models it has; those that were known keep their number and their date.
const KEEP: &str = "INSERT INTO discovered_models (org_id, provider, model, owned_by, discovered_at_ms)
    SELECT ?1, ?2, value ->> 'id', value ->> 'owned_by', ?4 FROM json_each(?3) WHERE true
    ON CONFLICT (provider, model) DO UPDATE SET owned_by = excluded.owned_by";
const NOTE: &str =
    "INSERT INTO discovery_runs (org_id, provider, public_id, models_found, started_at_ms, finished_at_ms,
    error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const TRIM: &str = "DELETE FROM discovery_runs WHERE org_id = ?1 AND id <=
    (SELECT id FROM discovery_runs WHERE org_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
const CATALOGUE: &str = "SELECT discovered_models.id, model, provider_id, owned_by, discovered_at_ms
    FROM discovered_models JOIN providers ON providers.id = provider
    WHERE discovered_models.org_id = ?1 AND discovered_models.id > ?2 AND (?3 IS NULL OR provider_id = ?3)
    ORDER BY discovered_models.id LIMIT ?4";
const HISTORY: &str = "SELECT public_id, provider_id, models_found, started_at_ms, finished_at_ms, error
    FROM discovery_runs JOIN providers ON providers.id = provider
    WHERE discovery_runs.org_id = ?1 ORDER BY discovery_runs.id DESC LIMIT ?2";
const ALL: &str = "SELECT provider, model FROM discovered_models WHERE org_id = ?1 ORDER BY id";
const LATEST: &str =
    "SELECT provider, max(finished_at_ms) FROM discovery_runs WHERE org_id = ?1 GROUP BY provider";

/// A model as a provider lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundModel {
    /// Its name there.
    pub id: String,
    /// Whose it is, when the provider says so.
    pub owned_by: Option<String>,
}

/// One question to a provider for its models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The id shown outside (`run_...`).
    pub public_id: String,
    /// The provider that was asked.
    pub provider_id: String,
    /// How many models it has; 0 when it failed.
    pub models_found: u64,
    /// When it began, milliseconds since 1970.
    pub started_at_ms: i64,
    /// When it ended.
    pub finished_at_ms: i64,
    /// Why it failed; `None` when it went well.
    pub error: Option<String>,
}

/// A model of some provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// Its name there.
    pub model: String,
    /// The provider.
    pub provider_id: String,
    /// Whose it is, when the provider says so.
    pub owned_by: Option<String>,
    /// When it was first seen, milliseconds since 1970.
    pub discovered_at_ms: i64,
}

/// Some models, in the order in which they were first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CataloguePage {
    /// The models.
    pub models: Vec<CatalogueEntry>,
    /// After which number the next page begins; `None` when there are no more.
    pub next: Option<i64>,
}

/// The tables of discovered models and runs. Cheap to clone.
#[derive(Clone)]
pub struct Discovery {
    db: Arc<dyn Db>,
}

impl Discovery {
    pub(in crate::store) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Keeps what a run found in place of what was known, or only the run when it failed (`found` is `None`).
    pub async fn note(
        &self,
        org: OrgId,
        provider: ProviderRowId,
        run: &Run,
        found: Option<&[FoundModel]>,
    ) -> Result<(), StoreError> {
        let (org, provider) = (Value::from(org.0), Value::from(provider.0));
        let mut statements = Vec::new();
        if let Some(found) = found {
            let models = Value::from(to_json(&found)?);
            statements.push(Statement::new(DROP, [org.clone(), provider.clone(), models.clone()]));
            let kept = [org.clone(), provider.clone(), models, run.finished_at_ms.into()];
            statements.push(Statement::new(KEEP, kept));
        }
        let values: [Value; 7] = [
            org.clone(),
            provider,
            run.public_id.clone().into(),
            run.models_found.into(),
            run.started_at_ms.into(),
            run.finished_at_ms.into(),
            run.error.clone().into(),
        ];
        statements.push(Statement::new(NOTE, values));
        statements.push(Statement::new(TRIM, [org, RUNS_KEPT.into()]));
        self.db.write(Batch::normal(statements)).await.map(drop)
    }

    /// A page of the models known, of one provider or all, after a number that an earlier page gave.
    pub async fn catalogue(
        &self,
        org: OrgId,
        provider_id: Option<String>,
        after: i64,
        limit: u32,
    ) -> Result<CataloguePage, StoreError> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        // One more than asked for tells whether there is a next page.
        let params = [org.0.into(), after.into(), provider_id.into(), (i64::from(limit) + 1).into()];
        let rows = self.db.read(Statement::new(CATALOGUE, params)).await?;
        let last = rows.get(most.saturating_sub(1)).filter(|_| rows.len() > most);
        let next = last.map(|row| row.integer(0)).transpose()?;
        let models = rows.iter().take(most).map(entry_from).collect::<Result<_, _>>()?;
        Ok(CataloguePage { models, next })
    }

    /// The latest runs, newest first.
    pub async fn history(&self, org: OrgId, limit: u32) -> Result<Vec<Run>, StoreError> {
        let statement = Statement::new(HISTORY, [org.0.into(), limit.into()]);
        self.db.read(statement).await?.iter().map(run_from).collect()
    }

    /// Every known model with its provider.
    pub async fn all(&self, org: OrgId) -> Result<Vec<(ProviderRowId, String)>, StoreError> {
        let rows = self.db.read(Statement::new(ALL, [org.0.into()])).await?;
        rows.iter().map(|row| Ok((ProviderRowId(row.integer(0)?), row.text(1)?.to_owned()))).collect()
    }

    /// When each provider was last asked, milliseconds since 1970.
    pub async fn latest(&self, org: OrgId) -> Result<Vec<(ProviderRowId, i64)>, StoreError> {
        let rows = self.db.read(Statement::new(LATEST, [org.0.into()])).await?;
        rows.iter().map(|row| Ok((ProviderRowId(row.integer(0)?), row.integer(1)?))).collect()
    }
}

fn entry_from(row: &Row) -> Result<CatalogueEntry, StoreError> {
    Ok(CatalogueEntry {
        model: row.text(1)?.to_owned(),
        provider_id: row.text(2)?.to_owned(),
        owned_by: row.optional_text(3)?.map(str::to_owned),
        discovered_at_ms: row.integer(4)?,
    })
}

fn run_from(row: &Row) -> Result<Run, StoreError> {
    Ok(Run {
        public_id: row.text(0)?.to_owned(),
        provider_id: row.text(1)?.to_owned(),
        models_found: row.optional_count(2)?.unwrap_or(0),
        started_at_ms: row.integer(3)?,
        finished_at_ms: row.integer(4)?,
        error: row.optional_text(5)?.map(str::to_owned),
    })
}

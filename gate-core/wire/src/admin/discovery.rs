//! Discovery: the models of providers, and when they were asked for them.

use gate_core::clock::iso8601_ms;
use gate_core::refusal::Refusal;
use gate_core::store::{CatalogueEntry, CataloguePage, FoundModel, Run};
use serde::Serialize;

use crate::usage::query::{number, text};

/// The query of `GET /gateway/admin/discovery/catalog`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueQuery {
    /// Only models of this provider.
    pub provider_id: Option<String>,
    /// How many models at most, 1 to 1 000.
    pub limit: u32,
    /// Where the page begins: 0, or what an earlier page gave as `next_cursor`.
    pub after: i64,
}

impl CatalogueQuery {
    /// Reads what follows the `?`.
    pub fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        let query = query.unwrap_or_default();
        let cursor = text(query, "cursor")?;
        let after = cursor.map(|cursor| cursor.strip_prefix("m")?.parse().ok().filter(|after| *after > 0));
        Ok(Self {
            provider_id: text(query, "provider_id")?,
            limit: number(query, "limit", 1..=1000)?.unwrap_or(200),
            after: match after {
                None => 0,
                Some(Some(after)) => after,
                Some(None) => {
                    return Err(Refusal::malformed_field(
                        "This cursor is none that was given out.",
                        "cursor",
                    ));
                }
            },
        })
    }
}

/// The query of `GET /gateway/admin/discovery/history`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryQuery {
    /// How many runs at most, 1 to 100.
    pub limit: u32,
}

impl HistoryQuery {
    /// Reads what follows the `?`.
    pub fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        Ok(Self { limit: number(query.unwrap_or_default(), "limit", 1..=100)?.unwrap_or(20) })
    }
}

/// What a provider was just found to have.
#[derive(Debug, Serialize)]
pub struct Discovered {
    provider_id: String,
    models: Vec<String>,
    count: usize,
    run_id: String,
}

impl From<(Run, Vec<FoundModel>)> for Discovered {
    fn from((run, models): (Run, Vec<FoundModel>)) -> Self {
        let models: Vec<String> = models.into_iter().map(|model| model.id).collect();
        Self { provider_id: run.provider_id, count: models.len(), models, run_id: run.public_id }
    }
}

/// A page of models.
#[derive(Debug, Serialize)]
pub struct Catalogue {
    models: Vec<Entry>,
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    provider_id: String,
    owned_by: Option<String>,
    discovered_at: String,
}

impl From<CatalogueEntry> for Entry {
    fn from(entry: CatalogueEntry) -> Self {
        Self {
            id: entry.model,
            provider_id: entry.provider_id,
            owned_by: entry.owned_by,
            discovered_at: iso8601_ms(entry.discovered_at_ms),
        }
    }
}

impl From<CataloguePage> for Catalogue {
    fn from(page: CataloguePage) -> Self {
        Self {
            models: page.models.into_iter().map(Entry::from).collect(),
            next_cursor: page.next.map(|after| format!("m{after}")),
        }
    }
}

/// The latest runs.
#[derive(Debug, Serialize)]
pub struct History {
    runs: Vec<RunEntry>,
}

#[derive(Debug, Serialize)]
struct RunEntry {
    run_id: String,
    provider_id: String,
    status: &'static str,
    models_found: u64,
    started_at: String,
    finished_at: String,
    error: Option<String>,
}

impl From<Vec<Run>> for History {
    fn from(runs: Vec<Run>) -> Self {
        let entry = |run: Run| RunEntry {
            run_id: run.public_id,
            provider_id: run.provider_id,
            status: if run.error.is_none() { "ok" } else { "failed" },
            models_found: run.models_found,
            started_at: iso8601_ms(run.started_at_ms),
            finished_at: iso8601_ms(run.finished_at_ms),
            error: run.error,
        };
        Self { runs: runs.into_iter().map(entry).collect() }
    }
}

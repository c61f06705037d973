//! Latency: how long the latest calls took, by provider and model, out of the usage records.

use std::sync::Arc;

use super::{Db, Statement, StoreError};
use crate::id::{CallId, OrgId};

/// The most records that are looked at: what a busy gate writes in some minutes is enough for percentiles, and a walk
/// through a week of it would hold up the write-ahead log.
pub const RECORDS_MAX: u32 = 100_000;

/// Equal times are counted together, so that few rows come out. The walk ends with the limit, before anything is
/// filtered.
const TIMES: &str = "SELECT provider, model, latency_ms, count(*) FROM (
    SELECT provider, model, latency_ms, state, refusal_code, org_id, created_at_ms
    FROM usage NOT INDEXED WHERE call_id >= ?2 ORDER BY call_id DESC LIMIT ?4)
    WHERE org_id = ?1 AND created_at_ms >= ?3 AND state <> 'open' AND provider IS NOT NULL AND latency_ms IS NOT NULL
    AND (refusal_code IS NULL OR refusal_code IN ('provider_error', 'provider_timeout'))
    GROUP BY provider, model, latency_ms";

/// Calls that took equally long at one provider with one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTime {
    /// Who answered.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// From its first byte in to its last byte out.
    pub latency_ms: u64,
    /// How many there were.
    pub count: u64,
}

/// How long calls took. Cheap to clone.
#[derive(Clone)]
pub struct Latency {
    db: Arc<dyn Db>,
}

impl Latency {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// The calls of an organisation since then that reached a provider, among the latest [`RECORDS_MAX`] of all.
    pub async fn since(&self, org: OrgId, since_ms: i64) -> Result<Vec<CallTime>, StoreError> {
        let lowest = CallId::lowest_at(since_ms);
        let params = [org.0.into(), lowest.into(), since_ms.into(), RECORDS_MAX.into()];
        let rows = self.db.read(Statement::new(TIMES, params)).await?;
        rows.iter()
            .map(|row| {
                Ok(CallTime {
                    provider: row.text(0)?.to_owned(),
                    model: row.text(1)?.to_owned(),
                    latency_ms: row.optional_count(2)?.unwrap_or(0),
                    count: row.optional_count(3)?.unwrap_or(0),
                })
            })
            .collect()
    }
}

//! Latency: percentiles by provider and model.

use std::collections::BTreeMap;

use gate_core::desk::latency::{LatencyReport, Percentiles};
use gate_core::refusal::Refusal;
use serde::Serialize;

use crate::usage::query::number;

/// The query of `GET /gateway/admin/latency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatencyQuery {
    /// How many hours back, 1 to 168.
    pub hours: u32,
}

impl LatencyQuery {
    /// Reads what follows the `?`.
    pub fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        Ok(Self { hours: number(query.unwrap_or_default(), "hours", 1..=168)?.unwrap_or(24) })
    }
}

/// How long calls took.
#[derive(Debug, Serialize)]
pub struct Latency {
    period_hours: u32,
    overall: Entry,
    by_provider: BTreeMap<String, Entry>,
    by_model: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    count: u64,
    p50_ms: Option<u64>,
    p95_ms: Option<u64>,
    p99_ms: Option<u64>,
}

impl From<Percentiles> for Entry {
    fn from(of: Percentiles) -> Self {
        Self { count: of.count, p50_ms: of.p50_ms, p95_ms: of.p95_ms, p99_ms: of.p99_ms }
    }
}

impl Latency {
    /// The report that a query came to.
    pub fn new(query: LatencyQuery, report: LatencyReport) -> Self {
        let entries = |group: BTreeMap<String, Percentiles>| -> BTreeMap<String, Entry> {
            group.into_iter().map(|(name, of)| (name, of.into())).collect()
        };
        Self {
            period_hours: query.hours,
            overall: report.overall.into(),
            by_provider: entries(report.by_provider),
            by_model: entries(report.by_model),
        }
    }
}

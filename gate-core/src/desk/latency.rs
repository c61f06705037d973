//! Latency: percentiles of how long calls took, over all, by provider and by model.

use std::collections::BTreeMap;

use super::Desk;
use crate::id::OrgId;
use crate::refusal::Refusal;
use crate::store::{CallTime, StoreError};

const HOUR_MS: i64 = 3_600_000;

/// How long some calls took, in milliseconds from the first byte in to the last byte out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Percentiles {
    /// How many calls.
    pub count: u64,
    /// Half of them took at most this; `None` when there were none.
    pub p50_ms: Option<u64>,
    /// Nineteen of twenty.
    pub p95_ms: Option<u64>,
    /// Ninety-nine of a hundred.
    pub p99_ms: Option<u64>,
}

/// How long the calls of some hours took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LatencyReport {
    /// All of them.
    pub overall: Percentiles,
    /// By the provider that answered.
    pub by_provider: BTreeMap<String, Percentiles>,
    /// By the model that answered.
    pub by_model: BTreeMap<String, Percentiles>,
}

impl Desk {
    /// How long an organisation's calls of the last hours took, among the latest records that are looked at. Calls
    /// that never reached a provider are left out.
    pub async fn latency(&self, org: OrgId, hours: u32) -> Result<LatencyReport, Refusal> {
        self.settle_first().await;
        let since = self.clock.unix_ms() - i64::from(hours) * HOUR_MS;
        self.store.latency.since(org, since).await.map(|times| report(&times)).map_err(failed)
    }
}

fn report(times: &[CallTime]) -> LatencyReport {
    let by = |name: fn(&CallTime) -> &String| {
        let mut groups: BTreeMap<String, Vec<&CallTime>> = BTreeMap::new();
        for time in times {
            groups.entry(name(time).clone()).or_default().push(time);
        }
        groups.into_iter().map(|(name, times)| (name, percentiles(times))).collect()
    };
    LatencyReport {
        overall: percentiles(times.iter().collect()),
        by_provider: by(|time| &time.provider),
        by_model: by(|time| &time.model),
    }
}

/// Percentiles by nearest rank: the smallest time that so many calls did not exceed.
fn percentiles(mut times: Vec<&CallTime>) -> Percentiles {
    times.sort_by_key(|time| time.latency_ms);
    let count: u64 = times.iter().map(|time| time.count).sum();
    let at = |percent: u64| {
        let rank = (count * percent).div_ceil(100);
        let mut seen = 0;
        let reached = times.iter().find(|time| {
            seen += time.count;
            seen >= rank
        });
        reached.map(|time| time.latency_ms)
    };
    Percentiles { count, p50_ms: at(50), p95_ms: at(95), p99_ms: at(99) }
}

fn failed(error: StoreError) -> Refusal {
    tracing::error!(%error, "latency cannot be read");
    Refusal::Internal
}

#[cfg(test)]
mod tests {
    use super::{Percentiles, percentiles, report};
    use crate::store::CallTime;

    fn time(provider: &str, model: &str, latency_ms: u64, count: u64) -> CallTime {
        CallTime { provider: provider.to_owned(), model: model.to_owned(), latency_ms, count }
    }

    fn of(times: &[(u64, u64)]) -> Percentiles {
        let times: Vec<CallTime> = times.iter().map(|(ms, count)| time("p", "m", *ms, *count)).collect();
        percentiles(times.iter().collect())
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        for (name, times, expected) in [
            ("none", &[][..], (0, None, None, None)),
            ("one", &[(7, 1)], (1, Some(7), Some(7), Some(7))),
            ("two", &[(9, 1), (7, 1)], (2, Some(7), Some(9), Some(9))),
            ("a hundred", &[(1, 50), (2, 45), (3, 4), (4, 1)], (100, Some(1), Some(2), Some(3))),
            ("a hundred and one", &[(1, 50), (2, 45), (3, 4), (4, 2)], (101, Some(2), Some(3), Some(4))),
            ("equal times", &[(5, 1_000_000)], (1_000_000, Some(5), Some(5), Some(5))),
        ] {
            let (count, p50_ms, p95_ms, p99_ms) = expected;
            assert_eq!(of(times), Percentiles { count, p50_ms, p95_ms, p99_ms }, "{name}");
        }
    }

    #[test]
    fn each_call_counts_at_its_provider_and_its_model() {
        let report = report(&[time("a", "x", 1, 2), time("a", "y", 5, 1), time("b", "x", 9, 1)]);
        assert_eq!(report.overall.count, 4);
        let counts =
            |group: &std::collections::BTreeMap<String, Percentiles>| -> Vec<(String, u64, Option<u64>)> {
                group.iter().map(|(name, of)| (name.clone(), of.count, of.p99_ms)).collect()
            };
        assert_eq!(counts(&report.by_provider), [("a".to_owned(), 3, Some(5)), ("b".to_owned(), 1, Some(9))]);
        assert_eq!(counts(&report.by_model), [("x".to_owned(), 3, Some(9)), ("y".to_owned(), 1, Some(5))]);
    }
}

//! Usage: the bodies of the administration's usage routes.

pub(crate) mod query;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use gate_core::attempt::Attempt;
use gate_core::clock::{UtcDay, iso8601_ms};
use gate_core::money::Money;
use serde::{Serialize, Serializer};

pub use query::{DailyQuery, UsageQuery};

use crate::curate_me::gateway_error_code;

/// One call as it was recorded. A field without a value is null.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UsageRecord {
    /// The call (`gw_...`).
    pub request_id: String,
    /// The organisation (`org_...`).
    pub org_id: String,
    /// The key (`key_...`).
    pub key_id: Option<String>,
    /// The team (`team_...`).
    pub team_id: Option<String>,
    /// The tenant (`ten_...`).
    pub tenant_id: Option<String>,
    /// The caller's own name for the session.
    pub session_id: Option<String>,
    /// Who answered.
    pub provider: Option<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// The model as it was asked for.
    pub requested_model: Option<String>,
    /// Tokens read, cached ones included.
    pub prompt_tokens: Option<u64>,
    /// Tokens written, reasoning included.
    pub completion_tokens: Option<u64>,
    /// Tokens read and written.
    pub total_tokens: Option<u64>,
    /// Tokens written while reasoning.
    pub reasoning_tokens: Option<u64>,
    /// Tokens written while thinking, as Anthropic counts them.
    pub thinking_tokens: Option<u64>,
    /// Tokens written to the provider's cache.
    pub cache_creation_tokens: Option<u64>,
    /// Tokens read from the provider's cache.
    pub cache_read_tokens: Option<u64>,
    /// What was set aside before the call, a number of dollars.
    #[serde(serialize_with = "as_usd")]
    pub estimated_cost: Option<Money>,
    /// What the call cost, a number of dollars.
    #[serde(serialize_with = "as_usd")]
    pub actual_cost: Option<Money>,
    /// From arrival to the last byte, milliseconds.
    pub latency_ms: Option<u64>,
    /// Whether the answer was streamed.
    pub stream: bool,
    /// The status that was answered.
    pub status_code: Option<u16>,
    /// The step that refused the call.
    pub denied_step: Option<String>,
    /// The gateway code of the refusal, written from the engine's own name of it.
    #[serde(rename = "gateway_error_code", serialize_with = "as_gateway_code")]
    pub refusal_code: Option<String>,
    /// The labels the caller set.
    pub tags: BTreeMap<String, String>,
    /// Who was asked, in order: more than one where a provider failed.
    pub attempts: Vec<Attempt>,
    /// Whether a stored answer was given.
    pub cached: bool,
    /// When the call came in, milliseconds since 1970; written as ISO 8601.
    #[serde(rename = "created_at", serialize_with = "as_iso8601")]
    pub created_at_ms: i64,
}

/// A page of records, newest first.
#[derive(Debug, Serialize)]
pub struct UsagePage {
    records: Vec<UsageRecord>,
    count: usize,
    days: u32,
    next_cursor: Option<String>,
}

impl UsagePage {
    /// The records that a query came to, and where the next page begins if there is one.
    pub fn new(query: &UsageQuery, records: Vec<UsageRecord>, next_cursor: Option<String>) -> Self {
        Self { count: records.len(), records, days: query.days, next_cursor }
    }
}

/// What was used in one UTC day.
#[derive(Debug, Clone, Copy)]
pub struct DayUsage {
    /// The day.
    pub day: UtcDay,
    /// What it cost.
    pub cost: Money,
    /// How many calls there were.
    pub requests: u64,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
}

impl DayUsage {
    /// A day on which nothing happened.
    pub fn none(day: UtcDay) -> Self {
        Self { day, cost: Money::ZERO, requests: 0, prompt_tokens: 0, completion_tokens: 0 }
    }
}

/// Usage by day, oldest first, and what it cost together.
#[derive(Debug, Serialize)]
pub struct DailyUsage {
    days: Vec<Day>,
    #[serde(serialize_with = "usd")]
    total_cost: Money,
}

#[derive(Debug, Serialize)]
struct Day {
    date: String,
    #[serde(serialize_with = "usd")]
    cost: Money,
    requests: u64,
    prompt_tokens: u64,
    completion_tokens: u64,
}

impl DailyUsage {
    /// The days that end with `today`, as many as the query asks for. Days without a row are given as zeros; rows of
    /// other days are left out.
    pub fn new(query: &DailyQuery, today: UtcDay, rows: &[DayUsage]) -> Self {
        let first = today.0 + 1 - i64::from(query.days);
        let by_day: BTreeMap<UtcDay, &DayUsage> = rows.iter().map(|row| (row.day, row)).collect();
        let usages = (first..=today.0)
            .map(UtcDay)
            .map(|day| by_day.get(&day).map_or(DayUsage::none(day), |row| **row));
        let mut total_cost = Money::ZERO;
        let days = usages
            .map(|usage| {
                total_cost += usage.cost;
                Day::from(usage)
            })
            .collect();
        Self { days, total_cost }
    }
}

impl From<DayUsage> for Day {
    fn from(usage: DayUsage) -> Self {
        Self {
            date: usage.day.iso(),
            cost: usage.cost,
            requests: usage.requests,
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn usd<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(money.usd())
}

#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
fn as_usd<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    money.map(Money::usd).serialize(serializer)
}

#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
fn as_gateway_code<S: Serializer>(code: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    code.as_deref().and_then(gateway_error_code).serialize(serializer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn as_iso8601<S: Serializer>(unix_ms: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso8601_ms(*unix_ms))
}

//! Usage records, for reading: one by one, by pages, by day.

use std::sync::Arc;

use super::{CallState, Db, Row, Statement, StoreError, Value, from_json};
use crate::attempt::Attempt;
use crate::clock::UtcDay;
use crate::id::{CallId, KeyId, OrgId, TeamId, TenantId};
use crate::money::Money;
use crate::usage::TokenUsage;

/// A query for records: their columns in the order in which they are read, and where they are from.
macro_rules! select {
    ($($from:expr),+) => {
        concat!(
            "SELECT call_id, state, org_id, team_id, tenant_id, key_id, day, month, reserved_nanos, estimated_nanos,
            cost_nanos, is_estimated, prompt_tokens, completion_tokens, total_tokens, reasoning_tokens,
            cache_creation_tokens, cache_read_tokens, prompt_audio_tokens, completion_audio_tokens, latency_ms, stream,
            status_code, cached, redacted, created_at_ms, finished_at_ms, session_id, provider, model,
            requested_model, price_version, denied_step, refusal_code, tags, attempts FROM ",
            $($from),+
        )
    };
}

/// A page is a walk down the calls from the cursor. ?2 is the cursor, ?3 the lowest id a call of the period can have,
/// ?4 the start of the period, ?5 the most records.
macro_rules! page {
    ($filter:literal) => {
        select!(
            "usage NOT INDEXED WHERE call_id < ?2 AND call_id >= ?3 AND org_id = ?1 AND created_at_ms >= ?4",
            $filter,
            " ORDER BY call_id DESC LIMIT ?5"
        )
    };
}

/// A page of the key ?6 walks its slices of time instead, newest first, and the calls in each. The cross join keeps
/// that order, so that nothing is sorted and the walk ends with the page. 137438953471 is the last id within a slice.
macro_rules! page_of_key {
    ($filter:literal) => {
        select!(
            "usage_slices CROSS JOIN usage WHERE of_key = ?6 AND slice BETWEEN ?3 >> 37 AND ?2 >> 37
            AND call_id BETWEEN max(?3, slice << 37) AND min(?2 - 1, (slice << 37) + 137438953471)
            AND org_id = ?1 AND created_at_ms >= ?4 AND key_id = ?6",
            $filter,
            " ORDER BY slice DESC, call_id DESC LIMIT ?5"
        )
    };
}

const RECORD: &str = select!("usage WHERE org_id = ?1 AND call_id = ?2");
const PAGE: &str = page!("");
const PAGE_OF_KEY: &str = page_of_key!("");
const PAGE_OF_MODEL: &str = page!(" AND model = ?6");
const PAGE_OF_KEY_AND_MODEL: &str = page_of_key!(" AND model = ?7");
const DAILY: &str = "SELECT day, cost_nanos, requests, prompt_tokens, completion_tokens FROM usage_daily
    WHERE org_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day";

/// Everything that is kept about one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRecord {
    /// The call.
    pub call_id: CallId,
    /// How it ended.
    pub state: CallState,
    /// Its organisation.
    pub org: OrgId,
    /// Its team.
    pub team: Option<TeamId>,
    /// Its tenant.
    pub tenant: TenantId,
    /// Its key.
    pub key: KeyId,
    /// The day it counts in.
    pub day: UtcDay,
    /// What was set aside for it.
    pub reserved: Money,
    /// What it was expected to cost.
    pub estimated: Money,
    /// What it cost; nothing while it is open.
    pub cost: Money,
    /// Whether the cost is an estimate, because the provider did not report.
    pub is_estimated: bool,
    /// Tokens the provider reported.
    pub tokens: TokenUsage,
    /// From its first byte in to its last byte out.
    pub latency_ms: Option<u64>,
    /// Whether the answer was streamed.
    pub stream: bool,
    /// The status the caller saw.
    pub status_code: Option<u16>,
    /// Whether a stored answer was given.
    pub cached: bool,
    /// Values replaced in the request.
    pub redacted: u64,
    /// When it came, milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it ended.
    pub finished_at_ms: Option<i64>,
    /// The caller's session.
    pub session_id: Option<String>,
    /// Who answered.
    pub provider: Option<String>,
    /// Which model answered.
    pub model: String,
    /// The model as the caller named it.
    pub requested_model: String,
    /// Which price table the cost comes from.
    pub price_version: Option<String>,
    /// The step that refused it.
    pub denied_step: Option<String>,
    /// The engine's code of the refusal.
    pub refusal_code: Option<String>,
    /// The caller's labels.
    pub tags: Vec<(String, String)>,
    /// Who was asked, in order; empty when nobody was.
    pub attempts: Vec<Attempt>,
}

/// Which records to read.
#[derive(Debug, Clone, Default)]
pub struct PageQuery {
    /// Only calls that came at this time or later, milliseconds since 1970.
    pub since_ms: i64,
    /// Only calls of this key.
    pub key: Option<KeyId>,
    /// Only calls answered by this model.
    pub model: Option<String>,
    /// Only calls before this one, where the page before ended.
    pub cursor: Option<CallId>,
    /// At most this many.
    pub limit: u32,
}

/// Some records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<UsageRecord>,
    /// Where the next page begins; `None` when there are no more.
    pub next: Option<CallId>,
}

/// What an organisation used in one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTotal {
    /// The day.
    pub day: UtcDay,
    /// What its finished calls cost.
    pub cost: Money,
    /// How many of its calls have finished, refused ones included.
    pub requests: u64,
    /// Tokens of their requests.
    pub prompt_tokens: u64,
    /// Tokens of their answers.
    pub completion_tokens: u64,
}

/// The usage records. Cheap to clone. Calls that end now appear within some milliseconds.
#[derive(Clone)]
pub struct Usage {
    db: Arc<dyn Db>,
}

impl Usage {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// The record of one call; `None` when the organisation has none of that id.
    pub async fn record(&self, org: OrgId, call_id: CallId) -> Result<Option<UsageRecord>, StoreError> {
        let rows = self.db.read(Statement::new(RECORD, [org.0.into(), call_id.row().into()])).await?;
        rows.first().map(record_from).transpose()
    }

    /// A page of an organisation's records, newest first.
    pub async fn page(&self, org: OrgId, query: PageQuery) -> Result<Page, StoreError> {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let mut params: Vec<Value> = vec![
            org.0.into(),
            query.cursor.map_or(i64::MAX, CallId::row).into(),
            CallId::lowest_at(query.since_ms).into(),
            query.since_ms.into(),
            // One more than asked for tells whether there is a next page.
            (i64::from(query.limit) + 1).into(),
        ];
        let sql = match (&query.key, &query.model) {
            (None, None) => PAGE,
            (Some(_), None) => PAGE_OF_KEY,
            (None, Some(_)) => PAGE_OF_MODEL,
            (Some(_), Some(_)) => PAGE_OF_KEY_AND_MODEL,
        };
        params.extend(query.key.map(|key| Value::from(key.0)));
        params.extend(query.model.map(Value::from));
        let rows = self.db.read(Statement::new(sql, params)).await?;
        let records: Vec<UsageRecord> = rows.iter().take(limit).map(record_from).collect::<Result<_, _>>()?;
        let next = records.last().filter(|_| rows.len() > limit).map(|record| record.call_id);
        Ok(Page { records, next })
    }

    /// An organisation's days from one to another, both included; days without calls are left out.
    pub async fn daily(&self, org: OrgId, from: UtcDay, to: UtcDay) -> Result<Vec<DayTotal>, StoreError> {
        let params = [org.0.into(), from.0.into(), to.0.into()];
        self.db.read(Statement::new(DAILY, params)).await?.iter().map(day_from).collect()
    }
}

fn day_from(row: &Row) -> Result<DayTotal, StoreError> {
    Ok(DayTotal {
        day: UtcDay(row.integer(0)?),
        cost: Money::from_nanos(row.integer(1)?),
        requests: row.optional_count(2)?.unwrap_or(0),
        prompt_tokens: row.optional_count(3)?.unwrap_or(0),
        completion_tokens: row.optional_count(4)?.unwrap_or(0),
    })
}

/// The attempts of a record; where the only one was answered, the record itself says it.
fn attempts_from(row: &Row) -> Result<Vec<Attempt>, StoreError> {
    if let Some(json) = row.optional_text(35)? {
        return from_json(json);
    }
    let is_answered =
        matches!(CallState::from_name(row.text(1)?), Some(CallState::Done | CallState::Incomplete));
    let answered = row.optional_text(28)?.filter(|_| is_answered).map(|provider| {
        Ok::<_, StoreError>(Attempt {
            provider: provider.into(),
            model: row.text(29)?.to_owned(),
            outcome: Attempt::ANSWERED.to_owned(),
            status: Some(200),
            latency_ms: row.optional_count(20)?.unwrap_or(0),
        })
    });
    Ok(answered.transpose()?.into_iter().collect())
}

fn record_from(row: &Row) -> Result<UsageRecord, StoreError> {
    let text = |column| row.optional_text(column).map(|text| text.map(str::to_owned));
    let money = |column| row.integer(column).map(Money::from_nanos);
    let damaged = |what: &str| StoreError::Corrupt(format!("a usage record's {what} cannot be read"));
    Ok(UsageRecord {
        call_id: CallId::from_row(row.integer(0)?).ok_or_else(|| damaged("id"))?,
        state: CallState::from_name(row.text(1)?).ok_or_else(|| damaged("state"))?,
        org: OrgId(row.integer(2)?),
        team: row.optional_integer(3)?.map(TeamId),
        tenant: TenantId(row.integer(4)?),
        key: KeyId(row.integer(5)?),
        day: UtcDay(row.integer(6)?),
        reserved: money(8)?,
        estimated: money(9)?,
        cost: money(10)?,
        is_estimated: row.flag(11)?,
        tokens: tokens_from(row)?,
        latency_ms: row.optional_count(20)?,
        stream: row.flag(21)?,
        status_code: row.optional_integer(22)?.and_then(|code| u16::try_from(code).ok()),
        cached: row.flag(23)?,
        redacted: row.optional_count(24)?.unwrap_or(0),
        created_at_ms: row.integer(25)?,
        finished_at_ms: row.optional_integer(26)?,
        session_id: text(27)?,
        provider: text(28)?,
        model: row.text(29)?.to_owned(),
        requested_model: row.text(30)?.to_owned(),
        price_version: text(31)?,
        denied_step: text(32)?,
        refusal_code: text(33)?,
        tags: row.optional_text(34)?.map(tags_from).transpose()?.unwrap_or_default(),
        attempts: attempts_from(row)?,
    })
}

fn tokens_from(row: &Row) -> Result<TokenUsage, StoreError> {
    Ok(TokenUsage {
        prompt: row.optional_count(12)?,
        completion: row.optional_count(13)?,
        total: row.optional_count(14)?,
        reasoning: row.optional_count(15)?,
        cache_creation: row.optional_count(16)?,
        cache_read: row.optional_count(17)?,
        audio_input: row.optional_count(18)?,
        audio_output: row.optional_count(19)?,
    })
}

fn tags_from(json: &str) -> Result<Vec<(String, String)>, StoreError> {
    let tags: std::collections::BTreeMap<String, String> = from_json(json)?;
    Ok(tags.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{PAGE, PAGE_OF_KEY, PAGE_OF_KEY_AND_MODEL, PAGE_OF_MODEL};
    use crate::store::{Db, LocalDb, LocalOptions, Owner, Statement, Value};

    #[tokio::test]
    async fn a_page_is_a_walk_that_sorts_nothing_and_begins_at_the_cursor() {
        let directory = tempfile::tempdir().expect("a directory");
        let owner = Owner::claim(directory.path(), 0).expect("nobody else is there");
        let db = LocalDb::open(owner, LocalOptions::default()).expect("a database");
        for (page, params) in [(PAGE, 5), (PAGE_OF_MODEL, 6), (PAGE_OF_KEY, 6), (PAGE_OF_KEY_AND_MODEL, 7)] {
            let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {page}").into_boxed_str());
            let rows =
                db.read(Statement::new(explain, vec![Value::Integer(1); params])).await.expect("a plan");
            let steps: Vec<&str> = rows.iter().map(|row| row.text(3).expect("a step")).collect();
            let walks = steps.iter().all(|step| step.starts_with("SEARCH"));
            assert!(walks && !steps.is_empty(), "{page}\nis done as {steps:?}");
        }
    }
}

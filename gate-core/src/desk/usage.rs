//! Usage: what was spent and asked, by record and by day.

use std::time::Duration;

use serde_json::{Value, json};

use super::Desk;
use crate::clock::UtcDay;
use crate::id::{CallId, KeyId, OrgId};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::store::{DayTotal, Names, Page, PageQuery, StoreError, UsageRecord};

/// How long a question waits for calls that have just ended to be written.
const SETTLE_WAIT: Duration = Duration::from_millis(500);

/// Which records are asked for.
#[derive(Debug, Clone, Default)]
pub struct UsageQuestion {
    /// How many days back, today included.
    pub days: u32,
    /// Records on a page.
    pub limit: u32,
    /// Only this key's, by its public id.
    pub key_id: Option<String>,
    /// Only this model's, as resolved.
    pub model: Option<String>,
    /// Records before this one.
    pub cursor: Option<CallId>,
}

impl Desk {
    /// A page of the organisation's records. Calls that have ended before this was asked are in it as they ended.
    pub async fn usage_page(&self, org: OrgId, question: UsageQuestion) -> Result<Page, Refusal> {
        self.settle_first().await;
        let Some(key) = self.key_row(org, question.key_id.as_deref()).await? else {
            return Ok(Page { records: Vec::new(), next: None });
        };
        let query = PageQuery {
            since_ms: self.first_day(question.days).start_ms(),
            key,
            model: question.model,
            cursor: question.cursor,
            limit: question.limit,
        };
        self.store.usage.page(org, query).await.map_err(failed)
    }

    /// One record; another organisation's is not found.
    pub async fn usage_record(&self, org: OrgId, call_id: CallId) -> Result<UsageRecord, Refusal> {
        self.settle_first().await;
        self.store.usage.record(org, call_id).await.map_err(failed)?.ok_or(Refusal::NotFound)
    }

    /// Usage of the last `days` days, oldest first, days without any included.
    pub async fn usage_daily(&self, org: OrgId, days: u32) -> Result<Vec<DayTotal>, Refusal> {
        self.settle_first().await;
        let (first, last) = (self.first_day(days), self.today());
        let kept = self.store.usage.daily(org, first, last).await.map_err(failed)?;
        let day = |day| kept.iter().find(|total| total.day == day).copied().unwrap_or_else(|| empty(day));
        Ok((first.0..=last.0).map(|number| day(UtcDay(number))).collect())
    }

    /// The public ids that an organisation's records refer to.
    pub async fn names(&self, org: OrgId) -> Result<Names, Refusal> {
        self.store.names(org).await.map_err(failed)
    }

    /// Usage by day as the command line shows it.
    pub(super) async fn usage_table(&self, days: u32) -> Result<Value, Refusal> {
        if !(1..=90).contains(&days) {
            return Err(Refusal::malformed_field("Days are 1 to 90.", "days"));
        }
        let daily = self.usage_daily(self.home.org, days).await?;
        let total = daily.iter().fold(Money::ZERO, |sum, day| sum + day.cost);
        let rows: Vec<Value> = daily
            .iter()
            .map(|day| {
                json!({
                    "date": day.day.iso(),
                    "requests": day.requests,
                    "prompt_tokens": day.prompt_tokens,
                    "completion_tokens": day.completion_tokens,
                    "cost": day.cost.usd(),
                })
            })
            .collect();
        Ok(json!({ "days": rows, "total_cost": total.usd() }))
    }

    /// Writes what has ended, so that it is seen. When the disk takes nothing more, what is there is still shown.
    pub(super) async fn settle_first(&self) {
        match tokio::time::timeout(SETTLE_WAIT, self.store.flush()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "usage is shown as far as it is written"),
            Err(_) => tracing::warn!("writes wait; usage is shown as far as it is written"),
        }
    }

    fn today(&self) -> UtcDay {
        UtcDay::of(self.clock.unix_ms())
    }

    fn first_day(&self, days: u32) -> UtcDay {
        UtcDay(self.today().0 - i64::from(days.max(1)) + 1)
    }

    /// The row behind a key's public id: `Some(None)` when no key was named, `None` when there is no such key.
    async fn key_row(&self, org: OrgId, public_id: Option<&str>) -> Result<Option<Option<KeyId>>, Refusal> {
        let Some(public_id) = public_id else { return Ok(Some(None)) };
        let keys = self.list_keys().await?;
        Ok(keys.iter().find(|key| key.org == org && key.public_id == public_id).map(|key| Some(key.id)))
    }
}

/// A day on which nothing was used.
fn empty(day: UtcDay) -> DayTotal {
    DayTotal { day, cost: Money::ZERO, requests: 0, prompt_tokens: 0, completion_tokens: 0 }
}

fn failed(error: StoreError) -> Refusal {
    tracing::error!(%error, "usage cannot be read");
    Refusal::Internal
}

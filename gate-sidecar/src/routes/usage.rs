//! Usage: `GET /gateway/admin/usage`, `/usage/daily` and `/usage/{request_id}`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::{Caller, Capability};
use gate_core::clock::UtcDay;
use gate_core::desk::usage::UsageQuestion;
use gate_core::id::CallId;
use gate_core::refusal::Refusal;
use gate_core::store::{Names, UsageRecord};
use gate_wire::Renderer;
use gate_wire::usage::{DailyQuery, DailyUsage, DayUsage, UsagePage, UsageQuery, UsageRecord as WireRecord};
use http::{Response, StatusCode};
use serde::Serialize;

use super::request::{Incoming, send};
use crate::app::App;

/// A page of records, newest first.
pub(crate) async fn page(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    match Incoming::of_caller(&app, request, Capability::ReadUsage) {
        Ok((Incoming { head, renderer, .. }, caller)) => {
            let found = read_page(&app, &caller, head.query()).await;
            answer(&app, renderer, &caller, found).await
        }
        Err(answered) => *answered,
    }
}

/// Usage by day, oldest first.
pub(crate) async fn daily(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    match Incoming::of_caller(&app, request, Capability::ReadUsage) {
        Ok((Incoming { head, renderer, .. }, caller)) => {
            let found = read_days(&app, &caller, head.query()).await;
            answer(&app, renderer, &caller, found).await
        }
        Err(answered) => *answered,
    }
}

/// One record; another organisation's is not found.
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    Path(request_id): Path<String>,
    request: Request,
) -> Response<Body> {
    match Incoming::of_caller(&app, request, Capability::ReadUsage) {
        Ok((Incoming { renderer, .. }, caller)) => {
            let found = read_record(&app, &caller, &request_id).await;
            answer(&app, renderer, &caller, found).await
        }
        Err(answered) => *answered,
    }
}

async fn answer<B: Serialize>(
    app: &App,
    renderer: Renderer,
    caller: &Caller,
    found: Result<B, Refusal>,
) -> Response<Body> {
    let receipt = app.gate.receipt(caller).await;
    send(match found {
        Ok(body) => renderer.render_json(StatusCode::OK, &body, Some(&receipt)),
        Err(refusal) => renderer.render_refusal(&refusal, Some(&receipt)),
    })
}

async fn read_page(app: &App, caller: &Caller, query: Option<&str>) -> Result<UsagePage, Refusal> {
    let query = UsageQuery::parse(query)?;
    let question = UsageQuestion {
        days: query.days,
        limit: query.limit,
        key_id: query.key_id.clone(),
        model: query.model.clone(),
        cursor: query.cursor.as_deref().map(read_cursor).transpose()?,
    };
    let page = app.gate.desk().usage_page(caller.org.id, question).await?;
    let names = app.gate.desk().names(caller.org.id).await?;
    let records = page.records.into_iter().map(|record| show(caller, &names, record)).collect();
    Ok(UsagePage::new(&query, records, page.next.map(|at| at.to_string())))
}

async fn read_days(app: &App, caller: &Caller, query: Option<&str>) -> Result<DailyUsage, Refusal> {
    let query = DailyQuery::parse(query)?;
    let totals = app.gate.desk().usage_daily(caller.org.id, query.days).await?;
    let today = totals.last().map_or(UtcDay(0), |total| total.day);
    let days: Vec<DayUsage> = totals
        .into_iter()
        .map(|total| DayUsage {
            day: total.day,
            cost: total.cost,
            requests: total.requests,
            prompt_tokens: total.prompt_tokens,
            completion_tokens: total.completion_tokens,
        })
        .collect();
    Ok(DailyUsage::new(&query, today, &days))
}

async fn read_record(app: &App, caller: &Caller, request_id: &str) -> Result<WireRecord, Refusal> {
    let call_id = CallId::parse(request_id).ok_or(Refusal::NotFound)?;
    let record = app.gate.desk().usage_record(caller.org.id, call_id).await?;
    Ok(show(caller, &app.gate.desk().names(caller.org.id).await?, record))
}

fn read_cursor(text: &str) -> Result<CallId, Refusal> {
    CallId::parse(text)
        .ok_or_else(|| Refusal::malformed_field("This cursor is none that was given out.", "cursor"))
}

fn show(caller: &Caller, names: &Names, record: UsageRecord) -> WireRecord {
    let usage = record.tokens;
    WireRecord {
        request_id: record.call_id.to_string(),
        org_id: caller.org.public_id.clone(),
        key_id: names.keys.get(&record.key.0).cloned(),
        team_id: record.team.and_then(|team| names.teams.get(&team.0).cloned()),
        tenant_id: names.tenants.get(&record.tenant.0).cloned(),
        session_id: record.session_id,
        provider: record.provider,
        model: Some(record.model).filter(|model| !model.is_empty()),
        requested_model: Some(record.requested_model).filter(|model| !model.is_empty()),
        prompt_tokens: usage.prompt,
        completion_tokens: usage.completion,
        total_tokens: usage.total(),
        reasoning_tokens: usage.reasoning,
        thinking_tokens: None,
        cache_creation_tokens: usage.cache_creation,
        cache_read_tokens: usage.cache_read,
        estimated_cost: Some(record.estimated),
        actual_cost: Some(record.cost),
        latency_ms: record.latency_ms,
        stream: record.stream,
        status_code: record.status_code,
        denied_step: record.denied_step,
        refusal_code: record.refusal_code,
        tags: record.tags.into_iter().collect(),
        attempts: record.attempts,
        cached: record.cached,
        created_at_ms: record.created_at_ms,
    }
}

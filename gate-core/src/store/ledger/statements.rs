//! Statements of the ledger: its words as SQL and parameters.

use super::verdict::Asked;
use super::{Belongs, Closing, RefusedCall, Reservation};
use crate::attempt::Attempt;
use crate::clock::UtcDay;
use crate::money::Money;
use crate::store::{Batch, Statement, StoreError, Value, to_json};

const OPEN: &str = include_str!("../sql/open.sql");
const GRANTED: &str = include_str!("../sql/granted.sql");
const DENIED: &str = include_str!("../sql/denied.sql");
const FINISH: &str = include_str!("../sql/finish.sql");
const REFUSED: &str = include_str!("../sql/refused.sql");

/// No single amount is larger than this (ten million dollars), so that sums of them fit the columns.
pub(super) const LARGEST: Money = Money::from_nanos(10_000_000_000_000_000);

/// Admits the call or ignores it, and asks which it was.
pub(super) fn reserve(call: Reservation, asked: &Asked) -> Result<Batch, StoreError> {
    let Belongs { call_id, org, team, tenant, key } = call.belongs;
    let [org_scope, team_scope, tenant_scope, key_scope] = asked.scopes;
    let open = vec![
        org_scope.into(),
        team_scope.into(),
        tenant_scope.into(),
        key_scope.into(),
        asked.day.0.into(),
        asked.day.month().0.into(),
        asked.want.nanos().into(),
        asked.floor.nanos().into(),
        call_id.row().into(),
        org.0.into(),
        team.map(|team| team.0).into(),
        tenant.0.into(),
        key.0.into(),
        bounded(call.estimate).into(),
        call.stream.into(),
        call.now_ms.into(),
        call.session_id.into(),
        call.provider.into(),
        call.model.into(),
        call.requested_model.into(),
        call.price_version.into(),
        tags(&call.tags)?,
    ];
    let mut granted = asked.scopes.map(Value::Integer).to_vec();
    granted.push(asked.call.into());
    Ok(Batch::normal([Statement::new(OPEN, open), Statement::new(GRANTED, granted)]))
}

/// Asks how the scopes of a refused call stand.
pub(super) fn denied(asked: &Asked) -> Statement {
    Statement::new(DENIED, asked.scopes.map(Value::Integer))
}

/// Finishes the record of a call.
pub(super) fn finish(call: Closing) -> Statement {
    let tokens = call.usage.unwrap_or_default();
    let params = vec![
        call.call_id.row().into(),
        call.state.name().into(),
        bounded(call.cost).into(),
        call.is_estimated.into(),
        call.provider.into(),
        call.model.into(),
        u32::from(call.status_code).into(),
        call.denied_step.into(),
        call.refusal_code.into(),
        call.latency_ms.into(),
        call.redacted.into(),
        call.cached.into(),
        call.finished_at_ms.into(),
        tokens.prompt.into(),
        tokens.completion.into(),
        tokens.total.into(),
        tokens.reasoning.into(),
        tokens.cache_creation.into(),
        tokens.cache_read.into(),
        tokens.audio_input.into(),
        tokens.audio_output.into(),
        attempts(&call.attempts),
    ];
    Statement::new(FINISH, params)
}

/// Records a call that was refused without a reservation.
pub(super) fn refused(call: RefusedCall) -> Result<Statement, StoreError> {
    let day = UtcDay::of(call.created_at_ms);
    let params = vec![
        call.belongs.call_id.row().into(),
        call.belongs.org.0.into(),
        call.belongs.team.map(|team| team.0).into(),
        call.belongs.tenant.0.into(),
        call.belongs.key.0.into(),
        day.0.into(),
        day.month().0.into(),
        bounded(call.estimate).into(),
        call.stream.into(),
        call.created_at_ms.into(),
        call.finished_at_ms.into(),
        call.session_id.into(),
        call.requested_model.into(),
        u32::from(call.status_code).into(),
        call.denied_step.into(),
        call.refusal_code.into(),
        call.latency_ms.into(),
        tags(&call.tags)?,
    ];
    Ok(Statement::new(REFUSED, params))
}

/// What became of each attempt, where that says more than the record.
fn attempts(attempts: &[Attempt]) -> Value {
    if Attempt::say_nothing(attempts) {
        return Value::Null;
    }
    // A record without them is better than none.
    to_json(&attempts).map_or(Value::Null, Value::from)
}

/// The labels as an object; nothing when there are none.
fn tags(tags: &[(String, String)]) -> Result<Value, StoreError> {
    if tags.is_empty() {
        return Ok(Value::Null);
    }
    let object: serde_json::Map<String, serde_json::Value> =
        tags.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    to_json(&object).map(Value::from)
}

fn bounded(amount: Money) -> i64 {
    amount.clamp(Money::ZERO, LARGEST).nanos()
}

//! Verdict: what a reservation came to, read from the rows it left behind.

use super::statements::LARGEST;
use super::{Granted, Reservation, ReserveError};
use crate::clock::UtcDay;
use crate::money::Money;
use crate::refusal::{Budget, Period};
use crate::store::counters::{amount, level_of};
use crate::store::{ResultSet, Row, StoreError};

/// What was asked for, as the batch says it and as the answer is judged.
pub(super) struct Asked {
    /// The counters, outermost first; one of them twice when the call has no team.
    pub(super) scopes: [i64; 4],
    /// How many different counters that are.
    scope_count: usize,
    pub(super) call: i64,
    pub(super) day: UtcDay,
    pub(super) want: Money,
    pub(super) floor: Money,
}

impl Asked {
    pub(super) fn of(reservation: &Reservation) -> Self {
        let want = reservation.want.clamp(Money::ZERO, LARGEST);
        // A call that costs something is not let through with nothing; one that is free needs nothing.
        let least = Money::from_nanos(want.nanos().min(1));
        Self {
            scopes: reservation.belongs.scopes(),
            scope_count: if reservation.belongs.team.is_some() { 4 } else { 3 },
            call: reservation.belongs.call_id.row(),
            day: UtcDay::of(reservation.now_ms),
            want,
            floor: reservation.floor.clamp(least, want),
        }
    }

    /// What was granted, read from the results of the batch; `None` when it was refused.
    pub(super) fn granted(results: &[ResultSet]) -> Result<Option<Granted>, StoreError> {
        let Some(row) = results.last().and_then(|result| result.rows.first()) else {
            return Ok(None);
        };
        if !row.flag(1)? {
            return Err(StoreError::Conflict("the call has already ended".into()));
        }
        Ok(Some(Granted {
            amount: Money::from_nanos(row.integer(0)?),
            org_day_spent: Money::from_nanos(row.integer(2)?),
            org_day_limit: amount(row, 3)?,
            has_limit: row.flag(4)?,
        }))
    }

    /// The scarcest budget, the outermost of equals, as the counters stood just after the refusal.
    pub(super) fn denied(&self, rows: &[Row]) -> ReserveError {
        if rows.len() != self.scope_count {
            return StoreError::Missing("the counter of a budget").into();
        }
        let mut budgets = Vec::new();
        for row in rows {
            match self.budgets(row) {
                Ok(of_scope) => budgets.extend(of_scope.into_iter().flatten()),
                Err(error) => return error.into(),
            }
        }
        budgets.sort_by_key(|budget| (left(budget), budget.scope));
        match budgets.into_iter().next() {
            Some(budget) => ReserveError::Denied(budget),
            None => StoreError::Failed("a reservation was refused without a reason".into()).into(),
        }
    }

    /// The limits of one level, the day's first; the figures of a day or month that has passed count as nothing.
    fn budgets(&self, row: &Row) -> Result<[Option<Budget>; 2], StoreError> {
        let scope = level_of(row.integer(0)?)?;
        let budget = |period, first_column: usize, now: i64| {
            let has_passed = row.integer(first_column)? < now;
            let figure = |column| if has_passed { Ok(0) } else { row.integer(column) };
            let spent = Money::from_nanos(figure(first_column + 1)?);
            let reserved = Money::from_nanos(figure(first_column + 2)?);
            let limit = amount(row, first_column + 3)?;
            Ok::<_, StoreError>(limit.map(|limit| Budget { scope, period, limit, spent, reserved }))
        };
        Ok([budget(Period::Day, 1, self.day.0)?, budget(Period::Month, 5, self.day.month().0)?])
    }
}

fn left(budget: &Budget) -> Money {
    (budget.limit - budget.spent - budget.reserved).at_least_zero()
}

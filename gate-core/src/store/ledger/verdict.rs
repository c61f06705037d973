//! Verdict: what a reservation's batch came to, read from the rows it left behind.

use super::statements::LARGEST;
use super::{Granted, Reservation, ReserveError};
use crate::clock::UtcDay;
use crate::money::Money;
use crate::refusal::{Budget, BudgetScope, Period};
use crate::store::counters::{amount, level_of};
use crate::store::{ResultSet, Row, StoreError};

/// What was asked for, as the batch says it and as the answer is judged.
pub(super) struct Asked {
    /// The counters, outermost first; one of them twice when the call has no team.
    pub(super) scopes: [i64; 4],
    /// How many different counters that are.
    pub(super) scope_count: i64,
    pub(super) day: UtcDay,
    pub(super) want: Money,
    pub(super) floor: Money,
}

/// One counter after the batch.
struct Counter {
    scope: BudgetScope,
    day: Figures,
    month: Figures,
}

/// The figures of one period, those of a period that has passed taken as nothing.
struct Figures {
    spent: Money,
    reserved: Money,
    limit: Option<Money>,
}

impl Asked {
    pub(super) fn of(reservation: &Reservation) -> Self {
        let want = reservation.want.clamp(Money::ZERO, LARGEST);
        // A call that costs something is not let through with nothing; one that is free needs nothing.
        let least = Money::from_nanos(want.nanos().min(1));
        Self {
            scopes: reservation.belongs.scopes(),
            scope_count: if reservation.belongs.team.is_some() { 4 } else { 3 },
            day: UtcDay::of(reservation.now_ms),
            want,
            floor: reservation.floor.clamp(least, want),
        }
    }

    /// Reads the batch's three results: the reservation, the open record, and how the scopes stand.
    pub(super) fn verdict(&self, results: &[ResultSet]) -> Result<Granted, ReserveError> {
        let [_, _, standing] = results else {
            return Err(StoreError::Failed("a reservation has three results".into()).into());
        };
        let rows = &standing.rows;
        let first = rows
            .first()
            .ok_or(StoreError::Missing("the counter of a budget"))?;
        let held = amount(first, 9)?;
        if held.is_some() && first.text(10)? != "open" {
            return Err(StoreError::Conflict("the call has already ended".into()).into());
        }
        let mut counters = rows
            .iter()
            .map(|row| self.counter(row))
            .collect::<Result<Vec<_>, _>>()?;
        counters.sort_by_key(|counter| counter.scope);
        match held {
            Some(amount) => Ok(granted(amount, &counters)),
            None => Err(self.denied(&counters)),
        }
    }

    /// The scarcest budget, the outermost of equals; none when a counter is missing.
    fn denied(&self, counters: &[Counter]) -> ReserveError {
        if i64::try_from(counters.len()) != Ok(self.scope_count) {
            return StoreError::Missing("the counter of a budget").into();
        }
        let scarcest = counters.iter().flat_map(Counter::budgets).min_by_key(left);
        match scarcest {
            Some(budget) if left(&budget) < self.floor => ReserveError::Denied(budget),
            _ => StoreError::Failed("a reservation was refused without a reason".into()).into(),
        }
    }

    fn counter(&self, row: &Row) -> Result<Counter, StoreError> {
        Ok(Counter {
            scope: level_of(row.integer(0)?)?,
            day: period(row, 1, self.day.0)?,
            month: period(row, 5, self.day.month().0)?,
        })
    }
}

fn period(row: &Row, first_column: usize, now: i64) -> Result<Figures, StoreError> {
    let has_passed = row.integer(first_column)? < now;
    let figure = |column| if has_passed { Ok(0) } else { row.integer(column) };
    Ok(Figures {
        spent: Money::from_nanos(figure(first_column + 1)?),
        reserved: Money::from_nanos(figure(first_column + 2)?),
        limit: amount(row, first_column + 3)?,
    })
}

fn granted(amount: Money, counters: &[Counter]) -> Granted {
    let org = counters.iter().find(|counter| counter.scope == BudgetScope::Org);
    Granted {
        amount,
        org_day_spent: org.map_or(Money::ZERO, |org| org.day.spent + org.day.reserved),
        org_day_limit: org.and_then(|org| org.day.limit),
        has_limit: counters.iter().any(|counter| counter.budgets().next().is_some()),
    }
}

fn left(budget: &Budget) -> Money {
    (budget.limit - budget.spent - budget.reserved).at_least_zero()
}

impl Counter {
    /// The limits of this level, the day's first.
    fn budgets(&self) -> impl Iterator<Item = Budget> + '_ {
        [(Period::Day, &self.day), (Period::Month, &self.month)]
            .into_iter()
            .filter_map(|(period, figures)| {
                let Figures {
                    spent,
                    reserved,
                    limit,
                } = *figures;
                limit.map(|limit| Budget {
                    scope: self.scope,
                    period,
                    limit,
                    spent,
                    reserved,
                })
            })
    }
}

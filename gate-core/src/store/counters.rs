//! Counters: what each level of the hierarchy may spend, has spent and has set aside.

use std::sync::Arc;

use super::{Batch, Db, Row, Statement, StoreError, one_row};
use crate::clock::{UtcDay, UtcMonth};
use crate::id::{KeyId, OrgId, TeamId, TenantId};
use crate::money::Money;
use crate::refusal::BudgetScope;

/// A new counter for the row inserted last, at this level (?1), with these limits.
const INSERT_FOR_LAST: &str =
    "INSERT INTO counters (scope, day_limit, month_limit) VALUES (last_insert_rowid() * 8 + ?1, ?2, ?3)";

const SET_LIMITS: &str = "UPDATE counters SET day_limit = ?2, month_limit = ?3 WHERE scope = ?1";

const STANDING: &str =
    "SELECT day, day_spent, day_reserved, day_limit, month, month_spent, month_reserved, month_limit
    FROM counters WHERE scope = ?1";

/// One level of the hierarchy with its own budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// An organisation.
    Org(OrgId),
    /// A team.
    Team(TeamId),
    /// A tenant.
    Tenant(TenantId),
    /// A key.
    Key(KeyId),
}

impl Scope {
    /// The scope's row in the table: the level's own row times eight, plus the level.
    pub(super) fn row(self) -> i64 {
        match self {
            Self::Org(id) => id.0 * 8 + level(BudgetScope::Org),
            Self::Team(id) => id.0 * 8 + level(BudgetScope::Team),
            Self::Tenant(id) => id.0 * 8 + level(BudgetScope::Tenant),
            Self::Key(id) => id.0 * 8 + level(BudgetScope::Key),
        }
    }
}

const fn level(scope: BudgetScope) -> i64 {
    match scope {
        BudgetScope::Org => 0,
        BudgetScope::Team => 1,
        BudgetScope::Tenant => 2,
        BudgetScope::Key => 3,
    }
}

/// The level of a counter's row.
pub(super) fn level_of(row: i64) -> Result<BudgetScope, StoreError> {
    [BudgetScope::Org, BudgetScope::Team, BudgetScope::Tenant, BudgetScope::Key]
        .into_iter()
        .find(|scope| level(*scope) == row & 7)
        .ok_or_else(|| StoreError::Corrupt(format!("counter {row} belongs to no level")))
}

/// What a level may spend. `None` is unlimited, zero means nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// In a UTC day.
    pub day: Option<Money>,
    /// In a UTC month.
    pub month: Option<Money>,
}

/// How a level stands in the day and the month of its last reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The day the day's figures belong to.
    pub day: UtcDay,
    /// Spent in that day.
    pub day_spent: Money,
    /// Set aside in that day for calls in flight.
    pub day_reserved: Money,
    /// The month the month's figures belong to.
    pub month: UtcMonth,
    /// Spent in that month.
    pub month_spent: Money,
    /// Set aside in that month for calls in flight.
    pub month_reserved: Money,
    /// What may be spent.
    pub limits: Limits,
}

/// The table of counters. Money moves in it through the ledger alone.
#[derive(Clone)]
pub struct Counters {
    db: Arc<dyn Db>,
}

impl Counters {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Sets what a level may spend from now on; what it has spent stays.
    pub async fn set_limits(&self, scope: Scope, limits: Limits) -> Result<(), StoreError> {
        let results = self.db.write(Batch::full([set_limits(scope, limits)])).await?;
        results.iter().try_for_each(|result| one_row(result, "the counter"))
    }

    /// How a level stands; [`StoreError::Missing`] when it has no counter.
    pub async fn standing(&self, scope: Scope) -> Result<Standing, StoreError> {
        let rows = self.db.read(Statement::new(STANDING, [scope.row().into()])).await?;
        standing_from(rows.first().ok_or(StoreError::Missing("the counter"))?)
    }
}

/// The statement that makes the counter of a level whose row was inserted by the statement before it.
pub(super) fn insert_for_last(scope: BudgetScope, limits: Limits) -> Statement {
    Statement::new(
        INSERT_FOR_LAST,
        [level(scope).into(), nanos(limits.day).into(), nanos(limits.month).into()],
    )
}

/// The statement that changes a level's limits.
pub(super) fn set_limits(scope: Scope, limits: Limits) -> Statement {
    Statement::new(SET_LIMITS, [scope.row().into(), nanos(limits.day).into(), nanos(limits.month).into()])
}

/// An amount as a column holds it. Limits below zero would mean the same as zero.
pub(super) fn nanos(amount: Option<Money>) -> Option<i64> {
    amount.map(|amount| amount.at_least_zero().nanos())
}

/// The amount in a column that may be empty.
pub(super) fn amount(row: &Row, column: usize) -> Result<Option<Money>, StoreError> {
    Ok(row.optional_integer(column)?.map(Money::from_nanos))
}

fn standing_from(row: &Row) -> Result<Standing, StoreError> {
    Ok(Standing {
        day: UtcDay(row.integer(0)?),
        day_spent: Money::from_nanos(row.integer(1)?),
        day_reserved: Money::from_nanos(row.integer(2)?),
        month: UtcMonth(row.integer(4)?),
        month_spent: Money::from_nanos(row.integer(5)?),
        month_reserved: Money::from_nanos(row.integer(6)?),
        limits: Limits { day: amount(row, 3)?, month: amount(row, 7)? },
    })
}

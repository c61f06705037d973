//! Ledger: money is set aside before a call goes out and settled when it ends, exactly once.

mod statements;
mod verdict;
mod words;

use std::future::Future;
use std::sync::Arc;

pub use self::words::{
    Belongs, CallState, Closing, Granted, Recovered, RefusedCall, Reservation, ReserveError,
};

use self::verdict::Asked;
use super::{Batch, Db, OnFailure, Statement, StoreError};
use crate::money::Money;

const LEFT_OVER: &str = "SELECT count(*), ifnull(sum(reserved_nanos), 0) FROM usage WHERE state = 'open'";
const RECOVER_CALLS: &str =
    "UPDATE usage SET state = 'crashed', cost_nanos = reserved_nanos, is_estimated = 1,
    finished_at_ms = ?1 WHERE state = 'open'";
const OPEN_COUNT: &str = "SELECT count(*) FROM usage WHERE state = 'open'";
const HIGHEST: &str = "SELECT ifnull(max(call_id), 0) FROM usage";

/// The ledger. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    db: Arc<dyn Db>,
}

impl Ledger {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Sets money aside for a call in every budget it counts in, or in none.
    ///
    /// The reservation is under way when this returns, so that other work can be done before the verdict is
    /// awaited. Repeated with the id of a call that is open, it answers with what that call holds.
    pub fn reserve(
        &self,
        reservation: Reservation,
    ) -> impl Future<Output = Result<Granted, ReserveError>> + Send + 'static + use<> {
        let asked = Asked::of(&reservation);
        let written = statements::reserve(reservation, &asked).map(|batch| self.db.write(batch));
        let db = Arc::clone(&self.db);
        async move {
            if let Some(granted) = Asked::granted(&written?.await?)? {
                return Ok(granted);
            }
            Err(asked.denied(&db.read(statements::denied(&asked)).await?))
        }
    }

    /// Settles a call: what it had set aside becomes what it cost, and its record is finished.
    ///
    /// Never waits and never fails: it happens within some milliseconds, after everything queued before it, and
    /// is repeated while the disk is full or the database locked. Only the first closing of a call counts.
    pub fn close(&self, closing: Closing) {
        self.db.submit(Batch::normal([statements::finish(closing)]), OnFailure::Keep);
    }

    /// Records a call that was refused without a reservation. Such records may be lost when there are too many
    /// at once; [`Db::lost`] counts them.
    pub fn refused(&self, call: RefusedCall) {
        match statements::refused(call) {
            Ok(record) => self.db.submit(Batch::normal([record]), OnFailure::Drop),
            Err(error) => tracing::error!(%error, "the record of a refused call was not written"),
        }
    }

    /// Settles every call left open by a process that died, at what it had reserved. For the start only: a call
    /// that is still running would be settled with them.
    pub async fn recover(&self, now_ms: i64) -> Result<Recovered, StoreError> {
        let statements = [Statement::new(LEFT_OVER, []), Statement::new(RECOVER_CALLS, [now_ms.into()])];
        let results = self.db.write(Batch::normal(statements)).await?;
        let row =
            results.first().and_then(|result| result.rows.first()).ok_or(StoreError::Missing("the sum"))?;
        Ok(Recovered {
            count: row.optional_count(0)?.unwrap_or(0),
            amount: Money::from_nanos(row.integer(1)?),
        })
    }

    /// How many calls are open.
    pub async fn open_reservations(&self) -> Result<u64, StoreError> {
        self.number(OPEN_COUNT).await.map(|count| u64::try_from(count).unwrap_or(0))
    }

    /// The highest id of a call ever stored, 0 when there is none; new ids must come after it.
    pub async fn highest_call_id(&self) -> Result<i64, StoreError> {
        self.number(HIGHEST).await
    }

    fn number(
        &self,
        sql: &'static str,
    ) -> impl Future<Output = Result<i64, StoreError>> + Send + 'static + use<> {
        let answer = self.db.read(Statement::new(sql, []));
        async { answer.await?.first().ok_or(StoreError::Missing("the number"))?.integer(0) }
    }
}

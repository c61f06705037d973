//! Check: whether the database file is whole, and whether it takes writes.

use super::{Batch, Statement, Store, StoreError};

/// A write that changes a page, so that a full disk is noticed.
const PROBE: &str = "INSERT INTO settings (name, value) VALUES ('written_at_ms', ?1)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";

impl Store {
    /// Writes a row, to see whether anything can be written.
    pub async fn probe(&self, now_ms: i64) -> Result<(), StoreError> {
        let statement = Statement::new(PROBE, [now_ms.to_string().into()]);
        self.db.write(Batch::normal([statement])).await.map(drop)
    }

    /// What SQLite's own check says of the file: `ok`, or the first thing that is wrong.
    pub async fn integrity(&self) -> Result<String, StoreError> {
        let rows = self.db.read(Statement::new("PRAGMA quick_check(1)", [])).await?;
        rows.first().ok_or(StoreError::Missing("the verdict"))?.text(0).map(str::to_owned)
    }
}

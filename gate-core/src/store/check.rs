//! Check: whether the database file is whole.

use super::{Statement, Store, StoreError};

impl Store {
    /// What SQLite's own check says of the file: `ok`, or the first thing that is wrong.
    pub async fn integrity(&self) -> Result<String, StoreError> {
        let rows = self.db.read(Statement::new("PRAGMA quick_check(1)", [])).await?;
        rows.first().ok_or(StoreError::Missing("the verdict"))?.text(0).map(str::to_owned)
    }
}

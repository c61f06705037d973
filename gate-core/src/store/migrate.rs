//! Migrations: bring a database file to the schema this program knows.

use super::local::Connection;
use super::{Statement, StoreError};

/// The steps in order; a file's `user_version` says how many of them it has seen. A step that was released is
/// never edited: a change is a new step.
const STEPS: [&str; 5] = [
    include_str!("../../migrations/0001_foundation.sql"),
    include_str!("../../migrations/0002_usage_slices.sql"),
    include_str!("../../migrations/0003_attempts.sql"),
    include_str!("../../migrations/0004_providers.sql"),
    include_str!("../../migrations/0005_responses.sql"),
];

/// Runs the steps the file has not seen, each wholly or not at all. A file of a later program is left alone.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    let Ok(seen) = usize::try_from(found) else {
        return Err(StoreError::Corrupt(format!("the file claims to have schema {found}")));
    };
    if seen > STEPS.len() {
        let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
        return Err(StoreError::NewerSchema { found, known });
    }
    for (step, number) in STEPS.iter().zip(1..).skip(seen) {
        let script = format!("BEGIN IMMEDIATE; {step}\nPRAGMA user_version = {number}; COMMIT;");
        if let Err(error) = connection.script(&script) {
            if !connection.is_idle() {
                connection.script("ROLLBACK")?;
            }
            return Err(error);
        }
    }
    Ok(())
}

fn version(connection: &mut Connection) -> Result<i64, StoreError> {
    let result = connection.run(&Statement::new("PRAGMA user_version", []))?;
    result.rows.first().ok_or(StoreError::Missing("the schema's version"))?.integer(0)
}

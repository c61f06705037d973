//! Store errors: why the database did not do what it was asked.

use libsql::Error;

/// Why a statement, a batch or the opening of a database failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database's lock for longer than we wait.
    #[error("the database is locked by another process")]
    Busy,
    /// There is no room left for the file to grow.
    #[error("the disk is full")]
    Full,
    /// The file cannot be opened, read or written.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The file is damaged, or holds what this program never wrote.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// The batch breaks a rule of its tables: a name or id that is taken, a row that points nowhere.
    #[error("the database refuses the row: {0}")]
    Conflict(String),
    /// A row that must be there is not.
    #[error("{0} is missing from the database")]
    Missing(&'static str),
    /// The read was stopped, because it stood in the way of the write-ahead log.
    #[error("the read took too long and was stopped")]
    Interrupted,
    /// So much is waiting to be written that nothing more is taken.
    #[error("too many writes are waiting")]
    Overloaded,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// The file was written by a later version of this program.
    #[error("the database has schema {found}, this program knows schema {known}: use a newer program")]
    NewerSchema {
        /// The schema of the file.
        found: i64,
        /// The latest schema this program knows.
        known: i64,
    },
    /// Anything else, which is a mistake in this program.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Whether the surroundings are to blame, so that the same batch may succeed later and no other will now.
    pub(crate) fn is_outage(&self) -> bool {
        matches!(self, Self::Busy | Self::Full | Self::Unavailable(_) | Self::Corrupt(_))
    }
}

/// Sorts the engine's result codes (<https://www.sqlite.org/rescode.html>): the low byte is the primary code.
impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::SqliteFailure(code, message) => match code & 0xff {
                5 | 6 => Self::Busy,
                9 => Self::Interrupted,
                8 | 10 | 14 | 15 => Self::Unavailable(message),
                11 | 26 => Self::Corrupt(message),
                13 => Self::Full,
                19 => Self::Conflict(message),
                _ => Self::Failed(message),
            },
            Error::ConnectionFailed(message) => Self::Unavailable(message),
            other => Self::Failed(other.to_string()),
        }
    }
}

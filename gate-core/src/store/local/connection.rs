//! Connection: one libSQL connection to a local file, its calls made synchronous, its statements prepared once.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;

use futures_util::FutureExt;
use libsql::OpenFlags;
use libsql::params::Params;

use crate::store::{ResultSet, Row, Statement, StoreError, Value};

/// How a connection is set up. The writer makes all checkpoints itself, at moments of its own choosing.
pub(super) const WRITER_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
     PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 16777216; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON;";

/// How the reading connection is set up.
pub(super) const READER_PRAGMAS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA query_only = 1; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;";

/// `SQLITE_OPEN_NOMUTEX`: a connection is never used by two threads at once, so it takes no lock of its own at every
/// call. What another thread gets, see [`Connection::interrupter`], does the one thing that is allowed from anywhere.
const WITHOUT_LOCKS: i32 = 0x8000;

/// A connection that belongs to one thread.
pub(in crate::store) struct Connection {
    /// Before the handle, so that statements are finalised before it closes.
    statements: HashMap<(usize, usize), Prepared>,
    handle: libsql::Connection,
    _database: libsql::Database,
}

struct Prepared {
    statement: libsql::Statement,
    parameters: usize,
    returns_rows: bool,
}

impl Connection {
    /// Opens a file, which is made when it is missing, and sets the connection up.
    pub(super) fn open(path: &Path, pragmas: &str) -> Result<Self, StoreError> {
        let flags = OpenFlags::default() | OpenFlags::from_bits_retain(WITHOUT_LOCKS);
        let database = at_once(libsql::Builder::new_local(path).flags(flags).build())?;
        let handle = database.connect()?;
        let connection = Self { statements: HashMap::new(), handle, _database: database };
        connection.script(pragmas)?;
        Ok(connection)
    }

    /// Runs statements without parameters, prepared afresh: for settings, whose effect comes with preparing.
    pub(in crate::store) fn script(&self, sql: &str) -> Result<(), StoreError> {
        at_once(self.handle.execute_batch(sql)).map(drop)
    }

    /// Runs one statement to its end.
    pub(in crate::store) fn run(&mut self, statement: &Statement) -> Result<ResultSet, StoreError> {
        let prepared = self.prepared(statement.sql)?;
        // A parameter left out would silently keep its value of the run before.
        if prepared.parameters != statement.params.len() {
            return Err(StoreError::Failed(format!("wrong number of parameters for: {}", statement.sql)));
        }
        let params = Params::Positional(statement.params.iter().map(to_libsql).collect());
        let result = if prepared.returns_rows {
            all_rows(&prepared.statement, params).map(|rows| ResultSet { affected: 0, rows })
        } else {
            at_once(prepared.statement.execute(params))
                .map(|affected| ResultSet { affected: affected as u64, rows: Vec::new() })
        };
        // An unfinished statement pins the log, and parameters cannot be bound again before a reset.
        prepared.statement.reset();
        result
    }

    /// By which another thread can stop what this connection is running.
    pub(super) fn interrupter(&self) -> Interrupter {
        Interrupter(self.handle.clone())
    }

    /// Whether no transaction is open.
    pub(in crate::store) fn is_idle(&self) -> bool {
        self.handle.is_autocommit()
    }

    fn prepared(&mut self, sql: &'static str) -> Result<&Prepared, StoreError> {
        // Statements are constants: their address tells them apart at less cost than their text.
        let key = (sql.as_ptr() as usize, sql.len());
        if !self.statements.contains_key(&key) {
            let statement = at_once(self.handle.prepare(&without_comments(sql)))?;
            let parameters = statement.parameter_count();
            let returns_rows = statement.column_count() > 0;
            self.statements.insert(key, Prepared { statement, parameters, returns_rows });
        }
        self.statements.get(&key).ok_or(StoreError::Closed)
    }
}

/// Stops what a connection of another thread is running, and can do nothing else with it.
pub(super) struct Interrupter(libsql::Connection);

impl Interrupter {
    /// Stops the statement that runs now, if any.
    pub(super) fn interrupt(&self) {
        // `sqlite3_interrupt` only sets a flag; it cannot fail as long as the connection is open, which this keeps so.
        let _ = self.0.interrupt();
    }
}

/// A statement without its lines of comment: libSQL copies the text at every run.
fn without_comments(sql: &str) -> String {
    let lines: Vec<&str> = sql.lines().map(str::trim).filter(|line| !line.starts_with("--")).collect();
    lines.join("\n")
}

fn all_rows(statement: &libsql::Statement, params: Params) -> Result<Vec<Row>, StoreError> {
    let columns = i32::try_from(statement.column_count()).unwrap_or(i32::MAX);
    let mut rows = at_once(statement.query(params))?;
    let mut all = Vec::new();
    // Not asked again after the end: that would run the statement a second time.
    while let Some(row) = at_once(rows.next())? {
        let values = (0..columns).map(|column| Ok(from_libsql(row.get_value(column)?)));
        all.push(Row(values.collect::<Result<_, StoreError>>()?));
    }
    Ok(all)
}

/// libSQL's calls on a local file are async in form only: they are done when first polled.
fn at_once<T>(call: impl Future<Output = libsql::Result<T>>) -> Result<T, StoreError> {
    match call.now_or_never() {
        Some(result) => result.map_err(StoreError::from),
        None => Err(StoreError::Failed("a local call did not complete at once".into())),
    }
}

fn to_libsql(value: &Value) -> libsql::Value {
    match value {
        Value::Null => libsql::Value::Null,
        Value::Integer(number) => libsql::Value::Integer(*number),
        Value::Real(number) => libsql::Value::Real(*number),
        Value::Text(text) => libsql::Value::Text(text.as_ref().to_owned()),
        Value::Blob(bytes) => libsql::Value::Blob(bytes.clone()),
    }
}

fn from_libsql(value: libsql::Value) -> Value {
    match value {
        libsql::Value::Null => Value::Null,
        libsql::Value::Integer(number) => Value::Integer(number),
        libsql::Value::Real(number) => Value::Real(number),
        libsql::Value::Text(text) => Value::Text(text.into()),
        libsql::Value::Blob(bytes) => Value::Blob(bytes),
    }
}

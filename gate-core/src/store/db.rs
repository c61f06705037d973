//! Db: the one way to the database. Statements go in, rows come out; who runs them is behind it.
//!
//! The seam is made of SQL text and values and nothing else, so that a server that speaks the same SQL over a
//! socket can stand in for the local file.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use super::StoreError;

/// What a database call comes to; the call itself was made when this was returned.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'static>>;

/// A database.
pub trait Db: Send + Sync + 'static {
    /// Runs a batch, all of it or nothing, and answers once it is committed.
    ///
    /// The batch takes its place in the queue before this returns, whether or not the answer is awaited.
    /// When the queue is full it is tried again for a second, then answered with [`StoreError::Overloaded`].
    fn write(&self, batch: Batch) -> Answer<Vec<ResultSet>>;

    /// Runs a batch some time soon, after everything queued before it, and tells nobody. Never blocks.
    fn submit(&self, batch: Batch, on_failure: OnFailure);

    /// Runs a statement that only reads, on what is committed by then.
    fn read(&self, statement: Statement) -> Answer<Vec<Row>>;

    /// Runs what is queued, closes the database and refuses everything after that. Closing twice is harmless.
    fn close(&self) -> Answer<()>;

    /// How many submitted batches were given up so far.
    fn lost(&self) -> Lost;
}

/// Submitted batches that were given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Those that might be: the queue was full of them, or they failed.
    pub droppable: u64,
    /// Those that were to be kept, but can never succeed, or came after the database was closed.
    pub kept: u64,
}

/// One SQL statement with its parameters (`?1`, `?2`, ...).
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text: constant, so that it is prepared once and never put together from input.
    pub sql: &'static str,
    /// The parameters, as many as the text names.
    pub params: Vec<Value>,
}

impl Statement {
    /// A statement with these parameters.
    pub fn new(sql: &'static str, params: impl Into<Vec<Value>>) -> Self {
        Self { sql, params: params.into() }
    }
}

/// Statements that succeed or fail together, in this order.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The statements.
    pub statements: Vec<Statement>,
    /// What must survive.
    pub durability: Durability,
}

impl Batch {
    /// A batch that survives the process.
    pub fn normal(statements: impl Into<Vec<Statement>>) -> Self {
        Self { statements: statements.into(), durability: Durability::Normal }
    }

    /// A batch that survives the loss of power.
    pub fn full(statements: impl Into<Vec<Statement>>) -> Self {
        Self { statements: statements.into(), durability: Durability::Full }
    }
}

/// What a committed batch survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Durability {
    /// The end of the process at any instant (`synchronous = NORMAL`).
    Normal,
    /// The loss of power as well (`synchronous = FULL`).
    Full,
}

/// What happens to a submitted batch that cannot be run for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// It is kept and tried again until it succeeds: it must be idempotent.
    Keep,
    /// It is given up and counted; too many of them at once are not even queued.
    Drop,
}

/// A value of a parameter or a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(Cow<'static, str>),
    /// Bytes.
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(is_so: bool) -> Self {
        Self::Integer(i64::from(is_so))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

/// Numbers beyond the largest stored integer are stored as that integer.
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// What one statement came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResultSet {
    /// Rows inserted, changed or deleted; meaningless for a statement that only reads.
    pub affected: u64,
    /// Rows returned.
    pub rows: Vec<Row>,
}

/// One row of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Value>);

/// A column holds something else than the program stored: the file was changed by somebody else.
fn unexpected(column: usize) -> StoreError {
    StoreError::Corrupt(format!("column {column} of a row holds an unexpected value"))
}

impl Row {
    /// The whole number in a column that always has one.
    pub fn integer(&self, column: usize) -> Result<i64, StoreError> {
        self.optional_integer(column)?.ok_or_else(|| unexpected(column))
    }

    /// The whole number in a column that may be empty.
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            _ => Err(unexpected(column)),
        }
    }

    /// The count in a column that may be empty.
    pub fn optional_count(&self, column: usize) -> Result<Option<u64>, StoreError> {
        let number = self.optional_integer(column)?;
        number.map(|number| u64::try_from(number).map_err(|_| unexpected(column))).transpose()
    }

    /// The yes or no in a column that always has one.
    pub fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.integer(column)? != 0)
    }

    /// The bytes in a column that always has some.
    pub fn blob(&self, column: usize) -> Result<&[u8], StoreError> {
        match self.0.get(column) {
            Some(Value::Blob(bytes)) => Ok(bytes),
            _ => Err(unexpected(column)),
        }
    }

    /// The text in a column that always has one.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.optional_text(column)?.ok_or_else(|| unexpected(column))
    }

    /// The text in a column that may be empty.
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(unexpected(column)),
        }
    }
}

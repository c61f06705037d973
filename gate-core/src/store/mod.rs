//! Store: everything durable, in one libSQL file with one writer.

mod check;
mod counters;
mod db;
pub(crate) mod directory;
mod error;
mod keys;
mod latency;
mod ledger;
mod local;
mod migrate;
mod names;
mod orgs;
mod owner;
mod providers;
mod responses;
mod usage;
mod vault;

use std::sync::Arc;

pub use counters::{Counters, Limits, Scope, Standing};
pub use db::{Answer, Batch, Db, Durability, Lost, OnFailure, ResultSet, Row, Statement, Value};
pub use error::StoreError;
pub use keys::Keys;
pub use latency::{CallTime, Latency, RECORDS_MAX};
pub use ledger::{
    Belongs, CallState, Closing, Granted, Ledger, Recovered, RefusedCall, Reservation, ReserveError,
};
pub use local::{LocalDb, LocalOptions};
pub use names::Names;
pub use orgs::{NewOrg, Orgs};
pub use owner::{ClaimError, OwnedBy, Owner};
pub use providers::{
    CatalogueEntry, CataloguePage, Discovery, FoundModel, KeyLimits, NewProviderKey, ProviderKeyRow,
    ProviderKeys, ProviderRow, ProviderRows, Run, Target,
};
pub use responses::{KEPT_FOR, KeptResponse, Responses};
pub use usage::{DayTotal, Page, PageQuery, Usage, UsageRecord};
pub use vault::{Vault, VaultError, VaultStanding};

/// The tables, each behind a type that knows its rules. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Arc<dyn Db>,
    /// Money: what is reserved and spent, and the record of each call.
    pub ledger: Ledger,
    /// What each level may spend and has spent.
    pub counters: Counters,
    /// Keys.
    pub keys: Keys,
    /// Organisations, teams and tenants.
    pub orgs: Orgs,
    /// Usage records, for reading.
    pub usage: Usage,
    /// Providers.
    pub providers: ProviderRows,
    /// Their keys.
    pub provider_keys: ProviderKeys,
    /// Their models.
    pub discovery: Discovery,
    /// How long their calls took.
    pub latency: Latency,
    /// Answers that later requests go on from.
    pub responses: Responses,
}

impl Store {
    /// Opens the database of an owned directory; see [`LocalDb::open`].
    pub fn open(owner: Owner, options: LocalOptions) -> Result<Self, StoreError> {
        Ok(Self::on(Arc::new(LocalDb::open(owner, options)?)))
    }

    /// The tables of this database.
    pub fn on(db: Arc<dyn Db>) -> Self {
        Self {
            ledger: Ledger::on(Arc::clone(&db)),
            counters: Counters::on(Arc::clone(&db)),
            keys: Keys::on(Arc::clone(&db)),
            orgs: Orgs::on(Arc::clone(&db)),
            usage: Usage::on(Arc::clone(&db)),
            providers: ProviderRows::on(Arc::clone(&db)),
            provider_keys: ProviderKeys::on(Arc::clone(&db)),
            discovery: Discovery::on(Arc::clone(&db)),
            latency: Latency::on(Arc::clone(&db)),
            responses: Responses::on(Arc::clone(&db)),
            db,
        }
    }

    /// The database itself.
    pub fn db(&self) -> &Arc<dyn Db> {
        &self.db
    }

    /// Waits until everything handed over so far can be read.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.db.write(Batch::normal([])).await.map(drop)
    }

    /// Writes what is queued and closes the database; every clone is closed with it.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.db.close().await
    }
}

/// The row a write must have changed.
fn one_row(result: &ResultSet, what: &'static str) -> Result<(), StoreError> {
    if result.affected == 1 { Ok(()) } else { Err(StoreError::Missing(what)) }
}

/// The row number that an insertion, this one of a batch, has returned.
fn inserted(results: &[ResultSet], statement: usize) -> Result<i64, StoreError> {
    let row = results.get(statement).and_then(|result| result.rows.first());
    row.ok_or(StoreError::Missing("the inserted row"))?.integer(0)
}

/// A list or a settings object as a column holds it.
fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}

/// Reads what [`to_json`] wrote.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

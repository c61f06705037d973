//! Provider keys: sealed, one row each. A row opens only under a master key that is not here.

use std::sync::Arc;

use crate::id::{OrgId, ProviderKeyId, ProviderRowId};
use crate::secret::Sealed;
use crate::store::{Batch, Db, Row, Statement, StoreError, Value, inserted, one_row};

macro_rules! insert {
    ($condition:literal) => {
        concat!(
            "INSERT INTO provider_keys (org_id, provider, public_id, label, masked, origin, key_version, nonce,
            ciphertext, concurrency_limit, rpm_limit, enabled, created_at_ms)
            SELECT org_id, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12 FROM providers
            WHERE org_id = ?1 AND id = ?2",
            $condition,
            " RETURNING id"
        )
    };
}

const INSERT: &str = insert!("");
/// Two that come at once cannot both be the only one.
const INSERT_ONLY: &str =
    insert!(" AND NOT EXISTS (SELECT 1 FROM provider_keys WHERE org_id = ?1 AND provider = ?2)");
const REPLACE: &str =
    "UPDATE provider_keys SET masked = ?3, origin = ?4, key_version = ?5, nonce = ?6, ciphertext = ?7,
    rotated_at_ms = ?8 WHERE org_id = ?1 AND id = ?2";
const RESEAL: &str = "UPDATE provider_keys SET key_version = ?3, nonce = ?4, ciphertext = ?5
    WHERE org_id = ?1 AND id = ?2 AND nonce = ?6";
const SET: &str = "UPDATE provider_keys SET label = ?3, concurrency_limit = ?4, rpm_limit = ?5, enabled = ?6
    WHERE org_id = ?1 AND id = ?2";
const DELETE: &str = "DELETE FROM provider_keys WHERE org_id = ?1 AND id = ?2";
const DELETE_ALL: &str = "DELETE FROM provider_keys WHERE org_id = ?1 AND provider = ?2";
const LOAD: &str = "SELECT id, provider, public_id, label, masked, origin, key_version, nonce, ciphertext,
    concurrency_limit, rpm_limit, enabled, created_at_ms, rotated_at_ms FROM provider_keys WHERE org_id = ?1 ORDER BY id";
/// Whatever is sealed in this database, under which versions.
const VERSIONS: &str = "SELECT ifnull(min(key_version), 0), ifnull(max(key_version), 0) FROM
    (SELECT key_version FROM provider_keys UNION ALL SELECT key_version FROM responses)";

/// A stored key, still sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderKeyRow {
    /// The row, which is its number outside.
    pub id: ProviderKeyId,
    /// The provider it is for.
    pub provider: ProviderRowId,
    /// The id shown outside (`pkey_...`); it is sealed with the key.
    pub public_id: String,
    /// What people call it.
    pub label: Option<String>,
    /// What lists show of it.
    pub masked: String,
    /// The origin it was given for, to which alone it is sent; it is sealed with the key.
    pub origin: String,
    /// The key.
    pub sealed: Sealed,
    /// How much it may be used.
    pub limits: KeyLimits,
    /// Whether it is used.
    pub enabled: bool,
    /// When it was stored, milliseconds since 1970.
    pub created_at_ms: i64,
    /// When another value last took its place.
    pub rotated_at_ms: Option<i64>,
}

/// How much one key may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyLimits {
    /// Calls at a time.
    pub concurrency: u32,
    /// Requests per minute; `None` is unlimited.
    pub rpm: Option<u32>,
}

/// A key to be stored.
#[derive(Debug, Clone)]
pub struct NewProviderKey {
    /// The provider it is for.
    pub provider: ProviderRowId,
    /// The id it will have, for which it was sealed.
    pub public_id: String,
    /// What people call it.
    pub label: Option<String>,
    /// What lists show of it.
    pub masked: String,
    /// The origin it was sealed for.
    pub origin: String,
    /// The key.
    pub sealed: Sealed,
    /// How much it may be used.
    pub limits: KeyLimits,
    /// Now, milliseconds since 1970.
    pub now_ms: i64,
}

/// The table of provider keys. Cheap to clone. What is written survives the loss of power.
#[derive(Clone)]
pub struct ProviderKeys {
    db: Arc<dyn Db>,
}

impl ProviderKeys {
    pub(in crate::store) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Stores a key beside those that are there.
    pub async fn insert(&self, org: OrgId, key: NewProviderKey) -> Result<ProviderKeyId, StoreError> {
        let results = self.db.write(Batch::full([Statement::new(INSERT, new_values(org, key))])).await?;
        inserted(&results, 0).map(ProviderKeyId)
    }

    /// Stores a key unless the provider has one; `None` when it has.
    pub async fn insert_only(
        &self,
        org: OrgId,
        key: NewProviderKey,
    ) -> Result<Option<ProviderKeyId>, StoreError> {
        let results = self.db.write(Batch::full([Statement::new(INSERT_ONLY, new_values(org, key))])).await?;
        results[0].rows.first().map(|row| row.integer(0).map(ProviderKeyId)).transpose()
    }

    /// Puts another value in the place of a key's; the old one is gone with the same statement.
    pub async fn replace(&self, org: OrgId, changed: &ProviderKeyRow) -> Result<(), StoreError> {
        let ProviderKeyRow { id, masked, origin, sealed, rotated_at_ms, .. } = changed;
        let values: [Value; 8] = [
            org.0.into(),
            id.0.into(),
            masked.clone().into(),
            origin.clone().into(),
            sealed.key_version.into(),
            sealed.nonce.to_vec().into(),
            sealed.ciphertext.clone().into(),
            (*rotated_at_ms).into(),
        ];
        let results = self.db.write(Batch::full([Statement::new(REPLACE, values)])).await?;
        one_row(&results[0], "the provider key")
    }

    /// Stores the same keys sealed anew, all of them or none: each with what it was sealed as before.
    pub async fn reseal(&self, changes: Vec<(OrgId, ProviderKeyRow, Sealed)>) -> Result<(), StoreError> {
        let statements: Vec<Statement> = changes
            .into_iter()
            .map(|(org, row, sealed)| {
                let values: [Value; 6] = [
                    org.0.into(),
                    row.id.0.into(),
                    sealed.key_version.into(),
                    sealed.nonce.to_vec().into(),
                    sealed.ciphertext.into(),
                    row.sealed.nonce.to_vec().into(),
                ];
                Statement::new(RESEAL, values)
            })
            .collect();
        let results = self.db.write(Batch::full(statements)).await?;
        results.iter().try_for_each(|result| one_row(result, "a provider key as it was read"))
    }

    /// Changes what is not secret about a key.
    pub async fn set(&self, org: OrgId, changed: &ProviderKeyRow) -> Result<(), StoreError> {
        let ProviderKeyRow { id, label, limits, enabled, .. } = changed;
        let values: [Value; 6] = [
            org.0.into(),
            id.0.into(),
            label.clone().into(),
            limits.concurrency.into(),
            limits.rpm.into(),
            (*enabled).into(),
        ];
        let results = self.db.write(Batch::full([Statement::new(SET, values)])).await?;
        one_row(&results[0], "the provider key")
    }

    /// Destroys a key.
    pub async fn delete(&self, org: OrgId, id: ProviderKeyId) -> Result<(), StoreError> {
        let statement = Statement::new(DELETE, [org.0.into(), id.0.into()]);
        let results = self.db.write(Batch::full([statement])).await?;
        one_row(&results[0], "the provider key")
    }

    /// Destroys every key of a provider and says how many there were.
    pub async fn delete_all(&self, org: OrgId, provider: ProviderRowId) -> Result<u64, StoreError> {
        let statement = Statement::new(DELETE_ALL, [org.0.into(), provider.0.into()]);
        let results = self.db.write(Batch::full([statement])).await?;
        Ok(results[0].affected)
    }

    /// Every key of an organisation, the oldest first.
    pub async fn load(&self, org: OrgId) -> Result<Vec<ProviderKeyRow>, StoreError> {
        self.db.read(Statement::new(LOAD, [org.0.into()])).await?.iter().map(key_from).collect()
    }

    /// The highest version of a master key that anything is sealed under, whosever it is; 0 when nothing is.
    pub async fn highest_version(&self) -> Result<u32, StoreError> {
        self.versions().await.map(|(_, highest)| highest)
    }

    /// The lowest and the highest version of a master key that anything is sealed under, kept responses included; 0
    /// when nothing is.
    pub async fn versions(&self) -> Result<(u32, u32), StoreError> {
        let rows = self.db.read(Statement::new(VERSIONS, [])).await?;
        let row = rows.first().ok_or(StoreError::Missing("the versions in use"))?;
        let number = |column| u32::try_from(row.integer(column)?).map_err(|_| damaged("version"));
        Ok((number(0)?, number(1)?))
    }
}

fn new_values(org: OrgId, key: NewProviderKey) -> Vec<Value> {
    vec![
        org.0.into(),
        key.provider.0.into(),
        key.public_id.into(),
        key.label.into(),
        key.masked.into(),
        key.origin.into(),
        key.sealed.key_version.into(),
        key.sealed.nonce.to_vec().into(),
        key.sealed.ciphertext.into(),
        key.limits.concurrency.into(),
        key.limits.rpm.into(),
        key.now_ms.into(),
    ]
}

fn key_from(row: &Row) -> Result<ProviderKeyRow, StoreError> {
    let number = |value: i64, what| u32::try_from(value).map_err(|_| damaged(what));
    Ok(ProviderKeyRow {
        id: ProviderKeyId(row.integer(0)?),
        provider: ProviderRowId(row.integer(1)?),
        public_id: row.text(2)?.to_owned(),
        label: row.optional_text(3)?.map(str::to_owned),
        masked: row.text(4)?.to_owned(),
        origin: row.text(5)?.to_owned(),
        sealed: Sealed {
            key_version: number(row.integer(6)?, "version")?,
            nonce: row.blob(7)?.try_into().map_err(|_| damaged("nonce"))?,
            ciphertext: row.blob(8)?.to_vec(),
        },
        limits: KeyLimits {
            concurrency: number(row.integer(9)?, "limit")?,
            rpm: row.optional_integer(10)?.map(|limit| number(limit, "limit")).transpose()?,
        },
        enabled: row.flag(11)?,
        created_at_ms: row.integer(12)?,
        rotated_at_ms: row.optional_integer(13)?,
    })
}

fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt(format!("a provider key's {what} cannot be read"))
}

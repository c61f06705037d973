//! Responses: exchanges in the Responses format, kept sealed for requests that go on from them.

use std::sync::Arc;
use std::time::Duration;

use super::{Batch, Db, Row, Statement, StoreError, Value, to_json};
use crate::id::{KeyId, OrgId};
use crate::secret::Sealed;

/// How long an exchange is kept; `OpenAI` keeps theirs as long.
pub const KEPT_FOR: Duration = Duration::from_hours(30 * 24);
/// The longest chain of answers that one request may go on from.
const LONGEST_CHAIN: i64 = 1_000;

const INSERT: &str = "INSERT OR IGNORE INTO responses
    (org_id, key_id, id, previous_id, created_at_ms, key_version, nonce, ciphertext)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const INSERT_ITEMS: &str = "INSERT OR IGNORE INTO response_items (key_id, item_id, response_id)
    SELECT ?1, value, ?2 FROM json_each(?3)";
const FORGET: &str = "DELETE FROM responses WHERE created_at_ms < ?1";
const DELETE: &str = "DELETE FROM responses WHERE org_id = ?1 AND key_id = ?2 AND id = ?3";
/// The chain from the newest to the oldest.
const CHAIN: &str = "WITH RECURSIVE chain (depth, of_id) AS (
        VALUES (0, ?3)
        UNION ALL
        SELECT depth + 1, previous_id FROM chain JOIN responses ON key_id = ?2 AND id = of_id AND org_id = ?1
        WHERE previous_id IS NOT NULL AND depth < ?4
    )
    SELECT id, previous_id, key_version, nonce, ciphertext
    FROM chain JOIN responses ON key_id = ?2 AND id = of_id AND org_id = ?1 ORDER BY depth";

/// The answers in which these items stand.
const HOLDING: &str = "SELECT DISTINCT id, previous_id, key_version, nonce, ciphertext
    FROM json_each(?3) JOIN response_items AS item ON item.key_id = ?2 AND item_id = value
    JOIN responses ON responses.key_id = ?2 AND id = response_id AND org_id = ?1";

/// One exchange as it is kept.
#[derive(Clone)]
pub struct KeptResponse {
    /// The answer's id.
    pub id: String,
    /// The answer that it went on from.
    pub previous: Option<String>,
    /// The ids of its items; nothing when it is read.
    pub items: Vec<String>,
    /// The exchange.
    pub sealed: Sealed,
}

/// The table of exchanges. Cheap to clone.
#[derive(Clone)]
pub struct Responses {
    db: Arc<dyn Db>,
}

impl Responses {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Keeps an exchange, and forgets those that are too old. One that is there already stays as it is.
    pub async fn insert(
        &self,
        org: OrgId,
        key: KeyId,
        kept: KeptResponse,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let items = [key.0.into(), kept.id.clone().into(), to_json(&kept.items)?.into()];
        let values: [Value; 8] = [
            org.0.into(),
            key.0.into(),
            kept.id.into(),
            kept.previous.into(),
            now_ms.into(),
            kept.sealed.key_version.into(),
            kept.sealed.nonce.to_vec().into(),
            kept.sealed.ciphertext.into(),
        ];
        let age_ms = i64::try_from(KEPT_FOR.as_millis()).unwrap_or(i64::MAX);
        let forget = Statement::new(FORGET, [now_ms.saturating_sub(age_ms).into()]);
        self.db
            .write(Batch::normal([
                forget,
                Statement::new(INSERT, values),
                Statement::new(INSERT_ITEMS, items),
            ]))
            .await
            .map(drop)
    }

    /// An exchange and those that it went on from, the oldest first; empty when the key has none of that id. A chain of
    /// which a part was forgotten begins after that part.
    pub async fn chain(&self, org: OrgId, key: KeyId, id: &str) -> Result<Vec<KeptResponse>, StoreError> {
        let values: [Value; 4] = [org.0.into(), key.0.into(), id.to_owned().into(), LONGEST_CHAIN.into()];
        let rows = self.db.read(Statement::new(CHAIN, values)).await?;
        rows.iter().rev().map(kept_from).collect()
    }

    /// The exchanges in which these items stand, in no order.
    pub async fn holding(
        &self,
        org: OrgId,
        key: KeyId,
        items: &[&str],
    ) -> Result<Vec<KeptResponse>, StoreError> {
        let values: [Value; 3] = [org.0.into(), key.0.into(), to_json(&items)?.into()];
        self.db.read(Statement::new(HOLDING, values)).await?.iter().map(kept_from).collect()
    }

    /// Forgets an exchange; `false` when the key has none of that id.
    pub async fn delete(&self, org: OrgId, key: KeyId, id: &str) -> Result<bool, StoreError> {
        let values: [Value; 3] = [org.0.into(), key.0.into(), id.to_owned().into()];
        let results = self.db.write(Batch::normal([Statement::new(DELETE, values)])).await?;
        Ok(results.first().is_some_and(|result| result.affected > 0))
    }
}

fn kept_from(row: &Row) -> Result<KeptResponse, StoreError> {
    let damaged = |what: &str| StoreError::Corrupt(format!("a kept response's {what} cannot be read"));
    Ok(KeptResponse {
        id: row.text(0)?.to_owned(),
        previous: row.optional_text(1)?.map(str::to_owned),
        items: Vec::new(),
        sealed: Sealed {
            key_version: u32::try_from(row.integer(2)?).map_err(|_| damaged("version"))?,
            nonce: row.blob(3)?.try_into().map_err(|_| damaged("nonce"))?,
            ciphertext: row.blob(4)?.to_vec(),
        },
    })
}

//! Names: the ids that rows show outside.

use std::collections::HashMap;

use super::{Row, Statement, Store, StoreError};
use crate::id::OrgId;

const KEYS: &str = "SELECT id, public_id FROM keys WHERE org_id = ?1";
const TEAMS: &str = "SELECT id, public_id FROM teams WHERE org_id = ?1";
const TENANTS: &str = "SELECT id, public_id FROM tenants WHERE org_id = ?1";

/// The public ids of an organisation's rows.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of keys (`key_...`).
    pub keys: HashMap<i64, String>,
    /// Of teams (`team_...`).
    pub teams: HashMap<i64, String>,
    /// Of tenants (`ten_...`).
    pub tenants: HashMap<i64, String>,
}

impl Store {
    /// Every name an organisation's records may need.
    pub async fn names(&self, org: OrgId) -> Result<Names, StoreError> {
        Ok(Names {
            keys: self.named(KEYS, org).await?,
            teams: self.named(TEAMS, org).await?,
            tenants: self.named(TENANTS, org).await?,
        })
    }

    async fn named(&self, sql: &'static str, org: OrgId) -> Result<HashMap<i64, String>, StoreError> {
        let rows = self.db.read(Statement::new(sql, [org.0.into()])).await?;
        rows.iter().map(|row: &Row| Ok((row.integer(0)?, row.text(1)?.to_owned()))).collect()
    }
}

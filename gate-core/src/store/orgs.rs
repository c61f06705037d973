//! Organisations, their teams and tenants, and the policy in force.

use std::sync::Arc;

use super::counters::{amount, insert_for_last, nanos, set_limits};
use super::{
    Batch, Db, Limits, Row, Scope, Statement, StoreError, Value, from_json, inserted, one_row, to_json,
};
use crate::caller::{GovernancePolicy, Org, PiiAction};
use crate::id::{OrgId, TeamId, TenantId};
use crate::refusal::BudgetScope;

const INSERT: &str =
    "INSERT INTO orgs (public_id, rpm_limit, max_cost_per_request, pii_scan_enabled, pii_action,
    allowed_models, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
const INSERT_TENANT: &str = "INSERT INTO tenants (org_id, public_id, name, is_default, created_at_ms)
    SELECT id, ?2, ?3, ?4, ?5 FROM orgs WHERE public_id = ?1 RETURNING id";
const INSERT_TEAM: &str = "INSERT INTO teams (org_id, public_id, name, created_at_ms) VALUES (?1, ?2, ?3, ?4)
    RETURNING id";
const UPDATE_POLICY: &str =
    "UPDATE orgs SET rpm_limit = ?2, max_cost_per_request = ?3, pii_scan_enabled = ?4,
    pii_action = ?5, allowed_models = ?6 WHERE id = ?1";
const LOAD_ALL: &str = "SELECT id, public_id, rpm_limit, max_cost_per_request, pii_scan_enabled, pii_action,
    allowed_models, day_limit, month_limit FROM orgs JOIN counters ON scope = id * 8 ORDER BY id";
const DEFAULT_TENANT: &str = "SELECT id FROM tenants WHERE org_id = ?1 AND is_default = 1";

/// An organisation to be made.
#[derive(Debug, Clone)]
pub struct NewOrg {
    /// The id shown outside (`org_...`).
    pub public_id: String,
    /// The id its default tenant shows outside (`ten_...`).
    pub tenant_public_id: String,
    /// Now, milliseconds since 1970.
    pub now_ms: i64,
}

/// The tables of organisations, teams and tenants. Cheap to clone.
#[derive(Clone)]
pub struct Orgs {
    db: Arc<dyn Db>,
}

impl Orgs {
    pub(super) fn on(db: Arc<dyn Db>) -> Self {
        Self { db }
    }

    /// Makes an organisation with the policy of a fresh install, its default tenant and their counters.
    pub async fn insert(&self, new: NewOrg) -> Result<(Org, TenantId), StoreError> {
        let policy = GovernancePolicy::default();
        let mut org = vec![Value::from(new.public_id.clone())];
        org.extend(policy_values(&policy)?);
        org.push(new.now_ms.into());
        let tenant: [Value; 5] = [
            new.public_id.clone().into(),
            new.tenant_public_id.into(),
            "default".into(),
            true.into(),
            new.now_ms.into(),
        ];
        let statements = [
            Statement::new(INSERT, org),
            insert_for_last(BudgetScope::Org, limits(&policy)),
            Statement::new(INSERT_TENANT, tenant),
            insert_for_last(BudgetScope::Tenant, Limits::default()),
        ];
        let results = self.db.write(Batch::full(statements)).await?;
        let org = Org { id: OrgId(inserted(&results, 0)?), public_id: new.public_id, policy };
        Ok((org, TenantId(inserted(&results, 2)?)))
    }

    /// Every organisation with its policy.
    pub async fn load_all(&self) -> Result<Vec<Org>, StoreError> {
        self.db.read(Statement::new(LOAD_ALL, [])).await?.iter().map(org_from).collect()
    }

    /// The tenant on which keys without one hang.
    pub async fn default_tenant(&self, org: OrgId) -> Result<TenantId, StoreError> {
        let rows = self.db.read(Statement::new(DEFAULT_TENANT, [org.0.into()])).await?;
        rows.first().ok_or(StoreError::Missing("the default tenant"))?.integer(0).map(TenantId)
    }

    /// Makes a team. [`StoreError::Conflict`] when the organisation has one of that name.
    pub async fn insert_team(
        &self,
        org: OrgId,
        public_id: String,
        name: String,
        now_ms: i64,
    ) -> Result<TeamId, StoreError> {
        let team: [Value; 4] = [org.0.into(), public_id.into(), name.into(), now_ms.into()];
        let statements =
            [Statement::new(INSERT_TEAM, team), insert_for_last(BudgetScope::Team, Limits::default())];
        let results = self.db.write(Batch::full(statements)).await?;
        inserted(&results, 0).map(TeamId)
    }

    /// Puts a policy in force, its budgets included.
    pub async fn update_policy(&self, org: OrgId, policy: &GovernancePolicy) -> Result<(), StoreError> {
        let mut values = vec![Value::from(org.0)];
        values.extend(policy_values(policy)?);
        let statements = [Statement::new(UPDATE_POLICY, values), set_limits(Scope::Org(org), limits(policy))];
        let results = self.db.write(Batch::full(statements)).await?;
        results.iter().try_for_each(|result| one_row(result, "the organisation"))
    }
}

fn limits(policy: &GovernancePolicy) -> Limits {
    Limits { day: policy.daily_budget, month: policy.monthly_budget }
}

/// The policy's columns; its budgets stand in the counter.
fn policy_values(policy: &GovernancePolicy) -> Result<[Value; 5], StoreError> {
    Ok([
        policy.rpm_limit.into(),
        nanos(policy.max_cost_per_request).into(),
        policy.pii_scan_enabled.into(),
        pii_action_name(policy.pii_action).into(),
        to_json(&policy.allowed_models)?.into(),
    ])
}

fn org_from(row: &Row) -> Result<Org, StoreError> {
    let policy = GovernancePolicy {
        rpm_limit: row.optional_integer(2)?.and_then(|limit| u32::try_from(limit).ok()),
        daily_budget: amount(row, 7)?,
        monthly_budget: amount(row, 8)?,
        max_cost_per_request: amount(row, 3)?,
        pii_scan_enabled: row.flag(4)?,
        pii_action: pii_action(row.text(5)?)?,
        allowed_models: from_json(row.text(6)?)?,
    };
    Ok(Org { id: OrgId(row.integer(0)?), public_id: row.text(1)?.to_owned(), policy })
}

const fn pii_action_name(action: PiiAction) -> &'static str {
    match action {
        PiiAction::Block => "block",
        PiiAction::Warn => "warn",
        PiiAction::Redact => "redact",
    }
}

fn pii_action(name: &str) -> Result<PiiAction, StoreError> {
    [PiiAction::Block, PiiAction::Warn, PiiAction::Redact]
        .into_iter()
        .find(|action| pii_action_name(*action) == name)
        .ok_or_else(|| StoreError::Corrupt(format!("`{name}` is no action of a policy")))
}

//! A store in a temporary directory with one organisation, team, tenant and key.

use std::path::Path;
use std::time::Duration;

use gate_core::call::KeyFamily;
use gate_core::caller::{Key, KeySettings, RateMode};
use gate_core::id::{CallId, KeyId, OrgId, TeamId, TenantId};
use gate_core::money::Money;
use gate_core::secret::KeyDigest;
use gate_core::store::{
    Belongs, CallState, ClaimError, Closing, Granted, Limits, LocalOptions, NewOrg, Owner, Reservation,
    ReserveError, Scope, Standing, Store,
};
use gate_core::usage::TokenUsage;
use tempfile::TempDir;

/// 2026-03-17 12:00 UTC.
pub(crate) const NOON: i64 = 1_773_748_800_000;
pub(crate) const DAY: i64 = 86_400_000;

pub(crate) struct Bench {
    pub(crate) directory: TempDir,
    pub(crate) store: Store,
    pub(crate) org: OrgId,
    pub(crate) team: TeamId,
    pub(crate) tenant: TenantId,
    pub(crate) key: KeyId,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = open(directory.path());
        let new = NewOrg { public_id: "org_1".into(), tenant_public_id: "ten_1".into(), now_ms: NOON };
        let (org, tenant) = store.orgs.insert(new).await.unwrap();
        let team = store.orgs.insert_team(org.id, "team_1".into(), "builders".into(), NOON).await.unwrap();
        let key = store.keys.insert(&key(org.id, Some(team), tenant, "first")).await.unwrap();
        Self { directory, store, org: org.id, team, tenant, key }
    }

    pub(crate) fn scopes(&self) -> [Scope; 4] {
        [Scope::Org(self.org), Scope::Team(self.team), Scope::Tenant(self.tenant), Scope::Key(self.key)]
    }

    pub(crate) fn belongs(&self, id: i64) -> Belongs {
        let Self { org, team, tenant, key, .. } = *self;
        Belongs { call_id: call(id), org, team: Some(team), tenant, key }
    }

    pub(crate) fn reservation(&self, id: i64, now_ms: i64, floor: i64, want: i64) -> Reservation {
        Reservation {
            belongs: self.belongs(id),
            now_ms,
            want: nanos(want),
            floor: nanos(floor),
            estimate: nanos(want / 2),
            session_id: Some("session".into()),
            provider: Some("openai".into()),
            model: "gpt-4o".into(),
            requested_model: "gpt-4o-latest".into(),
            price_version: Some("2026-03".into()),
            stream: true,
            tags: vec![("team".into(), "red".into())],
        }
    }

    pub(crate) async fn reserve(&self, id: i64, now_ms: i64, want: i64) -> Result<Granted, ReserveError> {
        self.store.ledger.reserve(self.reservation(id, now_ms, want, want)).await
    }

    pub(crate) async fn limit(&self, scope: Scope, day: Option<i64>, month: Option<i64>) {
        let limits = Limits { day: day.map(nanos), month: month.map(nanos) };
        self.store.counters.set_limits(scope, limits).await.unwrap();
    }

    pub(crate) fn close(&self, id: i64, now_ms: i64, cost: i64) {
        self.store.ledger.close(closing(id, now_ms, cost));
    }

    /// Spent and reserved of day and month, after everything handed over is written.
    pub(crate) async fn figures(&self, scope: Scope) -> [i64; 4] {
        let Standing { day_spent, day_reserved, month_spent, month_reserved, .. } =
            self.standing(scope).await;
        [day_spent, day_reserved, month_spent, month_reserved].map(Money::nanos)
    }

    pub(crate) async fn standing(&self, scope: Scope) -> Standing {
        self.store.flush().await.unwrap();
        self.store.counters.standing(scope).await.unwrap()
    }
}

pub(crate) fn key(org: OrgId, team: Option<TeamId>, tenant: TenantId, name: &str) -> Key {
    Key {
        id: KeyId(0),
        public_id: format!("key_{name}"),
        org,
        team,
        tenant,
        name: name.into(),
        family: KeyFamily::CurateMe,
        digest: KeyDigest::of(name),
        last4: "wxyz".into(),
        enabled: true,
        created_at_ms: NOON,
        expires_at_ms: None,
        revoked_at_ms: None,
        rotated_to: None,
        grace_until_ms: None,
        allowed_ips: Vec::new(),
        allowed_models: Vec::new(),
        scopes: vec!["proxy".into()],
        rpm_limit: None,
        rate_mode: RateMode::Sliding,
        daily_budget: None,
        monthly_budget: None,
        max_cost_per_request: None,
        settings: KeySettings::default(),
    }
}

pub(crate) fn closing(id: i64, now_ms: i64, cost: i64) -> Closing {
    Closing {
        call_id: call(id),
        state: CallState::Done,
        cost: nanos(cost),
        is_estimated: false,
        usage: Some(TokenUsage { prompt: Some(10), completion: Some(3), ..TokenUsage::default() }),
        provider: None,
        model: Some("gpt-4o-2024".into()),
        attempts: Vec::new(),
        status_code: 200,
        denied_step: None,
        refusal_code: None,
        latency_ms: 17,
        redacted: 2,
        cached: false,
        finished_at_ms: now_ms,
    }
}

/// Opens a directory, waiting for a store that is being dropped to let go of it.
pub(crate) fn open(directory: &Path) -> Store {
    for _ in 0..500 {
        match Owner::claim(directory, NOON) {
            Ok(owner) => return Store::open(owner, LocalOptions::default()).unwrap(),
            Err(ClaimError::Owned(_)) => std::thread::sleep(Duration::from_millis(10)),
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the directory was never free");
}

pub(crate) fn nanos(nanos: i64) -> Money {
    Money::from_nanos(nanos)
}

pub(crate) fn call(id: i64) -> CallId {
    CallId::from_row(id).unwrap()
}

//! Doctor: how the installation stands, check by check.

use serde_json::{Value, json};

use super::Desk;
use crate::store::VaultStanding;
use crate::targets::KeyStatus;

/// One check and what it found.
struct Check {
    name: &'static str,
    /// Empty when all is well.
    problem: Option<String>,
    detail: String,
}

impl Desk {
    /// Looks at everything a call depends on. Nothing is changed, and no request leaves the machine.
    pub(super) async fn doctor(&self) -> Value {
        let mut checks = vec![self.check_store().await, self.check_reservations().await];
        checks.extend(self.check_providers());
        checks.push(self.check_master_key());
        checks.extend(self.check_provider_keys().await);
        checks.push(self.check_keys().await);
        let ok = checks.iter().all(|check| check.problem.is_none());
        let checks: Vec<Value> = checks
            .into_iter()
            .map(|check| {
                json!({
                    "check": check.name,
                    "ok": check.problem.is_none(),
                    "detail": check.problem.unwrap_or(check.detail),
                })
            })
            .collect();
        json!({ "ok": ok, "version": env!("CARGO_PKG_VERSION"), "checks": checks })
    }

    async fn check_store(&self) -> Check {
        match self.store.integrity().await {
            Ok(report) if report == "ok" => {
                Check { name: "database", problem: None, detail: "the database is whole".to_owned() }
            }
            Ok(report) => Check { name: "database", problem: Some(report), detail: String::new() },
            Err(error) => Check { name: "database", problem: Some(error.to_string()), detail: String::new() },
        }
    }

    async fn check_reservations(&self) -> Check {
        match self.store.ledger.open_reservations().await {
            Ok(open) => {
                Check { name: "reservations", problem: None, detail: format!("{open} calls in flight") }
            }
            Err(error) => {
                Check { name: "reservations", problem: Some(error.to_string()), detail: String::new() }
            }
        }
    }

    fn check_providers(&self) -> Vec<Check> {
        self.providers
            .remote()
            .iter()
            .map(|provider| {
                let missing = provider.needs_key && !provider.has_key();
                let problem = missing.then(|| format!("provider `{}` has no API key", provider.id));
                Check {
                    name: "provider",
                    problem,
                    detail: format!("provider `{}` has what it needs", provider.id),
                }
            })
            .collect()
    }

    fn check_master_key(&self) -> Check {
        let (problem, detail) = match self.outside.vault.standing() {
            VaultStanding::Ready(version) => {
                (None, format!("provider keys are sealed under master key v{version}"))
            }
            VaultStanding::Unneeded => {
                (None, "no provider key is stored, so no master key was made".to_owned())
            }
            VaultStanding::Unusable(error) => (Some(error.to_string()), String::new()),
        };
        Check { name: "master key", problem, detail }
    }

    /// Every stored key that is not used although nobody switched it off.
    async fn check_provider_keys(&self) -> Vec<Check> {
        let keys = match self.secrets(self.home.org).await {
            Ok(keys) => keys,
            Err(refusal) => {
                let problem = Some(refusal.to_string());
                return vec![Check { name: "provider keys", problem, detail: String::new() }];
            }
        };
        keys.iter()
            .map(|key| {
                let whose = format!("key {} of provider `{}`", key.masked, key.provider_id);
                let problem = match key.status {
                    KeyStatus::Active | KeyStatus::Disabled => None,
                    KeyStatus::Unreadable => {
                        Some(format!("{whose} does not open: its master key is not here"))
                    }
                    KeyStatus::OtherAddress => Some(format!("{whose} was given for another address")),
                };
                Check { name: "provider key", problem, detail: format!("{whose} is {}", key.status.name()) }
            })
            .collect()
    }

    async fn check_keys(&self) -> Check {
        match self.list_keys().await {
            Ok(keys) => {
                let live = keys.iter().filter(|key| key.enabled && key.revoked_at_ms.is_none()).count();
                let problem =
                    (live == 0).then(|| "no key can be used; make one with `gate keys create`".to_owned());
                Check { name: "keys", problem, detail: format!("{live} keys can be used") }
            }
            Err(refusal) => Check { name: "keys", problem: Some(refusal.to_string()), detail: String::new() },
        }
    }
}

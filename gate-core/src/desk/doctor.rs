//! Doctor: how the installation stands, check by check.

use serde_json::{Value, json};

use super::Desk;

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

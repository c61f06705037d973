//! Health: the bodies of `/health` and `/v1/health`.

use gate_core::clock::iso8601_ms;
use http::StatusCode;
use serde::Serialize;

/// What is known about the process that answers.
#[derive(Debug, Clone)]
pub struct HealthFacts {
    /// Now, milliseconds since 1970.
    pub now_ms: i64,
    /// When the process started, milliseconds since 1970.
    pub started_at_ms: i64,
    /// How long it has been running, seconds of monotonic time.
    pub uptime_seconds: u64,
    /// The process's random name.
    pub instance_id: String,
    /// Gate's version.
    pub version: &'static str,
    /// Memory in use, in mebibytes.
    pub memory_mb: u64,
    /// Whether the database answers.
    pub database_is_usable: bool,
    /// The enabled providers.
    pub providers: Vec<ProviderHealth>,
}

/// How one enabled provider is doing. Neither name nor address: anybody may ask.
#[derive(Debug, Clone, Copy)]
pub struct ProviderHealth {
    /// The provider's number.
    pub id: i64,
    /// Whether calls go there.
    pub is_up: bool,
}

impl HealthFacts {
    /// Whether calls cannot be served: no usable database, or every enabled provider down.
    pub fn is_degraded(&self) -> bool {
        let all_down = !self.providers.is_empty() && self.providers.iter().all(|provider| !provider.is_up);
        !self.database_is_usable || all_down
    }

    /// Status and body of `GET /health`: 503 when degraded, so that a load balancer can go by it.
    pub fn health(&self) -> (StatusCode, Health) {
        let status = if self.is_degraded() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        let body = Health {
            status: self.status(),
            timestamp: iso8601_ms(self.now_ms),
            database: self.database(),
            providers: self.providers.iter().map(Provider::from).collect(),
            memory_mb: self.memory_mb,
            uptime_seconds: self.uptime_seconds,
            instance_id: self.instance_id.clone(),
            started_at: iso8601_ms(self.started_at_ms),
        };
        (status, body)
    }

    /// The body of `GET /v1/health`, always sent with 200. `detailed` for callers with a valid key.
    pub fn gateway_health(&self, detailed: bool) -> GatewayHealth {
        let active_providers = self.providers.iter().filter(|provider| provider.is_up).count();
        GatewayHealth {
            status: self.status(),
            service: "gate",
            version: self.version,
            timestamp: iso8601_ms(self.now_ms),
            detail: detailed.then(|| GatewayDetail {
                active_providers,
                database: self.database(),
                degraded: self.is_degraded(),
            }),
        }
    }

    fn status(&self) -> &'static str {
        if self.is_degraded() { "degraded" } else { "ok" }
    }

    fn database(&self) -> &'static str {
        if self.database_is_usable { "ok" } else { "error" }
    }
}

/// The body of `GET /health`.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    timestamp: String,
    database: &'static str,
    providers: Vec<Provider>,
    memory_mb: u64,
    uptime_seconds: u64,
    #[serde(rename = "instanceId")]
    instance_id: String,
    #[serde(rename = "startedAt")]
    started_at: String,
}

#[derive(Debug, Serialize)]
struct Provider {
    id: i64,
    status: &'static str,
}

impl From<&ProviderHealth> for Provider {
    fn from(provider: &ProviderHealth) -> Self {
        Self { id: provider.id, status: if provider.is_up { "up" } else { "down" } }
    }
}

/// The body of `GET /v1/health`.
#[derive(Debug, Serialize)]
pub struct GatewayHealth {
    status: &'static str,
    service: &'static str,
    version: &'static str,
    timestamp: String,
    #[serde(flatten)]
    detail: Option<GatewayDetail>,
}

#[derive(Debug, Serialize)]
struct GatewayDetail {
    active_providers: usize,
    database: &'static str,
    degraded: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{HealthFacts, ProviderHealth};

    fn facts(database_is_usable: bool, providers: &[bool]) -> HealthFacts {
        HealthFacts {
            now_ms: 1_771_410_600_250,
            started_at_ms: 1_771_410_590_000,
            uptime_seconds: 10,
            instance_id: "a1b2".into(),
            version: "0.1.0",
            memory_mb: 42,
            database_is_usable,
            providers: (1..).zip(providers).map(|(id, is_up)| ProviderHealth { id, is_up: *is_up }).collect(),
        }
    }

    #[test]
    fn a_gate_is_degraded_without_a_database_or_without_any_provider_that_is_up() {
        for (database, providers, status) in [
            (true, &[true][..], 200),
            (true, &[false, true], 200),
            (true, &[], 200),
            (true, &[false, false], 503),
            (false, &[true], 503),
        ] {
            let facts = facts(database, providers);
            let row = format!("database {database}, providers {providers:?}");
            assert_eq!(facts.health().0, status, "{row}");
            assert_eq!(facts.is_degraded(), status == 503, "{row}");
        }
    }

    #[test]
    fn health_has_the_fields_of_every_product() {
        let (_, body) = facts(true, &[true, false]).health();
        assert_eq!(
            serde_json::to_value(body).ok(),
            Some(json!({
                "status": "ok", "timestamp": "2026-02-18T10:30:00.250Z", "database": "ok",
                "providers": [{"id": 1, "status": "up"}, {"id": 2, "status": "down"}],
                "memory_mb": 42, "uptime_seconds": 10, "instanceId": "a1b2",
                "startedAt": "2026-02-18T10:29:50.000Z",
            }))
        );
    }

    #[test]
    fn the_gateways_health_tells_more_to_those_who_have_a_key() {
        let facts = facts(false, &[true, false]);
        let anonymous = json!({
            "status": "degraded", "service": "gate", "version": "0.1.0", "timestamp": "2026-02-18T10:30:00.250Z",
        });
        assert_eq!(serde_json::to_value(facts.gateway_health(false)).ok(), Some(anonymous.clone()));
        let mut detailed = anonymous;
        detailed["active_providers"] = json!(1);
        detailed["database"] = json!("error");
        detailed["degraded"] = json!(true);
        assert_eq!(serde_json::to_value(facts.gateway_health(true)).ok(), Some(detailed));
    }
}

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
        let status = if self.is_degraded() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::OK
        };
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
        Self {
            id: provider.id,
            status: if provider.is_up { "up" } else { "down" },
        }
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

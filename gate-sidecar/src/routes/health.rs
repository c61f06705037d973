//! Health: `GET /health` for anybody, `GET /v1/health` with more for callers with a key.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use gate_core::call::Credential;
use gate_core::caller::Capability;
use gate_wire::Renderer;
use gate_wire::health::{HealthFacts, ProviderHealth};
use http::{Response, StatusCode};

use super::request::{Incoming, send};
use crate::app::App;

/// How the process is doing; 503 when it cannot serve.
pub(crate) async fn health(State(app): State<Arc<App>>) -> Response<Body> {
    let (status, body) = facts(&app).await.health();
    send(Renderer::new(app.settings.default_dialect, "/health").render_json(status, &body, None))
}

/// The same for gateway clients: always 200 unless the key is wrong.
pub(crate) async fn gateway(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let incoming = match Incoming::read(&app, request) {
        Ok(incoming) => incoming,
        Err(answered) => return *answered,
    };
    let detailed = incoming.recognised.credential != Credential::Missing;
    if detailed && let Err(refused) = incoming.caller(&app, Capability::ReadModels) {
        return *refused;
    }
    let body = facts(&app).await.gateway_health(detailed);
    send(incoming.renderer.render_json(StatusCode::OK, &body, None))
}

async fn facts(app: &App) -> HealthFacts {
    let health = app.gate.health().await;
    HealthFacts {
        now_ms: health.now_ms,
        started_at_ms: health.started_at_ms,
        uptime_seconds: health.uptime.as_secs(),
        instance_id: health.instance_id,
        version: env!("CARGO_PKG_VERSION"),
        memory_mb: memory_mb(),
        database_is_usable: health.database_is_usable,
        providers: (1..).zip(health.providers_up).map(|(id, is_up)| ProviderHealth { id, is_up }).collect(),
    }
}

/// Resident memory in MiB, as the kernel counts it; 0 where it does not tell.
fn memory_mb() -> u64 {
    const PAGE_KIB: u64 = 4;
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    resident.unwrap_or(0) * PAGE_KIB / 1024
}

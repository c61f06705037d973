//! Health of providers: `/gateway/admin/providers/*`, and `GET /v1/providers/health` for every key that lists models.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::Capability;
use gate_wire::admin::{CircuitBody, ProvidersHealth};
use http::{Response, StatusCode};

use super::administered;
use crate::app::App;

/// How the providers are doing, for administrators.
pub(crate) async fn administration(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    answer(&app, request, Capability::ReadAdmin).await
}

/// The same for callers.
pub(crate) async fn gateway(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    answer(&app, request, Capability::ReadModels).await
}

async fn answer(app: &App, request: Request, capability: Capability) -> Response<Body> {
    administered(app, request, capability, async |asked| {
        let providers = app.gate.desk().list_providers(asked.org()).await?;
        Ok((StatusCode::OK, ProvidersHealth::from(providers)))
    })
    .await
}

/// Opens or closes a provider's circuit by hand.
pub(crate) async fn set_circuit(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let CircuitBody { state, reason } = asked.read(CircuitBody::read)?;
        let reason = reason.unwrap_or_default();
        let provider = app.gate.desk().set_circuit(asked.org(), &id, state, &reason).await?;
        tracing::warn!(provider = id, state = state.name(), reason, by = asked.key(), "circuit set by hand");
        Ok((StatusCode::OK, ProvidersHealth::from(vec![provider])))
    })
    .await
}

//! Targets: `/gateway/admin/provider-targets`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::Capability;
use gate_wire::admin::{TargetBody, TargetDeleted, TargetList, TargetMetadata};
use http::{Response, StatusCode};

use super::administered;
use crate::app::App;

/// Every provider.
pub(crate) async fn list(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::ReadAdmin, async |asked| {
        let providers = app.gate.desk().list_providers(asked.org()).await?;
        Ok((StatusCode::OK, TargetList::from(providers)))
    })
    .await
}

/// Stores a provider under its id.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let TargetBody(change) = asked.read(TargetBody::read)?;
        let (provider, is_new) = app.gate.desk().put_provider(asked.org(), &id, change).await?;
        tracing::info!(provider = id, by = asked.key(), "provider stored");
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        Ok((status, TargetMetadata::from(provider)))
    })
    .await
}

/// Forgets a stored provider.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        app.gate.desk().delete_provider(asked.org(), &id).await?;
        tracing::info!(provider = id, by = asked.key(), "provider deleted");
        Ok((StatusCode::OK, TargetDeleted::of(id)))
    })
    .await
}

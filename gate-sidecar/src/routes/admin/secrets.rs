//! Secrets: `/gateway/admin/secrets`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::Capability;
use gate_wire::admin::{Revoked, SecretBody, SecretList, SecretMetadata};
use http::{Response, StatusCode};

use super::administered;
use crate::app::App;

/// Every stored key, masked.
pub(crate) async fn list(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::ReadAdmin, async |asked| {
        let keys = app.gate.desk().secrets(asked.org()).await?;
        Ok((StatusCode::OK, SecretList::from(keys)))
    })
    .await
}

/// Stores the key of a provider that has none.
pub(crate) async fn store(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let SecretBody { provider, plaintext_key, label } = asked.read(SecretBody::store)?;
        let key = app.gate.desk().store_secret(asked.org(), &provider, plaintext_key, label).await?;
        tracing::info!(key = key.id, provider, by = asked.key(), "provider key stored");
        Ok((StatusCode::CREATED, SecretMetadata::from(key)))
    })
    .await
}

/// Puts another value in the place of a provider's key.
pub(crate) async fn rotate(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let SecretBody { provider, plaintext_key, .. } = asked.read(SecretBody::rotate)?;
        let key = app.gate.desk().rotate_secret(asked.org(), &provider, plaintext_key).await?;
        tracing::info!(key = key.id, provider, by = asked.key(), "provider key rotated");
        Ok((StatusCode::OK, SecretMetadata::from(key)))
    })
    .await
}

/// Destroys the keys of a provider.
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        app.gate.desk().revoke_secrets(asked.org(), &provider).await?;
        tracing::info!(provider, by = asked.key(), "provider keys revoked");
        Ok((StatusCode::OK, Revoked::of(provider)))
    })
    .await
}

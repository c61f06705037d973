//! Providers by their numbers: `/api/providers` and the keys below each.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::Capability;
use gate_core::id::{ProviderKeyId, ProviderRowId};
use gate_core::refusal::Refusal;
use gate_wire::admin::{
    Done, KeyBody, KeyList, NewKeyBody, NewProviderBody, ProviderBody, ProviderList, TenantKey,
    TenantProvider, Test,
};
use http::{Response, StatusCode};

use super::administered;
use crate::app::App;

/// Every provider.
pub(crate) async fn list(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::ReadAdmin, async |asked| {
        let providers = app.gate.desk().list_providers(asked.org()).await?;
        Ok((StatusCode::OK, ProviderList::from(providers)))
    })
    .await
}

/// Stores a provider.
pub(crate) async fn create(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let NewProviderBody(change) = asked.read(NewProviderBody::read)?;
        let provider = app.gate.desk().create_provider(asked.org(), change).await?;
        tracing::info!(provider = provider.id, by = asked.key(), "provider stored");
        Ok((StatusCode::CREATED, TenantProvider::from(provider)))
    })
    .await
}

/// Changes a provider.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let ProviderBody(change) = asked.read(ProviderBody::read)?;
        let provider = app.gate.desk().change_provider(asked.org(), provider_row(&id)?, change).await?;
        tracing::info!(provider = provider.id, by = asked.key(), "provider changed");
        Ok((StatusCode::OK, TenantProvider::from(provider)))
    })
    .await
}

/// Forgets a stored provider and its keys.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        app.gate.desk().delete_provider_by_row(asked.org(), provider_row(&id)?).await?;
        tracing::info!(provider = id, by = asked.key(), "provider deleted");
        Ok((StatusCode::OK, Done::new()))
    })
    .await
}

/// Looks whether a provider answers.
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let tested = app.gate.desk().test_provider(asked.org(), provider_row(&id)?).await?;
        Ok((StatusCode::OK, Test::from(tested)))
    })
    .await
}

/// The keys of a provider, masked.
pub(crate) async fn keys(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::ReadAdmin, async |asked| {
        let provider = app.gate.desk().provider_by_row(asked.org(), provider_row(&id)?).await?;
        Ok((StatusCode::OK, KeyList::from(provider.keys)))
    })
    .await
}

/// Stores a key beside those a provider has.
pub(crate) async fn add_key(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let NewKeyBody(change) = asked.read(NewKeyBody::read)?;
        let key = app.gate.desk().add_provider_key(asked.org(), provider_row(&id)?, change).await?;
        tracing::info!(key = key.id, provider = key.provider_id, by = asked.key(), "provider key stored");
        Ok((StatusCode::CREATED, TenantKey::from(key)))
    })
    .await
}

/// Changes a key.
pub(crate) async fn change_key(
    State(app): State<Arc<App>>,
    Path(ids): Path<(String, String)>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let KeyBody(change) = asked.read(KeyBody::read)?;
        let key = app.gate.desk().change_provider_key(asked.org(), key_row(&ids)?, change).await?;
        tracing::info!(key = key.id, provider = key.provider_id, by = asked.key(), "provider key changed");
        Ok((StatusCode::OK, TenantKey::from(key)))
    })
    .await
}

/// Destroys a key.
pub(crate) async fn delete_key(
    State(app): State<Arc<App>>,
    Path(ids): Path<(String, String)>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        app.gate.desk().delete_provider_key(asked.org(), key_row(&ids)?).await?;
        tracing::info!(provider = ids.0, key = ids.1, by = asked.key(), "provider key deleted");
        Ok((StatusCode::OK, Done::new()))
    })
    .await
}

/// What is no number is nobody's.
fn provider_row(id: &str) -> Result<ProviderRowId, Refusal> {
    id.parse().map(ProviderRowId).map_err(|_| Refusal::NotFound)
}

fn key_row((provider, key): &(String, String)) -> Result<(ProviderRowId, ProviderKeyId), Refusal> {
    let key = key.parse().map(ProviderKeyId).map_err(|_| Refusal::NotFound)?;
    Ok((provider_row(provider)?, key))
}

//! Discovery: asking a provider for its models, and what was found.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::Capability;
use gate_wire::admin::{Catalogue, CatalogueQuery, Discovered, History, HistoryQuery};
use http::{Response, StatusCode};

use super::administered;
use crate::app::App;

/// Asks a provider for its models.
pub(crate) async fn discover(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    administered(&app, request, Capability::WriteAdmin, async |asked| {
        let found = app.gate.desk().discover_models(asked.org(), &id).await?;
        Ok((StatusCode::OK, Discovered::from(found)))
    })
    .await
}

/// The models that were found.
pub(crate) async fn catalogue(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::ReadAdmin, async |asked| {
        let CatalogueQuery { provider_id, limit, after } = CatalogueQuery::parse(asked.query())?;
        let page = app.gate.desk().catalogue(asked.org(), provider_id, after, limit).await?;
        Ok((StatusCode::OK, Catalogue::from(page)))
    })
    .await
}

/// The latest runs.
pub(crate) async fn history(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::ReadAdmin, async |asked| {
        let HistoryQuery { limit } = HistoryQuery::parse(asked.query())?;
        let runs = app.gate.desk().discovery_history(asked.org(), limit).await?;
        Ok((StatusCode::OK, History::from(runs)))
    })
    .await
}

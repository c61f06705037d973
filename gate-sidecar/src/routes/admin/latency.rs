//! Latency: `GET /gateway/admin/latency`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use gate_core::caller::Capability;
use gate_wire::admin::{Latency, LatencyQuery};
use http::{Response, StatusCode};

use super::administered;
use crate::app::App;

/// How long calls took, by provider and model.
pub(crate) async fn show(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    administered(&app, request, Capability::ReadUsage, async |asked| {
        let query = LatencyQuery::parse(asked.query())?;
        let report = app.gate.desk().latency(asked.org(), query.hours).await?;
        Ok((StatusCode::OK, Latency::new(query, report)))
    })
    .await
}

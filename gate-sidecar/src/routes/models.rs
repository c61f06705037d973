//! Models: `GET /v1/models` and `GET /v1/models/{id}`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::Capability;
use gate_core::gate::ServedModel;
use gate_core::refusal::Refusal;
use gate_wire::models::{Model, ModelList};
use http::{Response, StatusCode};

use super::request::{Incoming, send};
use crate::app::App;

/// Every model the key may use.
pub(crate) async fn list(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    match Incoming::of_caller(&app, request, Capability::ReadModels) {
        Ok((Incoming { renderer, .. }, caller)) => {
            let receipt = app.gate.receipt(&caller).await;
            let list = ModelList::new(app.gate.models(&caller).into_iter().map(show_model));
            send(renderer.render_json(StatusCode::OK, &list, Some(&receipt)))
        }
        Err(answered) => *answered,
    }
}

/// One of them; a model the key may not use is not found.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    match Incoming::of_caller(&app, request, Capability::ReadModels) {
        Ok((Incoming { renderer, .. }, caller)) => {
            let receipt = app.gate.receipt(&caller).await;
            send(match app.gate.models(&caller).into_iter().find(|model| model.id == id) {
                Some(model) => renderer.render_json(StatusCode::OK, &show_model(model), Some(&receipt)),
                None => renderer.render_refusal(&Refusal::NotFound, Some(&receipt)),
            })
        }
        Err(answered) => *answered,
    }
}

fn show_model(model: ServedModel) -> Model {
    Model::new(model.id, model.created_unix_seconds, model.provider)
}

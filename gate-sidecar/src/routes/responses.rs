//! Responses: answers that are kept for later requests: `GET` and `DELETE /v1/responses/{id}`, and what went into them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use gate_core::caller::{Caller, Capability};
use gate_core::refusal::Refusal;
use gate_wire::Renderer;
use gate_wire::responses::{Deleted, read_page};
use http::{Response, StatusCode};

use super::request::{Incoming, send};
use crate::app::App;

/// The answer as it was given.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    let (incoming, caller) = match Incoming::of_caller(&app, request, Capability::CallModels) {
        Ok(known) => known,
        Err(answered) => return *answered,
    };
    let renderer = incoming.renderer;
    let found = app.gate.desk().response(&caller, &id).await;
    give(&app, renderer, &caller, found).await
}

/// The items that went into it.
pub(crate) async fn input_items(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    let (incoming, caller) = match Incoming::of_caller(&app, request, Capability::CallModels) {
        Ok(known) => known,
        Err(answered) => return *answered,
    };
    let (renderer, page) = (incoming.renderer, read_page(incoming.head.query()));
    let found = match page {
        Ok(page) => app.gate.desk().response_input(&caller, &id, &page).await,
        Err(refusal) => Err(refusal),
    };
    give(&app, renderer, &caller, found).await
}

/// Forgets it.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response<Body> {
    let (incoming, caller) = match Incoming::of_caller(&app, request, Capability::CallModels) {
        Ok(known) => known,
        Err(answered) => return *answered,
    };
    let renderer = incoming.renderer;
    let receipt = app.gate.receipt(&caller).await;
    send(match app.gate.desk().delete_response(&caller, &id).await {
        Ok(()) => renderer.render_json(StatusCode::OK, &Deleted::of(id), Some(&receipt)),
        Err(refusal) => renderer.render_refusal(&refusal, Some(&receipt)),
    })
}

async fn give(
    app: &App,
    renderer: Renderer,
    caller: &Caller,
    found: Result<Vec<u8>, Refusal>,
) -> Response<Body> {
    let receipt = app.gate.receipt(caller).await;
    send(match found {
        Ok(json) => renderer.render_written(json, &receipt),
        Err(refusal) => renderer.render_refusal(&refusal, Some(&receipt)),
    })
}

//! Calls: every route on which a model is asked.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use http::Response;

use super::request::{Incoming, body_refusal, send};
use crate::app::App;
use crate::edge::read_body;

/// Answers as the path's format does, whole or as server-sent events.
pub(crate) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let began = Instant::now();
    let incoming = match Incoming::read(&app, request) {
        Ok(incoming) => incoming,
        Err(answered) => return *answered,
    };
    let Incoming { head, recognised, renderer, body } = incoming;
    let limit = app.settings.max_body_bytes;
    // A stranger is refused by the chain before it looks at the body: nothing of it is read.
    let body = if app.gate.knows(recognised.credential) { body } else { Body::empty() };
    let body = match read_body(body, limit).await {
        Ok(body) => body,
        Err(error) => return send(renderer.render_refusal(&body_refusal(error, limit), None)),
    };
    match gate_wire::read_call(&head.wire(), body, recognised) {
        Ok(call) => send(renderer.render(app.gate.call(call).await, began.elapsed())),
        Err(refusal) => send(renderer.render_refusal(&refusal, None)),
    }
}

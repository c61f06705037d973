//! Router: every route on one screen.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::Response;
use http::request::Parts;

use crate::app::App;
use crate::edge::{GuardRefusal, RefusalRenderer};
use crate::routes::{calls, fallback, health, local, metrics, models, usage};

/// Every route. What is not here is 404, and a known path with another method 405, in the path's dialect.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(calls::answer))
        .route("/v1/messages", post(calls::answer))
        .route("/v1/messages/count_tokens", post(calls::answer))
        .route("/v1/responses", post(calls::answer))
        .route("/v1/embeddings", post(calls::answer))
        .route("/v1beta/models/{*model}", post(calls::answer))
        .route("/v1/models", get(models::list))
        .route("/v1/models/{*id}", get(models::show).post(calls::answer))
        .route("/v1/{provider}/{*route}", post(calls::answer))
        .route("/v1/health", get(health::gateway))
        .route("/health", get(health::health))
        .route("/metrics", get(metrics::metrics))
        .route("/gateway/admin/usage", get(usage::page))
        .route("/gateway/admin/usage/daily", get(usage::daily))
        .route("/gateway/admin/usage/{request_id}", get(usage::record))
        .route("/local/command", post(local::command))
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .with_state(app)
}

/// Says what the guard refused in the dialect of the path it was meant for.
pub(crate) fn guard_renderer(app: Arc<App>) -> RefusalRenderer {
    Arc::new(move |head: &Parts, refusal: GuardRefusal| -> Response<Body> {
        fallback::guarded(&app, head, refusal)
    })
}

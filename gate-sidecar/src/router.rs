//! Router: every route on one screen.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::{delete, get, patch, post, put};
use http::Response;
use http::request::Parts;

use crate::app::App;
use crate::edge::{GuardRefusal, RefusalRenderer};
use crate::routes::{admin, calls, fallback, health, local, metrics, models, responses, usage};

/// Every route. What is not here is 404, and a known path with another method 405, in the path's dialect.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(calls::answer))
        .route("/v1/messages", post(calls::answer))
        .route("/v1/messages/count_tokens", post(calls::answer))
        .route("/v1/responses", post(calls::answer))
        .route("/v1/responses/{id}", get(responses::show).delete(responses::delete))
        .route("/v1/responses/{id}/input_items", get(responses::input_items))
        .route("/v1/embeddings", post(calls::answer))
        .route("/v1beta/models/{*model}", post(calls::answer))
        .route("/v1/models", get(models::list))
        .route("/v1/models/{*id}", get(models::show).post(calls::answer))
        .route("/v1/{provider}/{*route}", post(calls::answer))
        .route("/v1/health", get(health::gateway))
        .route("/v1/providers/health", get(admin::health::gateway))
        .route("/health", get(health::health))
        .route("/metrics", get(metrics::metrics))
        .route("/gateway/admin/usage", get(usage::page))
        .route("/gateway/admin/usage/daily", get(usage::daily))
        .route("/gateway/admin/usage/{request_id}", get(usage::record))
        .route("/local/command", post(local::command))
        .merge(gateway_administration())
        .merge(provider_administration())
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .with_state(app)
}

/// Providers, their keys and their models by names.
fn gateway_administration() -> Router<Arc<App>> {
    use admin::{discovery, health, latency, secrets, targets};
    Router::new()
        .route("/gateway/admin/secrets", get(secrets::list).post(secrets::store))
        .route("/gateway/admin/secrets/rotate", post(secrets::rotate))
        .route("/gateway/admin/secrets/{provider}", delete(secrets::revoke))
        .route("/gateway/admin/provider-targets", get(targets::list))
        .route("/gateway/admin/provider-targets/{provider}", put(targets::put).delete(targets::delete))
        .route("/gateway/admin/provider-targets/{provider}/discover-models", post(discovery::discover))
        .route("/gateway/admin/discovery/catalog", get(discovery::catalogue))
        .route("/gateway/admin/discovery/history", get(discovery::history))
        .route("/gateway/admin/providers/health", get(health::administration))
        .route("/gateway/admin/providers/{provider}/circuit-breaker", post(health::set_circuit))
        .route("/gateway/admin/latency", get(latency::show))
}

/// Providers and their keys by numbers.
fn provider_administration() -> Router<Arc<App>> {
    use admin::providers;
    Router::new()
        .route("/api/providers", get(providers::list).post(providers::create))
        .route("/api/providers/{id}", patch(providers::change).delete(providers::delete))
        .route("/api/providers/{id}/test", post(providers::test))
        .route("/api/providers/{id}/keys", get(providers::keys).post(providers::add_key))
        .route("/api/providers/{id}/keys/{key}", patch(providers::change_key).delete(providers::delete_key))
}

/// The methods of a path that is there, for an answer to another one.
pub(crate) fn methods(path: &str) -> &'static str {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match segments.as_slice() {
        ["local", "command"]
        | ["gateway", "admin", "secrets", "rotate"]
        | ["gateway", "admin", "provider-targets", _, "discover-models"]
        | ["gateway", "admin", "providers", _, "circuit-breaker"]
        | ["api", "providers", _, "test"] => "POST",
        ["gateway", "admin", "secrets"] | ["api", "providers"] | ["api", "providers", _, "keys"] => {
            "GET, HEAD, POST"
        }
        ["gateway", "admin", "secrets", _] => "DELETE",
        ["gateway", "admin", "provider-targets", _] => "PUT, DELETE",
        ["v1", "responses", _] => "GET, HEAD, DELETE",
        ["api", "providers", _] | ["api", "providers", _, "keys", _] => "PATCH, DELETE",
        _ if gate_wire::is_model_call(path) => "POST",
        _ => "GET, HEAD",
    }
}

/// Says what the guard refused in the dialect of the path it was meant for.
pub(crate) fn guard_renderer(app: Arc<App>) -> RefusalRenderer {
    Arc::new(move |head: &Parts, refusal: GuardRefusal| -> Response<Body> {
        fallback::guarded(&app, head, refusal)
    })
}

//! Fallback: answers to requests that reach no handler.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use gate_core::refusal::Refusal;
use gate_wire::{Dialect, Head, Renderer, choose};
use http::request::Parts;
use http::{HeaderMap, Method, Response};

use super::request::send;
use crate::app::App;
use crate::edge::GuardRefusal;
use crate::router::methods;

/// There is no such path.
pub(crate) async fn not_found(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let renderer = Renderer::new(dialect(&app, &request), request.uri().path());
    send(renderer.render_refusal(&Refusal::NotFound, None))
}

/// The path is there, but not with this method.
pub(crate) async fn method_not_allowed(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    send(Renderer::new(dialect(&app, &request), path).render_method_not_allowed(methods(path)))
}

/// The guard let it go no further.
pub(crate) fn guarded(app: &App, head: &Parts, refusal: GuardRefusal) -> Response<Body> {
    // What stands in the headers is not to be trusted here: the path alone tells the dialect.
    let (method, headers) = (Method::GET, HeaderMap::new());
    let wire = Head { method: &method, path: head.uri.path(), query: None, headers: &headers, peer: None };
    let dialect = choose(&wire, app.settings.default_dialect)
        .map_or(app.settings.default_dialect, |found| found.dialect);
    let renderer = Renderer::new(dialect, head.uri.path());
    let reason = match refusal {
        GuardRefusal::Panicked => Refusal::Internal,
        other => Refusal::malformed(other.to_string()),
    };
    let mut response = send(renderer.render_refusal(&reason, None));
    *response.status_mut() = refusal.status();
    response
}

fn dialect(app: &App, request: &Request) -> Dialect {
    let head = Head {
        method: request.method(),
        path: request.uri().path(),
        query: request.uri().query(),
        headers: request.headers(),
        peer: None,
    };
    choose(&head, app.settings.default_dialect)
        .map_or_else(|rejected| rejected.dialect, |found| found.dialect)
}

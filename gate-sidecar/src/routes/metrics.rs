//! Metrics: `GET /metrics` for this machine, for holders of the token, or for everybody when so configured.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use gate_core::refusal::Refusal;
use gate_core::secret::KeyDigest;
use gate_wire::Renderer;
use http::{HeaderValue, Response, header};

use super::request::send;
use crate::app::App;
use crate::edge::Peer;

/// The process's figures as Prometheus text.
pub(crate) async fn metrics(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    if !may_read(&app, &request) {
        let renderer = Renderer::new(app.settings.default_dialect, "/metrics");
        return send(renderer.render_refusal(&Refusal::KeyMissing, None));
    }
    app.gate.note_reservations().await;
    let mut response = Response::new(Body::from(app.metrics.render()));
    let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response
}

/// A proxy on this machine makes every client look local: forwarded requests need the token.
fn may_read(app: &App, request: &Request) -> bool {
    let forwarded =
        request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
    let is_here = match request.extensions().get::<Peer>() {
        Some(Peer::Local) => true,
        Some(Peer::Tcp(address)) => address.ip().to_canonical().is_loopback() && !forwarded,
        None => false,
    };
    app.settings.metrics_are_public || is_here || has_token(app, request)
}

fn has_token(app: &App, request: &Request) -> bool {
    let presented = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let presented = presented.and_then(|value| value.strip_prefix("Bearer "));
    match (&app.settings.metrics_token, presented) {
        // Digests compare in constant time.
        (Some(token), Some(presented)) => KeyDigest::of(token.expose()) == KeyDigest::of(presented),
        _ => false,
    }
}

//! Local: commands of the command line, over the data directory's socket and from nowhere else.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use gate_core::desk::command::Command;
use gate_core::refusal::Refusal;
use gate_wire::Renderer;
use http::{Response, StatusCode};

use super::request::{body_refusal, send};
use crate::app::App;
use crate::edge::{Peer, read_body};

/// The largest command, in bytes.
const MAX_COMMAND_BYTES: usize = 1024 * 1024;

/// Carries out one command. Whoever may open the socket owns the data directory, so there is no key.
pub(crate) async fn command(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let renderer = Renderer::new(app.settings.default_dialect, request.uri().path());
    if request.extensions().get::<Peer>() != Some(&Peer::Local) {
        return send(renderer.render_refusal(&Refusal::NotFound, None));
    }
    let answer = match read(request).await {
        Ok(command) => app.gate.desk().command(command).await,
        Err(refusal) => Err(refusal),
    };
    send(match answer {
        Ok(answer) => renderer.render_json(StatusCode::OK, &answer, None),
        Err(refusal) => renderer.render_refusal(&refusal, None),
    })
}

async fn read(request: Request) -> Result<Command, Refusal> {
    let body = read_body(request.into_body(), MAX_COMMAND_BYTES).await;
    let body = body.map_err(|error| body_refusal(error, MAX_COMMAND_BYTES))?;
    serde_json::from_slice(&body).map_err(|error| Refusal::malformed(format!("This is no command: {error}.")))
}

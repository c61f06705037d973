//! Client: carries a command to the server that owns the data directory, or carries it out here when nobody does.

use std::path::Path;

use anyhow::Context;
use bytes::Bytes;
use gate_core::config::Loaded;
use gate_core::desk::command::Command;
use gate_core::gate::{Gate, OpenError};
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::UnixStream;

/// The route of the data directory's socket that takes commands.
pub(crate) const COMMAND_PATH: &str = "/local/command";

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was understood and refused; the message is for people.
    #[error("{0}")]
    Refused(String),
    /// It could not be carried out.
    #[error("{0:#}")]
    Failed(#[from] anyhow::Error),
}

/// Carries out a command on the data directory that was found and gives back its answer.
///
/// A running server gets it over its socket, so that what it holds in memory follows. Without one the directory is
/// opened here, for as long as the command takes.
pub async fn carry_out(loaded: Loaded, command: Command) -> Result<Value, Failure> {
    let socket = loaded.data_dir.join("gate.sock");
    match Gate::open(loaded.config, &loaded.data_dir).await {
        Ok(gate) => {
            let answer =
                gate.desk().command(command).await.map_err(|refusal| Failure::Refused(refusal.to_string()));
            gate.shutdown().await;
            answer
        }
        Err(OpenError::Owned(_)) => ask(&socket, &command).await,
        Err(error) => Err(Failure::Failed(error.into())),
    }
}

async fn ask(socket: &Path, command: &Command) -> Result<Value, Failure> {
    let stream = UnixStream::connect(socket).await.with_context(|| {
        format!("the data directory is in use, but its owner does not answer on {}", socket.display())
    })?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .context("the owner does not speak HTTP")?;
    let driver = tokio::spawn(connection);
    let body = serde_json::to_vec(command).context("the command cannot be written")?;
    let request = Request::post(COMMAND_PATH)
        .header(header::HOST, "gate")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))
        .context("the command cannot be sent")?;
    let response = sender.send_request(request).await.context("the owner closed the connection")?;
    let status = response.status();
    let bytes = response.into_body().collect().await.context("the owner broke off its answer")?.to_bytes();
    driver.abort();
    let answer: Value = serde_json::from_slice(&bytes).context("the owner's answer is not JSON")?;
    if status == StatusCode::OK {
        return Ok(answer);
    }
    let message =
        answer.pointer("/error/message").and_then(Value::as_str).unwrap_or("refused without a reason");
    Err(Failure::Refused(message.to_owned()))
}

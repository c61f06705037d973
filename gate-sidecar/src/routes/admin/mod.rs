//! Admin: the routes that administer providers and their keys.

pub(crate) mod discovery;
pub(crate) mod health;
pub(crate) mod latency;
pub(crate) mod providers;
pub(crate) mod secrets;
pub(crate) mod targets;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use gate_core::caller::{Caller, Capability};
use gate_core::id::OrgId;
use gate_core::refusal::Refusal;
use gate_wire::Head;
use http::{Response, StatusCode};
use serde::Serialize;

use super::request::{Incoming, RequestHead, body_refusal, send};
use crate::app::App;
use crate::edge::read_body;

/// The largest body of an administration request, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What an administrator asks for, once it is known that they may.
pub(crate) struct Asked {
    head: RequestHead,
    caller: Caller,
    body: Bytes,
}

impl Asked {
    /// The organisation that is administered.
    pub(crate) fn org(&self) -> OrgId {
        self.caller.org.id
    }

    /// The key that asks, for the log.
    pub(crate) fn key(&self) -> &str {
        &self.caller.key.public_id
    }

    /// What follows the `?`.
    pub(crate) fn query(&self) -> Option<&str> {
        self.head.query()
    }

    /// The body, as one of the administration's.
    pub(crate) fn read<T>(&self, read: fn(&Head<'_>, Bytes) -> Result<T, Refusal>) -> Result<T, Refusal> {
        read(&self.head.wire(), self.body.clone())
    }
}

/// Answers a request with what `work` makes of it, when the key may do this. The body of a stranger is not read.
pub(crate) async fn administered<B, W>(
    app: &App,
    request: Request,
    capability: Capability,
    work: W,
) -> Response<Body>
where
    B: Serialize,
    W: AsyncFnOnce(Asked) -> Result<(StatusCode, B), Refusal>,
{
    let (incoming, caller) = match Incoming::of_caller(app, request, capability) {
        Ok(found) => found,
        Err(answered) => return *answered,
    };
    let Incoming { head, renderer, body, .. } = incoming;
    let receipt = app.gate.receipt(&caller).await;
    let answer = match read_body(body, MAX_BODY_BYTES).await {
        Ok(body) => work(Asked { head, caller, body }).await,
        Err(error) => Err(body_refusal(error, MAX_BODY_BYTES)),
    };
    send(match answer {
        Ok((status, body)) => renderer.render_json(status, &body, Some(&receipt)),
        Err(refusal) => renderer.render_refusal(&refusal, Some(&receipt)),
    })
}

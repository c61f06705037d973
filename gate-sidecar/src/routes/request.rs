//! Request: what every route reads of a request before its body, and how answers leave.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::Request;
use gate_core::caller::{Caller, Capability};
use gate_core::refusal::Refusal;
use gate_wire::{Head, Recognised, Renderer, WireBody, choose};
use http::Response;
use http::request::Parts;

use crate::app::App;
use crate::edge::{BodyError, Peer};

/// The answer to a request that goes no further; boxed, since most go on.
pub(crate) type Answered = Box<Response<Body>>;

/// A request whose dialect is known.
pub(crate) struct Incoming {
    pub(crate) head: RequestHead,
    pub(crate) recognised: Recognised,
    pub(crate) renderer: Renderer,
    pub(crate) body: Body,
}

/// The head of a request, kept while its body is read.
pub(crate) struct RequestHead {
    parts: Parts,
    peer: Option<IpAddr>,
}

impl Incoming {
    /// Finds dialect and credential; a head that contradicts itself is answered at once.
    pub(crate) fn read(app: &App, request: Request) -> Result<Self, Answered> {
        let (parts, body) = request.into_parts();
        let head = RequestHead::new(app, parts);
        match choose(&head.wire(), app.settings.default_dialect) {
            Ok(recognised) => {
                let renderer = Renderer::new(recognised.dialect, head.path());
                Ok(Self { head, recognised, renderer, body })
            }
            Err(rejected) => {
                let renderer = Renderer::new(rejected.dialect, head.path());
                Err(Box::new(send(renderer.render_refusal(&rejected.refusal, None))))
            }
        }
    }

    /// The request and whose it is; what may not be done is answered at once.
    pub(crate) fn of_caller(
        app: &App,
        request: Request,
        capability: Capability,
    ) -> Result<(Self, Caller), Answered> {
        let incoming = Self::read(app, request)?;
        let caller = incoming.caller(app, capability)?;
        Ok((incoming, caller))
    }

    /// Whose request it is; refused unless the key may do this.
    pub(crate) fn caller(&self, app: &App, capability: Capability) -> Result<Caller, Answered> {
        app.gate
            .recognise(self.recognised.credential, self.head.peer, capability)
            .map_err(|refusal| Box::new(send(self.renderer.render_refusal(&refusal, None))))
    }
}

impl RequestHead {
    fn new(app: &App, parts: Parts) -> Self {
        let peer = match parts.extensions.get::<Peer>() {
            Some(Peer::Tcp(address)) => Some(app.settings.client_address(address.ip(), &parts.headers)),
            Some(Peer::Local) | None => None,
        };
        Self { parts, peer }
    }

    /// The head as the dialects read it.
    pub(crate) fn wire(&self) -> Head<'_> {
        Head {
            method: &self.parts.method,
            path: self.parts.uri.path(),
            query: self.parts.uri.query(),
            headers: &self.parts.headers,
            peer: self.peer,
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    pub(crate) fn query(&self) -> Option<&str> {
        self.parts.uri.query()
    }
}

/// Hands a dialect's response to the server.
pub(crate) fn send(response: Response<WireBody>) -> Response<Body> {
    response.map(Body::new)
}

/// Why a body could not be read, as the engine would say it.
pub(crate) fn body_refusal(error: BodyError, limit_bytes: usize) -> Refusal {
    match error {
        BodyError::TooLarge => Refusal::BodyTooLarge { limit_bytes },
        BodyError::Idle | BodyError::Closed | BodyError::Malformed => Refusal::malformed(error.to_string()),
    }
}

//! The dialects: one engine, and one way of speaking HTTP for each product whose clients it serves.
//!
//! A plain HTTP exchange comes in as a [`Head`] and a body and becomes a [`Call`](gate_core::call::Call); what the
//! engine makes of it, an answer or a refusal, goes out again as an `http::Response`. There is no server here and no
//! runtime, and nothing is decided: who may do what is the engine's business, how it is said is this crate's.
//!
//! ```
//! use gate_core::refusal::Refusal;
//! use gate_wire::{Dialect, Head, Renderer, choose};
//!
//! let (method, headers) = (http::Method::POST, http::HeaderMap::new());
//! let head = Head { method: &method, path: "/v1/messages", query: None, headers: &headers, peer: None };
//! let recognised = choose(&head, Dialect::Anuragate).expect("no credential is no contradiction");
//! assert_eq!(recognised.dialect, Dialect::CurateMe);
//!
//! let renderer = Renderer::new(recognised.dialect, head.path);
//! assert_eq!(renderer.render_refusal(&Refusal::KeyMissing, None).status(), 401);
//! ```
//!
//! Where to look: [`choose`] finds the dialect and the credential, [`read_call`] makes the call, [`Renderer`] says the
//! outcome. A dialect is one folder and one [`Dialect`] variant; its table of refusals matches every variant.
#![forbid(unsafe_code)]

pub mod admin;
mod agentwatch;
mod anuragate;
mod body;
mod credential;
mod curate_me;
mod denial;
mod dialect;
mod head;
mod headers;
pub mod health;
mod json;
pub mod models;
mod query;
mod render;
mod request;
pub mod responses;
mod route;
#[cfg(test)]
mod testkit;
pub mod usage;

pub use body::WireBody;
pub use curate_me::gateway_error_code;
pub use dialect::{Dialect, Recognised, Rejected, choose};
pub use head::Head;
pub use render::Renderer;
pub use request::read_call;
pub use route::is_model_call;

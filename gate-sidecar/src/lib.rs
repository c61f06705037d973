//! The sidecar: the engine behind HTTP, with its administration and its command line.
//!
//! ```text
//! edge (connections, clocks, guard) -> router -> routes -> gate-wire (dialects) -> gate-core (the chain)
//! ```
//!
//! [`server::run`] is the whole of `gate serve`; [`cli`] is everything else the binary can do.
#![forbid(unsafe_code)]

pub mod app;
pub mod cli;
pub mod edge;
pub mod logging;
pub mod metrics;
mod router;
mod routes;
pub mod runtime;
pub mod server;

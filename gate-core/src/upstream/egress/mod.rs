//! Egress: which addresses may be connected to, and the one connector that connects.

mod address;
mod allow;
mod base_url;
mod connector;
mod resolve;
mod tls;

pub use address::{Blocked, may_name, verdict};
pub use allow::{AllowList, BadTarget};
pub use base_url::{BadBaseUrl, BaseUrl};
pub use resolve::Resolver;
pub use tls::BadRoots;

pub(super) use connector::{ConnectFailure, Connector};

//! Admin: the bodies of the routes that administer providers and their keys.

mod discovery;
mod fields;
mod health;
mod latency;
mod providers;
mod secrets;
mod targets;
#[cfg(test)]
mod tests;

pub use discovery::{Catalogue, CatalogueQuery, Discovered, History, HistoryQuery};
pub use health::{CircuitBody, ProvidersHealth};
pub use latency::{Latency, LatencyQuery};
pub use providers::{
    Done, KeyBody, KeyList, NewKeyBody, NewProviderBody, ProviderBody, ProviderList, TenantKey,
    TenantProvider, Test,
};
pub use secrets::{Revoked, SecretBody, SecretList, SecretMetadata};
pub use targets::{TargetBody, TargetDeleted, TargetList, TargetMetadata};

use gate_core::clock::iso8601_ms;

/// A moment in milliseconds since 1970 as ISO 8601.
fn moment(unix_ms: Option<i64>) -> Option<String> {
    unix_ms.map(iso8601_ms)
}

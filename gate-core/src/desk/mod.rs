//! Desk: management use cases. Admin routes, the command line and embedding programs call the same ones.

pub mod command;
pub mod discovery;
pub mod doctor;
pub mod health;
pub mod keys;
pub mod latency;
pub mod providers;
mod responses;
pub mod secrets;
pub mod settings;
pub mod usage;

use std::sync::Arc;

use crate::clock::Clock;
use crate::exchanges::Exchanges;
use crate::id::{Entropy, OrgId, TenantId};
use crate::providers::Providers;
use crate::routing::RoutingState;
use crate::stages::provider::Upstreams;
use crate::store::directory::Directory;
use crate::store::{Store, StoreError, Vault};
use crate::upstream::AllowList;

/// Where the gate is managed. What is changed here holds for the next call.
pub struct Desk {
    pub(crate) store: Store,
    pub(crate) directory: Arc<Directory>,
    pub(crate) providers: Arc<Providers>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) home: Home,
    pub(crate) outside: Outside,
    reloading: tokio::sync::Mutex<()>,
    /// One change of the providers at a time, from what it is decided on to what the calls see of it.
    providers_turn: tokio::sync::Mutex<()>,
}

/// What administering providers takes beside the store.
pub(crate) struct Outside {
    /// The master keys.
    pub(crate) vault: Arc<Vault>,
    /// Answers that later requests go on from.
    pub(crate) exchanges: Exchanges,
    /// The ways to providers.
    pub(crate) upstreams: Upstreams,
    /// Private addresses that may be connected to.
    pub(crate) allow: AllowList,
    /// Circuits, and how the latest attempts went.
    pub(crate) routing: Arc<RoutingState>,
    /// How the last looks at providers went.
    pub(crate) checks: health::Checks,
}

/// What a desk is made of.
pub(crate) struct DeskParts {
    pub(crate) store: Store,
    pub(crate) directory: Arc<Directory>,
    pub(crate) providers: Arc<Providers>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) home: Home,
    pub(crate) outside: Outside,
}

/// The organisation of this installation, and the tenant on which keys hang that name none.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    /// The organisation.
    pub org: OrgId,
    /// Its default tenant.
    pub tenant: TenantId,
}

impl Desk {
    pub(crate) fn new(parts: DeskParts) -> Self {
        let DeskParts { store, directory, providers, clock, entropy, home, outside } = parts;
        let (reloading, providers_turn) = (tokio::sync::Mutex::default(), tokio::sync::Mutex::default());
        Self { store, directory, providers, clock, entropy, home, outside, reloading, providers_turn }
    }

    /// Reads keys and policies anew. Calls that begin afterwards see them as they are stored now.
    pub(crate) async fn reload(&self) -> Result<(), StoreError> {
        // One at a time, so that an older state cannot replace a newer one.
        let _turn = self.reloading.lock().await;
        let orgs = self.store.orgs.load_all().await?;
        let keys = self.store.keys.load_all().await?;
        self.directory.replace(orgs, keys);
        Ok(())
    }
}

//! Desk: management use cases. Admin routes, the command line and embedding programs call the same ones.

pub mod command;
pub mod doctor;
pub mod keys;
pub mod settings;
pub mod usage;

use std::sync::Arc;

use crate::clock::Clock;
use crate::id::{Entropy, OrgId, TenantId};
use crate::providers::Providers;
use crate::store::directory::Directory;
use crate::store::{Store, StoreError};

/// Where the gate is managed. What is changed here holds for the next call.
pub struct Desk {
    pub(crate) store: Store,
    pub(crate) directory: Arc<Directory>,
    pub(crate) providers: Arc<Providers>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) home: Home,
    reloading: tokio::sync::Mutex<()>,
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
    pub(crate) fn new(
        store: Store,
        directory: Arc<Directory>,
        providers: Arc<Providers>,
        (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>),
        home: Home,
    ) -> Self {
        Self { store, directory, providers, clock, entropy, home, reloading: tokio::sync::Mutex::default() }
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

//! Gate: the public face of the engine. Open it, hand it calls, shut it down.

mod assembly;

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, oneshot, watch};

use self::assembly::{Parts, assemble, home};
use crate::bookkeeper::Bookkeeper;
use crate::call::{Call, Credential};
use crate::caller::{Caller, Capability};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Durability};
use crate::delivery::Delivery;
use crate::desk::Desk;
use crate::id::{CallId, CallIds, Entropy, OsEntropy};
use crate::open::Open;
use crate::policy::model_allowed;
use crate::receipt::Receipt;
use crate::refusal::Refusal;
use crate::reply::{Denied, Outcome};
use crate::store::{ClaimError, LocalOptions, OwnedBy, Owner, Store, StoreError, Vault};

/// How long the database may take to answer before it counts as unusable.
const PROBE_WAIT: Duration = Duration::from_secs(2);
/// How long it is believed to be as it was found.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);
/// How long [`Gate::shutdown`] waits for calls that were told to end.
const LAST_CALLS: Duration = Duration::from_secs(2);

/// The engine. Cheap to clone; all clones are one gate.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    delivery: Arc<Delivery>,
    bookkeeper: Arc<Bookkeeper>,
    desk: Desk,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    call_ids: CallIds,
    seats: Arc<Semaphore>,
    max_in_flight: u32,
    stop: watch::Sender<bool>,
    started_at_ms: i64,
    instance_id: String,
    noise: Mutex<Noise>,
    /// When the database was last tried, and whether it took a write.
    probed: tokio::sync::Mutex<Option<(Duration, bool)>>,
}

/// Why a gate could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns the data directory.
    #[error("the data directory is in use: {0}")]
    Owned(OwnedBy),
    /// The data directory cannot be used.
    #[error("the data directory cannot be used: {0}")]
    Directory(std::io::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A setting makes no sense.
    #[error("{0}")]
    Setting(String),
}

/// A model that a caller may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedModel {
    /// Its name.
    pub id: String,
    /// Who serves it.
    pub provider: String,
    /// When the gate began to serve it, seconds since 1970.
    pub created_unix_seconds: i64,
}

/// How a gate is doing.
#[derive(Debug, Clone)]
pub struct Health {
    /// Now, milliseconds since 1970.
    pub now_ms: i64,
    /// When it was opened, milliseconds since 1970.
    pub started_at_ms: i64,
    /// Time since then.
    pub uptime: Duration,
    /// A name that no other start of a gate has.
    pub instance_id: String,
    /// Whether the database answers.
    pub database_is_usable: bool,
    /// For each provider elsewhere, whether it can be asked.
    pub providers_up: Vec<bool>,
}

/// Randomness drawn in blocks, since every call needs a little.
struct Noise {
    pool: [u8; 256],
    used: usize,
}

impl Noise {
    fn empty() -> Self {
        Self { pool: [0; 256], used: usize::MAX }
    }
}

impl Gate {
    /// Opens the data directory of this configuration, with the machine's clock and randomness.
    ///
    /// Calls that a dead process left open are settled. A fresh directory gets its organisation.
    pub async fn open(config: Config, data_dir: &Path) -> Result<Self, OpenError> {
        Self::open_with(config, data_dir, Arc::new(SystemClock::default()), Arc::new(OsEntropy)).await
    }

    /// The same with a clock and randomness of the caller's.
    pub async fn open_with(
        config: Config,
        data_dir: &Path,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, OpenError> {
        let owner = Owner::claim(data_dir, clock.unix_ms()).map_err(|error| match error {
            ClaimError::Owned(owner) => OpenError::Owned(owner),
            ClaimError::Io(error) => OpenError::Directory(error),
        })?;
        let vault = Vault::open(data_dir, config.master_key.as_ref())
            .map_err(|error| OpenError::Setting(format!("master_key: {error}")))?;
        let store =
            Store::open(owner, LocalOptions { is_always_full: config.durability == Durability::Power })?;
        let recovered = store.ledger.recover(clock.unix_ms()).await?;
        if recovered.count > 0 {
            tracing::warn!(calls = recovered.count, cost = %recovered.amount, "settled calls of a process that died");
        }
        let home = home(&store, entropy.as_ref(), clock.unix_ms()).await?;
        let call_ids = CallIds::after(store.ledger.highest_call_id().await?);
        let gate = Self(Arc::new(assemble(&config, Parts { store, vault, clock, entropy, home, call_ids })?));
        gate.desk().reload().await?;
        gate.desk().reload_providers().await?;
        Ok(gate)
    }

    /// Runs one call through the chain. A refusal comes with what is known about the call by then.
    ///
    /// Dropping this future, or the stream of the answer, tells the gate that the caller has gone.
    pub async fn call(&self, call: Call) -> Outcome {
        let inner = &self.0;
        let id = self.next_id();
        let denied = |refusal| Err(Denied { refusal, receipt: Box::new(Receipt::new(id)) });
        let Ok(seat) = Arc::clone(&inner.seats).try_acquire_owned() else {
            return denied(Refusal::ProviderCapacity { retry_after_seconds: 1 });
        };
        let open = Open::begin(id, &call, Arc::clone(&inner.clock), Arc::clone(&inner.bookkeeper), seat);
        let (answer, waiting) = oneshot::channel();
        tokio::spawn(Arc::clone(&inner.delivery).run(call, open, answer));
        // Only a panic drops the sender unused; the call was closed while its task unwound.
        waiting.await.unwrap_or_else(|_| denied(Refusal::Internal))
    }

    /// Whether a credential belongs to any key, whatever may be done with it. What a stranger sends need not be read.
    pub fn knows(&self, credential: Credential) -> bool {
        self.0.delivery.chain.authenticate.knows(credential)
    }

    /// Where the gate is managed.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// Whose credential it is; refused unless it may be used for this from there.
    pub fn recognise(
        &self,
        credential: Credential,
        address: Option<IpAddr>,
        capability: Capability,
    ) -> Result<Caller, Refusal> {
        let authenticate = &self.0.delivery.chain.authenticate;
        authenticate
            .recognise(credential, address, capability)
            .map(|recognised| recognised.entry.caller.clone())
    }

    /// What a caller is told beside any answer: how its request rate stands. Nothing is counted.
    pub async fn receipt(&self, caller: &Caller) -> Receipt {
        let rate = self.0.delivery.chain.rate_limit.peek(caller).await;
        Receipt { rate, ..Receipt::new(self.next_id()) }
    }

    /// The models a caller may use, in routing order.
    pub fn models(&self, caller: &Caller) -> Vec<ServedModel> {
        let lists = [&caller.key.allowed_models, &caller.org.policy.allowed_models];
        let allowed = |model: &str| lists.iter().all(|list| model_allowed(list, model));
        let created_unix_seconds = self.0.started_at_ms / 1_000;
        self.0
            .desk
            .providers
            .listed()
            .into_iter()
            .filter(|listed| allowed(&listed.model))
            .map(|listed| ServedModel { id: listed.model, provider: listed.provider, created_unix_seconds })
            .collect()
    }

    /// How the gate is doing.
    pub async fn health(&self) -> Health {
        let inner = &self.0;
        Health {
            now_ms: inner.clock.unix_ms(),
            started_at_ms: inner.started_at_ms,
            uptime: inner.clock.monotonic(),
            instance_id: inner.instance_id.clone(),
            database_is_usable: inner.database_is_usable().await,
            providers_up: inner
                .desk
                .providers
                .remote()
                .iter()
                .map(|served| !served.needs_key || served.has_key())
                .collect(),
        }
    }

    /// Notes how many reservations are open, for the metrics.
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    pub async fn note_reservations(&self) {
        if let Ok(open) = self.0.desk.store.ledger.open_reservations().await {
            metrics::gauge!("gate_reservations_open").set(open as f64);
        }
    }

    /// Tells the calls in flight to end: streams say so to their callers, and each is settled as it stands.
    pub fn stop_calls(&self) {
        self.0.stop.send_replace(true);
    }

    /// Ends calls in flight, writes what is owed and closes the store. Calls made afterwards are refused.
    pub async fn shutdown(&self) {
        self.stop_calls();
        let all_seats = self.0.seats.acquire_many(self.0.max_in_flight);
        if tokio::time::timeout(LAST_CALLS, all_seats).await.is_err() {
            tracing::warn!("some calls did not end in time; the next start settles them");
        }
        self.0.seats.close();
        if let Err(error) = self.0.desk.store.close().await {
            tracing::error!(%error, "the store did not close cleanly");
        }
    }
}

impl Gate {
    fn next_id(&self) -> CallId {
        self.0.call_ids.next(self.0.clock.unix_ms(), self.0.noise())
    }
}

#[cfg(test)]
impl Gate {
    /// What a call's task works with, and an id for one.
    pub(crate) fn parts_for_tests(&self) -> (Arc<Delivery>, Arc<Bookkeeper>, CallId) {
        (Arc::clone(&self.0.delivery), Arc::clone(&self.0.bookkeeper), self.next_id())
    }
}

impl Inner {
    /// Whether the database takes writes: without them no call may be made. Anybody may ask, so it is tried at most
    /// once a second.
    async fn database_is_usable(&self) -> bool {
        let mut last = self.probed.lock().await;
        let now = self.clock.monotonic();
        if let Some((at, usable)) = *last
            && now.saturating_sub(at) < PROBE_INTERVAL
        {
            return usable;
        }
        let probe = self.desk.store.probe(self.clock.unix_ms());
        let usable = matches!(tokio::time::timeout(PROBE_WAIT, probe).await, Ok(Ok(())));
        *last = Some((now, usable));
        usable
    }

    /// A few random bits that spread the ids made in one millisecond.
    fn noise(&self) -> u32 {
        let mut noise = self.noise.lock();
        if noise.used > noise.pool.len() - 4 {
            self.entropy.fill(&mut noise.pool);
            noise.used = 0;
        }
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&noise.pool[noise.used..noise.used + 4]);
        noise.used += 4;
        u32::from_le_bytes(bytes)
    }
}

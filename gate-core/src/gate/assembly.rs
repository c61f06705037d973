//! Assembly: the parts of a gate are made from its settings and put together.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, watch};

use super::{Inner, Noise, OpenError};
use crate::bookkeeper::Bookkeeper;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::config::Config;
use crate::conversations::Conversations;
use crate::delivery::Delivery;
use crate::desk::health::Checks;
use crate::desk::{Desk, DeskParts, Home, Outside};
use crate::exchanges::Exchanges;
use crate::id::{CallIds, Entropy, base62};
use crate::limits::{Counters, MemoryCounters};
use crate::pricing::{PriceBook, TokenCounter};
use crate::providers::Providers;
use crate::routing::RoutingState;
use crate::stages::authenticate::Authenticate;
use crate::stages::budget::Budget;
use crate::stages::model_allowlist::ModelAllowlist;
use crate::stages::parse::Parse;
use crate::stages::policy::Policy;
use crate::stages::provider::{Provide, Upstreams};
use crate::stages::rate_limit::RateLimit;
use crate::stages::redact::Redact;
use crate::store::directory::Directory;
use crate::store::{Ledger, NewOrg, Store, StoreError, Vault};
use crate::upstream::{AllowList, Timeouts, Upstream, UpstreamSettings};

/// What a gate stands on.
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) home: Home,
    pub(super) call_ids: CallIds,
}

/// The organisation of this installation; a fresh one gets it now.
pub(super) async fn home(store: &Store, entropy: &dyn Entropy, now_ms: i64) -> Result<Home, StoreError> {
    if let Some(org) = store.orgs.load_all().await?.first() {
        return Ok(Home { org: org.id, tenant: store.orgs.default_tenant(org.id).await? });
    }
    let new = NewOrg {
        public_id: format!("org_{}", base62(entropy, 16)),
        tenant_public_id: format!("ten_{}", base62(entropy, 16)),
        now_ms,
    };
    let (org, tenant) = store.orgs.insert(new).await?;
    Ok(Home { org: org.id, tenant })
}

/// Puts a gate together.
pub(super) fn assemble(config: &Config, parts: Parts) -> Result<Inner, OpenError> {
    let Parts { store, vault, clock, entropy, home, call_ids } = parts;
    let setting = |error: &dyn std::fmt::Display| OpenError::Setting(error.to_string());
    let providers = Arc::new(Providers::new(config).map_err(|error| setting(&error))?);
    let prices = Arc::new(
        PriceBook::new(&config.prices, config.pricing.unknown_model).map_err(|error| setting(&error))?,
    );
    let tokens = Arc::new(TokenCounter::new());
    let directory = Arc::new(Directory::default());
    let (stop, stopped) = watch::channel(false);
    let outside = outside(config, &store, vault, (&clock, &entropy))?;
    let chain = chain(&Made {
        config,
        ledger: &store.ledger,
        clock: &clock,
        entropy: &entropy,
        directory: &directory,
        providers: &providers,
        prices,
        tokens: &tokens,
        outside: &outside,
        stopped: &stopped,
    });
    let max_in_flight = u32::try_from(config.server.max_in_flight).unwrap_or(u32::MAX);
    Ok(Inner {
        delivery: Arc::new(Delivery { chain, tokens: Arc::clone(&tokens), stop: stopped }),
        bookkeeper: Arc::new(Bookkeeper::new(store.ledger.clone(), Arc::clone(&clock))),
        desk: Desk::new(DeskParts {
            store,
            directory,
            providers,
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            home,
            outside,
        }),
        started_at_ms: clock.unix_ms(),
        instance_id: base62(entropy.as_ref(), 12),
        clock,
        noise: Mutex::new(Noise::empty()),
        probed: tokio::sync::Mutex::default(),
        entropy,
        call_ids,
        seats: Arc::new(Semaphore::new(config.server.max_in_flight)),
        max_in_flight,
        stop,
    })
}

/// What the stages are made of.
struct Made<'m> {
    config: &'m Config,
    ledger: &'m Ledger,
    clock: &'m Arc<dyn Clock>,
    entropy: &'m Arc<dyn Entropy>,
    directory: &'m Arc<Directory>,
    providers: &'m Arc<Providers>,
    prices: Arc<PriceBook>,
    tokens: &'m Arc<TokenCounter>,
    outside: &'m Outside,
    stopped: &'m watch::Receiver<bool>,
}

fn chain(made: &Made<'_>) -> Chain {
    let clock = || Arc::clone(made.clock);
    let tokens = || Arc::clone(made.tokens);
    Chain {
        authenticate: Authenticate { directory: Arc::clone(made.directory), clock: clock() },
        parse: Parse {
            providers: Arc::clone(made.providers),
            prices: Arc::clone(&made.prices),
            tokens: tokens(),
            clock: clock(),
            exchanges: made.outside.exchanges.clone(),
            max_body_bytes: made.config.server.max_body_bytes,
        },
        rate_limit: RateLimit { counters: counters(), clock: clock() },
        budget: Budget { ledger: made.ledger.clone(), tokens: tokens(), clock: clock() },
        redact: Redact { conversations: Conversations::default(), clock: clock() },
        policy: Policy,
        model_allowlist: ModelAllowlist,
        provide: Provide {
            upstreams: made.outside.upstreams.clone(),
            routing: Arc::clone(&made.outside.routing),
            entropy: Arc::clone(made.entropy),
            clock: clock(),
            stop: made.stopped.clone(),
        },
    }
}

/// What administering providers and keeping responses takes.
fn outside(
    config: &Config,
    store: &Store,
    vault: Vault,
    (clock, entropy): (&Arc<dyn Clock>, &Arc<dyn Entropy>),
) -> Result<Outside, OpenError> {
    let vault = Arc::new(vault);
    Ok(Outside {
        exchanges: Exchanges::new(store, Arc::clone(&vault), Arc::clone(clock), Arc::clone(entropy)),
        vault,
        upstreams: upstreams(config)?,
        allow: allow(config)?,
        routing: Arc::new(RoutingState::new(config)),
        checks: Checks::default(),
    })
}

fn counters() -> Arc<dyn Counters> {
    Arc::new(MemoryCounters::default())
}

/// The way out to every provider, and one of its own for each that has certificates of its own.
fn upstreams(config: &Config) -> Result<Upstreams, OpenError> {
    let own = config.providers.iter().filter_map(|provider| Some((provider, provider.ca_file.as_ref()?)));
    let own = own.map(|(provider, path)| {
        let roots = std::fs::read(path)
            .map_err(|error| OpenError::Setting(format!("{}: {error}", path.display())))?;
        Ok((provider.id.clone(), upstream(config, roots)?))
    });
    Ok(Upstreams { shared: upstream(config, Vec::new())?, own: own.collect::<Result<_, OpenError>>()? })
}

fn allow(config: &Config) -> Result<AllowList, OpenError> {
    AllowList::parse(&config.allow_private_targets)
        .map_err(|error| OpenError::Setting(format!("allow_private_targets: {error}")))
}

fn upstream(config: &Config, own_roots: Vec<u8>) -> Result<Upstream, OpenError> {
    let limits = &config.upstream;
    let ms = std::time::Duration::from_millis;
    let settings = UpstreamSettings {
        timeouts: Timeouts {
            connect: ms(limits.connect_ms),
            header: ms(limits.header_ms),
            idle: ms(limits.idle_ms),
            total: ms(limits.total_ms),
        },
        allow: allow(config)?,
        own_roots,
        ..UpstreamSettings::default()
    };
    Upstream::new(settings).map_err(|error| OpenError::Setting(format!("ca_file: {error}")))
}

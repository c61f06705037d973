//! Providers: every provider that takes part and the built-in one, and which of them serves a model.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::config::{Config, ModelConfig, ProviderConfig, ProviderKind as ConfigKind, RetiredModelConfig};
use crate::routing::{Candidate, Destination, KeyPool, Route, Routes, Unresolved, Wanted};
use crate::secret::KeyDigest;
use crate::targets::{Effective, effective};
use crate::upstream::{BadBaseUrl, BaseUrl, Provider, ProviderKind, echo};

/// All providers that may be asked, replaced as a whole whenever one of them changes.
pub(crate) struct Providers {
    configured: Configured,
    current: ArcSwap<Snapshot>,
}

/// What the configuration says: it stays as it is while the process runs.
struct Configured {
    providers: Vec<ProviderConfig>,
    groups: Vec<ModelConfig>,
    retired: Vec<RetiredModelConfig>,
}

/// The providers of one moment.
struct Snapshot {
    routes: Routes,
    by_id: HashMap<String, Arc<Served>>,
    /// The models that each was found to have, unless it lists those it serves.
    found: HashMap<Arc<str>, HashSet<String>>,
    /// The same in routing order, each model once.
    found_order: Vec<Destination>,
}

/// One provider and what it takes to ask it.
pub(crate) struct Served {
    /// The name it goes by.
    pub(crate) id: Arc<str>,
    /// Where it is.
    pub(crate) target: Target,
    /// Whether a call without any key is refused here rather than there.
    pub(crate) needs_key: bool,
    /// Whether callers may send a key of their own: only to the provider's well-known address, unless it is allowed.
    pub(crate) takes_callers_key: bool,
    /// Its keys, in the order of those of its target. They keep their counts as long as none of them changes.
    pub(crate) pool: KeyPool,
    keys: Vec<KeyPrint>,
}

/// A key and its limits, as far as it takes to know them again.
#[derive(Clone, PartialEq, Eq)]
struct KeyPrint {
    digest: KeyDigest,
    concurrency: Option<u32>,
    rpm: Option<u32>,
}

/// Where a provider is.
pub(crate) enum Target {
    /// In this process.
    Echo,
    /// Elsewhere.
    Remote(Arc<Provider>),
}

/// Somebody who serves a model.
pub(crate) struct Serving {
    /// Who.
    pub(crate) served: Arc<Served>,
    /// The model as they name it, and where they stand among others.
    pub(crate) route: Candidate,
}

impl Providers {
    /// The configured providers and the built-in one, which comes last. Stored ones follow with [`Providers::replace`].
    pub(crate) fn new(config: &Config) -> Result<Self, BadBaseUrl> {
        let configs = &config.providers;
        for config in configs {
            BaseUrl::parse(&config.api_root())?;
        }
        let configured = Configured {
            providers: configs.clone(),
            groups: config.models.clone(),
            retired: config.retired_models.clone(),
        };
        let snapshot = Snapshot::of(effective(configs, &[]), &configured, &HashMap::new());
        Ok(Self { configured, current: ArcSwap::from_pointee(snapshot) })
    }

    /// The providers of the configuration, whatever is stored over them.
    pub(crate) fn configured(&self) -> &[ProviderConfig] {
        &self.configured.providers
    }

    /// Replaces everything. Calls that already have a provider finish with it; the next one sees the new state.
    pub(crate) fn replace(&self, providers: Vec<Effective>) {
        let before = self.current.load();
        self.current.store(Arc::new(Snapshot::of(providers, &self.configured, &before.by_id)));
    }

    /// Who serves a model, in routing order; never nobody.
    pub(crate) fn resolve(&self, wanted: Wanted<'_>) -> Result<Vec<Serving>, Unresolved> {
        self.current.load().resolve(wanted)
    }

    /// The models that are named somewhere or were found, with their providers.
    pub(crate) fn listed(&self) -> Vec<Destination> {
        let current = self.current.load();
        let mut listed = current.routes.listed();
        let named: HashSet<String> = listed.iter().map(|at| at.model.clone()).collect();
        listed.extend(current.found_order.iter().filter(|at| !named.contains(&at.model)).cloned());
        listed
    }

    /// Every provider elsewhere, by id.
    pub(crate) fn remote(&self) -> Vec<Arc<Served>> {
        let current = self.current.load();
        let is_remote = |served: &&Arc<Served>| matches!(served.target, Target::Remote(_));
        let mut remote: Vec<Arc<Served>> = current.by_id.values().filter(is_remote).cloned().collect();
        remote.sort_by(|a, b| a.id.cmp(&b.id));
        remote
    }
}

impl Snapshot {
    /// The providers that are switched on. One whose address cannot be read is left out.
    fn of(providers: Vec<Effective>, configured: &Configured, before: &HashMap<String, Arc<Served>>) -> Self {
        let (mut routes, mut by_id, mut finders) = (Vec::new(), HashMap::new(), Vec::new());
        for provider in providers.into_iter().filter(|provider| provider.config.enabled) {
            let served = match Served::remote(&provider) {
                Ok(served) => served,
                Err(error) => {
                    tracing::error!(provider = provider.config.id, %error, "left out for its address");
                    continue;
                }
            };
            let served = Arc::new(served.with_counts_of(before.get(&provider.config.id)));
            routes.push(Route::of(&provider.config));
            // A provider that lists its models serves those and no others.
            if provider.config.models.is_empty() {
                finders.push((provider.config.priority, Arc::clone(&served.id), provider.found_models));
            }
            by_id.insert(provider.config.id.clone(), served);
        }
        routes.push(Route {
            provider: echo::PROVIDER.into(),
            family: None,
            models: vec![echo::MODEL.to_owned()],
            priority: u32::MAX,
            weight: 1,
        });
        by_id.insert(echo::PROVIDER.to_owned(), Arc::new(Served::echo()));
        finders.sort_by_key(|(priority, ..)| *priority);
        let found_order = each_once(&finders);
        let found = finders.into_iter().map(|(_, id, models)| (id, models.into_iter().collect())).collect();
        let routes = Routes::new(routes).with_groups(&configured.groups).with_retired(&configured.retired);
        Self { routes, by_id, found, found_order }
    }

    fn resolve(&self, wanted: Wanted<'_>) -> Result<Vec<Serving>, Unresolved> {
        let has = |provider: &str, model: &str| self.found.get(provider).is_some_and(|of| of.contains(model));
        let found = self.routes.resolve(wanted, &has)?;
        let serving =
            |route: Candidate| Some(Serving { served: Arc::clone(self.by_id.get(&*route.provider)?), route });
        let serving: Vec<_> = found.into_iter().filter_map(serving).collect();
        if serving.is_empty() { Err(Unresolved::Unknown) } else { Ok(serving) }
    }
}

/// Every model that was found, at the first who has it.
fn each_once(finders: &[(u32, Arc<str>, Vec<String>)]) -> Vec<Destination> {
    let mut seen = HashSet::new();
    let all = finders.iter().flat_map(|(_, id, models)| models.iter().map(move |model| (id, model)));
    all.filter(|(_, model)| seen.insert(model.as_str()))
        .map(|(id, model)| Destination { provider: id.to_string(), model: model.clone() })
        .collect()
}

impl Served {
    /// A provider elsewhere; fails when its address cannot be read.
    pub(crate) fn remote(effective: &Effective) -> Result<Self, BadBaseUrl> {
        let config = &effective.config;
        let id: Arc<str> = config.id.as_str().into();
        // The settings have found the root already; nothing may be put between.
        let base = BaseUrl::parse(&config.api_root())?.exact();
        let keys = config.usable_keys().map(|key| key.secret.clone()).collect();
        let provider = Provider::new(Arc::clone(&id), kind_of(config), base).with_keys(keys);
        Ok(Self {
            id,
            target: Target::Remote(Arc::new(provider)),
            needs_key: effective.needs_key(),
            takes_callers_key: config.takes_callers_key(),
            pool: KeyPool::of(config),
            keys: config
                .usable_keys()
                .map(|key| KeyPrint {
                    digest: KeyDigest::of(key.secret.expose()),
                    concurrency: key.concurrency,
                    rpm: key.rpm,
                })
                .collect(),
        })
    }

    /// The same with the counts that its keys had before, if they are the same keys: what they were used for counts
    /// on when something else changes.
    fn with_counts_of(self, before: Option<&Arc<Self>>) -> Self {
        match before {
            Some(before) if before.keys == self.keys => Self { pool: before.pool.clone(), ..self },
            _ => self,
        }
    }

    /// What it speaks; nothing for the built-in one.
    pub(crate) fn kind(&self) -> Option<&ProviderKind> {
        match &self.target {
            Target::Echo => None,
            Target::Remote(provider) => Some(&provider.kind),
        }
    }

    fn echo() -> Self {
        Self {
            id: echo::PROVIDER.into(),
            target: Target::Echo,
            needs_key: false,
            takes_callers_key: false,
            pool: KeyPool::default(),
            keys: Vec::new(),
        }
    }

    /// Whether a key is configured.
    pub(crate) fn has_key(&self) -> bool {
        match &self.target {
            Target::Echo => true,
            Target::Remote(provider) => provider.has_key(),
        }
    }
}

/// What a configured provider speaks.
fn kind_of(config: &ProviderConfig) -> ProviderKind {
    match config.kind {
        ConfigKind::Openai => ProviderKind::OpenAi,
        ConfigKind::Openrouter => ProviderKind::OpenRouter,
        ConfigKind::Anthropic => ProviderKind::Anthropic,
        ConfigKind::Google if config.is_openai_route() => ProviderKind::Custom,
        ConfigKind::Google => ProviderKind::Google,
        ConfigKind::Custom => ProviderKind::Custom,
        ConfigKind::Azure => {
            ProviderKind::Azure { api_version: config.api_version.as_deref().map(Arc::from) }
        }
        ConfigKind::Bedrock => {
            ProviderKind::Bedrock { region: config.region.as_deref().unwrap_or_default().into() }
        }
    }
}

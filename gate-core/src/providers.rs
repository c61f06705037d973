//! Providers: every configured provider and the built-in one, and which of them serves a model.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::{ProviderConfig, ProviderKind as ConfigKind};
use crate::routing::{Candidate, Destination, Route, Routes, Unresolved, Wanted};
use crate::upstream::{BadBaseUrl, BaseUrl, Provider, ProviderKind, echo};

/// All providers that may be asked.
pub(crate) struct Providers {
    routes: Routes,
    by_id: HashMap<String, Arc<Served>>,
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
    /// The enabled providers of the configuration and the built-in one, which comes last.
    pub(crate) fn new(configs: &[ProviderConfig]) -> Result<Self, BadBaseUrl> {
        let mut routes = Vec::new();
        let mut by_id = HashMap::new();
        for config in configs.iter().filter(|config| config.enabled) {
            routes.push(Route::of(config));
            by_id.insert(config.id.clone(), Arc::new(Served::remote(config)?));
        }
        routes.push(Route {
            provider: echo::PROVIDER.into(),
            family: None,
            models: vec![echo::MODEL.to_owned()],
            priority: u32::MAX,
            weight: 1,
        });
        by_id.insert(echo::PROVIDER.to_owned(), Arc::new(Served::echo()));
        Ok(Self { routes: Routes::new(routes), by_id })
    }

    /// Who serves a model, in routing order; never nobody.
    pub(crate) fn resolve(&self, wanted: Wanted<'_>) -> Result<Vec<Serving>, Unresolved> {
        let found = self.routes.resolve(wanted, &|_, _| false)?;
        let serving =
            |route: Candidate| Some(Serving { served: Arc::clone(self.by_id.get(&*route.provider)?), route });
        let serving: Vec<_> = found.into_iter().filter_map(serving).collect();
        if serving.is_empty() { Err(Unresolved::Unknown) } else { Ok(serving) }
    }

    /// The models that are named somewhere, with their providers.
    pub(crate) fn listed(&self) -> Vec<Destination> {
        self.routes.listed()
    }

    /// Every provider elsewhere.
    pub(crate) fn remote(&self) -> impl Iterator<Item = &Arc<Served>> {
        self.by_id.values().filter(|served| matches!(served.target, Target::Remote(_)))
    }
}

impl Served {
    fn remote(config: &ProviderConfig) -> Result<Self, BadBaseUrl> {
        let id: Arc<str> = config.id.as_str().into();
        // The settings have found the root already; nothing may be put between.
        let base = BaseUrl::parse(&config.api_root())?.exact();
        let keys = config.usable_keys().map(|key| key.secret.clone()).collect();
        let provider = Provider::new(Arc::clone(&id), kind_of(config), base).with_keys(keys);
        Ok(Self {
            id,
            target: Target::Remote(Arc::new(provider)),
            needs_key: config.kind != ConfigKind::Custom,
            takes_callers_key: config.takes_callers_key(),
        })
    }

    /// What it speaks; nothing for the built-in one.
    pub(crate) fn kind(&self) -> Option<&ProviderKind> {
        match &self.target {
            Target::Echo => None,
            Target::Remote(provider) => Some(&provider.kind),
        }
    }

    fn echo() -> Self {
        Self { id: echo::PROVIDER.into(), target: Target::Echo, needs_key: false, takes_callers_key: false }
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

//! Providers: every configured provider and the built-in one, and which of them serves a model.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::{ProviderConfig, ProviderKind as ConfigKind};
use crate::routing::{Destination, Route, Routes, Wanted};
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

    /// Who serves a model, and under which name.
    pub(crate) fn resolve(&self, model: &str) -> Option<(Arc<Served>, String)> {
        let found = self.routes.resolve(Wanted { model, namespace: None }, &|_, _| false).ok()?;
        let first = found.into_iter().next()?;
        Some((Arc::clone(self.by_id.get(&*first.provider)?), first.model.to_string()))
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
        let kind =
            if config.kind == ConfigKind::Openai { ProviderKind::OpenAi } else { ProviderKind::Custom };
        // The settings have found the root already; nothing may be put between.
        let mut provider = Provider::new(Arc::clone(&id), kind, BaseUrl::parse(&config.api_root())?.exact());
        if let Some(key) = &config.api_key {
            provider = provider.with_key(key.clone());
        }
        Ok(Self {
            id,
            target: Target::Remote(Arc::new(provider)),
            needs_key: config.kind != ConfigKind::Custom,
            takes_callers_key: config.takes_callers_key(),
        })
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

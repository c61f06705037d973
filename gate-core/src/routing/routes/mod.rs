//! Routes: which providers serve a model, by the first rule that fits.

mod family;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use self::family::{family, family_owner};
use super::Candidate;
use crate::config::{ModelConfig, ProviderConfig, ProviderKind, RetiredModelConfig, Vendor};

/// What routing knows of one provider.
#[derive(Debug, Clone)]
pub struct Route {
    /// The provider's id.
    pub provider: Arc<str>,
    /// The vendor whose family of models it serves, when it is one: `gpt-...` goes to `openai`.
    pub family: Option<&'static str>,
    /// Models that go there, as written in the configuration; one that ends in `*` stands for any ending. None
    /// listed: it is asked for whatever is found to be its own.
    pub models: Vec<String>,
    /// Where several providers serve a model the lowest number is asked first.
    pub priority: u32,
    /// Its share among providers of one priority.
    pub weight: u32,
}

/// Every provider, the names of groups of models, and the models that are gone.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    rows: Vec<Route>,
    groups: HashMap<String, Vec<Candidate>>,
    /// Names of groups in the order of the configuration, for lists.
    group_names: Vec<String>,
    retired: HashMap<String, Option<String>>,
}

/// A model and where it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The provider's id; for a group that of its first target.
    pub provider: String,
    /// The model's name, or the group's.
    pub model: String,
}

/// What a caller asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The model as the caller names it.
    pub model: &'w str,
    /// The provider in the path (`/v1/{provider}/...`), when one is.
    pub namespace: Option<&'w str>,
}

/// Why nobody serves a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// No configured provider is known to.
    Unknown,
    /// It belongs to this vendor or provider, and the path names another.
    Mismatch {
        /// Whose the model is.
        belongs_to: String,
    },
    /// It is served no longer.
    Retired {
        /// What takes its place.
        replacement: Option<String>,
    },
}

impl Route {
    /// What routing knows of a configured provider.
    ///
    /// Its family is that of its id, else of its kind (Anthropic, Google), else of the vendor at its address.
    pub fn of(config: &ProviderConfig) -> Self {
        let by_kind = match config.kind {
            ProviderKind::Anthropic => Some("anthropic"),
            ProviderKind::Google => Some("google"),
            ProviderKind::Openai
            | ProviderKind::Openrouter
            | ProviderKind::Custom
            | ProviderKind::Azure
            | ProviderKind::Bedrock => None,
        };
        let by_address = || Vendor::at(&config.base_url).and_then(|vendor| family_owner(vendor.id));
        Self {
            provider: config.id.as_str().into(),
            family: family_owner(&config.id).or(by_kind).or_else(by_address),
            models: config.models.clone(),
            priority: config.priority,
            weight: config.weight,
        }
    }

    fn candidate(&self, model: &str) -> Candidate {
        Candidate {
            provider: Arc::clone(&self.provider),
            model: model.into(),
            priority: self.priority,
            weight: self.weight,
        }
    }

    /// Whether it lists the model to the letter.
    fn names(&self, model: &str) -> bool {
        self.models.iter().any(|listed| listed == model)
    }

    /// Whether a pattern of its list covers the model. A mere `*` says nothing about any model.
    fn covers(&self, model: &str) -> bool {
        let stem =
            |listed: &String| listed.strip_suffix('*').filter(|stem| !stem.is_empty()).map(str::to_owned);
        self.models.iter().filter_map(stem).any(|stem| model.starts_with(&stem))
    }

    /// Whether it lists `*`: everything that nobody else serves.
    fn takes_the_rest(&self) -> bool {
        self.names("*")
    }

    /// Whether it may be asked for a model that was addressed to it.
    fn serves(&self, model: &str) -> bool {
        self.models.is_empty() || self.names(model) || self.covers(model) || self.takes_the_rest()
    }
}

impl Routes {
    /// Orders the providers by priority, lowest number first; equals keep their order.
    pub fn new(mut routes: Vec<Route>) -> Self {
        routes.sort_by_key(|route| route.priority);
        Self { rows: routes, ..Self::default() }
    }

    /// The same with names for groups of models. Targets at providers that are not here (switched off) are left out.
    #[must_use]
    pub fn with_groups(mut self, groups: &[ModelConfig]) -> Self {
        for group in groups {
            let mut targets: Vec<Candidate> = group
                .targets
                .iter()
                .filter_map(|target| {
                    let (provider, model) = target.parts()?;
                    let route = self.route(provider)?;
                    let (priority, weight) = (target.priority, target.weight);
                    // The built-in provider's models carry its name.
                    let model = if route.names(&target.model) { &target.model } else { model };
                    Some(Candidate { priority, weight, ..route.candidate(model) })
                })
                .collect();
            targets.sort_by_key(|target| target.priority);
            self.group_names.push(group.name.clone());
            self.groups.insert(group.name.clone(), targets);
        }
        self
    }

    /// The same with models that are gone.
    #[must_use]
    pub fn with_retired(mut self, retired: &[RetiredModelConfig]) -> Self {
        self.retired = retired.iter().map(|row| (row.name.clone(), row.replacement.clone())).collect();
        self
    }

    /// Who may serve a model, sorted by priority, never empty. `discovered` tells whether a provider (first) was
    /// found to have a model (second) when it was last asked for its list.
    ///
    /// The first rule that fits decides: the namespace of the path; providers that list the model; a group of this
    /// name; providers with a pattern that covers it; `provider/model`; what was discovered; the family its name
    /// begins with; providers that take the rest.
    pub fn resolve(
        &self,
        wanted: Wanted<'_>,
        discovered: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Vec<Candidate>, Unresolved> {
        let model = wanted.model;
        self.refuse_retired(model)?;
        if let Some(namespace) = wanted.namespace {
            return self.within(namespace, model);
        }
        let is_open = |route: &Route| route.models.is_empty();
        let rules: [&dyn Fn() -> Vec<Candidate>; 7] = [
            // Whoever lists it is joined by those whose patterns cover it: all of them said so.
            &|| {
                if self.is_named(model) {
                    self.all(model, |r| r.names(model) || r.covers(model))
                } else {
                    vec![]
                }
            },
            &|| self.groups.get(model).cloned().unwrap_or_default(),
            &|| self.all(model, |route| route.covers(model)),
            &|| self.prefixed(model),
            &|| self.all(model, |route| is_open(route) && discovered(&route.provider, model)),
            &|| {
                self.all(model, |route| {
                    is_open(route) && route.family.is_some() && route.family == family(model)
                })
            },
            &|| self.all(model, Route::takes_the_rest),
        ];
        if model.is_empty() {
            return Err(Unresolved::Unknown);
        }
        rules.iter().map(|rule| rule()).find(|found| !found.is_empty()).ok_or(Unresolved::Unknown)
    }

    /// Every model that is named somewhere, with its provider, in routing order and without repetition; then the
    /// names of groups. Patterns and retired models are not among them.
    pub fn listed(&self) -> Vec<Destination> {
        let of_routes =
            self.rows.iter().flat_map(|route| route.models.iter().map(|model| (&*route.provider, model)));
        let of_groups =
            self.group_names.iter().filter_map(|name| Some((&*self.groups[name].first()?.provider, name)));
        let mut listed: Vec<Destination> = Vec::new();
        for (provider, model) in of_routes.chain(of_groups) {
            let is_new = listed.iter().all(|known| known.model != *model);
            if is_new && !model.ends_with('*') && !self.retired.contains_key(model) {
                listed.push(Destination { provider: provider.to_owned(), model: model.clone() });
            }
        }
        listed
    }

    fn route(&self, provider: &str) -> Option<&Route> {
        self.rows.iter().find(|route| *route.provider == *provider)
    }

    fn is_named(&self, model: &str) -> bool {
        self.rows.iter().any(|route| route.names(model))
    }

    fn all(&self, model: &str, serves: impl Fn(&Route) -> bool) -> Vec<Candidate> {
        self.rows.iter().filter(|route| serves(route)).map(|route| route.candidate(model)).collect()
    }

    /// A retired model is retired however it is spelled: also as `provider/model`.
    fn refuse_retired(&self, model: &str) -> Result<(), Unresolved> {
        let bare = || model.split_once('/').filter(|(provider, _)| self.route(provider).is_some());
        let row = self.retired.get(model).or_else(|| self.retired.get(bare()?.1));
        row.map_or(Ok(()), |replacement| Err(Unresolved::Retired { replacement: replacement.clone() }))
    }

    fn prefixed(&self, model: &str) -> Vec<Candidate> {
        let route = model.split_once('/').and_then(|(provider, rest)| Some((self.route(provider)?, rest)));
        let serving = route.filter(|(route, rest)| !rest.is_empty() && route.serves(rest));
        serving.map(|(route, rest)| route.candidate(rest)).into_iter().collect()
    }

    /// Who serves a model below `/v1/{namespace}/`: the provider of that id, else those of that vendor's family.
    fn within(&self, namespace: &str, model: &str) -> Result<Vec<Candidate>, Unresolved> {
        let by_family =
            || self.rows.iter().filter(|route| route.family == Some(namespace)).collect::<Vec<_>>();
        let routes = self.route(namespace).map_or_else(by_family, |route| vec![route]);
        let is_ours = |id: &str| id == namespace || routes.iter().any(|route| *route.provider == *id);
        let bare = match model.split_once('/') {
            Some((prefix, rest)) if is_ours(prefix) && !self.is_named(model) => rest,
            _ => model,
        };
        if let Some(group) = self.groups.get(model).filter(|_| !self.is_named(model)) {
            let inside: Vec<_> = group.iter().filter(|target| is_ours(&target.provider)).cloned().collect();
            let elsewhere =
                || group.first().map_or_else(|| model.to_owned(), |target| target.provider.to_string());
            return if inside.is_empty() {
                Err(Unresolved::Mismatch { belongs_to: elsewhere() })
            } else {
                Ok(inside)
            };
        }
        let listing: Vec<_> = routes
            .iter()
            .filter(|route| route.names(bare) || route.covers(bare))
            .map(|r| r.candidate(bare))
            .collect();
        if !listing.is_empty() {
            return Ok(listing);
        }
        // A vendor with a family of its own has no models of others; whoever passes on to others may have them all.
        let is_vendor = !routes.is_empty() && routes.iter().all(|route| route.family.is_some());
        if let Some(owner) = self.owner(bare).filter(|owner| is_vendor && !is_ours(owner)) {
            return Err(Unresolved::Mismatch { belongs_to: owner.to_owned() });
        }
        let open: Vec<_> = routes
            .iter()
            .filter(|route| !bare.is_empty() && route.serves(bare))
            .map(|r| r.candidate(bare))
            .collect();
        if open.is_empty() { Err(Unresolved::Unknown) } else { Ok(open) }
    }

    /// Whose a model is by its spelling alone: `provider/model`, or a family's beginning.
    fn owner<'m>(&self, model: &'m str) -> Option<&'m str> {
        let prefix = model.split_once('/').map(|(prefix, _)| prefix);
        let known = prefix.filter(|prefix| self.route(prefix).is_some() || family_owner(prefix).is_some());
        known.or_else(|| family(model))
    }
}

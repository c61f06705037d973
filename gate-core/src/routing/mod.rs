//! Routing: which provider serves a model.

/// What routing knows of one provider.
#[derive(Debug, Clone)]
pub struct Route {
    /// The provider's id.
    pub provider: String,
    /// Models that go there, as written in the configuration.
    pub models: Vec<String>,
    /// Where several providers serve a model the lowest number is asked first, then the order of the configuration.
    pub priority: u32,
}

/// Every provider, in the order in which they are asked.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    routes: Vec<Route>,
}

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The provider's id.
    pub provider: String,
    /// The model's name there.
    pub model: String,
}

/// Beginnings of model names and the provider whose family they are.
const FAMILIES: [(&str, &str); 14] = [
    ("gpt-", "openai"),
    ("chatgpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("text-embedding-", "openai"),
    ("gemini-", "google"),
    ("deepseek-", "deepseek"),
    ("sonar", "perplexity"),
    ("grok-", "xai"),
    ("mistral-", "mistral"),
    ("mixtral", "mistral"),
    ("command-", "cohere"),
    ("claude-", "anthropic"),
];

impl Routes {
    /// Orders the providers by priority, lowest number first; equals keep their order.
    pub fn new(mut routes: Vec<Route>) -> Self {
        routes.sort_by_key(|route| route.priority);
        Self { routes }
    }

    /// Where `model` goes: to a provider that names it, else by a `provider/model` spelling, else by the family its
    /// name begins with. `None` when no configured provider serves it.
    pub fn resolve(&self, model: &str) -> Option<Destination> {
        self.named(model).or_else(|| self.prefixed(model)).or_else(|| self.family(model))
    }

    /// Every model that is named somewhere, with its provider, in routing order and without repetition.
    pub fn listed(&self) -> Vec<Destination> {
        let mut listed: Vec<Destination> = Vec::new();
        for route in &self.routes {
            for model in &route.models {
                if listed.iter().all(|known| known.model != *model) {
                    listed.push(Destination { provider: route.provider.clone(), model: model.clone() });
                }
            }
        }
        listed
    }

    fn named(&self, model: &str) -> Option<Destination> {
        let route = self.routes.iter().find(|route| route.models.iter().any(|named| named == model))?;
        Some(Destination { provider: route.provider.clone(), model: model.to_owned() })
    }

    fn prefixed(&self, model: &str) -> Option<Destination> {
        let (provider, rest) = model.split_once('/')?;
        let route = self.routes.iter().find(|route| route.provider == provider)?;
        let serves =
            !rest.is_empty() && (route.models.is_empty() || route.models.iter().any(|named| named == rest));
        serves.then(|| Destination { provider: route.provider.clone(), model: rest.to_owned() })
    }

    fn family(&self, model: &str) -> Option<Destination> {
        let (_, provider) = FAMILIES.iter().find(|(beginning, _)| model.starts_with(beginning))?;
        let route = self.routes.iter().find(|route| route.provider == *provider)?;
        // A provider that lists its models serves those and no others.
        route
            .models
            .is_empty()
            .then(|| Destination { provider: route.provider.clone(), model: model.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Destination, Route, Routes};

    fn route(provider: &str, models: &[&str], priority: u32) -> Route {
        let models = models.iter().map(|&model| model.to_owned()).collect();
        Route { provider: provider.to_owned(), models, priority }
    }

    #[test]
    fn a_named_model_goes_first_then_a_prefix_then_a_family() {
        let routes = Routes::new(vec![
            route("openai", &[], 30),
            route("local", &["llama3", "gpt-4o"], 20),
            route("backup", &["llama3"], 10),
            route("gate", &["gate/echo"], 0),
        ]);
        for (model, expected) in [
            ("gpt-4o", Some(("local", "gpt-4o"))),
            ("gpt-4o-mini", Some(("openai", "gpt-4o-mini"))),
            ("llama3", Some(("backup", "llama3"))),
            ("local/llama3", Some(("local", "llama3"))),
            ("local/other", None),
            ("openai/gpt-4o", Some(("openai", "gpt-4o"))),
            ("gate/echo", Some(("gate", "gate/echo"))),
            ("openai/", None),
            ("mistral-large", None),
            ("nonsense", None),
        ] {
            let expected = expected.map(|(provider, model)| Destination {
                provider: provider.to_owned(),
                model: model.to_owned(),
            });
            assert_eq!(routes.resolve(model), expected, "{model}");
        }
    }

    #[test]
    fn each_model_is_listed_once_at_the_provider_that_serves_it() {
        let routes = Routes::new(vec![route("a", &["x", "y"], 5), route("b", &["x"], 0)]);
        let listed: Vec<_> = routes.listed().into_iter().map(|at| (at.provider, at.model)).collect();
        assert_eq!(listed, [("b".into(), "x".into()), ("a".to_owned(), "y".to_owned())]);
    }
}

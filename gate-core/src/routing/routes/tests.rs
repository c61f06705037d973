use super::family::FAMILIES;
use super::{Destination, Route, Routes, Unresolved, Wanted};
use crate::config::{Config, Vendor};

/// The routes of a configuration.
fn routes(text: &str) -> Routes {
    let config: Config = toml::from_str(text).expect(text);
    Routes::new(config.providers.iter().map(Route::of).collect())
        .with_groups(&config.models)
        .with_retired(&config.retired_models)
}

const CONFIG: &str = "
    models = [
        {name = 'smart', targets = ['claude/claude-opus-4', {model = 'openai/gpt-5', weight = 3, priority = 1}]},
        {name = 'gpt-fast', targets = ['openai/gpt-4o-mini', 'off/x']},
        {name = 'gone', targets = ['off/x']},
    ]
    retired_models = [{name = 'gpt-3.5-turbo', replacement = 'gpt-4o-mini'}, {name = 'claude-2'}]
    [[providers]]\nid = 'openai'\nkind = 'openai'\npriority = 30
    [[providers]]\nid = 'claude'\nkind = 'anthropic'\nweight = 2
    [[providers]]\nid = 'local'\nkind = 'custom'\nmodels = ['llama3', 'gpt-4o']\npriority = 20
    [[providers]]\nid = 'backup'\nkind = 'custom'\nmodels = ['llama*', 'gpt-fast*', 'qwen*']\npriority = 10
    [[providers]]\nid = 'deepseek'\nkind = 'custom'
    [[providers]]\nid = 'router'\nkind = 'openrouter'
    [[providers]]\nid = 'rest'\nkind = 'custom'\nmodels = ['*']";

/// What is known to be at the router.
fn discovered(provider: &str, model: &str) -> bool {
    provider == "router" && ["gpt-oss", "meta/llama-4"].contains(&model)
}

/// `provider:model` of each, or why there is none.
fn resolved(routes: &Routes, namespace: Option<&str>, model: &str) -> String {
    match routes.resolve(Wanted { model, namespace }, &discovered) {
        Ok(found) => {
            found.iter().map(|c| format!("{}:{}", c.provider, c.model)).collect::<Vec<_>>().join(" ")
        }
        Err(why) => format!("{why:?}"),
    }
}

#[test]
fn the_first_rule_that_fits_decides() {
    let routes = routes(CONFIG);
    for (model, expected) in [
        ("gpt-4o", "local:gpt-4o"),
        ("llama3", "backup:llama3 local:llama3"),
        ("llama-4", "backup:llama-4"),
        ("smart", "openai:gpt-5 claude:claude-opus-4"),
        ("gpt-fast", "openai:gpt-4o-mini"),
        ("gpt-fast-2", "backup:gpt-fast-2"),
        ("gone", "rest:gone"),
        ("openai/gpt-4o", "openai:gpt-4o"),
        ("local/llama3", "local:llama3"),
        ("local/other", "rest:local/other"),
        ("router/anthropic/claude-opus-4", "router:anthropic/claude-opus-4"),
        ("gpt-oss", "router:gpt-oss"),
        ("meta/llama-4", "router:meta/llama-4"),
        ("gpt-4.1", "openai:gpt-4.1"),
        ("o3-mini", "openai:o3-mini"),
        ("claude-sonnet-4", "claude:claude-sonnet-4"),
        ("deepseek-chat", "deepseek:deepseek-chat"),
        ("mistral-large", "rest:mistral-large"),
        ("openai/", "rest:openai/"),
        ("", "Unknown"),
    ] {
        assert_eq!(resolved(&routes, None, model), expected, "{model}");
    }
    let strict = self::routes(&CONFIG.replace("models = ['*']", "models = ['only']"));
    for (model, expected) in
        [("local/other", "Unknown"), ("mistral-large", "Unknown"), ("*", "Unknown"), ("o3", "openai:o3")]
    {
        assert_eq!(resolved(&strict, None, model), expected, "{model}");
    }
}

#[test]
fn a_retired_model_names_what_takes_its_place() {
    let routes = routes(CONFIG);
    let retired = |replacement: Option<&str>| {
        format!("{:?}", Unresolved::Retired { replacement: replacement.map(str::to_owned) })
    };
    for (model, namespace, expected) in [
        ("gpt-3.5-turbo", None, retired(Some("gpt-4o-mini"))),
        ("gpt-3.5-turbo", Some("openai"), retired(Some("gpt-4o-mini"))),
        ("openai/gpt-3.5-turbo", None, retired(Some("gpt-4o-mini"))),
        ("claude-2", None, retired(None)),
        ("claude-2.1", None, "claude:claude-2.1".to_owned()),
        ("nobody/claude-2", None, "rest:nobody/claude-2".to_owned()),
    ] {
        assert_eq!(resolved(&routes, namespace, model), expected, "{model} {namespace:?}");
    }
}

#[test]
fn a_namespace_holds_and_refuses_what_belongs_to_others() {
    let routes = routes(CONFIG);
    let mismatch = |whose: &str| format!("{:?}", Unresolved::Mismatch { belongs_to: whose.to_owned() });
    for (namespace, model, expected) in [
        ("openai", "gpt-4o", "openai:gpt-4o".to_owned()),
        ("openai", "openai/gpt-4o", "openai:gpt-4o".to_owned()),
        ("openai", "ft:anything", "openai:ft:anything".to_owned()),
        ("openai", "claude-sonnet-4", mismatch("anthropic")),
        ("openai", "anthropic/claude-sonnet-4", mismatch("anthropic")),
        ("openai", "google/gemini-2.5-pro", mismatch("google")),
        ("openai", "local/llama3", mismatch("local")),
        ("anthropic", "claude-sonnet-4", "claude:claude-sonnet-4".to_owned()),
        ("anthropic", "anthropic/claude-sonnet-4", "claude:claude-sonnet-4".to_owned()),
        ("anthropic", "gpt-4o", mismatch("openai")),
        ("deepseek", "deepseek-chat", "deepseek:deepseek-chat".to_owned()),
        ("deepseek", "gpt-4o", mismatch("openai")),
        ("router", "openai/gpt-4o", "router:openai/gpt-4o".to_owned()),
        ("router", "claude-sonnet-4", "router:claude-sonnet-4".to_owned()),
        ("local", "llama3", "local:llama3".to_owned()),
        ("local", "other", "Unknown".to_owned()),
        ("backup", "llama-9", "backup:llama-9".to_owned()),
        ("google", "gemini-2.5-pro", "Unknown".to_owned()),
        ("openai", "smart", "openai:gpt-5".to_owned()),
        ("anthropic", "smart", "claude:claude-opus-4".to_owned()),
        ("deepseek", "smart", mismatch("openai")),
        ("openai", "", "Unknown".to_owned()),
    ] {
        assert_eq!(resolved(&routes, Some(namespace), model), expected, "/v1/{namespace} {model}");
    }
}

#[test]
fn candidates_keep_the_priority_and_the_weight_of_whoever_names_them() {
    let routes = routes(CONFIG);
    for (model, expected) in [
        ("smart", vec![(1, 3), (100, 1)]),
        ("claude-opus-4", vec![(100, 2)]),
        ("llama3", vec![(10, 1), (20, 1)]),
    ] {
        let found = routes.resolve(Wanted { model, namespace: None }, &discovered).unwrap();
        assert_eq!(found.iter().map(|c| (c.priority, c.weight)).collect::<Vec<_>>(), expected, "{model}");
    }
}

#[test]
fn several_accounts_of_one_vendor_share_its_family() {
    let text = "[[providers]]\nid = 'one'\nkind = 'openai'\nbase_url = 'https://api.openai.com/v1'
        [[providers]]\nid = 'two'\nkind = 'openai'\nbase_url = 'https://api.openai.com'
        [[providers]]\nid = 'else'\nkind = 'openai'\nbase_url = 'https://models.example.com'";
    assert_eq!(resolved(&routes(text), None, "gpt-4o"), "one:gpt-4o two:gpt-4o");
}

#[test]
fn each_model_is_listed_once_and_no_pattern_is() {
    let listed = |text: &str| -> Vec<String> {
        let shown = |at: Destination| format!("{}:{}", at.provider, at.model);
        routes(text).listed().into_iter().map(shown).collect()
    };
    assert_eq!(listed(CONFIG), ["local:llama3", "local:gpt-4o", "openai:smart", "openai:gpt-fast"]);
    let twice = "retired_models = [{name = 'z'}]
        [[providers]]\nid = 'a'\nkind = 'custom'\nmodels = ['x', 'y', 'z']\npriority = 5
        [[providers]]\nid = 'b'\nkind = 'custom'\nmodels = ['x']\npriority = 0";
    assert_eq!(listed(twice), ["b:x", "a:y"]);
}

#[test]
fn every_family_belongs_to_a_known_vendor() {
    for (beginning, vendor) in FAMILIES {
        assert!(Vendor::named(vendor).is_some_and(|vendor| !vendor.is_local), "{beginning} {vendor}");
    }
}

//! Routing: whether names for groups of models, retired models and the numbers of retries make sense.

use std::collections::HashSet;

use super::Faults;
use crate::config::{Config, TargetConfig};

/// The most attempts one call may make.
const MOST_TRIES: u32 = 10;
/// The longest wait before an attempt: a minute, for the caller waits too.
const MOST_BACKOFF_MS: u64 = 60_000;
/// The most failures in a row, and the largest weight.
const MOST: u32 = 1_000_000;

pub(super) fn check(config: &Config, faults: &mut Faults<'_>) {
    numbers(config, faults);
    groups(config, faults);
    retired(config, faults);
}

fn numbers(config: &Config, faults: &mut Faults<'_>) {
    let routing = &config.routing;
    for (setting, number, least, most) in [
        ("routing.max_tries", routing.max_tries, 1, MOST_TRIES),
        ("routing.retry_same", routing.retry_same, 0, MOST_TRIES),
        ("routing.breaker_failures", routing.breaker_failures, 1, MOST),
    ] {
        if number < least || number > most {
            faults.add(setting, format!("is {number}"), format!("between {least} and {most}"));
        }
    }
    for (setting, ms) in [
        ("routing.backoff_base_ms", routing.backoff_base_ms),
        ("routing.backoff_max_ms", routing.backoff_max_ms),
    ] {
        if ms > MOST_BACKOFF_MS {
            faults.add(setting, format!("is {ms}"), format!("milliseconds, 0 to {MOST_BACKOFF_MS}"));
        }
    }
    if routing.backoff_base_ms > routing.backoff_max_ms {
        let hint = "at most `routing.backoff_max_ms`";
        faults.add("routing.backoff_base_ms", "is longer than the longest wait", hint);
    }
}

fn groups(config: &Config, faults: &mut Faults<'_>) {
    let mut names = HashSet::new();
    for (index, group) in config.models.iter().enumerate() {
        let setting = |name: &str| format!("models[{index}].{name}");
        let name = group.name.as_str();
        if name.is_empty() || name.contains('*') {
            faults.add(&setting("name"), format!("is `{name}`, which cannot be a name"), "for example smart");
        } else if !names.insert(name) {
            let hint = "one [[models]] for each name, with all its targets";
            faults.add(&setting("name"), format!("is `{name}`, which stands twice"), hint);
        }
        let lists = |models: &[String]| models.iter().any(|model| model == name);
        if let Some(provider) = config.providers.iter().find(|provider| lists(&provider.models)) {
            let message = format!("is `{name}`, which provider `{}` lists as its own", provider.id);
            faults.add(&setting("name"), message, "what a provider lists comes first; choose another name");
        }
        if group.targets.is_empty() {
            faults.add(&setting("targets"), "lists nothing", "for example [\"openai/gpt-4o\"]");
        }
        for row in &group.targets {
            target(row, config, &setting("targets"), faults);
        }
    }
}

fn target(row: &TargetConfig, config: &Config, setting: &str, faults: &mut Faults<'_>) {
    let Some((id, _)) = row.parts() else {
        let message = format!("holds `{}`, which is no target", row.model);
        faults.add(setting, message, "a provider's id, a slash and the model's name there: openai/gpt-4o");
        return;
    };
    if id != "gate" && config.providers.iter().all(|provider| provider.id != id) {
        let ids: Vec<&str> = config.providers.iter().map(|provider| provider.id.as_str()).collect();
        let message = format!("holds `{}`, but there is no provider `{id}`", row.model);
        faults.add(setting, message, format!("providers here: {}", ids.join(", ")));
    }
    if row.weight > MOST {
        faults.add(setting, format!("holds the weight {}", row.weight), format!("between 0 and {MOST}"));
    }
}

fn retired(config: &Config, faults: &mut Faults<'_>) {
    let mut names = HashSet::new();
    let is_retired = |name: &str| config.retired_models.iter().any(|row| row.name == name);
    for (index, row) in config.retired_models.iter().enumerate() {
        let setting = |name: &str| format!("retired_models[{index}].{name}");
        if row.name.is_empty() || !names.insert(row.name.as_str()) {
            let message = format!("is `{}`, which is empty or stands twice", row.name);
            faults.add(&setting("name"), message, "one [[retired_models]] for each model");
        }
        if let Some(replacement) = row.replacement.as_deref().filter(|name| is_retired(name)) {
            let message = format!("is `{replacement}`, which is retired itself");
            faults.add(&setting("replacement"), message, "a model that is still served");
        }
    }
}

//! Env: the one place that reads the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;
use toml::{Table, Value};

use super::Config;
use super::error::{ConfigError, Fault};
use super::file::{Places, SCHEMA, expectation};
use super::nearest::nearest;
use crate::secret::Secret;

/// Names that begin with `GATE_` and are no settings: the command line's and those of programs beside a gate.
const NOT_SETTINGS: &[&str] =
    &["GATE_CONFIG", "GATE_EMBED_DIR", "GATE_INTEGRATION_ID", "GATE_KEY", "GATE_STATE_DIR", "GATE_URL"];

/// Environment variables, passed in so that tests leave those of the process alone.
pub trait Environment {
    /// The value of a variable; `None` when it is not set or no Unicode.
    fn get(&self, name: &str) -> Option<String>;
    /// The names of all variables.
    fn names(&self) -> Vec<String>;
}

/// The environment of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn get(&self, name: &str) -> Option<String> {
        std::env::var_os(name).and_then(|value| value.into_string().ok())
    }

    fn names(&self) -> Vec<String> {
        std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect()
    }
}

impl Environment for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<String> {
        BTreeMap::get(self, name).cloned()
    }

    fn names(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }
}

/// Puts the settings of the environment over those of the file. A variable that nearly is a setting is a fault; one
/// that is nothing like one belongs to somebody else, and is told of.
pub(super) fn apply(
    settings: &mut Table,
    places: &mut Places,
    environment: &dyn Environment,
) -> Result<Vec<String>, ConfigError> {
    let known = settings_by_variable();
    let referenced = referenced(settings);
    let mut names = environment.names();
    names.sort_unstable();
    let (mut faults, mut foreign) = (Vec::new(), Vec::new());
    for name in names.iter().filter(|name| name.starts_with("GATE_")) {
        if NOT_SETTINGS.contains(&name.as_str()) || referenced.contains(name.as_str()) {
            continue;
        }
        let Some((path, example)) = known.get(name) else {
            match nearest(name, known.keys().map(String::as_str)) {
                Some(near) => {
                    faults.push(Fault::new(name, "", "is no setting", format!("did you mean `{near}`?")));
                }
                None => foreign.push(format!("{name} is no setting and is passed over")),
            }
            continue;
        };
        let setting = path.join(".");
        match environment
            .get(name)
            .ok_or_else(|| "is not Unicode".to_owned())
            .and_then(|text| value(&text, path, example))
        {
            Ok(value) => {
                places.set(&setting, name);
                insert(settings, path, value);
            }
            Err(message) => faults.push(Fault::new(name, setting, message, "")),
        }
    }
    if faults.is_empty() { Ok(foreign) } else { Err(faults.into()) }
}

/// The variable of every setting that is one value or a list of texts, with the setting's path and an example value.
fn settings_by_variable() -> BTreeMap<String, (Vec<String>, &'static Value)> {
    let mut known = BTreeMap::new();
    for (name, example) in &*SCHEMA {
        match example {
            Value::Table(section) => {
                for (inner, example) in section.iter().filter(|(_, example)| is_plain(example)) {
                    known.insert(variable(&[name, inner]), (vec![name.clone(), inner.clone()], example));
                }
            }
            plain if is_plain(plain) => {
                known.insert(variable(&[name]), (vec![name.clone()], plain));
            }
            _ => {}
        }
    }
    known
}

fn is_plain(example: &Value) -> bool {
    match example {
        Value::Table(_) => false,
        Value::Array(items) => !items.first().is_some_and(Value::is_table),
        _ => true,
    }
}

fn variable(path: &[&String]) -> String {
    path.iter().fold("GATE".to_owned(), |name, part| format!("{name}_{}", part.to_uppercase()))
}

/// A variable's text as a value of the setting's type.
fn value(text: &str, path: &[String], example: &Value) -> Result<Value, String> {
    let value = match example {
        Value::Integer(_) => {
            Value::Integer(text.trim().parse().map_err(|_| "must be a whole number".to_owned())?)
        }
        Value::Boolean(_) => {
            Value::Boolean(text.trim().parse().map_err(|_| "must be true or false".to_owned())?)
        }
        Value::Array(_) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        _ => Value::String(text.to_owned()),
    };
    // Typed alone, so that a fault can be laid at this variable's door.
    let mut alone = Table::new();
    insert(&mut alone, path, value.clone());
    Config::deserialize(alone).map(|_| value).map_err(|error| expectation(error.message()))
}

fn insert(settings: &mut Table, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => {
            settings.insert(name.clone(), value);
        }
        [section, rest @ ..] => {
            let inner = settings.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// Variables that hold secrets the file refers to; they may have any name.
fn referenced(settings: &Table) -> BTreeSet<String> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => found.extend(text.strip_prefix("env:").map(str::to_owned)),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Table(table) => table.iter().for_each(|(_, item)| collect(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    settings.iter().for_each(|(_, value)| collect(value, &mut found));
    found
}

/// Replaces every `env:NAME` by the variable's value. A missing one leaves the setting without a value and is told
/// in a warning: the provider's models are then refused, the others go on.
pub(super) fn resolve_secrets(config: &mut Config, environment: &dyn Environment) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut resolve = |secret: &mut Option<Secret>, whose: &str| {
        let Some(name) =
            secret.as_ref().and_then(|secret| secret.expose().strip_prefix("env:")).map(str::to_owned)
        else {
            return;
        };
        *secret = environment.get(&name).filter(|value| !value.is_empty()).map(Secret::new);
        if secret.is_none() {
            warnings.push(format!("{whose} has no key: the environment variable {name} is not set"));
        }
    };
    for provider in &mut config.providers {
        resolve(&mut provider.api_key, &format!("provider `{}`", provider.id));
        for (index, key) in provider.keys.iter_mut().enumerate() {
            resolve(&mut key.api_key, &format!("row {} of `keys` of provider `{}`", index + 1, provider.id));
        }
    }
    resolve(&mut config.master_key, "the setting `master_key`");
    resolve(&mut config.metrics.token, "the setting `metrics.token`");
    warnings
}

/// The data directory when no setting names one: `$XDG_DATA_HOME/gate`, else `~/.local/share/gate`.
///
/// A relative `XDG_DATA_HOME` is left aside, as the XDG base directory specification asks.
pub(super) fn data_dir(environment: &dyn Environment) -> Option<PathBuf> {
    let path = |name: &str| environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local/share"))).map(|base| base.join("gate"))
}

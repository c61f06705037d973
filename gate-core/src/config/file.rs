//! File: the layers of a configuration and how they are put together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Deserialize;
use toml::Table;
use toml::de::{DeTable, DeValue};

use super::env::{self, Environment};
use super::error::{ConfigError, Fault};
use super::nearest::nearest;
use super::{Config, check};

/// The embedded file: every setting, commented, with its default.
pub const DEFAULTS: &str = include_str!("../../gate.toml");

/// Other spellings of settings.
const ALIASES: &[(&str, &str)] =
    &[("allowInsecureHttp", "allow_insecure_http"), ("trustedProxies", "trusted_proxies")];

/// What the command line says; it wins over every other layer.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Addresses to listen on; none listed leaves the setting alone.
    pub listen: Vec<String>,
    /// The data directory.
    pub data_dir: Option<PathBuf>,
}

/// A configuration that was read and checked.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The data directory, which need not exist yet.
    pub data_dir: PathBuf,
    /// The file that was read; `None` when there is none.
    pub file: Option<PathBuf>,
    /// What the operator should know although a gate can run.
    pub warnings: Vec<String>,
}

/// Reads all layers: defaults, file, environment, command line; then checks the whole.
///
/// The file is the one named, else the one `GATE_CONFIG` names, else `gate.toml` in the data directory if it is
/// there. Never one in the working directory: whoever wrote that could send the provider keys elsewhere.
pub fn load(
    file: Option<&Path>,
    overrides: &Overrides,
    environment: &dyn Environment,
) -> Result<Loaded, ConfigError> {
    let file = find(file, overrides, environment);
    let mut places = Places::default();
    let mut settings = match &file {
        Some(path) => read(path, &mut places)?,
        None => Table::new(),
    };
    let foreign = env::apply(&mut settings, &mut places, environment)?;
    let mut config = typed(settings)?;
    if !overrides.listen.is_empty() {
        config.listen.clone_from(&overrides.listen);
        places.set("listen", "--listen");
    }
    let mut warnings = env::resolve_secrets(&mut config, environment);
    for provider in &mut config.providers {
        provider.complete();
    }
    let mut faults = check::check(&config, &places);
    warnings.extend(foreign);
    warnings.extend(check::warnings(&config));
    let data_dir =
        overrides.data_dir.clone().or(config.data_dir.take()).or_else(|| env::data_dir(environment));
    let Some(data_dir) = data_dir else {
        let hint = "set GATE_DATA_DIR, or HOME, or give --data-dir";
        faults.push(Fault::new("defaults", "data_dir", "cannot be worked out", hint));
        return Err(faults.into());
    };
    if !faults.is_empty() {
        return Err(faults.into());
    }
    config.data_dir = Some(data_dir.clone());
    Ok(Loaded { config, data_dir, file, warnings })
}

fn find(named: Option<&Path>, overrides: &Overrides, environment: &dyn Environment) -> Option<PathBuf> {
    let named = named.map(Path::to_owned);
    let by_environment = || environment.get("GATE_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    named.or_else(by_environment).or_else(|| {
        let in_environment =
            environment.get("GATE_DATA_DIR").filter(|path| !path.is_empty()).map(PathBuf::from);
        let directory =
            overrides.data_dir.clone().or(in_environment).or_else(|| env::data_dir(environment))?;
        Some(directory.join("gate.toml")).filter(|path| path.is_file())
    })
}

fn read(path: &Path, places: &mut Places) -> Result<Table, ConfigError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Fault::new(&name, "", format!("cannot be read: {error}"), "check --config and GATE_CONFIG")
    })?;
    parse(&text, &name, places)
}

/// Reads a file's text: its syntax, its names, its types, each fault with its line.
pub(super) fn parse(text: &str, name: &str, places: &mut Places) -> Result<Table, ConfigError> {
    let unreadable = |error: &toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        Fault::new(place(name, text, offset), "", format!("is no TOML: {}", one_line(error.message())), "")
    };
    let parsed = DeTable::parse(text).map_err(|error| unreadable(&error))?;
    let mut walk = Walk { text, name, places, seen: Vec::new(), faults: Vec::new() };
    walk.table(parsed.get_ref(), &SCHEMA, "");
    let Walk { seen, faults, .. } = walk;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    // Typed once by itself, because only here the text is at hand to name the line.
    toml::from_str::<Config>(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let before = seen.iter().filter(|(_, begin)| *begin <= offset).max_by_key(|(_, begin)| *begin);
        let setting = before.map_or("", |(setting, _)| setting.as_str());
        Fault::new(place(name, text, offset), setting, expectation(error.message()), "")
    })?;
    let mut table: Table = toml::from_str(text).map_err(|error| unreadable(&error))?;
    for (alias, setting) in ALIASES {
        if let Some(value) = table.remove(*alias) {
            table.insert((*setting).to_owned(), value);
        }
    }
    Ok(table)
}

/// The settings with their types, all layers together. Each layer was typed alone before, so this rarely fails.
pub(super) fn typed(settings: Table) -> Result<Config, ConfigError> {
    Config::deserialize(settings)
        .map_err(|error| Fault::new("settings", "", expectation(error.message()), "").into())
}

/// Every setting with a value of its type: the embedded file with all its lines in force.
pub(super) static SCHEMA: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(&uncommented(DEFAULTS, true)).expect("the embedded file is valid, which the tests prove")
});

/// The embedded file with its defaults in force, and its examples too if asked for.
pub(super) fn uncommented(text: &str, examples: bool) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest,
        Some(rest) => rest.strip_prefix(':').filter(|_| examples).unwrap_or(line),
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where each setting was last given, so that a fault can name it.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<String, String>);

impl Places {
    pub(super) fn set(&mut self, setting: &str, place: &str) {
        self.0.insert(setting.to_owned(), place.to_owned());
    }

    /// The place of a setting, of the table that should hold it, or the defaults.
    pub(super) fn of(&self, setting: &str) -> &str {
        let mut path = setting;
        loop {
            if let Some(place) = self.0.get(path) {
                return place;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return "defaults",
            }
        }
    }
}

/// A walk over a file's settings that compares them with the schema.
struct Walk<'w> {
    text: &'w str,
    name: &'w str,
    places: &'w mut Places,
    /// Settings in the file with the byte at which each begins.
    seen: Vec<(String, usize)>,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    fn table(&mut self, table: &DeTable<'_>, schema: &Table, path: &str) {
        for (key, value) in table {
            let written: &str = key.get_ref();
            let name = ALIASES
                .iter()
                .find(|(alias, _)| path.is_empty() && *alias == written)
                .map_or(written, |pair| pair.1);
            let setting = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let offset = key.span().start;
            let Some(expected) = schema.get(name) else {
                let hint = nearest(written, schema.keys().map(String::as_str))
                    .map_or_else(|| known(schema), |near| format!("did you mean `{near}`?"));
                let place = place(self.name, self.text, offset);
                self.faults.push(Fault::new(place, setting, "is no setting", hint));
                continue;
            };
            self.note(&setting, offset);
            match (value.get_ref(), expected) {
                (DeValue::Table(inner), toml::Value::Table(schema)) => self.table(inner, schema, &setting),
                (DeValue::Array(rows), toml::Value::Array(example)) => {
                    let Some(toml::Value::Table(schema)) = example.first() else {
                        continue;
                    };
                    for (index, row) in rows.iter().enumerate() {
                        let Some(inner) = row.get_ref().as_table() else {
                            continue;
                        };
                        let setting = format!("{setting}[{index}]");
                        self.note(&setting, row.span().start);
                        self.table(inner, schema, &setting);
                    }
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, setting: &str, offset: usize) {
        self.places.set(setting, &place(self.name, self.text, offset));
        self.seen.push((setting.to_owned(), offset));
    }
}

fn place(name: &str, text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    format!("{name}:{}", before.matches('\n').count() + 1)
}

fn known(schema: &Table) -> String {
    format!("known here: {}", schema.keys().map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// What a type error asks for, in words for people and without the value, which may be a secret in the wrong place.
pub(super) fn expectation(message: &str) -> String {
    let Some((_, expected)) =
        message.strip_prefix("invalid ").and_then(|rest| rest.split_once(", expected "))
    else {
        return one_line(message);
    };
    let expected = match expected {
        "u64" | "u32" | "usize" => "a whole number that is not negative",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other if other.starts_with("struct ") => "a table",
        other => other,
    };
    format!("must be {expected}")
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

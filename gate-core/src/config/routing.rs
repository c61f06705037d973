//! Routing settings: names for groups of models, models that are gone, and how a provider's bad day is survived.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

/// How many attempts are made, and when a provider is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoutingConfig {
    /// Attempts for one call, at all providers together.
    pub max_tries: u32,
    /// Attempts at one provider beyond the first, when no other is left.
    pub retry_same: u32,
    /// The longest wait before the first repetition, in milliseconds; each further one may wait twice as long.
    pub backoff_base_ms: u64,
    /// The longest wait before any attempt, a provider's `Retry-After` included, in milliseconds.
    pub backoff_max_ms: u64,
    /// Failures in a row after which a provider is not asked for a model.
    pub breaker_failures: u32,
    /// How long it is not asked, in milliseconds; then one call tries it.
    pub breaker_open_ms: u64,
}

impl Default for RoutingConfig {
    fn default() -> Self {
        Self {
            max_tries: 3,
            retry_same: 1,
            backoff_base_ms: 200,
            backoff_max_ms: 5_000,
            breaker_failures: 5,
            breaker_open_ms: 30_000,
        }
    }
}

/// Another name for a model, or one name for several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// The name callers use.
    pub name: String,
    /// What it stands for.
    pub targets: Vec<TargetConfig>,
}

/// One model that a name stands for: `"provider/model"`, or a table with weight and priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetConfig {
    /// The provider's id, a slash and the model's name there.
    pub model: String,
    /// Its share among targets of one priority; 0: only when no other is left.
    pub weight: u32,
    /// The lowest number is asked first.
    pub priority: u32,
}

impl TargetConfig {
    /// The provider's id and the model's name there; `None` unless both are there.
    pub fn parts(&self) -> Option<(&str, &str)> {
        self.model.split_once('/').filter(|(provider, model)| !provider.is_empty() && !model.is_empty())
    }
}

impl<'d> Deserialize<'d> for TargetConfig {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TextOrTable)
    }
}

/// Reads a target written either way.
struct TextOrTable;

impl<'d> Visitor<'d> for TextOrTable {
    type Value = TargetConfig;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("`provider/model` or a table with `model`, `weight` and `priority`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<TargetConfig, E> {
        Ok(TargetConfig { model: text.to_owned(), weight: default_weight(), priority: default_priority() })
    }

    fn visit_map<M: MapAccess<'d>>(self, map: M) -> Result<TargetConfig, M::Error> {
        let Row { model, weight, priority } = Row::deserialize(MapAccessDeserializer::new(map))?;
        Ok(TargetConfig { model, weight, priority })
    }
}

/// A target written as a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    model: String,
    #[serde(default = "default_weight")]
    weight: u32,
    #[serde(default = "default_priority")]
    priority: u32,
}

/// A model that is served no longer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetiredModelConfig {
    /// Its name.
    pub name: String,
    /// What callers are told to use instead.
    pub replacement: Option<String>,
}

/// The share of what says nothing about it.
pub(super) const fn default_weight() -> u32 {
    1
}

/// The priority of what says nothing about it.
pub(super) const fn default_priority() -> u32 {
    100
}

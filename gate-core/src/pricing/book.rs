//! Book: which prices hold for a model at a time.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use genai_prices::Calculator;
use parking_lot::RwLock;
use sha2::{Digest as _, Sha256};

use super::card::{PriceCard, Rates};
use super::probe::Probe;
use crate::config::{CeilingConfig, PriceOverrideConfig};
use crate::money::Money;

/// The built-in demo model.
const ECHO: &str = "gate/echo";
/// The version of the table that is compiled in.
const TABLE: &str = "genai-prices-0.2.1";
/// What a model writes at most when nobody says so.
const DEFAULT_MAX_OUTPUT: u32 = 16_384;
/// Some providers have prices by the time of day, from full and half hours on; a price looked up is good for so long.
const SLOT_MS: i64 = 1_800_000;
/// Callers name models as they like; this many names are remembered.
const CACHED_MODELS: usize = 4096;

/// A price that is negative, not a number or absurdly large.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the price of `{model}` is not an amount of dollars")]
pub struct PriceFault {
    /// The model whose price it is; `*` for the ceiling.
    pub model: String,
}

/// The prices of all models: overrides first, then the compiled-in table, then the ceiling.
pub struct PriceBook {
    overrides: HashMap<String, Arc<PriceCard>>,
    ceiling: Option<Arc<PriceCard>>,
    echo: Arc<PriceCard>,
    cache: RwLock<Cache>,
    is_loaded: AtomicBool,
}

/// What was looked up in the table during one half hour.
#[derive(Default)]
struct Cache {
    slot: i64,
    cards: HashMap<String, Option<Arc<PriceCard>>>,
}

impl PriceBook {
    /// A book with an operator's prices. It does not read the table yet; see [`PriceBook::load`].
    ///
    /// # Errors
    /// A price that is no amount of dollars.
    pub fn new(
        overrides: &[PriceOverrideConfig],
        ceiling: Option<CeilingConfig>,
    ) -> Result<Self, PriceFault> {
        let overrides = overrides
            .iter()
            .map(|price| Ok((price.model.clone(), Arc::new(override_card(price)?))))
            .collect::<Result<_, PriceFault>>()?;
        let ceiling = ceiling.map(ceiling_card).transpose()?.map(Arc::new);
        let echo = Arc::new(card(Rates::default(), Arc::from("builtin"), ECHO));
        Ok(Self { overrides, ceiling, echo, cache: RwLock::default(), is_loaded: AtomicBool::new(false) })
    }

    /// Reads the compiled-in table, some 30 ms of work that the first [`PriceBook::lookup`] would do otherwise.
    pub fn load(&self) {
        let _decoded = Calculator::bundled();
        self.is_loaded.store(true, Ordering::Release);
    }

    /// Whether a look-up is quick: the table was read, or the model's price stands beside it.
    pub fn is_ready(&self, model: &str) -> bool {
        model == ECHO || self.overrides.contains_key(model) || self.is_loaded.load(Ordering::Acquire)
    }

    /// The prices of a model at a time, in milliseconds since 1970; `None` when nobody knows them.
    ///
    /// `provider_hint` names the provider that serves the model; without it, or when the table does not know the two
    /// together, the model's name decides. The card stays good for the exchange it was looked up for.
    pub fn lookup(
        &self,
        provider_hint: Option<&str>,
        model: &str,
        at_unix_ms: i64,
    ) -> Option<Arc<PriceCard>> {
        if model == ECHO {
            return Some(Arc::clone(&self.echo));
        }
        if let Some(card) = self.overrides.get(model) {
            return Some(Arc::clone(card));
        }
        self.in_table(provider_hint, model, at_unix_ms).or_else(|| {
            let ceiling = self.ceiling.as_deref()?;
            Some(Arc::new(PriceCard { max_output_tokens: max_output(model), ..ceiling.clone() }))
        })
    }

    fn in_table(&self, provider: Option<&str>, model: &str, at_unix_ms: i64) -> Option<Arc<PriceCard>> {
        let slot = at_unix_ms.div_euclid(SLOT_MS);
        let key = format!("{}\0{model}", provider.unwrap_or_default());
        {
            let cache = self.cache.read();
            if let Some(found) = cache.cards.get(&key).filter(|_| cache.slot == slot) {
                return found.clone();
            }
        }
        let found = table_card(provider, model, slot * SLOT_MS).map(Arc::new);
        let mut cache = self.cache.write();
        if cache.slot != slot || cache.cards.len() >= CACHED_MODELS {
            *cache = Cache { slot, cards: HashMap::new() };
        }
        cache.cards.insert(key, found.clone());
        found
    }
}

fn table_card(provider: Option<&str>, model: &str, at_unix_ms: i64) -> Option<PriceCard> {
    let probe = |provider| Probe { calculator: Calculator::bundled(), provider, model, at_unix_ms }.run();
    let found = provider.and_then(|provider| probe(Some(provider))).or_else(|| probe(None))?;
    let day = jiff::Timestamp::from_millisecond(at_unix_ms).ok()?.strftime("%Y-%m-%d");
    let version = Arc::from(format!("{TABLE}@{day}"));
    Some(PriceCard {
        tiers: found.tiers,
        per_request: found.per_request,
        ..card(found.rates, version, model)
    })
}

fn override_card(price: &PriceOverrideConfig) -> Result<PriceCard, PriceFault> {
    let rate = |usd: f64| dollars(&price.model, usd);
    let rates = Rates {
        input: rate(price.input)?,
        output: rate(price.output)?,
        cached_input: price.cached_input.map(rate).transpose()?,
        cache_write: price.cache_write.map(rate).transpose()?,
        reasoning: price.reasoning.map(rate).transpose()?,
        ..Rates::default()
    };
    Ok(card(rates, version("override", &price.model, &rates), &price.model))
}

fn ceiling_card(price: CeilingConfig) -> Result<PriceCard, PriceFault> {
    let rates =
        Rates { input: dollars("*", price.input)?, output: dollars("*", price.output)?, ..Rates::default() };
    Ok(card(rates, version("ceiling", "*", &rates), "*"))
}

fn card(rates: Rates, version: Arc<str>, model: &str) -> PriceCard {
    PriceCard {
        rates,
        tiers: Vec::new(),
        per_request: Money::ZERO,
        version,
        max_output_tokens: max_output(model),
    }
}

/// A price in dollars as nano-dollars; both are per million tokens.
fn dollars(model: &str, usd: f64) -> Result<i64, PriceFault> {
    Money::from_usd(usd).map(Money::nanos).ok_or_else(|| PriceFault { model: model.to_owned() })
}

/// A name for prices that change with the configuration: the same prices, the same name.
fn version(kind: &str, model: &str, rates: &Rates) -> Arc<str> {
    let digest = Sha256::digest(format!("{model}\0{rates:?}"));
    let mut name = format!("{kind}:");
    for byte in &digest[..6] {
        write!(name, "{byte:02x}").expect("writing to a string cannot fail");
    }
    Arc::from(name)
}

fn max_output(model: &str) -> u32 {
    // Routers put the provider before the model: `openai/gpt-4o`.
    let name = model.rsplit('/').next().unwrap_or(model);
    let known = tiktoken::pricing::resolve_model(name).map(|resolved| resolved.model.max_output);
    known.filter(|limit| *limit > 0).unwrap_or(DEFAULT_MAX_OUTPUT)
}

//! Prices: whether they can be meant.

use std::collections::HashSet;

use super::Faults;
use crate::config::Config;

/// The highest price that is believed, in USD per million tokens; the dearest models cost a twentieth of it.
const MOST_USD_PER_MILLION: f64 = 10_000.0;

pub(super) fn check(config: &Config, faults: &mut Faults<'_>) {
    let mut models = HashSet::new();
    for (index, row) in config.prices.iter().enumerate() {
        let setting = |name: &str| format!("prices[{index}].{name}");
        if row.model.is_empty() || !models.insert(row.model.as_str()) {
            let message = format!("is `{}`, which is empty or has a price already", row.model);
            faults.add(&setting("model"), message, "one [[prices]] for each model");
        }
        for (name, usd) in [
            ("input", Some(row.input)),
            ("output", Some(row.output)),
            ("cached_input", row.cached_input),
            ("cache_write", row.cache_write),
            ("reasoning", row.reasoning),
        ] {
            price(usd, &setting(name), faults);
        }
    }
    if let Some(ceiling) = config.pricing.unknown_model {
        price(Some(ceiling.input), "pricing.unknown_model.input", faults);
        price(Some(ceiling.output), "pricing.unknown_model.output", faults);
    }
}

fn price(usd: Option<f64>, setting: &str, faults: &mut Faults<'_>) {
    let Some(usd) = usd else { return };
    if !usd.is_finite() || usd < 0.0 {
        faults.add(setting, format!("is {usd}, which is no price"), "USD per million tokens, 0 or more");
    } else if usd > MOST_USD_PER_MILLION {
        let hint = "it counts USD per million tokens; was it multiplied by a million twice?";
        faults.add(setting, format!("is {usd} USD per million tokens, which cannot be meant"), hint);
    }
}

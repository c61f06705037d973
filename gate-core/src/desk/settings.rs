//! Settings: changes to a key by the names of its settings, as the command line and the admin routes spell them.

use serde_json::Value;

use crate::caller::{Key, KeySettings};
use crate::clock::parse_iso8601;
use crate::money::Money;
use crate::policy::{CompiledPolicy, detection};
use crate::refusal::Refusal;

/// Changes one setting of a key. `path` is the setting's name in either spelling (`rpm_limit`, `rpmLimit`,
/// `redaction.pii`); `null` clears a limit.
///
/// Refuses unknown names and values of the wrong kind; the key is then unchanged.
pub fn apply(key: &mut Key, path: &str, value: &Value) -> Result<(), Refusal> {
    match path {
        "enabled" => key.enabled = boolean(path, value)?,
        "rpmLimit" | "rpm_limit" => key.rpm_limit = requests_per_minute(path, value)?,
        "dailySpendLimit" | "daily_budget" => key.daily_budget = money(path, value)?,
        "monthlySpendLimit" | "monthly_budget" => key.monthly_budget = money(path, value)?,
        "maxCostPerRequest" | "max_cost_per_request" => key.max_cost_per_request = money(path, value)?,
        "allowedModels" | "allowed_models" => key.allowed_models = list(path, value)?,
        "allowedIps" | "allowed_ips" => key.allowed_ips = networks(path, value)?,
        "scopes" => key.scopes = super::keys::checked_scopes(list(path, value)?)?,
        "expiresAt" | "expires_at" => key.expires_at_ms = moment(path, value)?,
        _ => key.settings = nested(&key.settings, path, value)?,
    }
    Ok(())
}

/// Reads a value as people type it on a command line: JSON where it is JSON, else text; `none` stands for `null`.
pub fn read_value(text: &str) -> Value {
    match text {
        "none" => Value::Null,
        _ => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}

/// A setting inside `settings`, checked by reading the changed whole back.
fn nested(settings: &KeySettings, path: &str, value: &Value) -> Result<KeySettings, Refusal> {
    let unknown = || Refusal::malformed_field(format!("A key has no setting `{path}`."), path);
    let mut whole = serde_json::to_value(settings).map_err(|_| Refusal::Internal)?;
    let mut place = &mut whole;
    for name in path.split('.') {
        place = place.as_object_mut().and_then(|fields| fields.get_mut(name)).ok_or_else(unknown)?;
    }
    *place = match (&place, value) {
        (Value::Array(_), Value::String(_)) => Value::from(list(path, value)?),
        _ => value.clone(),
    };
    let wrong = |error| Refusal::malformed_field(format!("`{path}` cannot be set to this: {error}."), path);
    let changed: KeySettings = serde_json::from_value(whole).map_err(wrong)?;
    detection::profile(&changed.redaction)
        .map_err(|fault| Refusal::malformed_field(format!("`{path}`: {fault}."), path))?;
    CompiledPolicy::compile(&[], &changed.policies)
        .map_err(|fault| Refusal::malformed_field(fault.to_string(), path))?;
    Ok(changed)
}

fn boolean(path: &str, value: &Value) -> Result<bool, Refusal> {
    value.as_bool().ok_or_else(|| wrong(path, "true or false"))
}

fn requests_per_minute(path: &str, value: &Value) -> Result<Option<u32>, Refusal> {
    if value.is_null() {
        return Ok(None);
    }
    let limit = value.as_u64().and_then(|limit| u32::try_from(limit).ok());
    limit
        .filter(|limit| (1..=100_000).contains(limit))
        .map(Some)
        .ok_or_else(|| wrong(path, "1 to 100000, or none"))
}

fn money(path: &str, value: &Value) -> Result<Option<Money>, Refusal> {
    if value.is_null() {
        return Ok(None);
    }
    value.as_f64().and_then(Money::from_usd).map(Some).ok_or_else(|| wrong(path, "an amount in USD, or none"))
}

/// A JSON list of strings, or strings separated by commas.
fn list(path: &str, value: &Value) -> Result<Vec<String>, Refusal> {
    let strings = match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(text.split(',').map(|part| part.trim().to_owned()).collect()),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    let strings: Vec<String> = strings.ok_or_else(|| wrong(path, "a list of strings"))?;
    Ok(strings.into_iter().filter(|text| !text.is_empty()).collect())
}

fn networks(path: &str, value: &Value) -> Result<Vec<ipnet::IpNet>, Refusal> {
    list(path, value)?
        .iter()
        .map(|text| text.parse().or_else(|_| text.parse().map(|ip: std::net::IpAddr| ip.into())))
        .collect::<Result<_, _>>()
        .map_err(|_| wrong(path, "addresses or networks such as 203.0.113.0/24"))
}

fn moment(path: &str, value: &Value) -> Result<Option<i64>, Refusal> {
    if value.is_null() {
        return Ok(None);
    }
    let read = value.as_str().and_then(parse_iso8601);
    read.map(Some).ok_or_else(|| wrong(path, "a moment such as 2027-01-31T00:00:00Z, or none"))
}

fn wrong(path: &str, expected: &str) -> Refusal {
    Refusal::malformed_field(format!("`{path}` must be {expected}."), path)
}

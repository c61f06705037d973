//! Read: the values that need more than their TOML type.

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::de::{Deserialize, Deserializer, Error};

use crate::secret::Secret;

/// A path; the empty text stands for none, so that an environment variable can unset it.
pub(super) fn optional_path<'d, D: Deserializer<'d>>(from: D) -> Result<Option<PathBuf>, D::Error> {
    let text = String::deserialize(from)?;
    Ok((!text.is_empty()).then(|| PathBuf::from(text)))
}

/// A text; the empty one stands for none.
pub(super) fn optional_text<'d, D: Deserializer<'d>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    Ok((!text.is_empty()).then_some(text))
}

/// A credential; the empty text stands for none. What is no text is refused without repeating it.
pub(super) fn optional_secret<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Secret>, D::Error> {
    match toml::Value::deserialize(from)? {
        toml::Value::String(text) => Ok((!text.is_empty()).then(|| Secret::new(text))),
        other => Err(D::Error::custom(format!("must be a string, not {}", kind(&other)))),
    }
}

/// Networks; a single address stands for the network of just that address.
pub(super) fn networks<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    Vec::<String>::deserialize(from)?
        .iter()
        .map(|text| {
            network(text).ok_or_else(|| {
                D::Error::custom(format!("`{text}` is no network such as 10.0.0.0/8 or 10.0.0.7"))
            })
        })
        .collect()
}

/// A network or a single address.
pub(super) fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// What a value is, as people call it.
pub(super) fn kind(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::String(_) => "a string",
        toml::Value::Integer(_) => "a whole number",
        toml::Value::Float(_) => "a number",
        toml::Value::Boolean(_) => "true or false",
        toml::Value::Datetime(_) => "a date",
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
    }
}

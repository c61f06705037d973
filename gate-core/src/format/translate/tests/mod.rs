mod accumulate;
mod answers;
mod bedrock;
mod hostile;
mod properties;
mod requests;
mod strategies;
mod streams;
mod turns;

use bytes::Bytes;
use serde_json::Value;

use super::{BedrockTarget, ChatTarget, Client, MessagesTarget, Target, Wire};
use crate::format::FormatFault;
use crate::format::json::Document;

const CREATED: u64 = 1_700_000_000;

fn document(text: &str) -> Document {
    Document::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn value(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(body)))
}

/// A provider that takes everything.
fn open_chat() -> Target {
    Target::Chat(ChatTarget { has_extensions: true, takes_effort: true })
}

fn messages() -> Target {
    Target::Messages(MessagesTarget::default())
}

/// Claude behind Bedrock, thinking with budgets.
fn claude() -> Target {
    Target::Bedrock(BedrockTarget::of_model("us.anthropic.claude-sonnet-4-5-20250929-v1:0"))
}

fn client(wire: Wire) -> Client {
    Client { wire, created: CREATED, includes_usage: true }
}

/// A translated request as JSON, and the names of what it lacks.
fn request(body: &Value, from: Wire, to: &Target) -> Result<(Value, Vec<String>), FormatFault> {
    let translated = super::request(&document(&body.to_string()), from, to)?;
    let names = translated.dropped.names().iter().map(ToString::to_string).collect();
    Ok((value(&translated.body), names))
}

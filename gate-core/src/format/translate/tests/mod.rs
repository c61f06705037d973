mod accumulate;
mod answers;
mod bedrock;
mod embeddings;
mod gemini;
mod history;
mod hostile;
mod properties;
mod requests;
mod responses;
mod sequence;
mod strategies;
mod streams;
mod turns;

use bytes::Bytes;
use serde_json::Value;

use super::{BedrockTarget, ChatTarget, Client, GeminiTarget, MessagesTarget, ResponsesTarget, Target, Wire};
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

fn gemini() -> Target {
    Target::Gemini(GeminiTarget { takes_result_media: true, ..GeminiTarget::default() })
}

/// Claude behind Bedrock, thinking with budgets.
fn claude() -> Target {
    Target::Bedrock(BedrockTarget::of_model("us.anthropic.claude-sonnet-4-5-20250929-v1:0"))
}

/// A provider that takes everything.
fn open_responses() -> Target {
    Target::Responses(ResponsesTarget {
        has_extensions: true,
        takes_effort: true,
        gives_summaries: true,
        takes_breakpoints: true,
    })
}

/// A provider of this format that takes everything.
fn open(wire: Wire) -> Target {
    match wire {
        Wire::Chat => open_chat(),
        Wire::Messages => messages(),
        Wire::Bedrock => claude(),
        Wire::Responses => open_responses(),
        Wire::Gemini => gemini(),
    }
}

/// Every format that clients speak with each of the others.
const PAIRS: [(Wire, Wire); 12] = [
    (Wire::Chat, Wire::Messages),
    (Wire::Messages, Wire::Chat),
    (Wire::Chat, Wire::Responses),
    (Wire::Responses, Wire::Chat),
    (Wire::Messages, Wire::Responses),
    (Wire::Responses, Wire::Messages),
    (Wire::Gemini, Wire::Chat),
    (Wire::Chat, Wire::Gemini),
    (Wire::Gemini, Wire::Messages),
    (Wire::Messages, Wire::Gemini),
    (Wire::Gemini, Wire::Responses),
    (Wire::Responses, Wire::Gemini),
];

fn client(wire: Wire) -> Client {
    Client { wire, created: CREATED, includes_usage: true, responses: None }
}

/// A translated request as JSON, and the names of what it lacks.
fn request(body: &Value, from: Wire, to: &Target) -> Result<(Value, Vec<String>), FormatFault> {
    let translated = super::request(&document(&body.to_string()), from, to)?;
    let names = translated.dropped.names().iter().map(ToString::to_string).collect();
    Ok((value(&translated.body), names))
}

//! Translate: requests, answers, streams and errors from one wire format into another, without I/O.
//!
//! Each format has one reader (wire to [`model`](super::model)) and one writer (model to wire); a pair is a reader and a
//! writer put together. Within one format nothing is translated: there the bytes pass as they are.
//!
//! ```
//! use bytes::Bytes;
//! use gate_core::format::json::Document;
//! use gate_core::format::translate::{self, MessagesTarget, Target, Wire};
//!
//! let body = r#"{"model":"claude","n":1,"seed":7,"messages":[{"role":"user","content":"Hello"}]}"#;
//! let request = Document::parse(Bytes::from_static(body.as_bytes()))?;
//! let target = Target::Messages(MessagesTarget { default_max_output: 4096, ..MessagesTarget::default() });
//! let translated = translate::request(&request, Wire::Chat, &target)?;
//! assert_eq!(
//!     std::str::from_utf8(&translated.body)?,
//!     r#"{"model":"claude","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}"#,
//! );
//! assert_eq!(translated.dropped.names(), ["seed"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What the other side has no word for is refused when the caller would get something else than they asked for, and
//! dropped, by name, when it only shapes or describes the answer:
//!
//! | Member | Chat to Messages | Messages to chat |
//! |---|---|---|
//! | `n` above 1, `logprobs`, sound, file ids, `response_format` `json_object` | refused | |
//! | `functions`, `function_call`, role `function`, `custom` and `allowed_tools` tools, `web_search_options`, `moderation` | refused | |
//! | `seed`, penalties, `logit_bias`, `store`, `metadata`, `prediction`, `verbosity`, `prompt_cache_*`, `name`, `detail` | dropped | |
//! | `temperature` above 1 | lowered to 1 and named | |
//! | `reasoning_effort` | a budget of thoughts, or `effort`; dropped where thinking is not allowed | from either |
//! | thoughts | kept if signed, else dropped | `reasoning_details`, if the provider takes them |
//! | tools that the provider runs, `mcp_servers`, `container`, `inference_geo`, file ids, `search_result` | | refused |
//! | `top_k`, `cache_control`, documents by address | kept | kept if the provider takes them, else dropped (documents refused) |
//! | `context_management`, `speed`, `thinking.display`, `citations`, `context`, `stop_details` | | dropped |
//! | a system message amid the conversation | kept if the model takes it there, else moved to the front and named | kept |
//! | members that are not known | dropped | dropped |
//!
//! To Bedrock's Converse, which providers speak and clients do not:
//!
//! | Member | To Converse |
//! |---|---|
//! | `n` above 1, `logprobs`, `response_format` `json_object` | refused |
//! | pictures and documents by address (but `s3://`) or of types that it has no name for, sound of such formats | refused |
//! | `parallel_tool_calls` false; `tool_choice` `none` where earlier turns called tools | kept for Claude, else refused |
//! | `seed`, penalties, `detail`, thoughts without a signature | dropped |
//! | `temperature` above 1 | lowered to 1 and named |
//! | `reasoning_effort`, `thinking` | for Claude, Nova and gpt-oss in their own words, else dropped |
//! | `top_k`, `cache_control` | kept for Claude and Nova (which caches no tools), else dropped |
//! | `user` | searchable in the account's own logs (`requestMetadata`), dropped if it has other letters |
//! | the service level of a streamed answer, citations, `trace` | dropped, the last two by name |
//!
//! Responses and the other two:
//!
//! | Member | Responses to others | Others to Responses |
//! |---|---|---|
//! | tools that the provider runs, `custom` and `allowed_tools` tools, items other than messages, calls of functions, their results and reasoning, file ids | refused | |
//! | `background`, `conversation`, `prompt`, `moderation`, `top_logprobs` | refused | |
//! | `previous_response_id`, items of type `item_reference` | refused; [`responses::history`] puts in what they stand for | |
//! | `metadata`, `truncation`, `text.verbosity`, `prompt_cache_*`, `include`, `max_tool_calls`, `stream_options`, `context_management`, `phase`, a `reasoning.summary` of a certain kind | dropped (the answer repeats them all the same) | |
//! | `n` above 1, `logprobs`, `stop`, sound | | refused |
//! | `seed`, penalties, `top_k`, the title of a document by address, limits below 16 tokens (raised) | | dropped |
//! | `cache_control` | from `prompt_cache_breakpoint` | kept if the model takes breakpoints, without its `ttl` |
//! | thoughts | kept with the proofs of Anthropic's models | kept if `OpenAI` has sealed them, else dropped |
//! And with Gemini on one of the sides:
//!
//! | Member | To Gemini | From Gemini |
//! |---|---|---|
//! | `n` or `candidateCount` above 1, probabilities | refused | refused |
//! | a result without its call | refused | refused, unless it has an id |
//! | `cachedContent`, tools that Google runs, `speechConfig`, modalities but text, films, stored files | | refused |
//! | `strict`, `parallel_tool_calls`, `cache_control`, `user`, `title`, `detail` | dropped | |
//! | `safetySettings`, `labels`, `mediaResolution`, ratings, citations, grounding | | dropped |
//! | `reasoning_effort`, `thinking` | a budget or a level; the nearest, named, where there is none | an effort or a budget |
//! | thoughts | kept if Google has signed them, else dropped | kept |
//! | `thoughtSignature` | from `extra_content` or the mark in `redacted_thinking` | to them; dropped for a provider that did not sign |
//! | signatures of other makers | dropped | kept in marked `thoughtSignature`s |
//! | a system message amid the conversation | moved to the front and named | |
//! | tools that may not be called (`allowedFunctionNames`) | | left out |
//!
//! What has another form and the same meaning is not named: the names of roles and of JSON schemas, `is_error` (a tool's
//! text then begins with `Error: `), pictures in results (they follow in a message of their own), empty texts.

mod base64;
mod bedrock;
mod cache;
mod chat;
mod dropped;
pub mod embeddings;
mod fate;
mod gemini;
mod messages;
mod out;
mod proof;
pub mod responses;
mod scanner;
mod stream;
#[cfg(test)]
mod tests;
mod value;

pub use bedrock::{BedrockTarget, ModelFamily};
pub use dropped::Dropped;
pub use gemini::{GeminiThinking, retry_delay};
pub use messages::ThinkingForm;
pub use responses::ResponsesEcho;
pub use stream::{Event, Stream, StreamFault};

use std::sync::Arc;

use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Answer, Conversation, Failure};

/// A wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// `OpenAI`'s chat completions.
    Chat,
    /// Anthropic's messages.
    Messages,
    /// AWS Bedrock's Converse, which providers speak and clients do not.
    Bedrock,
    /// `OpenAI`'s Responses.
    Responses,
    /// Google's `generateContent`. The model and the wish for a stream stand in the address: after reading a request,
    /// the caller sets `model` and `is_stream`, and after writing one puts them there.
    Gemini,
}

/// What a provider takes: its format, and what within the format differs from model to model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// `OpenAI`'s chat completions.
    Chat(ChatTarget),
    /// Anthropic's messages.
    Messages(MessagesTarget),
    /// AWS Bedrock's Converse.
    Bedrock(BedrockTarget),
    /// `OpenAI`'s Responses.
    Responses(ResponsesTarget),
    /// Google's `generateContent`.
    Gemini(GeminiTarget),
}

/// What a provider of chat completions takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChatTarget {
    /// Whether it takes what other makers have added to the format: `cache_control`, `reasoning_content` and
    /// `reasoning_details` in history, `top_k`, files by address. `OpenAI` itself refuses them.
    pub has_extensions: bool,
    /// Whether the model takes `reasoning_effort`; those that do not think refuse it.
    pub takes_effort: bool,
}

/// What a model behind Anthropic's messages takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagesTarget {
    /// The limit of tokens for requests that name none, since the format demands one.
    pub default_max_output: u64,
    /// How the model is told to think.
    pub thinking: ThinkingForm,
    /// Whether the application may speak amid the conversation (role `system`), as newer models allow.
    pub takes_system_turns: bool,
}

impl Default for MessagesTarget {
    fn default() -> Self {
        Self { default_max_output: 4096, thinking: ThinkingForm::Budget, takes_system_turns: false }
    }
}

/// What a provider of Responses takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is another thing that a model can do or not")]
pub struct ResponsesTarget {
    /// Whether it takes what other makers have added to the format: `cache_control`, `top_k`, `stop`, names of
    /// documents by address, and thoughts that are not its own. `OpenAI` itself refuses them.
    pub has_extensions: bool,
    /// Whether the model thinks: it takes `reasoning`, and gives the proofs of its thoughts when asked. Models that do
    /// not think refuse both.
    pub takes_effort: bool,
    /// Whether the account may ask for summaries of thoughts.
    pub gives_summaries: bool,
    /// Whether the model takes `prompt_cache_breakpoint`; older ones refuse it.
    pub takes_breakpoints: bool,
}

/// What a model behind Google's `generateContent` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeminiTarget {
    /// How the model is told to think.
    pub thinking: GeminiThinking,
    /// Whether it refuses turns of its own whose first call bears no `thoughtSignature`, as from Gemini 3 on. Where a
    /// client has lost it, or another model made the call, Google's word for none is put in.
    pub demands_proofs: bool,
    /// Whether calls and results may have ids. Without, results are told apart by name and order.
    pub takes_call_ids: bool,
    /// Whether pictures and documents may stand in a result, as from Gemini 3 on; else they follow the results.
    pub takes_result_media: bool,
}

impl Default for GeminiTarget {
    fn default() -> Self {
        let thinking = GeminiThinking::Budget;
        Self { thinking, demands_proofs: false, takes_call_ids: true, takes_result_media: false }
    }
}

/// Who gets an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Their format.
    pub wire: Wire,
    /// When the answer was made, in seconds since 1970, for formats that tell it when the provider's does not.
    pub created: u64,
    /// Whether they asked for the tokens at the end of a stream of chat completions.
    pub includes_usage: bool,
    /// What an answer in the form of Responses repeats of its request; the others need none.
    pub responses: Option<Arc<ResponsesEcho>>,
}

/// A translated body, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The body, compact.
    pub body: Vec<u8>,
    /// The members that were left out.
    pub dropped: Dropped,
}

/// Translates a request.
///
/// # Errors
/// A request that is not what its format says, or that the provider's format cannot express; the member is named.
pub fn request(document: &Document, from: Wire, to: &Target) -> Result<Translated, FormatFault> {
    let (conversation, mut dropped) = read_request(document, from)?;
    let body = write_request(&conversation, to, &mut dropped)?;
    Ok(Translated { body, dropped })
}

/// Reads a request. What no other format has a word for is in the second part.
///
/// # Errors
/// A request that is not what its format says, and what the model cannot hold and must not be left out.
pub fn read_request(document: &Document, from: Wire) -> Result<(Conversation, Dropped), FormatFault> {
    let mut dropped = Dropped::default();
    let conversation = match from {
        Wire::Chat => chat::read_request(document, &mut dropped),
        Wire::Messages => messages::read_request(document, &mut dropped),
        Wire::Bedrock => Err(FormatFault::whole("Requests in the format of Converse are not read.")),
        Wire::Responses => responses::read_request(document, &mut dropped),
        Wire::Gemini => gemini::read_request(document, &mut dropped),
    }?;
    Ok((conversation, dropped))
}

/// Writes a request, and notes what had to be left out.
///
/// # Errors
/// What the provider's format cannot express and must not be left out.
pub fn write_request(
    conversation: &Conversation,
    to: &Target,
    dropped: &mut Dropped,
) -> Result<Vec<u8>, FormatFault> {
    match to {
        Target::Chat(target) => chat::write_request(conversation, *target, dropped),
        Target::Messages(target) => messages::write_request(conversation, target, dropped),
        Target::Bedrock(target) => bedrock::write_request(conversation, *target, dropped),
        Target::Responses(target) => responses::write_request(conversation, *target, dropped),
        Target::Gemini(target) => gemini::write_request(conversation, *target, dropped),
    }
}

/// Translates a whole answer.
///
/// # Errors
/// An answer that is not what its format says, or that is not complete.
pub fn answer(document: &Document, from: Wire, to: &Client) -> Result<Translated, FormatFault> {
    let (answer, dropped) = read_answer(document, from)?;
    Ok(Translated { body: write_answer(&answer, to), dropped })
}

/// Reads a whole answer.
///
/// # Errors
/// An answer that is not what its format says, or that is not complete.
pub fn read_answer(document: &Document, from: Wire) -> Result<(Answer, Dropped), FormatFault> {
    let mut dropped = Dropped::default();
    let answer = match from {
        Wire::Chat => chat::read_answer(document, &mut dropped),
        Wire::Messages => messages::read_answer(document, &mut dropped),
        Wire::Bedrock => bedrock::read_answer(document, &mut dropped),
        Wire::Responses => responses::read_answer(document, &mut dropped),
        Wire::Gemini => gemini::read_answer(document, &mut dropped),
    }?;
    Ok((answer, dropped))
}

/// Writes a whole answer.
pub fn write_answer(answer: &Answer, to: &Client) -> Vec<u8> {
    match to.wire {
        Wire::Chat => chat::write_answer(answer, to),
        Wire::Messages => messages::write_answer(answer),
        Wire::Bedrock => bedrock::write_answer(answer),
        Wire::Responses => responses::write_answer(answer, to),
        Wire::Gemini => gemini::write_answer(answer),
    }
}

/// Reads a provider's error answer; a body that is none says no more than its status.
pub fn read_failure(status: u16, body: &[u8], from: Wire) -> Failure {
    read_named_failure(status, None, body, from)
}

/// Reads a provider's error answer, of formats that name the error beside it: Bedrock in the header
/// `x-amzn-ErrorType`, which is passed as it came.
pub fn read_named_failure(status: u16, name: Option<&str>, body: &[u8], from: Wire) -> Failure {
    match from {
        Wire::Chat => chat::read_failure(status, body),
        Wire::Messages => messages::read_failure(status, body),
        Wire::Bedrock => bedrock::read_failure(status, name, body),
        Wire::Responses => responses::read_failure(status, body),
        Wire::Gemini => gemini::read_failure(status, body),
    }
}

/// Writes an error as the event with which a stream ends of which the caller has nothing yet. Where something was
/// written, [`Stream::fail`] knows what has to end.
pub fn failure_event(failure: &Failure, to: Wire) -> Event {
    let body = || String::from_utf8_lossy(&write_failure(failure, to).1).into_owned();
    match to {
        Wire::Chat | Wire::Gemini => Event { name: None, data: body() },
        // Anthropic's clients pass over events without a name.
        Wire::Messages => Event { name: Some("error"), data: body() },
        Wire::Bedrock => Event { name: Some(bedrock::failure_name(failure.kind).0), data: body() },
        Wire::Responses => Event { name: Some("error"), data: responses::error_event(failure) },
    }
}

/// Writes an error answer: the status and the body.
pub fn write_failure(failure: &Failure, to: Wire) -> (u16, Vec<u8>) {
    match to {
        Wire::Chat => chat::write_failure(failure),
        Wire::Messages => messages::write_failure(failure),
        Wire::Bedrock => bedrock::write_failure(failure),
        Wire::Responses => responses::write_failure(failure),
        Wire::Gemini => gemini::write_failure(failure),
    }
}

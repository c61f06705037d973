//! Zone: which strings of a chat body are a user's words and which are names that both sides agreed on.
//!
//! Everything is a user's words unless it stands here. Names of members are never anybody's words.

#![expect(
    clippy::match_same_arms,
    reason = "a table reads better with one row per object than with one per outcome"
)]

/// The meaning of a place in a body. Items of an array have the zone of the array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// A whole request.
    Request,
    /// A whole answer.
    Answer,
    /// One of an answer's choices.
    Choice,
    /// One of `messages`, or the message or delta of a choice.
    Message,
    /// One part of a message's content.
    Part,
    /// An image of a part: an address, or an object with `url`.
    Image,
    /// Sound or a file of a part.
    Blob,
    /// One of a message's `tool_calls`.
    Call,
    /// The function or custom tool that was called.
    Called,
    /// One of `tools`.
    Tool,
    /// What a tool or function is: name, description, schema.
    Definition,
    /// `tool_choice`, or `function_call` in a request.
    ToolChoice,
    /// `response_format`.
    ResponseFormat,
    /// An object that only enumerations and ids come in (`audio`, `web_search_options`).
    Options,
    /// What a model gave along with its answer and wants back as it was.
    Provenance,
    /// A JSON schema.
    Schema,
    /// Names of properties with their schemas.
    Schemas,
    /// Tool arguments: a JSON document written as a string.
    Arguments,
    /// An address that may be a `data:` URI.
    Address,
    /// Base64 that only a machine reads.
    Opaque,
    /// An id, a name or an enumeration.
    Agreed,
    /// Anything a user may have written.
    Free,
}

impl Zone {
    /// The zone of the member `key` of an object in this zone.
    pub(super) fn member(self, key: &str) -> Self {
        match self {
            Self::Request => request(key),
            Self::Answer | Self::Choice | Self::Message => answer(self, key),
            Self::Part | Self::Image | Self::Blob | Self::Options | Self::Provenance => part(self, key),
            Self::Call | Self::Called => call(self, key),
            Self::Tool | Self::Definition | Self::ToolChoice | Self::ResponseFormat => tool(self, key),
            Self::Schema => schema(key),
            Self::Schemas => Self::Schema,
            Self::Arguments | Self::Address | Self::Opaque | Self::Agreed | Self::Free => Self::Free,
        }
    }

    /// The zone of an item of an array in this zone.
    pub(super) fn item(self) -> Self {
        match self {
            // A document written as a string is never an array; if it comes as one it is walked as it stands.
            Self::Arguments => Self::Free,
            same => same,
        }
    }
}

fn request(key: &str) -> Zone {
    match key {
        "model"
        | "service_tier"
        | "reasoning_effort"
        | "verbosity"
        | "modalities"
        | "encoding_format"
        | "prompt_cache_retention" => Zone::Agreed,
        "messages" => Zone::Message,
        "tools" => Zone::Tool,
        "functions" => Zone::Definition,
        "tool_choice" | "function_call" => Zone::ToolChoice,
        "response_format" => Zone::ResponseFormat,
        "audio" | "web_search_options" => Zone::Options,
        _ => Zone::Free,
    }
}

fn answer(zone: Zone, key: &str) -> Zone {
    match (zone, key) {
        (Zone::Answer, "choices") => Zone::Choice,
        (Zone::Answer, _) => Zone::Agreed,
        (Zone::Choice, "message" | "delta") => Zone::Message,
        (Zone::Choice, "finish_reason" | "logprobs") => Zone::Agreed,
        (Zone::Message, "role" | "id" | "tool_call_id") => Zone::Agreed,
        (Zone::Message, "content") => Zone::Part,
        (Zone::Message, "tool_calls") => Zone::Call,
        (Zone::Message, "function_call") => Zone::Called,
        (Zone::Message, "audio") => Zone::Blob,
        (Zone::Message, "signature" | "encrypted_content" | "thought_signature") => Zone::Opaque,
        (Zone::Message, "reasoning_details" | "extra_content") => Zone::Provenance,
        _ => Zone::Free,
    }
}

fn part(zone: Zone, key: &str) -> Zone {
    match (zone, key) {
        (Zone::Part, "type") => Zone::Agreed,
        (Zone::Part, "image_url") => Zone::Image,
        (Zone::Part, "input_audio" | "file") => Zone::Blob,
        (Zone::Part, "cache_control") => Zone::Options,
        (Zone::Part, "signature" | "encrypted_content") => Zone::Opaque,
        (Zone::Image, "url") => Zone::Address,
        (Zone::Image, "detail") => Zone::Agreed,
        (Zone::Blob, "data" | "file_data") => Zone::Opaque,
        (Zone::Blob, "format" | "file_id" | "id") => Zone::Agreed,
        (Zone::Options, "type" | "format" | "voice" | "search_context_size" | "ttl" | "id") => Zone::Agreed,
        (Zone::Provenance, "type" | "id" | "format") => Zone::Agreed,
        (Zone::Provenance, "signature" | "thought_signature" | "encrypted_content" | "data") => Zone::Opaque,
        (Zone::Provenance, "text" | "summary" | "content") => Zone::Free,
        (Zone::Provenance, _) => Zone::Provenance,
        _ => Zone::Free,
    }
}

fn call(zone: Zone, key: &str) -> Zone {
    match (zone, key) {
        (Zone::Call, "id" | "type") => Zone::Agreed,
        (Zone::Call, "function" | "custom") => Zone::Called,
        (Zone::Call, "extra_content") => Zone::Provenance,
        (Zone::Called, "name") => Zone::Agreed,
        (Zone::Called, "arguments") => Zone::Arguments,
        _ => Zone::Free,
    }
}

fn tool(zone: Zone, key: &str) -> Zone {
    match (zone, key) {
        (Zone::Tool | Zone::ResponseFormat, "type") => Zone::Agreed,
        (Zone::Tool, "function" | "custom") => Zone::Definition,
        (Zone::ResponseFormat, "json_schema") => Zone::Definition,
        (Zone::Definition, "name") => Zone::Agreed,
        (Zone::Definition, "parameters" | "schema") => Zone::Schema,
        (Zone::ToolChoice, "type" | "name" | "mode") => Zone::Agreed,
        (Zone::ToolChoice, "function" | "custom" | "allowed_tools" | "tools") => Zone::ToolChoice,
        _ => Zone::Free,
    }
}

/// The keywords of JSON Schema 2020-12 whose strings are no prose, and those that hold further schemas.
fn schema(key: &str) -> Zone {
    match key {
        "type" | "format" | "$ref" | "$schema" | "$id" | "$anchor" | "required" | "contentEncoding"
        | "contentMediaType" => Zone::Agreed,
        "properties" | "$defs" | "definitions" | "patternProperties" | "dependentSchemas" => Zone::Schemas,
        "items"
        | "prefixItems"
        | "additionalProperties"
        | "unevaluatedProperties"
        | "propertyNames"
        | "contains"
        | "anyOf"
        | "allOf"
        | "oneOf"
        | "not"
        | "if"
        | "then"
        | "else" => Zone::Schema,
        _ => Zone::Free,
    }
}

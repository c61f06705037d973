//! Zone: which strings of a chat body are a user's words and which are names that both sides agreed on.
//!
//! Everything is a user's words unless it stands here. Names of members are never anybody's words.

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
            Self::Answer => match key {
                "choices" => Self::Choice,
                _ => Self::Agreed,
            },
            Self::Choice => match key {
                "message" | "delta" => Self::Message,
                "finish_reason" | "logprobs" => Self::Agreed,
                _ => Self::Free,
            },
            Self::Message => message(key),
            Self::Part => match key {
                "type" => Self::Agreed,
                "image_url" => Self::Image,
                "input_audio" | "file" => Self::Blob,
                "cache_control" => Self::Options,
                "signature" | "encrypted_content" => Self::Opaque,
                _ => Self::Free,
            },
            Self::Image => match key {
                "url" => Self::Address,
                "detail" => Self::Agreed,
                _ => Self::Free,
            },
            Self::Blob => match key {
                "data" | "file_data" => Self::Opaque,
                "format" | "file_id" | "id" => Self::Agreed,
                _ => Self::Free,
            },
            Self::Call => match key {
                "id" | "type" => Self::Agreed,
                "function" | "custom" => Self::Called,
                "extra_content" => Self::Provenance,
                _ => Self::Free,
            },
            Self::Called => match key {
                "name" => Self::Agreed,
                "arguments" => Self::Arguments,
                _ => Self::Free,
            },
            Self::Tool => match key {
                "type" => Self::Agreed,
                "function" | "custom" => Self::Definition,
                _ => Self::Free,
            },
            Self::Definition => match key {
                "name" => Self::Agreed,
                "parameters" | "schema" => Self::Schema,
                _ => Self::Free,
            },
            Self::ToolChoice => match key {
                "type" | "name" | "mode" => Self::Agreed,
                "function" | "custom" | "allowed_tools" | "tools" => Self::ToolChoice,
                _ => Self::Free,
            },
            Self::ResponseFormat => match key {
                "type" => Self::Agreed,
                "json_schema" => Self::Definition,
                _ => Self::Free,
            },
            Self::Options => match key {
                "type" | "format" | "voice" | "search_context_size" | "ttl" | "id" => Self::Agreed,
                _ => Self::Free,
            },
            Self::Provenance => match key {
                "type" | "id" | "format" => Self::Agreed,
                "signature" | "thought_signature" | "encrypted_content" | "data" => Self::Opaque,
                "text" | "summary" | "content" => Self::Free,
                _ => Self::Provenance,
            },
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
        "model" | "service_tier" | "reasoning_effort" | "verbosity" | "modalities" | "encoding_format"
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

fn message(key: &str) -> Zone {
    match key {
        "role" | "id" | "tool_call_id" => Zone::Agreed,
        "content" => Zone::Part,
        "tool_calls" => Zone::Call,
        "function_call" => Zone::Called,
        "audio" => Zone::Blob,
        "signature" | "encrypted_content" | "thought_signature" => Zone::Opaque,
        "reasoning_details" | "extra_content" => Zone::Provenance,
        _ => Zone::Free,
    }
}

/// The keywords of JSON Schema 2020-12 whose strings are no prose, and those that hold further schemas.
fn schema(key: &str) -> Zone {
    match key {
        "type" | "format" | "$ref" | "$schema" | "$id" | "$anchor" | "required" | "contentEncoding"
        | "contentMediaType" => Zone::Agreed,
        "properties" | "$defs" | "definitions" | "patternProperties" | "dependentSchemas" => Zone::Schemas,
        "items" | "prefixItems" | "additionalProperties" | "unevaluatedProperties" | "propertyNames"
        | "contains" | "anyOf" | "allOf" | "oneOf" | "not" | "if" | "then" | "else" => Zone::Schema,
        _ => Zone::Free,
    }
}

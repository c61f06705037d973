//! Chat: `POST /v1/chat/completions`, with what other providers add to it.

use super::{IMAGE, TOOL_CHOICE};
use crate::format::zone::{AGREED, FREE, OPAQUE, OPTIONS, PAYLOAD, SCHEMA, Text, Zone};

/// A whole request.
pub(in crate::format) static REQUEST: Zone = Zone::object(&[
    (
        &[
            "model",
            "service_tier",
            "reasoning_effort",
            "verbosity",
            "modalities",
            "encoding_format",
            "prompt_cache_retention",
        ],
        &AGREED,
    ),
    (&["messages"], &MESSAGE),
    (&["tools"], &TOOL),
    (&["functions"], &DEFINITION),
    (&["tool_choice", "function_call"], &TOOL_CHOICE),
    (&["response_format"], &RESPONSE_FORMAT),
    (&["audio", "web_search_options"], &OPTIONS),
]);

/// A whole answer, or a chunk of a stream.
pub(in crate::format) static ANSWER: Zone = Zone::object(&[
    (&["id", "object", "model", "system_fingerprint", "service_tier"], &AGREED),
    (&["choices"], &CHOICE),
]);

/// One of an answer's choices.
static CHOICE: Zone = Zone::object(&[
    (&["message", "delta"], &MESSAGE),
    (&["finish_reason", "native_finish_reason", "logprobs"], &AGREED),
]);

/// One of `messages`, or the message or delta of a choice.
static MESSAGE: Zone = Zone::object(&[
    (&["role", "id", "tool_call_id"], &AGREED),
    (&["content"], &PART),
    (&["tool_calls"], &CALL),
    (&["function_call"], &CALLED),
    (&["audio"], &BLOB),
    (&["signature", "encrypted_content", "thought_signature"], &OPAQUE),
    (&["reasoning_details", "extra_content"], &PROVENANCE),
])
.by("role", &[(&["tool", "function"], &RESULT)]);

/// A message that carries a tool's result.
static RESULT: Zone =
    Zone::object(&[(&["role", "id", "tool_call_id"], &AGREED), (&["content"], &RESULT_PART)]);

/// Content, or one part of it.
static PART: Zone = Zone::object(&[
    (&["type"], &AGREED),
    (&["thinking"], &PART),
    (&["image_url"], &IMAGE),
    (&["input_audio", "file"], &BLOB),
    (&["cache_control"], &OPTIONS),
    (&["signature", "encrypted_content"], &OPAQUE),
]);

/// A tool's result, or one part of it.
static RESULT_PART: Zone = Zone::object(&[
    (&["type"], &AGREED),
    (&["text"], &PAYLOAD),
    (&["image_url"], &IMAGE),
    (&["input_audio", "file"], &BLOB),
    (&["cache_control"], &OPTIONS),
])
.or_text(Text::Json);

/// Sound or a file.
static BLOB: Zone =
    Zone::object(&[(&["data", "file_data"], &OPAQUE), (&["format", "file_id", "id"], &AGREED)]);

/// What a model gave along with its answer and wants back as it was.
static PROVENANCE: Zone = Zone::object(&[
    (&["type", "id", "format"], &AGREED),
    (&["signature", "thought_signature", "encrypted_content", "data"], &OPAQUE),
    (&["text", "summary", "content"], &FREE),
])
.or(&PROVENANCE);

/// One of a message's `tool_calls`.
static CALL: Zone = Zone::object(&[
    (&["id", "type"], &AGREED),
    (&["function", "custom"], &CALLED),
    (&["extra_content"], &PROVENANCE),
]);

/// The function or custom tool that was called.
static CALLED: Zone = Zone::object(&[(&["name"], &AGREED), (&["arguments"], &PAYLOAD)]);

/// One of `tools`.
static TOOL: Zone = Zone::object(&[(&["type"], &AGREED), (&["function", "custom"], &DEFINITION)]);

/// What a tool or function is.
static DEFINITION: Zone = Zone::object(&[(&["name"], &AGREED), (&["parameters", "schema"], &SCHEMA)]);

/// What form the answer is to have.
static RESPONSE_FORMAT: Zone = Zone::object(&[(&["type"], &AGREED), (&["json_schema"], &DEFINITION)]);

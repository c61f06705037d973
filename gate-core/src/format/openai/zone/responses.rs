//! Responses: `POST /v1/responses`, its answers and the events of its streams.

use super::{IMAGE, TOOL_CHOICE};
use crate::format::zone::{ADDRESS, AGREED, Members, OPAQUE, OPTIONS, PAYLOAD, SCHEMA, Text, Zone};

/// A whole request.
pub(in crate::format) static REQUEST: Zone = Zone::object(&[
    (
        &["model", "previous_response_id", "service_tier", "truncation", "include", "prompt_cache_retention"],
        &AGREED,
    ),
    (&["conversation"], &CONVERSATION),
    (&["input", "instructions"], &ITEM),
    (&["tools"], &TOOL),
    (&["tool_choice"], &TOOL_CHOICE),
    (&["text"], &TEXT),
    (&["reasoning"], &REASONING),
    (&["prompt"], &PROMPT),
]);

/// A whole answer, which repeats settings of its request, or an event of a stream.
pub(in crate::format) static ANSWER: Zone = Zone::object(&[
    (
        &[
            "id",
            "object",
            "type",
            "model",
            "status",
            "item_id",
            "previous_response_id",
            "service_tier",
            "truncation",
            "prompt_cache_retention",
        ],
        &AGREED,
    ),
    (&["incomplete_details"], &REASON),
    (&["error"], &ERROR),
    (&["conversation"], &CONVERSATION),
    (&["output", "item", "instructions"], &ITEM),
    (&["part"], &PART),
    (&["response"], &ANSWER),
    (&["annotation"], &ANNOTATION),
    (&["arguments"], &PAYLOAD),
    (&["partial_image_b64", "obfuscation"], &OPAQUE),
    (&["tools"], &TOOL),
    (&["tool_choice"], &TOOL_CHOICE),
    (&["text"], &TEXT),
    (&["reasoning"], &REASONING),
    (&["prompt"], &PROMPT),
])
.by("type", &[(&["response.audio.delta", "response.output_audio.delta"], &SOUND), (&["error"], &ERROR)]);

/// An event with a piece of sound.
static SOUND: Zone =
    Zone::object(&[(&["type", "item_id", "response_id"], &AGREED), (&["delta", "obfuscation"], &OPAQUE)]);
/// Why something failed.
static ERROR: Zone = Zone::object(&[(&["type", "code", "param"], &AGREED)]);
/// Why an answer ends before its time.
static REASON: Zone = Zone::object(&[(&["reason"], &AGREED)]);
/// A conversation kept by the provider: its id, or an object with it.
static CONVERSATION: Zone = Zone::object(&[(&["id"], &AGREED)]).or_text(Text::Agreed);
/// How to think.
static REASONING: Zone = Zone::object(&[(&["effort", "summary", "generate_summary"], &AGREED)]);
/// A prompt kept by the provider, and what is filled in.
static PROMPT: Zone = Zone::object(&[(&["id", "version"], &AGREED), (&["variables"], &VARIABLES)]);
static VARIABLES: Zone = Zone::object(&[]).or(&PART);
/// What form the text of the answer is to have. A whole answer and an event of a stream both have a `text`: an object
/// in the one and what was written in the other.
static TEXT: Zone = Zone::object(&[(&["format"], &FORMAT), (&["verbosity"], &AGREED)]);
static FORMAT: Zone = Zone::object(&[(&["type", "name", "syntax"], &AGREED), (&["schema"], &SCHEMA)]);

/// Something said, called, found or thought. A string in its place is text.
static ITEM: Zone = Zone::object(&[
    ITEM_NAMES,
    (&["content", "summary", "results", "outputs"], &PART),
    (&["arguments"], &PAYLOAD),
    (&["output"], &RESULT),
    (&["encrypted_content"], &OPAQUE),
    (&["action"], &ACTION),
    (&["tools"], &TOOL),
])
.by(
    "type",
    &[
        (&["function_call", "custom_tool_call", "mcp_call", "mcp_approval_request"], &CALL),
        (&["image_generation_call"], &IMAGE_CALL),
    ],
);
const ITEM_NAMES: Members = (
    &[
        "type",
        "id",
        "call_id",
        "role",
        "status",
        "phase",
        "container_id",
        "approval_request_id",
        "server_label",
    ],
    &AGREED,
);
/// A call of a tool.
static CALL: Zone = Zone::object(&[
    ITEM_NAMES,
    (&["name", "namespace"], &AGREED),
    (&["arguments"], &PAYLOAD),
    (&["output"], &RESULT),
]);
/// A picture that was made.
static IMAGE_CALL: Zone = Zone::object(&[
    ITEM_NAMES,
    (&["background", "output_format", "quality", "size", "action"], &AGREED),
    (&["result"], &OPAQUE),
]);
/// What a built-in tool was told to do.
static ACTION: Zone = Zone::object(&[(&["type"], &AGREED)]);

/// Content, or one part of it.
static PART: Zone = Zone::object(&[
    PART_NAMES,
    (&["image_url", "url"], &IMAGE),
    (&["input_audio"], &SOUND_PART),
    (&["file_data", "encrypted_content"], &OPAQUE),
    (&["file_url"], &ADDRESS),
    (&["annotations"], &ANNOTATION),
]);
/// A tool's result, or one part of it.
static RESULT: Zone = Zone::object(&[
    PART_NAMES,
    (&["text"], &PAYLOAD),
    (&["image_url"], &IMAGE),
    (&["file_data"], &OPAQUE),
    (&["file_url"], &ADDRESS),
])
.or_text(Text::Json);
const PART_NAMES: Members = (&["type", "id", "file_id", "detail", "logprobs"], &AGREED);
static SOUND_PART: Zone = Zone::object(&[(&["data"], &OPAQUE), (&["format"], &AGREED)]);
/// Where something that was said stands.
static ANNOTATION: Zone = Zone::object(&[(&["type", "file_id", "container_id"], &AGREED)]);

/// One of `tools`, or one that a server offers.
static TOOL: Zone = Zone::object(&[
    (
        &[
            "type",
            "name",
            "server_label",
            "connector_id",
            "vector_store_ids",
            "search_context_size",
            "environment",
            "model",
            "size",
            "quality",
            "background",
            "moderation",
            "output_format",
            "input_fidelity",
            "require_approval",
            "allowed_tools",
        ],
        &AGREED,
    ),
    (&["parameters", "input_schema"], &SCHEMA),
    (&["format"], &FORMAT),
    (&["container"], &CONTAINER),
    (&["user_location"], &OPTIONS),
    (&["tools"], &TOOL),
]);
/// Where code runs: an id, or what to set up.
static CONTAINER: Zone =
    Zone::object(&[(&["type", "file_ids", "memory_limit"], &AGREED)]).or_text(Text::Agreed);

//! Zone: what stands where in a request for messages, in its answer and in the events of its stream.

use crate::format::zone::{ADDRESS, AGREED, FREE, Members, OPAQUE, OPTIONS, PAYLOAD, SCHEMA, Text, Zone};

/// A whole request.
pub(in crate::format) static REQUEST: Zone = Zone::object(&[
    (&["model", "service_tier", "anthropic_version", "anthropic_beta", "inference_geo", "speed"], &AGREED),
    (&["messages"], &MESSAGE),
    (&["system"], &BLOCK),
    (&["tools"], &TOOL),
    (&["tool_choice"], &TOOL_CHOICE),
    (&["thinking"], &OPTIONS),
    (&["container"], &CONTAINER),
    (&["output_config", "output_format"], &OUTPUT),
    (&["context_management"], &MANAGEMENT),
    (&["mcp_servers"], &SERVER),
    (&["cache_control"], &OPTIONS),
]);

/// A whole answer, or an event of a stream.
pub(in crate::format) static ANSWER: Zone = Zone::object(&[
    (&["id", "type", "role", "model", "stop_reason", "request_id"], &AGREED),
    (&["content", "content_block"], &BLOCK),
    (&["message"], &ANSWER),
    (&["delta"], &DELTA),
    (&["error"], &OPTIONS),
    (&["usage"], &USAGE),
    (&["container"], &CONTAINER),
]);

static MESSAGE: Zone = Zone::object(&[(&["role", "id"], &AGREED), (&["content"], &BLOCK)]);

/// A block, or the text that stands for one.
static BLOCK: Zone = Zone::object(&[
    BLOCK_NAMES,
    (&["source"], &SOURCE),
    (&["content"], &RESULT),
    (&["input"], &PAYLOAD),
    (&["cache_control"], &OPTIONS),
    (&["citations"], &CITATION),
    (&["signature", "encrypted_content"], &OPAQUE),
])
.by("type", CALLS);

/// What a tool gave back: blocks, or the text that stands for one.
static RESULT: Zone = Zone::object(&[
    BLOCK_NAMES,
    (&["text"], &PAYLOAD),
    (&["source"], &SOURCE),
    (&["content"], &RESULT),
    (&["cache_control"], &OPTIONS),
    (&["citations"], &CITATION),
    (&["encrypted_content", "encrypted_stdout"], &OPAQUE),
])
.or_text(Text::Json)
.by("type", CALLS);

const BLOCK_NAMES: Members = (&["type", "id", "tool_use_id", "file_id", "error_code"], &AGREED);

/// Blocks whose members mean something else than in other blocks.
const CALLS: &[Members] = &[
    (&["tool_use", "server_tool_use", "mcp_tool_use"], &CALL),
    (&["redacted_thinking"], &HIDDEN),
    (&["tool_reference"], &REFERENCE),
];

/// A call of a tool.
static CALL: Zone = Zone::object(&[
    BLOCK_NAMES,
    (&["name", "server_name"], &AGREED),
    (&["input"], &PAYLOAD),
    (&["cache_control", "caller"], &OPTIONS),
]);
/// Thoughts that only the provider can read.
static HIDDEN: Zone = Zone::object(&[(&["type"], &AGREED), (&["data"], &OPAQUE)]);
/// A tool that was found.
static REFERENCE: Zone = Zone::object(&[(&["type", "tool_name"], &AGREED)]);

/// Where an image or document comes from.
static SOURCE: Zone = Zone::object(&[
    (&["type", "media_type", "file_id"], &AGREED),
    (&["data"], &OPAQUE),
    (&["url"], &ADDRESS),
    (&["content"], &BLOCK),
])
.by("type", &[(&["text"], &TEXT_SOURCE)]);
static TEXT_SOURCE: Zone = Zone::object(&[(&["type", "media_type"], &AGREED), (&["data"], &FREE)]);
static CITATION: Zone = Zone::object(&[(&["type", "file_id"], &AGREED), (&["encrypted_index"], &OPAQUE)]);

/// A piece of a block, or how an answer ends.
static DELTA: Zone = Zone::object(&[
    (&["type", "stop_reason"], &AGREED),
    (&["signature"], &OPAQUE),
    (&["citation"], &CITATION),
    (&["container"], &CONTAINER),
]);
static USAGE: Zone = Zone::object(&[(&["service_tier", "inference_geo", "speed"], &AGREED)]);

static TOOL: Zone = Zone::object(&[
    (&["type", "name", "allowed_callers", "mcp_server_name"], &AGREED),
    (&["input_schema"], &SCHEMA),
    (&["input_examples"], &PAYLOAD),
    (&["cache_control", "user_location"], &OPTIONS),
]);
static TOOL_CHOICE: Zone = Zone::object(&[(&["type", "name"], &AGREED)]);
/// Where code runs: an id, or what to set up.
static CONTAINER: Zone =
    Zone::object(&[(&["id", "expires_at"], &AGREED), (&["skills"], &SKILL)]).or_text(Text::Agreed);
static SKILL: Zone = Zone::object(&[(&["type", "skill_id", "version"], &AGREED)]);
/// What form the answer is to have.
static OUTPUT: Zone =
    Zone::object(&[(&["type", "effort"], &AGREED), (&["schema"], &SCHEMA), (&["format"], &OUTPUT)]);
static MANAGEMENT: Zone = Zone::object(&[(&["edits"], &EDIT)]);
static EDIT: Zone = Zone::object(&[
    (&["type", "exclude_tools"], &AGREED),
    (&["trigger", "keep", "clear_at_least"], &OPTIONS),
]);
static SERVER: Zone = Zone::object(&[(&["type", "name"], &AGREED)]);

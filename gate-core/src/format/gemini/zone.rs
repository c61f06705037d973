//! Zone: what stands where in a request for content and in its answer. Google takes each name in camel case and in
//! snake case.

use crate::format::zone::{ADDRESS, AGREED, OPAQUE, PAYLOAD, SCHEMA, Text, Zone};

/// A whole request.
pub(in crate::format) static REQUEST: Zone = Zone::object(&[
    (&["model", "cachedContent", "cached_content"], &AGREED),
    (&["contents", "systemInstruction", "system_instruction"], &CONTENT),
    (&["tools"], &TOOL),
    (&["toolConfig", "tool_config"], &TOOL_CONFIG),
    (&["safetySettings", "safety_settings"], &SAFETY),
    (&["generationConfig", "generation_config"], &GENERATION),
]);

/// A whole answer; a stream consists of them.
pub(in crate::format) static ANSWER: Zone = Zone::object(&[
    (&["responseId", "response_id", "modelVersion", "model_version", "createTime", "create_time"], &AGREED),
    (&["candidates"], &CANDIDATE),
    (&["promptFeedback", "prompt_feedback"], &FEEDBACK),
    (&["usageMetadata", "usage_metadata"], &USAGE),
    (&["error"], &ERROR),
]);

/// A turn of the conversation.
static CONTENT: Zone = Zone::object(&[(&["role"], &AGREED), (&["parts"], &PART)]);

/// One part of a turn.
static PART: Zone = Zone::object(&[
    (&["inlineData", "inline_data"], &BLOB),
    (&["fileData", "file_data"], &FILE),
    (&["functionCall", "function_call"], &CALL),
    (&["functionResponse", "function_response"], &RESULT),
    (&["executableCode", "executable_code"], &CODE),
    (&["codeExecutionResult", "code_execution_result"], &OUTPUT),
    (&["thoughtSignature", "thought_signature"], &OPAQUE),
    (&["videoMetadata", "video_metadata"], &VIDEO),
    (&["mediaResolution", "media_resolution"], &LEVEL),
]);

/// Media as base64.
static BLOB: Zone = Zone::object(&[(&["mimeType", "mime_type"], &AGREED), (&["data"], &OPAQUE)]);
/// A file that lies elsewhere.
static FILE: Zone =
    Zone::object(&[(&["mimeType", "mime_type"], &AGREED), (&["fileUri", "file_uri"], &ADDRESS)]);
static CALL: Zone =
    Zone::object(&[(&["id", "name"], &AGREED), (&["args", "partialArgs", "partial_args"], &PAYLOAD)]);
static RESULT: Zone =
    Zone::object(&[(&["id", "name", "scheduling"], &AGREED), (&["response"], &PAYLOAD), (&["parts"], &PART)]);
static CODE: Zone = Zone::object(&[(&["id", "language"], &AGREED)]);
static OUTPUT: Zone = Zone::object(&[(&["id", "outcome"], &AGREED), (&["output"], &PAYLOAD)]);
static VIDEO: Zone = Zone::object(&[(&["startOffset", "start_offset", "endOffset", "end_offset"], &AGREED)]);
static LEVEL: Zone = Zone::object(&[(&["level"], &AGREED)]).or_text(Text::Agreed);

static TOOL: Zone = Zone::object(&[
    (&["functionDeclarations", "function_declarations"], &DEFINITION),
    (&["computerUse", "computer_use"], &COMPUTER),
    (&["fileSearch", "file_search"], &SEARCH),
]);
static DEFINITION: Zone = Zone::object(&[
    (&["name", "behavior"], &AGREED),
    (
        &[
            "parameters",
            "parametersJsonSchema",
            "parameters_json_schema",
            "response",
            "responseJsonSchema",
            "response_json_schema",
        ],
        &SCHEMA,
    ),
]);
static COMPUTER: Zone = Zone::object(&[(
    &["environment", "excludedPredefinedFunctions", "excluded_predefined_functions"],
    &AGREED,
)]);
static SEARCH: Zone = Zone::object(&[(&["fileSearchStoreNames", "file_search_store_names"], &AGREED)]);
static TOOL_CONFIG: Zone = Zone::object(&[
    (&["functionCallingConfig", "function_calling_config"], &CHOICE),
    (&["retrievalConfig", "retrieval_config"], &LANGUAGE),
]);
static CHOICE: Zone = Zone::object(&[(&["mode", "allowedFunctionNames", "allowed_function_names"], &AGREED)]);
static LANGUAGE: Zone = Zone::object(&[(&["languageCode", "language_code"], &AGREED)]);
static SAFETY: Zone =
    Zone::object(&[(&["category", "threshold", "method", "probability", "severity"], &AGREED)]);

static GENERATION: Zone = Zone::object(&[
    (
        &[
            "responseMimeType",
            "response_mime_type",
            "responseModalities",
            "response_modalities",
            "mediaResolution",
            "media_resolution",
        ],
        &AGREED,
    ),
    (&["responseSchema", "response_schema", "responseJsonSchema", "response_json_schema"], &SCHEMA),
    (&["speechConfig", "speech_config"], &VOICE),
    (&["thinkingConfig", "thinking_config"], &THINKING),
    (&["imageConfig", "image_config"], &PICTURE),
]);
static VOICE: Zone =
    Zone::object(&[(&["voiceName", "voice_name", "languageCode", "language_code"], &AGREED)]).or(&VOICE);
static THINKING: Zone = Zone::object(&[(&["thinkingLevel", "thinking_level"], &AGREED)]);
static PICTURE: Zone =
    Zone::object(&[(&["aspectRatio", "aspect_ratio", "imageSize", "image_size"], &AGREED)]);

static CANDIDATE: Zone = Zone::object(&[
    (&["content"], &CONTENT),
    (&["finishReason", "finish_reason"], &AGREED),
    (&["safetyRatings", "safety_ratings"], &SAFETY),
]);
static FEEDBACK: Zone = Zone::object(&[
    (&["blockReason", "block_reason"], &AGREED),
    (&["safetyRatings", "safety_ratings"], &SAFETY),
]);
/// What was used: nothing but figures, and the names of what they count.
static USAGE: Zone = Zone::object(&[(&["modality", "trafficType", "traffic_type"], &AGREED)]).or(&USAGE);
static ERROR: Zone = Zone::object(&[(&["status"], &AGREED)]);

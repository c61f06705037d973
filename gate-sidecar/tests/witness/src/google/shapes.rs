//! Shapes: what Google documents for requests to Gemini.
//!
//! ai.google.dev/api/generate-content, /api/caching (content, parts, tools, schemas) and /api/embeddings. Google's
//! servers take every member in snake case as well, and its own client sends some so. Of tools only the caller's own
//! functions.

use crate::shape::{Is, Member, may, must};

const BLOB: &[Member] = &[must("mimeType", Is::Text), must("data", Is::Text)];
const FILE: &[Member] = &[may("mimeType", Is::Text), must("fileUri", Is::Text)];

const CALL: &[Member] = &[must("name", Is::Text), may("args", Is::Nullable(&Is::Map)), may("id", Is::Text)];

const RESPONSE: &[Member] = &[
    must("name", Is::Text),
    must("response", Is::Map),
    may("id", Is::Text),
    may(
        "parts",
        Is::List(&Is::Shape(&[may("inlineData", Is::Shape(BLOB)), may("fileData", Is::Shape(FILE))])),
    ),
    may("willContinue", Is::Flag),
    may("scheduling", Is::Text),
];

const PART: &[Member] = &[
    may("text", Is::Text),
    may("inlineData", Is::Shape(BLOB)),
    may("fileData", Is::Shape(FILE)),
    may("functionCall", Is::Shape(CALL)),
    may("functionResponse", Is::Shape(RESPONSE)),
    may("executableCode", Is::Map),
    may("codeExecutionResult", Is::Map),
    may("thought", Is::Flag),
    may("thoughtSignature", Is::Text),
    may("videoMetadata", Is::Map),
    may("partMetadata", Is::Map),
    may("mediaResolution", Is::Any),
];

const CONTENT: &[Member] =
    &[may("role", Is::Word(&["user", "model", "function"])), must("parts", Is::List(&Is::Shape(PART)))];
/// Instructions may come as bare text to no server; their role is not looked at.
const INSTRUCTION: &[Member] = &[may("role", Is::Text), must("parts", Is::List(&Is::Shape(PART)))];

/// A subset of `OpenAPI`'s schemas, whose members are all there are.
static SCHEMA: [Member; 22] = [
    may(
        "type",
        Is::Word(&[
            "TYPE_UNSPECIFIED",
            "STRING",
            "NUMBER",
            "INTEGER",
            "BOOLEAN",
            "ARRAY",
            "OBJECT",
            "NULL",
            "string",
            "number",
            "integer",
            "boolean",
            "array",
            "object",
            "null",
        ]),
    ),
    may("format", Is::Text),
    may("title", Is::Text),
    may("description", Is::Text),
    may("nullable", Is::Flag),
    may("enum", Is::List(&Is::Text)),
    may("maxItems", Is::Any),
    may("minItems", Is::Any),
    may("properties", Is::Map),
    may("required", Is::List(&Is::Text)),
    may("minProperties", Is::Any),
    may("maxProperties", Is::Any),
    may("minLength", Is::Any),
    may("maxLength", Is::Any),
    may("pattern", Is::Text),
    may("example", Is::Any),
    may("anyOf", Is::List(&Is::Shape(&SCHEMA))),
    may("propertyOrdering", Is::List(&Is::Text)),
    may("default", Is::Any),
    may("items", Is::Shape(&SCHEMA)),
    may("minimum", Is::Number),
    may("maximum", Is::Number),
];

/// One schema, for those behind `properties`, whose names are the caller's.
pub(super) const ANY_SCHEMA: &[Member] = &SCHEMA;

const FUNCTION: &[Member] = &[
    must("name", Is::Text),
    may("description", Is::Text),
    may("parameters", Is::Shape(&SCHEMA)),
    may("parametersJsonSchema", Is::Any),
    may("response", Is::Shape(&SCHEMA)),
    may("responseJsonSchema", Is::Any),
    may("behavior", Is::Text),
];

const TOOL: &[Member] = &[must("functionDeclarations", Is::List(&Is::Shape(FUNCTION)))];

const TOOL_CONFIG: &[Member] = &[
    may(
        "functionCallingConfig",
        Is::Shape(&[
            may("mode", Is::Word(&["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"])),
            may("allowedFunctionNames", Is::List(&Is::Text)),
        ]),
    ),
    may("retrievalConfig", Is::Map),
];

const THINKING: &[Member] = &[
    may("includeThoughts", Is::Flag),
    may("thinkingBudget", Is::Integer),
    may(
        "thinkingLevel",
        Is::Word(&[
            "THINKING_LEVEL_UNSPECIFIED",
            "MINIMAL",
            "LOW",
            "MEDIUM",
            "HIGH",
            "minimal",
            "low",
            "medium",
            "high",
        ]),
    ),
];

const GENERATION: &[Member] = &[
    may("candidateCount", Is::Integer),
    may("stopSequences", Is::List(&Is::Text)),
    may("maxOutputTokens", Is::Integer),
    may("temperature", Is::Number),
    may("topP", Is::Number),
    may("topK", Is::Number),
    may("seed", Is::Integer),
    may("presencePenalty", Is::Number),
    may("frequencyPenalty", Is::Number),
    may("responseMimeType", Is::Text),
    may("responseSchema", Is::Shape(&SCHEMA)),
    may("responseJsonSchema", Is::Any),
    may("_responseJsonSchema", Is::Any),
    may("responseModalities", Is::List(&Is::Text)),
    may("responseLogprobs", Is::Flag),
    may("logprobs", Is::Integer),
    may("enableEnhancedCivicAnswers", Is::Flag),
    may("speechConfig", Is::Map),
    may("thinkingConfig", Is::Shape(THINKING)),
    may("imageConfig", Is::Map),
    may("mediaResolution", Is::Text),
];

/// `:generateContent` and `:streamGenerateContent`; the model may stand in the body too.
pub(super) const REQUEST: &[Member] = &[
    must("contents", Is::List(&Is::Shape(CONTENT))),
    may("model", Is::Text),
    may("systemInstruction", Is::Shape(INSTRUCTION)),
    may("tools", Is::List(&Is::Shape(TOOL))),
    may("toolConfig", Is::Shape(TOOL_CONFIG)),
    may("generationConfig", Is::Shape(GENERATION)),
    may("safetySettings", Is::List(&Is::Shape(&[must("category", Is::Text), must("threshold", Is::Text)]))),
    may("cachedContent", Is::Text),
    may("serviceTier", Is::Text),
    may("store", Is::Flag),
];

/// `:countTokens`.
pub(super) const COUNT: &[Member] =
    &[may("contents", Is::List(&Is::Shape(CONTENT))), may("generateContentRequest", Is::Shape(REQUEST))];

/// `:embedContent`, and each request of `:batchEmbedContents`.
pub(super) const EMBED: &[Member] = &[
    must("content", Is::Shape(CONTENT)),
    may("model", Is::Text),
    may("taskType", Is::Text),
    may("title", Is::Text),
    may("outputDimensionality", Is::Integer),
    may("embedContentConfig", Is::Map),
];

/// `:batchEmbedContents`.
pub(super) const EMBED_BATCH: &[Member] = &[must("requests", Is::List(&Is::Shape(EMBED)))];

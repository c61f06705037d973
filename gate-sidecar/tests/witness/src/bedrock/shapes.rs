//! Shapes: what AWS documents for Converse.
//!
//! `API_runtime_Converse` in the Amazon Bedrock API reference, checked against botocore's service model.

use crate::shape::{Is, Member, may, must};

const CACHE: Member = may(
    "cachePoint",
    Is::Shape(&[must("type", Is::Word(&["default"])), may("ttl", Is::Word(&["5m", "1h"]))]),
);
const S3: Member = may("s3Location", Is::Shape(&[must("uri", Is::Text), may("bucketOwner", Is::Text)]));

const IMAGE: &[Member] = &[
    must("format", Is::Word(&["png", "jpeg", "gif", "webp"])),
    must("source", Is::Shape(&[may("bytes", Is::Text), S3])),
];

const DOCUMENT: &[Member] = &[
    may("format", Is::Word(&["pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"])),
    must("name", Is::Text),
    must(
        "source",
        Is::Shape(&[may("bytes", Is::Text), may("text", Is::Text), may("content", Is::List(&Is::Map)), S3]),
    ),
    may("context", Is::Text),
    may("citations", Is::Shape(&[must("enabled", Is::Flag)])),
];

const VIDEO: &[Member] =
    &[must("format", Is::Text), must("source", Is::Shape(&[may("bytes", Is::Text), S3]))];

const RESULT: &[Member] = &[
    must("toolUseId", Is::Text),
    must(
        "content",
        Is::List(&Is::Shape(&[
            may("json", Is::Any),
            may("text", Is::Text),
            may("image", Is::Shape(IMAGE)),
            may("document", Is::Shape(DOCUMENT)),
            may("video", Is::Shape(VIDEO)),
            may("searchResult", Is::Map),
        ])),
    ),
    may("status", Is::Word(&["success", "error"])),
    may("type", Is::Text),
];

const REASONING: &[Member] = &[
    may("reasoningText", Is::Shape(&[must("text", Is::Text), may("signature", Is::Text)])),
    may("redactedContent", Is::Text),
];

const BLOCK: &[Member] = &[
    may("text", Is::Text),
    may("image", Is::Shape(IMAGE)),
    may("document", Is::Shape(DOCUMENT)),
    may("video", Is::Shape(VIDEO)),
    may("audio", Is::Map),
    may(
        "toolUse",
        Is::Shape(&[
            must("toolUseId", Is::Text),
            must("name", Is::Text),
            must("input", Is::Any),
            may("type", Is::Text),
        ]),
    ),
    may("toolResult", Is::Shape(RESULT)),
    may("reasoningContent", Is::Shape(REASONING)),
    may("guardContent", Is::Map),
    may("citationsContent", Is::Map),
    may("searchResult", Is::Map),
    CACHE,
];

const MESSAGE: &[Member] =
    &[must("role", Is::Word(&["user", "assistant"])), must("content", Is::List(&Is::Shape(BLOCK)))];

const TOOL: &[Member] = &[
    may(
        "toolSpec",
        Is::Shape(&[
            must("name", Is::Text),
            may("description", Is::Text),
            must("inputSchema", Is::Shape(&[must("json", Is::Map)])),
            may("strict", Is::Flag),
        ]),
    ),
    may("systemTool", Is::Shape(&[must("name", Is::Text)])),
    CACHE,
];

const CHOICE: &[Member] = &[
    may("auto", Is::Shape(&[])),
    may("any", Is::Shape(&[])),
    may("tool", Is::Shape(&[must("name", Is::Text)])),
];

const FORMAT: &[Member] = &[
    must("type", Is::Word(&["json_schema"])),
    must(
        "structure",
        Is::Shape(&[must(
            "jsonSchema",
            Is::Shape(&[must("schema", Is::Text), may("name", Is::Text), may("description", Is::Text)]),
        )]),
    ),
];

/// `/converse` and `/converse-stream`; the model stands in the path.
pub(super) const REQUEST: &[Member] = &[
    must("messages", Is::List(&Is::Shape(MESSAGE))),
    may("system", Is::List(&Is::Shape(&[may("text", Is::Text), may("guardContent", Is::Map), CACHE]))),
    may(
        "inferenceConfig",
        Is::Shape(&[
            may("maxTokens", Is::Integer),
            may("temperature", Is::Number),
            may("topP", Is::Number),
            may("stopSequences", Is::List(&Is::Text)),
        ]),
    ),
    may(
        "toolConfig",
        Is::Shape(&[must("tools", Is::List(&Is::Shape(TOOL))), may("toolChoice", Is::Shape(CHOICE))]),
    ),
    may("guardrailConfig", Is::Map),
    may("additionalModelRequestFields", Is::Map),
    may("promptVariables", Is::Map),
    may("additionalModelResponseFieldPaths", Is::List(&Is::Text)),
    may("requestMetadata", Is::Map),
    may("performanceConfig", Is::Shape(&[may("latency", Is::Word(&["standard", "optimized"]))])),
    may("serviceTier", Is::Shape(&[must("type", Is::Word(&["priority", "default", "flex", "reserved"]))])),
    may("outputConfig", Is::Shape(&[may("textFormat", Is::Shape(FORMAT)), may("effort", Is::Text)])),
];

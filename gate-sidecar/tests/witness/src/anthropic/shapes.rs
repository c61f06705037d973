//! Shapes: what Anthropic documents for a messages request.
//!
//! docs.claude.com/en/api/messages. Of tools only the caller's own; the ones Anthropic runs are not the witness's.

use crate::shape::{Is, Member, may, must};

const CACHE: Is = Is::Nullable(&Is::Tagged("type", &[("ephemeral", &[may("ttl", Is::Word(&["5m", "1h"]))])]));
const TEXT_OR_NULL: Is = Is::Nullable(&Is::Text);
const CITATIONS: Is = Is::Nullable(&Is::Shape(&[may("enabled", Is::Flag)]));

const TEXT: &[Member] = &[
    must("text", Is::Text),
    may("cache_control", CACHE),
    may("citations", Is::Nullable(&Is::List(&Is::Map))),
];

const IMAGE: &[Member] = &[
    must(
        "source",
        Is::Tagged(
            "type",
            &[
                (
                    "base64",
                    &[
                        must("media_type", Is::Word(&["image/jpeg", "image/png", "image/gif", "image/webp"])),
                        must("data", Is::Text),
                    ],
                ),
                ("url", &[must("url", Is::Text)]),
                ("file", &[must("file_id", Is::Text)]),
            ],
        ),
    ),
    may("cache_control", CACHE),
];

const DOCUMENT: &[Member] = &[
    must(
        "source",
        Is::Tagged(
            "type",
            &[
                ("base64", &[must("media_type", Is::Word(&["application/pdf"])), must("data", Is::Text)]),
                ("text", &[must("media_type", Is::Word(&["text/plain"])), must("data", Is::Text)]),
                ("content", &[must("content", Is::Any)]),
                ("url", &[must("url", Is::Text)]),
                ("file", &[must("file_id", Is::Text)]),
            ],
        ),
    ),
    may("cache_control", CACHE),
    may("citations", CITATIONS),
    may("context", TEXT_OR_NULL),
    may("title", TEXT_OR_NULL),
];

const SEARCH_RESULT: &[Member] = &[
    must("content", Is::List(&Is::Tagged("type", &[("text", TEXT)]))),
    must("source", Is::Text),
    must("title", Is::Text),
    may("cache_control", CACHE),
    may("citations", CITATIONS),
];

const TOOL_USE: &[Member] = &[
    must("id", Is::Text),
    must("name", Is::Text),
    must("input", Is::Map),
    may("cache_control", CACHE),
    may("caller", Is::Map),
    may("toolset_name", TEXT_OR_NULL),
];

const TOOL_RESULT: &[Member] = &[
    must("tool_use_id", Is::Text),
    may(
        "content",
        Is::Either(&[
            Is::Text,
            Is::List(&Is::Tagged(
                "type",
                &[("text", TEXT), ("image", IMAGE), ("document", DOCUMENT), ("search_result", SEARCH_RESULT)],
            )),
        ]),
    ),
    may("is_error", Is::Flag),
    may("cache_control", CACHE),
    may("toolset_name", TEXT_OR_NULL),
];

const BLOCKS: Is = Is::List(&Is::Tagged(
    "type",
    &[
        ("text", TEXT),
        ("image", IMAGE),
        ("document", DOCUMENT),
        ("search_result", SEARCH_RESULT),
        ("thinking", &[must("thinking", Is::Text), must("signature", Is::Text)]),
        ("redacted_thinking", &[must("data", Is::Text)]),
        ("tool_use", TOOL_USE),
        ("tool_result", TOOL_RESULT),
    ],
));

const MESSAGE: &[Member] = &[
    must("role", Is::Word(&["user", "assistant", "system"])),
    must("content", Is::Either(&[Is::Text, BLOCKS])),
];

const TOOL: &[Member] = &[
    must("name", Is::Text),
    must("input_schema", Is::Map),
    may("description", Is::Text),
    may("cache_control", CACHE),
    may("strict", Is::Flag),
    may("defer_loading", Is::Flag),
    may("eager_input_streaming", Is::Nullable(&Is::Flag)),
    may("input_examples", Is::List(&Is::Map)),
    may("allowed_callers", Is::List(&Is::Text)),
];

const PARALLEL: Member = may("disable_parallel_tool_use", Is::Flag);
const DISPLAY: Member = may("display", Is::Nullable(&Is::Word(&["summarized", "omitted"])));

const THINKING: Is = Is::Tagged(
    "type",
    &[
        ("enabled", &[must("budget_tokens", Is::Integer), DISPLAY]),
        ("adaptive", &[DISPLAY]),
        ("between_tools", &[]),
        ("disabled", &[]),
    ],
);

const OUTPUT: &[Member] = &[
    may("effort", Is::Nullable(&Is::Word(&["low", "medium", "high", "xhigh", "max"]))),
    may("format", Is::Nullable(&Is::Tagged("type", &[("json_schema", &[must("schema", Is::Map)])]))),
];

const MESSAGES: Member = must("messages", Is::List(&Is::Shape(MESSAGE)));
const SYSTEM: Member =
    may("system", Is::Either(&[Is::Text, Is::List(&Is::Tagged("type", &[("text", TEXT)]))]));
const TOOLS: Member = may("tools", Is::List(&Is::Tagged("type", &[("", TOOL), ("custom", TOOL)])));
const CHOICE: Member = may(
    "tool_choice",
    Is::Tagged(
        "type",
        &[
            ("auto", &[PARALLEL]),
            ("any", &[PARALLEL]),
            ("tool", &[must("name", Is::Text), PARALLEL]),
            ("none", &[]),
        ],
    ),
);

/// `POST /v1/messages`.
pub(super) const REQUEST: &[Member] = &[
    must("model", Is::Text),
    must("max_tokens", Is::Integer),
    MESSAGES,
    SYSTEM,
    TOOLS,
    CHOICE,
    may("thinking", THINKING),
    may("output_config", Is::Shape(OUTPUT)),
    may("cache_control", CACHE),
    may("container", Is::Nullable(&Is::Any)),
    may("diagnostics", Is::Nullable(&Is::Map)),
    may("inference_geo", TEXT_OR_NULL),
    may("metadata", Is::Shape(&[may("user_id", TEXT_OR_NULL)])),
    may("service_tier", Is::Word(&["auto", "standard_only"])),
    may("speed", Is::Nullable(&Is::Word(&["standard", "fast"]))),
    may("stop_sequences", Is::List(&Is::Text)),
    may("stream", Is::Flag),
    may("temperature", Is::Number),
    may("top_k", Is::Integer),
    may("top_p", Is::Number),
    may("user_profile_id", Is::Text),
    may("workspace_id", Is::Text),
];

/// `POST /v1/messages/count_tokens`.
pub(super) const COUNT: &[Member] = &[
    must("model", Is::Text),
    MESSAGES,
    SYSTEM,
    TOOLS,
    CHOICE,
    may("thinking", THINKING),
    may("output_config", Is::Shape(OUTPUT)),
    may("cache_control", CACHE),
    may("speed", Is::Nullable(&Is::Word(&["standard", "fast"]))),
    may("user_profile_id", Is::Text),
    may("workspace_id", Is::Text),
];

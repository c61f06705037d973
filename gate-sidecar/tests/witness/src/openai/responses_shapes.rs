//! Responses shapes: what OpenAI documents for a request.
//!
//! platform.openai.com/docs/api-reference/responses/create, checked against the types of its own client. Of tools only
//! the caller's own functions.

use crate::shape::{Is, Member, may, must};

const TEXT_OR_NULL: Is = Is::Nullable(&Is::Text);
const STATUS: Is = Is::Nullable(&Is::Word(&["in_progress", "completed", "incomplete"]));

const INPUT_PARTS: Is = Is::List(&Is::Tagged(
    "type",
    &[
        ("input_text", &[must("text", Is::Text), may("prompt_cache_breakpoint", Is::Map)]),
        (
            "input_image",
            &[
                may("detail", Is::Word(&["low", "high", "auto", "original"])),
                may("file_id", TEXT_OR_NULL),
                may("image_url", TEXT_OR_NULL),
                may("prompt_cache_breakpoint", Is::Map),
            ],
        ),
        (
            "input_file",
            &[
                may("file_data", TEXT_OR_NULL),
                may("file_id", TEXT_OR_NULL),
                may("file_url", TEXT_OR_NULL),
                may("filename", TEXT_OR_NULL),
                may("detail", Is::Text),
            ],
        ),
        (
            "output_text",
            &[must("text", Is::Text), may("annotations", Is::List(&Is::Map)), may("logprobs", Is::Any)],
        ),
        ("refusal", &[must("refusal", Is::Text)]),
    ],
));

const MESSAGE: &[Member] = &[
    must("role", Is::Word(&["user", "assistant", "system", "developer"])),
    must("content", Is::Either(&[Is::Text, INPUT_PARTS])),
    may("id", Is::Text),
    may("status", STATUS),
    may("phase", Is::Nullable(&Is::Word(&["commentary", "final_answer"]))),
];

const CALL: &[Member] = &[
    must("call_id", Is::Text),
    must("name", Is::Text),
    must("arguments", Is::Text),
    may("id", TEXT_OR_NULL),
    may("status", STATUS),
    may("namespace", TEXT_OR_NULL),
    may("async", Is::Flag),
    may("caller", Is::Nullable(&Is::Map)),
];

const RESULT: &[Member] = &[
    must("call_id", Is::Text),
    must("output", Is::Either(&[Is::Text, INPUT_PARTS])),
    may("id", TEXT_OR_NULL),
    may("status", STATUS),
    may("name", TEXT_OR_NULL),
    may("namespace", TEXT_OR_NULL),
    may("caller", Is::Nullable(&Is::Map)),
];

const REASONING: &[Member] = &[
    must("id", Is::Text),
    must("summary", Is::List(&Is::Tagged("type", &[("summary_text", &[must("text", Is::Text)])]))),
    may(
        "content",
        Is::Nullable(&Is::List(&Is::Tagged("type", &[("reasoning_text", &[must("text", Is::Text)])]))),
    ),
    may("encrypted_content", TEXT_OR_NULL),
    may("status", STATUS),
];

const ITEMS: Is = Is::List(&Is::Tagged(
    "type",
    &[
        ("", MESSAGE),
        ("message", MESSAGE),
        ("function_call", CALL),
        ("function_call_output", RESULT),
        ("reasoning", REASONING),
        ("item_reference", &[must("id", Is::Text)]),
    ],
));

const TOOLS: Is = Is::List(&Is::Tagged(
    "type",
    &[(
        "function",
        &[
            must("name", Is::Text),
            may("parameters", Is::Nullable(&Is::Map)),
            may("strict", Is::Nullable(&Is::Flag)),
            may("description", TEXT_OR_NULL),
            may("async", Is::Flag),
            may("defer_loading", Is::Flag),
            may("output_schema", Is::Nullable(&Is::Map)),
            may("allowed_callers", Is::Nullable(&Is::List(&Is::Text))),
        ],
    )],
));

const FORMAT: Is = Is::Tagged(
    "type",
    &[
        ("text", &[]),
        ("json_object", &[]),
        (
            "json_schema",
            &[
                must("name", Is::Text),
                must("schema", Is::Map),
                may("description", TEXT_OR_NULL),
                may("strict", Is::Nullable(&Is::Flag)),
            ],
        ),
    ],
);

const THINKING: &[Member] = &[
    may("effort", Is::Nullable(&Is::Word(&["none", "minimal", "low", "medium", "high", "xhigh", "max"]))),
    may("summary", Is::Nullable(&Is::Word(&["auto", "concise", "detailed"]))),
    may("generate_summary", Is::Nullable(&Is::Word(&["auto", "concise", "detailed"]))),
    may("context", Is::Nullable(&Is::Word(&["auto", "current_turn", "all_turns"]))),
    may("mode", Is::Text),
];

const CHOICE: Is = Is::Either(&[
    Is::Word(&["none", "auto", "required"]),
    Is::Tagged(
        "type",
        &[
            ("function", &[must("name", Is::Text)]),
            (
                "allowed_tools",
                &[must("mode", Is::Word(&["auto", "required"])), must("tools", Is::List(&Is::Map))],
            ),
        ],
    ),
]);

/// `POST /v1/responses`.
pub(super) const REQUEST: &[Member] = &[
    must("model", Is::Text),
    may("input", Is::Either(&[Is::Text, ITEMS])),
    may("access_programs", Is::Map),
    may("background", Is::Nullable(&Is::Flag)),
    may("background_options", Is::Map),
    may("context_management", Is::Nullable(&Is::List(&Is::Map))),
    may("conversation", Is::Nullable(&Is::Any)),
    may("image", Is::Map),
    may("include", Is::Nullable(&Is::List(&Is::Text))),
    may("instructions", TEXT_OR_NULL),
    may("max_output_tokens", Is::Nullable(&Is::Integer)),
    may("max_tool_calls", Is::Nullable(&Is::Integer)),
    may("metadata", Is::Nullable(&Is::Map)),
    may("moderation", Is::Nullable(&Is::Map)),
    may("parallel_tool_calls", Is::Nullable(&Is::Flag)),
    may("previous_response_id", TEXT_OR_NULL),
    may("prompt", Is::Nullable(&Is::Map)),
    may("prompt_cache_key", TEXT_OR_NULL),
    may("prompt_cache_options", Is::Map),
    may("prompt_cache_retention", TEXT_OR_NULL),
    may("reasoning", Is::Nullable(&Is::Shape(THINKING))),
    may("safety_identifier", TEXT_OR_NULL),
    may("service_tier", TEXT_OR_NULL),
    may("store", Is::Nullable(&Is::Flag)),
    may("stream", Is::Nullable(&Is::Flag)),
    may("stream_options", Is::Nullable(&Is::Shape(&[may("include_obfuscation", Is::Flag)]))),
    may("temperature", Is::Nullable(&Is::Number)),
    may(
        "text",
        Is::Shape(&[
            may("format", FORMAT),
            may("verbosity", Is::Nullable(&Is::Word(&["low", "medium", "high"]))),
        ]),
    ),
    may("tool_choice", CHOICE),
    may("tools", TOOLS),
    may("top_logprobs", Is::Nullable(&Is::Integer)),
    may("top_p", Is::Nullable(&Is::Number)),
    may("truncation", Is::Nullable(&Is::Word(&["auto", "disabled"]))),
    may("user", Is::Text),
];

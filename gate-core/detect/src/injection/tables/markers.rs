//! Markers: how chat templates and agent frameworks mark roles and tool results. In data they are forgeries.

/// Where a marker must stand to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Place {
    Anywhere,
    /// Only spaces before it in its line.
    LineStart,
    /// At the start of a line behind an empty one.
    AfterBlankLine,
}

/// One family of markers.
#[derive(Debug)]
pub(in super::super) struct Marker {
    pub(in super::super) rule: &'static str,
    pub(in super::super) score: u8,
    pub(in super::super) place: Place,
    /// Whether case matters.
    pub(in super::super) exact_case: bool,
    pub(in super::super) forms: &'static [&'static str],
}

/// Every marker. Sources: the chat templates published with `ChatML`, Llama 2 and 3, Gemma, Mistral, Alpaca and
/// Vicuna models, and the tags agent frameworks wrap untrusted text in.
pub(in super::super) const MARKERS: &[Marker] = &[
    Marker {
        rule: "chat-template-token",
        score: 85,
        place: Place::Anywhere,
        exact_case: false,
        forms: &[
            "<|im_start|>",
            "<|im_end|>",
            "<|im_sep|>",
            "<|system|>",
            "<|user|>",
            "<|assistant|>",
            "<|endoftext|>",
            "<|begin_of_text|>",
            "<|start_header_id|>",
            "<|end_header_id|>",
            "<|eot_id|>",
            "<|channel|>",
            "<|start|>system",
            "<start_of_turn>",
            "<end_of_turn>",
            "<<SYS>>",
            "<</SYS>>",
        ],
    },
    Marker {
        rule: "inst-token",
        score: 80,
        place: Place::Anywhere,
        exact_case: true,
        forms: &[
            "[INST]",
            "[/INST]",
            "[SYSTEM_PROMPT]",
            "[/SYSTEM_PROMPT]",
            "[TOOL_RESULTS]",
            "[/TOOL_RESULTS]",
        ],
    },
    Marker {
        rule: "tool-tag",
        score: 80,
        place: Place::Anywhere,
        exact_case: false,
        forms: &[
            "</tool_result>",
            "</tool_results>",
            "</tool_response>",
            "</tool_output>",
            "</tool_call>",
            "<tool_call>",
            "</function_results>",
            "</function_result>",
            "</function_calls>",
            "<function_calls>",
            "</function_response>",
            "<invoke name=",
            "</untrusted>",
            "</untrusted_content>",
            "</untrusted_data>",
            "</user_input>",
            "</user_data>",
            "</user_message>",
            "</external_content>",
            "</retrieved_context>",
            "</search_results>",
            "<system_prompt>",
            "</system_prompt>",
            "<system-reminder>",
            "</system-reminder>",
            "<system_message>",
            "</system_instructions>",
            "<admin_instructions>",
        ],
    },
    Marker {
        rule: "role-heading",
        score: 70,
        place: Place::LineStart,
        exact_case: false,
        forms: &[
            "### system:",
            "### instruction:",
            "### instructions:",
            "### new instruction",
            "### human:",
            "### assistant:",
            "### user:",
            "### response:",
            "## system:",
            "#system:",
            "[system message]",
            "[system override]",
            "[system instruction",
            "[system]:",
            "[assistant]:",
            "system override:",
            "system prompt:",
            "--- end of document ---",
            "---end of document---",
            "=== end of user input ===",
            "---- end of context ----",
        ],
    },
    // A transcript has these, too; that is why they alone do not suffice in text of a user.
    Marker {
        rule: "role-turn",
        score: 50,
        place: Place::AfterBlankLine,
        exact_case: true,
        forms: &["Human:", "Assistant:", "SYSTEM:", "System:", "<system>", "</system>"],
    },
];

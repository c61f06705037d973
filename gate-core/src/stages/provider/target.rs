//! Target: what is known of the models behind providers, for the writers of their formats.

use crate::format::translate::{
    BedrockTarget, ChatTarget, GeminiTarget, GeminiThinking, MessagesTarget, ResponsesTarget, Target,
    ThinkingForm, Wire,
};
use crate::handoff::Candidate;
use crate::upstream::ProviderKind;

/// What is known of the model behind a provider, for the writer of its format.
pub(super) fn of(candidate: &Candidate, wire: Wire) -> Target {
    match wire {
        Wire::Chat => Target::Chat(ChatTarget {
            has_extensions: candidate.served.kind() == Some(&ProviderKind::OpenRouter),
            takes_effort: takes_effort(&candidate.model),
        }),
        Wire::Messages => Target::Messages(MessagesTarget {
            default_max_output: u64::from(candidate.card.max_output_tokens),
            thinking: thinking(&candidate.model),
            takes_system_turns: false,
        }),
        Wire::Bedrock => Target::Bedrock(BedrockTarget::of_model(&candidate.model)),
        Wire::Gemini => Target::Gemini(gemini(&candidate.model)),
        Wire::Responses => Target::Responses(ResponsesTarget {
            takes_effort: takes_effort(&candidate.model),
            ..ResponsesTarget::default()
        }),
    }
}

/// Whether a model behind chat completions takes `reasoning_effort`; those that do not think refuse it.
fn takes_effort(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let is_numbered =
        name.strip_prefix('o').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    is_numbered
        || ["gpt-5", "gpt-6", "gpt-oss", "grok-3-mini", "gemini-2.5", "gemini-3"]
            .iter()
            .any(|start| name.starts_with(start))
}

/// How a model of Anthropic's is told to think: the first generations not at all, those of 2025 with a budget, and from
/// Opus 4.6 and Sonnet 4.6 on with an effort.
fn thinking(model: &str) -> ThinkingForm {
    let name = model.rsplit('/').next().unwrap_or(model);
    let adaptive = [
        "claude-opus-4-6",
        "claude-sonnet-4-6",
        "claude-opus-4-7",
        "claude-opus-4-8",
        "claude-opus-5",
        "claude-sonnet-5",
        "claude-haiku-5",
    ];
    let never =
        ["claude-2", "claude-instant", "claude-3-haiku", "claude-3-opus", "claude-3-sonnet", "claude-3-5"];
    let starts = |names: &[&str]| names.iter().any(|start| name.starts_with(start));
    if starts(&adaptive) {
        ThinkingForm::Adaptive
    } else if starts(&never) {
        ThinkingForm::Never
    } else {
        ThinkingForm::Budget
    }
}

/// What a model of Google's takes: from Gemini 3 on levels of thought, proofs of its own calls and pictures in results.
fn gemini(model: &str) -> GeminiTarget {
    let name = model.rsplit('/').next().unwrap_or(model);
    let starts = |names: &[&str]| names.iter().any(|start| name.starts_with(start));
    let is_third = starts(&["gemini-3", "gemini-4"]);
    let thinking = if starts(&["gemini-3-pro"]) {
        GeminiThinking::TwoLevels
    } else if is_third {
        GeminiThinking::Levels
    } else if starts(&["gemini-2.5", "gemini-flash-latest", "gemini-pro-latest"]) {
        GeminiThinking::Budget
    } else {
        GeminiThinking::Never
    };
    GeminiTarget { thinking, demands_proofs: is_third, takes_call_ids: true, takes_result_media: is_third }
}

#[cfg(test)]
mod tests {
    use super::{gemini, takes_effort, thinking};
    use crate::format::translate::{GeminiThinking, ThinkingForm};

    #[test]
    fn models_are_told_to_think_in_their_own_words() {
        for (model, form) in [
            ("claude-3-5-haiku-latest", ThinkingForm::Never),
            ("claude-3-7-sonnet-20250219", ThinkingForm::Budget),
            ("claude-sonnet-4-20250514", ThinkingForm::Budget),
            ("claude-opus-4-5", ThinkingForm::Budget),
            ("claude-opus-4-6", ThinkingForm::Adaptive),
        ] {
            assert_eq!(thinking(model), form, "{model}");
        }
        for (model, form, demands_proofs) in [
            ("gemini-2.0-flash", GeminiThinking::Never, false),
            ("gemini-2.5-pro", GeminiThinking::Budget, false),
            ("gemini-3-pro-preview", GeminiThinking::TwoLevels, true),
            ("gemini-3.5-flash", GeminiThinking::Levels, true),
        ] {
            let target = gemini(model);
            assert_eq!((target.thinking, target.demands_proofs), (form, demands_proofs), "{model}");
        }
        for (model, takes) in [("o3-mini", true), ("gpt-5.1", true), ("gpt-4o", false), ("olmo-2", false)] {
            assert_eq!(takes_effort(model), takes, "{model}");
        }
    }
}

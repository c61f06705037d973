//! Words: the format's names for service levels and the ends of answers.

use crate::format::FormatFault;
use crate::format::model::{Stop, Tier};
use crate::format::translate::value::Value;

pub(super) fn read_tier(word: &str) -> Option<Tier> {
    match word {
        "default" => Some(Tier::Standard),
        "priority" => Some(Tier::Priority),
        "flex" => Some(Tier::Flex),
        _ => None,
    }
}

/// The level's name; what the account has anyway needs none.
pub(super) fn tier(tier: Tier) -> Option<&'static str> {
    match tier {
        Tier::Auto => None,
        Tier::Standard => Some("default"),
        Tier::Priority => Some("priority"),
        Tier::Flex => Some("flex"),
    }
}

/// Reads the reason from the answer or event that has it, with the text at which the answer ended if that was asked
/// for.
pub(super) fn read_stop(owner: Value<'_>) -> Result<Stop, FormatFault> {
    match owner.required("stopReason")? {
        "end_turn" => Ok(Stop::End),
        "max_tokens" | "model_context_window_exceeded" => Ok(Stop::Length),
        "stop_sequence" => {
            let fields = owner.get("additionalModelResponseFields");
            let text = fields.and_then(|fields| fields.text_of("stop_sequence"));
            Ok(Stop::Sequence(text.map(str::to_owned)))
        }
        "tool_use" => Ok(Stop::ToolUse),
        "content_filtered" | "guardrail_intervened" | "refusal" => Ok(Stop::Refusal),
        "malformed_model_output" | "malformed_tool_use" => {
            Err(FormatFault::of("stopReason", "The model's answer was malformed, says the provider."))
        }
        _ => {
            Err(FormatFault::of("stopReason", "The provider's answer ended for a reason that is not known."))
        }
    }
}

/// The reason, and the text at which the answer ended.
pub(super) fn stop(stop: &Stop) -> (&'static str, Option<&str>) {
    match stop {
        Stop::End => ("end_turn", None),
        Stop::Length => ("max_tokens", None),
        Stop::Sequence(text) => ("stop_sequence", text.as_deref()),
        Stop::ToolUse => ("tool_use", None),
        Stop::Refusal => ("content_filtered", None),
    }
}

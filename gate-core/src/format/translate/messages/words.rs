//! Words: the format's names for service levels, effort and the ends of answers.

use crate::format::FormatFault;
use crate::format::model::{Effort, Stop, Tier};
use crate::format::translate::value::{Value, inexpressible};

/// The service level that an answer was made at.
pub(super) fn read_tier(word: &str) -> Option<Tier> {
    match word {
        "standard" => Some(Tier::Standard),
        "priority" => Some(Tier::Priority),
        _ => None,
    }
}

/// The service level that an answer was made at.
pub(super) fn tier(tier: Tier) -> Option<&'static str> {
    match tier {
        Tier::Standard => Some("standard"),
        Tier::Priority => Some("priority"),
        Tier::Auto | Tier::Flex => None,
    }
}

pub(super) fn read_effort(word: &str) -> Option<Effort> {
    Some(match word {
        "low" => Effort::Low,
        "medium" => Effort::Medium,
        "high" => Effort::High,
        "xhigh" => Effort::Higher,
        "max" => Effort::Max,
        _ => return None,
    })
}

pub(super) fn effort(effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal | Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
        Effort::Higher => "xhigh",
        Effort::Max => "max",
    }
}

/// Reads the reason from the answer or event that has it, with the text at which the answer ended.
pub(super) fn read_stop(reason: &str, owner: Value<'_>) -> Result<Stop, FormatFault> {
    match reason {
        "end_turn" => Ok(Stop::End),
        "max_tokens" | "model_context_window_exceeded" => Ok(Stop::Length),
        "stop_sequence" => Ok(Stop::Sequence(owner.text_of("stop_sequence").map(str::to_owned))),
        "tool_use" => Ok(Stop::ToolUse),
        "refusal" => Ok(Stop::Refusal),
        "pause_turn" => {
            Err(inexpressible("stop_reason", "the answer is to be continued by the provider's own tools"))
        }
        _ => {
            Err(FormatFault::of("stop_reason", "The provider's answer ended for a reason that is not known."))
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
        Stop::Refusal => ("refusal", None),
    }
}

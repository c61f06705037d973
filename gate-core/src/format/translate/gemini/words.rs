//! Words: the format's names for service levels, effort and the ends of answers.

use crate::format::FormatFault;
use crate::format::model::{Effort, Stop, Tier};

pub(super) fn read_tier(word: &str) -> Option<Tier> {
    Some(match word {
        "standard" => Tier::Standard,
        "priority" => Tier::Priority,
        "flex" => Tier::Flex,
        _ => return None,
    })
}

/// The service level; Google has no word for whatever the account has.
pub(super) fn tier(tier: Tier) -> Option<&'static str> {
    match tier {
        Tier::Auto => None,
        Tier::Standard => Some("standard"),
        Tier::Priority => Some("priority"),
        Tier::Flex => Some("flex"),
    }
}

pub(super) fn read_level(word: &str) -> Option<Effort> {
    Some(match word.to_ascii_lowercase().as_str() {
        "minimal" => Effort::Minimal,
        "low" => Effort::Low,
        "medium" => Effort::Medium,
        "high" => Effort::High,
        "xhigh" => Effort::Higher,
        _ => return None,
    })
}

pub(super) fn level(effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal => "minimal",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High | Effort::Higher | Effort::Max => "high",
    }
}

/// Reads a `finishReason`. The model stops as at any end when it waits for its calls.
pub(super) fn read_stop(word: &str, has_calls: bool) -> Result<Stop, FormatFault> {
    match word {
        "STOP" if has_calls => Ok(Stop::ToolUse),
        "STOP" => Ok(Stop::End),
        "MAX_TOKENS" => Ok(Stop::Length),
        "SAFETY"
        | "RECITATION"
        | "LANGUAGE"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION"
        | "MODEL_ARMOR"
        | "ESCALATION"
        | "PUP_LIMITED_DISABLED"
        | "OTHER" => Ok(Stop::Refusal),
        "MALFORMED_FUNCTION_CALL"
        | "UNEXPECTED_TOOL_CALL"
        | "TOO_MANY_TOOL_CALLS"
        | "MALFORMED_RESPONSE"
        | "MISSING_THOUGHT_SIGNATURE" => {
            Err(FormatFault::of("finishReason", "The provider's model did not bring its answer into form."))
        }
        _ => Err(FormatFault::of(
            "finishReason",
            "The provider's answer ended for a reason that is not known.",
        )),
    }
}

/// A `finishReason`.
pub(super) fn stop(stop: &Stop) -> &'static str {
    match stop {
        Stop::End | Stop::Sequence(_) | Stop::ToolUse => "STOP",
        Stop::Length => "MAX_TOKENS",
        Stop::Refusal => "SAFETY",
    }
}

//! Words: the format's names for service levels, effort and the ends of answers.

use crate::format::FormatFault;
use crate::format::model::{Effort, Stop, Tier};

pub(in crate::format::translate) fn read_tier(word: &str) -> Option<Tier> {
    Some(match word {
        "auto" => Tier::Auto,
        "default" => Tier::Standard,
        "priority" => Tier::Priority,
        "flex" => Tier::Flex,
        _ => return None,
    })
}

pub(in crate::format::translate) fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Auto => "auto",
        Tier::Standard => "default",
        Tier::Priority => "priority",
        Tier::Flex => "flex",
    }
}

pub(in crate::format::translate) fn read_effort(word: &str) -> Option<Effort> {
    Some(match word {
        "minimal" => Effort::Minimal,
        "low" => Effort::Low,
        "medium" => Effort::Medium,
        "high" => Effort::High,
        "xhigh" => Effort::Higher,
        "max" => Effort::Max,
        _ => return None,
    })
}

pub(in crate::format::translate) fn effort(effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal => "minimal",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
        Effort::Higher => "xhigh",
        Effort::Max => "max",
    }
}

/// What an answer holds that its end depends on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holds {
    pub(super) calls: bool,
    pub(super) refusal: bool,
}

/// Reads a `finish_reason`, other makers' words included. Some say `stop` where the model waits for its calls, and
/// `OpenAI` itself does so when the caller named the tool.
pub(super) fn read_stop(word: &str, holds: Holds) -> Result<Stop, FormatFault> {
    match word {
        "stop" | "eos" | "end_turn" | "STOP" if holds.calls => Ok(Stop::ToolUse),
        "stop" | "eos" | "end_turn" | "STOP" if holds.refusal => Ok(Stop::Refusal),
        "stop" | "eos" | "end_turn" | "STOP" => Ok(Stop::End),
        "length" | "max_tokens" | "MAX_TOKENS" => Ok(Stop::Length),
        "tool_calls" | "function_call" => Ok(Stop::ToolUse),
        "content_filter" => Ok(Stop::Refusal),
        _ => Err(FormatFault::of(
            "finish_reason",
            "The provider's answer ended for a reason that is not known.",
        )),
    }
}

/// A `finish_reason`. A refusal that is spelled out ends like any answer; one that is not was filtered.
pub(super) fn stop(stop: &Stop, holds: Holds) -> &'static str {
    match stop {
        Stop::End | Stop::Sequence(_) => "stop",
        Stop::Length => "length",
        Stop::ToolUse => "tool_calls",
        Stop::Refusal if holds.refusal => "stop",
        Stop::Refusal => "content_filter",
    }
}

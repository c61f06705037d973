//! Thinking: how much thinking a request asks for, and in which words.

use super::names::camel;
use super::words;
use crate::format::FormatFault;
use crate::format::model::{Conversation, Effort, Reasoning};
use crate::format::translate::Dropped;
use crate::format::translate::out::Out;
use crate::format::translate::value::{Value, must_be};

/// How one of Google's models is told to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeminiThinking {
    /// With a budget of tokens (`thinkingBudget`), as up to Gemini 2.5.
    Budget,
    /// With one of four levels (`thinkingLevel`), as from Gemini 3 on. It cannot be told not to think at all.
    Levels,
    /// With a level that is `low` or `high`, as the first of Gemini 3.
    TwoLevels,
    /// It does not think.
    Never,
}

/// The most that a budget may be.
const MOST: u64 = 24_576;

/// Reads `thinkingConfig`.
pub(super) fn read(
    config: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    let mut includes_thoughts = None;
    for (key, value) in config.object("thinkingConfig")?.members() {
        match camel(key).as_ref() {
            "includeThoughts" => includes_thoughts = Some(value.bool("includeThoughts")?),
            "thinkingBudget" => {
                let number = value.number("thinkingBudget")?;
                conversation.reasoning = Some(match number.as_str() {
                    "0" => Reasoning::Off,
                    "-1" => Reasoning::Adaptive,
                    _ => Reasoning::Budget(value.count("thinkingBudget")?),
                });
            }
            "thinkingLevel" => match value.string("thinkingLevel")? {
                "THINKING_LEVEL_UNSPECIFIED" => {}
                word => {
                    let effort = words::read_level(word).ok_or_else(|| {
                        must_be("thinkingLevel", "one of minimal, low, medium, high, xhigh")
                    })?;
                    conversation.reasoning = Some(Reasoning::Effort(effort));
                }
            },
            name => dropped.add_unknown("thinkingConfig", name),
        }
    }
    match (includes_thoughts, conversation.reasoning) {
        // Who wants to see thoughts wants some.
        (Some(true), None) => conversation.reasoning = Some(Reasoning::Adaptive),
        (Some(false), Some(_)) => dropped.add("thinkingConfig.includeThoughts"),
        _ => {}
    }
    Ok(())
}

/// Writes `thinkingConfig`, and notes when the wish cannot be met. Thoughts are shown to who asks for them.
pub(super) fn write(
    conversation: &Conversation,
    thinking: GeminiThinking,
    dropped: &mut Dropped,
    out: &mut Out,
) {
    let Some(reasoning) = conversation.reasoning else {
        return;
    };
    let limit = conversation.sampling.max_output;
    let wish = match thinking {
        GeminiThinking::Never if reasoning == Reasoning::Off => return,
        GeminiThinking::Never => {
            dropped.add("reasoning_effort");
            return;
        }
        GeminiThinking::Budget => Wish::Budget(budget(reasoning, dropped)),
        GeminiThinking::Levels => Wish::Level(level(reasoning, limit, dropped).map(words::level)),
        GeminiThinking::TwoLevels => {
            Wish::Level(level(reasoning, limit, dropped).map(|effort| match effort {
                Effort::Minimal | Effort::Low => "low",
                _ => "high",
            }))
        }
    };
    out.key("thinkingConfig").object();
    match wish {
        Wish::Budget(Some(budget)) => out.key("thinkingBudget").integer(budget),
        Wish::Budget(None) => out.key("thinkingBudget").signed(-1),
        Wish::Level(level) => out.member_if("thinkingLevel", level),
    };
    if reasoning != Reasoning::Off {
        out.key("includeThoughts").bool(true);
    }
    out.end_object();
}

enum Wish {
    /// A budget, or as much as the model sees fit.
    Budget(Option<u64>),
    Level(Option<&'static str>),
}

/// The budget that a wish comes to. Google's own chat completions take the same figures for the same words.
fn budget(reasoning: Reasoning, dropped: &mut Dropped) -> Option<u64> {
    Some(match reasoning {
        Reasoning::Off => 0,
        Reasoning::Effort(Effort::Minimal | Effort::Low) => 1024,
        Reasoning::Effort(Effort::Medium) => 8192,
        Reasoning::Effort(_) => MOST,
        Reasoning::Budget(budget) if budget > MOST => {
            dropped.add("thinking.budget_tokens");
            MOST
        }
        Reasoning::Budget(budget) => budget,
        Reasoning::Adaptive => return None,
    })
}

fn level(reasoning: Reasoning, limit: Option<u64>, dropped: &mut Dropped) -> Option<Effort> {
    match reasoning {
        Reasoning::Off => {
            dropped.add("reasoning_effort");
            Some(Effort::Minimal)
        }
        Reasoning::Effort(effort) => Some(effort),
        Reasoning::Budget(budget) => Some(Effort::of_budget(budget, limit)),
        Reasoning::Adaptive => None,
    }
}

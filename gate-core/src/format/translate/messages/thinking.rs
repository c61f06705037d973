//! Thinking: how much thinking a request may ask for, and in which words.

use super::words;
use crate::format::model::{
    Block, Content, Conversation, Effort, Reasoning, Role, Thinking, ToolChoice, Turn,
};
use crate::format::translate::{Dropped, MessagesTarget, proof};

/// The least and the most that a budget may be.
const LEAST: u64 = 1024;
const MOST: u64 = 128_000;

/// How a model is told to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkingForm {
    /// With a budget of tokens (`thinking` of type `enabled`).
    Budget,
    /// With an effort (`thinking` of type `adaptive`), as the models that refuse budgets.
    Adaptive,
    /// It does not think.
    Never,
}

/// What a request says about thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format::translate) enum Thought {
    Off,
    Budget(u64),
    Adaptive(Option<&'static str>),
}

/// Decides it, and notes when the wish cannot be met.
pub(in crate::format::translate) fn decide(
    conversation: &Conversation,
    target: &MessagesTarget,
    limit: u64,
    dropped: &mut Dropped,
) -> Option<Thought> {
    let thought = match (conversation.reasoning?, target.thinking) {
        (Reasoning::Off, ThinkingForm::Never) => return None,
        (Reasoning::Off, _) => return Some(Thought::Off),
        (_, ThinkingForm::Never) => None,
        // The format forbids both together.
        _ if matches!(conversation.tool_choice, Some(ToolChoice::Any | ToolChoice::Tool(_))) => None,
        (reasoning, ThinkingForm::Adaptive) => Some(Thought::Adaptive(effort(reasoning, limit))),
        (reasoning, ThinkingForm::Budget) => budget(reasoning, limit)
            .filter(|_| !waits_without_thoughts(&conversation.turns))
            .map(Thought::Budget),
    };
    if thought.is_none() {
        dropped.add("reasoning_effort");
    }
    thought
}

fn effort(reasoning: Reasoning, limit: u64) -> Option<&'static str> {
    match reasoning {
        Reasoning::Effort(effort) => Some(words::effort(effort)),
        Reasoning::Budget(budget) => Some(words::effort(Effort::of_budget(budget, Some(limit)))),
        Reasoning::Adaptive | Reasoning::Off => None,
    }
}

/// A budget must leave room for an answer below the limit.
fn budget(reasoning: Reasoning, limit: u64) -> Option<u64> {
    let wished = match reasoning {
        Reasoning::Effort(effort) => (limit.saturating_mul(effort.percent()) / 100).max(LEAST),
        Reasoning::Budget(budget) => budget.max(LEAST),
        Reasoning::Adaptive => (limit / 2).max(LEAST),
        Reasoning::Off => return None,
    };
    Some(wished.min(MOST).min(limit.saturating_sub(1))).filter(|budget| *budget >= LEAST)
}

/// Whether the model waits for results of calls that it made without signed thoughts before them: with a budget, the
/// format then demands thoughts that nobody has.
fn waits_without_thoughts(turns: &[Turn]) -> bool {
    let is_thought = |block: &Block| match &block.content {
        Content::Thinking(Thinking { signature: Some(proof), .. }) | Content::HiddenThinking(proof) => {
            proof::as_openai(proof).is_none()
        }
        _ => false,
    };
    let mut last = turns.iter().rev().filter(|turn| turn.role != Role::System);
    let (Some(results), Some(calls)) = (last.next(), last.next()) else {
        return false;
    };
    let has_results = results.blocks.iter().any(|block| matches!(block.content, Content::ToolResult(_)));
    has_results && calls.role == Role::Assistant && !calls.blocks.first().is_some_and(is_thought)
}

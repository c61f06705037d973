//! Extras: what Converse has no word for, in the words of the model's maker (`additionalModelRequestFields`).

use super::BedrockTarget;
use super::target::ModelFamily;
use super::tools::OwnChoice;
use crate::format::model::{Conversation, Effort, Reasoning};
use crate::format::translate::messages::{Thought, decide_thought};
use crate::format::translate::out::Out;
use crate::format::translate::{Dropped, MessagesTarget, ThinkingForm};

/// The limit of tokens that budgets of thoughts are parts of when a request names none.
const USUAL_MAX_OUTPUT: u64 = 32_000;

/// What a request says about thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thinking {
    /// Nothing.
    Unsaid,
    /// What Anthropic's models are told.
    Claude(Thought),
    /// How much effort others are told to make; `None` means none.
    Effort(Option<&'static str>),
}

impl Thinking {
    /// Decides it, and notes when the wish cannot be met.
    pub(super) fn decide(conversation: &Conversation, target: BedrockTarget, dropped: &mut Dropped) -> Self {
        if target.family == ModelFamily::Claude {
            let limit = conversation.sampling.max_output.unwrap_or(USUAL_MAX_OUTPUT);
            let target = MessagesTarget { thinking: target.thinking, ..MessagesTarget::default() };
            return decide_thought(conversation, &target, limit, dropped).map_or(Self::Unsaid, Self::Claude);
        }
        let Some(reasoning) = conversation.reasoning else {
            return Self::Unsaid;
        };
        match (reasoning, target.thinking, target.family) {
            (Reasoning::Off, ThinkingForm::Never, _) | (Reasoning::Adaptive, _, _) => Self::Unsaid,
            (Reasoning::Off, _, ModelFamily::Nova) => Self::Effort(None),
            (Reasoning::Off, ..) | (_, ThinkingForm::Never, _) | (.., ModelFamily::Other) => {
                dropped.add("reasoning_effort");
                Self::Unsaid
            }
            (Reasoning::Effort(effort), ..) => Self::of_effort(effort, conversation, target, dropped),
            (Reasoning::Budget(budget), ..) => {
                let effort = Effort::of_budget(budget, conversation.sampling.max_output);
                Self::of_effort(effort, conversation, target, dropped)
            }
        }
    }

    fn of_effort(
        effort: Effort,
        conversation: &Conversation,
        target: BedrockTarget,
        dropped: &mut Dropped,
    ) -> Self {
        let sampling = &conversation.sampling;
        let is_bound =
            sampling.max_output.is_some() || sampling.temperature.is_some() || sampling.top_p.is_some();
        Self::Effort(Some(match effort {
            Effort::Minimal | Effort::Low => "low",
            Effort::Medium => "medium",
            // With so much effort Amazon's models take neither a limit nor a temperature, which the caller set.
            _ if target.family == ModelFamily::Nova && is_bound => {
                dropped.add("reasoning_effort");
                "medium"
            }
            Effort::High | Effort::Higher | Effort::Max => "high",
        }))
    }

    /// Whether the model thinks and therefore draws as it likes.
    pub(super) fn binds_sampling(self) -> bool {
        matches!(self, Self::Claude(Thought::Budget(_) | Thought::Adaptive(_)))
    }

    /// How much effort `outputConfig` tells.
    pub(super) fn output_effort(self) -> Option<&'static str> {
        match self {
            Self::Claude(Thought::Adaptive(effort)) => effort,
            _ => None,
        }
    }
}

/// What is told in the maker's words.
pub(super) struct Extras<'c> {
    pub(super) top_k: Option<u64>,
    pub(super) thinking: Thinking,
    pub(super) choice: Option<OwnChoice<'c>>,
    pub(super) family: ModelFamily,
}

impl Extras<'_> {
    /// Writes `additionalModelRequestFields`, if there is anything to tell.
    pub(super) fn write(&self, dropped: &mut Dropped, out: &mut Out) {
        let mut fields = Out::default();
        fields.object();
        write_thinking(self.thinking, self.family, &mut fields);
        match (self.top_k, self.family) {
            (None, _) => {}
            (Some(count), ModelFamily::Claude) if !self.thinking.binds_sampling() => {
                fields.key("top_k").integer(count);
            }
            (Some(count), ModelFamily::Nova) => {
                fields.key("inferenceConfig").object().key("topK").integer(count).end_object();
            }
            (Some(_), _) => dropped.add("top_k"),
        }
        if let Some(OwnChoice { kind, name, is_single }) = &self.choice {
            fields.key("tool_choice").object().member("type", kind).member_if("name", *name);
            if *is_single {
                fields.key("disable_parallel_tool_use").bool(true);
            }
            fields.end_object();
        }
        fields.end_object();
        if !fields.is_empty_object() {
            out.key("additionalModelRequestFields").append(&fields);
        }
    }
}

fn write_thinking(thinking: Thinking, family: ModelFamily, out: &mut Out) {
    match (thinking, family) {
        (Thinking::Unsaid, _) => {}
        (Thinking::Claude(thought), _) => {
            out.key("thinking").object();
            match thought {
                Thought::Off => out.member("type", "disabled"),
                Thought::Adaptive(_) => out.member("type", "adaptive"),
                Thought::Budget(budget) => out.member("type", "enabled").key("budget_tokens").integer(budget),
            };
            out.end_object();
        }
        (Thinking::Effort(effort), ModelFamily::Nova) => {
            let kind = if effort.is_some() { "enabled" } else { "disabled" };
            out.key("reasoningConfig").object().member("type", kind);
            out.member_if("maxReasoningEffort", effort).end_object();
        }
        (Thinking::Effort(effort), _) => {
            out.member_if("reasoning_effort", effort);
        }
    }
}

//! Target: what differs from model to model behind Converse.

use crate::format::translate::ThinkingForm;

/// What a model behind Converse takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BedrockTarget {
    /// Whose model it is, which says how members that Converse has no word for are told.
    pub family: ModelFamily,
    /// How the model is told to think; models other than Claude know effort alone.
    pub thinking: ThinkingForm,
    /// Whether it takes `cachePoint`; others refuse it.
    pub takes_cache_points: bool,
    /// Whether the application may speak amid the conversation (role `system`), as newer models allow.
    pub takes_system_turns: bool,
}

/// Whose model it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModelFamily {
    /// Anthropic's.
    Claude,
    /// Amazon's own.
    Nova,
    /// `OpenAI`'s open ones.
    GptOss,
    /// Any other's, or unknown, as behind the ARN of an application's inference profile.
    Other,
}

impl Default for BedrockTarget {
    fn default() -> Self {
        Self {
            family: ModelFamily::Other,
            thinking: ThinkingForm::Never,
            takes_cache_points: false,
            takes_system_turns: false,
        }
    }
}

impl BedrockTarget {
    /// What the id of a model, of an inference profile or the ARN of either tells, as far as ids tell it.
    pub fn of_model(model: &str) -> Self {
        let family = ModelFamily::of_model(model);
        let thinking = match family {
            ModelFamily::Claude => claude_thinking(model),
            ModelFamily::Nova if model.contains("nova-2") => ThinkingForm::Adaptive,
            ModelFamily::GptOss => ThinkingForm::Adaptive,
            ModelFamily::Nova | ModelFamily::Other => ThinkingForm::Never,
        };
        let takes_cache_points = matches!(family, ModelFamily::Claude | ModelFamily::Nova);
        Self { family, thinking, takes_cache_points, takes_system_turns: false }
    }
}

impl ModelFamily {
    fn of_model(model: &str) -> Self {
        [("anthropic.", Self::Claude), ("amazon.nova", Self::Nova), ("openai.gpt-oss", Self::GptOss)]
            .into_iter()
            .find(|(mark, _)| model.contains(mark))
            .map_or(Self::Other, |(_, family)| family)
    }
}

/// Claude thinks since 3.7, and as it sees fit since 4.6. Ids are `claude-3-7-sonnet-...` up to 3, then
/// `claude-opus-4-6-...`; what follows may be a date.
fn claude_thinking(model: &str) -> ThinkingForm {
    let name = model.rsplit("claude-").next().unwrap_or_default();
    let mut parts = name.split(['-', ':']);
    let mut number = || parts.next()?.parse::<u32>().ok().filter(|number| *number < 1000);
    let version = (number().or_else(&mut number).unwrap_or(0), number().unwrap_or(0));
    match version {
        (4, 6..) | (5.., _) => ThinkingForm::Adaptive,
        (3, 7..) | (4, _) => ThinkingForm::Budget,
        _ => ThinkingForm::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::{BedrockTarget, ModelFamily};
    use crate::format::translate::ThinkingForm;

    #[test]
    fn a_models_id_tells_what_it_takes() {
        let (never, budget, adaptive) = (ThinkingForm::Never, ThinkingForm::Budget, ThinkingForm::Adaptive);
        for (model, family, thinking, caches) in [
            ("anthropic.claude-v2:1", ModelFamily::Claude, never, true),
            ("anthropic.claude-3-haiku-20240307-v1:0", ModelFamily::Claude, never, true),
            ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", ModelFamily::Claude, never, true),
            ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", ModelFamily::Claude, budget, true),
            ("eu.anthropic.claude-sonnet-4-20250514-v1:0", ModelFamily::Claude, budget, true),
            ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", ModelFamily::Claude, budget, true),
            ("us.anthropic.claude-opus-4-6-v1", ModelFamily::Claude, adaptive, true),
            ("anthropic.claude-sonnet-5", ModelFamily::Claude, adaptive, true),
            (
                "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0",
                ModelFamily::Claude,
                budget,
                true,
            ),
            ("amazon.nova-pro-v1:0", ModelFamily::Nova, never, true),
            ("us.amazon.nova-2-lite-v1:0", ModelFamily::Nova, adaptive, true),
            ("openai.gpt-oss-120b-1:0", ModelFamily::GptOss, adaptive, false),
            ("us.deepseek.r1-v1:0", ModelFamily::Other, never, false),
            (
                "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2",
                ModelFamily::Other,
                never,
                false,
            ),
            ("", ModelFamily::Other, never, false),
        ] {
            let expected =
                BedrockTarget { family, thinking, takes_cache_points: caches, takes_system_turns: false };
            assert_eq!(BedrockTarget::of_model(model), expected, "{model}");
        }
    }
}

//! Format: the formats in which callers ask, and where each says what every request says.

use crate::format::Walker;
use crate::format::translate::Wire;

/// A format in which a caller asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientFormat {
    /// `OpenAI`'s `POST /v1/chat/completions`.
    ChatCompletions,
    /// Anthropic's `POST /v1/messages`.
    Messages,
    /// Anthropic's `POST /v1/messages/count_tokens`: the same body, and the answer is a figure.
    CountTokens,
    /// `OpenAI`'s `POST /v1/responses`.
    Responses,
    /// `OpenAI`'s `POST /v1/embeddings`.
    Embeddings,
    /// Gemini's `generateContent` and `streamGenerateContent`, whose path names the model.
    GenerateContent,
}

/// The way to a member, one spelling after the other where a format has several.
type Places = &'static [&'static [&'static str]];

impl ClientFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::ChatCompletions,
        Self::Messages,
        Self::CountTokens,
        Self::Responses,
        Self::Embeddings,
        Self::GenerateContent,
    ];

    /// Where words stand in its bodies.
    pub const fn walker(self) -> Walker {
        match self {
            Self::ChatCompletions => Walker::ChatCompletions,
            Self::Messages | Self::CountTokens => Walker::Messages,
            Self::Responses => Walker::Responses,
            Self::Embeddings => Walker::Embeddings,
            Self::GenerateContent => Walker::GenerateContent,
        }
    }

    /// The format of a conversation that can be translated; `None` for what is no conversation.
    pub const fn wire(self) -> Option<Wire> {
        match self {
            Self::ChatCompletions => Some(Wire::Chat),
            Self::Messages | Self::CountTokens => Some(Wire::Messages),
            Self::Responses => Some(Wire::Responses),
            Self::GenerateContent => Some(Wire::Gemini),
            Self::Embeddings => None,
        }
    }

    /// Whether a model writes an answer, which costs more the longer it is.
    pub const fn is_generation(self) -> bool {
        !matches!(self, Self::CountTokens | Self::Embeddings)
    }

    /// The members that limit the length of an answer, the one to be set when none is there first.
    pub(super) const fn limits(self) -> Places {
        match self {
            Self::ChatCompletions => &[&["max_tokens"], &["max_completion_tokens"]],
            Self::Messages => &[&["max_tokens"]],
            Self::Responses => &[&["max_output_tokens"]],
            Self::GenerateContent => &[
                &["generationConfig", "maxOutputTokens"],
                &["generationConfig", "max_output_tokens"],
                &["generation_config", "max_output_tokens"],
                &["generation_config", "maxOutputTokens"],
            ],
            Self::CountTokens | Self::Embeddings => &[],
        }
    }

    /// The members that say how many answers are wanted.
    pub(super) const fn choices(self) -> Places {
        match self {
            Self::ChatCompletions => &[&["n"]],
            Self::GenerateContent => &[
                &["generationConfig", "candidateCount"],
                &["generationConfig", "candidate_count"],
                &["generation_config", "candidate_count"],
                &["generation_config", "candidateCount"],
            ],
            Self::Messages | Self::CountTokens | Self::Responses | Self::Embeddings => &[],
        }
    }

    /// The member that holds what is asked, and whether it must be a list of objects.
    pub(super) const fn body(self) -> (&'static str, bool) {
        match self {
            Self::ChatCompletions | Self::Messages | Self::CountTokens => ("messages", true),
            Self::GenerateContent => ("contents", true),
            Self::Responses | Self::Embeddings => ("input", false),
        }
    }
}

//! Speech: which format each kind of provider is spoken to in, on which route.

use std::borrow::Cow;

use crate::format::ClientFormat;
use crate::format::translate::{
    BedrockTarget, ChatTarget, GeminiTarget, MessagesTarget, ResponsesTarget, Target, ThinkingForm, Wire,
};
use crate::handoff::Candidate;
use crate::providers::Served;
use crate::upstream::aws;
use crate::upstream::azure::{self, AzureForm, AzureRoute};
use crate::upstream::{ProviderKind, StreamEnd};

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// In the caller's own format: nothing is translated.
    Own,
    /// In another.
    Wire(Wire),
}

impl Speech {
    /// The format that goes out.
    pub(super) fn wire(self, format: ClientFormat) -> Option<Wire> {
        match self {
            Self::Own => format.wire(),
            Self::Wire(wire) => Some(wire),
        }
    }
}

/// How this provider is spoken to for a caller of this format; `None` when it has nothing of the kind.
pub(super) fn of(served: &Served, format: ClientFormat) -> Option<Speech> {
    let native = match served.kind() {
        Some(ProviderKind::Anthropic) => Wire::Messages,
        Some(ProviderKind::Bedrock { .. }) => Wire::Bedrock,
        Some(_) | None => Wire::Chat,
    };
    let speaks_responses = matches!(served.kind(), Some(ProviderKind::OpenAi | ProviderKind::Azure { .. }));
    match format {
        ClientFormat::Responses if speaks_responses => Some(Speech::Own),
        ClientFormat::CountTokens => (native == Wire::Messages).then_some(Speech::Own),
        ClientFormat::Embeddings => (native == Wire::Chat && served.kind().is_some()).then_some(Speech::Own),
        _ if format.wire() == Some(native) => Some(Speech::Own),
        _ => Some(Speech::Wire(native)),
    }
}

/// Whether it says how many tokens a message has.
pub(super) fn counts_tokens(served: &Served) -> bool {
    of(served, ClientFormat::CountTokens).is_some()
}

/// How streams of a format end.
pub(super) fn stream_end(wire: Option<Wire>) -> StreamEnd {
    match wire {
        Some(Wire::Chat) | None => StreamEnd::Marker,
        Some(_) => StreamEnd::Body,
    }
}

/// The route, below the provider's version segment.
pub(super) fn route(
    served: &Served,
    speech: Speech,
    format: ClientFormat,
    model: &str,
    stream: bool,
) -> Cow<'static, str> {
    if let Some(ProviderKind::Azure { api_version }) = served.kind() {
        return azure(api_version.as_deref(), format, model).into();
    }
    match (speech.wire(format), format) {
        (_, ClientFormat::Embeddings) => "embeddings".into(),
        (_, ClientFormat::CountTokens) => "messages/count_tokens".into(),
        (Some(Wire::Messages), _) => "messages".into(),
        (Some(Wire::Responses), _) => "responses".into(),
        (Some(Wire::Bedrock), _) => {
            let path = aws::converse_path(model, stream).unwrap_or_default();
            path.trim_start_matches('/').to_owned().into()
        }
        (Some(Wire::Gemini), _) if stream => format!("models/{model}:streamGenerateContent?alt=sse").into(),
        (Some(Wire::Gemini), _) => format!("models/{model}:generateContent").into(),
        (Some(Wire::Chat) | None, _) => "chat/completions".into(),
    }
}

/// Azure's route of an operation; the empty one for a name that cannot stand in a path, which no server answers.
fn azure(api_version: Option<&str>, format: ClientFormat, deployment: &str) -> String {
    let form = match api_version {
        // The form without versions has but these two names for what is not released.
        Some(named @ ("preview" | "latest")) => AzureForm::V1 { api_version: Some(named) },
        Some(api_version) => AzureForm::Deployments { api_version },
        None => AzureForm::V1 { api_version: None },
    };
    let route = match format {
        ClientFormat::Embeddings => AzureRoute::Embeddings,
        ClientFormat::Responses => AzureRoute::Responses,
        ClientFormat::ChatCompletions
        | ClientFormat::Messages
        | ClientFormat::CountTokens
        | ClientFormat::GenerateContent => AzureRoute::ChatCompletions,
    };
    let path = azure::path_and_query(form, route, deployment).unwrap_or_default();
    path.trim_start_matches('/').to_owned()
}

/// What is known of the model behind a provider, for the writer of its format.
pub(super) fn target(candidate: &Candidate, wire: Wire) -> Target {
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
        Wire::Gemini => Target::Gemini(GeminiTarget::default()),
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

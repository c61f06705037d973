//! Speech: which format each kind of provider is spoken to in, on which route.

use std::borrow::Cow;

use crate::format::ClientFormat;
use crate::format::translate::Wire;
use crate::providers::Served;
use crate::upstream::aws;
use crate::upstream::azure::{self, AzureForm, AzureRoute};
use crate::upstream::{ProviderKind, StreamEnd, percent};

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// In the caller's own format: nothing is translated.
    Own,
    /// In another.
    Wire(Wire),
    /// In Google's format of embeddings.
    Embeddings,
}

impl Speech {
    /// The format that goes out.
    pub(super) fn wire(self, format: ClientFormat) -> Option<Wire> {
        match self {
            Self::Own => format.wire(),
            Self::Wire(wire) => Some(wire),
            Self::Embeddings => None,
        }
    }
}

/// How this provider is spoken to for a caller of this format; `None` when it has nothing of the kind.
pub(super) fn of(served: &Served, format: ClientFormat) -> Option<Speech> {
    let native = match served.kind() {
        Some(ProviderKind::Anthropic) => Wire::Messages,
        Some(ProviderKind::Bedrock { .. }) => Wire::Bedrock,
        Some(ProviderKind::Google) => Wire::Gemini,
        Some(_) | None => Wire::Chat,
    };
    let speaks_responses = matches!(served.kind(), Some(ProviderKind::OpenAi | ProviderKind::Azure { .. }));
    match format {
        ClientFormat::Responses if speaks_responses => Some(Speech::Own),
        ClientFormat::CountTokens => (native == Wire::Messages).then_some(Speech::Own),
        ClientFormat::Embeddings => match served.kind()? {
            ProviderKind::Google => Some(Speech::Embeddings),
            ProviderKind::Anthropic | ProviderKind::Bedrock { .. } => None,
            _ => Some(Speech::Own),
        },
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
    let of_model =
        |verb: &str| format!("models/{}:{verb}", percent::segment(model).unwrap_or_default()).into();
    match (speech.wire(format), format) {
        (_, ClientFormat::Embeddings) if speech == Speech::Embeddings => of_model("batchEmbedContents"),
        (_, ClientFormat::Embeddings) => "embeddings".into(),
        (_, ClientFormat::CountTokens) => "messages/count_tokens".into(),
        (Some(Wire::Messages), _) => "messages".into(),
        (Some(Wire::Responses), _) => "responses".into(),
        (Some(Wire::Bedrock), _) => {
            let path = aws::converse_path(model, stream).unwrap_or_default();
            path.trim_start_matches('/').to_owned().into()
        }
        (Some(Wire::Gemini), _) if stream => of_model("streamGenerateContent?alt=sse"),
        (Some(Wire::Gemini), _) => of_model("generateContent"),
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

//! Provider: where models live, with the key that goes there and nowhere else.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::egress::BaseUrl;
use crate::id::CallId;
use crate::secret::Secret;

/// What a provider speaks, and how it wants its key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    /// OpenAI itself.
    OpenAi,
    /// OpenRouter: OpenAI's format with what other makers have added to it.
    OpenRouter,
    /// Anything else that speaks OpenAI's format.
    Custom,
    /// Anthropic, in its own format.
    Anthropic,
    /// Google's Gemini API, in its own format.
    Google,
    /// Azure OpenAI.
    Azure {
        /// The version of the API that is asked for; `None` for the form of the path that needs none.
        api_version: Option<Arc<str>>,
    },
    /// Amazon Bedrock, in the format of Converse.
    Bedrock {
        /// The region that requests are signed for.
        region: Arc<str>,
    },
}

/// A provider as it is configured. Its key is bound to its base URL: neither can be taken out and put together with
/// another, so no request can carry the key to another host.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The name it goes by in settings, records and `provider/model`.
    pub id: Arc<str>,
    /// What it speaks.
    pub kind: ProviderKind,
    base: BaseUrl,
    keys: Vec<Secret>,
}

impl Provider {
    /// A provider without a key.
    pub fn new(id: impl Into<Arc<str>>, kind: ProviderKind, base: BaseUrl) -> Self {
        Self { id: id.into(), kind, base, keys: Vec::new() }
    }

    /// The same provider with the key that is sent when callers do not bring their own.
    #[must_use]
    pub fn with_key(self, key: Secret) -> Self {
        self.with_keys(vec![key])
    }

    /// The same provider with several, of which each request says which one it takes.
    #[must_use]
    pub fn with_keys(mut self, keys: Vec<Secret>) -> Self {
        self.keys = keys;
        self
    }

    /// Where it lives.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Whether calls without a key of their own can be sent.
    pub fn has_key(&self) -> bool {
        !self.keys.is_empty()
    }
}

/// One attempt at one provider.
pub struct UpstreamRequest {
    /// The call it is made for; sent as `x-request-id`.
    pub call_id: CallId,
    /// Where it goes.
    pub provider: Arc<Provider>,
    /// The route below the version segment, with its query: `chat/completions`.
    pub route: Cow<'static, str>,
    /// Headers of the caller's that the provider's format knows.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON document to send; empty: nothing is sent, and the route is asked with GET.
    pub body: Bytes,
    /// Whether a stream is asked for.
    pub stream: bool,
    /// How a stream ends.
    pub ends: StreamEnd,
    /// When it is sent, in seconds since 1970, for signatures.
    pub unix_seconds: i64,
    /// The key it is sent with.
    pub key: KeyChoice,
}

/// Which key a request is sent with.
#[derive(Debug, Clone)]
pub enum KeyChoice {
    /// The provider's own, by its place among several; none when there is none at this place.
    Own(usize),
    /// The caller's own for this provider.
    Callers(Secret),
}

/// How the streams of a format end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEnd {
    /// With `[DONE]`: a body that ends without it is cut off.
    Marker,
    /// With an event of the format's own, which is for the reader of the format to see, or with the body.
    Body,
}

impl UpstreamRequest {
    /// The key that is sent.
    pub(super) fn effective_key(&self) -> Option<&Secret> {
        match &self.key {
            KeyChoice::Own(place) => self.provider.keys.get(*place),
            KeyChoice::Callers(key) => Some(key),
        }
    }
}

/// Without the body, which is somebody's conversation.
impl fmt::Debug for UpstreamRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("UpstreamRequest")
            .field("call_id", &self.call_id)
            .field("provider", &self.provider.id)
            .field("route", &self.route)
            .field("body_bytes", &self.body.len())
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

//! Provider: where models live, with the key that goes there and nowhere else.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::egress::BaseUrl;
use crate::id::CallId;
use crate::secret::Secret;

/// What a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    /// OpenAI itself.
    OpenAi,
    /// Anything else that speaks OpenAI's format.
    Custom,
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
    key: Option<Secret>,
}

impl Provider {
    /// A provider without a key.
    pub fn new(id: impl Into<Arc<str>>, kind: ProviderKind, base: BaseUrl) -> Self {
        Self { id: id.into(), kind, base, key: None }
    }

    /// The same provider with the key that is sent when callers do not bring their own.
    #[must_use]
    pub fn with_key(mut self, key: Secret) -> Self {
        self.key = Some(key);
        self
    }

    /// Where it lives.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Whether calls without a key of their own can be sent.
    pub fn has_key(&self) -> bool {
        self.key.is_some()
    }
}

/// One attempt at one provider.
pub struct UpstreamRequest {
    /// The call it is made for; sent as `x-request-id`.
    pub call_id: CallId,
    /// Where it goes.
    pub provider: Arc<Provider>,
    /// The route below the version segment: `chat/completions`.
    pub route: &'static str,
    /// The JSON document to send.
    pub body: Bytes,
    /// Whether the document asks for a stream.
    pub stream: bool,
    /// The caller's own key for this provider, instead of the configured one.
    pub key: Option<Secret>,
}

impl UpstreamRequest {
    /// The key that is sent: the caller's own before the configured one.
    pub(super) fn effective_key(&self) -> Option<&Secret> {
        self.key.as_ref().or(self.provider.key.as_ref())
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

//! Credential: how each kind of provider gets its key. The only place where a provider key is exposed.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::aws::{self, AwsCredentials, BedrockKey, sigv4};
use super::provider::{ProviderKind, UpstreamRequest};
use crate::secret::Secret;

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const X_GOOG_API_KEY: HeaderName = HeaderName::from_static("x-goog-api-key");
const API_KEY: HeaderName = HeaderName::from_static("api-key");
const ANTHROPIC_VERSION: HeaderName = HeaderName::from_static("anthropic-version");
/// The version that Anthropic's own clients ask for.
const VERSION: HeaderValue = HeaderValue::from_static("2023-06-01");
/// How the tokens begin that Anthropic gives to signed-in people, and that it takes as bearer tokens alone.
const SIGNED_IN: &str = "sk-ant-oat";

/// Adds what a request needs to be let in; `None` when the key cannot stand in a header.
///
/// Keys are marked as sensitive: HTTP/2's header compression does not index them and `Debug` does not show them.
pub(super) fn put(headers: &mut HeaderMap, request: &UpstreamRequest, uri: &Uri) -> Option<()> {
    let kind = &request.provider.kind;
    if *kind == ProviderKind::Anthropic {
        headers.entry(ANTHROPIC_VERSION).or_insert(VERSION);
    }
    let Some(key) = request.effective_key() else { return Some(()) };
    let (name, value) = match kind {
        ProviderKind::Anthropic if key.expose().starts_with(SIGNED_IN) => (AUTHORIZATION, bearer(key)?),
        ProviderKind::Anthropic => (X_API_KEY, plain(key)?),
        ProviderKind::Google => (X_GOOG_API_KEY, plain(key)?),
        ProviderKind::Azure { .. } => (API_KEY, plain(key)?),
        ProviderKind::Bedrock { region } => match BedrockKey::parse(key) {
            BedrockKey::Bearer(token) => (AUTHORIZATION, bearer(&token)?),
            BedrockKey::Signing(credentials) => return sign(headers, request, uri, region, &credentials),
        },
        ProviderKind::OpenAi | ProviderKind::OpenRouter | ProviderKind::Custom => {
            (AUTHORIZATION, bearer(key)?)
        }
    };
    headers.insert(name, value);
    Some(())
}

/// Signs the request as it will be sent.
fn sign(
    headers: &mut HeaderMap,
    request: &UpstreamRequest,
    uri: &Uri,
    region: &str,
    credentials: &AwsCredentials,
) -> Option<()> {
    let signable = sigv4::Signable {
        method: "POST",
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        headers: &[("host", uri.authority()?.as_str()), ("content-type", "application/json")],
        body: &request.body,
    };
    let scope = sigv4::Scope { region, service: aws::BEDROCK_SERVICE };
    for (name, value) in sigv4::sign(&signable, scope, credentials, request.unix_seconds) {
        headers.insert(HeaderName::from_static(name), sensitive(HeaderValue::from_str(&value).ok()?));
    }
    Some(())
}

fn plain(key: &Secret) -> Option<HeaderValue> {
    HeaderValue::from_str(key.expose()).ok().map(sensitive)
}

fn bearer(key: &Secret) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("Bearer {}", key.expose())).ok().map(sensitive)
}

fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

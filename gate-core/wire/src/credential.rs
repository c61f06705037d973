//! Credential: where a request may carry one, and what stands there.

use std::borrow::Cow;

use gate_core::call::{Credential, KeyFamily, Operation};
use gate_core::refusal::Refusal;
use gate_core::secret::Secret;
use http::{HeaderName, Method, header};

use crate::head::{Head, is_under};
use crate::headers::{X_API_KEY, X_CM_API_KEY, X_GATE_KEY, X_GOOG_API_KEY, X_PROVIDER_KEY};
use crate::query::pairs;
use crate::route;

/// The longest provider key that is taken; the longest in use have about 200 characters.
const PROVIDER_KEY_MAX: usize = 512;

/// Beginnings of gateway credentials that other dialects issue. They are nobody's provider key.
const OTHER_GATEWAY_PREFIXES: [&str; 2] = ["agk_", "sk-tenant-"];

/// Every place of a request that may hold a credential, with what stands there.
pub(crate) struct Carriers<'a> {
    /// `x-gate-key`.
    pub gate_key: Option<&'a str>,
    /// `X-CM-API-Key`.
    pub cm_key: Option<&'a str>,
    /// The token of `Authorization: Bearer`.
    pub bearer: Option<&'a str>,
    /// `x-api-key` or `x-goog-api-key`, on the routes whose clients send it like a bearer token.
    pub api_key: Option<&'a str>,
    /// `?api_key=`, on requests of the kind that cannot set headers.
    pub query_key: Option<Cow<'a, str>>,
    provider_key: Option<&'a str>,
    repeated: Option<&'static str>,
}

impl<'a> Carriers<'a> {
    /// Looks at each place. What stands there twice is noted, see [`Carriers::refuse_repeated`].
    pub(crate) fn of(head: &Head<'a>) -> Self {
        let mut repeated = None;
        let mut read = |name: HeaderName, shown: &'static str| -> Option<&'a str> {
            let mut values = head.headers.get_all(name).into_iter();
            let first = values.next()?;
            if values.next().is_some() {
                repeated.get_or_insert(shown);
            }
            // A value that is not ASCII is there, and is no key.
            Some(first.to_str().unwrap_or_default().trim())
        };
        let authorization = read(header::AUTHORIZATION, "Authorization");
        let gate_key = read(X_GATE_KEY, "x-gate-key");
        let cm_key = read(X_CM_API_KEY, "X-CM-API-Key");
        let provider_key = read(X_PROVIDER_KEY, "X-Provider-Key");
        let api_key = match own_header(head.path) {
            Some(OwnHeader::Anthropic) => read(X_API_KEY, "x-api-key"),
            Some(OwnHeader::Google) => read(X_GOOG_API_KEY, "x-goog-api-key"),
            None => None,
        };
        let mut query_keys = query_keys(head);
        let query_key = query_keys.next();
        if query_keys.next().is_some() {
            repeated.get_or_insert("api_key");
        }
        let bearer = authorization.and_then(bearer_token);
        Self { gate_key, cm_key, bearer, api_key, query_key, provider_key, repeated }
    }

    /// Refuses a credential that stands twice in one place: which of them counts would be a guess.
    pub(crate) fn refuse_repeated(&self) -> Result<(), Refusal> {
        match self.repeated {
            Some(name) => Err(Refusal::malformed(format!("`{name}` is given more than once."))),
            None => Ok(()),
        }
    }

    /// The values that are read like a bearer token.
    pub(crate) fn bearer_like(&self) -> impl Iterator<Item = &'a str> {
        self.bearer.into_iter().chain(self.api_key)
    }

    /// Whether a gateway credential of a dialect that is not spoken here is presented.
    pub(crate) fn has_other_gateway_credential(&self) -> bool {
        self.bearer_like().any(is_other_gateway_credential)
    }

    /// The caller's own key for the provider: `X-Provider-Key`, else `x-api-key` where it is read, else a bearer
    /// token `sk-...` when the gateway key stands in a header of its own.
    ///
    /// A gateway key in that place is refused, because it would be sent to the provider.
    pub(crate) fn provider_key(&self) -> Result<Option<Secret>, Refusal> {
        let own_header = self.cm_key.is_some() || self.gate_key.is_some();
        let bearer = self.bearer.filter(|token| own_header && token.starts_with("sk-"));
        let Some(key) =
            self.provider_key.or(self.api_key.filter(|key| !is_gateway_credential(key))).or(bearer)
        else {
            return Ok(None);
        };
        let is_key =
            (1..=PROVIDER_KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_key || is_gateway_credential(key) || key.starts_with("sk_live_") {
            return Err(Refusal::malformed("The provider key is not a key of a provider."));
        }
        Ok(Some(Secret::new(key)))
    }
}

/// The header in which the clients of a format send what others send as a bearer token.
enum OwnHeader {
    /// `x-api-key`.
    Anthropic,
    /// `x-goog-api-key`.
    Google,
}

fn own_header(path: &str) -> Option<OwnHeader> {
    match route::of(path) {
        Some((Operation::Message | Operation::TokenCount, _)) => Some(OwnHeader::Anthropic),
        Some((Operation::Content, _)) => Some(OwnHeader::Google),
        None if is_under(path, "/v1/messages") || is_under(path, "/v1/models") => Some(OwnHeader::Anthropic),
        None if is_under(path, "/v1beta/models") => Some(OwnHeader::Google),
        _ => None,
    }
}

/// What one value is to the dialect whose prefix it has: a key of the family, or of no known form.
pub(crate) fn key_or_missing(family: KeyFamily, secret: &str, has_form: bool) -> Credential {
    if has_form { Credential::Key(family, family.digest(secret)) } else { Credential::Missing }
}

/// Whether a value begins like a credential that some gate issued.
pub(crate) fn is_gateway_credential(value: &str) -> bool {
    crate::anuragate::has_prefix(value)
        || crate::curate_me::has_prefix(value)
        || is_other_gateway_credential(value)
}

fn is_other_gateway_credential(value: &str) -> bool {
    OTHER_GATEWAY_PREFIXES.iter().any(|prefix| value.starts_with(prefix))
}

/// The token behind the scheme `Bearer`, which is compared without regard to case (RFC 9110, section 11.1).
fn bearer_token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

/// Values of `?api_key=`; only an event stream may use it, since `EventSource` cannot set headers and everything
/// else can.
fn query_keys<'a>(head: &Head<'a>) -> impl Iterator<Item = Cow<'a, str>> {
    let may_use = head.query.is_some() && head.method == Method::GET && head.accepts_events();
    let query = if may_use { head.query.unwrap_or_default() } else { "" };
    pairs(query).filter(|(name, _)| name == "api_key").map(|(_, value)| value)
}

//! Guard: decides from a request's head alone whether any route may see it.
//!
//! It keeps out requests that two parsers could read differently (smuggling), pages of other sites that talk to a
//! gate on the same machine (DNS rebinding, cross-site calls), and protocols the edge does not speak.

use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, TRANSFER_ENCODING,
    UPGRADE,
};
use http::request::Parts;
use http::{Method, StatusCode};

use super::allow::AllowList;

/// Why a request was turned away before routing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum GuardRefusal {
    /// No `Host`, or an empty one.
    #[error("The Host header is missing")]
    HostMissing,
    /// More than one `Host`.
    #[error("The Host header is given more than once")]
    HostDuplicate,
    /// The `Host` is not one of this gate's names.
    #[error("The Host header does not name this server")]
    HostForeign,
    /// The request comes from a web page of another site.
    #[error("Requests from this origin are not accepted")]
    OriginForeign,
    /// The length of the request could be read in two ways.
    #[error("The request's framing is ambiguous")]
    FramingAmbiguous,
    /// The target is not a path, or names another host than `Host` does.
    #[error("The request target does not match the Host header")]
    UriMismatch,
    /// The body is compressed.
    #[error("Content-Encoding is not supported on requests")]
    EncodingRefused,
    /// `CONNECT`, or an `Upgrade` to something that is not spoken at this path.
    #[error("Protocol upgrades are not supported here")]
    UpgradeRefused,
    /// The service panicked; not the client's fault, but answered through the same renderer.
    #[error("Internal error")]
    Panicked,
}

impl GuardRefusal {
    /// The status to answer with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::HostMissing
            | Self::HostDuplicate
            | Self::FramingAmbiguous
            | Self::UriMismatch
            | Self::UpgradeRefused => StatusCode::BAD_REQUEST,
            Self::HostForeign | Self::OriginForeign => StatusCode::FORBIDDEN,
            Self::EncodingRefused => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable word for programs: log fields, metric labels, error codes.
    pub fn code(self) -> &'static str {
        match self {
            Self::HostMissing => "host_missing",
            Self::HostDuplicate => "host_duplicate",
            Self::HostForeign => "host_foreign",
            Self::OriginForeign => "origin_foreign",
            Self::FramingAmbiguous => "framing_ambiguous",
            Self::UriMismatch => "uri_mismatch",
            Self::EncodingRefused => "encoding_refused",
            Self::UpgradeRefused => "upgrade_refused",
            Self::Panicked => "internal_error",
        }
    }

    /// Whether nothing more on the connection can be trusted, so that it is closed after the answer.
    pub fn closes_connection(self) -> bool {
        self.status() == StatusCode::BAD_REQUEST
    }
}

/// What the bytes of a head said about its framing before the HTTP parser tidied it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One reading only.
    Clear,
    /// A length and an encoding, repeated lengths, bare line feeds, or a head in an unexpected place.
    Ambiguous,
}

/// Where a request came from, as far as its head cannot tell.
#[derive(Debug, Clone, Copy)]
pub struct RawFacts {
    /// What the scanner saw.
    pub framing: Framing,
    /// Whether it came over the Unix socket, where no web page can be behind it and any `Host` is fine.
    pub is_local: bool,
}

/// What the rule compares with.
#[derive(Debug, Clone)]
pub struct GuardRules {
    /// Names and origins of this gate.
    pub allow: AllowList,
    /// Paths, compared whole, where a WebSocket may begin.
    pub websocket_paths: Vec<String>,
}

/// Decides whether `head` may be routed.
///
/// Framing is judged first: when it is in doubt, nothing else in the head can be believed.
///
/// # Errors
/// The first [`GuardRefusal`] that applies.
pub fn check(head: &Parts, facts: RawFacts, rules: &GuardRules) -> Result<(), GuardRefusal> {
    check_framing(&head.headers, facts.framing)?;
    let host = check_host(&head.headers)?;
    check_target(head, host)?;
    if !facts.is_local && !rules.allow.has_host(host) {
        return Err(GuardRefusal::HostForeign);
    }
    check_origin(head, facts, &rules.allow)?;
    check_upgrade(head, &rules.websocket_paths)?;
    check_encoding(&head.headers)
}

fn check_framing(headers: &HeaderMap, framing: Framing) -> Result<(), GuardRefusal> {
    let both = headers.contains_key(CONTENT_LENGTH) && headers.contains_key(TRANSFER_ENCODING);
    let clear = framing == Framing::Clear && !both;
    clear.then_some(()).ok_or(GuardRefusal::FramingAmbiguous)
}

fn check_host(headers: &HeaderMap) -> Result<&[u8], GuardRefusal> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().map(HeaderValue::as_bytes).filter(|host| !host.is_empty());
    match (host, hosts.next()) {
        (_, Some(_)) => Err(GuardRefusal::HostDuplicate),
        (Some(host), None) => Ok(host),
        (None, None) => Err(GuardRefusal::HostMissing),
    }
}

/// Lets `/path` and `http://host/path` through; `host:port`, `*` and `http://user@host/` are for others.
fn check_target(head: &Parts, host: &[u8]) -> Result<(), GuardRefusal> {
    let uri = &head.uri;
    if head.method == Method::CONNECT {
        return Err(GuardRefusal::UpgradeRefused);
    }
    let agrees = match (uri.scheme(), uri.authority()) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(_), Some(authority)) => authority.as_str().as_bytes().eq_ignore_ascii_case(host),
    };
    let is_path = uri.path().starts_with('/');
    (agrees && is_path).then_some(()).ok_or(GuardRefusal::UriMismatch)
}

/// Refuses what a browser says comes from another site. A link followed to a page (a top-level navigation, which
/// reveals nothing to the linking site and must not change anything) is let through, or no mail
/// could link to the dashboard.
fn check_origin(head: &Parts, facts: RawFacts, allow: &AllowList) -> Result<(), GuardRefusal> {
    let headers = &head.headers;
    let mut origins = headers.get_all(ORIGIN).iter().map(HeaderValue::as_bytes).peekable();
    if origins.peek().is_some() {
        let known = origins.all(|origin| allow.has_origin(origin, facts.is_local));
        return known.then_some(()).ok_or(GuardRefusal::OriginForeign);
    }
    let says = |name: &'static str, value: &str| {
        headers
            .get(HeaderName::from_static(name))
            .is_some_and(|found| found.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
    };
    let follows_link = (head.method == Method::GET || head.method == Method::HEAD)
        && says("sec-fetch-mode", "navigate")
        && says("sec-fetch-dest", "document");
    let foreign = says("sec-fetch-site", "cross-site") && !follows_link;
    (!foreign).then_some(()).ok_or(GuardRefusal::OriginForeign)
}

/// Lets only a WebSocket handshake through, only where one is spoken, and only without a body; an offer of HTTP/2 is
/// passed over.
fn check_upgrade(head: &Parts, websocket_paths: &[String]) -> Result<(), GuardRefusal> {
    let headers = &head.headers;
    let mut upgrades = headers.get_all(UPGRADE).iter();
    let Some(upgrade) = upgrades.next() else {
        return Ok(());
    };
    // Some clients offer HTTP/2 with every plain request and are content when nobody takes it up.
    if upgrade.as_bytes().eq_ignore_ascii_case(b"h2c") && upgrades.next().is_none() {
        return Ok(());
    }
    let spoken = websocket_paths.iter().any(|path| path == head.uri.path());
    let plain = upgrades.next().is_none() && upgrade.as_bytes().eq_ignore_ascii_case(b"websocket");
    let has_body = headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
    let fine = spoken && plain && !has_body && head.method == Method::GET;
    fine.then_some(()).ok_or(GuardRefusal::UpgradeRefused)
}

fn check_encoding(headers: &HeaderMap) -> Result<(), GuardRefusal> {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    let plain = encodings.all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    plain.then_some(()).ok_or(GuardRefusal::EncodingRefused)
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;

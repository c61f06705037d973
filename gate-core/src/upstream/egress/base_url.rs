//! Base URL: where a provider lives, checked once, and how a route is joined to it.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use super::address::canonical_name;

/// The base URL of a provider: scheme, host, port and the path below which its routes lie.
///
/// There is one parser: what is checked here is, part by part, what is connected to.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Empty, or beginning with `/` and not ending with one.
    path: String,
    /// Whether routes are appended as they are, without `/v1` between.
    is_exact: bool,
}

/// Why a text is no base URL. The text itself is not repeated: it may hold a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBaseUrl {
    /// Not an absolute URL.
    #[error("not an absolute URL")]
    NotAbsolute,
    /// A scheme other than http and https.
    #[error("the scheme must be http or https")]
    Scheme,
    /// A user name or password.
    #[error("no user name or password may stand in a URL")]
    UserInfo,
    /// A query or a fragment.
    #[error("no query or fragment may stand in a base URL")]
    Query,
    /// A host that is neither a plain name nor an address in its usual spelling.
    #[error(
        "the host must be a name, an IPv4 address as four decimal numbers or an IPv6 address in brackets"
    )]
    Host,
    /// A port outside 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// A path with empty or relative segments.
    #[error("the path must be plain: no `..`, no empty segment, no encoded slash or dot")]
    Path,
}

impl BaseUrl {
    /// Reads a base URL such as `https://api.example.com` or `http://127.0.0.1:9100/v1`.
    pub fn parse(text: &str) -> Result<Self, BadBaseUrl> {
        // The URL parser drops a fragment silently, so it has to be looked for before.
        if text.contains(['#', '?']) {
            return Err(BadBaseUrl::Query);
        }
        if text
            .split_once("://")
            .is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|a| a.contains('@')))
        {
            return Err(BadBaseUrl::UserInfo);
        }
        let parts = Uri::from_str(text).map_err(|_| BadBaseUrl::NotAbsolute)?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(BadBaseUrl::NotAbsolute);
        };
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(BadBaseUrl::Scheme);
        }
        let authority = checked_authority(&authority)?;
        let path =
            parts.path_and_query.as_ref().map_or("", PathAndQuery::path).trim_end_matches('/').to_owned();
        if !is_plain_path(&path) {
            return Err(BadBaseUrl::Path);
        }
        Ok(Self { scheme, authority, path, is_exact: false })
    }

    /// The same base, with nothing put between it and a route: for providers whose OpenAI-format routes lie
    /// elsewhere than below a version segment (`/v1beta/openai`).
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.is_exact = true;
        self
    }

    /// The address of a route, given below its version (`chat/completions`).
    ///
    /// `/v1` comes between unless the base ends in a version segment already, so `https://api.example.com` and
    /// `https://api.example.com/v1` are the same base.
    ///
    /// # Errors
    /// A route that cannot stand in a URL.
    pub fn join(&self, route: &str) -> Result<Uri, BadBaseUrl> {
        let version = if self.is_exact || self.ends_in_version() { "" } else { "/v1" };
        let path = format!("{}{version}/{route}", self.path);
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        let path = PathAndQuery::from_maybe_shared(bytes::Bytes::from(path)).map_err(|_| BadBaseUrl::Path)?;
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| BadBaseUrl::Path)
    }

    /// Scheme, host and port: `https://api.example.com`.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// The host, an IPv6 address in brackets, and the port.
    pub fn host_and_port(&self) -> (&str, u16) {
        let default_port = if self.is_https() { 443 } else { 80 };
        (self.authority.host(), self.authority.port_u16().unwrap_or(default_port))
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    fn ends_in_version(&self) -> bool {
        let last = self.path.rsplit('/').next().unwrap_or_default();
        let digits_on = last.strip_prefix('v').unwrap_or_default();
        digits_on.starts_with(|first: char| first.is_ascii_digit())
            && digits_on.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

/// The URL without its path's version: `https://api.example.com/v1`.
impl fmt::Display for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "BaseUrl({self})")
    }
}

/// The authority in its one spelling: lower case, no trailing dot, no default or odd port.
fn checked_authority(authority: &Authority) -> Result<Authority, BadBaseUrl> {
    let host = authority.host();
    let canonical = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => format!("[{}]", inner.parse::<Ipv6Addr>().map_err(|_| BadBaseUrl::Host)?),
        None if host.parse::<Ipv4Addr>().is_ok() => host.to_owned(),
        None => Some(canonical_name(host)).filter(|name| is_host_name(name)).ok_or(BadBaseUrl::Host)?,
    };
    let port = match authority.as_str().strip_prefix(host).ok_or(BadBaseUrl::Host)? {
        "" => None,
        rest => {
            let digits = rest.strip_prefix(':').ok_or(BadBaseUrl::Host)?;
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            Some(digits.parse::<u16>().ok().filter(|port| is_plain && *port != 0).ok_or(BadBaseUrl::Port)?)
        }
    };
    let text = port.map_or_else(|| canonical.clone(), |port| format!("{canonical}:{port}"));
    Authority::from_str(&text).map_err(|_| BadBaseUrl::Host)
}

/// Whether a lower-case text without trailing dot is a host name that nobody can take for an address.
///
/// Resolvers read `0x7f.1`, `2130706433` and `127.1` as addresses. A name whose last label is a number (decimal, or
/// `0x` and hexadecimal digits) is therefore no name, as in the WHATWG URL standard.
pub(super) fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    text.len() <= 253 && text.split('.').all(is_label) && !is_number
}

fn is_plain_path(path: &str) -> bool {
    let is_plain_segment = |segment: &str| {
        let is_plain_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,;=%".contains(&byte);
        let lower = segment.to_ascii_lowercase();
        !segment.is_empty()
            && segment != "."
            && segment != ".."
            && segment.bytes().all(is_plain_byte)
            && !["%2e", "%2f", "%5c"].iter().any(|encoded| lower.contains(encoded))
    };
    path.is_empty() || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_plain_segment))
}

#[cfg(test)]
mod tests {
    use super::{BadBaseUrl, BaseUrl};

    #[test]
    fn routes_join_below_one_version_segment() {
        for (base, joined) in [
            ("https://api.example.com", "https://api.example.com/v1/chat/completions"),
            ("https://api.example.com/", "https://api.example.com/v1/chat/completions"),
            ("https://api.example.com/v1", "https://api.example.com/v1/chat/completions"),
            ("https://api.example.com/v1/", "https://api.example.com/v1/chat/completions"),
            ("https://API.Example.com./openai", "https://api.example.com/openai/v1/chat/completions"),
            ("https://api.example.com/api/v1beta", "https://api.example.com/api/v1beta/chat/completions"),
            ("https://api.example.com/vision", "https://api.example.com/vision/v1/chat/completions"),
            ("http://127.0.0.1:9100/v1", "http://127.0.0.1:9100/v1/chat/completions"),
            ("http://[::1]:9100", "http://[::1]:9100/v1/chat/completions"),
            ("http://[0:0:0:0:0:0:0:1]", "http://[::1]/v1/chat/completions"),
        ] {
            assert_eq!(
                BaseUrl::parse(base).unwrap().join("chat/completions").expect("a route").to_string(),
                joined,
                "{base}"
            );
        }
        let exact = BaseUrl::parse("https://api.example.com/v1beta/openai").unwrap().exact();
        assert_eq!(
            exact.join("models").expect("a route").to_string(),
            "https://api.example.com/v1beta/openai/models"
        );
    }

    #[test]
    fn spellings_that_could_reach_another_host_are_refused() {
        for (text, why) in [
            ("", BadBaseUrl::NotAbsolute),
            ("/v1", BadBaseUrl::NotAbsolute),
            ("api.example.com", BadBaseUrl::NotAbsolute),
            ("ftp://example.com", BadBaseUrl::Scheme),
            ("file:///etc/passwd", BadBaseUrl::NotAbsolute),
            ("http://user:pass@example.com", BadBaseUrl::UserInfo),
            ("http://example.com@127.0.0.1/", BadBaseUrl::UserInfo),
            ("http://example.com/?a=b", BadBaseUrl::Query),
            ("http://example.com#@evil.example", BadBaseUrl::Query),
            ("http://0x7f.1", BadBaseUrl::Host),
            ("http://0x7f000001", BadBaseUrl::Host),
            ("http://0x", BadBaseUrl::Host),
            ("http://2130706433", BadBaseUrl::Host),
            ("http://127.1", BadBaseUrl::Host),
            ("http://127.0.0.1.", BadBaseUrl::Host),
            ("http://0177.0.0.1", BadBaseUrl::Host),
            ("http://127.0.0.01", BadBaseUrl::Host),
            ("http://example.com.1", BadBaseUrl::Host),
            ("http://[fe80::1%25eth0]", BadBaseUrl::Host),
            ("http://[v1.x]", BadBaseUrl::Host),
            ("http://\u{ff11}27.0.0.1", BadBaseUrl::NotAbsolute),
            ("http://a..b", BadBaseUrl::Host),
            ("http://example.com..", BadBaseUrl::Host),
            ("http://-a.example", BadBaseUrl::Host),
            ("http://example.com:0", BadBaseUrl::Port),
            ("http://example.com:99999", BadBaseUrl::Port),
            ("http://example.com:", BadBaseUrl::Port),
            ("http://example.com/a/../b", BadBaseUrl::Path),
            ("http://example.com/%2e%2e/b", BadBaseUrl::Path),
            ("http://example.com//v1", BadBaseUrl::Path),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(why), "{text}");
        }
    }
}

//! Head: a request before its body is read.

use std::net::IpAddr;

use http::{HeaderMap, Method, header};

/// What a request says before its body. It holds credentials, so it has no `Debug`.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path as it was sent, without the query.
    pub path: &'a str,
    /// What follows the `?`, undecoded.
    pub query: Option<&'a str>,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The address the request came from, behind trusted proxies the one they name; `None` on a local socket.
    pub peer: Option<IpAddr>,
}

impl Head<'_> {
    /// Whether the client asks for server-sent events, as a browser's `EventSource` does.
    pub(crate) fn accepts_events(&self) -> bool {
        let accepted =
            self.headers.get_all(header::ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
        accepted.flat_map(|value| value.split(',')).any(|range| media_type(range) == "text/event-stream")
    }

    /// Whether the body says that it is something other than JSON.
    ///
    /// A web page can post `text/plain` to any address without asking first; refusing it keeps such a page from
    /// speaking to a gate on the visitor's machine. Saying nothing is fine.
    pub(crate) fn denies_json(&self) -> bool {
        self.headers.get_all(header::CONTENT_TYPE).into_iter().any(|value| !value.to_str().is_ok_and(is_json))
    }
}

/// Whether `path` is `root` or lies below it.
pub(crate) fn is_under(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_json(content_type: &str) -> bool {
    let essence = media_type(content_type);
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The type without its parameters, in small letters.
fn media_type(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

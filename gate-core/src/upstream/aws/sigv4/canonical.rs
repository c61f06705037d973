//! Canonical: a request in the one spelling that both sides sign.

use std::collections::BTreeMap;

use super::Signable;
use crate::upstream::percent;

/// The signed headers: lower-case names in order, values with their spaces joined.
pub(super) struct Headers(BTreeMap<String, String>);

impl Headers {
    pub(super) fn of<'h>(headers: impl Iterator<Item = (&'h str, &'h str)>) -> Self {
        let mut all = BTreeMap::<String, String>::new();
        for (name, value) in headers {
            let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let known = all.entry(name.to_ascii_lowercase());
            known
                .and_modify(|values| {
                    values.push(',');
                    values.push_str(&value);
                })
                .or_insert(value);
        }
        Self(all)
    }

    /// The names, as `host;x-amz-date`.
    pub(super) fn names(&self) -> String {
        self.0.keys().map(String::as_str).collect::<Vec<_>>().join(";")
    }
}

/// The request as it is signed.
pub(super) fn request(request: &Signable<'_>, headers: &Headers, body_digest: &str) -> String {
    let mut out = format!("{}\n{}\n{}\n", request.method, path(request.path), query(request.query));
    for (name, value) in &headers.0 {
        out.extend([name, ":", value, "\n"]);
    }
    out.extend(["\n", &headers.names(), "\n", body_digest]);
    out
}

/// The path without empty segments, `.` and `..`, each segment encoded, also where it is encoded already.
fn path(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut out = String::with_capacity(path.len() + 16);
    for segment in &segments {
        out.push('/');
        percent::encode(segment.as_bytes(), &mut out);
    }
    if segments.is_empty() || path.ends_with('/') {
        out.push('/');
    }
    out
}

/// The parameters, encoded once and in order of their names, then of their values.
fn query(query: &str) -> String {
    let encoded = |text: &str| {
        let mut out = String::with_capacity(text.len());
        percent::encode(&percent::decode(text), &mut out);
        out
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::{path, query};

    #[test]
    fn paths_and_queries_have_one_spelling() {
        for (given, expected) in [
            ("", "/"),
            ("/", "/"),
            ("//a//", "/a/"),
            ("/a/./b/../c", "/a/c"),
            ("/..", "/"),
            ("/a b", "/a%20b"),
            ("/model/nova-v1%3A0/converse", "/model/nova-v1%253A0/converse"),
        ] {
            assert_eq!(path(given), expected, "{given}");
        }
        for (given, expected) in [
            ("", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1", "a=1&a=2"),
            ("a", "a="),
            ("a=%c3%a9&b=é", "a=%C3%A9&b=%C3%A9"),
            ("a=b=c&&", "a=b%3Dc"),
        ] {
            assert_eq!(query(given), expected, "{given}");
        }
    }
}

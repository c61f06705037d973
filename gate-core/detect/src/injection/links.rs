//! Links: whether an address carries data away. A picture does so without a click.

use std::ops::Range;

/// The longest address that is looked at, in bytes.
const URL_BYTES: usize = 4_096;
/// How far before `](` its `[` may stand, in bytes.
const TEXT_BYTES: usize = 160;
/// From how many bytes on a query value in a picture's address is suspicious by itself.
const LONG_VALUE: usize = 64;
/// From how many on it is when its name says data.
const DATA_VALUE: usize = 24;

/// Names of query fields that ask for what was said.
#[rustfmt::skip]
const DATA_NAMES: &[&str] = &[
    "data", "d", "q", "secret", "secrets", "chat", "history", "conversation", "context", "prompt", "msg", "message",
    "exfil", "leak", "info", "payload", "content", "summary", "text", "p", "s", "b64", "log", "body", "user_data",
];
/// Names whose long values are signatures and the like.
#[rustfmt::skip]
const SIGNATURE_NAMES: &[&str] = &[
    "signature", "sig", "jwt", "policy", "expires", "key-pair-id", "hmac", "hash", "oh", "oe", "logo", "se", "sp", "sv",
    "sr", "token", "u", "url", "w", "h", "ixlib", "ixid", "auto", "fit", "format", "id", "v", "_nc_ohc",
];

/// A link that carries data.
pub(super) struct Carrier {
    pub(super) rule: &'static str,
    pub(super) score: u8,
    /// Bytes of the text.
    pub(super) range: Range<usize>,
}

/// Judges the Markdown link whose `](` stands at `at`; the second value is the byte up to which was looked.
pub(super) fn markdown(text: &str, at: usize) -> (Option<Carrier>, usize) {
    let bytes = text.as_bytes();
    let start = at + 2;
    let end = url_end(bytes, start);
    let url = &bytes[start..end];
    let floor = at.saturating_sub(TEXT_BYTES);
    let open = bytes[floor..at].iter().rposition(|byte| *byte == b'[').map(|index| floor + index);
    let picture = open.is_some_and(|open| open > 0 && bytes[open - 1] == b'!');
    let first = open.map_or(at, |open| open - usize::from(picture));
    (carrier(url, picture, first..end), end)
}

/// Judges the picture tag that starts at `at`.
pub(super) fn picture_tag(text: &str, at: usize) -> (Option<Carrier>, usize) {
    let bytes = text.as_bytes();
    let limit = (at + URL_BYTES).min(bytes.len());
    let tag_end = bytes[at..limit].iter().position(|byte| *byte == b'>').map_or(limit, |length| at + length);
    let Some(source) = memchr::memmem::find(&bytes[at..tag_end], b"src=").map(|index| at + index + 4) else {
        return (None, tag_end);
    };
    let start = source + usize::from(bytes.get(source).is_some_and(|byte| matches!(byte, b'"' | b'\'')));
    let length =
        bytes[start.min(tag_end)..tag_end].iter().take_while(|byte| !matches!(byte, b'"' | b'\'' | b' '));
    let end = start + length.count();
    (carrier(&bytes[start.min(end)..end], true, at..end), tag_end)
}

fn url_end(bytes: &[u8], start: usize) -> usize {
    let limit = (start + URL_BYTES).min(bytes.len());
    let ends = |byte: &u8| matches!(byte, b')' | b'\n' | b'\r' | b'"' | b'<' | b'>' | b'\\');
    let start = start.min(limit);
    bytes[start..limit].iter().position(ends).map_or(limit, |length| start + length)
}

fn carrier(url: &[u8], picture: bool, range: Range<usize>) -> Option<Carrier> {
    let found = |rule, score| Some(Carrier { rule, score, range: range.clone() });
    if starts_with_any(url, &[b"javascript:", b"vbscript:"]) {
        return Some(Carrier { rule: "link-script", score: 85, range });
    }
    if url.len() >= 9 && starts_with_any(url, &[b"data:text/html"]) {
        return Some(Carrier { rule: "link-script", score: 85, range });
    }
    if !starts_with_any(url, &[b"http://", b"https://", b"//"]) {
        return None;
    }
    let split = url.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(url.len());
    let (path, query) = (&url[..split], &url[split..]);
    if has_template(query) || has_template(path) {
        return found("link-template", if picture { 85 } else { 70 });
    }
    let worst =
        query.split(|byte| matches!(byte, b'?' | b'&' | b'#')).map(|field| weigh(field, picture)).max();
    let in_path = path.split(|byte| *byte == b'/').skip(3).any(|part| picture && is_encoded_data(part));
    match worst.unwrap_or(0).max(if in_path { 45 } else { 0 }) {
        0 => None,
        score => found("link-data", score),
    }
}

/// What a query field is worth.
fn weigh(field: &[u8], picture: bool) -> u8 {
    let (name, value) = match field.iter().position(|byte| *byte == b'=') {
        Some(at) => (&field[..at], &field[at + 1..]),
        None => (&b""[..], field),
    };
    let named = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    let signed = named(SIGNATURE_NAMES) || starts_with_any(name, &[b"x-amz-", b"x-goog-", b"_nc_", b"utm_"]);
    match value.len() {
        DATA_VALUE.. if named(DATA_NAMES) && picture => 75,
        DATA_VALUE.. if named(DATA_NAMES) && value.len() > LONG_VALUE && is_encoded_data(value) => 60,
        length if length > LONG_VALUE && picture && !signed => 60,
        _ => 0,
    }
}

/// A long part of a path that reads like base64 or hexadecimal text rather than a name: letters in both cases and
/// digits, without a dot or hyphen.
fn is_encoded_data(part: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'=' | b'%' | b'_');
    part.len() > LONG_VALUE && part.iter().all(plain)
}

/// Whether something is to be filled in: `{...}`, `${...}`, `[...]`, `<...>`, `%7B`. Gate's own placeholders are not.
fn has_template(part: &[u8]) -> bool {
    let mut at = 0;
    while let Some(open) = part[at..].iter().position(|byte| matches!(byte, b'{' | b'[' | b'%')) {
        at += open;
        if let Some(end) = placeholder_end(part, at) {
            at = end;
            continue;
        }
        let rest = &part[at..];
        let letter = |index: usize| rest.get(index).is_some_and(u8::is_ascii_alphabetic);
        let opens = match rest[0] {
            b'{' => letter(1) || rest.get(1) == Some(&b'{'),
            b'[' => letter(1) && rest[..rest.len().min(TEXT_BYTES)].contains(&b']'),
            _ => starts_with_any(rest, &[b"%7b"]) && letter(3),
        };
        if opens {
            return true;
        }
        at += 1;
    }
    false
}

/// The end of a placeholder such as `{{EMAIL_1}}` that starts at `at`.
fn placeholder_end(part: &[u8], at: usize) -> Option<usize> {
    let name = part[at..].strip_prefix(b"{{")?;
    let is_name = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || **byte == b'_';
    let length = name.iter().take(40).take_while(is_name).count();
    (length > 0 && name[length..].starts_with(b"}}")).then_some(at + length + 4)
}

fn starts_with_any(bytes: &[u8], prefixes: &[&[u8]]) -> bool {
    prefixes
        .iter()
        .any(|prefix| bytes.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))
}

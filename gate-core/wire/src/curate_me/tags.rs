//! Tags: `X-CM-Tags: key=value,key=value`, kept on the usage record.

use gate_core::refusal::Refusal;
use http::{HeaderMap, HeaderName};

const TAGS: HeaderName = HeaderName::from_static("x-cm-tags");
const TAGS_MAX: usize = 10;
const KEY_MAX: usize = 32;
const VALUE_MAX: usize = 64;

/// The tags of a request: at most 10, each key once, of 1 to 32 characters `a-z 0-9 _ -`, values of at most 64.
///
/// A header without any text means no tags, since clients join an empty list to that.
pub(super) fn read(headers: &HeaderMap) -> Result<Vec<(String, String)>, Refusal> {
    let mut tags: Vec<(String, String)> = Vec::new();
    for header in headers.get_all(TAGS) {
        let text = header.to_str().map_err(|_| refused("must be ASCII"))?;
        if text.trim().is_empty() {
            continue;
        }
        for pair in text.split(',') {
            let (key, value) = tag(pair.trim())?;
            if tags.iter().any(|(known, _)| known == key) {
                return Err(refused("may name a key only once"));
            }
            tags.push((key.to_owned(), value.to_owned()));
        }
    }
    if tags.len() > TAGS_MAX { Err(refused("may hold at most 10 tags")) } else { Ok(tags) }
}

fn tag(pair: &str) -> Result<(&str, &str), Refusal> {
    let (key, value) = pair.split_once('=').ok_or_else(|| refused("must read `key=value,key=value`"))?;
    let is_key = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    if !(1..=KEY_MAX).contains(&key.len()) || !key.bytes().all(is_key) {
        return Err(refused("takes keys of 1 to 32 characters a-z, 0-9, _ and -"));
    }
    if value.len() > VALUE_MAX {
        return Err(refused("takes values of at most 64 characters"));
    }
    Ok((key, value))
}

fn refused(rule: &str) -> Refusal {
    Refusal::malformed_field(format!("`X-CM-Tags` {rule}."), "X-CM-Tags")
}

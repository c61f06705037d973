//! Walk: shows every string that somebody may have written, and puts back what the visitor makes of it.

use bytes::Bytes;

use super::zone::Zone;
use crate::format::json::{Document, Kind, NodeId};
use crate::format::path::StringPath;

/// The longest id, name or enumeration that is taken for one; anything longer is text in disguise.
const AGREED_LIMIT: usize = 256;

/// Looks at one string and says what takes its place; `None` leaves it. An error ends the walk.
pub type StringVisitor<'v, E> = dyn FnMut(&StringPath<'_>, &str) -> Result<Option<String>, E> + 'v;

/// The same, told what kind of place it is.
type Handler<'h, E> = dyn FnMut(Zone, &StringPath<'_>, &str) -> Result<Option<String>, E> + 'h;

/// Visits the strings of a request and applies the changes once all were visited, so that an error changes nothing.
///
/// Tool arguments that are JSON are visited string by string. Returns how many strings were replaced.
pub(super) fn visit_request<E>(
    document: &mut Document,
    visitor: &mut StringVisitor<'_, E>,
) -> Result<usize, E> {
    let mut replaced = 0;
    visit(document, Zone::Request, &mut |zone, path, text| {
        if zone == Zone::Arguments
            && let Ok(inner) = Document::parse(Bytes::copy_from_slice(text.as_bytes()))
        {
            let path = StringPath::document(path);
            let mut plain = |_: Zone, path: &StringPath<'_>, text: &str| visitor(path, text);
            let mut walk = Walk { document: &inner, edits: Vec::new(), handler: &mut plain };
            walk.value(inner.root(), Zone::Free, &path)?;
            let edits = walk.edits;
            replaced += edits.len();
            return Ok((!edits.is_empty()).then(|| inner.patched(&edits)));
        }
        Ok(visitor(path, text)?.inspect(|_| replaced += 1))
    })?;
    Ok(replaced)
}

/// Visits the strings of a document; tool arguments are shown as the one string they are written in.
pub(super) fn visit<E>(document: &mut Document, zone: Zone, handler: &mut Handler<'_, E>) -> Result<(), E> {
    let mut walk = Walk { document, edits: Vec::new(), handler };
    walk.value(walk.document.root(), zone, &StringPath::ROOT)?;
    for (node, text) in walk.edits {
        document.set_string(node, &text);
    }
    Ok(())
}

struct Walk<'w, 'h, E> {
    document: &'w Document,
    edits: Vec<(NodeId, String)>,
    handler: &'w mut Handler<'h, E>,
}

impl<E> Walk<'_, '_, E> {
    fn value(&mut self, node: NodeId, zone: Zone, path: &StringPath<'_>) -> Result<(), E> {
        let document = self.document;
        match document.kind(node) {
            Kind::Object => {
                for (key, member) in document.members(node) {
                    self.value(member, zone.member(key), &StringPath::key(path, key))?;
                }
            }
            Kind::Array => {
                for (index, item) in document.items(node).enumerate() {
                    self.value(item, zone.item(), &StringPath::index(path, index))?;
                }
            }
            Kind::String => {
                let text = document.as_str(node).unwrap_or_default();
                if !text.is_empty()
                    && !is_exempt(zone, text)
                    && let Some(replacement) = (self.handler)(zone, path, text)?
                {
                    self.edits.push((node, replacement));
                }
            }
            Kind::Null | Kind::Bool | Kind::Number => {}
        }
        Ok(())
    }
}

fn is_exempt(zone: Zone, text: &str) -> bool {
    match zone {
        Zone::Agreed | Zone::ToolChoice => text.len() <= AGREED_LIMIT,
        Zone::Opaque => (text.len() >= 32 && is_base64(text)) || is_binary_data_uri(text),
        Zone::Address | Zone::Image => is_binary_data_uri(text),
        _ => false,
    }
}

/// Whether this is nothing but base64, of either alphabet.
fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'='))
}

/// Whether this is a `data:` URI (RFC 2397) of base64 that is no text: an image, sound, a document.
fn is_binary_data_uri(text: &str) -> bool {
    let Some((head, data)) = text.split_once(',') else {
        return false;
    };
    let head = head.to_ascii_lowercase();
    head.starts_with("data:")
        && head.ends_with(";base64")
        && !head.starts_with("data:text/")
        && head.len() <= AGREED_LIMIT
        && is_base64(data)
}

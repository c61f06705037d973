//! Walk: shows every string that somebody may have written, and puts back what the visitor makes of it.

use bytes::Bytes;

use super::filter::{InnerStrings, TextFilter, WholeTexts};
use super::zone::{PAYLOAD, Zone};
use crate::format::json::{Document, Kind, NodeId};
use crate::format::path::StringPath;

/// How many documents may stand inside one another, each written as a string of the one around it. What stands
/// deeper is shown as the string it is written in.
const NESTED_LIMIT: usize = 8;

/// Looks at one string and says what takes its place; `None` leaves it. An error ends the walk.
pub type StringVisitor<'v, E> = dyn FnMut(&StringPath<'_>, &str) -> Result<Option<String>, E> + 'v;

/// The same, told what kind of place it is.
type Handler<'h, E> = dyn FnMut(&Zone, &StringPath<'_>, &str) -> Result<Option<String>, E> + 'h;

/// Visits the strings of a document and applies the changes once all were visited, so that an error changes nothing.
///
/// Documents that are written as strings are visited string by string. Returns how many strings were replaced.
pub(crate) fn visit<E>(
    document: &mut Document,
    zone: &Zone,
    visitor: &mut StringVisitor<'_, E>,
) -> Result<usize, E> {
    let mut inside = Inside { visitor, replaced: 0, level: 0 };
    let edits = edits(document, zone, (&StringPath::ROOT, false), &mut |zone, path, text| {
        inside.text(zone, path, text)
    })?;
    replace(document, edits);
    Ok(inside.replaced)
}

/// The same for a document whose inner documents are shown as the one string they are written in. Numbers among what
/// goes into tools are shown too, as they are where that is written as a string; one that is replaced becomes a string.
pub(crate) fn visit_outer<E>(
    document: &mut Document,
    zone: &Zone,
    handler: &mut Handler<'_, E>,
) -> Result<(), E> {
    let edits = edits(document, zone, (&StringPath::ROOT, true), handler)?;
    replace(document, edits);
    Ok(())
}

fn replace(document: &mut Document, edits: Vec<(NodeId, String)>) {
    for (node, text) in edits {
        document.set_string(node, &text);
    }
}

/// What a handler makes of the strings of a document, in document order.
fn edits<E>(
    document: &Document,
    zone: &Zone,
    (path, with_numbers): (&StringPath<'_>, bool),
    handler: &mut Handler<'_, E>,
) -> Result<Vec<(NodeId, String)>, E> {
    let mut walk = Walk { document, edits: Vec::new(), with_numbers, handler };
    walk.value(document.root(), zone, path)?;
    Ok(walk.edits)
}

struct Walk<'w, 'h, E> {
    document: &'w Document,
    edits: Vec<(NodeId, String)>,
    with_numbers: bool,
    handler: &'w mut Handler<'h, E>,
}

impl<E> Walk<'_, '_, E> {
    fn value(&mut self, node: NodeId, zone: &Zone, path: &StringPath<'_>) -> Result<(), E> {
        let document = self.document;
        match document.kind(node) {
            Kind::Object => {
                let zone = zone.variant(document, node);
                for (key, member) in document.members(node) {
                    self.value(member, zone.member(key), &StringPath::key(path, key))?;
                }
            }
            Kind::Array => {
                for (index, item) in document.items(node).enumerate() {
                    self.value(item, zone, &StringPath::index(path, index))?;
                }
            }
            Kind::String => {
                let text = document.as_str(node).unwrap_or_default();
                if !zone.exempts(text)
                    && let Some(replacement) = (self.handler)(zone, path, text)?
                {
                    self.edits.push((node, replacement));
                }
            }
            Kind::Number if self.with_numbers && zone.is_json() => {
                let number = document.as_number(node).unwrap_or_default();
                if let Some(replacement) = (self.handler)(zone, path, number)? {
                    self.edits.push((node, replacement));
                }
            }
            Kind::Null | Kind::Bool | Kind::Number => {}
        }
        Ok(())
    }
}

/// Follows documents into the strings they are written in.
struct Inside<'i, 'v, E> {
    visitor: &'i mut StringVisitor<'v, E>,
    replaced: usize,
    /// How many documents this one stands in.
    level: usize,
}

impl<E> Inside<'_, '_, E> {
    fn text(&mut self, zone: &Zone, path: &StringPath<'_>, text: &str) -> Result<Option<String>, E> {
        if !zone.is_json() || self.level == NESTED_LIMIT || !looks_like_json(text) {
            return Ok((self.visitor)(path, text)?.inspect(|_| self.replaced += 1));
        }
        match Document::parse(Bytes::copy_from_slice(text.as_bytes())) {
            Ok(document) => self.document(&document, &StringPath::document(path)),
            Err(_) => self.broken(path, text),
        }
    }

    fn document(&mut self, document: &Document, path: &StringPath<'_>) -> Result<Option<String>, E> {
        self.level += 1;
        let edits =
            edits(document, &PAYLOAD, (path, false), &mut |zone, path, text| self.text(zone, path, text));
        self.level -= 1;
        let edits = edits?;
        Ok((!edits.is_empty()).then(|| document.patched(&edits)))
    }

    /// Visits a document that breaks off, repeats a key or is otherwise none. Its strings are decoded as far as they
    /// are strings, since whoever reads it leniently would do so too; without escapes there is nothing to decode, and
    /// the whole says more.
    fn broken(&mut self, path: &StringPath<'_>, text: &str) -> Result<Option<String>, E> {
        let Self { visitor, replaced, .. } = self;
        let mut visit = |path: &StringPath<'_>, text: &str| -> Result<Option<String>, E> {
            Ok(visitor(path, text)?.inspect(|_| *replaced += 1))
        };
        if !text.contains('\\') {
            return visit(path, text);
        }
        let path = StringPath::document(path);
        let mut visit = |text: &str| visit(&path, text);
        let mut inner = InnerStrings::new(WholeTexts::new(&mut visit));
        let mut out = String::with_capacity(text.len());
        inner.push(text, &mut out)?;
        inner.finish(&mut out)?;
        Ok(inner.is_touched().then_some(out))
    }
}

/// Whether a text may be a JSON document with strings inside.
pub(crate) fn looks_like_json(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '[', '"'])
}

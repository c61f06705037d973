//! Zone: what a place in a body means, and which of its strings are names that both sides agreed on.
//!
//! Formats are tables of these. Everything is somebody's words unless a table says otherwise, and names of members
//! are never anybody's words.

use crate::format::json::{Document, NodeId};

/// The longest id, name or enumeration that is taken for one; anything longer is text in disguise.
const AGREED_LIMIT: usize = 256;
/// The shortest text that is taken for base64; anything shorter could be a word or a password.
const OPAQUE_FROM: usize = 32;

/// The meaning of a place in a body. Items of an array have the zone of the array.
pub(crate) struct Zone {
    text: Text,
    members: &'static [Members],
    rest: &'static Zone,
    variants: Option<Variants>,
}

/// Names of members, and the zone they lead to.
pub(crate) type Members = (&'static [&'static str], &'static Zone);

/// Objects that mean something else depending on one of their members.
struct Variants {
    key: &'static str,
    cases: &'static [Members],
}

/// What a string that stands in a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// What somebody may have written.
    Free,
    /// The same, and where it is a JSON document its strings are looked at one by one.
    Json,
    /// An id, a name or an enumeration.
    Agreed,
    /// Base64 that only a machine reads.
    Opaque,
    /// An address that may be a `data:` URI.
    Address,
}

/// Anything somebody may have written.
pub(crate) static FREE: Zone = Zone::of(Text::Free);
/// An id, a name or an enumeration.
pub(crate) static AGREED: Zone = Zone::of(Text::Agreed);
/// Base64 that only a machine reads.
pub(crate) static OPAQUE: Zone = Zone::of(Text::Opaque);
/// An address that may be a `data:` URI.
pub(crate) static ADDRESS: Zone = Zone::of(Text::Address);
/// What goes into a tool or comes out of it: an object, or JSON written as a string, at any depth.
pub(crate) static PAYLOAD: Zone = Zone::of(Text::Json).or(&PAYLOAD);
/// An object that beside free text has only enumerations and ids under these names.
pub(crate) static OPTIONS: Zone =
    Zone::object(&[(&["type", "format", "voice", "search_context_size", "ttl", "id"], &AGREED)]);

/// A JSON schema, 2020-12 or in Gemini's words: the keywords whose strings are no prose, and those that hold
/// further schemas.
pub(crate) static SCHEMA: Zone = Zone::object(&[
    (
        &[
            "type",
            "format",
            "$ref",
            "$schema",
            "$id",
            "$anchor",
            "required",
            "contentEncoding",
            "contentMediaType",
            "propertyOrdering",
            "property_ordering",
        ],
        &AGREED,
    ),
    (&["properties", "$defs", "definitions", "defs", "patternProperties", "dependentSchemas"], &SCHEMAS),
    (
        &[
            "items",
            "prefixItems",
            "prefix_items",
            "additionalProperties",
            "additional_properties",
            "unevaluatedProperties",
            "propertyNames",
            "contains",
            "anyOf",
            "any_of",
            "allOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
        ],
        &SCHEMA,
    ),
]);
/// Names of properties with their schemas.
static SCHEMAS: Zone = Zone::of(Text::Free).or(&SCHEMA);

impl Zone {
    /// A zone whose strings are this, and below which everything is free text.
    pub(crate) const fn of(text: Text) -> Self {
        Self { text, members: &[], rest: &FREE, variants: None }
    }

    /// A zone of objects with these members. A string in an object's place is free text, as is any other member.
    pub(crate) const fn object(members: &'static [Members]) -> Self {
        Self { text: Text::Free, members, rest: &FREE, variants: None }
    }

    /// The same, but a string in the object's place is this.
    pub(crate) const fn or_text(self, text: Text) -> Self {
        Self { text, ..self }
    }

    /// The same, but other members lead there.
    pub(crate) const fn or(self, rest: &'static Zone) -> Self {
        Self { rest, ..self }
    }

    /// The same, but an object whose member `key` is one of these strings has that zone instead.
    pub(crate) const fn by(self, key: &'static str, cases: &'static [Members]) -> Self {
        Self { variants: Some(Variants { key, cases }), ..self }
    }

    /// The zone of the member `key` of an object in this zone.
    pub(crate) fn member(&self, key: &str) -> &'static Zone {
        find(self.members, key).unwrap_or(self.rest)
    }

    /// The zone that an object has by what one of its members says.
    pub(crate) fn variant<'z>(&'z self, document: &Document, object: NodeId) -> &'z Zone {
        let told = self
            .variants
            .as_ref()
            .and_then(|Variants { key, cases }| find(cases, document.as_str(document.get(object, key)?)?));
        told.unwrap_or(self)
    }

    /// Whether strings here may be JSON documents.
    pub(crate) fn is_json(&self) -> bool {
        self.text == Text::Json
    }

    /// Whether a string here is nobody's words; the empty one never is anybody's.
    pub(crate) fn exempts(&self, text: &str) -> bool {
        if text.is_empty() {
            return true;
        }
        match self.text {
            Text::Free | Text::Json => false,
            Text::Agreed => text.len() <= AGREED_LIMIT,
            Text::Opaque => (text.len() >= OPAQUE_FROM && is_base64(text)) || is_binary_data_uri(text),
            Text::Address => is_binary_data_uri(text),
        }
    }
}

fn find(rows: &'static [Members], name: &str) -> Option<&'static Zone> {
    rows.iter().find(|(names, _)| names.contains(&name)).map(|(_, zone)| *zone)
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

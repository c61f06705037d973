//! Json: a strict document, parsed once into a flat arena, changed in place and written compactly.
//!
//! Stricter than the grammar in one point: a key may stand only once in an object, at any depth, compared after its
//! escapes are decoded. Two readers that pick different members of a pair would otherwise see two different requests.

mod edit;
mod parse;
mod write;

#[cfg(test)]
mod tests;

pub use edit::Json;
pub(crate) use write::escape;
pub use write::write_string;

use bytes::Bytes;

/// The deepest nesting of arrays and objects that is read.
pub const DEPTH_LIMIT: usize = 64;

/// A JSON document: its text and a flat list of nodes that point into it.
///
/// Numbers keep their spelling and objects the order of their members, so that what nobody touched is written as it
/// was read, apart from white space and needless escapes. It owns everything and can be sent between threads.
#[derive(Debug, Clone)]
pub struct Document {
    source: String,
    /// Texts that are not spans of the source: decoded escapes, and what edits have put in.
    owned: String,
    nodes: Vec<Node>,
}

/// A value inside one [`Document`]. It must be used with the document that gave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

/// What kind of value a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, of whatever spelling.
    Number,
    /// A string.
    String,
    /// `[...]`
    Array,
    /// `{...}`
    Object,
}

/// Why bytes are no acceptable JSON document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct JsonFault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where, counted in bytes from the start.
    pub offset: usize,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// The grammar of JSON is broken; says what was expected.
    #[error("Invalid JSON: {0}")]
    Syntax(&'static str),
    /// The text is not UTF-8.
    #[error("Invalid JSON: not UTF-8")]
    NotUtf8,
    /// A member's name stands twice in one object.
    #[error("Duplicate key `{}` in a JSON object", shortened(.key))]
    DuplicateKey {
        /// The name, decoded.
        key: String,
    },
    /// Arrays and objects are nested too deeply.
    #[error("JSON is nested more than {limit} levels deep")]
    TooDeep {
        /// The deepest nesting allowed.
        limit: usize,
    },
    /// A number is too large for a double.
    #[error("Invalid JSON: number out of range")]
    NumberOutOfRange,
    /// The document is larger than four gigabytes.
    #[error("The JSON document is too large")]
    TooLarge,
}

/// A key as far as a message should repeat it.
fn shortened(key: &str) -> &str {
    key.char_indices().nth(64).map_or(key, |(end, _)| &key[..end])
}

/// The end of a list of siblings.
const NONE: u32 = u32::MAX;

/// One value, and its name when it is a member of an object. Children are a list linked by `next`.
#[derive(Debug, Clone, Copy)]
struct Node {
    key: Text,
    value: Value,
    next: u32,
    /// Where the value starts in the source; meaningless for values that edits have made.
    offset: u32,
}

#[derive(Debug, Clone, Copy)]
enum Value {
    Null,
    Bool(bool),
    Number(Text),
    String(Text),
    Array { first: u32, last: u32 },
    Object { first: u32, last: u32 },
}

/// A stretch of text that is already decoded.
#[derive(Debug, Clone, Copy)]
enum Text {
    /// Of the source, which for a string means that it has no escapes and needs none.
    Source { start: u32, end: u32 },
    /// Of `Document::owned`.
    Owned { start: u32, end: u32 },
}

impl Text {
    const EMPTY: Self = Self::Source { start: 0, end: 0 };
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// What RFC 8259 does not allow, invalid UTF-8, a lone surrogate, a number that no double can hold, more than
    /// [`DEPTH_LIMIT`] levels, and a duplicate key.
    pub fn parse(source: Bytes) -> Result<Self, JsonFault> {
        parse::parse(source)
    }

    /// The outermost value.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// What kind of value this is.
    pub fn kind(&self, node: NodeId) -> Kind {
        match self.node(node).value {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Bool,
            Value::Number(_) => Kind::Number,
            Value::String(_) => Kind::String,
            Value::Array { .. } => Kind::Array,
            Value::Object { .. } => Kind::Object,
        }
    }

    /// The member of that name; `None` when there is none or this is no object.
    pub fn get(&self, object: NodeId, key: &str) -> Option<NodeId> {
        self.members(object).find(|(name, _)| *name == key).map(|(_, member)| member)
    }

    /// Follows member names from a node down; `None` as soon as one is missing.
    pub fn at(&self, node: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(node, |node, key| self.get(node, key))
    }

    /// The decoded string; `None` for other kinds.
    pub fn as_str(&self, node: NodeId) -> Option<&str> {
        match self.node(node).value {
            Value::String(text) => Some(self.text(text)),
            _ => None,
        }
    }

    /// A number's exact spelling; `None` for other kinds.
    pub fn as_number(&self, node: NodeId) -> Option<&str> {
        match self.node(node).value {
            Value::Number(text) => Some(self.text(text)),
            _ => None,
        }
    }

    /// The number when it is written as a whole, non-negative one that fits; `1.0` and `1e3` do not count as such.
    pub fn as_u64(&self, node: NodeId) -> Option<u64> {
        self.as_number(node)?.parse().ok()
    }

    /// The truth value; `None` for other kinds.
    pub fn as_bool(&self, node: NodeId) -> Option<bool> {
        match self.node(node).value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self, node: NodeId) -> bool {
        matches!(self.node(node).value, Value::Null)
    }

    /// The items of an array in order; nothing for other kinds.
    pub fn items(&self, array: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.siblings(match self.node(array).value {
            Value::Array { first, .. } => first,
            _ => NONE,
        })
    }

    /// The members of an object in order; nothing for other kinds.
    pub fn members(&self, object: NodeId) -> impl Iterator<Item = (&str, NodeId)> + '_ {
        self.siblings(match self.node(object).value {
            Value::Object { first, .. } => first,
            _ => NONE,
        })
        .map(|node| (self.text(self.node(node).key), node))
    }

    fn siblings(&self, first: u32) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = first;
        std::iter::from_fn(move || {
            let node = (at != NONE).then_some(NodeId(at))?;
            at = self.node(node).next;
            Some(node)
        })
    }

    fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.0 as usize]
    }

    fn text(&self, text: Text) -> &str {
        match text {
            Text::Source { start, end } => &self.source[start as usize..end as usize],
            Text::Owned { start, end } => &self.owned[start as usize..end as usize],
        }
    }

    /// Takes the text the document was read from, edits or not.
    pub fn into_source(self) -> Bytes {
        Bytes::from(self.source)
    }
}

//! Json: values that pass through as they are spelled.

use bytes::Bytes;

use crate::format::FormatFault;
use crate::format::json::{Document, JsonFault, Kind, NodeId};

/// A JSON value as text: compact, its numbers spelled and its members ordered as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonText(String);

impl JsonText {
    /// One value of a document.
    pub fn of(document: &Document, node: NodeId) -> Self {
        let mut out = Vec::new();
        document.write_node(node, &mut out);
        Self(String::from_utf8(out).expect("a document is written from its strings"))
    }

    /// Reads a text that must hold an object, as the arguments of a call do.
    ///
    /// # Errors
    /// What [`Document::parse`] refuses, and a value of another kind.
    pub fn object(text: &str) -> Result<Self, FormatFault> {
        let document = Document::parse(Bytes::copy_from_slice(text.as_bytes()))
            .map_err(|JsonFault { kind, .. }| FormatFault::whole(kind.to_string()))?;
        if document.kind(document.root()) != Kind::Object {
            return Err(FormatFault::whole("It must be a JSON object."));
        }
        Ok(Self::of(&document, document.root()))
    }

    /// `{}`
    pub fn empty_object() -> Self {
        Self("{}".to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number as it was spelled, so that `0.70` does not become `0.7`, nor `0.1` something longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// The number of a node; `None` when the node is no number.
    pub fn of(document: &Document, node: NodeId) -> Option<Self> {
        document.as_number(node).map(|spelled| Self(spelled.to_owned()))
    }

    /// A whole number.
    pub fn whole(number: u64) -> Self {
        Self(number.to_string())
    }

    /// How it is spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its value, rounded to a double.
    pub fn value(&self) -> f64 {
        self.0.parse().expect("a document holds no number that no double can hold")
    }
}

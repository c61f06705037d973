//! Write: nodes to compact bytes with the shortest escapes.

use super::parse::string_end;
use super::{Document, NONE, NodeId, Text, Value};

impl Document {
    /// Appends the document without white space.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.write_node(self.root(), out);
    }

    /// The document without white space.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.source.len() + 64);
        self.write(&mut out);
        out
    }

    /// Appends one value without white space.
    pub fn write_node(&self, node: NodeId, out: &mut Vec<u8>) {
        match self.node(node).value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(true) => out.extend_from_slice(b"true"),
            Value::Bool(false) => out.extend_from_slice(b"false"),
            Value::Number(text) => out.extend_from_slice(self.text(text).as_bytes()),
            Value::String(text) => self.write_text(text, out),
            Value::Array { first, .. } => {
                out.push(b'[');
                self.write_siblings(first, false, out);
                out.push(b']');
            }
            Value::Object { first, .. } => {
                out.push(b'{');
                self.write_siblings(first, true, out);
                out.push(b'}');
            }
        }
    }

    fn write_siblings(&self, first: u32, with_keys: bool, out: &mut Vec<u8>) {
        let mut at = first;
        while at != NONE {
            if at != first {
                out.push(b',');
            }
            let node = self.nodes[at as usize];
            if with_keys {
                self.write_text(node.key, out);
                out.push(b':');
            }
            self.write_node(NodeId(at), out);
            at = node.next;
        }
    }

    fn write_text(&self, text: Text, out: &mut Vec<u8>) {
        match text {
            // A span of the source has no escapes and needs none: the parser saw to that.
            Text::Source { start, end } => {
                out.push(b'"');
                out.extend_from_slice(&self.source.as_bytes()[start as usize..end as usize]);
                out.push(b'"');
            }
            Text::Owned { .. } => write_string(self.text(text), out),
        }
    }

    /// The text the document was read from with some of its strings replaced and every other byte as it was.
    ///
    /// The nodes must be strings of the parsed text, in document order, not ones that edits have made.
    pub fn patched(&self, replacements: &[(NodeId, String)]) -> String {
        let mut out = Vec::with_capacity(self.source.len() + 64);
        let mut copied = 0;
        for (node, text) in replacements {
            let start = self.node(*node).offset as usize;
            out.extend_from_slice(&self.source.as_bytes()[copied..start]);
            write_string(text, &mut out);
            copied = string_end(&self.source, start);
        }
        out.extend_from_slice(&self.source.as_bytes()[copied..]);
        String::from_utf8(out).expect("strings are cut at quotes, which are single bytes")
    }
}

/// Appends a JSON string with its quotes, escaping no more than RFC 8259 demands.
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    escape(text, |piece| out.extend_from_slice(piece.as_bytes()));
    out.push(b'"');
}

/// Hands out, piece by piece, what stands between the quotes of a JSON string.
pub(crate) fn escape(text: &str, mut put: impl FnMut(&str)) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 => "\\u00",
            _ => continue,
        };
        put(&text[copied..at]);
        put(short);
        if short.len() > 2 {
            put(if byte < 0x10 { "0" } else { "1" });
            let digit = usize::from(byte & 15);
            put(&"0123456789abcdef"[digit..=digit]);
        }
        copied = at + 1;
    }
    put(&text[copied..]);
}

//! Frame: events that are written anew, and events of our own.

use crate::format::json::{Document, Json};

/// Appends a frame with this document in the place of the data that `raw` had; its other lines stay.
pub(super) fn rewrite(raw: &[u8], document: &Document, out: &mut Vec<u8>) {
    for line in raw.split(|byte| matches!(byte, b'\n' | b'\r')) {
        if !line.is_empty() && !is_data(line) {
            out.extend_from_slice(line);
            out.push(b'\n');
        }
    }
    write_data(document, out);
}

/// Whether the line is one of a frame's data: the name alone stands for an empty one.
fn is_data(line: &[u8]) -> bool {
    line.strip_prefix(b"data").is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b':'))
}

/// Appends a frame of our own, under the name that is the document's `type` where frames have names.
pub(super) fn write_own(document: &Document, has_name: bool, out: &mut Vec<u8>) {
    let name = document.get(document.root(), "type").and_then(|node| document.as_str(node));
    // A line break in a name would begin a field of the provider's choice.
    if let Some(name) = name.filter(|name| has_name && !name.contains(char::is_control)) {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(name.as_bytes());
        out.push(b'\n');
    }
    write_data(document, out);
}

fn write_data(document: &Document, out: &mut Vec<u8>) {
    out.extend_from_slice(b"data: ");
    document.write(out);
    out.extend_from_slice(b"\n\n");
}

/// A document that repeats these members of another, as far as they are strings and whole numbers.
pub(super) fn head(document: &Document, names: &[&str]) -> Document {
    let mut head = Document::object();
    let root = head.root();
    for name in names {
        let Some(node) = document.get(document.root(), name) else {
            continue;
        };
        match (document.as_str(node), document.as_u64(node)) {
            (Some(text), _) => head.insert(root, name, Json::Text(text)),
            (None, Some(number)) => head.insert(root, name, Json::Integer(number)),
            (None, None) => None,
        };
    }
    head
}

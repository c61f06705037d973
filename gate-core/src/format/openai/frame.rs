//! Frame: chunks that are written anew, and chunks of our own.

use bytes::Bytes;

use super::chunk::{Piece, TextKey};
use crate::format::FormatFault;
use crate::format::json::{Document, Json, NodeId};

/// Puts texts into a chunk and takes its `logprobs` out, which spell out the texts as they were.
pub(super) fn rewrite(document: &mut Document, pieces: &[Piece<'_>], texts: &[String]) {
    for (piece, text) in pieces.iter().zip(texts) {
        if let Some(node) = piece.find(document) {
            document.set_string(node, text);
        }
    }
    for choice in choices(document) {
        if let Some(logprobs) = document.get(choice, "logprobs") {
            document.set(logprobs, Json::Null);
        }
    }
}

/// The choices of a chunk.
pub(super) fn choices(document: &Document) -> Vec<NodeId> {
    let choices = document.get(document.root(), "choices");
    choices.into_iter().flat_map(|choices| document.items(choices)).collect()
}

/// What a chunk of our own repeats: `id`, `object`, `created`, `model`, and an empty list of choices.
pub(super) fn head_of(data: &[u8]) -> Result<Document, FormatFault> {
    let chunk = Document::parse(Bytes::copy_from_slice(data))?;
    let mut head = Document::object();
    let root = head.root();
    for key in ["id", "object", "created", "model"] {
        let Some(node) = chunk.get(chunk.root(), key) else {
            continue;
        };
        match (chunk.as_str(node), chunk.as_u64(node)) {
            (Some(text), _) => head.insert(root, key, Json::Text(text)),
            (None, Some(number)) => head.insert(root, key, Json::Integer(number)),
            (None, None) => None,
        };
    }
    head.insert(root, "choices", Json::Array);
    Ok(head)
}

/// Adds the choice that carries `text` to a head.
pub(super) fn add_choice(document: &mut Document, key: TextKey, text: &str) -> Option<()> {
    let choices = document.get(document.root(), "choices")?;
    let choice = document.push(choices, Json::Object)?;
    document.insert(choice, "index", Json::Integer(key.choice))?;
    let mut at = document.insert(choice, "delta", Json::Object)?;
    if key.field.is_in_call() {
        let calls = document.insert(at, "tool_calls", Json::Array)?;
        at = document.push(calls, Json::Object)?;
        document.insert(at, "index", Json::Integer(key.call))?;
    }
    let (last, above) = key.field.path().split_last()?;
    for name in above {
        at = document.insert(at, name, Json::Object)?;
    }
    document.insert(at, last, Json::Text(text))?;
    document.insert(choice, "finish_reason", Json::Null)?;
    Some(())
}

/// Appends a frame with this chunk.
pub(super) fn write(document: &Document, out: &mut Vec<u8>) {
    out.extend_from_slice(b"data: ");
    document.write(out);
    out.extend_from_slice(b"\n\n");
}

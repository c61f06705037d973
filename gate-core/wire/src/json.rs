//! Json: the one place where bodies are written.

use bytes::Bytes;
use serde::Serialize;

/// A value as one line of JSON.
pub(crate) fn bytes(value: &impl Serialize) -> Bytes {
    // Every body here is a struct of strings, numbers and maps with string keys, which serialise into memory.
    serde_json::to_vec(value).expect("bodies consist of strings and numbers").into()
}

//! Embeddings: `POST /v1/embeddings`. What is embedded is text, or lists of token numbers, which are no strings.

use crate::format::zone::{AGREED, OPAQUE, Zone};

/// A whole request.
pub(in crate::format) static REQUEST: Zone =
    Zone::object(&[(&["model", "encoding_format", "input_type", "truncate"], &AGREED)]);

/// A whole answer.
pub(in crate::format) static ANSWER: Zone =
    Zone::object(&[(&["id", "object", "model"], &AGREED), (&["data"], &VECTOR)]);

/// One of the vectors, numbers or base64.
static VECTOR: Zone = Zone::object(&[(&["object"], &AGREED), (&["embedding"], &OPAQUE)]);

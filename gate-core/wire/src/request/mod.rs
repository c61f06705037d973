//! Request: a plain HTTP request becomes a call.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use gate_core::call::{Call, CallOptions};
use gate_core::refusal::Refusal;
use http::{HeaderMap, HeaderName};

use crate::dialect::Recognised;
use crate::head::Head;
use crate::route;

/// The longest session id, in characters.
const SESSION_ID_MAX: usize = 128;

/// Makes the call of a request whose dialect was found.
///
/// The body is not read here; whether it is JSON that makes sense is the engine's to say. Refuses with
/// [`Refusal::NotFound`] on a path without an operation, and with [`Refusal::Malformed`] when a header has a value
/// that it must not have or the body is said not to be JSON.
pub fn read_call(head: &Head<'_>, body: Bytes, recognised: Recognised) -> Result<Call, Refusal> {
    let (operation, path) = route::of(head.path).ok_or(Refusal::NotFound)?;
    if head.denies_json() {
        return Err(Refusal::malformed("The body must be JSON, sent with `Content-Type: application/json`."));
    }
    let options = recognised.dialect.speaker().options(head.headers)?;
    Ok(Call {
        operation,
        path,
        credential: recognised.credential,
        client_address: head.peer,
        body,
        options: CallOptions {
            provider_key: recognised.provider_key,
            passed_on: passed_on(head.headers),
            ..options
        },
        status_of: recognised.dialect.status_of(),
    })
}

/// Headers of Anthropic's format, which its providers get as they are.
const PASSED_ON: [&str; 2] = ["anthropic-version", "anthropic-beta"];

fn passed_on(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    let stated = |name: &'static str| {
        let values: Vec<&str> =
            headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).collect();
        (!values.is_empty()).then(|| (name, values.join(",")))
    };
    PASSED_ON.into_iter().filter_map(stated).collect()
}

/// The session id in this header; `None` when the header is absent.
pub(crate) fn session_id(headers: &HeaderMap, name: HeaderName) -> Result<Option<String>, Refusal> {
    let mut values = headers.get_all(&name).into_iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let printable = |byte: &u8| (b' '..=b'~').contains(byte);
    let bytes = value.as_bytes();
    let is_id = (1..=SESSION_ID_MAX).contains(&bytes.len()) && bytes.iter().all(printable);
    match value.to_str() {
        Ok(text) if is_id && values.next().is_none() => Ok(Some(text.to_owned())),
        _ => Err(Refusal::malformed_field(
            format!("`{name}` must be given once, with 1 to {SESSION_ID_MAX} printable ASCII characters."),
            name.as_str(),
        )),
    }
}

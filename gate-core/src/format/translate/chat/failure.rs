//! Failure: the format's error answers.

use bytes::Bytes;

use crate::format::json::Document;
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// Reads an error answer by its status; the account's state is told by a code.
pub(in crate::format::translate) fn read_failure(status: u16, body: &[u8]) -> Failure {
    let document = Document::parse(Bytes::copy_from_slice(body)).ok();
    let error = document.as_ref().and_then(|document| Value::root(document).get("error"));
    read_error(error, status)
}

/// Reads an `error`, as it stands in an answer or, without a status, in a chunk.
pub(super) fn read_error(error: Option<Value<'_>>, status: u16) -> Failure {
    let word = |name: &str| error.and_then(|error| error.text_of(name)).unwrap_or_default();
    let own_status = error.and_then(|error| error.get("code")?.figure());
    let status = own_status.and_then(|status| u16::try_from(status).ok()).unwrap_or(status);
    let kind = if [word("code"), word("type")].contains(&"insufficient_quota") {
        FailureKind::Unpaid
    } else {
        FailureKind::of_status(status)
    };
    let message = error.and_then(Value::text).unwrap_or(word("message"));
    Failure {
        kind,
        message: if message.is_empty() { kind.sentence().to_owned() } else { message.to_owned() },
    }
}

/// Writes an error answer.
pub(in crate::format::translate) fn write_failure(failure: &Failure) -> (u16, Vec<u8>) {
    let (status, kind, code) = match failure.kind {
        FailureKind::Invalid => (400, "invalid_request_error", None),
        FailureKind::Unauthenticated => (401, "invalid_request_error", Some("invalid_api_key")),
        FailureKind::Unpaid => (429, "insufficient_quota", Some("insufficient_quota")),
        FailureKind::Forbidden => (403, "invalid_request_error", Some("permission_denied")),
        FailureKind::NotFound => (404, "invalid_request_error", Some("not_found")),
        FailureKind::TooLarge => (413, "invalid_request_error", Some("request_too_large")),
        FailureKind::RateLimited => (429, "rate_limit_error", Some("rate_limit_exceeded")),
        FailureKind::Overloaded => (503, "server_error", Some("overloaded")),
        FailureKind::TimedOut => (504, "server_error", Some("timeout")),
        FailureKind::Internal => (500, "server_error", None),
    };
    let mut out = Out::default();
    out.object().key("error").object().member("message", &failure.message).member("type", kind);
    out.key("param").null().key("code");
    match code {
        Some(code) => out.text(code),
        None => out.null(),
    };
    out.end_object().end_object();
    (status, out.into_bytes())
}

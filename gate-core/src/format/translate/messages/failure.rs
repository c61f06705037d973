//! Failure: the format's error answers.

use bytes::Bytes;

use crate::format::json::Document;
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// The format's names of errors, and the statuses they come with.
const KINDS: &[(FailureKind, &str, u16)] = &[
    (FailureKind::Invalid, "invalid_request_error", 400),
    (FailureKind::Unauthenticated, "authentication_error", 401),
    (FailureKind::Unpaid, "billing_error", 402),
    (FailureKind::Forbidden, "permission_error", 403),
    (FailureKind::NotFound, "not_found_error", 404),
    (FailureKind::TooLarge, "request_too_large", 413),
    (FailureKind::RateLimited, "rate_limit_error", 429),
    (FailureKind::Internal, "api_error", 500),
    (FailureKind::TimedOut, "timeout_error", 504),
    (FailureKind::Overloaded, "overloaded_error", 529),
];

/// Reads an error answer by the name it gives the error, else by its status.
pub(in crate::format::translate) fn read_failure(status: u16, body: &[u8]) -> Failure {
    let document = Document::parse(Bytes::copy_from_slice(body)).ok();
    let error = document.as_ref().and_then(|document| Value::root(document).get("error"));
    read_error(error, status)
}

/// Reads an `error`, as it stands in an answer or, without a status, in an event.
pub(super) fn read_error(error: Option<Value<'_>>, status: u16) -> Failure {
    let word = error.and_then(|error| error.text_of("type"));
    let known = KINDS.iter().find(|(_, name, _)| Some(*name) == word);
    let kind = known.map_or_else(|| FailureKind::of_status(status), |(kind, ..)| *kind);
    let message = error.and_then(|error| error.text_of("message")).unwrap_or(kind.sentence());
    Failure { kind, message: message.to_owned() }
}

/// Writes an error answer.
pub(in crate::format::translate) fn write_failure(failure: &Failure) -> (u16, Vec<u8>) {
    let known = KINDS.iter().find(|(kind, ..)| *kind == failure.kind);
    let (name, status) = known.map_or(("api_error", 500), |(_, name, status)| (*name, *status));
    let mut out = Out::default();
    out.object().member("type", "error").key("error").object().member("type", name);
    out.member("message", &failure.message).end_object().end_object();
    (status, out.into_bytes())
}

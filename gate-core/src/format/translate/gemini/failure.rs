//! Failure: the format's error answers, in the words of Google's RPCs.

use std::time::Duration;

use bytes::Bytes;

use super::names::text_of;
use crate::format::json::{Document, Kind};
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// The format's names of errors and the statuses they come with. The first name of a kind is the one that is written.
const KINDS: &[(FailureKind, &str, u16)] = &[
    (FailureKind::Invalid, "INVALID_ARGUMENT", 400),
    (FailureKind::Invalid, "OUT_OF_RANGE", 400),
    (FailureKind::Unpaid, "FAILED_PRECONDITION", 400),
    (FailureKind::Unauthenticated, "UNAUTHENTICATED", 401),
    (FailureKind::Forbidden, "PERMISSION_DENIED", 403),
    (FailureKind::NotFound, "NOT_FOUND", 404),
    (FailureKind::RateLimited, "RESOURCE_EXHAUSTED", 429),
    (FailureKind::Internal, "INTERNAL", 500),
    (FailureKind::Internal, "UNKNOWN", 500),
    (FailureKind::Internal, "DATA_LOSS", 500),
    (FailureKind::Overloaded, "UNAVAILABLE", 503),
    (FailureKind::TimedOut, "DEADLINE_EXCEEDED", 504),
];

/// Reads an error answer by the name it gives the error, else by its status.
pub(in crate::format::translate) fn read_failure(status: u16, body: &[u8]) -> Failure {
    let document = Document::parse(Bytes::copy_from_slice(body)).ok();
    read_error(document.as_ref().and_then(the_error), status)
}

/// The `error` of a body, which some of Google's servers put into an array.
fn the_error(document: &Document) -> Option<Value<'_>> {
    let root = Value::root(document);
    match root.kind() {
        Kind::Array => root.array("body").ok()?.next().and_then(|(_, first)| first.get("error")),
        _ => root.get("error"),
    }
}

/// Reads an `error`, as it stands in an answer or, without a status, in a frame.
pub(super) fn read_error(error: Option<Value<'_>>, status: u16) -> Failure {
    let own_status = error.and_then(|error| u16::try_from(error.get("code")?.figure()?).ok());
    let status = own_status.unwrap_or(status);
    let word = error.and_then(|error| error.text_of("status"));
    let known = KINDS.iter().find(|(_, name, _)| Some(*name) == word).map(|(kind, ..)| *kind);
    let kind = match known {
        // A key that is not valid is an argument that is not.
        Some(FailureKind::Invalid) if has_bad_key(error) => FailureKind::Unauthenticated,
        Some(FailureKind::Invalid) if status == 413 => FailureKind::TooLarge,
        Some(kind) => kind,
        None => FailureKind::of_status(status),
    };
    let message = error.and_then(|error| error.text_of("message")).filter(|message| !message.is_empty());
    Failure { kind, message: message.unwrap_or(kind.sentence()).to_owned() }
}

fn details(error: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    let details = error.and_then(|error| error.get("details")?.array("details").ok());
    details.into_iter().flatten().map(|(_, detail)| detail)
}

fn has_bad_key(error: Option<Value<'_>>) -> bool {
    details(error).any(|detail| detail.text_of("reason") == Some("API_KEY_INVALID"))
}

/// How long an error answer of Gemini's asks the caller to wait (`google.rpc.RetryInfo`), if it does.
pub fn retry_delay(body: &[u8]) -> Option<Duration> {
    let document = Document::parse(Bytes::copy_from_slice(body)).ok()?;
    let delay = details(the_error(&document)).find_map(|detail| text_of(detail, "retryDelay"))?;
    let seconds: f64 = delay.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Writes an error answer.
pub(in crate::format::translate) fn write_failure(failure: &Failure) -> (u16, Vec<u8>) {
    let known = KINDS.iter().find(|(kind, ..)| *kind == failure.kind);
    let (name, status) = match failure.kind {
        // There is no name of its own for it.
        FailureKind::TooLarge => ("INVALID_ARGUMENT", 413),
        _ => known.map_or(("INTERNAL", 500), |(_, name, status)| (*name, *status)),
    };
    let mut out = Out::default();
    out.object().key("error").object().key("code").integer(u64::from(status));
    out.member("message", &failure.message).member("status", name).end_object().end_object();
    (status, out.into_bytes())
}

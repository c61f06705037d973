//! Failure: the format's error answers, and the exceptions that end its streams.

use bytes::Bytes;

use crate::format::json::Document;
use crate::format::model::{Failure, FailureKind};
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// The service's names of errors, and the statuses they come with. The first of a kind is the one that is written.
const KINDS: &[(FailureKind, &str, u16)] = &[
    (FailureKind::Invalid, "validationException", 400),
    (FailureKind::Invalid, "conflictException", 400),
    (FailureKind::Unauthenticated, "unrecognizedClientException", 403),
    (FailureKind::Unauthenticated, "invalidSignatureException", 403),
    (FailureKind::Unauthenticated, "incompleteSignatureException", 400),
    (FailureKind::Unauthenticated, "missingAuthenticationTokenException", 403),
    (FailureKind::Unauthenticated, "missingAuthenticationToken", 403),
    (FailureKind::Unauthenticated, "invalidClientTokenId", 403),
    (FailureKind::Unauthenticated, "expiredTokenException", 403),
    (FailureKind::Unauthenticated, "expiredToken", 403),
    (FailureKind::Unauthenticated, "requestExpired", 400),
    (FailureKind::Forbidden, "accessDeniedException", 403),
    (FailureKind::Forbidden, "optInRequired", 403),
    (FailureKind::NotFound, "resourceNotFoundException", 404),
    (FailureKind::NotFound, "unknownOperationException", 404),
    (FailureKind::TooLarge, "requestEntityTooLargeException", 413),
    (FailureKind::RateLimited, "throttlingException", 429),
    (FailureKind::RateLimited, "tooManyRequestsException", 429),
    (FailureKind::RateLimited, "serviceQuotaExceededException", 400),
    (FailureKind::Overloaded, "serviceUnavailableException", 503),
    (FailureKind::Overloaded, "modelNotReadyException", 429),
    (FailureKind::TimedOut, "modelTimeoutException", 408),
    (FailureKind::Internal, "internalServerException", 500),
    (FailureKind::Internal, "internalFailure", 500),
    (FailureKind::Internal, "modelErrorException", 424),
    (FailureKind::Internal, "modelStreamErrorException", 424),
];

/// Reads an error answer by the name that its header `x-amzn-ErrorType` (or the name of the exception in a stream)
/// gives it, else by the name in its body, else by its status.
pub(in crate::format::translate) fn read_failure(status: u16, name: Option<&str>, body: &[u8]) -> Failure {
    let document = Document::parse(Bytes::copy_from_slice(body)).ok();
    let root = document.as_ref().map(Value::root);
    let word = |name: &str| root.and_then(|root| root.text_of(name)).filter(|word| !word.is_empty());
    let named = name.or(word("__type")).map(bare);
    let known = named.and_then(|named| KINDS.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(named)));
    let kind = match known {
        Some((kind, ..)) => *kind,
        // The status with which models' own errors come.
        None if status == 424 => FailureKind::Internal,
        None => FailureKind::of_status(status),
    };
    let message = word("message").or(word("Message")).unwrap_or(kind.sentence());
    Failure { kind, message: message.to_owned() }
}

/// A name without the address that may follow it (`ValidationException:http://...`) and the space that may stand
/// before it (`com.amazon.coral.service#ValidationException`).
fn bare(name: &str) -> &str {
    let name = name.split(':').next().unwrap_or(name);
    name.rsplit('#').next().unwrap_or(name).trim()
}

/// The name of a failure's exception, and its status.
pub(in crate::format::translate) fn failure_name(kind: FailureKind) -> (&'static str, u16) {
    let known = match kind {
        FailureKind::Unpaid => None,
        kind => KINDS.iter().find(|(other, ..)| *other == kind),
    };
    known.map_or(("accessDeniedException", 403), |(_, name, status)| (*name, *status))
}

/// Writes an error answer. Its name stands in the body too, where clients look for it after the header.
pub(in crate::format::translate) fn write_failure(failure: &Failure) -> (u16, Vec<u8>) {
    let (name, status) = failure_name(failure.kind);
    let mut out = Out::default();
    out.object().member("__type", name).member("message", &failure.message).end_object();
    (status, out.into_bytes())
}

//! Failure: the format's error answers, which are those of chat completions, and its events of errors.

use crate::format::model::{Failure, FailureKind};
use crate::format::translate::chat;
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

pub(in crate::format::translate) use chat::{read_failure, write_failure};

/// The codes with which an answer fails that has begun.
const CODES: &[(&str, FailureKind)] = &[
    ("server_error", FailureKind::Internal),
    ("rate_limit_exceeded", FailureKind::RateLimited),
    ("insufficient_quota", FailureKind::Unpaid),
    ("server_overloaded", FailureKind::Overloaded),
    ("context_length_exceeded", FailureKind::Invalid),
    ("invalid_prompt", FailureKind::Invalid),
    ("invalid_request_error", FailureKind::Invalid),
];

/// Reads the `error` of an answer that failed, or the event of an error, whose members may stand in either place.
pub(super) fn read_error(owner: Value<'_>) -> Failure {
    let error = owner.get("error").unwrap_or(owner);
    let word = error.text_of("code").or_else(|| error.text_of("type")).unwrap_or_default();
    let known = CODES.iter().find(|(code, _)| *code == word).map(|(_, kind)| *kind);
    let kind = known.unwrap_or(if word.starts_with("invalid_") {
        FailureKind::Invalid
    } else {
        FailureKind::Internal
    });
    let message = error.text_of("message").filter(|message| !message.is_empty());
    Failure { kind, message: message.unwrap_or(kind.sentence()).to_owned() }
}

/// The code of a failure, of those that the official clients know.
pub(super) fn code(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::RateLimited => "rate_limit_exceeded",
        FailureKind::Invalid | FailureKind::TooLarge => "invalid_prompt",
        FailureKind::Unauthenticated
        | FailureKind::Unpaid
        | FailureKind::Forbidden
        | FailureKind::NotFound
        | FailureKind::Overloaded
        | FailureKind::TimedOut
        | FailureKind::Internal => "server_error",
    }
}

/// The data of an event that tells an error where there is no answer that could fail.
pub(in crate::format::translate) fn error_event(failure: &Failure) -> String {
    let mut out = Out::default();
    out.object().member("type", "error").key("sequence_number").integer(0);
    out.member("code", code(failure.kind)).member("message", &failure.message).key("param").null();
    out.end_object();
    out.into_text()
}

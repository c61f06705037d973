//! Faults: turns a proper answer and a mode into the steps that are carried out.
//!
//! Here is what concerns the exchange as a whole and answers in one piece; [`stream`] does the same for events.

mod stream;

use crate::{
    answer::Answer,
    bomb,
    directive::{Directive, Mode},
    http,
    script::{Script, Step, Then},
};
use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;

/// What `garbage` says instead of HTTP.
const GARBAGE: &[u8] = b"\x00\x01SSH-2.0-witness\r\n\xff\xfe not http\r\n\r\n";
/// Headers of `header_flood`; about half a mebibyte together.
const FLOOD_HEADERS: usize = 4000;
/// Bytes `short_length` promises beyond what it sends.
const MISSING_BYTES: usize = 100;
/// Bytes of the head `slow_head` sends before its pause: the status line and a torn header name.
const TORN_HEAD: usize = 20;
/// A reset may overtake bytes the peer has not read; so much time they get.
const BEFORE_RESET: Duration = Duration::from_millis(20);
/// Block `huge_line` repeats.
const BLOCK: usize = 64 * 1024;

/// How a body's end is told.
#[derive(Clone, Copy)]
enum Framing {
    Chunked,
    UntilClose,
    Length(usize),
}

/// Decides every step of an answer.
pub(crate) fn script(answer: &Answer<'_>, directive: &Directive, streamed: bool) -> Script {
    let steps = match directive.mode {
        Mode::Hang => vec![Step::Hang],
        Mode::Reset => vec![Step::Reset],
        Mode::Close => vec![Step::Close],
        Mode::Garbage => vec![Step::Write(Bytes::from_static(GARBAGE)), Step::Close],
        Mode::Status => vec![error(directive)],
        Mode::Redirect => vec![redirect(directive)],
        Mode::Bomb => gzip(&bomb::gzip(directive.mib), streamed),
        Mode::BadGzip => gzip(answer.whole().to_string().as_bytes(), streamed),
        Mode::HugeLine => huge_line(directive, streamed),
        _ if streamed => return stream::script(answer, directive),
        _ => whole(answer, directive),
    };
    let then = if directive.mode == Mode::UntilClose { Then::Close } else { Then::KeepAlive };
    Script { steps: wait(directive.first_ms).into_iter().chain(steps).collect(), then }
}

fn wait(milliseconds: u64) -> Option<Step> {
    (milliseconds > 0).then(|| Step::Wait(Duration::from_millis(milliseconds)))
}

/// The answer as one JSON object, told properly or not.
fn whole(answer: &Answer<'_>, directive: &Directive) -> Vec<Step> {
    let mut body = answer.whole().to_string().into_bytes();
    match directive.mode {
        Mode::BadJson => body.truncate(body.len() / 2),
        Mode::ErrorInStream => body = error_body(500).to_string().into_bytes(),
        Mode::Bom => body.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        _ => {}
    }
    let framing = match directive.mode {
        Mode::HalfSse | Mode::UntilClose => Framing::UntilClose,
        Mode::HalfChunk => Framing::Chunked,
        Mode::ShortLength => Framing::Length(body.len() + MISSING_BYTES),
        _ => Framing::Length(body.len()),
    };
    let head = head(answer, directive, "application/json", framing);
    let half = |body: &[u8]| joined(&head, &body[..body.len() / 2]);
    match directive.mode {
        Mode::HalfSse => vec![half(&body), Step::Close],
        Mode::HalfChunk => vec![half(&http::chunk(&body)), Step::Close],
        Mode::ShortLength => vec![joined(&head, &body), Step::Close],
        Mode::Stall => vec![half(&body), Step::Hang],
        Mode::ResetMid => vec![half(&body), Step::Wait(BEFORE_RESET), Step::Reset],
        Mode::Drip => {
            let gap = Duration::from_millis(directive.drip_ms);
            vec![Step::Write(head.into()), Step::Drip(body.into(), gap), Step::Sent]
        }
        Mode::SlowHead => torn(joined(&head, &body), directive).into_iter().chain([Step::Sent]).collect(),
        _ => vec![joined(&head, &body), Step::Sent],
    }
}

/// Head and body in one write, as a fast provider sends them.
fn joined(head: &[u8], body: &[u8]) -> Step {
    Step::Write([head, body].concat().into())
}

/// A write torn in the middle of the head.
fn torn(write: Step, directive: &Directive) -> Vec<Step> {
    let Step::Write(mut rest) = write else {
        return vec![write];
    };
    let first = rest.split_to(TORN_HEAD.min(rest.len()));
    vec![Step::Write(first), Step::Wait(Duration::from_millis(directive.head_ms)), Step::Write(rest)]
}

/// The head of a proper answer, with the faults that sit in heads.
fn head(answer: &Answer<'_>, directive: &Directive, kind: &str, framing: Framing) -> Vec<u8> {
    let kind = if directive.mode == Mode::WrongType { "text/html; charset=utf-8" } else { kind };
    let length = match framing {
        Framing::Length(length) => length.to_string(),
        Framing::Chunked | Framing::UntilClose => String::new(),
    };
    let request_id = format!("req_{}", answer.id());
    let flood = if directive.mode == Mode::HeaderFlood { FLOOD_HEADERS } else { 0 };
    let flood: Vec<String> = (0..flood).map(|number| format!("x-flood-{number}")).collect();
    let padding = "f".repeat(100);
    let mut fields = vec![
        ("content-type", kind),
        ("x-request-id", request_id.as_str()),
        match framing {
            Framing::Chunked => ("transfer-encoding", "chunked"),
            Framing::UntilClose => ("connection", "close"),
            Framing::Length(_) => ("content-length", length.as_str()),
        },
    ];
    fields.extend(flood.iter().map(|name| (name.as_str(), padding.as_str())));
    http::head(200, &fields)
}

fn error(directive: &Directive) -> Step {
    let status = directive.status.unwrap_or(500);
    let body = error_body(status).to_string();
    let (length, seconds) = (body.len().to_string(), directive.retry_after.unwrap_or(1).to_string());
    let mut fields = vec![("content-type", "application/json"), ("content-length", length.as_str())];
    if status == 429 || directive.retry_after.is_some() {
        fields.push(("retry-after", seconds.as_str()));
    }
    joined(&http::head(status, &fields), body.as_bytes())
}

/// An error in the provider's shape.
pub(crate) fn error_body(status: u16) -> Value {
    let (kind, code) = match status {
        400 => ("invalid_request_error", "invalid_value"),
        401 => ("invalid_request_error", "invalid_api_key"),
        403 => ("invalid_request_error", "permission_denied"),
        404 => ("invalid_request_error", "model_not_found"),
        413 => ("invalid_request_error", "request_too_large"),
        429 => ("requests", "rate_limit_exceeded"),
        _ => ("server_error", "server_error"),
    };
    let message = format!("The witness was told to answer {status}.");
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

fn redirect(directive: &Directive) -> Step {
    let fields = [("location", directive.redirect.as_str()), ("content-length", "0")];
    joined(&http::head(directive.status.unwrap_or(307), &fields), b"")
}

fn gzip(body: &[u8], streamed: bool) -> Vec<Step> {
    let kind = if streamed { "text/event-stream" } else { "application/json" };
    let length = body.len().to_string();
    let fields = [("content-type", kind), ("content-encoding", "gzip"), ("content-length", length.as_str())];
    vec![joined(&http::head(200, &fields), body), Step::Sent]
}

fn huge_line(directive: &Directive, streamed: bool) -> Vec<Step> {
    let (kind, opening) =
        if streamed { ("text/event-stream", "data: {\"id\":\"") } else { ("application/json", "{\"id\":\"") };
    let head = http::head(200, &[("content-type", kind), ("transfer-encoding", "chunked")]);
    vec![
        joined(&head, &http::chunk(opening.as_bytes())),
        Step::Repeat(http::chunk(&[b'x'; BLOCK]), directive.mib * 1024 * 1024 / BLOCK),
        Step::Write(Bytes::from_static(http::LAST_CHUNK)),
        Step::Sent,
    ]
}

#[cfg(test)]
mod tests;

//! Faults: turns a proper answer and a mode into the steps that are carried out.
//!
//! Here is what concerns the exchange as a whole and answers in one piece; [`stream`] does the same for events.

mod stream;

use crate::{
    bomb,
    directive::{Directive, Mode},
    http,
    reply::{Body, Reply},
    script::{Script, Step, Then},
    vendor::{Problem, Vendor},
};
use bytes::Bytes;
use serde_json::Value;
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
pub(crate) fn script(reply: &Reply, directive: &Directive) -> Script {
    let streamed = reply.is_streamed();
    let steps = match directive.mode {
        Mode::Hang => vec![Step::Hang],
        Mode::Reset => vec![Step::Reset],
        Mode::Close => vec![Step::Close],
        Mode::Garbage => vec![Step::Write(Bytes::from_static(GARBAGE)), Step::Close],
        Mode::Status => vec![error(reply.vendor, directive)],
        Mode::Redirect => vec![redirect(directive)],
        Mode::Bomb => gzip(&bomb::gzip(directive.mib), reply),
        Mode::BadGzip => gzip(b"not compressed at all", reply),
        Mode::HugeLine => huge_line(directive, streamed),
        _ => match &reply.body {
            Body::Events(events) => return stream::script(reply, events, directive),
            Body::Whole(body) => whole(reply, body, directive),
        },
    };
    let then = if directive.mode == Mode::UntilClose { Then::Close } else { Then::KeepAlive };
    Script { steps: wait(directive.first_ms).into_iter().chain(steps).collect(), then }
}

fn wait(milliseconds: u64) -> Option<Step> {
    (milliseconds > 0).then(|| Step::Wait(Duration::from_millis(milliseconds)))
}

/// The answer as one JSON object, told properly or not.
fn whole(reply: &Reply, body: &Value, directive: &Directive) -> Vec<Step> {
    let mut body = body.to_string().into_bytes();
    match directive.mode {
        Mode::BadJson => body.truncate(body.len() / 2),
        Mode::ErrorInStream => body = reply.vendor.error_body(&told(500)).to_string().into_bytes(),
        Mode::Bom => body.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        _ => {}
    }
    let framing = match directive.mode {
        Mode::HalfSse | Mode::UntilClose => Framing::UntilClose,
        Mode::HalfChunk => Framing::Chunked,
        Mode::ShortLength => Framing::Length(body.len() + MISSING_BYTES),
        _ => Framing::Length(body.len()),
    };
    let head = head(reply, directive, "application/json", framing);
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
fn head(reply: &Reply, directive: &Directive, kind: &str, framing: Framing) -> Vec<u8> {
    let kind = if directive.mode == Mode::WrongType { "text/html; charset=utf-8" } else { kind };
    let length = match framing {
        Framing::Length(length) => length.to_string(),
        Framing::Chunked | Framing::UntilClose => String::new(),
    };
    let request_id = format!("req_{}", reply.id);
    let flood = if directive.mode == Mode::HeaderFlood { FLOOD_HEADERS } else { 0 };
    let flood: Vec<String> = (0..flood).map(|number| format!("x-flood-{number}")).collect();
    let padding = "f".repeat(100);
    let mut fields = vec![
        ("content-type", kind),
        (reply.vendor.request_id_header(), request_id.as_str()),
        match framing {
            Framing::Chunked => ("transfer-encoding", "chunked"),
            Framing::UntilClose => ("connection", "close"),
            Framing::Length(_) => ("content-length", length.as_str()),
        },
    ];
    fields.extend(flood.iter().map(|name| (name.as_str(), padding.as_str())));
    http::head(200, &fields)
}

fn error(vendor: Vendor, directive: &Directive) -> Step {
    let problem = told(directive.status.unwrap_or(500));
    let body = vendor.error_body(&problem).to_string();
    let (length, seconds) = (body.len().to_string(), directive.retry_after.unwrap_or(1).to_string());
    let extra = vendor.error_headers(&problem);
    let mut fields = vec![("content-type", "application/json"), ("content-length", length.as_str())];
    fields.extend(extra.iter().map(|(name, value)| (*name, value.as_str())));
    if problem.status == 429 || directive.retry_after.is_some() {
        fields.push(("retry-after", seconds.as_str()));
    }
    joined(&http::head(problem.status, &fields), body.as_bytes())
}

/// The error the witness was told to make.
fn told(status: u16) -> Problem {
    Problem::new(status, format!("The witness was told to answer {status}."))
}

fn redirect(directive: &Directive) -> Step {
    let fields = [("location", directive.redirect.as_str()), ("content-length", "0")];
    joined(&http::head(directive.status.unwrap_or(307), &fields), b"")
}

fn gzip(body: &[u8], reply: &Reply) -> Vec<Step> {
    let kind = if reply.is_streamed() { reply.vendor.stream_type() } else { "application/json" };
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

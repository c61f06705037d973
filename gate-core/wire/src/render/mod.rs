//! Renderer: an outcome becomes a plain HTTP response in the words of one dialect.

#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use gate_core::reply::{Outcome, Reply, ReplyBody};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::body::{SseFormat, WireBody};
use crate::denial::{self, Denial};
use crate::dialect::Dialect;
use crate::headers::{ACCEL_BUFFERING, Elapsed, put_text};
use crate::json;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream; charset=utf-8");

/// How many headers the wordiest answer has, so that the map grows only once.
const HEADERS_MAX: usize = 24;

/// Says what came of one request. Cheap to copy; made as soon as the dialect is known.
#[derive(Debug, Clone, Copy)]
pub struct Renderer {
    dialect: Dialect,
    format: SseFormat,
}

impl Renderer {
    /// A renderer for a request on this path.
    pub fn new(dialect: Dialect, path: &str) -> Self {
        Self { dialect, format: SseFormat::of(path) }
    }

    /// The dialect it speaks.
    pub fn dialect(self) -> Dialect {
        self.dialect
    }

    /// The response to a model call. `elapsed` is the time since the request arrived.
    pub fn render(self, outcome: Outcome, elapsed: Duration) -> Response<WireBody> {
        match outcome {
            Ok(reply) => self.answer(reply, Elapsed(elapsed)),
            Err(denied) => self.refusal(&denied.refusal, Some(&denied.receipt), Some(Elapsed(elapsed))),
        }
    }

    /// The response to any request that is refused, with what is known about the call, if there is one.
    pub fn render_refusal(self, refusal: &Refusal, receipt: Option<&Receipt>) -> Response<WireBody> {
        self.refusal(refusal, receipt, None)
    }

    /// The response to a method that the path does not have; `allow` lists those it has (`GET, POST`).
    pub fn render_method_not_allowed(self, allow: &str) -> Response<WireBody> {
        let refusal = Refusal::malformed(format!("This path does not have that method, only {allow}."));
        let mut response = self.render_refusal(&refusal, None);
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        put_text(response.headers_mut(), header::ALLOW, allow);
        response
    }

    /// The response to a request that is no model call: a body as JSON, with the request id and the rate limit when a
    /// receipt tells them.
    pub fn render_json(
        self,
        status: StatusCode,
        body: &impl Serialize,
        receipt: Option<&Receipt>,
    ) -> Response<WireBody> {
        let mut headers = HeaderMap::with_capacity(HEADERS_MAX);
        headers.insert(header::CONTENT_TYPE, JSON);
        if let Some(receipt) = receipt {
            self.dialect.speaker().describe(&mut headers, receipt, None);
        }
        respond(status, headers, WireBody::whole(json::bytes(body)))
    }

    /// The response to a request for something that was written as JSON before.
    pub fn render_written(self, json: Vec<u8>, receipt: &Receipt) -> Response<WireBody> {
        let mut headers = HeaderMap::with_capacity(HEADERS_MAX);
        headers.insert(header::CONTENT_TYPE, JSON);
        self.dialect.speaker().describe(&mut headers, receipt, None);
        respond(StatusCode::OK, headers, WireBody::whole(json))
    }

    /// The body of an error alone, for streams that break after their head was sent.
    pub(crate) fn error_body(self, refusal: &Refusal) -> Bytes {
        self.dialect.speaker().denial(refusal).body
    }

    pub(crate) fn format(self) -> SseFormat {
        self.format
    }

    fn answer(self, reply: Reply, elapsed: Elapsed) -> Response<WireBody> {
        let mut headers = HeaderMap::with_capacity(HEADERS_MAX);
        let speaker = self.dialect.speaker();
        speaker.describe(&mut headers, &reply.receipt, Some(elapsed));
        speaker.describe_answer(&mut headers, &reply.receipt);
        let body = match reply.body {
            ReplyBody::Whole(bytes) => {
                headers.insert(header::CONTENT_TYPE, JSON);
                WireBody::whole(bytes)
            }
            ReplyBody::Stream(chunks) => {
                put_stream_headers(&mut headers);
                WireBody::stream(self, chunks)
            }
        };
        respond(StatusCode::OK, headers, body)
    }

    fn refusal(
        self,
        refusal: &Refusal,
        receipt: Option<&Receipt>,
        elapsed: Option<Elapsed>,
    ) -> Response<WireBody> {
        let speaker = self.dialect.speaker();
        let Denial { status, body } = speaker.denial(refusal);
        let mut headers = HeaderMap::with_capacity(HEADERS_MAX);
        headers.insert(header::CONTENT_TYPE, JSON);
        if let Some(receipt) = receipt {
            speaker.describe(&mut headers, receipt, elapsed);
        }
        speaker.describe_denial(&mut headers, refusal, receipt);
        denial::put_headers(&mut headers, refusal, status);
        respond(status, headers, WireBody::whole(body))
    }
}

fn put_stream_headers(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_TYPE, EVENT_STREAM);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // nginx would otherwise hold the events back until its buffer is full.
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
}

fn respond(status: StatusCode, headers: HeaderMap, body: WireBody) -> Response<WireBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

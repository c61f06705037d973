//! Body: the bytes of a response, all at once or as the engine gives them out.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt::Write;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use gate_core::call::Operation;
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use gate_core::reply::{Chunk, ChunkStream};
use http_body::{Body, Frame, SizeHint};

use crate::render::Renderer;
use crate::route;

/// Pieces that are ready together go out as one write, up to about this many bytes.
const JOIN_BYTES: usize = 16 * 1024;

/// The body of a response.
///
/// Dropping it before its end tells the engine that the caller has gone.
pub struct WireBody(Inner);

enum Inner {
    Whole(Bytes),
    Stream(Box<SseStream<ChunkStream>>),
}

/// How the format of a route ends a stream of events and tells an error in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SseFormat {
    /// `data: [DONE]` is the end, and an error is a frame without a name.
    ChatCompletions,
    /// The last event is the end, and an error must be named, since clients skip frames without a name.
    Messages,
    /// `data: [DONE]` is the end, and an error is an answer that failed.
    Responses,
    /// The last frame is the end. Its clients take every line for a part of the answer, so nothing is added.
    Content,
}

impl SseFormat {
    /// The format of a path; chat completions where it has none of its own.
    pub(crate) fn of(path: &str) -> Self {
        match route::of(path) {
            Some((Operation::Message | Operation::TokenCount, _)) => Self::Messages,
            Some((Operation::Response, _)) => Self::Responses,
            Some((Operation::Content, _)) => Self::Content,
            Some((Operation::ChatCompletion | Operation::Embedding, _)) | None => Self::ChatCompletions,
        }
    }
}

impl WireBody {
    /// A body that is known already.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Inner::Whole(bytes.into()))
    }

    pub(crate) fn stream(renderer: Renderer, chunks: ChunkStream) -> Self {
        Self(Inner::Stream(Box::new(SseStream::new(renderer, chunks))))
    }
}

impl Body for WireBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = match &mut self.0 {
            Inner::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Whole(bytes) => Poll::Ready(Some(std::mem::take(bytes))),
            Inner::Stream(stream) => stream.poll_bytes(context),
        };
        bytes.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(bytes) => bytes.is_empty(),
            Inner::Stream(stream) => stream.ended,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Stream(_) => SizeHint::default(),
        }
    }
}

/// Where pieces come from.
trait Chunks {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Chunk>>;
}

impl Chunks for ChunkStream {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        self.poll_next(context)
    }
}

/// The engine's pieces as server-sent events, with the end that the format and the dialect ask for.
struct SseStream<C> {
    chunks: C,
    renderer: Renderer,
    ended: bool,
}

impl<C: Chunks> SseStream<C> {
    fn new(renderer: Renderer, chunks: C) -> Self {
        Self { chunks, renderer, ended: false }
    }

    /// Everything that is ready now, in one piece; waits when nothing is.
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let mut joined = Joined::default();
        while !self.ended && joined.length() < JOIN_BYTES {
            match self.chunks.poll_chunk(context) {
                Poll::Pending => break,
                Poll::Ready(Some(Chunk::Frames(frames))) => joined.push(frames),
                Poll::Ready(Some(Chunk::End(receipt))) => {
                    self.end_with(&mut joined, closing(self.renderer, &receipt));
                }
                Poll::Ready(Some(Chunk::Broken(refusal))) => self.break_off(&mut joined, &refusal),
                // The engine always says how a stream ends. If it cannot even do that, the caller must not take the
                // answer for a complete one.
                Poll::Ready(None) => self.break_off(&mut joined, &Refusal::Internal),
            }
        }
        match joined.into_bytes() {
            Some(bytes) => Poll::Ready(Some(bytes)),
            None if self.ended => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    fn break_off(&mut self, joined: &mut Joined, refusal: &Refusal) {
        self.end_with(joined, error_frame(self.renderer, refusal));
    }

    fn end_with(&mut self, joined: &mut Joined, last: Bytes) {
        self.ended = true;
        joined.push(last);
    }
}

/// What stands at the end of a complete stream: a comment with the final cost, and the terminal marker.
///
/// There is no blank line between them: decoders that have seen an `id:` take it for an empty event and fail.
fn closing(renderer: Renderer, receipt: &Receipt) -> Bytes {
    if renderer.format() == SseFormat::Content {
        return Bytes::new();
    }
    let mut text = String::with_capacity(96);
    text.push(':');
    // Writing into a string cannot fail.
    if let Some(cost) = receipt.cost {
        let _ = write!(text, " gate-cost={cost}");
    }
    let _ = writeln!(text, " gate-request-id={}", receipt.call_id);
    match renderer.format() {
        SseFormat::ChatCompletions | SseFormat::Responses => text.push_str("data: [DONE]\n\n"),
        SseFormat::Messages | SseFormat::Content => {}
    }
    text.into()
}

/// An error that came up after the stream had begun: one frame with the dialect's error body.
fn error_frame(renderer: Renderer, refusal: &Refusal) -> Bytes {
    // JSON from serde is one line, so it fits into one `data:` field.
    let body = renderer.error_body(refusal);
    match renderer.format() {
        SseFormat::ChatCompletions | SseFormat::Content => [b"data: ", &body[..], b"\n\n"].concat().into(),
        SseFormat::Messages => [b"event: error\ndata: ", &body[..], b"\n\n"].concat().into(),
        SseFormat::Responses => failed_response(&body),
    }
}

/// A response that failed, with what the dialect's error body says.
fn failed_response(body: &[u8]) -> Bytes {
    #[derive(serde::Deserialize)]
    struct Body<'b> {
        #[serde(borrow)]
        error: Said<'b>,
    }
    #[derive(serde::Deserialize)]
    struct Said<'b> {
        #[serde(borrow)]
        message: Cow<'b, str>,
        #[serde(borrow)]
        code: Cow<'b, str>,
    }
    let said = serde_json::from_slice::<Body<'_>>(body).map(|body| (body.error.code, body.error.message));
    let (code, message) = said.unwrap_or(("internal_error".into(), "The answer broke off.".into()));
    let event = serde_json::json!({
        "type": "response.failed",
        "response": {
            "object": "response",
            "status": "failed",
            "error": {"code": code, "message": message},
            "incomplete_details": null,
            "output": [],
        },
    });
    format!("event: response.failed\ndata: {event}\n\ndata: [DONE]\n\n").into()
}

/// Pieces put together. A single one is passed on without copying.
#[derive(Default)]
enum Joined {
    #[default]
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

impl Joined {
    fn length(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(bytes) => bytes.len(),
            Self::Many(bytes) => bytes.len(),
        }
    }

    fn push(&mut self, piece: Bytes) {
        *self = match std::mem::take(self) {
            Self::Nothing if piece.is_empty() => Self::Nothing,
            Self::Nothing => Self::One(piece),
            Self::One(first) => {
                let mut many = BytesMut::with_capacity((first.len() + piece.len()).max(JOIN_BYTES / 4));
                many.extend_from_slice(&first);
                many.extend_from_slice(&piece);
                Self::Many(many)
            }
            Self::Many(mut many) => {
                many.extend_from_slice(&piece);
                Self::Many(many)
            }
        };
    }

    fn into_bytes(self) -> Option<Bytes> {
        match self {
            Self::Nothing => None,
            Self::One(bytes) => Some(bytes),
            Self::Many(bytes) => Some(bytes.freeze()),
        }
    }
}

//! Bodies: a request body whose failures have names, and the one way to read it whole.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::state::ConnectionState;

/// Why a request body could not be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is, or says it is, longer than the route allows.
    #[error("The request body is too large")]
    TooLarge,
    /// The client stopped sending in the middle of it.
    #[error("The request body did not arrive in time")]
    Idle,
    /// The client closed the connection in the middle of it; an answer may not arrive.
    #[error("The connection closed before the request body ended")]
    Closed,
    /// Its chunks cannot be decoded.
    #[error("The request body is malformed")]
    Malformed,
}

impl BodyError {
    /// The status to answer with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Idle => StatusCode::REQUEST_TIMEOUT,
            Self::Closed | Self::Malformed => StatusCode::BAD_REQUEST,
        }
    }

    /// Finds the body's own fault behind whatever wrapped it on the way.
    fn find(error: &(dyn StdError + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(fault) = error.downcast_ref::<Self>() {
                return *fault;
            }
            if let Some(error) = error.downcast_ref::<io::Error>() {
                return Self::of_io(error);
            }
            cause = error.source();
        }
        Self::Closed
    }

    fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::Idle,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Malformed,
            _ => Self::Closed,
        }
    }
}

/// The body of a request as the service gets it.
///
/// Its socket keeps the idle clock. When it is dropped before its end, the connection is closed after the answer.
#[derive(Debug)]
pub struct EdgeBody {
    incoming: Incoming,
    state: Arc<ConnectionState>,
    ended: bool,
}

impl EdgeBody {
    pub(super) fn new(incoming: Incoming, state: &Arc<ConnectionState>) -> Self {
        Self { incoming, state: Arc::clone(state), ended: false }
    }
}

impl Body for EdgeBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.incoming).poll_frame(context));
        self.ended = frame.is_none();
        Poll::Ready(frame.map(|frame| frame.map_err(|error| BodyError::find(&error))))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for EdgeBody {
    fn drop(&mut self) {
        if !self.ended && !self.incoming.is_end_stream() {
            self.state.abandon_body(self.incoming.size_hint().exact().is_none());
        }
    }
}

/// Reads a body whole, up to `limit` bytes.
///
/// A declared length above the limit is refused before anything is read, and memory grows with what arrives, not with
/// what was declared. A body that came in one piece is returned as it lies in the read buffer.
///
/// # Errors
/// [`BodyError`]; after any of them the connection is closed once the answer is out.
pub async fn read_body<B>(body: B, limit: usize) -> Result<Bytes, BodyError>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let mut body = std::pin::pin!(body);
    if body.size_hint().lower() > limit as u64 {
        return Err(BodyError::TooLarge);
    }
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| BodyError::find(error.into().as_ref()))?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len().max(rest.len()) + data.len() > limit {
            return Err(BodyError::TooLarge);
        }
        if rest.is_empty() && first.is_empty() {
            first = data;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&data);
        }
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body_util::{Full, StreamBody};

    use super::*;

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit_in_any_pieces() {
        let too_large = Err(BodyError::TooLarge);
        for (name, pieces, limit, expected) in [
            ("nothing", &[][..], 0, Ok("")),
            ("at the limit", &["abc"], 3, Ok("abc")),
            ("one over", &["abcd"], 3, too_large),
            ("pieces at the limit", &["ab", "", "c", "def"], 6, Ok("abcdef")),
            ("pieces, one over", &["ab", "cd"], 3, too_large),
            ("over in the third", &["ab", "c", "d"], 3, too_large),
        ] {
            let frames = pieces
                .iter()
                .map(|text| Ok::<_, Infallible>(Frame::data(Bytes::from_static(text.as_bytes()))));
            let read = read_body(StreamBody::new(stream::iter(frames)), limit).await;
            assert_eq!(read, expected.map(Bytes::from), "{name}");
        }
    }

    #[tokio::test]
    async fn a_declared_length_is_refused_and_a_single_piece_is_not_copied() {
        let whole = Bytes::from_static(b"abc");
        assert_eq!(read_body(Full::new(whole.clone()), 2).await, Err(BodyError::TooLarge));
        let read = read_body(Full::new(whole.clone()), 3).await.unwrap();
        assert_eq!(read.as_ptr(), whole.as_ptr());
    }

    #[tokio::test]
    async fn a_fault_is_found_behind_its_wrappers() {
        for (error, expected) in [
            (BoxError::from(BodyError::Idle), BodyError::Idle),
            (axum::Error::new(BodyError::Malformed).into(), BodyError::Malformed),
            (io::Error::from(io::ErrorKind::TimedOut).into(), BodyError::Idle),
            (io::Error::from(io::ErrorKind::InvalidInput).into(), BodyError::Malformed),
            (io::Error::from(io::ErrorKind::ConnectionReset).into(), BodyError::Closed),
            (BoxError::from("anything else"), BodyError::Closed),
        ] {
            let shown = format!("{error:?}");
            let frames = stream::iter([Err::<Frame<Bytes>, _>(error)]);
            assert_eq!(read_body(StreamBody::new(frames), 9).await, Err(expected), "{shown}");
        }
    }
}

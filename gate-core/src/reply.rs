//! Reply: what goes out, whole or as a stream.

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::receipt::Receipt;
use crate::refusal::Refusal;

/// What a call came to: an answer, or a refusal with what is known about the call.
pub type Outcome = Result<Reply, Denied>;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// What the caller is told beside the answer.
    pub receipt: Receipt,
    /// The answer itself.
    pub body: ReplyBody,
}

/// A refusal and what is known about the call by then.
#[derive(Debug)]
pub struct Denied {
    /// Why.
    pub refusal: Refusal,
    /// What the caller is told beside it; boxed, since most calls are not refused.
    pub receipt: Box<Receipt>,
}

/// The body of an answer.
#[derive(Debug)]
pub enum ReplyBody {
    /// One JSON document in the format the call came in.
    Whole(Bytes),
    /// Server-sent events.
    Stream(ChunkStream),
}

/// One piece of a streamed answer.
#[derive(Debug)]
pub enum Chunk {
    /// One or more whole server-sent events, blank lines included, as the provider sent them unless something
    /// had to be put back or taken out. Never the terminal marker.
    Frames(Bytes),
    /// The answer is complete: the terminal marker is due. Holds the receipt with the final cost.
    End(Box<Receipt>),
    /// The answer broke off after it had begun.
    Broken(Refusal),
}

/// The receiving end of a streamed answer. Dropping it tells the gate that the caller has gone.
#[derive(Debug)]
pub struct ChunkStream(mpsc::Receiver<Chunk>);

impl ChunkStream {
    pub(crate) fn new(receiver: mpsc::Receiver<Chunk>) -> Self {
        Self(receiver)
    }

    /// The next piece; `None` after [`Chunk::End`] or [`Chunk::Broken`].
    pub async fn next(&mut self) -> Option<Chunk> {
        self.0.recv().await
    }

    /// The next piece, for bodies that are polled.
    pub fn poll_next(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Option<Chunk>> {
        self.0.poll_recv(context)
    }
}

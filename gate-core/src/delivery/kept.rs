//! Kept: what of a streamed answer is kept for later requests that go on from it.

use bytes::Bytes;

use crate::exchanges::Pending;
use crate::format::json::Document;

/// Events that hold the whole answer.
const ENDS: [&str; 2] = ["response.completed", "response.incomplete"];

/// Watches for the event that holds the whole answer.
pub(super) struct Kept {
    pending: Option<Box<Pending>>,
    answer: Option<Vec<u8>>,
}

impl Kept {
    /// Keeps the exchange if there is one to keep.
    pub(super) fn of(pending: Option<Box<Pending>>) -> Self {
        Self { pending, answer: None }
    }

    /// Looks at frames on their way to the caller.
    pub(super) fn see(&mut self, frames: &Bytes) {
        if self.pending.is_none()
            || !ENDS.iter().any(|end| memchr::memmem::find(frames, end.as_bytes()).is_some())
        {
            return;
        }
        let lines = frames.split(|byte| *byte == b'\n').filter_map(|line| line.strip_prefix(b"data:"));
        if let Some(answer) = lines.filter_map(answer_in).next_back() {
            self.answer = Some(answer);
        }
    }

    /// Keeps the answer once it was seen.
    pub(super) async fn write(&mut self) {
        if let Some(answer) = self.answer.take()
            && let Some(pending) = self.pending.take()
        {
            pending.answered(&answer).await;
        }
    }
}

/// The whole answer in the data of an event; `None` when it has none.
fn answer_in(data: &[u8]) -> Option<Vec<u8>> {
    let event = Document::parse(Bytes::copy_from_slice(data)).ok()?;
    let kind = event.as_str(event.get(event.root(), "type")?)?;
    let answer = event.get(event.root(), "response").filter(|_| ENDS.contains(&kind))?;
    let mut json = Vec::new();
    event.write_node(answer, &mut json);
    Some(json)
}

//! Translation: an answer on its way from the provider's format into the caller's.

use bytes::Bytes;

use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::translate::{self, Client, Event, Stream, StreamFault, Wire};
use crate::handoff::Reading;
use crate::upstream::SseEvent;
use crate::usage::TokenUsage;

const DONE: &[u8] = b"[DONE]";

/// Brings the events of one streamed answer into the caller's format.
pub(super) struct Translation {
    from: Wire,
    stream: Stream,
    events: Vec<Event>,
}

/// An event in the caller's format.
pub(super) struct Frame {
    /// The whole frame, blank line included.
    pub(super) raw: Bytes,
    /// What its `data` field holds.
    pub(super) data: Bytes,
}

impl Translation {
    /// The translation that a reading asks for; `None` when there is nothing to translate.
    pub(super) fn of(reading: &Reading, created: u64, includes_usage: bool) -> Option<Self> {
        let client = client(reading, created, includes_usage)?;
        let Reading::Translated { from, .. } = reading else { return None };
        Some(Self { from: *from, stream: Stream::new(*from, &client), events: Vec::new() })
    }

    /// Takes the provider's next event and gives what the caller gets for it.
    pub(super) fn push(&mut self, event: &SseEvent) -> Result<Vec<Frame>, StreamFault> {
        self.take(&Bytes::copy_from_slice(event.data()))
    }

    /// To be called when the provider sends no more: the last frames, or the fault of an answer without its end.
    pub(super) fn finish(&mut self) -> Result<Vec<Frame>, StreamFault> {
        // The marker at the end of chat completions is taken off with the transport.
        let last = if self.from == Wire::Chat { self.take(&Bytes::from_static(DONE))? } else { Vec::new() };
        if self.stream.is_complete() {
            return Ok(last);
        }
        Err(FormatFault::whole("The provider's stream broke off.").into())
    }

    /// The tokens that the provider has reported so far.
    pub(super) fn usage(&self) -> Option<TokenUsage> {
        self.stream.usage()
    }

    fn take(&mut self, data: &Bytes) -> Result<Vec<Frame>, StreamFault> {
        self.stream.push(data, &mut self.events)?;
        // The caller's terminal marker is written where the stream is closed.
        Ok(self.events.drain(..).filter(|event| event.data.as_bytes() != DONE).map(Frame::of).collect())
    }
}

impl Frame {
    fn of(event: Event) -> Self {
        let mut raw = Vec::with_capacity(event.data.len() + 48);
        event.write(&mut raw);
        let raw = Bytes::from(raw);
        let end = raw.len() - 2;
        let data = raw.slice(end - event.data.len()..end);
        Self { raw, data }
    }
}

/// A whole answer in the caller's format, and the tokens it took as the provider reported them.
pub(super) fn whole(
    body: Bytes,
    reading: &Reading,
    created: u64,
) -> Result<(Bytes, Option<TokenUsage>), FormatFault> {
    let (Reading::Translated { from, .. }, Some(client)) = (reading, client(reading, created, true)) else {
        return Ok((body, None));
    };
    let (answer, _) = translate::read_answer(&Document::parse(body)?, *from)?;
    Ok((Bytes::from(translate::write_answer(&answer, &client)), answer.usage))
}

fn client(reading: &Reading, created: u64, includes_usage: bool) -> Option<Client> {
    match reading {
        Reading::Own => None,
        Reading::Translated { to, .. } => Some(Client { wire: *to, created, includes_usage }),
    }
}

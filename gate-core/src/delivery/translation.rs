//! Translation: an answer on its way from the provider's format into the caller's.

use bytes::Bytes;

use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::translate::{self, Client, Event, Stream, StreamFault, Wire, embeddings};
use crate::handoff::Reading;
use crate::upstream::SseEvent;
use crate::usage::TokenUsage;

const DONE: &[u8] = b"[DONE]";

/// What an answer goes by where the provider names neither it nor its model nor its time.
pub(super) struct Naming {
    /// The answer's id.
    pub(super) id: String,
    /// The model that was asked.
    pub(super) model: String,
    /// When the call began, in seconds since 1970.
    pub(super) created: u64,
    /// Tokens of its input, as they were counted here.
    pub(super) input_tokens: Option<u64>,
}

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
    pub(super) fn of(reading: &Reading, naming: &Naming, includes_usage: bool) -> Option<Self> {
        let client = client(reading, naming.created, includes_usage)?;
        let Reading::Translated { from, .. } = reading else { return None };
        let stream = Stream::new(*from, &client).called(&naming.id, &naming.model);
        Some(Self { from: *from, stream, events: Vec::new() })
    }

    /// Takes the provider's next event and gives what the caller gets for it.
    pub(super) fn push(&mut self, event: &SseEvent) -> Result<Vec<Frame>, StreamFault> {
        let data = Bytes::copy_from_slice(event.data());
        self.stream.push_named(event.name(), &data, &mut self.events)?;
        Ok(self.frames())
    }

    /// To be called when the provider sends no more: the last frames, or the fault of an answer without its end.
    pub(super) fn finish(&mut self) -> Result<Vec<Frame>, StreamFault> {
        // The marker at the end of chat completions is taken off with the transport.
        if self.from == Wire::Chat {
            self.stream.push(&Bytes::from_static(DONE), &mut self.events)?;
        }
        if self.stream.is_complete() {
            return Ok(self.frames());
        }
        Err(FormatFault::whole("The provider's stream broke off.").into())
    }

    /// The tokens that the provider has reported so far.
    pub(super) fn usage(&self) -> Option<TokenUsage> {
        self.stream.usage()
    }

    /// The caller's terminal marker is not among them: it is written where the stream is closed.
    fn frames(&mut self) -> Vec<Frame> {
        self.events.drain(..).filter(|event| event.data.as_bytes() != DONE).map(Frame::of).collect()
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
    naming: Naming,
) -> Result<(Bytes, Option<TokenUsage>), FormatFault> {
    if let Reading::Embeddings { reply, .. } = reading {
        let vectors = embeddings::answer(&Document::parse(body)?, reply, naming.input_tokens)?;
        return Ok((Bytes::from(vectors), None));
    }
    let (Reading::Translated { from, .. }, Some(client)) = (reading, client(reading, naming.created, true))
    else {
        return Ok((body, None));
    };
    let (mut answer, _) = translate::read_answer(&Document::parse(body)?, *from)?;
    if answer.id.is_empty() {
        answer.id = naming.id;
    }
    if answer.model.is_empty() {
        answer.model = naming.model;
    }
    Ok((Bytes::from(translate::write_answer(&answer, &client)), answer.usage))
}

fn client(reading: &Reading, created: u64, includes_usage: bool) -> Option<Client> {
    match reading {
        Reading::Own | Reading::Embeddings { .. } => None,
        Reading::Translated { to, echo, .. } => {
            Some(Client { wire: *to, created, includes_usage, responses: echo.clone() })
        }
    }
}

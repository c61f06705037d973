//! Stream: a streamed answer, event by event from one format to the other.

use bytes::Bytes;

use super::{Client, Wire, bedrock, chat, failure_event, gemini, messages, responses};
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Delta, Failure};
use crate::usage::TokenUsage;

/// An event for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The event's name, in formats that name their events.
    pub name: Option<&'static str>,
    /// What its `data` field holds, one line.
    pub data: String,
}

impl Event {
    /// The marker at the end of a stream of chat completions. Clients of Responses stop at it as well, though
    /// `OpenAI`'s own streams of them end without one.
    pub fn done() -> Self {
        Self { name: None, data: "[DONE]".to_owned() }
    }

    /// Appends the event as a frame, blank line included.
    pub fn write(&self, out: &mut Vec<u8>) {
        if let Some(name) = self.name {
            out.extend_from_slice(b"event: ");
            out.extend_from_slice(name.as_bytes());
            out.push(b'\n');
        }
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(self.data.as_bytes());
        out.extend_from_slice(b"\n\n");
    }
}

/// Why a stream does not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StreamFault {
    /// The provider sent what its format does not allow here, or stopped before the end.
    #[error(transparent)]
    Format(#[from] FormatFault),
    /// The provider says that the answer failed.
    #[error("The provider's answer failed midway")]
    Failed(Failure),
}

/// Reads one format's events.
pub(super) trait ReadStream: Send {
    /// Takes what an event's `data` field holds.
    fn read(&mut self, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault>;

    /// Takes an event with its name; formats whose data says everything need none.
    fn read_named(&mut self, _name: &str, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        self.read(data, out)
    }
}

/// Writes one format's events. The deltas come in the order that [`Delta`] promises.
pub(super) trait WriteStream: Send {
    /// Takes the next piece.
    fn write(&mut self, delta: Delta, out: &mut Vec<Event>);

    /// Ends the answer with an error.
    fn fail(&mut self, failure: &Failure, out: &mut Vec<Event>) {
        out.push(failure_event(failure, self.wire()));
    }

    /// The format.
    fn wire(&self) -> Wire;
}

/// Brings one streamed answer from a provider's format into a caller's.
///
/// It holds pieces back only where a provider mixes the pieces of several calls. After an error nothing more may be
/// pushed: what was written so far is a broken answer and must end in an error, never in a proper end.
pub struct Stream {
    reader: Box<dyn ReadStream>,
    writer: Box<dyn WriteStream>,
    deltas: Vec<Delta>,
    state: State,
    usage: Option<TokenUsage>,
    called: Option<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Between,
    InBlock,
    Stopped,
    Ended,
}

impl Stream {
    /// A stream of which nothing has come yet.
    pub fn new(from: Wire, to: &Client) -> Self {
        let reader: Box<dyn ReadStream> = match from {
            Wire::Chat => Box::<chat::StreamReader>::default(),
            Wire::Messages => Box::<messages::StreamReader>::default(),
            Wire::Bedrock => Box::<bedrock::StreamReader>::default(),
            Wire::Responses => Box::<responses::StreamReader>::default(),
            Wire::Gemini => Box::<gemini::StreamReader>::default(),
        };
        let writer: Box<dyn WriteStream> = match to.wire {
            Wire::Chat => Box::new(chat::StreamWriter::new(to)),
            Wire::Messages => Box::<messages::StreamWriter>::default(),
            Wire::Bedrock => Box::<bedrock::StreamWriter>::default(),
            Wire::Responses => Box::new(responses::StreamWriter::new(to)),
            Wire::Gemini => Box::<gemini::StreamWriter>::default(),
        };
        Self { reader, writer, deltas: Vec::new(), state: State::Fresh, usage: None, called: None }
    }

    /// The same stream with the id and the model that the answer goes by where the provider's events name none, as
    /// Bedrock's.
    #[must_use]
    pub fn called(mut self, id: impl Into<String>, model: impl Into<String>) -> Self {
        self.called = Some((id.into(), model.into()));
        self
    }

    /// Takes what the `data` field of the provider's next event holds, `[DONE]` included, and appends what the caller
    /// gets for it: any number of events.
    ///
    /// # Errors
    /// An event that is not what the format says, or not at this place; and the provider's word that it failed.
    pub fn push(&mut self, data: &Bytes, out: &mut Vec<Event>) -> Result<(), StreamFault> {
        let mut deltas = std::mem::take(&mut self.deltas);
        self.reader.read(data, &mut deltas)?;
        self.pass_on(deltas, out)
    }

    /// Takes the provider's next event with its name, which formats such as Bedrock's do not repeat in the data.
    ///
    /// # Errors
    /// As [`Stream::push`].
    pub fn push_named(&mut self, name: &str, data: &Bytes, out: &mut Vec<Event>) -> Result<(), StreamFault> {
        let mut deltas = std::mem::take(&mut self.deltas);
        self.reader.read_named(name, data, &mut deltas)?;
        self.pass_on(deltas, out)
    }

    fn pass_on(&mut self, mut deltas: Vec<Delta>, out: &mut Vec<Event>) -> Result<(), StreamFault> {
        for mut delta in deltas.drain(..) {
            self.state = self.state.after(&delta).ok_or_else(out_of_order)?;
            if let Delta::Usage(usage) = &delta {
                self.usage = Some(*usage);
            }
            if let (Delta::Begin { id, model, .. }, Some(called)) = (&mut delta, &self.called) {
                name_unnamed(id, &called.0);
                name_unnamed(model, &called.1);
            }
            self.writer.write(delta, out);
        }
        self.deltas = deltas;
        Ok(())
    }

    /// The tokens that the provider has reported so far.
    pub fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }

    /// Ends the caller's stream with an error, whatever was written so far. What [`Self::push`] refused, and an answer
    /// that broke off, must end so.
    pub fn fail(mut self, failure: &Failure, out: &mut Vec<Event>) {
        self.writer.fail(failure, out);
    }

    /// Whether the provider's terminal marker has come.
    pub fn is_complete(&self) -> bool {
        self.state == State::Ended
    }

    /// To be called when the provider sends no more.
    ///
    /// # Errors
    /// An answer that did not come to its end.
    pub fn finish(self) -> Result<(), StreamFault> {
        match self.state {
            State::Ended => Ok(()),
            _ => Err(FormatFault::whole("The provider's stream broke off.").into()),
        }
    }
}

impl State {
    /// Where the stream stands after this piece; `None` when it has no place here.
    fn after(self, delta: &Delta) -> Option<Self> {
        match (self, delta) {
            (Self::Fresh, Delta::Begin { .. }) | (Self::InBlock, Delta::Close) => Some(Self::Between),
            (Self::Between, Delta::Open(_)) | (Self::InBlock, Delta::Piece(_) | Delta::Signature(_)) => {
                Some(Self::InBlock)
            }
            (Self::Between, Delta::Stop(_)) => Some(Self::Stopped),
            (Self::Stopped, Delta::End) => Some(Self::Ended),
            (Self::Between | Self::InBlock | Self::Stopped, Delta::Usage(_)) => Some(self),
            _ => None,
        }
    }
}

fn name_unnamed(name: &mut String, called: &str) {
    if name.is_empty() {
        called.clone_into(name);
    }
}

fn out_of_order() -> StreamFault {
    FormatFault::whole("The events of the provider's stream are out of order.").into()
}

/// Parses an event's data.
pub(super) fn parse(data: &Bytes) -> Result<Document, StreamFault> {
    Ok(Document::parse(data.clone()).map_err(FormatFault::from)?)
}

//! Event stream: the binary framing `application/vnd.amazon.eventstream`, taken apart as its bytes come.
//!
//! A message is a prelude (length of all, length of the headers, CRC-32 of both, each four bytes, big-endian), headers,
//! a payload and the CRC-32 of everything before. The framing is AWS's, described with its SDKs ("Event Stream
//! Encoding").

mod crc32;
#[cfg(any(test, feature = "testing"))]
pub mod encode;
mod header;
#[cfg(test)]
mod tests;

use bytes::{Buf, Bytes, BytesMut};

use crate::format::json::write_string;
use crc32::crc32;
pub use header::HeaderValue;

/// The longest message that is taken. AWS allows more (24 MiB), but no event of a model comes near this.
pub const MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// The most that headers may take, as AWS limits them.
const HEADER_BYTES: usize = 128 * 1024;
const PRELUDE: usize = 12;
const CHECKSUM: usize = 4;

/// Why a stream cannot be read. Nothing after the fault can be trusted: lengths say where messages begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventStreamFault {
    /// A checksum does not match: bytes were damaged, or this is no event stream.
    #[error("The provider's event stream is damaged")]
    Checksum,
    /// The lengths of a message contradict each other.
    #[error("A message of the provider's event stream has lengths that cannot be")]
    Lengths,
    /// A message is longer than is taken.
    #[error("A message of the provider's event stream is too long")]
    TooLong,
    /// The headers are not what the framing says.
    #[error("A message of the provider's event stream has broken headers")]
    Headers,
    /// The message does not say what it is.
    #[error("A message of the provider's event stream does not say what it is")]
    Nameless,
    /// The stream ended in the midst of a message.
    #[error("The provider's event stream broke off")]
    Cut,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The headers, in order.
    pub headers: Vec<(String, HeaderValue)>,
    /// What it carries; shares the memory that the bytes came in.
    pub payload: Bytes,
}

/// What a message tells, whichever of the three kinds it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<'m> {
    /// The event's or exception's name: `contentBlockDelta`, `throttlingException`. What has no name of its own but
    /// tells of a failure is an `error`.
    pub name: &'m str,
    /// A JSON document: the payload, or `{"message": ...}` for failures that came without one.
    pub data: Bytes,
}

impl Message {
    /// The text of a header, if there is one and it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.headers.iter().find(|(header, _)| header == name)? {
            (_, HeaderValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// What the message tells.
    ///
    /// # Errors
    /// [`EventStreamFault::Nameless`] when it is of no known kind or has no name.
    pub fn event(&self) -> Result<Event<'_>, EventStreamFault> {
        let named = |header: &str| self.text(header).ok_or(EventStreamFault::Nameless);
        match named(":message-type")? {
            "event" => Ok(Event { name: named(":event-type")?, data: self.payload.clone() }),
            "exception" => {
                let name = named(":exception-type")?;
                let name = if name.ends_with("Exception") { name } else { "error" };
                Ok(Event { name, data: self.payload.clone() })
            }
            "error" => {
                let code = self.text(":error-code").unwrap_or("error");
                let text = self.text(":error-message").unwrap_or(code);
                let mut data = b"{\"message\":".to_vec();
                write_string(text, &mut data);
                data.push(b'}');
                Ok(Event { name: "error", data: data.into() })
            }
            _ => Err(EventStreamFault::Nameless),
        }
    }
}

/// Takes a stream apart, however its bytes are cut. It holds the bytes of one message at most and what came with them;
/// no length is believed before its bytes are there.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: BytesMut,
    /// The length of the message that has begun, once its prelude was checked.
    wanted: Option<Lengths>,
    fault: Option<EventStreamFault>,
}

#[derive(Debug, Clone, Copy)]
struct Lengths {
    total: usize,
    headers: usize,
}

impl Decoder {
    /// Takes the next bytes, and appends the messages that they complete.
    ///
    /// # Errors
    /// Bytes that are no event stream. The messages before the fault are appended; afterwards every call fails alike.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<Message>) -> Result<(), EventStreamFault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.buffer.extend_from_slice(bytes);
        let drained = self.drain(out);
        self.fault = drained.err();
        if self.fault.is_some() {
            self.buffer = BytesMut::new();
        }
        drained
    }

    /// To be called when no more bytes come.
    ///
    /// # Errors
    /// A stream that ended in the midst of a message, or failed before.
    pub fn finish(self) -> Result<(), EventStreamFault> {
        match self.fault {
            Some(fault) => Err(fault),
            None if self.buffer.is_empty() => Ok(()),
            None => Err(EventStreamFault::Cut),
        }
    }

    fn drain(&mut self, out: &mut Vec<Message>) -> Result<(), EventStreamFault> {
        while let Some(lengths) = self.lengths()? {
            if self.buffer.len() < lengths.total {
                return Ok(());
            }
            self.wanted = None;
            let message = self.buffer.split_to(lengths.total).freeze();
            out.push(parse(message, lengths)?);
        }
        Ok(())
    }

    /// The lengths of the next message, checked once; `None` until its prelude is there.
    fn lengths(&mut self) -> Result<Option<Lengths>, EventStreamFault> {
        if self.wanted.is_none() && self.buffer.len() >= PRELUDE {
            self.wanted = Some(Lengths::of(&self.buffer[..PRELUDE])?);
        }
        Ok(self.wanted)
    }
}

impl Lengths {
    fn of(mut prelude: &[u8]) -> Result<Self, EventStreamFault> {
        let computed = crc32(&prelude[..PRELUDE - CHECKSUM]);
        let (total, headers, checksum) = (prelude.get_u32(), prelude.get_u32(), prelude.get_u32());
        if checksum != computed {
            return Err(EventStreamFault::Checksum);
        }
        let read = |length: u32| usize::try_from(length).map_err(|_| EventStreamFault::TooLong);
        let (total, headers) = (read(total)?, read(headers)?);
        if total > MESSAGE_BYTES || headers > HEADER_BYTES {
            return Err(EventStreamFault::TooLong);
        }
        if total < PRELUDE + headers + CHECKSUM {
            return Err(EventStreamFault::Lengths);
        }
        Ok(Self { total, headers })
    }
}

/// Parses a message of which all bytes are there.
fn parse(message: Bytes, lengths: Lengths) -> Result<Message, EventStreamFault> {
    let end = lengths.total - CHECKSUM;
    if (&message[end..]).get_u32() != crc32(&message[..end]) {
        return Err(EventStreamFault::Checksum);
    }
    let payload = PRELUDE + lengths.headers;
    let headers = header::parse(message.slice(PRELUDE..payload))?;
    Ok(Message { headers, payload: message.slice(payload..end) })
}

//! SSE: splits a byte stream into server-sent events, the same ones however it was cut into chunks.
//!
//! Follows "Parsing an event stream" of the WHATWG HTML standard, except that only `data` is read: `event`, `id` and
//! `retry` travel on in the raw frame, and blocks without data (comments that keep a connection awake) are events
//! with empty data.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use memchr::memchr2;

/// The largest block, and so the largest line, that is held.
pub const EVENT_BYTES: usize = 1024 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SseEvent {
    /// The frame as it arrived, up to and including its blank line, without a byte order mark.
    pub raw: Bytes,
    data: Data,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Data {
    /// One `data` line: where it lies in the frame.
    Within(Range<usize>),
    /// Several, joined by line feeds.
    Joined(Bytes),
    /// None: a comment, or fields that are not read.
    Absent,
}

impl SseEvent {
    /// An event of our own making with one line of data.
    pub(super) fn from_line(data: &str) -> Self {
        let raw = Bytes::from(format!("data: {data}\n\n"));
        let end = raw.len() - 2;
        Self { raw, data: Data::Within(6..end) }
    }

    /// An event that came in another framing, with its name.
    pub(super) fn named(name: &str, data: &Bytes) -> Self {
        let raw = [b"event: ", name.as_bytes(), b"\n\n"].concat();
        Self { raw: Bytes::from(raw), data: Data::Joined(data.clone()) }
    }

    /// The event's name, as its first line gives it; the empty one when that line is another.
    pub fn name(&self) -> &str {
        let line = self.raw.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
        let name = line.strip_prefix(b"event:").unwrap_or_default();
        std::str::from_utf8(name).unwrap_or_default().trim()
    }

    /// The value of the event's `data` lines.
    pub fn data(&self) -> &[u8] {
        match &self.data {
            Data::Within(range) => &self.raw[range.clone()],
            Data::Joined(data) => data,
            Data::Absent => &[],
        }
    }

    /// Whether this is OpenAI's terminal marker.
    pub fn is_done(&self) -> bool {
        self.data().trim_ascii() == b"[DONE]"
    }

    /// Whether there is a `data` line at all.
    pub fn has_data(&self) -> bool {
        self.data != Data::Absent
    }

    /// Reads a whole block; `None` when nothing stands in it.
    fn parse(raw: Bytes) -> Option<Self> {
        if raw.trim_ascii().is_empty() {
            return None;
        }
        let mut found: Option<Range<usize>> = None;
        let mut joined: Option<BytesMut> = None;
        for line in Lines::of(&raw) {
            let Some(value) = data_value(&raw[line.clone()]) else {
                continue;
            };
            let value = line.start + value.start..line.start + value.end;
            match (&found, &mut joined) {
                (None, _) => found = Some(value),
                (Some(first), None) => {
                    let mut all = BytesMut::with_capacity(raw.len());
                    all.extend_from_slice(&raw[first.clone()]);
                    append(&mut all, &raw[value]);
                    joined = Some(all);
                }
                (Some(_), Some(all)) => append(all, &raw[value]),
            }
        }
        let data = match (joined, found) {
            (Some(all), _) => Data::Joined(all.freeze()),
            (None, Some(only)) => Data::Within(only),
            (None, None) => Data::Absent,
        };
        Some(Self { raw, data })
    }
}

fn append(all: &mut BytesMut, value: &[u8]) {
    all.extend_from_slice(b"\n");
    all.extend_from_slice(value);
}

/// Where the value of a `data` line lies in the line; `None` for every other line.
fn data_value(line: &[u8]) -> Option<Range<usize>> {
    let rest = line.strip_prefix(b"data")?;
    match rest {
        [] => Some(4..4),
        [b':', b' ', ..] => Some(6..line.len()),
        [b':', ..] => Some(5..line.len()),
        _ => None,
    }
}

/// The lines of a block without their ends.
struct Lines<'a> {
    block: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn of(block: &'a [u8]) -> Self {
        Self { block, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.block.len() {
            return None;
        }
        let start = self.at;
        let end =
            memchr2(b'\n', b'\r', &self.block[start..]).map_or(self.block.len(), |offset| start + offset);
        // The line feed of a CRLF reads as one more empty line, which holds no data and so changes nothing.
        self.at = end + 1;
        Some(start..end)
    }
}

/// A block larger than [`EVENT_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event is larger than {EVENT_BYTES} bytes")]
pub struct EventTooLarge;

/// Splits chunks into events. Holds at most one chunk and one unfinished block.
#[derive(Debug, Default)]
pub struct Splitter {
    /// The part of the current block that came with earlier chunks.
    pending: BytesMut,
    /// What has not been looked at yet.
    chunk: Bytes,
    place: Place,
    is_after_mark: bool,
    is_too_large: bool,
}

/// Where in a block the next byte stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// At the start of a line, after LF, CRLF or nothing.
    #[default]
    LineStart,
    /// In a line.
    Inside,
    /// After a CR that ended a line: an LF belongs to it, another CR is the blank line.
    AfterCr,
    /// After a CR that is the blank line: an LF belongs to it, anything else to the next block.
    BlankCr,
}

impl Splitter {
    /// Takes the next chunk of the stream.
    pub fn push(&mut self, chunk: Bytes) {
        if self.chunk.is_empty() {
            self.chunk = chunk;
        } else {
            let mut both = BytesMut::with_capacity(self.chunk.len() + chunk.len());
            both.extend_from_slice(&self.chunk);
            both.extend_from_slice(&chunk);
            self.chunk = both.freeze();
        }
    }

    /// The next whole event of what was pushed; `None` when more bytes are needed.
    ///
    /// Fails once a block has outgrown [`EVENT_BYTES`], and from then on always.
    pub fn next_event(&mut self) -> Result<Option<SseEvent>, EventTooLarge> {
        while let Some(block) = self.next_block()? {
            if let Some(event) = SseEvent::parse(block) {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The stream has ended: an event whose blank line was a CR that might have become CRLF is given out. A block
    /// without blank line is not an event.
    pub fn finish(&mut self) -> Option<SseEvent> {
        let is_whole = self.place == Place::BlankCr && self.chunk.is_empty();
        self.place = Place::LineStart;
        let block = self.pending.split().freeze();
        if is_whole { SseEvent::parse(self.unmarked(block)) } else { None }
    }

    fn next_block(&mut self) -> Result<Option<Bytes>, EventTooLarge> {
        if self.is_too_large {
            return Err(EventTooLarge);
        }
        let end = self.scan();
        let taken = end.unwrap_or(self.chunk.len());
        if self.pending.len() + taken > EVENT_BYTES {
            self.is_too_large = true;
            self.pending = BytesMut::new();
            self.chunk = Bytes::new();
            return Err(EventTooLarge);
        }
        if end.is_none() {
            self.pending.extend_from_slice(&self.chunk);
            self.chunk = Bytes::new();
            return Ok(None);
        }
        let block = if self.pending.is_empty() {
            self.chunk.split_to(taken)
        } else {
            self.pending.extend_from_slice(&self.chunk.split_to(taken));
            self.pending.split().freeze()
        };
        Ok(Some(self.unmarked(block)))
    }

    /// Moves on through the chunk to the end of the block; `None` when the chunk ends first.
    fn scan(&mut self) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = self.chunk.get(at) {
            self.place = match (self.place, byte) {
                (Place::LineStart | Place::BlankCr, b'\n') | (Place::AfterCr, b'\r') => {
                    self.place = Place::LineStart;
                    return Some(at + 1);
                }
                (Place::BlankCr, _) => {
                    self.place = Place::LineStart;
                    return Some(at);
                }
                (Place::LineStart, b'\r') => Place::BlankCr,
                (Place::AfterCr | Place::Inside, b'\n') => Place::LineStart,
                (Place::Inside, b'\r') => Place::AfterCr,
                (Place::LineStart | Place::AfterCr | Place::Inside, _) => {
                    let rest = memchr2(b'\n', b'\r', &self.chunk[at..]);
                    at = rest.map_or(self.chunk.len(), |offset| at + offset);
                    self.place = Place::Inside;
                    continue;
                }
            };
            at += 1;
        }
        None
    }

    /// Takes the byte order mark off the first block of the stream.
    fn unmarked(&mut self, mut block: Bytes) -> Bytes {
        if !self.is_after_mark {
            self.is_after_mark = true;
            if block.starts_with(b"\xEF\xBB\xBF") {
                let _mark = block.split_to(3);
            }
        }
        block
    }
}

#[cfg(test)]
mod tests;

//! Head scanner: follows the bytes of a connection and finds heads whose framing could be read in two ways.
//!
//! hyper lets `Transfer-Encoding` win over `Content-Length`, folds repeated lengths into one and takes a bare LF
//! for a line end, and a request handler sees none of that. A proxy in front may choose otherwise, so
//! such heads are recognised here, on the bytes. The framing rules are those of RFC 9112, sections 2.2, 6 and 7.1.

/// Lines are kept up to this length; none that matters to framing is longer.
const KEPT: usize = 64;

/// Where in a request the next byte falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between two requests; empty lines are skipped.
    Between,
    /// Inside a head.
    Head,
    /// Inside a body of known length, with this many bytes to come.
    Length(u64),
    /// In the line that gives a chunk's size.
    ChunkSize,
    /// Inside a chunk, with this many bytes to come.
    Chunk(u64),
    /// In the line end after a chunk.
    ChunkEnd,
    /// In the lines after the last chunk.
    Trailer,
    /// Nothing more can be said: a head was ambiguous or a body malformed.
    Lost,
}

/// What the current head says about its body.
#[derive(Debug, Default)]
struct Declared {
    length: Option<u64>,
    chunked: bool,
    ambiguous: bool,
}

/// Follows one connection; its memory does not grow with what it reads.
#[derive(Debug)]
pub(super) struct HeadScanner {
    place: Place,
    declared: Declared,
    heads: u64,
    ambiguous_head: Option<u64>,
    /// The beginning of a line that a read cut in two, its whole length so far, and its last byte.
    carried: Vec<u8>,
    carried_len: usize,
    carried_last: u8,
}

impl HeadScanner {
    pub(super) fn new() -> Self {
        Self {
            place: Place::Between,
            declared: Declared::default(),
            heads: 0,
            ambiguous_head: None,
            carried: Vec::new(),
            carried_len: 0,
            carried_last: 0,
        }
    }

    /// How many heads have ended.
    pub(super) fn heads(&self) -> u64 {
        self.heads
    }

    /// The first head, counted from 0, that must not be served; every later one must not be either.
    pub(super) fn ambiguous_head(&self) -> Option<u64> {
        self.ambiguous_head
    }

    /// Whether the last byte was the last of a request, or none has come.
    pub(super) fn is_between(&self) -> bool {
        self.place == Place::Between && self.carried_len == 0
    }

    /// Whether the next byte belongs to a body.
    pub(super) fn is_in_body(&self) -> bool {
        match self.place {
            Place::Length(_) | Place::ChunkSize | Place::Chunk(_) | Place::ChunkEnd | Place::Trailer => true,
            Place::Between | Place::Head | Place::Lost => false,
        }
    }

    /// Follows the next bytes.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = match self.place {
                Place::Lost => return,
                Place::Length(left) => self.skip(bytes, left, Place::Length, Place::Between),
                Place::Chunk(left) => self.skip(bytes, left, Place::Chunk, Place::ChunkEnd),
                Place::Between | Place::Head | Place::ChunkSize | Place::ChunkEnd | Place::Trailer => {
                    self.take_line(bytes)
                }
            };
        }
    }

    /// Passes over up to `left` bytes and returns what follows them.
    fn skip<'b>(&mut self, bytes: &'b [u8], left: u64, inside: fn(u64) -> Place, then: Place) -> &'b [u8] {
        let here = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let still = left - here as u64;
        self.place = if still == 0 { then } else { inside(still) };
        &bytes[here..]
    }

    /// Reads up to the next line end and returns what follows it.
    fn take_line<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.carry(bytes);
            return &[];
        };
        if self.carried_len == 0 {
            self.end_line(&bytes[..end], end);
        } else {
            self.carry(&bytes[..end]);
            let (length, last) = (self.carried_len, self.carried_last);
            let mut line = std::mem::take(&mut self.carried);
            // A line longer than what is kept has lost its end; only whether that was a CR matters.
            if length > line.len() {
                line[KEPT - 1] = last;
            }
            self.carried_len = 0;
            self.end_line(&line, length);
            line.clear();
            self.carried = line;
        }
        &bytes[end + 1..]
    }

    fn carry(&mut self, bytes: &[u8]) {
        let room = KEPT - self.carried.len();
        self.carried.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.carried_len += bytes.len();
        self.carried_last = bytes.last().copied().unwrap_or(self.carried_last);
    }

    /// Judges a line without its LF; `length` tells whether the end of `line` was cut away.
    fn end_line(&mut self, line: &[u8], length: usize) {
        let (line, bare) = match line.split_last() {
            Some((b'\r', rest)) => (rest, false),
            _ => (line, true),
        };
        match self.place {
            Place::Between if line.is_empty() => {}
            Place::Between => {
                self.declared = Declared { ambiguous: bare, ..Declared::default() };
                self.place = Place::Head;
            }
            Place::Head => {
                self.declared.ambiguous |= bare;
                if line.is_empty() {
                    self.end_head();
                } else {
                    self.declared.read(line, length <= KEPT);
                }
            }
            // The HTTP parser refuses a bare LF in a chunked body as well, so being lost is no loss.
            _ if bare => self.lose(),
            Place::ChunkSize => match chunk_size(line) {
                Some(0) => self.place = Place::Trailer,
                Some(size) => self.place = Place::Chunk(size),
                None => self.lose(),
            },
            Place::ChunkEnd if line.is_empty() => self.place = Place::ChunkSize,
            Place::Trailer if line.is_empty() => self.place = Place::Between,
            Place::Trailer => {}
            Place::ChunkEnd | Place::Length(_) | Place::Chunk(_) | Place::Lost => self.lose(),
        }
    }

    fn end_head(&mut self) {
        let Declared { length, chunked, ambiguous } = self.declared;
        if ambiguous || (chunked && length.is_some()) {
            self.lose();
        } else if chunked {
            self.place = Place::ChunkSize;
        } else {
            self.place = length.filter(|length| *length > 0).map_or(Place::Between, Place::Length);
        }
        self.heads += 1;
    }

    /// Gives up: the head at hand, or the next one if a body was malformed, is not to be served.
    fn lose(&mut self) {
        self.ambiguous_head = Some(self.heads);
        self.place = Place::Lost;
    }
}

impl Declared {
    /// Reads one header line; `whole` is false when its end was cut away.
    fn read(&mut self, line: &[u8], whole: bool) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return;
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            let length = digits(value).filter(|_| whole && self.length.is_none());
            self.ambiguous |= length.is_none();
            self.length = length.or(self.length);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.ambiguous |= self.chunked || !whole || !value.eq_ignore_ascii_case(b"chunked");
            self.chunked = true;
        }
    }
}

/// A decimal number of ASCII digits and nothing else.
fn digits(text: &[u8]) -> Option<u64> {
    let only_digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    only_digits.then(|| std::str::from_utf8(text).ok()?.parse().ok()).flatten()
}

/// The size at the start of a chunk's first line; what follows it (extensions) is not looked at.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(line.len());
    let text = std::str::from_utf8(&line[..end]).ok()?;
    u64::from_str_radix(text, 16).ok()
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;

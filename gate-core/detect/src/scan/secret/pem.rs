//! Private key blocks in PEM armour (RFC 7468, RFC 4880): from `BEGIN` to `END`, escaped on one line, or cut off.
//!
//! Without an `END` the block reaches as far as what follows looks like base64. The search never waits for an `END`
//! that may not come: what comes next either belongs to a block or ends it.

use crate::EntityKind;
use crate::scan::guard::run_end;
use crate::scan::sink::Candidate;

/// How a block begins.
pub(super) const BEGIN: &str = "-----BEGIN ";
const END: &[u8] = b"-----END";
const DASHES: &[u8] = b"-----";

/// The longest label between `BEGIN ` and the dashes, in bytes.
const LABEL_BYTES: usize = 40;
/// The most white space, quotes and escapes between two pieces, in bytes.
const FILLER_BYTES: usize = 64;
/// The longest header line, in bytes.
const HEADER_BYTES: usize = 128;
/// Within how many bytes of its start a block must have shown [`LEAST_BODY`].
const BODY_WITHIN: usize = 320;
/// The base64 characters that make it a key rather than a mention of one.
const LEAST_BODY: usize = 16;

/// What a walk along a possible block came to.
pub(super) enum Verdict {
    /// No private key.
    Refused,
    /// The text ended before that could be told.
    Undecided,
    /// A key that ends at `end`; `open` when more text might belong to it.
    Block { end: usize, open: bool },
}

/// The block that starts at `start` with [`BEGIN`].
pub(super) fn recognise(bytes: &[u8], start: usize) -> Option<Candidate> {
    match walk(bytes, start) {
        Verdict::Block { end, open } => {
            let (kind, rule) = (EntityKind::PrivateKey, "private-key-block");
            Some(Candidate { start, end, kind, score: 99, rule, open })
        }
        Verdict::Refused | Verdict::Undecided => None,
    }
}

/// One step of the walk.
enum Piece {
    /// Base64 up to here.
    Body(usize),
    /// A header line up to here.
    Header(usize),
    /// The `END` line up to here.
    Footer(usize),
    /// The text ends inside the piece; whatever there is of it belongs to the block.
    Cut,
    /// Something else.
    Foreign,
}

/// Walks along the block that starts at `start` with [`BEGIN`].
pub(super) fn walk(bytes: &[u8], start: usize) -> Verdict {
    let label = start + BEGIN.len();
    let label_end = label_end(bytes, label);
    let rest = &bytes[label_end..];
    if !rest.starts_with(DASHES) {
        return if DASHES.starts_with(rest) { Verdict::Undecided } else { Verdict::Refused };
    }
    if !bytes[label..label_end].windows(11).any(|words| words == b"PRIVATE KEY") {
        return Verdict::Refused;
    }
    Walk { bytes, start, end: label_end + DASHES.len(), body: 0 }.run()
}

fn label_end(bytes: &[u8], label: usize) -> usize {
    run_end(bytes, label, label + LABEL_BYTES, |byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' '
    })
}

/// A walk in progress: the block so far and how many base64 characters it has.
struct Walk<'t> {
    bytes: &'t [u8],
    start: usize,
    end: usize,
    body: usize,
}

impl Walk<'_> {
    fn run(mut self) -> Verdict {
        let mut at = self.end;
        loop {
            if self.body < LEAST_BODY && at - self.start > BODY_WITHIN {
                return Verdict::Refused;
            }
            let piece_start = skip_filler(self.bytes, at);
            match self.piece(piece_start) {
                Piece::Body(end) => {
                    self.body += end - piece_start;
                    (self.end, at) = (end, end);
                }
                Piece::Header(end) => at = end,
                Piece::Footer(end) => {
                    self.end = end;
                    return self.verdict(false);
                }
                Piece::Cut => {
                    self.body += self.bytes.len() - piece_start;
                    if piece_start < self.bytes.len() {
                        self.end = self.bytes.len();
                    }
                    return self.verdict(true);
                }
                Piece::Foreign => return self.verdict(false),
            }
        }
    }

    fn verdict(&self, open: bool) -> Verdict {
        match (self.body >= LEAST_BODY, open) {
            (true, _) => Verdict::Block { end: self.end, open },
            (false, true) => Verdict::Undecided,
            (false, false) => Verdict::Refused,
        }
    }

    fn piece(&self, at: usize) -> Piece {
        let rest = &self.bytes[at..];
        if rest.starts_with(END) {
            return footer(self.bytes, at + END.len());
        }
        if END.starts_with(rest) {
            return Piece::Cut;
        }
        if let Some(header) = header(self.bytes, at) {
            return header;
        }
        let end = run_end(self.bytes, at, self.bytes.len(), is_base64);
        if end == self.bytes.len() {
            return Piece::Cut;
        }
        if end > at
            && (is_body(&self.bytes[at..end]) || self.bytes[skip_filler(self.bytes, end)..].starts_with(END))
        {
            return Piece::Body(end);
        }
        // A short run and white space to the end of the text: the `END` may be next.
        let next = skip_filler(self.bytes, end);
        if end > at && END.starts_with(&self.bytes[next..]) { Piece::Cut } else { Piece::Foreign }
    }
}

fn footer(bytes: &[u8], label: usize) -> Piece {
    let label_end = label_end(bytes, label);
    let rest = &bytes[label_end..];
    if rest.starts_with(DASHES) {
        Piece::Footer(label_end + DASHES.len())
    } else if DASHES.starts_with(rest) {
        Piece::Cut
    } else {
        Piece::Footer(label_end)
    }
}

/// A header line of RFC 1421 or of `OpenPGP` armour, up to its line end (also an escaped one).
fn header(bytes: &[u8], at: usize) -> Option<Piece> {
    const NAMES: [&[u8]; 6] = [b"Proc-Type:", b"DEK-Info:", b"Comment:", b"Version:", b"Hash:", b"Charset:"];
    let rest = &bytes[at..];
    let known =
        NAMES.iter().find(|name| rest.starts_with(name) || (!rest.is_empty() && name.starts_with(rest)))?;
    if rest.len() < known.len() {
        return Some(Piece::Cut);
    }
    let end = run_end(bytes, at, at + HEADER_BYTES, |byte| byte != b'\n' && byte != b'\\');
    if end == at + HEADER_BYTES {
        return Some(Piece::Foreign);
    }
    Some(if end == bytes.len() { Piece::Cut } else { Piece::Header(end) })
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Whether a run is base64 rather than a word: long, or with a digit or sign among its first characters.
fn is_body(run: &[u8]) -> bool {
    run.len() >= 40 || run.iter().any(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'='))
}

/// Passes white space, `\n` and `\r` written out, and what quotes a line or joins string literals.
fn skip_filler(bytes: &[u8], start: usize) -> usize {
    let limit = bytes.len().min(start + FILLER_BYTES);
    let mut at = start;
    while at < limit {
        match bytes[at] {
            b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b',' | b'>' => at += 1,
            b'\\' => {
                at += 1;
                if matches!(bytes.get(at), Some(b'n' | b'r' | b't')) {
                    at += 1;
                }
            }
            _ => break,
        }
    }
    at
}

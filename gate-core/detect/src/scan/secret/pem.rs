//! Private key blocks: PEM and `OpenPGP` armour (RFC 7468, RFC 4880) from `BEGIN` to `END`, escaped on one line, quoted,
//! or cut off; and the key files of `PuTTY`.
//!
//! Without an `END` the block reaches as far as what follows looks like base64. The search never waits for an `END`
//! that may not come: what comes next either belongs to a block or ends it.

use memchr::memmem;

use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

const BEGIN: &str = "-----BEGIN ";
const END: &[u8] = b"-----END";
const DASHES: &[u8] = b"-----";
const PUTTY: &str = "PuTTY-User-Key-File-";

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
/// The header lines of RFC 1421, of `OpenPGP` armour, of SSH2 and of `PuTTY`.
const HEADERS: &[&[u8]] = &[
    b"Proc-Type:",
    b"DEK-Info:",
    b"Comment:",
    b"Version:",
    b"Hash:",
    b"Charset:",
    b"Subject:",
    b"Encryption:",
    b"Public-Lines:",
    b"Private-Lines:",
    b"Private-MAC:",
    b"Private-Hash:",
    b"Key-Derivation:",
    b"Argon2-",
    b"X-",
    b"MessageID:",
];

/// The strings that are searched for.
pub(super) fn anchors() -> Vec<&'static str> {
    vec![BEGIN, PUTTY]
}

/// Offers the block that begins at `at`.
pub(super) fn examine(sink: &mut Sink<'_>, at: usize, _number: usize) {
    if at >= sink.from() {
        sink.examine(at, recognise);
    }
}

fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor();
    let body = if window.has(start, BEGIN.as_bytes()) {
        after_label(window, start + BEGIN.len())?
    } else {
        start + PUTTY.len() + 1
    };
    let limit = start + BODY_WITHIN;
    let (mut at, mut seen) = (body, 0);
    while seen < LEAST_BODY {
        match piece(window, at) {
            Piece::Body(range) if range.start < limit => {
                seen += range.len();
                at = range.end;
            }
            Piece::Header(end) if end < limit => at = end,
            _ => return None,
        }
    }
    Some(Candidate::new(start..at, EntityKind::PrivateKey, 99, "private-key-block").with_tail(block_end))
}

/// Where the dashes behind the label end, when it is the label of a private key.
fn after_label(window: &Window<'_>, label: usize) -> Option<usize> {
    let end = label_end(window, label);
    let is_private = memmem::find(window.slice(label..end), b"PRIVATE KEY").is_some();
    (is_private && window.has(end, DASHES)).then_some(end + DASHES.len())
}

fn label_end(window: &Window<'_>, label: usize) -> usize {
    let is_label = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ';
    window.run_end_within(label, label + LABEL_BYTES, is_label)
}

/// Where the block ends of which everything up to `end` was seen.
fn block_end(window: &Window<'_>, end: usize) -> usize {
    let (mut at, mut end) = (end, end);
    loop {
        match piece(window, at) {
            Piece::Body(range) => (at, end) = (range.end, range.end),
            Piece::Header(header) => at = header,
            Piece::Footer(footer) => return footer,
            Piece::Foreign => return end,
        }
    }
}

/// One step along a block.
enum Piece {
    /// Base64.
    Body(std::ops::Range<usize>),
    /// A header line up to here.
    Header(usize),
    /// The `END` line up to here.
    Footer(usize),
    /// Something else, or the end of the text.
    Foreign,
}

fn piece(window: &Window<'_>, at: usize) -> Piece {
    let start = skip_filler(window, at);
    if window.has(start, END) {
        let label = label_end(window, start + END.len());
        return Piece::Footer(if window.has(label, DASHES) { label + DASHES.len() } else { label });
    }
    if let Some(known) = HEADERS.iter().find(|header| window.has(start, header)) {
        let limit = start + HEADER_BYTES;
        let end = window.run_end_within(start + known.len(), limit, |byte| byte != b'\n' && byte != b'\\');
        return if end < limit { Piece::Header(end) } else { Piece::Foreign };
    }
    let end = window.run_end(start, is_base64);
    let is_last = || window.at(end).is_none() || window.has(skip_filler(window, end), END);
    if end > start && (is_body(window.slice(start..end)) || is_last()) {
        Piece::Body(start..end)
    } else {
        Piece::Foreign
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Whether a run is base64 rather than a word: long, or with a digit or sign among its characters.
fn is_body(run: &[u8]) -> bool {
    run.len() >= 40 || run.iter().any(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'='))
}

/// Passes white space, `\n` and `\r` written out, and what quotes a line or joins string literals.
fn skip_filler(window: &Window<'_>, start: usize) -> usize {
    let limit = start + FILLER_BYTES;
    let is_filler =
        |byte: u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b',' | b'>' | b'+' | b'#');
    let mut at = start;
    loop {
        // A plus sign joins string literals only behind a quote; elsewhere it is base64.
        at = window.run_end_within(at, limit, |byte| is_filler(byte) && byte != b'+');
        match window.at(at) {
            Some(b'+') if at < limit && matches!(window.before(at), Some(b' ' | b'"' | b'\'')) => at += 1,
            Some(b'\\') if at < limit => {
                at += if matches!(window.at(at + 1), Some(b'n' | b'r' | b't')) { 2 } else { 1 }
            }
            _ => return at,
        }
    }
}

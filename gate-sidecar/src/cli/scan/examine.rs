//! Examine: a text of any length, read and scanned piece by piece, with the findings of the whole.

use std::io::{self, Read};
use std::ops::Range;

use gate_detect::{DetectError, Finding, MAX_VALUE_BYTES, Profile, scan};

/// How much is read before it is scanned, in bytes. Most files fit; of others about this much is held.
const BLOCK_BYTES: usize = 4 << 20;

/// How much text stays in front of the part that is examined next: what a rule may look back at, several times over.
const CONTEXT_BYTES: usize = 8 << 10;

/// How much at the end of a block is left for the next one: the longest value, and what decides about one.
const MARGIN_BYTES: usize = MAX_VALUE_BYTES + CONTEXT_BYTES;

/// In how many bytes at the beginning of a file a NUL says that it is no text, as in other tools.
const PROBE_BYTES: usize = 8 << 10;

/// Why a text was not examined, or not to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unexamined {
    /// It is no text; passed over.
    #[error("skipped, it is not UTF-8 text")]
    Binary,
    /// It stopped being text.
    #[error("not UTF-8 at byte {0}; nothing from there on was examined")]
    NotText(u64),
    /// It could not be read.
    #[error("cannot be read: {0}")]
    Read(io::Error),
    /// The engine refused it.
    #[error("not examined: {0}")]
    Refused(#[from] DetectError),
    /// The findings could not be written; the text is not at fault.
    #[error("the findings cannot be written: {0}")]
    Write(io::Error),
}

/// A stretch of a text and what was found in it. Stretches follow each other without gap or overlap.
#[derive(Debug)]
pub(super) struct Piece<'t> {
    /// The stretch.
    pub(super) text: &'t str,
    /// Where it begins in the whole text, in bytes.
    pub(super) offset: u64,
    /// The findings, in bytes of the stretch; they lie wholly in it.
    pub(super) findings: Vec<Finding>,
}

/// Examines what `reader` gives and hands each piece to `take`, in order.
///
/// With `skip`, what is no text at its beginning is [`Unexamined::Binary`].
pub(super) fn text(
    reader: impl Read,
    skip: bool,
    profile: &Profile,
    take: impl FnMut(&Piece<'_>) -> io::Result<()>,
) -> Result<(), Unexamined> {
    blocks(Blocks::new(reader, BLOCK_BYTES), skip, profile, take)
}

/// As [`text`], with blocks of any size.
pub(super) fn blocks(
    mut blocks: Blocks<impl Read>,
    skip: bool,
    profile: &Profile,
    mut take: impl FnMut(&Piece<'_>) -> io::Result<()>,
) -> Result<(), Unexamined> {
    loop {
        let is_last = blocks.fill().map_err(Unexamined::Read)?;
        let text = match blocks.text(is_last) {
            Err(_) if skip && blocks.is_first() => return Err(Unexamined::Binary),
            Err(at) => return Err(Unexamined::NotText(blocks.offset + at as u64)),
            Ok(_) if skip && blocks.is_first() && blocks.has_nul() => return Err(Unexamined::Binary),
            Ok(text) => text,
        };
        let mut findings = scan(text, profile)?;
        let part = blocks.context..until(text, is_last, &findings);
        findings.retain(|finding| part.contains(&finding.range.start));
        for finding in &mut findings {
            finding.range = finding.range.start - part.start..finding.range.end - part.start;
        }
        let piece = Piece { text: &text[part.clone()], offset: blocks.offset + part.start as u64, findings };
        take(&piece).map_err(Unexamined::Write)?;
        if is_last {
            return Ok(());
        }
        blocks.advance(part.end);
    }
}

/// Where the certain part of `text` ends: never inside a value, and so far before the end that what follows cannot
/// change what was found.
fn until(text: &str, is_last: bool, findings: &[Finding]) -> usize {
    if is_last {
        return text.len();
    }
    let certain = text.floor_char_boundary(text.len().saturating_sub(MARGIN_BYTES));
    let inside = |range: &Range<usize>| range.start < certain && certain < range.end;
    findings
        .iter()
        .map(|finding| &finding.range)
        .find(|range| inside(range))
        .map_or(certain, |range| range.start)
}

/// The bytes as text, without a character that is cut at their end unless they are the last; or where they are none.
pub(super) fn leading_text(bytes: &[u8], is_last: bool) -> Result<&str, usize> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() && !is_last => {
            Ok(std::str::from_utf8(&bytes[..error.valid_up_to()]).expect("it was valid up to there"))
        }
        Err(error) => Err(error.valid_up_to()),
    }
}

/// A reader's bytes, a block at a time, with some of the last block in front.
pub(super) struct Blocks<R> {
    reader: R,
    block: usize,
    buffer: Vec<u8>,
    /// How much of the buffer was examined before and is only context.
    context: usize,
    /// Where in the whole the buffer begins.
    offset: u64,
}

impl<R: Read> Blocks<R> {
    /// Blocks of `block` bytes, or somewhat more than the margin if that is longer.
    pub(super) fn new(reader: R, block: usize) -> Self {
        let block = block.max(2 * MARGIN_BYTES);
        Self { reader, block, buffer: Vec::new(), context: 0, offset: 0 }
    }

    /// Reads until the buffer holds a block more than its context; whether that was the end.
    fn fill(&mut self) -> io::Result<bool> {
        let wanted = self.context + self.block;
        let missing = wanted.saturating_sub(self.buffer.len());
        let read = self.reader.by_ref().take(missing as u64).read_to_end(&mut self.buffer)?;
        Ok(read < missing)
    }

    fn text(&self, is_last: bool) -> Result<&str, usize> {
        leading_text(&self.buffer, is_last)
    }

    const fn is_first(&self) -> bool {
        self.offset == 0 && self.context == 0
    }

    fn has_nul(&self) -> bool {
        self.buffer.iter().take(PROBE_BYTES).any(|byte| *byte == 0)
    }

    /// Everything before `examined` is done: drops it, but for the context of what follows.
    fn advance(&mut self, examined: usize) {
        let is_boundary = |at: usize| self.buffer.get(at).is_none_or(|byte| byte & 0xC0 != 0x80);
        let wanted = examined.saturating_sub(CONTEXT_BYTES);
        let from = (wanted..=examined).find(|at| is_boundary(*at)).unwrap_or(examined);
        self.buffer.drain(..from);
        self.context = examined - from;
        self.offset += from as u64;
    }
}

//! `StreamMasker`: a text that comes in pieces, masked as if it had come whole.

use std::fmt;

use zeroize::Zeroizing;

use super::Masker;
use crate::scan::{CONTEXT_BYTES, Examination, Span};
use crate::{DetectError, Finding, MAX_VALUE_BYTES};

/// Masks a text that comes in pieces. However it is cut, what comes out is the same.
///
/// Held back is only what could still become a value: in prose the last word, after a number the group of numbers,
/// never more than 512 bytes that are not a recognised value. A value that has been recognised (a long token, a key
/// block) is kept until its end is known, since its placeholder depends on all of it.
///
/// Text that already contains placeholders passes unchanged. To keep their numbers from being given to values of
/// this stream, [`observe`](Masker::observe) them before.
pub struct StreamMasker {
    masker: Masker,
    /// Context already written, then text not yet written.
    buffer: Zeroizing<String>,
    /// How much of the buffer was written.
    written: usize,
    /// Where in the whole stream the buffer begins.
    offset: usize,
    /// Whether the text not yet written is a recognised value that goes on.
    in_value: bool,
    findings: Vec<Finding>,
    failed: Option<DetectError>,
}

impl StreamMasker {
    /// Masks one stream with the profile and table of `masker`.
    pub fn new(masker: Masker) -> Self {
        let buffer = Zeroizing::new(String::with_capacity(4 * CONTEXT_BYTES));
        Self { masker, buffer, written: 0, offset: 0, in_value: false, findings: Vec::new(), failed: None }
    }

    /// Takes the next piece and appends to `out` what is certain.
    ///
    /// # Errors
    ///
    /// The stream cannot be examined further: end it. Nothing unexamined was or will be written.
    pub fn push(&mut self, chunk: &str, out: &mut String) -> Result<(), DetectError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.buffer.push_str(chunk);
        // A value that merely goes on need not be examined again for each piece of it.
        let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-');
        let held = self.buffer.len() - self.written;
        if self.in_value && held <= MAX_VALUE_BYTES && chunk.bytes().all(goes_on) {
            return Ok(());
        }
        self.advance(false, out)
    }

    /// Ends the stream: appends what was held back.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn finish(&mut self, out: &mut String) -> Result<(), DetectError> {
        self.advance(true, out)
    }

    /// What was replaced so far, in byte positions of the whole stream.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many occurrences were replaced so far.
    pub fn replaced(&self) -> usize {
        self.masker.replaced()
    }

    fn advance(&mut self, complete: bool, out: &mut String) -> Result<(), DetectError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.examine(complete, out).inspect_err(|error| {
            self.failed = Some(*error);
            self.buffer = Zeroizing::default();
            self.written = 0;
        })
    }

    fn examine(&mut self, complete: bool, out: &mut String) -> Result<(), DetectError> {
        let text = std::mem::take(&mut self.buffer);
        let examination = Examination::new(&text)?.part(self.offset, complete);
        let (spans, mut certain) = examination.spans(self.written, &self.masker.profile)?;
        self.in_value = false;
        if let Some(span) = spans.iter().find(|span| span.end > certain) {
            certain = certain.min(span.start);
            self.in_value = span.open && span.start == certain;
        }
        for span in spans.into_iter().filter(|span| span.start < certain) {
            out.push_str(&text[self.written..span.start]);
            self.masker.replace(&span, &text, out);
            self.written = span.end;
            self.note(span);
        }
        out.push_str(&text[self.written..certain]);
        let kept_from = examination.context_start(certain);
        self.written = certain - kept_from;
        self.offset += kept_from;
        drop(examination);
        self.buffer = text;
        self.buffer.drain(..kept_from);
        Ok(())
    }

    fn note(&mut self, span: Span) {
        let mut finding = span.into_finding();
        finding.range = self.offset + finding.range.start..self.offset + finding.range.end;
        self.findings.push(finding);
    }
}

/// Shows counts only.
impl fmt::Debug for StreamMasker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StreamMasker").field("replaced", &self.replaced()).finish_non_exhaustive()
    }
}

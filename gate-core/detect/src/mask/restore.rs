//! Restorer: placeholders in, values out, also when a placeholder arrives in pieces.

use std::borrow::Cow;
use std::fmt;

use super::placeholder::{Stop, next_start, parse};
use super::table::Known;

/// Puts values back into one stream of text. Holds back only what may be the beginning of a placeholder: less than
/// a hundred bytes, and nothing at all in ordinary prose.
///
/// Make one for each stream ([`Masker::restorer`](super::Masker::restorer)); it is `Send` and borrows nothing.
pub struct Restorer {
    known: Known,
    held: String,
}

impl Restorer {
    pub(super) fn new(known: Known) -> Self {
        Self { known, held: String::new() }
    }

    /// Restores a whole text. Independent of any stream in progress.
    pub fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if next_start(text, 0).is_none() {
            return Cow::Borrowed(text);
        }
        let mut restored = String::with_capacity(text.len());
        self.write(text, true, &mut restored);
        Cow::Owned(restored)
    }

    /// Takes the next piece and appends to `out` what is certain.
    pub fn push(&mut self, chunk: &str, out: &mut String) {
        if self.held.is_empty() {
            let written = self.write(chunk, false, out);
            self.held.push_str(&chunk[written..]);
        } else {
            let mut text = std::mem::take(&mut self.held);
            text.push_str(chunk);
            let written = self.write(&text, false, out);
            text.drain(..written);
            self.held = text;
        }
    }

    /// Ends the stream: appends what was held back. The restorer may then be used for another stream.
    pub fn finish(&mut self, out: &mut String) {
        let text = std::mem::take(&mut self.held);
        self.write(&text, true, out);
    }

    /// Writes `text` restored, up to what may be the beginning of a placeholder; gives how far that was.
    fn write(&self, text: &str, complete: bool, out: &mut String) -> usize {
        let mut at = 0;
        while let Some(start) = next_start(text, at) {
            out.push_str(&text[at..start]);
            match parse(text, start, complete) {
                Ok(found) => {
                    let value = self.known.value(&found.category, found.index);
                    out.push_str(value.unwrap_or(&text[start..found.end]));
                    at = found.end;
                }
                Err(Stop::Foreign) => {
                    out.push_str(&text[start..=start]);
                    at = start + 1;
                }
                Err(Stop::Cut) => return start,
            }
        }
        out.push_str(&text[at..]);
        text.len()
    }
}

/// Shows nothing of what is restored.
impl fmt::Debug for Restorer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Restorer").finish_non_exhaustive()
    }
}

//! View: a text with look-alikes folded and invisible characters dropped, and the way back to the original.

use super::{Fold, fold};

/// How many invisible characters in a row may hide inside a value; a longer run parts words. Without a bound a
/// stream would have to hold back a run without end.
const INVISIBLE_RUN: usize = 8;

/// The folded form of a text, where that differs from the text.
pub(super) struct View {
    bytes: Vec<u8>,
    /// For each byte, where the character it came from starts in the original ...
    starts: Vec<u32>,
    /// ... and where that character ends.
    ends: Vec<u32>,
    original_len: usize,
}

impl View {
    /// The folded view of `text`, or `None` when folding changes nothing. `text` is shorter than 4 GiB.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.is_ascii() || text.chars().all(|character| fold(character) == Fold::Keep) {
            return None;
        }
        let mut view = Self {
            bytes: Vec::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(text.len()),
            original_len: text.len(),
        };
        view.fill(text);
        Some(view)
    }

    fn fill(&mut self, text: &str) {
        let (mut at, mut invisible) = (0, 0);
        while let Some(character) = text[at..].chars().next() {
            let mut encoded = [0; 4];
            let end = match fold(character) {
                _ if character.is_ascii() => self.copy_ascii(text, at),
                Fold::Keep => self.write(character.encode_utf8(&mut encoded).as_bytes(), at, character),
                Fold::Ascii(plain) => self.write(&[plain], at, character),
                Fold::Drop => {
                    invisible += 1;
                    let barrier: &[u8] = if invisible == INVISIBLE_RUN + 1 { b"\n" } else { b"" };
                    at = self.write(barrier, at, character);
                    continue;
                }
            };
            (at, invisible) = (end, 0);
        }
    }

    /// Copies the ASCII run that begins at `start`, byte for byte; gives its end.
    fn copy_ascii(&mut self, text: &str, start: usize) -> usize {
        let run = &text.as_bytes()[start..];
        let length = run.iter().position(|byte| !byte.is_ascii()).unwrap_or(run.len());
        self.bytes.extend_from_slice(&run[..length]);
        self.starts.extend(narrow(start)..narrow(start + length));
        self.ends.extend(narrow(start + 1)..narrow(start + length + 1));
        start + length
    }

    /// Writes what stands for `character` at `start` of the original; gives the character's end.
    fn write(&mut self, bytes: &[u8], start: usize, character: char) -> usize {
        let end = start + character.len_utf8();
        self.bytes.extend_from_slice(bytes);
        self.starts.extend(bytes.iter().map(|_| narrow(start)));
        self.ends.extend(bytes.iter().map(|_| narrow(end)));
        end
    }

    /// The folded bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the original of the byte at `position` starts.
    pub(super) fn original_start(&self, position: usize) -> usize {
        self.starts.get(position).map_or(self.original_len, |start| *start as usize)
    }

    /// Where the original of the byte before `position` ends.
    pub(super) fn original_end(&self, position: usize) -> usize {
        position.checked_sub(1).map_or(0, |last| self.ends[last] as usize)
    }

    /// The first byte whose original starts at or after byte `original` of the text.
    pub(super) fn position(&self, original: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) < original)
    }

    /// The original byte from which at least `distance` folded bytes lie before byte `original` of the text.
    pub(super) fn step_back(&self, original: usize, distance: usize) -> usize {
        match self.position(original).checked_sub(distance) {
            Some(position) => self.original_start(position),
            None => 0,
        }
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).expect("the length of every text was checked to fit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_knows_the_way_back() {
        let text = "é４\u{200B}２x";
        let view = View::of(text).expect("the text has characters to fold");
        assert_eq!(view.bytes(), "é42x".as_bytes());
        assert_eq!(&text[view.original_start(2)..view.original_end(4)], "４\u{200B}２");
        assert_eq!(view.original_start(view.bytes().len()), text.len());
        assert!(View::of("plain é").is_none(), "nothing to fold, nothing to build");
    }

    #[test]
    fn a_long_invisible_run_parts_words() {
        let hidden = |count: usize| format!("a{}b", "\u{200B}".repeat(count));
        let bytes = |count| View::of(&hidden(count)).expect("it has invisible characters").bytes;
        assert_eq!(bytes(INVISIBLE_RUN), b"ab");
        assert_eq!(bytes(INVISIBLE_RUN + 1), b"a\nb");
        assert_eq!(bytes(INVISIBLE_RUN + 90), b"a\nb");
    }
}

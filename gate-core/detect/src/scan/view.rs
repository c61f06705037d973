//! View: a text with look-alikes folded and invisible characters dropped, the way back to the original, and where the
//! two differ.

use std::ops::Range;

use super::{Fold, fold};

/// How many invisible characters in a row may hide inside a value; a longer run parts words. Without a bound a
/// stream would have to hold back a run without end.
const INVISIBLE_RUN: usize = 8;

/// How far from a folded character a value that contains it may begin or end, in bytes. Only so far around folded
/// characters is the view searched: everywhere else it reads like the text.
const REACH: usize = 256;

/// The folded form of a text, where that differs from the text.
pub(super) struct View {
    bytes: Vec<u8>,
    /// The characters that became something else, in the order of the text.
    changes: Vec<Change>,
    original_len: usize,
}

/// One character of the original and what stands for it.
#[derive(Clone, Copy)]
struct Change {
    view: u32,
    view_len: u8,
    original: u32,
    original_len: u8,
}

impl Change {
    const fn view_end(self) -> usize {
        self.view as usize + self.view_len as usize
    }

    const fn original_end(self) -> usize {
        self.original as usize + self.original_len as usize
    }
}

impl View {
    /// The folded view of `text`, or `None` when folding changes nothing. `text` is shorter than 4 GiB.
    pub(super) fn of(text: &str) -> Option<Self> {
        let first = next_foldable(text, 0)?;
        let mut view =
            Self { bytes: Vec::with_capacity(text.len()), changes: Vec::new(), original_len: text.len() };
        view.fill(text, first);
        Some(view)
    }

    fn fill(&mut self, text: &str, first: usize) {
        let (mut copied, mut invisible) = (0, 0);
        let mut next = Some(first);
        while let Some(at) = next {
            if at > copied {
                self.bytes.extend_from_slice(&text.as_bytes()[copied..at]);
                invisible = 0;
            }
            let character = text[at..].chars().next().expect("a foldable character stands here");
            if let Fold::Ascii(plain) = fold(character) {
                invisible = 0;
                self.write(Some(plain), at, character);
            } else {
                invisible += 1;
                self.write((invisible == INVISIBLE_RUN + 1).then_some(b'\n'), at, character);
            }
            copied = at + character.len_utf8();
            next = next_foldable(text, copied);
        }
        self.bytes.extend_from_slice(&text.as_bytes()[copied..]);
    }

    fn write(&mut self, plain: Option<u8>, at: usize, character: char) {
        let view = narrow(self.bytes.len());
        self.bytes.extend(plain);
        let original_len = u8::try_from(character.len_utf8()).expect("a character has at most four bytes");
        self.changes.push(Change {
            view,
            view_len: u8::from(plain.is_some()),
            original: narrow(at),
            original_len,
        });
    }

    /// The folded bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The stretches around folded characters, in bytes of the view.
    pub(super) fn regions(&self) -> Vec<Range<usize>> {
        let mut regions: Vec<Range<usize>> = Vec::new();
        for change in &self.changes {
            let near = (change.view as usize).saturating_sub(REACH)
                ..(change.view_end() + REACH).min(self.bytes.len());
            match regions.last_mut() {
                Some(last) if near.start <= last.end => last.end = near.end,
                _ => regions.push(near),
            }
        }
        regions
    }

    /// Whether a character was folded in `range` of the view or at its ends.
    pub(super) fn differs_in(&self, range: &Range<usize>) -> bool {
        let first = self.changes.partition_point(|change| change.view_end() < range.start);
        self.changes.get(first).is_some_and(|change| change.view as usize <= range.end)
    }

    /// Where the original of the byte at `position` starts.
    pub(super) fn original_start(&self, position: usize) -> usize {
        if position >= self.bytes.len() {
            return self.original_len;
        }
        let passed = self.changes.partition_point(|change| change.view_end() <= position);
        match passed.checked_sub(1).map(|last| self.changes[last]) {
            Some(last) => last.original_end() + (position - last.view_end()),
            None => position,
        }
    }

    /// Where the original of the byte before `position` ends.
    pub(super) fn original_end(&self, position: usize) -> usize {
        let Some(byte) = position.checked_sub(1) else { return 0 };
        let index = self.changes.partition_point(|change| change.view_end() <= byte);
        match self.changes.get(index) {
            Some(change) if change.view as usize == byte && change.view_len == 1 => change.original_end(),
            _ => self.original_start(byte) + 1,
        }
    }

    /// The first byte whose original starts at or after byte `original` of the text.
    pub(super) fn position(&self, original: usize) -> usize {
        let passed = self.changes.partition_point(|change| (change.original as usize) < original);
        match passed.checked_sub(1).map(|last| self.changes[last]) {
            Some(last) => last.view_end() + original.saturating_sub(last.original_end()),
            None => original,
        }
    }

    /// The original byte from which at least `distance` folded bytes lie before byte `original` of the text.
    pub(super) fn step_back(&self, original: usize, distance: usize) -> usize {
        match self.position(original).checked_sub(distance) {
            Some(position) => self.original_start(position),
            None => 0,
        }
    }
}

/// The next character at or after byte `from` that folds to something else.
fn next_foldable(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += ascii_length(&bytes[at..]);
        match *bytes.get(at)? {
            // Letters of Europe and the Near East, ideographs and Hangul: most of what is not ASCII, and never folded.
            0xC3..=0xCC | 0xCE..=0xD8 => at += 2,
            0xE4..=0xE9 | 0xEB..=0xEC => at += 3,
            _ => {
                let character = text[at..].chars().next()?;
                if fold(character) != Fold::Keep {
                    return Some(at);
                }
                at += character.len_utf8();
            }
        }
    }
}

/// How many ASCII bytes `bytes` begins with; whole blocks of them are passed at once.
fn ascii_length(bytes: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let blocks = bytes.chunks_exact(BLOCK).take_while(|block| block.is_ascii()).count();
    let rest = &bytes[blocks * BLOCK..];
    blocks * BLOCK + rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len())
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).expect("the length of every text was checked to fit")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_view_knows_the_way_back() {
        let text = "é４\u{200B}２x";
        let view = View::of(text).expect("the text has characters to fold");
        assert_eq!(view.bytes(), "é42x".as_bytes());
        assert_eq!(&text[view.original_start(2)..view.original_end(4)], "４\u{200B}２");
        assert_eq!(view.original_start(view.bytes().len()), text.len());
        assert!(View::of("plain é").is_none(), "nothing to fold, nothing to build");
        assert!(view.differs_in(&(2..3)) && view.differs_in(&(3..4)) && !view.differs_in(&(0..1)));
    }

    #[test]
    fn a_long_invisible_run_parts_words() {
        let hidden = |count: usize| format!("a{}b", "\u{200B}".repeat(count));
        let bytes = |count| View::of(&hidden(count)).expect("it has invisible characters").bytes;
        assert_eq!(bytes(INVISIBLE_RUN), b"ab");
        assert_eq!(bytes(INVISIBLE_RUN + 1), b"a\nb");
        assert_eq!(bytes(INVISIBLE_RUN + 90), b"a\nb");
    }

    #[test]
    fn the_fast_way_passes_nothing_that_folds() {
        for character in ('\u{80}'..=char::MAX).filter(|character| fold(*character) != Fold::Keep) {
            assert_eq!(next_foldable(&format!("ab{character}"), 0), Some(2), "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn places_agree_with_a_walk(text in "([a-c]|é|４|\u{200B}|\u{200D}|日|—|\u{A0}){0,40}") {
            let Some(view) = View::of(&text) else { return Ok(()) };
            let mut walked: Vec<(usize, usize)> = Vec::new();
            let mut invisible = 0;
            for (at, character) in text.char_indices() {
                let end = at + character.len_utf8();
                match fold(character) {
                    Fold::Keep => {
                        walked.extend((at..end).map(|byte| (byte, byte + 1)));
                        invisible = 0;
                    }
                    Fold::Ascii(_) => {
                        walked.push((at, end));
                        invisible = 0;
                    }
                    Fold::Drop => {
                        invisible += 1;
                        walked.extend((invisible == INVISIBLE_RUN + 1).then_some((at, end)));
                    }
                }
            }
            prop_assert_eq!(view.bytes().len(), walked.len());
            for (position, (start, end)) in walked.iter().enumerate() {
                prop_assert_eq!(view.original_start(position), *start);
                prop_assert_eq!(view.original_end(position + 1), *end);
            }
            for (at, _) in text.char_indices() {
                let expected = walked.iter().position(|(start, _)| *start >= at).unwrap_or(walked.len());
                prop_assert_eq!(view.position(at), expected, "{}", at);
            }
        }
    }
}

//! View: the skeleton of a text, and the way back to the text.

use std::ops::Range;

use super::fold::{ASCII, fold_into, is_foreign, is_latin};

/// How far around a character its word is looked at, in bytes, to see whether it mixes scripts.
const WORD_BYTES: usize = 64;

/// A text without case, accents and disguises.
pub(super) struct View<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    /// From here on the view runs parallel to the text, up to the next mark. Empty when it always does.
    marks: Vec<Mark>,
}

/// In 32 bits, which hold the length of every text that is assessed: an accented text has many marks.
#[derive(Clone, Copy)]
struct Mark {
    view: u32,
    original: u32,
}

impl<'t> View<'t> {
    /// The view of `text`.
    pub(super) fn of(text: &'t str) -> Self {
        let mut view = Self { text, bytes: Vec::with_capacity(text.len() + 1), marks: Vec::new() };
        view.bytes.push(b'\n');
        view.mark(0);
        if text.is_ascii() {
            view.push_ascii(text.as_bytes());
        } else {
            view.fill();
        }
        view
    }

    /// The folded bytes, behind one line feed, so that every word and every line has something before it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text as it was given.
    pub(super) const fn text(&self) -> &'t str {
        self.text
    }

    /// The part of the text that a part of the view stands for, on character boundaries.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.position(range.start);
        let end = self.position(range.end).max(start);
        let end = if end == start { self.text.ceil_char_boundary(start + 1) } else { end };
        start..end.min(self.text.len())
    }

    /// The character of the text that a byte of the view belongs to.
    pub(super) fn position(&self, at: usize) -> usize {
        let following = self.marks.partition_point(|mark| mark.view as usize <= at);
        let known = following.checked_sub(1).map_or(Mark { view: 0, original: 0 }, |index| self.marks[index]);
        let limit = self.marks.get(following).map_or(self.text.len(), |next| next.original as usize);
        let parallel = known.original as usize + (at - known.view as usize);
        self.text.floor_char_boundary(parallel.min(limit))
    }

    fn push_ascii(&mut self, run: &[u8]) {
        self.bytes.extend(run.iter().map(|byte| ASCII[usize::from(byte & 0x7F)]));
    }

    fn fill(&mut self) {
        let text = self.text;
        let (mut at, mut word) = (0, Word::default());
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            let run = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            self.push_ascii(&rest[..run]);
            at += run;
            while let Some(character) = text[at..].chars().next().filter(|character| !character.is_ascii()) {
                let foreign = is_foreign(character) && word.mixes_at(text, at);
                let end = at + character.len_utf8();
                let before = self.bytes.len();
                fold_into(character, foreign, &mut self.bytes);
                if self.bytes.len() - before != end - at {
                    self.mark(end);
                }
                at = end;
            }
        }
    }

    /// Notes that what follows comes from `original` on.
    fn mark(&mut self, original: usize) {
        let mark = Mark { view: narrow(self.bytes.len()), original: narrow(original) };
        match self.marks.last_mut() {
            Some(last) if last.view == mark.view => *last = mark,
            _ => self.marks.push(mark),
        }
    }
}

/// An offset in 32 bits.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).expect("the length of every text was checked to fit")
}

/// The word looked at last, so that each is looked at once.
#[derive(Default)]
struct Word {
    end: usize,
    mixes: bool,
}

impl Word {
    /// Whether the word around byte `at` has Latin letters beside foreign ones.
    fn mixes_at(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text.floor_char_boundary(at.saturating_sub(WORD_BYTES));
            let limit = text.floor_char_boundary((at + WORD_BYTES).min(text.len()));
            let is_part = |near: &char| is_latin(*near) || is_foreign(*near) || *near == '\u{200B}';
            self.mixes = text[start..at].chars().rev().take_while(is_part).any(is_latin);
            self.end = at;
            for near in text[at..limit].chars().take_while(is_part) {
                self.end += near.len_utf8();
                self.mixes |= is_latin(near);
            }
        }
        self.mixes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        String::from_utf8_lossy(&View::of(text).bytes()[1..]).into_owned()
    }

    #[test]
    fn a_view_folds_words_and_knows_the_way_back() {
        let rows = [
            ("Hi Bob", "hi bob", "bob", "Bob"),
            ("é IGN\u{200B}ORE x", "e ignore x", "ignore", "IGN\u{200B}ORE"),
            ("іgnоrе все", "ignore все", "ignore", "іgnоrе"),
            ("außer Acht", "ausser acht", "acht", "Acht"),
            ("忽略。指令", "忽略\u{1e}指令", "指令", "指令"),
            ("ｉｇｎｏｒｅ it", "ignore it", "ignore", "ｉｇｎｏｒｅ"),
        ];
        for (text, folded, part, original) in rows {
            assert_eq!(shown(text), folded, "{text}");
            let start = folded.find(part).expect("the part is of the view");
            let view = View::of(text);
            assert_eq!(&text[view.original(start + 1..start + 1 + part.len())], original, "{text}");
        }
    }
}

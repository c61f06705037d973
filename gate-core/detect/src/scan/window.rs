//! Window: the stretch of text a recogniser may look at, and whether it asked for text that is not there yet.
//!
//! A recogniser works at an anchor and sees [`LOOK_BACK`] bytes before it and [`LOOK_AHEAD`] bytes after it; what lies
//! further away reads like the start or the end of the text. So every decision rests on a bounded stretch. In a
//! stream the window also notes when something behind the end of the text was asked for: exactly then more text could
//! change the decision, and the value has to be held back. Both hold whatever the recogniser does, since there is no
//! other way to the text.

use std::cell::Cell;
use std::ops::Range;

/// How many bytes before its anchor a recogniser sees.
pub(super) const LOOK_BACK: usize = 384;

/// How many bytes from its anchor on a recogniser sees.
pub(super) const LOOK_AHEAD: usize = 440;

/// A text, or the part of a stream that is known.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) bytes: &'t [u8],
    /// Whether nothing will follow.
    pub(super) complete: bool,
    /// What the place is called in which the text stands, such as `user.ssn`; empty when it has no name.
    pub(super) place: &'t str,
    /// Where in the whole stream the first byte stands; `None` when that is not known.
    pub(super) origin: Option<usize>,
    /// How many encodings were taken off.
    pub(super) depth: u8,
}

impl<'t> Text<'t> {
    /// A text that is known as a whole.
    pub(super) const fn whole(bytes: &'t [u8]) -> Self {
        Self { bytes, complete: true, place: "", origin: Some(0), depth: 0 }
    }

    /// What a recogniser at `anchor` may see.
    pub(super) fn window(self, anchor: usize) -> Window<'t> {
        Window {
            text: self,
            floor: anchor.saturating_sub(LOOK_BACK),
            ceiling: anchor + LOOK_AHEAD,
            anchor,
            start: Cell::new(anchor),
            asked: Cell::new(false),
        }
    }

    /// What may be seen of a value that is already recognised: everything from the window's floor on.
    pub(super) fn unbounded(self, anchor: usize) -> Window<'t> {
        Window { ceiling: usize::MAX, ..self.window(anchor) }
    }
}

/// The stretch of text around an anchor.
pub(super) struct Window<'t> {
    text: Text<'t>,
    floor: usize,
    ceiling: usize,
    anchor: usize,
    start: Cell<usize>,
    asked: Cell<bool>,
}

impl<'t> Window<'t> {
    /// Where the recogniser was called.
    pub(super) fn anchor(&self) -> usize {
        self.anchor
    }

    /// The name of the place in which the text stands; empty when it has none.
    pub(super) fn place(&self) -> &'t str {
        self.text.place
    }

    /// Tells that the value, should there be one, begins at `start` and not at the anchor. To be called before
    /// anything behind the value's first byte is looked at when `start` lies before the anchor.
    pub(super) fn begins_at(&self, start: usize) {
        self.start.set(start);
    }

    /// Where the value would begin.
    pub(super) fn start(&self) -> usize {
        self.start.get()
    }

    /// Whether more text could change what the recogniser said.
    pub(super) fn asked(&self) -> bool {
        self.asked.get()
    }

    /// The byte at `index`, when it is in sight.
    #[inline]
    pub(super) fn at(&self, index: usize) -> Option<u8> {
        let Some(byte) = self.text.bytes.get(index) else {
            self.ask(index);
            return None;
        };
        (index >= self.floor && index < self.ceiling).then_some(*byte)
    }

    /// The byte before `index`, when it is in sight.
    #[inline]
    pub(super) fn before(&self, index: usize) -> Option<u8> {
        index.checked_sub(1).and_then(|previous| self.at(previous))
    }

    /// The part of `range` that is in sight.
    pub(super) fn slice(&self, range: Range<usize>) -> &'t [u8] {
        let end = self.sight_end(range.end);
        let start = range.start.max(self.floor).min(end);
        &self.text.bytes[start..end]
    }

    /// Where the run of bytes of `class` that begins at `start` ends, as far as it is in sight.
    pub(super) fn run_end(&self, start: usize, class: impl Fn(u8) -> bool) -> usize {
        self.run_end_within(start, usize::MAX, class)
    }

    /// The same, looking no further than `limit`.
    pub(super) fn run_end_within(&self, start: usize, limit: usize, class: impl Fn(u8) -> bool) -> usize {
        let known = limit.min(self.ceiling).min(self.text.bytes.len());
        if start >= known {
            if start < limit {
                self.ask(start);
            }
            return start;
        }
        if let Some(length) = self.text.bytes[start..known].iter().position(|byte| !class(*byte)) {
            return start + length;
        }
        if known < limit {
            self.ask(known);
        }
        known
    }

    /// Where the run of bytes of `class` that ends at `end` begins, as far as it is in sight.
    pub(super) fn run_start(&self, end: usize, class: impl Fn(u8) -> bool) -> usize {
        let mut start = end.min(self.text.bytes.len());
        while start > self.floor && class(self.text.bytes[start - 1]) {
            start -= 1;
        }
        start
    }

    /// Whether `literal` stands at `start`.
    pub(super) fn has(&self, start: usize, literal: &[u8]) -> bool {
        self.compare(start, literal, |left, right| left == right)
    }

    /// Whether `literal`, in ASCII letters of either case, stands at `start`.
    pub(super) fn has_any_case(&self, start: usize, literal: &[u8]) -> bool {
        self.compare(start, literal, u8::eq_ignore_ascii_case)
    }

    /// Whether `literal` stands directly before `end`.
    pub(super) fn has_before(&self, end: usize, literal: &[u8]) -> bool {
        end.checked_sub(literal.len()).is_some_and(|start| start >= self.floor && self.has(start, literal))
    }

    fn compare(&self, start: usize, literal: &[u8], same: impl Fn(&u8, &u8) -> bool) -> bool {
        let known = &self.text.bytes[start.min(self.text.bytes.len())..];
        let agrees = known.iter().zip(literal).all(|(left, right)| same(left, right));
        if agrees && known.len() < literal.len() {
            self.ask(start + known.len());
        }
        agrees && known.len() >= literal.len() && start + literal.len() <= self.ceiling
    }

    fn sight_end(&self, end: usize) -> usize {
        let length = self.text.bytes.len();
        if end > length {
            self.ask(length);
        }
        end.min(self.ceiling).min(length)
    }

    /// Notes that the byte at `index`, which is not there, would have been looked at.
    fn ask(&self, index: usize) {
        if !self.text.complete && index < self.ceiling {
            self.asked.set(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], complete: bool) -> Text<'_> {
        Text { complete, ..Text::whole(bytes) }
    }

    #[test]
    fn only_what_lies_behind_the_end_is_asked_for() {
        type Look = fn(&Window<'_>);
        let rows: [(&str, Look, bool); 10] = [
            ("a byte", |window| assert_eq!(window.at(3), Some(b'1')), false),
            ("the byte behind", |window| assert_eq!(window.at(5), None), true),
            ("before", |window| assert_eq!(window.before(3), Some(b'-')), false),
            ("a run that ends", |window| assert_eq!(window.run_end(0, |byte| byte != b'-'), 2), false),
            ("a run to the end", |window| assert_eq!(window.run_end(3, |byte| byte != b'-'), 5), true),
            (
                "a run to a limit",
                |window| assert_eq!(window.run_end_within(3, 5, |byte| byte != b'-'), 5),
                false,
            ),
            ("a literal", |window| assert!(window.has(1, b"b-1")), false),
            ("no literal", |window| assert!(!window.has(3, b"13")), false),
            ("half a literal", |window| assert!(!window.has(3, b"123")), true),
            ("a slice over the end", |window| assert_eq!(window.slice(3..9), b"12"), true),
        ];
        for (name, look, asked) in rows {
            for complete in [false, true] {
                let window = text(b"ab-12", complete).window(0);
                look(&window);
                assert_eq!(window.asked(), asked && !complete, "{name}");
            }
        }
    }

    #[test]
    fn far_text_reads_like_no_text() {
        let long = vec![b'x'; 2000];
        let window = text(&long, false).window(1000);
        assert_eq!(window.run_end(1000, |byte| byte == b'x'), 1000 + LOOK_AHEAD);
        assert_eq!(window.run_start(1000, |byte| byte == b'x'), 1000 - LOOK_BACK);
        assert_eq!((window.at(1000 + LOOK_AHEAD), window.at(1000 - LOOK_BACK - 1)), (None, None));
        assert!(!window.asked(), "what is out of sight does not matter");
        let unbounded = text(&long, false).unbounded(1000);
        assert_eq!(unbounded.run_end(1000, |byte| byte == b'x'), 2000);
        assert!(unbounded.asked());
    }
}

//! Sink: what a recogniser reads from and reports to. Filters candidates, turns their place into the original's, and
//! keeps the place from which on nothing is certain yet.

use std::ops::Range;

use crate::kind::KindSet;
use crate::{Category, EntityKind, Finding, Profile, RuleId};

use super::view::View;
use super::window::{Text, Window};

/// How far from a value folded characters matter to it, in bytes: its name and the glue between may hold them.
const NEAR: usize = 48;

/// Finds the end of a value of which only the beginning was in sight. Called once the value is accepted, with a window
/// that has no far end and the end seen so far.
pub(super) type Tail = fn(&Window<'_>, usize) -> usize;

/// A value as a recogniser saw it, in bytes of the view it read.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: EntityKind,
    /// In hundredths.
    pub(super) score: u8,
    pub(super) rule: &'static str,
    /// How the value goes on when it may be longer than what was in sight.
    pub(super) tail: Option<Tail>,
}

impl Candidate {
    /// A value that was in sight as a whole.
    pub(super) fn new(range: Range<usize>, kind: EntityKind, score: u8, rule: &'static str) -> Self {
        Self { start: range.start, end: range.end, kind, score, rule, tail: None }
    }

    /// The same value, which may go on.
    pub(super) fn with_tail(self, tail: Tail) -> Self {
        Self { tail: Some(tail), ..self }
    }
}

/// An accepted candidate, in bytes of the original text.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: EntityKind,
    pub(crate) category: Category,
    /// Whether text after the last byte seen could still extend it.
    pub(crate) open: bool,
    score: u8,
    length: usize,
    rule: RuleId,
}

impl Span {
    /// Takes over the extent of an overlapping span, and its name when that is the stronger one.
    pub(super) fn absorb(&mut self, other: Self) {
        let strength = |span: &Self| (span.kind.is_secret(), span.score, span.length);
        let end = self.end.max(other.end);
        let open = self.open | other.open;
        let start = self.start;
        if strength(&other) > strength(self) {
            *self = other;
        }
        (self.start, self.end, self.open) = (start, end, open);
    }

    /// Whether the name fits all of it: nothing that overlaps made it longer.
    pub(crate) fn is_pure(&self) -> bool {
        self.length == self.end - self.start
    }

    /// What it is, for a value around it; its place means nothing there.
    pub(super) fn as_candidate(&self) -> Candidate {
        Candidate::new(0..0, self.kind, self.score, "encoded-value")
    }

    /// The public form.
    pub(crate) fn into_finding(self) -> Finding {
        Finding {
            range: self.start..self.end,
            kind: self.kind,
            score: self.score,
            rule: self.rule,
            category: self.category,
        }
    }
}

/// What one search came to, in bytes of the original text.
#[derive(Default)]
pub(crate) struct Found {
    /// Accepted values; they may overlap.
    pub(crate) spans: Vec<Span>,
    /// Where the first value begins that more text could still bring, change or extend.
    pub(crate) undecided: Option<usize>,
}

impl Found {
    fn hold(&mut self, start: usize) {
        self.undecided = Some(self.undecided.map_or(start, |earlier| earlier.min(start)));
    }
}

/// One view of a text, what to look for in it, and where to put what is found.
pub(super) struct Sink<'a> {
    original: &'a str,
    text: Text<'a>,
    view: Option<&'a View>,
    from: usize,
    until: usize,
    profile: &'a Profile,
    found: &'a mut Found,
}

impl<'a> Sink<'a> {
    /// Reads the text as it is.
    pub(super) fn plain(
        original: &'a str,
        text: Text<'a>,
        from: usize,
        profile: &'a Profile,
        found: &'a mut Found,
    ) -> Self {
        Self { original, text, view: None, from, until: text.bytes.len(), profile, found }
    }

    /// Looks for anchors in `region` of a view of it instead.
    pub(super) fn through(self, view: &'a View, region: &Range<usize>) -> Self {
        let text = Text { bytes: view.bytes(), origin: None, ..self.text };
        let from = view.position(self.from).max(region.start).min(region.end);
        Self { text, view: Some(view), from, until: region.end, ..self }
    }

    /// The bytes in which to look for anchors. Everything else is looked at through a [`Window`].
    pub(super) fn bytes(&self) -> &'a [u8] {
        &self.text.bytes[..self.until]
    }

    /// The first byte at which a value may start.
    pub(super) fn from(&self) -> usize {
        self.from
    }

    /// The text with its name and whether it is complete.
    pub(super) fn text(&self) -> Text<'a> {
        self.text
    }

    /// What is looked for.
    pub(super) fn profile(&self) -> &'a Profile {
        self.profile
    }

    /// Whether `kind` is looked for.
    pub(super) fn wants(&self, kind: EntityKind) -> bool {
        self.profile.detects(kind)
    }

    /// Whether any of `kinds` is looked for.
    pub(super) fn wants_any(&self, kinds: KindSet) -> bool {
        self.profile.detects_any(kinds)
    }

    /// Runs `recognise` at `anchor` and takes what it finds; gives the place of what was taken.
    ///
    /// A value may start before its anchor (after [`Window::begins_at`]), or up to [`super::ANCHOR_REACH_BYTES`] behind it.
    pub(super) fn examine(
        &mut self,
        anchor: usize,
        recognise: impl FnOnce(&Window<'a>) -> Option<Candidate>,
    ) -> Option<Range<usize>> {
        let window = self.text.window(anchor);
        let candidate = recognise(&window);
        if window.asked() {
            let start = candidate.as_ref().map_or(usize::MAX, |candidate| candidate.start);
            self.hold(start.min(window.start()));
        }
        self.offer(candidate?)
    }

    /// Tells that a value which begins at `start` may still come.
    pub(super) fn hold(&mut self, start: usize) {
        let start = start.max(self.from);
        self.found.hold(self.view.map_or(start, |view| view.original_start(start)));
    }

    /// Takes a value unless the profile does not want it; gives its place when it was taken.
    pub(super) fn offer(&mut self, candidate: Candidate) -> Option<Range<usize>> {
        let wanted = candidate.start >= self.from
            && candidate.score >= self.profile.minimum_score()
            && self.wants(candidate.kind);
        if !wanted {
            return None;
        }
        let (end, open) = self.whole(&candidate);
        let place = candidate.start..end;
        // Away from folded characters the view reads like the text, where the same was found or refused.
        if self.view.is_some_and(|view| !view.differs_in(&(place.start.saturating_sub(NEAR)..end + NEAR))) {
            return None;
        }
        let range = self.original_range(&place);
        let value = self.original.get(range.clone())?;
        if value.is_empty() || self.profile.allows(value) {
            return None;
        }
        self.found.spans.push(Span {
            start: range.start,
            end: range.end,
            kind: candidate.kind,
            category: Category::of(candidate.kind),
            open,
            score: candidate.score,
            length: range.len(),
            rule: RuleId::built_in(candidate.rule),
        });
        Some(place)
    }

    /// Takes a value that a pattern or word list of the profile describes; gives where to look on.
    pub(super) fn offer_custom(&mut self, place: Range<usize>, rule: &RuleId, category: &Category) -> usize {
        let range = self.original_range(&place);
        let allowed = self
            .original
            .get(range.clone())
            .is_none_or(|value| value.is_empty() || self.profile.allows(value));
        if place.start < self.from || allowed || !self.wants(EntityKind::Custom) {
            return self.original.ceil_char_boundary(place.start + 1);
        }
        self.found.spans.push(Span {
            start: range.start,
            end: range.end,
            kind: EntityKind::Custom,
            category: category.clone(),
            open: false,
            score: 100,
            length: range.len(),
            rule: rule.clone(),
        });
        place.end
    }

    /// Where the value ends, and whether it may go on behind the end of the text.
    fn whole(&mut self, candidate: &Candidate) -> (usize, bool) {
        let Some(tail) = candidate.tail else { return (candidate.end, false) };
        let rest = self.text.unbounded(candidate.start);
        let end = tail(&rest, candidate.end);
        if rest.asked() {
            self.hold(candidate.start);
        }
        (end, rest.asked())
    }

    fn original_range(&self, place: &Range<usize>) -> Range<usize> {
        match self.view {
            Some(view) => view.original_start(place.start)..view.original_end(place.end),
            None => place.clone(),
        }
    }
}

//! Sink: what a recogniser reads from and reports to. Filters candidates and turns their place into the original's.

use crate::kind::KindSet;
use crate::{EntityKind, Finding, Profile, RuleId};

use super::view::View;

/// A value as a recogniser saw it, in bytes of the view it read.
pub(super) struct Candidate {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: EntityKind,
    pub(super) score: u8,
    pub(super) rule: &'static str,
    /// Whether text after the last byte seen could still extend it.
    pub(super) open: bool,
}

/// An accepted candidate, in bytes of the original text.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: EntityKind,
    pub(crate) open: bool,
    score: u8,
    length: usize,
    rule: &'static str,
}

impl Span {
    /// Takes over the extent of an overlapping span, and its name when that is the stronger one.
    pub(super) fn absorb(&mut self, other: Self) {
        let strength = |span: &Self| (span.kind.is_secret(), span.score, span.length);
        if strength(&other) > strength(self) {
            (self.kind, self.score, self.length, self.rule) =
                (other.kind, other.score, other.length, other.rule);
        }
        self.end = self.end.max(other.end);
        self.open |= other.open;
    }

    /// Whether the name fits all of it: nothing that overlaps made it longer.
    pub(crate) fn is_pure(&self) -> bool {
        self.length == self.end - self.start
    }

    /// The public form.
    pub(crate) fn into_finding(self) -> Finding {
        Finding {
            range: self.start..self.end,
            kind: self.kind,
            score: self.score,
            rule: RuleId::built_in(self.rule),
        }
    }
}

/// One view of a text, what to look for in it, and where to put what is found.
pub(super) struct Sink<'a> {
    text: &'a str,
    view: Option<&'a View>,
    from: usize,
    profile: &'a Profile,
    spans: &'a mut Vec<Span>,
}

impl<'a> Sink<'a> {
    /// Reads the text as it is.
    pub(super) fn plain(text: &'a str, from: usize, profile: &'a Profile, spans: &'a mut Vec<Span>) -> Self {
        Self { text, view: None, from, profile, spans }
    }

    /// Reads the folded view.
    pub(super) fn folded(
        text: &'a str,
        view: &'a View,
        from: usize,
        profile: &'a Profile,
        spans: &'a mut Vec<Span>,
    ) -> Self {
        Self { text, view: Some(view), from: view.position(from), profile, spans }
    }

    /// The bytes to search.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.view.map_or(self.text.as_bytes(), View::bytes)
    }

    /// The first byte at which a candidate may start.
    pub(super) fn from(&self) -> usize {
        self.from
    }

    /// Whether `kind` is looked for.
    pub(super) fn wants(&self, kind: EntityKind) -> bool {
        self.profile.detects(kind)
    }

    /// Whether any of `kinds` is looked for.
    pub(super) fn wants_any(&self, kinds: KindSet) -> bool {
        self.profile.detects_any(kinds)
    }

    /// Whether a candidate of `kind` and `score` would be taken, wherever it stands.
    pub(super) fn accepts(&self, kind: EntityKind, score: u8) -> bool {
        score >= self.profile.minimum_score() && self.wants(kind)
    }

    /// Takes the candidate unless the profile does not want it; tells whether it was taken.
    pub(super) fn offer(&mut self, candidate: Candidate) -> bool {
        let Candidate { start, end, kind, score, rule, open } = candidate;
        if start < self.from || !self.accepts(kind, score) {
            return false;
        }
        let (start, end) = match self.view {
            Some(view) => (view.original_start(start), view.original_end(end)),
            None => (start, end),
        };
        if self.text.get(start..end).is_none_or(|value| self.profile.allows(value)) {
            return false;
        }
        self.spans.push(Span { start, end, kind, open, score, length: end - start, rule });
        true
    }
}

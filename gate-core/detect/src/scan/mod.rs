//! Scan: text in, findings out. Runs every recogniser over the text and over its folded view, then settles overlaps.

pub(crate) mod bits;
mod context;
mod custom;
mod decode;
mod fold;
mod guard;
mod letters;
mod numeric;
mod personal;
mod places;
pub(crate) mod runs;
mod secret;
mod sink;
mod view;
mod window;

#[cfg(test)]
mod tests;

pub(crate) use fold::{Fold, fold};
pub use secret::{SecretRule, secret_rules};
pub(crate) use sink::Span;

use crate::{DetectError, Finding, MAX_TEXT_BYTES, MAX_VALUE_BYTES, Profile};
use runs::TokenRuns;
use sink::{Found, Sink};
use view::View;
use window::Text;

/// How far behind its anchor a value may begin, in bytes (a password behind its name).
const ANCHOR_REACH_BYTES: usize = 96;

/// How much text before a position is kept so that everything from the position on is found as in the whole text, in
/// bytes of the view that is searched.
pub(crate) const CONTEXT_BYTES: usize = window::LOOK_BACK + ANCHOR_REACH_BYTES;

/// The longest word at the end of a text of which the value's anchor may be yet to come, in bytes.
const TAIL_BYTES: usize = 512;

/// Finds what `profile` asks for in `text`.
///
/// The findings do not overlap and are sorted by where they start. Where recognised values overlap, they become one
/// finding that covers them all and is named after the strongest (a secret before personal data, then the higher
/// score, then the longer one). Time is linear in the text.
///
/// # Errors
///
/// An error means the text was not examined and must not be used as if it were clean.
pub fn scan(text: &str, profile: &Profile) -> Result<Vec<Finding>, DetectError> {
    scan_at(text, "", profile)
}

/// The same for a text whose place has a name, such as the key path `user.ssn` of a JSON string: words of the name count as
/// context of the values.
///
/// # Errors
///
/// As for [`scan`].
pub fn scan_at(text: &str, place: &str, profile: &Profile) -> Result<Vec<Finding>, DetectError> {
    let (spans, _) = Examination::new(text)?.at(place).spans(0, profile)?;
    Ok(spans.into_iter().map(Span::into_finding).collect())
}

/// One text with its folded view, ready to be searched.
pub(crate) struct Examination<'t> {
    original: &'t str,
    text: Text<'t>,
    folded: Option<View>,
}

impl<'t> Examination<'t> {
    /// Prepares `text`; refuses one that is too long.
    pub(crate) fn new(text: &'t str) -> Result<Self, DetectError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(DetectError::TextTooLong { bytes: text.len() });
        }
        Ok(Self { original: text, text: Text::whole(text.as_bytes()), folded: View::of(text) })
    }

    /// What was behind `depth` encodings.
    fn decoded(text: &'t str, depth: u8) -> Result<Self, DetectError> {
        let mut inner = Self::new(text)?;
        inner.text.depth = depth;
        Ok(inner)
    }

    /// The same text at a place that has a name.
    pub(crate) fn at(mut self, place: &'t str) -> Self {
        self.text.place = place;
        self
    }

    /// The same text as a part of a stream: where it begins in the stream, and whether nothing will follow.
    pub(crate) fn part(mut self, origin: usize, complete: bool) -> Self {
        (self.text.origin, self.text.complete) = (Some(origin), complete);
        self
    }

    /// The findings that start at or after byte `from` (what stands before it is only context), and the byte up to
    /// which more text could not change them.
    ///
    /// `from` must not stand inside a finding of the whole text.
    pub(crate) fn spans(&self, from: usize, profile: &Profile) -> Result<(Vec<Span>, usize), DetectError> {
        let mut found = Found::default();
        let mut sink = Sink::plain(self.original, self.text, from, profile, &mut found);
        if !profile.custom().is_empty() {
            custom::find(&mut sink, self.original)?;
        }
        search(&mut sink)?;
        if let Some(view) = &self.folded {
            for region in view.regions() {
                let plain = Sink::plain(self.original, self.text, from, profile, &mut found);
                search(&mut plain.through(view, &region))?;
            }
        }
        let merged = merge(found.spans);
        if merged.iter().any(|span| span.end - span.start > MAX_VALUE_BYTES) {
            return Err(DetectError::ValueTooLong);
        }
        let certain = if self.text.complete { self.original.len() } else { self.certain(found.undecided) };
        Ok((merged, certain.max(from)))
    }

    /// The byte up to which more text could not change what is found.
    fn certain(&self, undecided: Option<usize>) -> usize {
        let tail = |bytes: &[u8]| guard::tail_start(bytes, bytes.len().saturating_sub(TAIL_BYTES));
        let plain = tail(self.text.bytes);
        let folded = self.folded.as_ref().map_or(plain, |view| view.original_start(tail(view.bytes())));
        self.original.floor_char_boundary(plain.min(folded).min(undecided.unwrap_or(plain)))
    }

    /// The byte from which text must be kept so that everything from `position` on is found as in the whole text.
    pub(crate) fn context_start(&self, position: usize) -> usize {
        let plain = position.saturating_sub(CONTEXT_BYTES);
        let folded = self.folded.as_ref().map_or(plain, |view| view.step_back(position, CONTEXT_BYTES));
        self.original.floor_char_boundary(plain.min(folded))
    }
}

fn search(sink: &mut Sink<'_>) -> Result<(), DetectError> {
    let runs = TokenRuns::of(sink.bytes(), sink.from());
    if sink.wants_any(personal::kinds()) {
        personal::find(sink, &runs);
    }
    if sink.wants_any(numeric::kinds()) {
        numeric::find(sink);
    }
    if sink.wants_any(secret::kinds()) {
        secret::find(sink, &runs);
    }
    if sink.profile().decodes() && sink.text().depth < decode::DEEPEST {
        decode::find(sink, &runs)?;
    }
    Ok(())
}

/// Joins overlapping spans, strongest name first.
fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.start);
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.absorb(span),
            _ => merged.push(span),
        }
    }
    merged
}

//! Scan: text in, findings out. Runs every recogniser over the text and over its folded view, then settles overlaps.

mod email;
mod fold;
mod guard;
mod numeric;
mod secret;
mod sink;
mod view;

#[cfg(test)]
mod tests;

pub(crate) use fold::{Fold, fold};
pub(crate) use sink::Span;

use crate::{DetectError, EntityKind, Finding, MAX_TEXT_BYTES, MAX_VALUE_BYTES, Profile};
use sink::Sink;
use view::View;

/// How much text before a position a recogniser may look at, in bytes of the view it works on.
pub(crate) const CONTEXT_BYTES: usize = 512;

/// Within how many bytes of its start a candidate is either accepted or refused, in bytes of the view.
const DECISION_BYTES: usize = 512;

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
    let spans = Examination::new(text)?.spans(0, profile)?;
    Ok(spans.into_iter().map(Span::into_finding).collect())
}

/// One text with its folded view, ready to be searched.
pub(crate) struct Examination<'t> {
    text: &'t str,
    folded: Option<View>,
}

impl<'t> Examination<'t> {
    /// Prepares `text`; refuses one that is too long.
    pub(crate) fn new(text: &'t str) -> Result<Self, DetectError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(DetectError::TextTooLong { bytes: text.len() });
        }
        Ok(Self { text, folded: View::of(text) })
    }

    /// The findings that start at or after byte `from`; what stands before it is only context.
    ///
    /// `from` must not stand inside a finding of the whole text.
    pub(crate) fn spans(&self, from: usize, profile: &Profile) -> Result<Vec<Span>, DetectError> {
        let mut spans = Vec::new();
        search(&mut Sink::plain(self.text, from, profile, &mut spans));
        if let Some(view) = &self.folded {
            search(&mut Sink::folded(self.text, view, from, profile, &mut spans));
        }
        let merged = merge(spans);
        if merged.iter().any(|span| span.end - span.start > MAX_VALUE_BYTES) {
            return Err(DetectError::ValueTooLong);
        }
        Ok(merged)
    }

    /// The byte up to which more text could not change what is found, accepted candidates aside.
    pub(crate) fn settled(&self) -> usize {
        let plain = settled(self.text.as_bytes());
        let folded = self.folded.as_ref().map_or(plain, |view| view.original_start(settled(view.bytes())));
        self.text.floor_char_boundary(plain.min(folded))
    }

    /// The byte from which text must be kept so that everything from `position` on is found as in the whole text.
    pub(crate) fn context_start(&self, position: usize) -> usize {
        let plain = position.saturating_sub(CONTEXT_BYTES);
        let folded = self.folded.as_ref().map_or(plain, |view| view.step_back(position, CONTEXT_BYTES));
        self.text.floor_char_boundary(plain.min(folded))
    }
}

fn search(sink: &mut Sink<'_>) {
    if sink.wants(EntityKind::Email) {
        email::find(sink);
    }
    if sink.wants_any(numeric::kinds()) {
        numeric::find(sink);
    }
    if sink.wants_any(secret::kinds()) {
        secret::find(sink);
    }
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

/// Where the last stretch begins that could still become, or become part of, a value.
fn settled(bytes: &[u8]) -> usize {
    let floor = bytes.len().saturating_sub(DECISION_BYTES);
    let word = guard::word_start(bytes, bytes.len(), floor);
    let number = guard::number_chain_start(bytes, word, floor);
    number.min(secret::undecided_from(bytes, floor))
}

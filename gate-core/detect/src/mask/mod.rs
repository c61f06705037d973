//! Mask: values out, placeholders in, and back.

mod asterisks;
mod canonical;
mod placeholder;
mod restore;
mod stream;
mod table;

#[cfg(test)]
mod tests;

pub use restore::Restorer;
pub use stream::StreamMasker;

use std::borrow::Cow;
use std::fmt;

use crate::scan::{Examination, Span};
use crate::{Action, DetectError, Finding, Profile};
use table::SharedTable;

/// Masks the texts of one request or conversation and keeps the table of what was replaced.
///
/// A value becomes `{{EMAIL_1}}`: its category, and a number in order of first appearance. The same value gets the
/// same placeholder in every text masked with the same table. What counts as the same is its meaning: e-mail
/// addresses are compared without regard to case, card, phone and social security numbers by their digits, all of
/// them without look-alike or invisible characters. A placeholder is restored to the value **as it was first
/// written**, so a text that writes one address in two ways comes back with the first.
///
/// The table is wiped when the last masker, stream or restorer that uses it is gone, and is never printed.
pub struct Masker {
    profile: Profile,
    table: SharedTable,
    replaced: usize,
}

/// A masked text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Masked<'t> {
    /// The text with placeholders; borrowed when nothing was replaced.
    pub text: Cow<'t, str>,
    /// What was found, in byte positions of the text that was given: what was replaced, and what the profile only
    /// logs.
    pub findings: Vec<Finding>,
    /// Whether one of the findings is of a kind for which the profile says [`Action::Block`]: refuse the text.
    pub blocked: bool,
}

impl Masker {
    /// A masker with an empty table.
    pub fn new(profile: Profile) -> Self {
        Self { profile, table: SharedTable::default(), replaced: 0 }
    }

    /// Another masker on the same table, with its own count: one for each text that is masked at the same time.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { profile: self.profile.clone(), table: self.table.clone(), replaced: 0 }
    }

    /// Another masker on the same table that looks for something else.
    #[must_use]
    pub fn fork_with(&self, profile: Profile) -> Self {
        Self { profile, table: self.table.clone(), replaced: 0 }
    }

    /// About how much memory the table takes, in bytes; 0 when it remembers nothing.
    pub fn known_bytes(&self) -> usize {
        self.table.lock().bytes()
    }

    /// Notes what looks like a placeholder in `text`, so that no value is given that number.
    ///
    /// [`mask`](Self::mask) does so for its own text. Before masking several texts call this for all of them, since
    /// a later one may contain the number an earlier one would be given.
    pub fn observe(&mut self, text: &str) {
        let mut table = self.table.lock();
        placeholder::each(text, |name, index| {
            // Only names that are given at all: others would fill the table with whatever stands in braces.
            if self.profile.names(name) {
                table.reserve(name, index);
            }
        });
    }

    /// Replaces every value the profile asks for.
    ///
    /// # Errors
    ///
    /// The text was not examined: refuse it.
    pub fn mask<'t>(&mut self, text: &'t str) -> Result<Masked<'t>, DetectError> {
        self.mask_at(text, "")
    }

    /// The same for a text whose place has a name, such as the key path `user.ssn` of a JSON string: words of the
    /// name count as context of the values.
    ///
    /// # Errors
    ///
    /// As for [`mask`](Self::mask).
    pub fn mask_at<'t>(&mut self, text: &'t str, place: &str) -> Result<Masked<'t>, DetectError> {
        let (spans, _) = Examination::new(text)?.at(place).spans(0, &self.profile)?;
        self.observe(text);
        let before = self.replaced;
        let blocked = spans.iter().any(|span| self.profile.action(span.kind) == Action::Block);
        let masked = if spans.is_empty() { String::new() } else { self.rewrite(text, &spans) };
        let findings = spans.into_iter().map(Span::into_finding).collect();
        let text = if self.replaced == before { Cow::Borrowed(text) } else { Cow::Owned(masked) };
        Ok(Masked { text, findings, blocked })
    }

    fn rewrite(&mut self, text: &str, spans: &[Span]) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut copied = 0;
        for span in spans {
            masked.push_str(&text[copied..span.start]);
            self.replace(span, text, &mut masked);
            copied = span.end;
        }
        masked.push_str(&text[copied..]);
        masked
    }

    /// How many occurrences this masker has replaced.
    pub fn replaced(&self) -> usize {
        self.replaced
    }

    /// Puts the values back. Tolerates what models do to placeholders: `{EMAIL_1}`, `{{ email_1 }}`, `{{EMAIL\_1}}`,
    /// `&#123;`. A placeholder that is not in the table stays as it is.
    pub fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.restorer().restore(text)
    }

    /// A restorer for the values known now. Values masked later are not restored by it, so a stream may be masked
    /// with the same table without showing what the model made up.
    pub fn restorer(&self) -> Restorer {
        Restorer::new(self.table.lock().snapshot())
    }

    /// A masker for a text that comes in pieces, on the same table.
    pub fn stream(&self) -> StreamMasker {
        StreamMasker::new(self.fork())
    }

    /// Writes what stands for the value at `span` of `text`. A value that is to be refused is replaced as well, lest
    /// it get out where nobody refuses.
    fn replace(&mut self, span: &Span, text: &str, out: &mut String) {
        let value = &text[span.start..span.end];
        match self.profile.action(span.kind) {
            Action::Log | Action::Allow => return out.push_str(value),
            Action::Mask => asterisks::write(span.kind, value, out),
            Action::Redact | Action::Block => {
                let identity =
                    if span.is_pure() { canonical::of(span.kind, value) } else { canonical::exact(value) };
                let name = span.category.as_str();
                let index = self.table.lock().index(name, identity, value);
                placeholder::write(name, index, out);
            }
        }
        self.replaced += 1;
    }
}

/// Shows counts only.
impl fmt::Debug for Masker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Masker")
            .field("profile", &self.profile)
            .field("replaced", &self.replaced)
            .finish_non_exhaustive()
    }
}

//! Dictionary: words and phrases of the user's, found as a whole and in whatever case.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{LONGEST, Label};
use crate::PatternError;

/// A word list.
pub(crate) struct Dictionary {
    pub(crate) label: Label,
    /// In small letters.
    entries: BTreeSet<String>,
    /// The longest entry, in bytes.
    longest: usize,
}

impl Dictionary {
    pub(crate) fn new<S: AsRef<str>>(
        rule: &str,
        category: &str,
        words: impl IntoIterator<Item = S>,
    ) -> Result<Arc<Self>, PatternError> {
        let label = Label::new(rule, category)?;
        let mut entries = BTreeSet::new();
        for (index, word) in words.into_iter().enumerate() {
            let word = word.as_ref().to_lowercase();
            let ends = [word.chars().next(), word.chars().next_back()];
            let is_word = ends.into_iter().all(|end| end.is_some_and(char::is_alphanumeric));
            if !is_word || word.len() > LONGEST {
                return Err(PatternError::Word { rule: rule.to_owned(), index });
            }
            entries.insert(word);
        }
        let longest = entries.iter().map(String::len).max().unwrap_or(0);
        Ok(Arc::new(Self { label, entries, longest }))
    }

    /// The first entry that stands in `text` at or after `from`; the longest when several do.
    pub(crate) fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        word_starts(text, from).find_map(|start| {
            let prefixes = self.prefixes(&text[start..]);
            prefixes.into_iter().rev().find(|end| ends_word(text, start + end)).map(|end| start..start + end)
        })
    }

    /// Where the first word begins, at or after `from`, from which on the text is the beginning of an entry.
    pub(crate) fn unfinished(&self, text: &str, from: usize) -> Option<usize> {
        let from = text.ceil_char_boundary(from.max(text.len().saturating_sub(2 * self.longest)));
        word_starts(text, from).find(|start| {
            let rest = text[*start..].to_lowercase();
            self.entries.range(rest.clone()..).next().is_some_and(|entry| entry.starts_with(&rest))
        })
    }

    /// The lengths, in ascending order, of what begins `text` and is an entry.
    fn prefixes(&self, text: &str) -> Vec<usize> {
        let mut lengths = Vec::new();
        let mut lower = String::new();
        for (at, character) in text.char_indices() {
            lower.extend(character.to_lowercase());
            // The entries that go on as the text does stand together, right where the text so far would stand.
            match self.entries.range(lower.clone()..).next() {
                Some(entry) if entry.starts_with(&lower) => {
                    if entry.len() == lower.len() {
                        lengths.push(at + character.len_utf8());
                    }
                }
                _ => break,
            }
        }
        lengths
    }
}

/// Where words begin: at letters and digits behind something else.
fn word_starts(text: &str, from: usize) -> impl Iterator<Item = usize> {
    let mut inside = text[..from].chars().next_back().is_some_and(char::is_alphanumeric);
    text[from..].char_indices().filter_map(move |(offset, character)| {
        let begins = character.is_alphanumeric() && !inside;
        inside = character.is_alphanumeric();
        begins.then_some(from + offset)
    })
}

fn ends_word(text: &str, end: usize) -> bool {
    !text[end..].chars().next().is_some_and(char::is_alphanumeric)
}

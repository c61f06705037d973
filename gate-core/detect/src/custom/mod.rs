//! Custom: what a profile was told to look for besides the kinds built in.

mod dictionary;
mod pattern;

#[cfg(test)]
mod tests;

pub(crate) use dictionary::Dictionary;
pub(crate) use pattern::Pattern;

use std::sync::Arc;

use crate::finding::Category;
use crate::{PatternError, RuleId};

/// The longest match of a pattern and the longest entry of a word list, in bytes.
pub(crate) const LONGEST: usize = 256;

/// The longest name of a category; a placeholder must stay short enough to be recognised in a stream.
const CATEGORY_BYTES: usize = 48;

/// The patterns and word lists of a profile.
#[derive(Clone, Default)]
pub(crate) struct Custom {
    pub(crate) patterns: Vec<Arc<Pattern>>,
    pub(crate) dictionaries: Vec<Arc<Dictionary>>,
}

impl Custom {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.patterns.is_empty() && self.dictionaries.is_empty()
    }

    /// Whether one of them has this category.
    pub(crate) fn names(&self, category: &str) -> bool {
        let patterns = self.patterns.iter().map(|pattern| &pattern.label);
        let dictionaries = self.dictionaries.iter().map(|dictionary| &dictionary.label);
        patterns.chain(dictionaries).any(|label| label.category.as_str() == category)
    }
}

/// What findings of a custom rule are called.
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) rule: RuleId,
    pub(crate) category: Category,
}

impl Label {
    fn new(rule: &str, category: &str) -> Result<Self, PatternError> {
        let is_name = category.starts_with(|first: char| first.is_ascii_uppercase())
            && !category.ends_with('_')
            && category.len() <= CATEGORY_BYTES
            && category
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            return Err(PatternError::Category { category: category.to_owned() });
        }
        Ok(Self { rule: RuleId::custom(rule), category: Category::Custom(Arc::from(category)) })
    }
}

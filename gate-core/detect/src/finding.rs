//! Finding: one recognised value, where it stands and how sure the engine is.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::EntityKind;

/// One value found in a text. It carries no text itself, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Where the value stands: bytes of the text that was given, always on character boundaries.
    pub range: Range<usize>,
    /// What it is.
    pub kind: EntityKind,
    /// How sure the engine is, in hundredths: 0 to 100.
    pub score: u8,
    /// Which rule found it.
    pub rule: RuleId,
    pub(crate) category: Category,
}

impl Finding {
    /// The category used in placeholders, headers and events, such as `EMAIL` or `API_KEY`; for a finding of a
    /// custom rule the category that the rule was given.
    pub fn wire_name(&self) -> &str {
        self.category.as_str()
    }

    /// The value itself, taken from the `text` that was scanned; empty when it is not that text.
    pub fn value<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.clone()).unwrap_or_default()
    }
}

/// The name a finding has in placeholders. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Category {
    BuiltIn(&'static str),
    Custom(Arc<str>),
}

impl Category {
    pub(crate) const fn of(kind: EntityKind) -> Self {
        Self::BuiltIn(kind.wire_name())
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::BuiltIn(name) => name,
            Self::Custom(name) => name,
        }
    }
}

/// The stable name of a detection rule, such as `github-token`. Cheap to clone.
#[derive(Clone)]
pub struct RuleId(Repr);

#[derive(Clone)]
enum Repr {
    BuiltIn(&'static str),
    Custom(Arc<str>),
}

impl RuleId {
    /// A rule of the engine itself.
    pub(crate) const fn built_in(name: &'static str) -> Self {
        Self(Repr::BuiltIn(name))
    }

    /// A rule that a profile was given.
    pub(crate) fn custom(name: &str) -> Self {
        Self(Repr::Custom(Arc::from(name)))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::BuiltIn(name) => name,
            Repr::Custom(name) => name,
        }
    }
}

impl PartialEq for RuleId {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RuleId {}

impl std::hash::Hash for RuleId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

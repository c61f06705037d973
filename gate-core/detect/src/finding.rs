//! Finding: one recognised value, where it stands and how sure the engine is.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

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
}

impl Finding {
    /// The category used in placeholders, headers and events, such as `EMAIL` or `API_KEY`.
    pub fn wire_name(&self) -> &str {
        self.kind.wire_name()
    }

    /// The value itself, taken from the `text` that was scanned; empty when it is not that text.
    pub fn value<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.clone()).unwrap_or_default()
    }
}

/// The stable name of a detection rule, such as `github-token`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// A rule of the engine itself.
    pub(crate) const fn built_in(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
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

//! Profile: what to look for, how sure to be, and which values to leave alone.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::EntityKind;
use crate::kind::KindSet;

/// What a scan looks for. Immutable and cheap to clone: build one per policy and share it.
///
/// ```
/// use gate_detect::{EntityKind, Profile};
///
/// let profile = Profile::strict().with_kind(EntityKind::Phone, false).with_allowed(["support@example.com"]);
/// assert!(profile.detects(EntityKind::Card) && !profile.detects(EntityKind::Phone));
/// ```
#[derive(Clone)]
pub struct Profile {
    settings: Arc<Settings>,
}

#[derive(Clone)]
struct Settings {
    kinds: KindSet,
    minimum_score: u8,
    allowed: HashSet<String>,
}

impl Profile {
    /// Only what is near certain: score 85 and above.
    pub fn relaxed() -> Self {
        Self::with_everything(85)
    }

    /// What is more likely than not: score 60 and above. The default.
    pub fn standard() -> Self {
        Self::with_everything(60)
    }

    /// Also what merely looks like it: score 40 and above. Expect false findings.
    pub fn strict() -> Self {
        Self::with_everything(40)
    }

    fn with_everything(minimum_score: u8) -> Self {
        let kinds = KindSet::of(|_| true);
        Self { settings: Arc::new(Settings { kinds, minimum_score, allowed: HashSet::new() }) }
    }

    /// Turns every kind of personal data on or off.
    #[must_use]
    pub fn with_pii(self, on: bool) -> Self {
        self.with_kinds(|kind| !kind.is_secret(), on)
    }

    /// Turns every kind of secret on or off.
    #[must_use]
    pub fn with_secrets(self, on: bool) -> Self {
        self.with_kinds(EntityKind::is_secret, on)
    }

    /// Turns the kinds of one wire category (`EMAIL`, `API_KEY`, ...) on or off; an unknown name changes nothing.
    #[must_use]
    pub fn with_category(self, wire_name: &str, on: bool) -> Self {
        self.with_kinds(|kind| kind.wire_name() == wire_name, on)
    }

    /// Turns one kind on or off.
    #[must_use]
    pub fn with_kind(self, kind: EntityKind, on: bool) -> Self {
        self.with_kinds(|other| other == kind, on)
    }

    /// Replaces the score, in hundredths, below which nothing is reported.
    #[must_use]
    pub fn with_minimum_score(mut self, score: u8) -> Self {
        self.edit().minimum_score = score;
        self
    }

    /// Adds values that are never reported. A value is compared as it stands in the text, to the letter.
    #[must_use]
    pub fn with_allowed<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.edit().allowed.extend(values.into_iter().map(Into::into));
        self
    }

    /// Whether `kind` is looked for.
    pub fn detects(&self, kind: EntityKind) -> bool {
        self.settings.kinds.has(kind)
    }

    /// The score, in hundredths, below which nothing is reported.
    pub fn minimum_score(&self) -> u8 {
        self.settings.minimum_score
    }

    /// Whether `value` is on the list of values never reported.
    pub fn allows(&self, value: &str) -> bool {
        self.settings.allowed.contains(value)
    }

    /// Whether any kind of the set is looked for.
    pub(crate) fn detects_any(&self, kinds: KindSet) -> bool {
        self.settings.kinds.intersects(kinds)
    }

    fn with_kinds(mut self, which: impl Fn(EntityKind) -> bool, on: bool) -> Self {
        let settings = self.edit();
        for kind in EntityKind::ALL.into_iter().filter(|kind| which(*kind)) {
            settings.kinds.put(kind, on);
        }
        self
    }

    fn edit(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.settings)
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::standard()
    }
}

/// The allow-list holds real values, so only its length is shown.
impl fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = EntityKind::ALL.into_iter().filter(|kind| self.detects(*kind)).collect();
        formatter
            .debug_struct("Profile")
            .field("kinds", &kinds)
            .field("minimum_score", &self.settings.minimum_score)
            .field("allowed", &self.settings.allowed.len())
            .finish()
    }
}

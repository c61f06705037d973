//! Profile: what to look for, how sure to be, what to do with it, and which values to leave alone.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::custom::{Custom, Dictionary, Pattern};
use crate::kind::{KindSet, Since};
use crate::{EntityKind, PatternError};

/// What is done with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Action {
    /// Replaced by a placeholder that can be turned back into the value.
    #[default]
    Redact,
    /// Replaced for good by asterisks; of a value that is no secret a little stays readable.
    Mask,
    /// The whole text is refused.
    Block,
    /// Reported and left as it is.
    Log,
    /// Neither looked for nor reported.
    Allow,
}

/// What a scan looks for and what is done with it. Immutable and cheap to clone: build one per policy and share it.
///
/// ```
/// use gate_detect::{Action, EntityKind, Profile};
///
/// let profile = Profile::strict()
///     .with_kind(EntityKind::Phone, false)
///     .with_action(EntityKind::Card, Action::Mask)
///     .with_allowed(["support@example.com"])
///     .with_pattern("ticket", "TICKET", r"\bTCK-\d{6}\b")?;
/// assert!(profile.detects(EntityKind::Card) && !profile.detects(EntityKind::Phone));
/// # Ok::<(), gate_detect::PatternError>(())
/// ```
#[derive(Clone)]
pub struct Profile {
    settings: Arc<Settings>,
}

#[derive(Clone)]
struct Settings {
    kinds: KindSet,
    minimum_score: u8,
    actions: [Action; EntityKind::ALL.len()],
    allowed: HashSet<String>,
    decoding: bool,
    custom: Custom,
}

impl Profile {
    /// Only what is near certain: score 85 and above, kinds that are distinctive by themselves.
    pub fn relaxed() -> Self {
        Self::since(Since::Relaxed, 85)
    }

    /// What is more likely than not: score 60 and above. The default.
    pub fn standard() -> Self {
        Self::since(Since::Standard, 60)
    }

    /// Also what merely looks like it: score 40 and above. Expect false findings.
    pub fn strict() -> Self {
        Self::since(Since::Strict, 40)
    }

    fn since(since: Since, minimum_score: u8) -> Self {
        let settings = Settings {
            kinds: KindSet::of(|kind| kind.since() <= since),
            minimum_score,
            actions: [Action::default(); EntityKind::ALL.len()],
            allowed: HashSet::new(),
            decoding: true,
            custom: Custom::default(),
        };
        Self { settings: Arc::new(settings) }
    }

    /// Turns every kind of personal data on or off. On means: as far as they are in the strict profile.
    #[must_use]
    pub fn with_pii(self, on: bool) -> Self {
        self.with_kinds(|kind| !kind.is_secret() && (!on || kind.since() <= Since::Standard), on)
    }

    /// Turns every kind of secret on or off.
    #[must_use]
    pub fn with_secrets(self, on: bool) -> Self {
        self.with_kinds(|kind| kind.is_secret() && (!on || kind.since() <= Since::Standard), on)
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

    /// Says what is done with findings of one kind.
    #[must_use]
    pub fn with_action(mut self, kind: EntityKind, action: Action) -> Self {
        self.edit().actions[kind as usize] = action;
        self
    }

    /// Says what is done with findings of every kind.
    #[must_use]
    pub fn with_every_action(mut self, action: Action) -> Self {
        self.edit().actions = [action; EntityKind::ALL.len()];
        self
    }

    /// Adds values that are never reported. A value is compared as it stands in the text, to the letter.
    #[must_use]
    pub fn with_allowed<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.edit().allowed.extend(values.into_iter().map(Into::into));
        self
    }

    /// Whether values are also looked for behind base64, hexadecimal, percent and entity encoding; on at first.
    #[must_use]
    pub fn with_decoding(mut self, on: bool) -> Self {
        self.edit().decoding = on;
        self
    }

    /// Adds a regular expression: its matches are findings of [`EntityKind::Custom`] under the name `category`.
    ///
    /// The syntax is that of the `regex` crate, which runs in linear time; look-around and back-references do not
    /// exist. A match is at most 256 bytes long: what a longer one would need is not looked at.
    ///
    /// # Errors
    ///
    /// The expression is malformed, too large when compiled, or matches the empty text.
    pub fn with_pattern(mut self, rule: &str, category: &str, regex: &str) -> Result<Self, PatternError> {
        let pattern = Pattern::new(rule, category, regex)?;
        self.edit().custom.patterns.push(pattern);
        Ok(self)
    }

    /// Adds a list of words or phrases: where one stands as a whole, in whatever case, it is a finding of
    /// [`EntityKind::Custom`] under the name `category`.
    ///
    /// # Errors
    ///
    /// An entry is empty, has no letter or digit at either end, or is longer than 256 bytes.
    pub fn with_dictionary<S: AsRef<str>>(
        mut self,
        rule: &str,
        category: &str,
        words: impl IntoIterator<Item = S>,
    ) -> Result<Self, PatternError> {
        let dictionary = Dictionary::new(rule, category, words)?;
        self.edit().custom.dictionaries.push(dictionary);
        Ok(self)
    }

    /// Whether `kind` is looked for.
    pub fn detects(&self, kind: EntityKind) -> bool {
        self.settings.kinds.has(kind) && self.action(kind) != Action::Allow
    }

    /// What is done with findings of `kind`.
    pub fn action(&self, kind: EntityKind) -> Action {
        self.settings.actions[kind as usize]
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

    /// Whether encoded text is decoded and looked at.
    pub(crate) fn decodes(&self) -> bool {
        self.settings.decoding
    }

    /// The patterns and word lists that were added.
    pub(crate) fn custom(&self) -> &Custom {
        &self.settings.custom
    }

    /// Whether a placeholder of the category may have been made with this profile.
    pub(crate) fn names(&self, category: &str) -> bool {
        EntityKind::ALL.iter().any(|kind| kind.wire_name() == category) || self.custom().names(category)
    }

    fn with_kinds(mut self, which: impl Fn(EntityKind) -> bool, on: bool) -> Self {
        let settings = self.edit();
        for kind in EntityKind::ALL.iter().filter(|kind| which(**kind)) {
            settings.kinds.put(*kind, on);
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

/// The allow-list and word lists hold real values, so only their lengths are shown.
impl fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = EntityKind::ALL.iter().filter(|kind| self.detects(**kind)).collect();
        formatter
            .debug_struct("Profile")
            .field("kinds", &kinds)
            .field("minimum_score", &self.settings.minimum_score)
            .field("allowed", &self.settings.allowed.len())
            .field("patterns", &self.settings.custom.patterns.len())
            .field("dictionaries", &self.settings.custom.dictionaries.len())
            .finish_non_exhaustive()
    }
}

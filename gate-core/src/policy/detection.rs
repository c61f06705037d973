//! Detection: what a key's redaction settings say is looked for, made ready once.

use std::sync::LazyLock;

use gate_detect::{EntityKind, PatternError, Profile};

use crate::caller::RedactionSettings;

/// The most patterns of its own a key may have.
pub const MAX_CUSTOM_PATTERNS: usize = 100;

/// What most keys look for.
static STANDARD: LazyLock<Profile> = LazyLock::new(Profile::standard);

/// Why redaction settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DetectionFault {
    /// A category that does not exist.
    #[error("there is no category `{0}`; known are {known}", known = known_categories())]
    Category(String),
    /// A pattern that cannot be used.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// Too many patterns.
    #[error("a key may have at most {MAX_CUSTOM_PATTERNS} patterns")]
    TooMany,
}

/// What is looked for under these settings, before personal data or secrets as a whole are switched off.
///
/// # Errors
///
/// A category is unknown, or a pattern malformed or too large.
pub(crate) fn profile(settings: &RedactionSettings) -> Result<Profile, DetectionFault> {
    if settings.custom_patterns.len() > MAX_CUSTOM_PATTERNS {
        return Err(DetectionFault::TooMany);
    }
    let mut profile = STANDARD.clone();
    for pattern in &settings.custom_patterns {
        profile = profile.with_pattern(&pattern.name, &category_of(&pattern.name), &pattern.regex)?;
    }
    let listed = &settings.categories;
    let is_known = |name: &String| EntityKind::ALL.iter().any(|kind| kind.wire_name() == name);
    if let Some(unknown) = listed.iter().find(|name| !is_known(name)) {
        return Err(DetectionFault::Category(unknown.clone()));
    }
    if !listed.is_empty() {
        let unwanted = EntityKind::ALL.iter().filter(|kind| {
            **kind != EntityKind::Custom && listed.iter().all(|name| name != kind.wire_name())
        });
        profile = unwanted.fold(profile, |profile, kind| profile.with_kind(*kind, false));
        // Listing a category asks for its kinds; kinds that share the name of all secrets stay as they are.
        let asked = EntityKind::ALL
            .iter()
            .filter(|kind| !kind.is_secret() && listed.iter().any(|name| name == kind.wire_name()));
        profile = asked.fold(profile, |profile, kind| profile.with_kind(*kind, true));
    }
    if settings.allowlist.is_empty() {
        return Ok(profile);
    }
    Ok(profile.with_allowed(settings.allowlist.iter().cloned()))
}

/// The name that placeholders of a pattern have: `ticket id` gives `TICKET_ID`. A name that gives none is refused by
/// the detector.
fn category_of(name: &str) -> String {
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' }
    };
    name.chars().map(plain).collect()
}

fn known_categories() -> String {
    let mut names: Vec<_> = EntityKind::ALL.iter().map(|kind| kind.wire_name()).collect();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::CustomPattern;

    fn settings(categories: &[&str], pattern: Option<(&str, &str)>) -> RedactionSettings {
        let custom_patterns = pattern
            .map(|(name, regex)| CustomPattern { name: name.to_owned(), regex: regex.to_owned() })
            .into_iter()
            .collect();
        let categories = categories.iter().map(|name| (*name).to_owned()).collect();
        RedactionSettings { categories, custom_patterns, ..RedactionSettings::default() }
    }

    #[test]
    fn listed_categories_and_patterns_are_looked_for() {
        let text = "TCK-1 of ada@lovelace-post.nl, IBAN DE89370400440532013000";
        let rows: [(&[&str], &[&str]); 4] = [
            (&[], &["TICKET_NO", "EMAIL", "IBAN"]),
            (&["EMAIL"], &["TICKET_NO", "EMAIL"]),
            (&["IBAN", "IP_PRIVATE"], &["TICKET_NO", "IBAN"]),
            (&["CARD"], &["TICKET_NO"]),
        ];
        for (categories, expected) in rows {
            let profile =
                profile(&settings(categories, Some(("ticket no", "TCK-[0-9]+")))).expect("they are fine");
            let found = gate_detect::scan(text, &profile).expect("the text is short");
            let names: Vec<_> = found.iter().map(gate_detect::Finding::wire_name).collect();
            assert_eq!(names, expected, "{categories:?}");
        }
    }

    #[test]
    fn listing_the_name_of_all_secrets_switches_no_secret_on_by_the_way() {
        let profile = profile(&settings(&["API_KEY"], None)).expect("it is a category");
        assert!(profile.detects(EntityKind::ApiKey) && !profile.detects(EntityKind::PasswordHash));
        assert!(!profile.detects(EntityKind::Email));
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let rows = [
            (settings(&["EMIALS"], None), "there is no category `EMIALS`"),
            (settings(&[], Some(("a", "("))), "the pattern a cannot be used"),
            (settings(&[], Some(("1st", "x"))), "\"1ST\" is no category"),
            (settings(&[], Some(("empty", "x*"))), "the pattern empty matches the empty text"),
        ];
        let too_many =
            vec![CustomPattern { name: "a".to_owned(), regex: "a".to_owned() }; MAX_CUSTOM_PATTERNS + 1];
        let too_many = RedactionSettings { custom_patterns: too_many, ..RedactionSettings::default() };
        assert_eq!(profile(&too_many).err(), Some(DetectionFault::TooMany));
        for (settings, told) in rows {
            let fault = profile(&settings).expect_err(told).to_string();
            assert!(fault.starts_with(told), "{fault}");
        }
    }
}

//! Slug: the id of a provider that was only given a name.

/// The longest id.
const ID_MAX: usize = 64;

/// Whether a text can be a provider's id: 1 to 64 lower-case letters, digits, `-` and `_`; not the built-in one's.
pub(super) fn is_id(text: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    (1..=ID_MAX).contains(&text.len())
        && text.bytes().all(is_plain)
        && text != crate::upstream::echo::PROVIDER
}

/// An id made of a name, other than those that are taken: small letters and digits, everything else one `-`.
pub(super) fn of(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut base = String::new();
    for letter in name.chars().map(|letter| letter.to_ascii_lowercase()) {
        if letter.is_ascii_lowercase() || letter.is_ascii_digit() {
            base.push(letter);
        } else if !base.is_empty() && !base.ends_with('-') {
            base.push('-');
        }
    }
    // Room for a number behind it.
    base.truncate(ID_MAX - 8);
    let base = match base.trim_end_matches('-') {
        "" => "provider",
        base => base,
    };
    let is_free = |id: &String| is_id(id) && !is_taken(id);
    let numbered = (2_u32..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned()).chain(numbered).find(is_free).expect("not every number is taken")
}

#[cfg(test)]
mod tests {
    use super::{is_id, of};

    #[test]
    fn names_become_ids_that_nobody_has() {
        let taken = ["openai", "openai-2", "local"];
        for (name, id) in [
            ("OpenAI", "openai-3"),
            ("My  GPU box!", "my-gpu-box"),
            ("local", "local-2"),
            ("gate", "gate-2"),
            ("\u{442}\u{435}\u{441}\u{442}", "provider"),
            ("--a--", "a"),
        ] {
            assert_eq!(of(name, |id| taken.contains(&id)), id, "{name}");
        }
        let long = of(&"a".repeat(200), |_| false);
        assert!(is_id(&long), "{long}");
    }

    #[test]
    fn ids_are_plain() {
        for (text, expected) in
            [("openai", true), ("a_b-1", true), ("", false), ("Open", false), ("a/b", false), ("gate", false)]
        {
            assert_eq!(is_id(text), expected, "{text}");
        }
        assert!(is_id(&"a".repeat(64)) && !is_id(&"a".repeat(65)));
    }
}

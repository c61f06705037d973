//! Asterisks: a value made unreadable for good, with just enough left to recognise it by.

use crate::EntityKind;

/// How many characters at the end stay readable.
const KEPT: usize = 4;

/// The shortest value of which anything stays readable, in letters and digits.
const LEAST: usize = 10;

/// Writes `value` with its letters and digits replaced. Of an e-mail address the first letter, the `@` and the top
/// level stay; of a long number that is no secret the last four characters; of everything else nothing.
pub(super) fn write(kind: EntityKind, value: &str, out: &mut String) {
    let count = value.chars().filter(|character| character.is_alphanumeric()).count();
    let shown = match kind {
        EntityKind::Email => return write_address(value, out),
        _ if kind.is_secret() || count < LEAST => 0,
        EntityKind::Person | EntityKind::Address | EntityKind::Organization | EntityKind::Custom => 0,
        _ => KEPT,
    };
    let mut left = count;
    for character in value.chars() {
        let hidden = kind.is_secret() || (character.is_alphanumeric() && left > shown);
        out.push(if hidden { '*' } else { character });
        left -= usize::from(character.is_alphanumeric());
    }
}

fn write_address(value: &str, out: &mut String) {
    let top_level = value.rfind('.').unwrap_or(value.len());
    for (at, character) in value.char_indices() {
        let shown = at == 0 || at >= top_level || matches!(character, '@' | '.');
        out.push(if shown { character } else { '*' });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_stays_readable() {
        let rows = [
            (EntityKind::Email, "ada.l@example.org", "a**.*@*******.org"),
            (EntityKind::Card, "4111 1111 1111 1111", "**** **** **** 1111"),
            (EntityKind::Phone, "+44 20 7946 0958", "+** ** **** 0958"),
            (EntityKind::Person, "Ada Lovelace Byron", "*** ******** *****"),
            (EntityKind::Ssn, "123-45-6789", "***-**-****"),
            (EntityKind::ApiKey, "abc-def", "*******"),
        ];
        for (kind, value, expected) in rows {
            let mut out = String::new();
            write(kind, value, &mut out);
            assert_eq!(out, expected);
        }
    }
}

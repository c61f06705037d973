//! Canonical: which ways of writing a value mean the same value.

use crate::EntityKind;
use crate::scan::{Fold, fold};

use super::table::Value;

/// The identity of a value of `kind`.
pub(super) fn of(kind: EntityKind, surface: &str) -> Value {
    let mut identity = Value::with_capacity(surface.len() * 2);
    for character in surface.chars() {
        match fold(character) {
            Fold::Drop => {}
            Fold::Keep => identity.push(character),
            Fold::Ascii(plain) => identity.push(char::from(plain)),
        }
    }
    match kind {
        EntityKind::Email => identity.map(|text, out| out.extend(text.chars().flat_map(char::to_lowercase))),
        EntityKind::Card | EntityKind::Ssn => identity.map(push_digits),
        // The zero of `+44 (0)20` is dialled at home only and is not part of the number.
        EntityKind::Phone => {
            identity.map(|text, out| text.split("(0)").for_each(|part| push_digits(part, out)))
        }
        // Names and addresses, and what only counts to the letter.
        EntityKind::Person
        | EntityKind::Address
        | EntityKind::Organization
        | EntityKind::CryptoWallet
        | EntityKind::Custom => identity,
        _ if kind.is_secret() => identity,
        // Ids of letters and digits, however they are grouped.
        _ => identity.map(|text, out| {
            let kept = text.chars().filter(|it| it.is_alphanumeric() || matches!(it, ':' | '.'));
            out.extend(kept.flat_map(char::to_uppercase));
        }),
    }
}

/// The identity of a value that is only itself.
pub(super) fn exact(surface: &str) -> Value {
    Value::from(surface)
}

fn push_digits(text: &str, out: &mut String) {
    out.extend(text.chars().filter(char::is_ascii_digit));
}

//! Payment cards: an issuer's range, a length it uses, and the Luhn digit (ISO/IEC 7812-1).

use super::{Candidate, Digits, Group, ends_free};
use crate::EntityKind;
use crate::scan::guard::{assigned_name, has_word_before};

/// How digits are grouped on cards: sixteen and nineteen, American Express, Diners Club.
const LAYOUTS: [&[usize]; 4] = [&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

const WORDS: [&str; 20] = [
    "card",
    "cards",
    "cardnumber",
    "credit",
    "creditcard",
    "debit",
    "cc",
    "ccnumber",
    "pan",
    "visa",
    "mastercard",
    "amex",
    "maestro",
    "discover",
    "karte",
    "kreditkarte",
    "carte",
    "tarjeta",
    "carta",
    "karta",
];

/// Names of numbers that are no cards, as the last word of the name.
const OTHER_NAMES: [&str; 17] = [
    "id",
    "ids",
    "uuid",
    "imei",
    "order",
    "invoice",
    "ticket",
    "tracking",
    "timestamp",
    "ts",
    "epoch",
    "isbn",
    "ean",
    "sku",
    "serial",
    "hash",
    "offset",
];

/// What the first digits say.
#[derive(PartialEq)]
enum Issuer {
    /// An issuer that uses this length.
    Usual,
    /// A range so wide or a length so rare that only a context word makes it a card.
    Doubtful,
}

/// The card number that begins with this group, if any; the longest when several do.
pub(super) fn recognise(group: Group<'_>) -> Option<Candidate> {
    let length = group.end - group.start;
    if length == 4 {
        LAYOUTS.iter().find_map(|layout| with_layout(group, layout))
    } else {
        with_layout(group, &[length])
    }
}

fn with_layout(group: Group<'_>, layout: &[usize]) -> Option<Candidate> {
    let mut digits = Digits::default();
    let end = group.read(layout, &mut digits)?;
    if !ends_free(group.bytes, end) || !luhn(&digits) || digits.iter().all(|digit| *digit == digits[0]) {
        return None;
    }
    let score = score(group, &issuer(&digits)?, layout.len() > 1);
    let open = end == group.bytes.len();
    Some(Candidate { start: group.start, end, kind: EntityKind::Card, score, rule: "payment-card", open })
}

fn score(group: Group<'_>, issuer: &Issuer, grouped: bool) -> u8 {
    let named = has_word_before(group.bytes, group.start, &WORDS);
    match (issuer, grouped) {
        (_, false) if !named && has_other_name(group) => 40,
        (Issuer::Usual, true) => 95,
        (Issuer::Usual, false) => {
            if named {
                95
            } else {
                85
            }
        }
        (Issuer::Doubtful, _) => {
            if named {
                90
            } else {
                45
            }
        }
    }
}

/// Whether the number is assigned to a name that says it is something else, such as `order_id`.
fn has_other_name(group: Group<'_>) -> bool {
    let Some(name) = assigned_name(group.bytes, group.start) else {
        return false;
    };
    let last = name.rsplit(|byte| matches!(byte, b'_' | b'-')).next().unwrap_or_default();
    OTHER_NAMES.iter().any(|word| last.eq_ignore_ascii_case(word.as_bytes()))
        || last.ends_with(b"Id")
        || last.ends_with(b"ID")
}

/// The check of ISO/IEC 7812-1 annex B: every second digit from the right doubled, the cross sum divisible by ten.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, u32::from(*digit)) {
            (0, value) => value,
            (_, value) => {
                if value > 4 {
                    value * 2 - 9
                } else {
                    value * 2
                }
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whose card it is, from the first four digits and the length; `None` when no issuer has such cards.
fn issuer(digits: &[u8]) -> Option<Issuer> {
    let prefix = digits.iter().take(4).fold(0_u32, |value, digit| value * 10 + u32::from(*digit));
    let usual_length = match prefix {
        // Visa; Mastercard, both ranges; JCB; Mir; Discover and RuPay; UnionPay; RuPay
        4000..=4999
        | 5100..=5599
        | 2221..=2720
        | 3528..=3589
        | 2200..=2204
        | 6000..=6099
        | 6440..=6599
        | 6200..=6299
        | 8100..=8299 => digits.len() == 16,
        // American Express
        3400..=3499 | 3700..=3799 => digits.len() == 15,
        // Diners Club
        3000..=3059 | 3090..=3099 | 3600..=3699 | 3800..=3999 => digits.len() == 14,
        // Maestro
        5000..=5099 | 5600..=6999 => false,
        _ => return None,
    };
    Some(if usual_length { Issuer::Usual } else { Issuer::Doubtful })
}

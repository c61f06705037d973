//! Payment cards: an issuer's range, a length it uses, and the Luhn digit (ISO/IEC 7812-1).

use super::super::checks::{luhn, number};
use super::super::rule::{Rule, Scores};
use crate::EntityKind;
use crate::scan::context::Words;

const NAMES: &Words = &[
    "card",
    "cards",
    "cardnumber",
    "credit",
    "creditcard",
    "debit",
    "cc",
    "ccnumber",
    "ccnum",
    "pan",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "maestro",
    "discover",
    "diners",
    "jcb",
    "unionpay",
    "rupay",
    "mir",
    "karte",
    "kreditkarte",
    "kreditkartennummer",
    "carte",
    "carte bancaire",
    "tarjeta",
    "carta",
    "cartão",
    "cartao",
    "karta",
    "karty",
    "kaart",
    "kort",
    "kortnummer",
    "kart",
    "карта",
    "карты",
    "kortti",
    "銀行卡",
    "银行卡",
    "信用卡",
    "カード",
    "카드",
];

const LAYOUTS: &[&str] = &[
    "####~####~####~####",
    "####~######~#####",
    "####~######~####",
    "####~####~####~####~###",
    "####.####.####.####",
    "##############",
    "###############",
    "################",
    "###################",
    "####~####~####~###",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { kind: EntityKind::Card, name: "payment-card", layouts: LAYOUTS, check: is_usual,
           scores: Scores { bare: 85, parted: 95, named: 95 }, words: NAMES },
    Rule { kind: EntityKind::Card, name: "payment-card-doubtful", check: is_doubtful,
           layouts: &["############", "#############", "##############", "###############", "################",
                      "#################", "##################", "###################", "####~####~####~####",
                      "####~####~####~####~###"],
           scores: Scores { bare: 45, parted: 45, named: 90 }, words: NAMES },
];

/// What the first digits say.
#[derive(PartialEq)]
enum Issuer {
    /// An issuer that uses this length.
    Usual,
    /// A range so wide or a length so rare that only its name makes a number a card.
    Doubtful,
}

fn is_usual(digits: &[u8]) -> bool {
    issuer(digits) == Some(Issuer::Usual) && luhn(digits)
}

fn is_doubtful(digits: &[u8]) -> bool {
    issuer(digits) == Some(Issuer::Doubtful) && luhn(digits)
}

/// Whose card it is, from the first four digits and the length; `None` when no issuer has such cards.
fn issuer(digits: &[u8]) -> Option<Issuer> {
    let is_usual_length = match number(&digits[..4]) {
        // Visa; Mastercard, both ranges; JCB; Mir; Discover and RuPay; UnionPay; RuPay
        4000..=4999
        | 5100..=5599
        | 2221..=2720
        | 3528..=3589
        | 2200..=2204
        | 6011
        | 6440..=6599
        | 8100..=8299 => digits.len() == 16,
        6200..=6299 => matches!(digits.len(), 16 | 19),
        // American Express
        3400..=3499 | 3700..=3799 => digits.len() == 15,
        // Diners Club
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => digits.len() == 14,
        // Maestro
        5000..=5099 | 5600..=6999 => false,
        _ => return None,
    };
    Some(if is_usual_length { Issuer::Usual } else { Issuer::Doubtful })
}

//! Britain and Ireland: national insurance, health service, taxpayer and public service numbers.

use super::super::checks::{value, weighted};
use super::super::rule::{CERTAIN, FAIR, Rule, SHAPE, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const NINO: &Words = &["nino", "ni number", "ni no", "national insurance", "insurance number", "nin", "ni"];
const PPS: &Words = &["pps", "ppsn", "pps number", "personal public service", "rsi", "uimhir psp"];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { kind: EntityKind::UkNino, name: "uk-nino", check: nino,
           layouts: &["AA######A", "AA ## ## ## A", "AA-##-##-##-A", "AA ###### A", "AA######-A", "AA###### A"],
           scores: Scores { bare: 75, parted: 90, named: 95 }, words: NINO },
    Rule { kind: EntityKind::UkNino, name: "uk-nino", layouts: &["AA######", "AA ## ## ##"], check: nino,
           scores: SHAPE, words: NINO },
    Rule { kind: EntityKind::UkNino, name: "uk-nino", layouts: &["AA######A"], check: nino_form, words: NINO,
           scores: Scores { bare: 0, parted: 0, named: 80 } },
    Rule { kind: EntityKind::UkNhs, name: "uk-nhs", layouts: &["###~###~####", "##########"], check: nhs, scores: FAIR,
           words: &["nhs", "nhs number", "national health service", "health service", "chi number", "hcn"] },
    Rule { kind: EntityKind::UkUtr, name: "uk-utr", layouts: &["##########", "#####~#####"], check: utr, scores: WEAK,
           words: &["utr", "unique taxpayer", "taxpayer reference", "self assessment", "hmrc"] },
    Rule { kind: EntityKind::IePps, name: "ie-pps", layouts: &["#######A", "#######AA"], check: pps,
           scores: Scores { bare: 60, parted: 60, named: 95 }, words: PPS },
    Rule { kind: EntityKind::DriverLicense, name: "uk-driving-licence", check: driving_licence, scores: CERTAIN,
           layouts: &["XXXXXXXXXXXXXXXX"],
           words: &["driving licence", "driver licence", "driving license", "dvla", "licence"] },
    Rule { kind: EntityKind::BankAccount, name: "uk-sort-code", layouts: &["##-##-##"], check: anything,
           scores: SHAPE, words: &["sort code", "sortcode"] },
];

/// HM Revenue & Customs, National Insurance Manual NIM39110.
fn nino(id: &[u8]) -> bool {
    const NEVER_USED: [&[u8]; 8] = [b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ", b"OO"];
    let prefix = &id[..2];
    !prefix.iter().any(|letter| b"DFIQUV".contains(letter))
        && prefix[1] != b'O'
        && !NEVER_USED.contains(&prefix)
        && id.get(8).is_none_or(|suffix| (b'A'..=b'D').contains(suffix))
}

/// The form alone: prefixes never given out are copied from examples all the same.
fn nino_form(id: &[u8]) -> bool {
    !id[..2].iter().any(|letter| b"DFIQUV".contains(letter)) && (b'A'..=b'D').contains(&id[8])
}

/// NHS Data Dictionary: weights 10 to 2, modulo 11.
fn nhs(id: &[u8]) -> bool {
    weighted(id, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// The first digit checks the other nine.
fn utr(id: &[u8]) -> bool {
    const CHECK: [u32; 11] = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    let sum = weighted(&id[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
    value(id[0]) == CHECK[sum as usize % 11]
}

/// Weights 8 to 2, modulo 23 as a letter; a second letter up to I counts nine times its place in the
/// alphabet; older numbers have W, T or X there, which does not count.
fn pps(id: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let extra = match id.get(8) {
        None | Some(b'W' | b'T' | b'X') => 0,
        Some(letter @ b'A'..=b'I') => u32::from(letter - b'@') * 9,
        Some(_) => return false,
    };
    id[7] == LETTERS[(weighted(id, &[8, 7, 6, 5, 4, 3, 2]) + extra) as usize % 23]
}

/// DVLA: five letters of the surname filled up with nines, decade, month (plus 50 for women), day, year, initials.
fn driving_licence(id: &[u8]) -> bool {
    let name = &id[..5];
    let letters = name.iter().take_while(|letter| letter.is_ascii_alphabetic()).count();
    let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
    let born = &id[5..11];
    if letters == 0 || !name[letters..].iter().all(|byte| *byte == b'9') || !digits(born) {
        return false;
    }
    let month = (value(born[1]) % 5) * 10 + value(born[2]);
    let day = value(born[3]) * 10 + value(born[4]);
    let initials = id[11..13].iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'9');
    let serial = id[13].is_ascii_digit() && id[14..].iter().all(u8::is_ascii_uppercase);
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && matches!(born[1], b'0' | b'1' | b'5' | b'6')
        && initials
        && serial
}

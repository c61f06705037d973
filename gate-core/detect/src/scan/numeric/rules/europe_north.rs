//! The Nordic and the Baltic countries.

use super::super::checks::{day_first, is_date, luhn, number, value, weighted, year_first};
use super::super::rule::{CERTAIN, FAIR, Rule, STRONG, Scores, WEAK};
use crate::EntityKind;
use crate::scan::context::Words;

const SWEDISH: &Words = &[
    "personnummer",
    "personnr",
    "pnr",
    "samordningsnummer",
    "födelsenummer",
    "swedish id",
    "person number",
    "ssn",
    "swedish personal",
    "personal identity",
];
const NORWEGIAN: &Words = &[
    "fødselsnummer",
    "fodselsnummer",
    "fødselsnr",
    "fodselsnr",
    "personnummer",
    "fnr",
    "d nummer",
    "norwegian id",
    "ssn",
];
const DANISH: &Words = &["cpr", "cpr nummer", "cpr nr", "personnummer", "cprnr", "danish id", "cpr number"];
const FINNISH: &Words = &[
    "hetu",
    "henkilötunnus",
    "henkilotunnus",
    "henkilötunnuksen",
    "personbeteckning",
    "personal identity code",
    "sotu",
];
const BALTIC: &Words = &[
    "isikukood",
    "asmens kodas",
    "asmens kodo",
    "personas kods",
    "personas kodu",
    "personal code",
    "ik",
    "a k",
];
const SWEDISH_COMPANY: &Words =
    &["organisationsnummer", "orgnr", "org nr", "org nummer", "organisation number", "organization number"];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Sweden.
    Rule { kind: EntityKind::SePersonnummer, name: "se-personnummer", check: swedish, words: SWEDISH,
           layouts: &["######-####", "######+####", "########-####", "########+####"],
           scores: Scores { bare: 60, parted: 80, named: 95 } },
    Rule { kind: EntityKind::SePersonnummer, name: "se-personnummer", check: swedish, words: SWEDISH,
           layouts: &["##########", "############", "######## ####", "###### ####"],
           scores: Scores { bare: 45, parted: 45, named: 95 } },
    Rule { kind: EntityKind::NationalId, name: "se-organisation", layouts: &["######-####", "##########"],
           check: swedish_company, scores: WEAK, words: SWEDISH_COMPANY },
    // Norway, Denmark, Finland, Iceland.
    Rule { kind: EntityKind::NoFodselsnummer, name: "no-fodselsnummer", layouts: &["###########", "###### #####", "######-#####"],
           check: norwegian, scores: Scores { bare: 65, parted: 85, named: 95 }, words: NORWEGIAN },
    Rule { kind: EntityKind::DkCpr, name: "dk-cpr", layouts: &["######-####"], check: day_first,
           scores: Scores { bare: 0, parted: 60, named: 90 }, words: DANISH },
    Rule { kind: EntityKind::DkCpr, name: "dk-cpr", layouts: &["##########", "###### ####"], check: day_first,
           scores: Scores { bare: 0, parted: 0, named: 85 }, words: DANISH },
    Rule { kind: EntityKind::FiHetu, name: "fi-hetu", layouts: &["######-###X", "######+###X", "######A###X"], check: hetu,
           scores: CERTAIN, words: FINNISH },
    Rule { kind: EntityKind::NationalId, name: "is-kennitala", layouts: &["######-####", "##########"], check: kennitala,
           scores: Scores { bare: 45, parted: 65, named: 95 }, words: &["kennitala", "kt", "icelandic id"] },
    // Estonia and Lithuania, Latvia.
    Rule { kind: EntityKind::BalticPersonalCode, name: "ee-lt-personal-code", layouts: &["###########"], check: estonian,
           scores: STRONG, words: BALTIC },
    Rule { kind: EntityKind::BalticPersonalCode, name: "lv-personal-code", layouts: &["######-#####", "###########"],
           check: latvian, scores: Scores { bare: 45, parted: 80, named: 95 }, words: BALTIC },
    Rule { kind: EntityKind::NationalId, name: "no-organisation", layouts: &["#########", "### ### ###"], check: norwegian_company,
           scores: FAIR_NAMED, words: &["orgnr", "org nr", "organisasjonsnummer", "orgnummer"] },
];

const FAIR_NAMED: Scores = Scores { bare: 40, parted: 45, ..FAIR };

/// A date (the day is 60 higher in a coordination number), a serial and the Luhn digit (Skatteverket, SKV 704).
fn swedish(id: &[u8]) -> bool {
    let Some(short) = id.len().checked_sub(10).map(|century| &id[century..]) else { return false };
    let is_century = id.len() == 10 || matches!(&id[..2], b"18" | b"19" | b"20");
    let day = number(&short[4..6]);
    let day = if day > 60 { day - 60 } else { day };
    is_century && is_date(2000 + number(&short[..2]), number(&short[2..4]), day) && luhn(short)
}

/// The third digit is 2 or more, so that it is no personal number.
fn swedish_company(id: &[u8]) -> bool {
    id[2] >= b'2' && luhn(id)
}

/// A date (the day 40 higher in a D-number, the month in a hospital's number) and two digits modulo 11 (Skatteetaten).
fn norwegian(id: &[u8]) -> bool {
    let (day, month) = (number(&id[..2]), number(&id[2..4]));
    let day = if day > 40 { day - 40 } else { day };
    let month = if month > 80 {
        month - 80
    } else if month > 40 {
        month - 40
    } else {
        month
    };
    is_date(2000 + number(&id[4..6]), month, day)
        && weighted(id, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(id, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn norwegian_company(id: &[u8]) -> bool {
    matches!(id[0], b'8' | b'9') && weighted(id, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// A date, a sign for the century, a serial, and all digits modulo 31 as a letter or digit (Digi- ja väestötietovirasto).
fn hetu(id: &[u8]) -> bool {
    const CHECKS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let digits = &id[..6];
    // The sign for the century is a letter, or `-` and `+`, which are no characters of the number.
    let rest = match id[6] {
        sign if id.len() == 11 && b"ABCDEFYXWVU".contains(&sign) => &id[7..],
        _ if id.len() == 10 => &id[6..],
        _ => return false,
    };
    if !rest[..3].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let serial = number(&rest[..3]);
    let whole = number(digits) * 1000 + serial;
    day_first(digits) && serial >= 2 && CHECKS[whole as usize % 31] == rest[3]
}

fn kennitala(id: &[u8]) -> bool {
    let day = number(&id[..2]);
    // Companies have 40 more.
    let day = if day > 40 { day - 40 } else { day };
    is_date(2000 + number(&id[4..6]), number(&id[2..4]), day)
        && matches!(id[9], b'8' | b'9' | b'0')
        && weighted(id, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Sex and century, a date, a serial, and a digit modulo 11 with a second row of weights.
fn estonian(id: &[u8]) -> bool {
    let first = weighted(id, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let second = weighted(id, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10;
    let check = if first < 10 { first } else { second };
    matches!(id[0], b'1'..=b'8') && year_first(&id[1..7]) && check == value(id[10])
}

/// The older form has a date; since 2017 it begins with 32 and means nothing.
fn latvian(id: &[u8]) -> bool {
    let sum = weighted(id, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    let checks = (1 + sum) % 11 % 10 == value(id[10]);
    checks && (id.starts_with(b"32") || day_first(id) && matches!(id[6], b'0'..=b'2'))
}

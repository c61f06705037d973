//! Poland, Czechia and Slovakia, Hungary, Romania, Bulgaria, the former Yugoslavia, Russia and Ukraine.

use super::super::checks::{icao, is_date, mod_11_10, number, value, weighted};
use super::super::rule::{FAIR, Rule, STRONG, Scores, WEAK};
use crate::EntityKind;
use crate::scan::context::Words;

const PESEL: &Words = &["pesel", "numer pesel", "nr pesel"];
const NIP: &Words = &["nip", "numer identyfikacji podatkowej", "identyfikacji podatkowej", "tax id"];
const RODNE: &Words = &[
    "rodné číslo",
    "rodne cislo",
    "rodného čísla",
    "rodneho cisla",
    "rč",
    "RČ",
    "rc",
    "rodné",
    "rodne",
    "birth number",
];
const CNP: &Words = &["cnp", "cod numeric personal", "cod numeric", "buletin"];
const EGN: &Words = &["egn", "егн", "ЕГН", "единен граждански", "bulgarian id"];
const JMBG: &Words =
    &["jmbg", "јмбг", "ЈМБГ", "emšo", "emso", "matični broj", "maticni broj", "embg", "ембг", "umcn", "jmb"];
const INN: &Words = &["inn", "инн", "ИНН", "налогоплательщика", "taxpayer"];
const SNILS: &Words = &["snils", "снилс", "СНИЛС", "пенсионного страхования", "страховой номер"];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Poland.
    Rule { kind: EntityKind::PlPesel, name: "pl-pesel", layouts: &["###########"], check: pesel, words: PESEL,
           scores: Scores { bare: 65, parted: 65, named: 95 } },
    Rule { kind: EntityKind::PlNip, name: "pl-nip", layouts: &["###-###-##-##", "###-##-##-###", "##########"], check: nip,
           scores: Scores { bare: 45, parted: 75, named: 90 }, words: NIP },
    Rule { kind: EntityKind::PlRegon, name: "pl-regon", layouts: &["#########", "##############"], check: regon, scores: WEAK,
           words: &["regon", "numer regon"] },
    Rule { kind: EntityKind::NationalId, name: "pl-identity-card", layouts: &["AAA######", "AAA ######"], check: polish_card,
           scores: FAIR, words: &["dowód", "dowod", "dowód osobisty", "dowodu", "dowodu osobistego", "identity card", "seria i numer"] },
    // Czechia and Slovakia, Hungary.
    Rule { kind: EntityKind::CzBirthNumber, name: "cz-birth-number", layouts: &["######/####", "##########", "###### ####"],
           check: birth_number, scores: Scores { bare: 45, parted: 80, named: 95 }, words: RODNE },
    Rule { kind: EntityKind::CzBirthNumber, name: "cz-birth-number", layouts: &["######/###", "#########"], check: birth_number,
           scores: Scores { bare: 0, parted: 65, named: 85 }, words: RODNE },
    Rule { kind: EntityKind::NationalId, name: "cz-company", layouts: &["########"], check: czech_company, scores: WEAK,
           words: &["ičo", "ico", "ič", "identifikační číslo"] },
    Rule { kind: EntityKind::HuTaxId, name: "hu-tax-id", layouts: &["##########"], check: hungarian_tax, scores: WEAK,
           words: &["adóazonosító", "adoazonosito", "adóazonosító jel", "adoszam", "adószám", "tax id"] },
    Rule { kind: EntityKind::HuTaxId, name: "hu-taj", layouts: &["### ### ###", "###-###-###", "#########"], check: taj, scores: WEAK,
           words: &["taj", "taj szám", "taj szam", "tajszám", "társadalombiztosítási", "social security"] },
    Rule { kind: EntityKind::HuTaxId, name: "hu-company", layouts: &["########-#-##"], check: hungarian_company,
           scores: Scores { bare: 0, parted: 70, named: 95 }, words: &["adószám", "adoszam", "cég", "vat"] },
    // Romania, Bulgaria, the former Yugoslavia.
    Rule { kind: EntityKind::RoCnp, name: "ro-cnp", layouts: &["#############"], check: cnp, scores: STRONG, words: CNP },
    Rule { kind: EntityKind::BgEgn, name: "bg-egn", layouts: &["##########"], check: egn, words: EGN,
           scores: Scores { bare: 50, parted: 50, named: 95 } },
    Rule { kind: EntityKind::HrOib, name: "hr-oib", layouts: &["###########"], check: mod_11_10, scores: WEAK,
           words: &["oib", "osobni identifikacijski broj", "identifikacijski broj"] },
    Rule { kind: EntityKind::Jmbg, name: "jmbg", layouts: &["#############"], check: jmbg, scores: STRONG, words: JMBG },
    Rule { kind: EntityKind::NationalId, name: "rs-pib", layouts: &["#########"], check: mod_11_10, scores: WEAK,
           words: &["pib", "пиб", "ПИБ", "poreski"] },
    // Russia, Ukraine.
    Rule { kind: EntityKind::RuInn, name: "ru-inn", layouts: &["##########", "############"], check: inn, scores: WEAK, words: INN },
    Rule { kind: EntityKind::RuSnils, name: "ru-snils", layouts: &["###-###-### ##", "###-###-###-##", "### ### ### ##"],
           check: snils, scores: STRONG, words: SNILS },
    Rule { kind: EntityKind::RuSnils, name: "ru-snils", layouts: &["###########"], check: snils, scores: WEAK, words: SNILS },
    Rule { kind: EntityKind::UaTaxId, name: "ua-tax-id", layouts: &["##########"], check: ukrainian, scores: WEAK,
           words: &["рнокпп", "РНОКПП", "іпн", "ІПН", "rnokpp", "ipn", "ідентифікаційний", "податковий", "rntrc", "tax number"] },
    Rule { kind: EntityKind::NationalId, name: "ru-ogrn", layouts: &["#############", "###############"], check: ogrn,
           scores: WEAK, words: &["огрн", "ОГРН", "ogrn", "огрнип", "ОГРНИП"] },
];

/// A date whose month tells the century (80 more: 19th, 20 more: 21st ...), a serial, weights 1, 3, 7, 9.
fn pesel(id: &[u8]) -> bool {
    let month = number(&id[2..4]);
    let century = [1900, 2000, 2100, 2200, 1800][(month / 20) as usize % 5];
    is_date(century + number(&id[..2]), month % 20, number(&id[4..6]))
        && weighted(id, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

fn nip(id: &[u8]) -> bool {
    id[0] != b'0' && weighted(id, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == value(id[9])
}

fn regon(id: &[u8]) -> bool {
    let short = weighted(id, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == value(id[8]);
    let long =
        id.len() == 9 || weighted(id, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10 == value(id[13]);
    short && long
}

/// Three letters, then the check digit, by the weights of ICAO.
fn polish_card(id: &[u8]) -> bool {
    let mut turned = [0; 9];
    turned[..3].copy_from_slice(&id[..3]);
    turned[3..8].copy_from_slice(&id[4..]);
    turned[8] = id[3];
    icao(&turned)
}

/// A date (the month 50 more for women, 20 more when serials ran out), a serial; the whole divisible by eleven.
fn birth_number(id: &[u8]) -> bool {
    let is_born = is_date(2000 + number(&id[..2]), number(&id[2..4]) % 50 % 20, number(&id[4..6]));
    if id.len() == 9 {
        return is_born && !matches!(number(&id[..2]), 54..=79);
    }
    let rest = number(&id[..9]) % 11;
    is_born && rest % 10 == value(id[9])
}

fn czech_company(id: &[u8]) -> bool {
    let check = (11 - weighted(id, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 10;
    check == value(id[7])
}

fn hungarian_tax(id: &[u8]) -> bool {
    id[0] == b'8' && weighted(id, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == value(id[9])
}

fn taj(id: &[u8]) -> bool {
    weighted(id, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == value(id[8])
}

fn hungarian_company(id: &[u8]) -> bool {
    weighted(id, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10) && matches!(id[8], b'1'..=b'5')
}

/// Sex and century, a date, a county, a serial, a check digit modulo 11.
fn cnp(id: &[u8]) -> bool {
    let check = match weighted(id, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        digit => digit,
    };
    id[0] != b'0'
        && is_date(2000 + number(&id[1..3]), number(&id[3..5]), number(&id[5..7]))
        && matches!(number(&id[7..9]), 1..=48 | 51 | 52 | 70 | 80..=83)
        && check == value(id[12])
}

/// A date whose month tells the century (20 more: 19th, 40 more: 21st), a serial, a check digit.
fn egn(id: &[u8]) -> bool {
    is_date(2000 + number(&id[..2]), number(&id[2..4]) % 20, number(&id[4..6]))
        && number(&id[2..4]) <= 52
        && weighted(id, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == value(id[9])
}

/// A date with three digits of the year, a region, a serial, a check digit.
fn jmbg(id: &[u8]) -> bool {
    let year = number(&id[4..7]);
    let check = (11 - weighted(id, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    matches!(year, 0..=99 | 900..=999)
        && is_date(if year < 800 { 2000 } else { 1000 } + year, number(&id[2..4]), number(&id[..2]))
        && check % 10 == value(id[12])
}

/// Ten digits for companies with one check digit, twelve for people with two.
fn inn(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let check = |count: usize| weighted(id, &WEIGHTS[11 - count..]) % 11 % 10 == value(id[count]);
    match id.len() {
        10 => check(9),
        _ => check(10) && check(11),
    }
}

/// Weights 9 to 1; two check digits modulo 101.
fn snils(id: &[u8]) -> bool {
    weighted(id, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100 == number(&id[9..])
}

fn ukrainian(id: &[u8]) -> bool {
    // The weight -1 of the first digit is 10 modulo 11.
    weighted(id, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 == value(id[9])
}

/// The last digit is what is left of the others modulo 11 (13 digits) or 13 (15 digits).
fn ogrn(id: &[u8]) -> bool {
    let Some((check, body)) = id.split_last() else { return false };
    let modulus = if id.len() == 13 { 11 } else { 13 };
    let rest = body.iter().fold(0, |rest, digit| (rest * 10 + value(*digit)) % modulus);
    id[0] != b'0' && rest % 10 == value(*check)
}

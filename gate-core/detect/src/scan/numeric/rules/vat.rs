//! Value added tax numbers of Europe: the country's letters, and the country's own check.
//!
//! Source of the checks: European Commission, VIES, "Algoritmi di verifica".

use super::super::checks::{luhn, mod_11_10, mod_97, number, value, weighted, weighted_digit_sums};
use super::super::rule::{FAIR, Rule, SHAPE, Scores, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const NAMES: &Words = &[
    "vat",
    "vat id",
    "vat no",
    "vat number",
    "vatin",
    "ust",
    "ustid",
    "ust id",
    "ust idnr",
    "umsatzsteuer",
    "umsatzsteuer id",
    "tva",
    "tva intracommunautaire",
    "iva",
    "btw",
    "moms",
    "mva",
    "alv",
    "dph",
    "ddv",
    "pdv",
    "nip",
    "nif",
    "cif",
    "mwst",
    "uid",
    "uid nummer",
    "umsatzsteueridentifikationsnummer",
    "tin",
    "partita iva",
];

const PREFIXED: Scores = Scores { bare: 65, parted: 70, named: 95 };

/// A row for one country.
const fn vat(
    name: &'static str,
    layouts: &'static [&'static str],
    check: fn(&[u8]) -> bool,
    scores: Scores,
) -> Rule {
    Rule { kind: EntityKind::EuVat, name, layouts, check, scores, words: NAMES }
}

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    vat("vat-at", &["atu########", "at u########"], |id| austrian(&id[3..]), PREFIXED),
    vat("vat-be", &["be##########", "be ##########", "be ####.###.###", "be####.###.###"], |id| belgian(&id[2..]), PREFIXED),
    vat("vat-bg", &["bg#########", "bg##########"], anything, SHAPE),
    vat("vat-cy", &["cy########A"], anything, SHAPE),
    vat("vat-cz", &["cz########", "cz#########", "cz##########"], anything, SHAPE),
    vat("vat-de", &["de#########", "de ### ### ###", "de #########"], |id| mod_11_10(&id[2..]), PREFIXED),
    vat("vat-dk", &["dk########", "dk ## ## ## ##", "dk ########"], |id| danish(&id[2..]), PREFIXED),
    vat("vat-ee", &["ee#########"], |id| weighted(&id[2..], &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10), PREFIXED),
    vat("vat-es", &["esA#######X", "es########A"], anything, SHAPE),
    vat("vat-fi", &["fi########", "fi ########"], |id| finnish(&id[2..]), PREFIXED),
    vat("vat-fi", &["#######-#"], finnish, Scores { bare: 0, parted: 45, named: 90 }),
    vat("vat-fr", &["fr###########", "fr ## #########", "fr ## ### ### ###", "fr##~#########"], |id| french(&id[2..]), PREFIXED),
    vat("vat-gb", &["gb#########", "gb ### #### ##", "xi#########"], |id| british(&id[2..]), PREFIXED),
    vat("vat-gb", &["### #### ##", "#########"], british, Scores { bare: 0, parted: 45, named: 85 }),
    vat("vat-gr", &["el#########", "gr#########", "el #########"], |id| greek(&id[2..]), PREFIXED),
    vat("vat-hr", &["hr###########", "hr ###########"], |id| mod_11_10(&id[2..]), PREFIXED),
    vat("vat-hu", &["hu########"], |id| weighted(&id[2..], &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10), PREFIXED),
    vat("vat-ie", &["ie#######A", "ie#######AA", "ie#A#####A"], anything, SHAPE_NAMED),
    vat("vat-it", &["it###########", "it ###########"], |id| luhn(&id[2..]), PREFIXED),
    vat("vat-lt", &["lt#########", "lt############"], |id| lithuanian(&id[2..]), PREFIXED),
    vat("vat-lu", &["lu########"], |id| number(&id[2..8]) % 89 == number(&id[8..]), PREFIXED),
    vat("vat-lv", &["lv###########"], |id| id[2] > b'3' && latvian(&id[2..]), PREFIXED),
    vat("vat-mt", &["mt########"], |id| maltese(&id[2..]), PREFIXED),
    vat("vat-nl", &["nl#########b##"], dutch, PREFIXED),
    vat("vat-pl", &["pl##########"], |id| weighted(&id[2..], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == value(id[11]), PREFIXED),
    vat("vat-pt", &["pt#########"], |id| portuguese(&id[2..]), PREFIXED),
    vat("vat-ro", &["ro########", "ro#######", "ro######"], |id| romanian(&id[2..]), FAIR),
    vat("vat-se", &["se############"], |id| luhn(&id[2..12]), PREFIXED),
    vat("vat-si", &["si########"], |id| slovenian(&id[2..]), PREFIXED),
    vat("vat-sk", &["sk##########"], |id| (number(&id[2..11]) % 11 * 10 + value(id[11])).is_multiple_of(11), PREFIXED),
    vat("ch-uid", &["che-###.###.###", "che#########", "che-#########", "che ### ### ###", "che-### ### ###"], |id| swiss(&id[3..]), PREFIXED),
];

const SHAPE_NAMED: Scores = Scores { bare: 60, parted: 60, named: 85 };

/// The eleven test for companies, modulo 97-10 over all characters for people.
fn dutch(id: &[u8]) -> bool {
    let rest = weighted(&id[2..10], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    rest == value(id[10]) || mod_97(id.iter().copied()) == 1
}

fn austrian(id: &[u8]) -> bool {
    let sum = weighted_digit_sums(id, &[1, 2, 1, 2, 1, 2, 1]);
    (10 - (sum + 4) % 10) % 10 == value(id[7])
}

fn belgian(id: &[u8]) -> bool {
    matches!(id[0], b'0' | b'1') && 97 - number(&id[..8]) % 97 == number(&id[8..])
}

fn danish(id: &[u8]) -> bool {
    id[0] != b'0' && weighted(id, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn finnish(id: &[u8]) -> bool {
    let rest = weighted(id, &[7, 9, 10, 5, 8, 4, 2]) % 11;
    rest != 1 && (11 - rest) % 11 == value(id[7])
}

/// Two digits modulo 97, then the company's number.
fn french(id: &[u8]) -> bool {
    let company = &id[2..11];
    luhn(company) && (12 + 3 * (number(company) % 97)) % 97 == number(&id[..2])
}

/// Weights 8 to 2 and the last two digits: divisible by 97, or 55 more.
fn british(id: &[u8]) -> bool {
    let sum = weighted(&id[..7], &[8, 7, 6, 5, 4, 3, 2]) + number(&id[7..9]);
    matches!(sum % 97, 0 | 42)
}

fn greek(id: &[u8]) -> bool {
    weighted(id, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == value(id[8])
}

fn lithuanian(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 13] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4];
    let Some((check, body)) = id.split_last() else { return false };
    let expected = match weighted(body, &WEIGHTS) % 11 {
        10 => weighted(body, &WEIGHTS[2..]) % 11 % 10,
        digit => digit,
    };
    expected == value(*check)
}

fn latvian(id: &[u8]) -> bool {
    weighted(id, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3
}

fn maltese(id: &[u8]) -> bool {
    (weighted(id, &[3, 4, 6, 7, 8, 9]) + number(&id[6..])).is_multiple_of(37)
}

fn portuguese(id: &[u8]) -> bool {
    (11 - weighted(id, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == value(id[8])
}

fn romanian(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 9] = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let Some((check, body)) = id.split_last() else { return false };
    weighted(body, &WEIGHTS[9 - body.len()..]) * 10 % 11 % 10 == value(*check)
}

fn slovenian(id: &[u8]) -> bool {
    let rest = 11 - weighted(id, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    rest != 11 && rest % 10 == value(id[7])
}

fn swiss(id: &[u8]) -> bool {
    (11 - weighted(id, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == value(id[8])
}

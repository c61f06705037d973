//! Australia, New Zealand and Africa.

use super::super::checks::{is_date, luhn, number, value, weighted, year_first};
use super::super::rule::{FORM, Rule, SHAPE, STRONG, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const TFN: &Words = &["tfn", "tax file", "tax file number"];
const ABN: &Words =
    &["abn", "australian business", "business number", "acn", "australian company", "company number"];
const NIN: &Words =
    &["nin", "national identification", "nigeria", "nimc", "national identity", "bvn", "bank verification"];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Australia, New Zealand.
    Rule { kind: EntityKind::AuAbn, name: "au-abn", layouts: &["##~###~###~###", "###########", "##.###.###.###"], check: abn, scores: STRONG, words: ABN },
    Rule { kind: EntityKind::AuAbn, name: "au-acn", layouts: &["###~###~###", "#########"], check: acn, scores: WEAK, words: ABN },
    Rule { kind: EntityKind::AuTfn, name: "au-tfn", layouts: &["###~###~###", "#########", "########"], check: tfn, scores: WEAK,
           words: TFN },
    Rule { kind: EntityKind::AuMedicare, name: "au-medicare", layouts: &["####~#####~#", "##########", "####~#####~#~#", "###########",
           "#### ##### #/#"], check: medicare, scores: Scores { bare: 45, parted: 70, named: 90 },
           words: &["medicare", "medicare no", "medicare card", "irn"] },
    Rule { kind: EntityKind::NzIrd, name: "nz-ird", layouts: &["##-###-###", "###-###-###", "########", "#########", "## ### ###", "### ### ###"],
           check: ird, scores: WEAK, words: &["ird", "ird number", "inland revenue", "gst number"] },
    // South Africa, Nigeria, Ghana, Kenya, Egypt.
    Rule { kind: EntityKind::ZaIdentity, name: "za-identity", layouts: &["#############", "###### #### ## #", "###### #### ###"],
           check: south_african, scores: STRONG,
           words: &["rsa id", "sa id", "south african id", "id number", "identity number", "said", "identiteitsnommer"] },
    Rule { kind: EntityKind::NationalId, name: "za-company", layouts: &["####/######/##"], check: south_african_company, scores: FORM,
           words: &["cipc", "company registration", "registration number", "company reg", "enterprise number"] },
    Rule { kind: EntityKind::NationalId, name: "za-tax", layouts: &["##########"], check: south_african_tax, scores: SHAPE,
           words: &["sars", "tax reference", "income tax", "tax number", "itr", "vat", "vat number", "vat registration", "tax invoice"] },
    Rule { kind: EntityKind::NationalId, name: "za-traffic-register", layouts: &["#############"], check: anything, scores: SHAPE,
           words: &["traffic register", "traffic register number", "trn", "natis", "enatis"] },
    Rule { kind: EntityKind::NgNin, name: "ng-nin", layouts: &["###########"], check: anything, scores: SHAPE, words: NIN },
    Rule { kind: EntityKind::NationalId, name: "gh-card", layouts: &["gha-#########-#"], check: anything,
           scores: Scores { parted: 85, ..FORM }, words: &["ghana card", "nia"] },
    Rule { kind: EntityKind::NationalId, name: "ke-pin", layouts: &["A#########A"], check: kenyan, scores: Scores { bare: 40, ..FORM },
           words: &["kra", "kra pin", "itax"] },
    Rule { kind: EntityKind::NationalId, name: "ke-national-id", layouts: &["########"], check: anything, scores: SHAPE,
           words: &["kenya", "kenyan id", "huduma", "kitambulisho"] },
    Rule { kind: EntityKind::NationalId, name: "eg-national-id", layouts: &["##############"], check: egyptian,
           scores: Scores { bare: 50, parted: 50, named: 90 },
           words: &["الرقم القومي", "national id", "egypt", "egyptian id", "القومي", "بطاقة"] },
];

/// The first digit less one, weights 10, 1, 3, 5 ... 19, modulo 89 (Australian Business Register).
fn abn(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 11] = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
    id[0] != b'0' && (weighted(id, &WEIGHTS) - WEIGHTS[0]).is_multiple_of(89)
}

fn acn(id: &[u8]) -> bool {
    (10 - weighted(id, &[8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10 == value(id[8])
}

fn tfn(id: &[u8]) -> bool {
    let weights: &[u32] =
        if id.len() == 9 { &[1, 4, 3, 7, 5, 8, 6, 9, 10] } else { &[10, 7, 8, 4, 6, 3, 5, 1] };
    weighted(id, weights).is_multiple_of(11)
}

/// The first digit 2 to 6, the ninth checks the eight before; then the issue, then who of the family.
fn medicare(id: &[u8]) -> bool {
    matches!(id[0], b'2'..=b'6') && weighted(id, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == value(id[8])
}

/// Two rows of weights modulo 11: the second when the first gives ten.
fn ird(id: &[u8]) -> bool {
    let mut digits = [b'0'; 9];
    digits[9 - id.len()..].copy_from_slice(id);
    let check = |weights: &[u32]| (11 - weighted(&digits[..8], weights) % 11) % 11;
    let expected = match check(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => check(&[7, 4, 3, 2, 5, 2, 7, 6]),
        digit => digit,
    };
    (10_000_001..150_000_000).contains(&number(&digits)) && expected == value(digits[8])
}

/// Birthday, serial, citizenship, a digit without meaning, the Luhn digit.
fn south_african(id: &[u8]) -> bool {
    year_first(id) && matches!(id[10], b'0' | b'1' | b'2') && luhn(id)
}

/// The year of registration.
fn south_african_company(id: &[u8]) -> bool {
    matches!(number(&id[..4]), 1900..2030)
}

/// 0 to 3 and 9 for income tax, 4 for value added tax.
fn south_african_tax(id: &[u8]) -> bool {
    matches!(id[0], b'0'..=b'4' | b'9')
}

fn kenyan(id: &[u8]) -> bool {
    matches!(id[0], b'A' | b'P')
}

/// Century, birthday, governorate.
fn egyptian(id: &[u8]) -> bool {
    let century = match id[0] {
        b'2' => 1900,
        b'3' => 2000,
        _ => return false,
    };
    is_date(century + number(&id[1..3]), number(&id[3..5]), number(&id[5..7]))
        && matches!(number(&id[7..9]), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
}

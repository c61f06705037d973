//! Health: insurance, provider and patient numbers.

use super::super::checks::{luhn, number, value, weighted};
use super::super::rule::{FAIR, Rule, SHAPE, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const MBI: &Words = &["mbi", "medicare", "beneficiary", "medicaid", "cms", "hicn"];
const NPI: &Words =
    &["npi", "national provider", "provider", "provider id", "provider identifier", "taxonomy"];
const KVNR: &Words = &[
    "krankenversicherungsnummer",
    "krankenversichertennummer",
    "versichertennummer",
    "kvnr",
    "krankenkasse",
    "krankenversicherung",
    "gesundheitskarte",
    "egk",
    "versichertenkarte",
    "versichertenausweis",
    "gkv",
    "aok",
    "barmer",
];
const PATIENT: &Words = &[
    "mrn",
    "medical record",
    "medical record number",
    "patient id",
    "patient no",
    "patient number",
    "patientid",
    "chart number",
    "hospital number",
    "patientennummer",
    "numéro de patient",
    "historia clinica",
    "historia clínica",
    "nhc",
    "prontuario",
    "prontuário",
    "cartella clinica",
    "病历号",
    "病歴番号",
    "номер пациента",
];
const INSURANCE: &Words = &[
    "member id",
    "subscriber id",
    "insurance id",
    "policy number",
    "member number",
    "health insurance",
    "group number",
    "insurance member",
    "health plan",
    "beneficiary id",
    "member",
    "subscriber",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // United States.
    Rule { kind: EntityKind::Medical, name: "us-mbi", layouts: &["#AX#-AX#-AA##", "#AX#AX#AA##"], check: mbi,
           scores: Scores { bare: 60, parted: 85, named: 95 }, words: MBI },
    Rule { kind: EntityKind::Medical, name: "us-npi", layouts: &["##########", "####~###~###"], check: npi,
           scores: Scores { bare: 45, parted: 60, named: 90 }, words: NPI },
    Rule { kind: EntityKind::Medical, name: "us-dea", layouts: &["AA#######", "A########"], check: dea, scores: FAIR,
           words: &["dea", "dea number", "dea no", "prescriber", "drug enforcement", "medical license", "medical", "certificate"] },
    Rule { kind: EntityKind::Medical, name: "insurance-member", check: anything, scores: SHAPE, words: INSURANCE,
           layouts: &["AAA#########", "A########", "AAA######", "#########", "##########", "AA#########", "###########", "A#########",
                      "AAA##########", "AAA###########", "AAA-######", "AAA#########A", "AAA-#########", "AA########", "AAAA########"] },
    // Germany, New Zealand, Brazil, France.
    Rule { kind: EntityKind::Medical, name: "de-health-insurance", layouts: &["A#########"], check: kvnr, scores: WEAK, words: KVNR },
    Rule { kind: EntityKind::Medical, name: "de-doctor", layouts: &["#########"], check: lanr, scores: WEAK,
           words: &["lanr", "arztnummer", "lebenslange arztnummer", "arzt nr", "vertragsarzt", "hausarzt", "facharzt"] },
    Rule { kind: EntityKind::Medical, name: "de-practice", layouts: &["#########"], check: anything, scores: SHAPE,
           words: &["bsnr", "betriebsstättennummer", "praxisnummer", "arztpraxis", "praxis"] },
    Rule { kind: EntityKind::Medical, name: "nz-nhi", layouts: &["AAA####", "AAA##AA"], check: nhi, scores: Scores { bare: 0, parted: 0, named: 90 },
           words: &["nhi", "nhi number", "national health index"] },
    Rule { kind: EntityKind::Medical, name: "br-sus", layouts: &["###############", "### #### #### ####"], check: sus, scores: FAIR,
           words: &["sus", "cns", "cartão sus", "cartao sus", "cartão nacional de saúde"] },
    // A hospital's own numbers.
    Rule { kind: EntityKind::Medical, name: "patient-number", check: anything, scores: SHAPE, words: PATIENT,
           layouts: &["#####", "######", "#######", "########", "#########", "##########", "##-##-##", "###-###-###", "AA######", "A######",
                      "A#######", "AA#######", "AAA######", "AAA-######", "AA-######", "###-##-####", "AAA#######",
                      "AAA-#######", "AAA-########", "##-######"] },
];

/// CMS, "Understanding the new Medicare beneficiary identifier format": no S L O I B Z, the first digit not 0.
fn mbi(id: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(byte);
    id[0] != b'0' && id.iter().all(|byte| byte.is_ascii_digit() || is_letter(byte))
}

/// The Luhn check with 80840, the sign for health and the United States, in front.
fn npi(id: &[u8]) -> bool {
    let mut whole = *b"808400000000000";
    whole[5..].copy_from_slice(id);
    matches!(id[0], b'1' | b'2') && luhn(&whole)
}

/// Drug Enforcement Administration: the digits at odd places and twice those at even ones.
fn dea(id: &[u8]) -> bool {
    let digits = &id[2..];
    b"ABCDEFGHJKLMPRSTUX".contains(&id[0])
        && (id[1].is_ascii_uppercase() || id[1] == b'9')
        && weighted(&digits[..6], &[1, 2, 1, 2, 1, 2]) % 10 == value(digits[6])
}

/// The letter as two digits, then the Luhn check from the left (§ 290 SGB V).
fn kvnr(id: &[u8]) -> bool {
    let letter = u32::from(id[0] - b'@');
    let crossed = |product: u32| product / 10 + product % 10;
    let mut sum = letter / 10 + crossed(letter % 10 * 2);
    for (place, digit) in id[1..9].iter().enumerate() {
        sum += crossed(value(*digit) * if place % 2 == 0 { 1 } else { 2 });
    }
    sum % 10 == value(id[9])
}

/// Weights 4 and 9 over six digits, the seventh checks them; then the field of work (Kassenärztliche Bundesvereinigung).
fn lanr(id: &[u8]) -> bool {
    (10 - weighted(id, &[4, 9, 4, 9, 4, 9]) % 10) % 10 == value(id[6])
}

/// Three letters without I and O, weights 7 to 2; modulo 11 with a digit, modulo 24 with a letter (HISO 10046).
fn nhi(id: &[u8]) -> bool {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let worth = |byte: u8| {
        let place =
            LETTERS.iter().zip(1..).find(|(letter, _)| **letter == byte).map_or(0, |(_, place)| place);
        if byte.is_ascii_digit() { value(byte) } else { place }
    };
    let sum: u32 = id[..6].iter().zip([7, 6, 5, 4, 3, 2]).map(|(byte, weight)| worth(*byte) * weight).sum();
    if id[6].is_ascii_digit() {
        !sum.is_multiple_of(11) && (11 - sum % 11) % 10 == value(id[6])
    } else {
        24 - sum % 24 == worth(id[6])
    }
}

/// Weights 15 to 1, modulo 11.
fn sus(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 15] = [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    matches!(number(&id[..1]), 1 | 2 | 7 | 8 | 9) && weighted(id, &WEIGHTS).is_multiple_of(11)
}

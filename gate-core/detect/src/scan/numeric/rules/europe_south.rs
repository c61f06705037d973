//! Spain, Portugal, Italy, Greece and Turkey.

use super::super::checks::{day_first, is_date, luhn, number, value, weighted};
use super::super::rule::{CERTAIN, FAIR, Rule, SHAPE, STRONG, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const NIF: &Words = &[
    "nif",
    "dni",
    "n i f",
    "d n i",
    "cif",
    "documento nacional",
    "documento de identidad",
    "identificación fiscal",
    "identificacion fiscal",
    "nif cif",
    "identity document",
    "número de identificación",
    "dni nif",
];
const NIE: &Words =
    &["nie", "n i e", "extranjero", "extranjeros", "número de identidad de extranjero", "residencia"];
const PT_NIF: &Words =
    &["nif", "contribuinte", "número fiscal", "numero fiscal", "nipc", "finanças", "financas", "portugal"];
const FISCAL: &Words =
    &["codice fiscale", "codicefiscale", "cf", "c f", "cod fisc", "fiscal code", "tax code"];
const IT_VAT: &Words =
    &["partita iva", "p iva", "piva", "partitaiva", "vat", "iva", "codice fiscale", "c f", "cod fisc"];
const IT_CARD: &Words = &[
    "carta identità",
    "carta d identità",
    "carta di identità",
    "identità",
    "identita",
    "cie",
    "identity card",
    "carta identita",
    "id card",
    "documento",
    "elettronica",
];
const TCKN: &Words = &[
    "tckn",
    "tc kimlik",
    "t c kimlik",
    "kimlik",
    "kimlik no",
    "kimlik numarası",
    "kimlik numarasi",
    "tc no",
    "vatandaşlık",
    "turkish id",
    "turkish identity",
    "identity number",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Spain.
    Rule { kind: EntityKind::EsNif, name: "es-nif", layouts: &["########A", "########-A", "##.###.###-A", "##.###.###A",
           "######## A", "##.###.### A"], check: nif, scores: Scores { bare: 70, parted: 85, named: 95 }, words: NIF },
    Rule { kind: EntityKind::EsNif, name: "es-nif", layouts: &["#######A", "#######-A"], check: nif,
           scores: Scores { bare: 40, parted: 40, named: 90 }, words: NIF },
    Rule { kind: EntityKind::EsNif, name: "es-dni-without-letter", layouts: &["########"], check: anything, scores: SHAPE,
           words: &["dni"] },
    Rule { kind: EntityKind::EsNie, name: "es-nie", layouts: &["A#######A", "A-#######-A", "A-#######A", "A#######-A",
           "A ####### A", "A########A"], check: nie, scores: Scores { bare: 75, parted: 90, named: 95 }, words: NIE },
    Rule { kind: EntityKind::EsNif, name: "es-cif", layouts: &["A########", "A#######A", "A-########", "A-#######-A",
           "A-#######-#", "A#######-#"], check: cif, scores: Scores { bare: 45, parted: 55, named: 90 }, words: NIF },
    Rule { kind: EntityKind::NationalId, name: "es-social-security", layouts: &["############", "##~########~##", "##/########/##"],
           check: nuss, scores: STRONG, words: &["nuss", "naf", "seguridad social", "afiliación", "afiliacion"] },
    // Portugal.
    Rule { kind: EntityKind::PtNif, name: "pt-nif", layouts: &["#########", "### ### ###"], check: pt_nif, scores: WEAK,
           words: PT_NIF },
    Rule { kind: EntityKind::PtNif, name: "pt-citizen-card", layouts: &["########~#~XX#", "########~#XX#", "########~#~AA#", "#########AA#"],
           check: citizen_card, scores: Scores { bare: 65, parted: 85, named: 95 },
           words: &["cartão de cidadão", "cartao de cidadao", "cc", "bilhete de identidade", "citizen card"] },
    Rule { kind: EntityKind::NationalId, name: "pt-niss", layouts: &["###########", "### ### ### ##"], check: niss, scores: FAIR,
           words: &["niss", "segurança social", "seguranca social"] },
    // Italy.
    Rule { kind: EntityKind::ItFiscalCode, name: "it-fiscal-code", layouts: &["XXXXXXXXXXXXXXXX"],
           check: fiscal_code, scores: CERTAIN, words: FISCAL },
    Rule { kind: EntityKind::ItVat, name: "it-vat", layouts: &["###########"], check: it_vat, scores: WEAK, words: IT_VAT },
    Rule { kind: EntityKind::NationalId, name: "it-identity-card", layouts: &["AA#####AA", "AA#######", "#######AA", "AA #######"],
           check: anything, scores: SHAPE, words: IT_CARD },
    // Greece.
    Rule { kind: EntityKind::GrAmka, name: "gr-amka", layouts: &["###########"], check: amka, scores: STRONG,
           words: &["amka", "αμκα", "ΑΜΚΑ", "α μ κ α", "κοινωνικής ασφάλισης"] },
    Rule { kind: EntityKind::GrAfm, name: "gr-afm", layouts: &["#########"], check: afm, scores: WEAK,
           words: &["afm", "αφμ", "ΑΦΜ", "φορολογικού μητρώου", "tin"] },
    // Turkey.
    Rule { kind: EntityKind::TrIdentity, name: "tr-identity", layouts: &["###########", "### ### ### ##"], check: tckn,
           scores: STRONG, words: TCKN },
    Rule { kind: EntityKind::NationalId, name: "tr-tax-number", layouts: &["##########"], check: vkn, scores: WEAK,
           words: &["vkn", "vergi", "vergi no", "vergi kimlik", "vergi numarası"] },
];

/// The letter is the number modulo 23 (Real Decreto 1553/2005).
fn nif_letter(number: u32) -> u8 {
    b"TRWAGMYFPDXBNJZSQVHLCKE"[number as usize % 23]
}

fn nif(id: &[u8]) -> bool {
    let Some((letter, digits)) = id.split_last() else { return false };
    number(digits) > 999 && nif_letter(number(digits)) == *letter
}

fn nie(id: &[u8]) -> bool {
    let Some((letter, body)) = id.split_last() else { return false };
    let Some(leading) = b"XYZ".iter().position(|leading| *leading == body[0]) else { return false };
    let digits = &body[1..];
    // An old form has eight digits, the first of which is a zero.
    let is_length = digits.len() == 7 || digits[0] == b'0';
    let place = [0, 10_000_000, 20_000_000][leading];
    is_length && nif_letter(place + number(digits)) == *letter
}

/// Companies, and people without a DNI (K, L, M): digits at even places added, at odd ones doubled (Orden EHA/451/2008).
fn cif(id: &[u8]) -> bool {
    let (kind, digits, control) = (id[0], &id[1..8], id[8]);
    if matches!(kind, b'K' | b'L' | b'M') {
        return nif_letter(number(digits)) == control;
    }
    let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { doubled(value(*digit)) } else { value(*digit) })
        .sum();
    let check = (10 - sum % 10) % 10;
    let as_digit = value(control) == check && control.is_ascii_digit();
    let as_letter = b"JABCDEFGHI"[check as usize] == control;
    match kind {
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => as_letter,
        b'A' | b'B' | b'E' | b'H' => as_digit,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => as_digit || as_letter,
        _ => false,
    }
}

/// Province, serial, and both modulo 97.
fn nuss(id: &[u8]) -> bool {
    let rest = id[..10].iter().fold(0_u32, |rest, digit| (rest * 10 + value(*digit)) % 97);
    matches!(number(&id[..2]), 1..=53 | 66) && number(&id[10..]) == rest
}

fn pt_nif(id: &[u8]) -> bool {
    let check = (11 - weighted(id, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
    matches!(id[0], b'1' | b'2' | b'3' | b'5' | b'6' | b'7' | b'8' | b'9') && check == value(id[8])
}

/// The Luhn check with letters worth 10 to 35 (Instituto dos Registos e do Notariado).
fn citizen_card(id: &[u8]) -> bool {
    let doubled = |worth: u32| if worth > 4 { worth * 2 - 9 } else { worth * 2 };
    let sum: u32 = id
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| if place % 2 == 0 { value(*byte) } else { doubled(value(*byte)) })
        .sum();
    sum.is_multiple_of(10)
}

fn niss(id: &[u8]) -> bool {
    let sum = weighted(id, &[29, 23, 19, 17, 13, 11, 7, 5, 3, 2]);
    matches!(id[0], b'1' | b'2') && value(id[10]) == 9 - sum % 10
}

/// Letters of the names, year, month as a letter, day (40 more for women), place, check (Decreto 23 dicembre 1976). Of
/// two people with one code the second gets letters for digits.
fn fiscal_code(id: &[u8]) -> bool {
    const PICTURE: &[u8; 16] = b"AAAAAA##A##A###A";
    let mut plain = [0; 16];
    plain.copy_from_slice(&id[..16]);
    for (byte, sign) in plain.iter_mut().zip(PICTURE) {
        if *sign == b'#' && byte.is_ascii_alphabetic() {
            let Some(digit) = b"LMNPQRSTUV".iter().position(|letter| letter == byte) else { return false };
            *byte = b"0123456789"[digit];
        } else if *sign == b'A' && !byte.is_ascii_alphabetic() {
            return false;
        }
    }
    let month = b"ABCDEHLMPRST"
        .iter()
        .zip(1..)
        .find(|(letter, _)| **letter == plain[8])
        .map_or(0, |(_, month)| month);
    let day = number(&plain[9..11]) % 40;
    let is_place = id[11] <= b'M' || id[11] == b'Z';
    is_place && is_date(2000 + number(&plain[6..8]), month, day) && fiscal_check(&id[..15]) == id[15]
}

fn fiscal_check(body: &[u8]) -> u8 {
    /// What a digit, or the letter at its place in the alphabet, is worth at an odd place.
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let place_in_alphabet = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' };
    let sum: u32 = body
        .iter()
        .map(|byte| place_in_alphabet(*byte))
        .enumerate()
        .map(|(index, place)| if index % 2 == 0 { ODD[usize::from(place)] } else { u32::from(place) })
        .sum();
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[sum as usize % 26]
}

fn it_vat(id: &[u8]) -> bool {
    let office = number(&id[7..10]);
    (matches!(office, 1..=100) || matches!(office, 120 | 121 | 888 | 999)) && luhn(id)
}

fn amka(id: &[u8]) -> bool {
    day_first(id) && luhn(id)
}

fn afm(id: &[u8]) -> bool {
    weighted(id, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == value(id[8])
}

/// Two check digits (Nüfus ve Vatandaşlık İşleri).
fn tckn(id: &[u8]) -> bool {
    let odd: u32 = id[..9].iter().step_by(2).map(|digit| value(*digit)).sum();
    let even: u32 = id[1..8].iter().step_by(2).map(|digit| value(*digit)).sum();
    let tenth = (odd * 7 + 90 - even) % 10;
    id[0] != b'0' && tenth == value(id[9]) && (odd + even + tenth) % 10 == value(id[10])
}

fn vkn(id: &[u8]) -> bool {
    let sum: u32 = id[..9]
        .iter()
        .zip((1..=9_u32).rev())
        .map(|(digit, place)| {
            let shifted = (value(*digit) + place) % 10;
            let power = shifted * 2_u32.pow(place) % 9;
            if shifted != 0 && power == 0 { 9 } else { power }
        })
        .sum();
    (10 - sum % 10) % 10 == value(id[9])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_code_may_have_letters_for_digits() {
        assert!(fiscal_code(b"RSSMRA85T10A562S"));
        assert!(!fiscal_code(b"RSSMRA85T10A562T"), "another check letter");
        assert!(!fiscal_code(b"RSSMRA85T32A562S"), "no such day");
        let mut twin = *b"RSSMRA85T10A56NH";
        twin[15] = fiscal_check(&twin[..15]);
        assert!(fiscal_code(&twin));
    }
}

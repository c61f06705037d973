//! The Americas: social security, taxpayer and identity numbers.

use super::super::checks::{is_date, luhn, number, value, weighted, year_first};
use super::super::rule::{CERTAIN, FAIR, FORM, Rule, SHAPE, STRONG, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const SSN: &Words = &[
    "ssn",
    "ssns",
    "social",
    "social security",
    "socialsecurity",
    "socialsecuritynumber",
    "ss number",
    "seguro social",
    "taxpayer",
];
const ITIN: &Words = &["itin", "taxpayer", "tax id", "tin", "individual taxpayer"];
const CPF: &Words = &["cpf", "cadastro de pessoas", "contribuinte", "receita federal"];
const CNPJ: &Words = &["cnpj", "empresa", "pessoa juridica", "pessoa jurídica"];
const DRIVER: &Words = &[
    "driver license",
    "drivers license",
    "driver s license",
    "s license",
    "driver licence",
    "drivers licence",
    "driver licenses",
    "driving license",
    "license number",
    "licence number",
    "license no",
    "dln",
    "driverslicense",
    "driverlicense",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // United States.
    Rule { kind: EntityKind::Ssn, name: "us-ssn", layouts: &["###-##-####"], check: ssn, words: SSN,
           scores: Scores { bare: 0, parted: 85, named: 95 } },
    Rule { kind: EntityKind::Ssn, name: "us-ssn", layouts: &["### ## ####", "###.##.####"], check: ssn, words: SSN,
           scores: Scores { bare: 0, parted: 60, named: 95 } },
    Rule { kind: EntityKind::Ssn, name: "us-ssn", layouts: &["#########"], check: ssn, words: SSN,
           scores: Scores { bare: 0, parted: 45, named: 80 } },
    Rule { kind: EntityKind::UsItin, name: "us-itin", layouts: &["###-##-####"], check: itin, words: ITIN,
           scores: Scores { bare: 0, parted: 85, named: 95 } },
    Rule { kind: EntityKind::UsItin, name: "us-itin", layouts: &["### ## ####", "#########", "###-######", "#####-####"],
           check: itin, words: ITIN, scores: Scores { bare: 0, parted: 60, named: 85 } },
    Rule { kind: EntityKind::UsEin, name: "us-ein", layouts: &["##-#######", "#########"], check: ein,
           scores: Scores { bare: 0, parted: 45, named: 85 },
           words: &["ein", "fein", "employer identification", "employer id", "federal tax id", "tax id", "federal id", "irs"] },
    Rule { kind: EntityKind::DriverLicense, name: "us-driver-license", check: anything, scores: SHAPE, words: DRIVER,
           layouts: &["A#######", "A########", "A############", "A###########", "A##-###-###", "A###-####-####", "AA######",
                      "A######", "AA######A", "#########", "########", "#######", "A###-###-##-###-#", "A####-#####-#####",
                      "###-##-####", "A##############", "A###-#######-##", "##AAA#####", "A#############", "A#########",
                      "A##-##-####", "AA#####A", "############", "##########"] },
    // Canada.
    Rule { kind: EntityKind::CaSin, name: "ca-sin", layouts: &["###-###-###"], check: sin, scores: FAIR,
           words: &["sin", "social insurance", "assurance sociale", "nas"] },
    Rule { kind: EntityKind::CaSin, name: "ca-sin", layouts: &["### ### ###", "#########"], check: sin, scores: WEAK,
           words: &["sin", "social insurance", "assurance sociale", "nas"] },
    // Brazil.
    Rule { kind: EntityKind::BrCpf, name: "br-cpf", layouts: &["###.###.###-##", "###########", "#########-##"], check: cpf,
           scores: Scores { bare: 60, parted: 95, named: 95 }, words: CPF },
    Rule { kind: EntityKind::BrCnpj, name: "br-cnpj", check: cnpj, scores: Scores { bare: 60, parted: 95, named: 95 },
           layouts: &["##.###.###/####-##", "##############", "##.XXX.XXX/XXXX-##", "XX.XXX.XXX/XXXX-##"], words: CNPJ },
    // Mexico.
    Rule { kind: EntityKind::MxCurp, name: "mx-curp", layouts: &["AAAA######AAAAAAX#"], check: curp, scores: CERTAIN,
           words: &["curp", "clave unica", "clave única", "registro de poblacion", "registro de población"] },
    Rule { kind: EntityKind::MxRfc, name: "mx-rfc", layouts: &["AAAA######XXX", "AAA######XXX", "AAAA-######-XXX", "AAA-######-XXX",
           "AAAA ###### XXX", "AAA ###### XXX"],
           check: rfc, scores: Scores { bare: 60, parted: 80, named: 90 },
           words: &["rfc", "registro federal", "contribuyentes", "sat"] },
    Rule { kind: EntityKind::MxRfc, name: "mx-rfc", layouts: &["AAAA######XXX", "AAA######XXX", "AAAA######", "AAAA-######"],
           check: rfc_form, scores: Scores { bare: 0, parted: 0, named: 80 }, words: &["rfc", "registro federal"] },
    // Argentina.
    Rule { kind: EntityKind::ArCuit, name: "ar-cuit", layouts: &["##-########-#", "###########"], check: cuit,
           scores: STRONG, words: &["cuit", "cuil", "clave unica de identificacion", "afip"] },
    Rule { kind: EntityKind::ArCuit, name: "ar-dni", layouts: &["##.###.###", "########"], check: anything, scores: SHAPE,
           words: &["dni", "documento nacional", "documento", "documento de identidad"] },
    // Chile.
    Rule { kind: EntityKind::ClRut, name: "cl-rut", layouts: &["##.###.###-X", "#.###.###-X"], check: rut, scores: CERTAIN,
           words: &["rut", "run", "rol unico", "rol único"] },
    Rule { kind: EntityKind::ClRut, name: "cl-rut", layouts: &["########-X", "#######-X", "########X", "#######x", "#########"],
           check: rut, scores: FAIR, words: &["rut", "run", "rol unico", "rol único"] },
    // Colombia, Peru, Ecuador, Venezuela, Uruguay, Dominican Republic.
    Rule { kind: EntityKind::CoNit, name: "co-nit", check: nit,
           layouts: &["###.###.###-#", "#########-#", "##########", "##.###.###-#", "########-#", "##########-#", "#########", "###########"],
           scores: FAIR, words: &["nit", "identificacion tributaria", "identificación tributaria", "dian"] },
    Rule { kind: EntityKind::CoNit, name: "co-cedula", check: anything, scores: SHAPE,
           layouts: &["#.###.###.###", "##.###.###", "##########", "########"],
           words: &["cedula", "cédula", "cedula de ciudadania", "cédula de ciudadanía", "cc"] },
    Rule { kind: EntityKind::PeRuc, name: "pe-ruc", layouts: &["###########"], check: ruc, scores: STRONG,
           words: &["ruc", "registro unico", "registro único", "sunat"] },
    Rule { kind: EntityKind::NationalId, name: "ec-cedula", layouts: &["##########", "#########-#"], check: cedula,
           scores: WEAK, words: &["cedula", "cédula", "ecuador", "ci"] },
    Rule { kind: EntityKind::NationalId, name: "ve-rif", layouts: &["A-########-#", "A#########"], check: rif,
           scores: FAIR, words: &["rif", "registro de informacion fiscal", "seniat"] },
    Rule { kind: EntityKind::NationalId, name: "uy-ci", layouts: &["#.###.###-#"], check: uy_ci,
           scores: FAIR, words: &["ci", "cedula", "cédula", "documento"] },
    Rule { kind: EntityKind::NationalId, name: "do-cedula", layouts: &["###-#######-#", "###########"], check: do_cedula,
           scores: FAIR, words: &["cedula", "cédula"] },
    Rule { kind: EntityKind::NationalId, name: "cr-cedula", layouts: &["#-####-####"], check: anything,
           scores: FORM_NAMED, words: &["cedula", "cédula", "costa rica"] },
];

/// A form that needs its name all the same.
const FORM_NAMED: Scores = Scores { parted: 40, ..FORM };

/// Social Security Administration, "SSN randomization": areas 000, 666 and 900 to 999, group 00 and serial 0000 are
/// never given out.
fn ssn(id: &[u8]) -> bool {
    /// Printed in advertisements and withdrawn for it. Only these very numbers: a prefix would hide real ones.
    const PUBLISHED: [&[u8]; 2] = [b"078051120", b"219099999"];
    let area = &id[..3];
    !matches!(area, b"000" | b"666")
        && area[0] != b'9'
        && id[3..5] != *b"00"
        && id[5..] != *b"0000"
        && !PUBLISHED.contains(&id)
}

/// Internal Revenue Service: 9, and a group in the ranges given out.
fn itin(id: &[u8]) -> bool {
    id[0] == b'9' && matches!(number(&id[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// Internal Revenue Service, "How EINs are assigned and valid EIN prefixes".
fn ein(id: &[u8]) -> bool {
    !matches!(number(&id[..2]), 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97)
}

fn sin(id: &[u8]) -> bool {
    !matches!(id[0], b'0' | b'8') && luhn(id)
}

/// The check digit of a sum modulo 11 that is subtracted from 11, 10 and 11 being 0.
fn brazilian_digit(sum: u32) -> u32 {
    match 11 - sum % 11 {
        digit @ 0..=9 => digit,
        _ => 0,
    }
}

fn cpf(id: &[u8]) -> bool {
    let first = brazilian_digit(weighted(&id[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = brazilian_digit(weighted(&id[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    (value(id[9]), value(id[10])) == (first, second)
}

/// Receita Federal, Instrução Normativa 2229/2024: since 2026 letters too, each worth its ASCII code less 48.
fn cnpj(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum = |body: &[u8], weights: &[u32]| -> u32 {
        body.iter().zip(weights).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum()
    };
    let first = brazilian_digit(sum(&id[..12], &WEIGHTS[1..]));
    let second = brazilian_digit(sum(&id[..13], &WEIGHTS));
    (value(id[12]), value(id[13])) == (first, second)
}

/// Diario Oficial, 18 October 2021: letters of the name, date, sex, state, consonants, a sign for the century, a check.
fn curp(id: &[u8]) -> bool {
    const STATES: &str =
        "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE";
    let century = if id[16].is_ascii_digit() { 1900 } else { 2000 };
    let is_born = is_date(century + number(&id[4..6]), number(&id[6..8]), number(&id[8..10]));
    let is_state = STATES.as_bytes().split(|byte| *byte == b' ').any(|state| state == &id[11..13]);
    // Letters behind N are worth one more: the alphabet has an Ñ.
    let worth = |byte: u8| value(byte) + u32::from(byte > b'N');
    let sum: u32 = id[..17].iter().zip((2..=18).rev()).map(|(byte, weight)| worth(*byte) * weight).sum();
    is_born && is_state && matches!(id[10], b'H' | b'M' | b'X') && value(id[17]) == (10 - sum % 10) % 10
}

/// Letters, date and a check character modulo 11; the alphabet has `&` at 24 and `Ñ` at the end.
fn rfc(id: &[u8]) -> bool {
    let letters = id.len() - 9;
    let date = &id[letters..letters + 6];
    if !year_first(date) {
        return false;
    }
    let worth = |byte: u8| value(byte) + u32::from(byte > b'N');
    let body = &id[..id.len() - 1];
    // Companies have one letter less; a space, worth 37, takes its place.
    let blank = if letters == 3 { 37 * 13 } else { 0 };
    let weights = (2..=13).rev().skip(4 - letters);
    let sum: u32 = body.iter().zip(weights).map(|(byte, weight)| worth(*byte) * weight).sum::<u32>() + blank;
    let check = match (11 - sum % 11) % 11 {
        10 => b'A',
        digit => b'0' + u8::try_from(digit).unwrap_or_default(),
    };
    id[id.len() - 1] == check
}

/// The same without the check, which some of those given out do not have right.
fn rfc_form(id: &[u8]) -> bool {
    let letters = id.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    year_first(&id[letters..])
}

fn cuit(id: &[u8]) -> bool {
    let is_type = matches!(number(&id[..2]), 20 | 23..=27 | 30 | 33 | 34 | 50 | 51 | 55);
    let check = (11 - weighted(id, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    is_type && check == value(id[10])
}

/// Weights 2 to 7 from the right, modulo 11; ten is written K.
fn rut(id: &[u8]) -> bool {
    let Some((check, body)) = id.split_last() else { return false };
    let sum: u32 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| value(*digit) * [2, 3, 4, 5, 6, 7][place % 6])
        .sum();
    let expected = match (11 - sum % 11) % 11 {
        10 => b'K',
        digit => b'0' + u8::try_from(digit).unwrap_or_default(),
    };
    body.iter().all(u8::is_ascii_digit) && *check == expected
}

/// Primes as weights, from the right.
fn nit(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 10] = [43, 41, 37, 29, 23, 19, 17, 13, 7, 3];
    let Some((check, body)) = id.split_last() else { return false };
    let remainder = weighted(body, &WEIGHTS[10 - body.len()..]) % 11;
    value(*check) == if remainder < 2 { remainder } else { 11 - remainder }
}

fn ruc(id: &[u8]) -> bool {
    let is_type = matches!(number(&id[..2]), 10 | 15 | 16 | 17 | 20);
    let check = (11 - weighted(id, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 10;
    is_type && check == value(id[10])
}

/// Ecuador: province, a digit below 6 for people, and the Luhn digit.
fn cedula(id: &[u8]) -> bool {
    matches!(number(&id[..2]), 1..=24 | 30 | 50) && id[2] < b'6' && luhn(id)
}

fn rif(id: &[u8]) -> bool {
    let Some(kind) = b" VEJPG".iter().position(|letter| *letter == id[0]) else { return false };
    let worth = [0, 4, 8, 12, 16, 20][kind];
    let sum = worth + weighted(&id[1..], &[3, 2, 7, 6, 5, 4, 3, 2]);
    value(id[9]) == brazilian_digit(sum)
}

fn uy_ci(id: &[u8]) -> bool {
    weighted(id, &[2, 9, 8, 7, 6, 3, 4, 1]).is_multiple_of(10)
}

fn do_cedula(id: &[u8]) -> bool {
    id[0] <= b'4' && luhn(id)
}

//! Things that belong to a person: vehicles and telephones.

use super::super::checks::{luhn, value};
use super::super::rule::{FAIR, Rule, SHAPE, Scores, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const VIN: &Words = &[
    "vin",
    "vehicle identification",
    "chassis",
    "chassis number",
    "vehicle",
    "fahrgestellnummer",
    "fahrgestell",
    "fin",
    "fahrzeug identifizierungsnummer",
    "numéro de châssis",
    "numero de serie",
    "bastidor",
    "telaio",
    "numero di telaio",
    "chassi",
    "vehicle id",
    "numer vin",
    "车架号",
    "車台番号",
];
const PLATE: &Words = &[
    "plate",
    "plates",
    "license plate",
    "licence plate",
    "number plate",
    "plate number",
    "vehicle registration",
    "registration number",
    "vehicle",
    "vrn",
    "rto",
    "rego",
    "kennzeichen",
    "kfz kennzeichen",
    "nummernschild",
    "plaka",
    "immatriculation",
    "plaque",
    "matrícula",
    "matricula",
    "targa",
    "kenteken",
    "tablice",
    "rejestracyjny",
    "rekisteri",
    "registreringsnummer",
    "placa",
    "госномер",
    "车牌",
    "車牌",
    "ナンバープレート",
    "차량번호",
    "insured vehicle",
];
const IMEI: &Words = &["imei", "imei1", "imei2", "handset", "device imei", "international mobile equipment"];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { kind: EntityKind::Vin, name: "vin", layouts: &["XXXXXXXXXXXXXXXXX"], check: vin_checked,
           scores: Scores { bare: 60, parted: 60, named: 95 }, words: VIN },
    Rule { kind: EntityKind::Vin, name: "vin-unchecked", layouts: &["XXXXXXXXXXXXXXXXX"], check: vin, scores: SHAPE, words: VIN },
    Rule { kind: EntityKind::VehiclePlate, name: "vehicle-plate", check: anything, scores: SHAPE, words: PLATE,
           layouts: &["AA##~AAA", "AA##AAA", "A###~AAA", "A###AAA", "A##~AAA", "A#~AAA", "AAA~###A", "AAA###A", "AAA~##A", "AAA#A",
                      "AA##AA####", "AA ## AA ####", "AA-##-AA-####", "AA##A####", "AA ## A ####", "AA-##-A-####",
                      "AAA###AA", "AAA~###AA", "AAA-###-AA", "AA##AAAA", "AA## AAAA", "AA##AA AA", "AA ## AA AA", "AA####AA", "AAA###~AA",
                      "AAAA##AA", "AAA##AA", "##AAA##", "##AAA###", "##AA##", "##AA###", "##AA####", "##A##", "##A###", "##A####",
                      "##~A~####", "##~A~###", "AAA####AA", "AAAA###AA", "##~AA~###", "##~AAA~##", "##AA ##", "##AA ###", "##AAA ##", "##A ###", "##A ####", "##AAA ###",
                      "AAA ####", "AAA-####", "####AAA", "#### AAA", "AA-###-AA", "AA ### AA", "AA###AA", "AAA####", "AAA#A##"] },
    Rule { kind: EntityKind::Imei, name: "imei", layouts: &["###############", "##-######-######-#", "## ###### ###### #"], check: luhn,
           scores: FAIR, words: IMEI },
];

/// ISO 3779: no I, O, Q; the last characters are a serial.
fn vin(id: &[u8]) -> bool {
    let letters = id.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    !id.iter().any(|byte| b"IOQ".contains(byte))
        && (3..=13).contains(&letters)
        && id[14..].iter().all(u8::is_ascii_digit)
}

/// 49 CFR 565.15: letters are worth their place in rows of nine, the ninth character checks the rest modulo 11.
fn vin_checked(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    const WORTH: [u32; 26] = [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9];
    let worth = |byte: u8| if byte.is_ascii_digit() { value(byte) } else { WORTH[usize::from(byte - b'A')] };
    let sum: u32 = id.iter().zip(WEIGHTS).map(|(byte, weight)| worth(*byte) * weight).sum();
    vin(id) && id[8] == b"0123456789X"[sum as usize % 11]
}

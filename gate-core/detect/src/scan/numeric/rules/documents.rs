//! Documents: passports and driving licences that only their name tells apart from other numbers.

use super::super::checks::icao;
use super::super::rule::{FAIR, Rule, SHAPE, Scores, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const PASSPORT: &Words = &[
    "passport",
    "passports",
    "passport no",
    "passportnumber",
    "travel document",
    "passeport",
    "pasaporte",
    "reisepass",
    "reisepassnummer",
    "passnummer",
    "passaporto",
    "passaporte",
    "paspoort",
    "paszport",
    "paszportu",
    "pass nr",
    "pass no",
    "passi",
    "pasport",
    "pașaport",
    "pasaport",
    "útlevél",
    "διαβατήριο",
    "паспорт",
    "паспорта",
    "Паспорт",
    "паспорту",
    "护照",
    "護照",
    "旅券",
    "パスポート",
    "여권",
    "पासपोर्ट",
    "جواز",
    "جواز سفر",
    "דרכון",
    "หนังสือเดินทาง",
    "paspor",
    "hộ chiếu",
    "ho chieu",
];
const LICENCE: &Words = &[
    "driver license",
    "driver s license",
    "drivers license",
    "s license",
    "s licence",
    "driver licence",
    "driving licence",
    "driving license",
    "führerschein",
    "fuehrerschein",
    "führerscheinnummer",
    "fahrerlaubnis",
    "fahrerlaubnisnummer",
    "permis de conduire",
    "permis",
    "patente",
    "patente di guida",
    "permiso de conducir",
    "licencia de conducir",
    "carnet de conducir",
    "carta de condução",
    "cnh",
    "habilitação",
    "habilitacao",
    "rijbewijs",
    "rijbewijsnummer",
    "prawo jazdy",
    "prawa jazdy",
    "körkort",
    "førerkort",
    "kørekort",
    "ajokortti",
    "řidičský průkaz",
    "ehliyet",
    "водительское",
    "водительского удостоверения",
    "驾驶证",
    "驾照",
    "運転免許証",
    "免許証番号",
    "運転免許",
    "licence",
    "natis",
    "enatis",
    "licence number",
    "license number",
    "license no",
    "licence no",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { kind: EntityKind::Passport, name: "de-passport", layouts: &["XXXXXXXXXX"], check: german, scores: FAIR, words: PASSPORT },
    Rule { kind: EntityKind::Passport, name: "passport", check: anything, scores: PASSPORT_NAMED, words: PASSPORT,
           layouts: &["#########", "########", "#######", "A########", "AA#######", "A#######", "AA######", "AAA######", "##AA#####",
                      "AA#####", "A#######A", "A###A####", "AA #######", "A ########", "A-########", "#### ######", "## ## ######", "##########",
                      "A######", "AAA#######", "A#########", "## #######", "AA########", "AAA########"] },
    Rule { kind: EntityKind::Passport, name: "passport-mixed", check: has_digits, scores: PASSPORT_NAMED, words: PASSPORT,
           layouts: &["XXXXXXXXX"] },
    Rule { kind: EntityKind::DriverLicense, name: "driving-licence", check: anything, scores: SHAPE, words: LICENCE,
           layouts: &["#########", "##########", "###########", "############", "########", "AA#######A", "AA#######", "A#######A", "########A",
                      "##AA#####", "#####/##/####", "A#########A", "AA##############", "AA## ###########", "AA##-###########", "#######",
                      "A##########", "## ## ######", "########AA", "##########AA", "#########AAA", "AA########X", "A#########", "AAA######", "AA-#######"] },
    Rule { kind: EntityKind::DriverLicense, name: "driving-licence-mixed", check: has_digits, scores: SHAPE, words: LICENCE,
           layouts: &["XXXXXXXXXXX", "XXXXXXXXXX", "XXXXXXXXXXXX", "XXXXXXXXXXXXX", "XXXXXXXXXXXXXX"] },
];

const PASSPORT_NAMED: Scores = Scores { named: 75, ..SHAPE };

/// The letters of the authority without vowels and what looks like digits, and the ICAO digit.
fn german(id: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(byte);
    id[0].is_ascii_uppercase() && id.iter().all(is_plain) && icao(id)
}

/// Words have no digits: two of them make a number.
fn has_digits(id: &[u8]) -> bool {
    id.iter().filter(|byte| byte.is_ascii_digit()).count() >= 2
}

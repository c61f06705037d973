//! France, Germany, Austria, Switzerland and the Benelux countries.

use super::super::checks::{
    gs1, icao, is_date, luhn, mod_11_10, number, value, verhoeff, weighted, weighted_digit_sums,
};
use super::super::rule::{CERTAIN, FAIR, Rule, SHAPE, STRONG, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const NIR: &Words = &[
    "nir",
    "insee",
    "sécurité sociale",
    "securite sociale",
    "sécu",
    "secu",
    "numéro de sécurité",
    "numero de securite",
    "carte vitale",
    "social security",
];
const SIREN: &Words = &["siren", "siret", "rcs", "entreprise", "établissement", "etablissement", "insee"];
const TAX_ID: &Words = &[
    "steuer id",
    "steuerid",
    "steueridentifikationsnummer",
    "steuerliche identifikationsnummer",
    "idnr",
    "id nr",
    "identifikationsnummer",
    "steuernummer",
    "tin",
    "tax id",
    "tax identification",
    "steuer",
];
const ID_CARD: &Words = &[
    "personalausweis",
    "personalausweisnummer",
    "ausweis",
    "ausweisnummer",
    "perso",
    "identity card",
    "id card",
    "npa",
];
const PENSION: &Words = &[
    "sozialversicherung",
    "sozialversicherungsnummer",
    "rentenversicherung",
    "rentenversicherungsnummer",
    "rvnr",
    "svnr",
    "sv nummer",
    "versicherungsnummer",
    "social security",
];
const SVNR: &Words = &[
    "svnr",
    "sv nr",
    "sv nummer",
    "sozialversicherungsnummer",
    "sozialversicherung",
    "versicherungsnummer",
    "e card",
    "social security",
    "social insurance",
    "vsnr",
];
const BSN: &Words = &[
    "bsn",
    "burgerservicenummer",
    "sofinummer",
    "sofi",
    "citizen service",
    "burger service nummer",
    "persoonsnummer",
];
const BELGIAN: &Words = &[
    "rijksregister",
    "rijksregisternummer",
    "registre national",
    "numéro national",
    "numero national",
    "national number",
    "national register",
    "nationalregister",
    "nrn",
    "niss",
    "insz",
    "rrn",
    "bis",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // France.
    Rule { kind: EntityKind::FrNir, name: "fr-nir", check: nir, scores: CERTAIN, words: NIR,
           layouts: &["# ## ## ## ### ### ##", "###############", "#############~##", "# ## ## #A ### ### ##",
                      "######A########", "######A###### ##", "#-##-##-##-###-###-##"] },
    Rule { kind: EntityKind::FrNir, name: "fr-nir-without-key", check: nir_body, scores: SHAPE, words: NIR,
           layouts: &["# ## ## ## ### ###", "#############"] },
    Rule { kind: EntityKind::FrSiren, name: "fr-siret", layouts: &["### ### ### #####", "##############"], check: luhn,
           scores: WEAK, words: SIREN },
    Rule { kind: EntityKind::FrSiren, name: "fr-siren", layouts: &["### ### ###", "#########"], check: luhn, scores: WEAK,
           words: SIREN },
    Rule { kind: EntityKind::NationalId, name: "fr-spi", layouts: &["#############", "## ## ### ### ###"], check: spi,
           scores: FAIR, words: &["spi", "numéro fiscal", "numero fiscal", "référence fiscale", "nif", "impots", "impôts"] },
    // Germany.
    Rule { kind: EntityKind::DeTaxId, name: "de-tax-id", layouts: &["###########", "## ### ### ###"], check: tax_id,
           scores: STRONG, words: TAX_ID },
    Rule { kind: EntityKind::DeTaxId, name: "de-tax-id", layouts: &["###########"], check: mod_11_10,
           scores: Scores { bare: 0, parted: 0, named: 80 }, words: TAX_ID },
    Rule { kind: EntityKind::DeTaxId, name: "de-tax-number", check: anything, scores: SHAPE,
           layouts: &["##/###/#####", "###/###/#####", "###/####/####", "##/####/####", "#############", "##########",
                      "##/###/###/#", "# ### ### ###", "##-###-#####", "###########"],
           words: &["steuernummer", "st nr", "stnr", "steuernr", "tax number", "finanzamt"] },
    Rule { kind: EntityKind::DeIdCard, name: "de-id-card", layouts: &["XXXXXXXXXX"], check: id_card, scores: FAIR,
           words: ID_CARD },
    Rule { kind: EntityKind::DeIdCard, name: "de-id-card-old", layouts: &["XXXXXXXXX"], check: document_number,
           scores: SHAPE, words: ID_CARD },
    Rule { kind: EntityKind::DeSocialSecurity, name: "de-social-security", check: pension,
           scores: Scores { bare: 75, parted: 90, named: 95 },
           layouts: &["########A###", "## ###### A ###", "## ###### A ## #", "##-######-A-###", "## ## ## ## A ###"],
           words: PENSION },
    // Austria, Switzerland.
    Rule { kind: EntityKind::AtSvnr, name: "at-svnr", layouts: &["####~######", "##########"], check: svnr, words: SVNR,
           scores: Scores { bare: 45, parted: 70, named: 95 } },
    Rule { kind: EntityKind::NationalId, name: "at-tax-number", layouts: &["##-###/####", "## ###/####"], check: anything,
           scores: Scores { bare: 0, parted: 45, named: 80 }, words: &["steuernummer", "abgabenkontonummer", "finanzamt"] },
    Rule { kind: EntityKind::ChAhv, name: "ch-ahv", layouts: &["###.####.####.##", "#############", "### #### #### ##"],
           check: ahv, scores: CERTAIN,
           words: &["ahv", "avs", "ahv nummer", "ahvn13", "navs13", "sozialversicherung", "oasi", "numéro avs"] },
    // Netherlands, Belgium, Luxembourg.
    Rule { kind: EntityKind::NlBsn, name: "nl-bsn", layouts: &["#########", "####.##.###", "### ### ###", "########"],
           check: bsn, scores: WEAK, words: BSN },
    Rule { kind: EntityKind::BeNationalNumber, name: "be-national-number", check: belgian, scores: STRONG, words: BELGIAN,
           layouts: &["##.##.##-###.##", "###########", "######-###-##", "###### ### ##", "######-###.##", "## ## ## ### ##"] },
    Rule { kind: EntityKind::NationalId, name: "lu-matricule", layouts: &["#############", "#### ## ## ### ##"],
           check: matricule, scores: STRONG, words: &["matricule", "numéro d identification", "identification national"] },
];

/// Sex, year, month, department, commune, order; the key is 97 less the rest modulo 97. 2A and 2B (Corsica) count as
/// 19 and 18 (INSEE, répertoire national d'identification des personnes physiques).
fn nir(id: &[u8]) -> bool {
    let mut digits = [0; 15];
    digits.copy_from_slice(&id[..15]);
    match &id[5..7] {
        b"2A" => digits[5..7].copy_from_slice(b"19"),
        b"2B" => digits[5..7].copy_from_slice(b"18"),
        place if place.iter().all(u8::is_ascii_digit) => {}
        _ => return false,
    }
    let rest = digits[..13].iter().fold(0_u32, |rest, digit| (rest * 10 + value(*digit)) % 97);
    nir_body(id) && number(&digits[13..]) == 97 - rest
}

/// Months above 12 stand for a month that was not known.
fn nir_body(id: &[u8]) -> bool {
    matches!(id[0], b'1'..=b'4' | b'7' | b'8') && matches!(number(&id[3..5]), 1..=12 | 20..=42 | 50..=99)
}

/// The last three digits are the rest modulo 511.
fn spi(id: &[u8]) -> bool {
    let rest = id[..10].iter().fold(0_u32, |rest, digit| (rest * 10 + value(*digit)) % 511);
    id[0] <= b'3' && number(&id[10..]) == rest
}

/// Of the first ten digits one stands twice or three times, the others at most once (Bundeszentralamt für Steuern).
fn tax_id(id: &[u8]) -> bool {
    let mut counts = [0_u8; 10];
    for digit in &id[..10] {
        counts[usize::from(digit - b'0')] += 1;
    }
    let repeated = counts.iter().filter(|count| **count > 1).count();
    let most = counts.iter().max().copied().unwrap_or_default();
    id[0] != b'0' && repeated == 1 && most <= 3 && mod_11_10(id)
}

/// The authority's letters and digits, without vowels and what looks like a digit.
fn document_number(id: &[u8]) -> bool {
    let body = &id[..9];
    b"CFGHJKLMNPRTVWXYZ".contains(&body[0])
        && body.iter().all(|byte| byte.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(byte))
        && body.iter().any(u8::is_ascii_digit)
}

fn id_card(id: &[u8]) -> bool {
    document_number(id) && icao(id)
}

/// Area, birthday, first letter of the birth name as two digits, serial, check (Deutsche Rentenversicherung, VKVV §4).
fn pension(id: &[u8]) -> bool {
    let letter = id[8] - b'@';
    let mut digits = [0; 13];
    digits[..8].copy_from_slice(&id[..8]);
    (digits[8], digits[9]) = (b'0' + letter / 10, b'0' + letter % 10);
    digits[10..].copy_from_slice(&id[9..]);
    let day = number(&id[2..4]) % 50;
    let sum = weighted_digit_sums(&digits[..12], &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]);
    is_date(2000, number(&id[4..6]), day) && sum % 10 == value(id[11])
}

/// Serial, check, birthday; weights 3, 7, 9, 5, 8, 4, 2, 1, 6 modulo 11. Months 13 to 15 are used up serials.
fn svnr(id: &[u8]) -> bool {
    let sum = weighted(id, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    let (day, month) = (number(&id[4..6]), number(&id[6..8]));
    id[0] != b'0'
        && sum % 11 == value(id[3])
        && (is_date(2000, month, day) || matches!(month, 13..=15) && day <= 31)
}

fn ahv(id: &[u8]) -> bool {
    id.starts_with(b"756") && gs1(id)
}

/// The eleven test: weights 9 to 2 and -1.
fn bsn(id: &[u8]) -> bool {
    let mut digits = [b'0'; 9];
    digits[9 - id.len()..].copy_from_slice(id);
    let sum = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    sum > 0 && sum % 11 == value(digits[8])
}

/// Birthday (months 20 or 40 higher for foreigners), serial, 97 less the rest; born since 2000 with a 2 in front.
fn belgian(id: &[u8]) -> bool {
    let (month, day) = (number(&id[2..4]) % 20, number(&id[4..6]));
    let is_born = is_date(2000 + number(&id[..2]), month, day) || month == 0 || month <= 12 && day == 0;
    let key = number(&id[9..]);
    let body = number(&id[..9]);
    is_born && (97 - body % 97 == key || 97 - (2_000_000_000 + body) % 97 == key)
}

/// Full birthday, serial, a Luhn digit and a Verhoeff digit, both over the first eleven.
fn matricule(id: &[u8]) -> bool {
    let mut second = [0; 12];
    second[..11].copy_from_slice(&id[..11]);
    second[11] = id[12];
    (1850..2100).contains(&number(&id[..4]))
        && is_date(number(&id[..4]), number(&id[4..6]), number(&id[6..8]))
        && luhn(&id[..12])
        && verhoeff(&second)
}

//! National telephone numbers: how each country writes them when the country code is left away.

use super::super::checks::number;
use super::super::rule::{Rule, Scores};
use crate::EntityKind;
use crate::scan::context::Words;

/// The row that only holds the names of telephone numbers, for numbers written in any other way.
pub(in super::super) const NAMED: &str = "phone-named";

const NAMES: &Words = &[
    "phone",
    "phones",
    "phonenumber",
    "phone number",
    "tel",
    "telephone",
    "telephones",
    "mobile",
    "cell",
    "cellphone",
    "cellular",
    "fax",
    "whatsapp",
    "sms",
    "call",
    "calling",
    "dial",
    "text me",
    "reach me",
    "reach us",
    "contact",
    "contact number",
    "callback",
    "hotline",
    "landline",
    "handset",
    "msisdn",
    "viber",
    "signal me",
    "telegram",
    "phone no",
    "ph",
    "mob",
    "téléphone",
    "portable",
    "tél",
    "móvil",
    "movil",
    "teléfono",
    "telefono",
    "celular",
    "llámame",
    "llamame",
    "telefon",
    "telefonnummer",
    "mein handy",
    "am handy",
    "handy nr",
    "handynummer",
    "mobil",
    "rufnummer",
    "festnetz",
    "rückruf",
    "mobilnummer",
    "cellulare",
    "telefonino",
    "telefone",
    "telemóvel",
    "telemovel",
    "telefoon",
    "mobiel",
    "gsm",
    "numer telefonu",
    "komórka",
    "telefonu",
    "puhelin",
    "puhelinnumero",
    "matkapuhelin",
    "telefón",
    "cep",
    "telefonnr",
    "τηλέφωνο",
    "κινητό",
    "телефон",
    "тел",
    "моб",
    "номер телефона",
    "телефону",
    "звоните",
    "Телефон",
    "电话",
    "手机",
    "電話",
    "携帯",
    "전화",
    "휴대폰",
    "연락처",
    "फोन",
    "मोबाइल",
    "هاتف",
    "جوال",
    "رقم الهاتف",
    "טלפון",
    "נייד",
    "โทร",
    "điện thoại",
    "nomor hp",
    "telepon",
    "no hp",
];

/// A form that hardly anything else has.
const CLEAR: Scores = Scores { bare: 60, parted: 65, named: 90 };
/// A form that other numbers have too.
const VAGUE: Scores = Scores { bare: 0, parted: 45, named: 85 };

/// A row of national numbers.
const fn phone(
    name: &'static str,
    layouts: &'static [&'static str],
    check: fn(&[u8]) -> bool,
    scores: Scores,
) -> Rule {
    Rule { kind: EntityKind::Phone, name, layouts, check, scores, words: NAMES }
}

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    phone("phone-us", &["(###) ###-####", "(###)###-####", "(###) ### ####", "(###)-###-####", "(###) ###.####"], north_american, SURE),
    phone("phone-us", &["###-###-####", "###.###.####", "#-###-###-####", "#.###.###.####", "# (###) ###-####", "#-(###)-###-####"], north_american, CLEAR),
    phone("phone-us", &["### ###-####", "### ### ####", "# ### ### ####", "##########", "###########"], north_american, VAGUE),
    phone("phone-uk", &["##### ######", "(###) #### ####", "(#####) ######", "#####-######", "(####) ### ####"], british, CLEAR),
    phone("phone-uk", &["### #### ####", "#### ### ####", "##### ### ###", "###########"], british, VAGUE),
    phone("phone-fr", &["## ## ## ## ##", "##.##.##.##.##", "##-##-##-##-##"], french, CLEAR),
    phone("phone-de", &["#### ########", "#### #######", "####/########", "####-########", "####/#######", "#####/#######"], german, CLEAR),
    phone("phone-in", &["#####~#####"], indian, CLEAR),
    phone("phone-br", &["(##) #####-####", "(##)#####-####", "(##) ##### ####", "(##) ####-####"], brazilian, SURE),
    phone("phone-br", &["## #####-####", "##-#####-####"], brazilian, CLEAR),
    phone("phone-jp", &["###-####-####", "##-####-####", "###-###-####", "####-##-####", "(##) ####-####"], japanese, CLEAR),
    phone("phone-kr", &["###-####-####", "###-###-####", "##-####-####"], korean, CLEAR),
    phone("phone-cn", &["###~####~####"], chinese, CLEAR),
    phone("phone-cn", &["###########"], chinese, VAGUE),
    phone("phone-au", &["#### ### ###", "(##) #### ####", "####-###-###"], australian, CLEAR),
    phone("phone-es", &["### ### ###", "### ## ## ##", "#########"], spanish, VAGUE),
    phone("phone-it", &["### #######", "### ### ####", "###-#######", "###.#######"], italian, VAGUE),
    phone("phone-ru", &["#(###)###-##-##", "# (###) ###-##-##", "#-###-###-##-##", "# ### ### ## ##"], russian, SURE),
    Rule { kind: EntityKind::Phone, name: NAMED, layouts: &[], check: |_| false, scores: VAGUE, words: NAMES },
];

const SURE: Scores = Scores { bare: 80, parted: 80, named: 95 };

/// Area and office code from 200 on, the area not `911`; a leading 1 is the trunk prefix.
fn north_american(id: &[u8]) -> bool {
    let national = match id {
        [b'1', national @ ..] if id.len() == 11 => national,
        _ if id.len() == 10 => id,
        _ => return false,
    };
    national[0] >= b'2' && !national.starts_with(b"911") && national[3] >= b'2'
}

/// Ofcom, National Telephone Numbering Plan: 01, 02, 03, 07, 08.
fn british(id: &[u8]) -> bool {
    id.len() == 11
        && id[0] == b'0'
        && matches!(id[1], b'1' | b'2' | b'3' | b'7' | b'8')
        && id[2..] != *b"000000000"
}

fn french(id: &[u8]) -> bool {
    id[0] == b'0' && id[1] != b'0'
}

/// Mobile numbers, and the cities with three digits.
fn german(id: &[u8]) -> bool {
    matches!(number(&id[..3]), 15..=17) || matches!(number(&id[..3]), 20..=99) && id.len() >= 10
}

fn indian(id: &[u8]) -> bool {
    id[0] >= b'6'
}

/// An area without zeros; mobile numbers begin with 9.
fn brazilian(id: &[u8]) -> bool {
    id[0] != b'0'
        && id[1] != b'0'
        && if id.len() == 11 { id[2] == b'9' } else { matches!(id[2], b'2'..=b'5') }
}

fn japanese(id: &[u8]) -> bool {
    let is_mobile = matches!(&id[..3], b"050" | b"060" | b"070" | b"080" | b"090");
    id[0] == b'0' && id[1] != b'0' && if id.len() == 11 { is_mobile } else { id.len() == 10 }
}

fn korean(id: &[u8]) -> bool {
    id[0] == b'0' && matches!(id[1], b'1'..=b'7') && id.len() >= 9
}

fn chinese(id: &[u8]) -> bool {
    id[0] == b'1' && id[1] >= b'3'
}

/// Mobile numbers, and the four areas.
fn australian(id: &[u8]) -> bool {
    id.len() == 10 && id[0] == b'0' && matches!(id[1], b'2' | b'3' | b'4' | b'7' | b'8')
}

fn spanish(id: &[u8]) -> bool {
    matches!(id[0], b'6' | b'7' | b'9') && id.len() == 9
}

fn italian(id: &[u8]) -> bool {
    id[0] == b'3' && id[1] != b'0'
}

fn russian(id: &[u8]) -> bool {
    matches!(id[0], b'7' | b'8') && matches!(id[1], b'3' | b'4' | b'8' | b'9')
}

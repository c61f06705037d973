//! Asia.

use super::super::checks::{
    is_date, luhn, mod_11_2, number, value, verhoeff, weighted, weighted_digit_sums, year_first,
};
use super::super::rule::{CERTAIN, FAIR, FORM, Rule, SHAPE, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const AADHAAR: &Words =
    &["aadhaar", "aadhar", "adhar", "adhaar", "aadhaar no", "uid", "uidai", "आधार", "vid"];
const CHINESE: &Words = &[
    "身份证",
    "身份證",
    "身分证",
    "居民身份",
    "公民身份",
    "证件号",
    "sfz",
    "shenfenzheng",
    "resident identity",
    "id card",
    "id number",
    "chinese id",
    "identity card",
    "ric",
];
const RRN: &Words = &[
    "rrn",
    "주민등록",
    "주민번호",
    "주민등록번호",
    "resident registration",
    "외국인등록",
    "외국인등록번호",
    "frn",
    "foreigner registration",
    "alien registration",
    "jumin",
];
const NRIC: &Words =
    &["nric", "fin", "ic", "singapore", "nric fin", "identity card", "fin number", "ic number"];
const THAI: &Words =
    &["เลขประจำตัวประชาชน", "บัตรประชาชน", "thai id", "tnin", "national id", "citizen id", "pin", "เลขบัตร"];
const MY_NUMBER: &Words =
    &["マイナンバー", "個人番号", "my number", "mynumber", "法人番号", "kojin bango", "individual number"];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // India.
    Rule { kind: EntityKind::InAadhaar, name: "in-aadhaar", layouts: &["####~####~####", "############"],
           check: aadhaar, scores: Scores { bare: 60, parted: 85, named: 95 }, words: AADHAAR },
    Rule { kind: EntityKind::InPan, name: "in-pan", layouts: &["AAAAA####A"], check: pan,
           scores: Scores { bare: 85, parted: 85, named: 95 },
           words: &["pan", "permanent account", "pan card", "income tax", "pan no"] },
    Rule { kind: EntityKind::InGstin, name: "in-gstin", layouts: &["##AAAAA####AXAX"], check: gstin, scores: CERTAIN,
           words: &["gstin", "gst", "gst no", "goods and services"] },
    Rule { kind: EntityKind::InVoter, name: "in-voter", layouts: &["AAA#######"], check: voter, scores: FAIR,
           words: &["voter", "epic", "voter id", "election", "elector", "electoral", "voters"] },
    Rule { kind: EntityKind::InVoter, name: "in-voter-unchecked", layouts: &["AAA#######"], check: anything, scores: SHAPE,
           words: &["voter", "epic", "voter id", "election", "elector", "electoral", "voters"] },
    // China, Taiwan, Hong Kong.
    Rule { kind: EntityKind::CnIdentity, name: "cn-identity", check: chinese, scores: CERTAIN, words: CHINESE,
           layouts: &["##################", "#################x", "######~########~####", "######~########~###x"] },
    Rule { kind: EntityKind::CnIdentity, name: "cn-identity-15", layouts: &["###############"], check: chinese_old, scores: SHAPE,
           words: CHINESE },
    Rule { kind: EntityKind::TwIdentity, name: "tw-identity", layouts: &["A#########", "AA########"], check: taiwanese,
           scores: Scores { bare: 60, parted: 60, named: 95 },
           words: &["身分證", "身份證", "統一編號", "taiwan", "arc", "居留證", "national id", "national identification"] },
    Rule { kind: EntityKind::NationalId, name: "tw-business", layouts: &["########"], check: taiwanese_business, scores: WEAK,
           words: &["統一編號", "統編", "ubn", "gui number", "unified business"] },
    Rule { kind: EntityKind::HkIdentity, name: "hk-identity", layouts: &["A######(X)", "AA######(X)"], check: hong_kong,
           scores: Scores { bare: 85, parted: 85, named: 95 }, words: HKID },
    Rule { kind: EntityKind::HkIdentity, name: "hk-identity", check: hong_kong, words: HKID, scores: WEAK,
           layouts: &["A#######", "AA#######", "A######a", "AA######a", "A######-#"] },
    // Japan, Korea.
    Rule { kind: EntityKind::JpMyNumber, name: "jp-my-number", layouts: &["############", "####~####~####"], check: my_number,
           scores: WEAK, words: MY_NUMBER },
    Rule { kind: EntityKind::JpMyNumber, name: "jp-corporate-number", layouts: &["#############", "#-####-####-####"],
           check: corporate_number, scores: FAIR, words: MY_NUMBER },
    Rule { kind: EntityKind::KrRrn, name: "kr-rrn", layouts: &["######-#######"], check: resident_checked,
           scores: Scores { bare: 0, parted: 85, named: 95 }, words: RRN },
    Rule { kind: EntityKind::KrRrn, name: "kr-rrn", layouts: &["#############"], check: resident_checked,
           scores: Scores { bare: 50, parted: 50, named: 95 }, words: RRN },
    Rule { kind: EntityKind::KrRrn, name: "kr-rrn", layouts: &["######-#######", "#############"], check: resident,
           scores: Scores { bare: 0, parted: 45, named: 50 }, words: RRN },
    Rule { kind: EntityKind::KrBrn, name: "kr-brn", layouts: &["###-##-#####", "##########"], check: business,
           scores: Scores { bare: 45, parted: 75, named: 90 },
           words: &["사업자", "사업자등록", "사업자등록번호", "brn", "business registration", "business number"] },
    Rule { kind: EntityKind::DriverLicense, name: "kr-driver-license", layouts: &["##-##-######-##", "############"], check: korean_licence,
           scores: Scores { bare: 0, parted: 60, named: 85 },
           words: &["운전면허", "면허번호", "운전면허번호", "driver license", "driving license", "driver s license", "s license"] },
    // South East Asia.
    Rule { kind: EntityKind::SgNric, name: "sg-nric", layouts: &["A#######A"], check: nric,
           scores: Scores { bare: 75, parted: 75, named: 95 }, words: NRIC },
    Rule { kind: EntityKind::NationalId, name: "sg-uen", layouts: &["########A", "#########A", "A##AA####A"], check: uen, scores: FAIR,
           words: &["uen", "unique entity", "business registration", "acra"] },
    Rule { kind: EntityKind::MyNric, name: "my-nric", layouts: &["######-##-####"], check: malaysian,
           scores: Scores { bare: 0, parted: 75, named: 95 }, words: MALAYSIAN },
    Rule { kind: EntityKind::MyNric, name: "my-nric", layouts: &["############", "###### ## ####"], check: malaysian,
           scores: Scores { bare: 0, parted: 0, named: 85 }, words: MALAYSIAN },
    Rule { kind: EntityKind::ThIdentity, name: "th-identity", layouts: &["#~####~#####~##~#"], check: thai,
           scores: Scores { bare: 45, parted: 85, named: 95 }, words: THAI },
    Rule { kind: EntityKind::ThIdentity, name: "th-identity", layouts: &["#############"], check: thai, scores: WEAK, words: THAI },
    Rule { kind: EntityKind::IdNik, name: "id-nik", layouts: &["################", "##.##.##.######.####"], check: nik,
           scores: Scores { bare: 45, parted: 60, named: 90 }, words: &["nik", "ktp", "nomor induk", "induk kependudukan", "e ktp"] },
    Rule { kind: EntityKind::NationalId, name: "id-npwp", layouts: &["##.###.###.#-###.###", "###############"], check: npwp,
           scores: FAIR, words: &["npwp", "nomor pokok wajib"] },
    Rule { kind: EntityKind::PhTin, name: "ph-tin", layouts: &["###-###-###-###", "###-###-###", "############", "#########", "###-###-###-#####"],
           check: anything, scores: SHAPE, words: &["tin", "taxpayer", "bir"] },
    Rule { kind: EntityKind::NationalId, name: "ph-national-id", layouts: &["####-####-####-####", "##-#######-#", "##-#########-#", "####-#######-#"],
           check: anything, scores: SHAPE, words: &["philsys", "psn", "pcn", "sss", "philhealth", "umid", "crn", "gsis"] },
    Rule { kind: EntityKind::NationalId, name: "vn-cccd", layouts: &["############"], check: vietnamese, scores: SHAPE,
           words: &["cccd", "căn cước", "can cuoc", "cmnd", "chứng minh"] },
    // Middle East, South Asia.
    Rule { kind: EntityKind::IlIdentity, name: "il-identity", layouts: &["#########", "########-#", "########", "#######-#"], check: luhn,
           scores: WEAK, words: &["תעודת זהות", "ת ז", "זהות", "teudat zehut", "israeli id", "tz", "mispar zehut", "israel id"] },
    Rule { kind: EntityKind::NationalId, name: "pk-cnic", layouts: &["#####-#######-#"], check: pakistani, scores: FORM,
           words: CNIC },
    Rule { kind: EntityKind::NationalId, name: "pk-cnic", layouts: &["#############"], check: pakistani, scores: SHAPE, words: CNIC },
    Rule { kind: EntityKind::NationalId, name: "ae-emirates-id", layouts: &["###-####-#######-#", "###############"], check: emirates,
           scores: Scores { bare: 70, parted: 90, named: 95 }, words: &["emirates id", "eid", "الهوية", "رقم الهوية"] },
    Rule { kind: EntityKind::NationalId, name: "sa-identity", layouts: &["##########"], check: saudi, scores: WEAK,
           words: &["iqama", "saudi id", "national id", "هوية", "الهوية", "إقامة", "رقم الهوية"] },
    Rule { kind: EntityKind::NationalId, name: "lk-nic", layouts: &["#########v", "#########x", "############"], check: anything, scores: SHAPE,
           words: &["nic", "national identity card", "sri lanka", "nic no"] },
    Rule { kind: EntityKind::NationalId, name: "kz-iin", layouts: &["############"], check: kazakh, scores: STRONG_NAMED,
           words: &["iin", "иин", "ИИН", "жсн", "ЖСН"] },
];

const HKID: &Words =
    &["hkid", "hong kong id", "身份證", "身份证", "hong kong identity", "hk id", "identity card"];
const MALAYSIAN: &Words =
    &["nric", "mykad", "ic", "kad pengenalan", "no kp", "ic no", "my nric", "ic number"];
const CNIC: &Words = &["cnic", "nicop", "شناختی کارڈ", "nadra", "identity card"];
const STRONG_NAMED: Scores = Scores { bare: 45, parted: 45, named: 95 };

/// Unique Identification Authority of India: twelve digits, the first 2 to 9, the last by Verhoeff. What reads like a
/// moment of this century (`202405171230`) is one.
fn aadhaar(id: &[u8]) -> bool {
    let is_moment =
        id.starts_with(b"20") && year_first(&id[2..8]) && number(&id[8..10]) < 24 && number(&id[10..]) < 60;
    id[0] >= b'2' && !is_moment && verhoeff(id)
}

/// The fourth letter is the sort of holder (Income Tax Department).
fn pan(id: &[u8]) -> bool {
    b"PCHABGJLFTKE".contains(&id[3]) && id[5..9] != *b"0000"
}

/// State, the holder's PAN, and the Luhn check in base 36.
fn gstin(id: &[u8]) -> bool {
    let sum: u32 = id[..14]
        .iter()
        .enumerate()
        .map(|(place, byte)| value(*byte) * if place % 2 == 0 { 1 } else { 2 })
        .map(|product| product / 36 + product % 36)
        .sum();
    matches!(number(&id[..2]), 1..=38 | 97 | 99)
        && id[13] == b'Z'
        && pan(&id[2..12])
        && value(id[14]) == (36 - sum % 36) % 36
}

fn voter(id: &[u8]) -> bool {
    luhn(&id[3..])
}

/// GB 11643-1999: region, birthday, serial, ISO 7064 modulo 11-2.
fn chinese(id: &[u8]) -> bool {
    let is_region =
        matches!(number(&id[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    let year = number(&id[6..10]);
    is_region
        && (1850..2100).contains(&year)
        && is_date(year, number(&id[10..12]), number(&id[12..14]))
        && mod_11_2(id)
}

fn chinese_old(id: &[u8]) -> bool {
    matches!(number(&id[..2]), 11..=65) && year_first(&id[6..12])
}

/// The letter as two digits, then weights 1, 9, 8 ... 1, 1 modulo ten. Residents have 8 or 9, or a letter A to D.
fn taiwanese(id: &[u8]) -> bool {
    /// The places of the letters A to Z in the official table, which follows the foundation of the counties.
    const CODES: [u32; 26] = [
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31,
        33,
    ];
    let code = |letter: u8| CODES[usize::from(letter - b'A')];
    let second = match id[1] {
        b'1' | b'2' | b'8' | b'9' => value(id[1]),
        letter @ b'A'..=b'D' => code(letter) % 10,
        _ => return false,
    };
    let first = code(id[0]);
    let sum = first / 10 + first % 10 * 9 + second * 8 + weighted(&id[2..], &[7, 6, 5, 4, 3, 2, 1, 1]);
    sum.is_multiple_of(10)
}

/// Weights 1, 2, 1, 2, 1, 2, 4, 1 with digit sums, divisible by five; a seventh digit of 7 may count one more.
fn taiwanese_business(id: &[u8]) -> bool {
    let sum = weighted_digit_sums(id, &[1, 2, 1, 2, 1, 2, 4, 1]);
    sum.is_multiple_of(5) || id[6] == b'7' && (sum + 1).is_multiple_of(5)
}

/// One or two letters and seven characters, the last a check modulo 11 with A for ten; a missing letter is worth 36.
fn hong_kong(id: &[u8]) -> bool {
    let Some((check, body)) = id.split_last() else { return false };
    let blank = if body.len() == 7 { 36 * 9 } else { 0 };
    let weights: &[u32] = if body.len() == 7 { &[8, 7, 6, 5, 4, 3, 2] } else { &[9, 8, 7, 6, 5, 4, 3, 2] };
    let sum = blank + weighted(body, weights) + if *check == b'A' { 10 } else { value(*check) };
    (check.is_ascii_digit() || *check == b'A') && sum.is_multiple_of(11)
}

/// Weights 6 to 2 and 7 to 2, modulo 11 (Ordinance of the Ministry of Internal Affairs 85 of 2014).
fn my_number(id: &[u8]) -> bool {
    let rest = weighted(id, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    value(id[11]) == if rest < 2 { 0 } else { 11 - rest }
}

/// The first digit is 9 less the weighted sum modulo 9.
fn corporate_number(id: &[u8]) -> bool {
    value(id[0]) == 9 - weighted(&id[1..], &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9
}

/// A birthday and the sex with the century.
fn resident(id: &[u8]) -> bool {
    let century = match id[6] {
        b'1' | b'2' | b'5' | b'6' => 1900,
        b'3' | b'4' | b'7' | b'8' => 2000,
        b'0' | b'9' => 1800,
        _ => return false,
    };
    is_date(century + number(&id[..2]), number(&id[2..4]), number(&id[4..6]))
}

/// With a check digit, save for those born since October 2020, when the rest began to be drawn by lot.
fn resident_checked(id: &[u8]) -> bool {
    let is_drawn = matches!(id[6], b'3' | b'4' | b'7' | b'8') && matches!(number(&id[..4]), 2010..=9912);
    let sum = weighted(id, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    // Foreigners' numbers have the check moved by two, though not all.
    let is_checked =
        (11 - sum) % 10 == value(id[12]) || matches!(id[6], b'5'..=b'8') && (13 - sum) % 10 == value(id[12]);
    resident(id) && (is_drawn || is_checked)
}

fn business(id: &[u8]) -> bool {
    let sum = weighted(id, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + value(id[8]) * 5 / 10;
    (10 - sum % 10) % 10 == value(id[9])
}

/// The first two digits are the region of issue.
fn korean_licence(id: &[u8]) -> bool {
    matches!(number(&id[..2]), 11..=28)
}

/// Weights 2, 7, 6, 5, 4, 3, 2 modulo 11, and a table of letters for each series.
fn nric(id: &[u8]) -> bool {
    let (table, start): (&[u8; 11], u32) = match id[0] {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        b'M' => (b"KLJNPQRTUWX", 3),
        _ => return false,
    };
    let rest = (start + weighted(&id[1..8], &[2, 7, 6, 5, 4, 3, 2])) % 11;
    let place = if id[0] == b'M' { 10 - rest } else { rest };
    table[place as usize] == id[8]
}

/// Three forms: businesses, local companies with the year in front, and other entities with a letter in front.
fn uen(id: &[u8]) -> bool {
    let weigh =
        |weights: &[u32], letters: &[u8]| letters.get(weighted(id, weights) as usize % 11) == id.last();
    match (id[0], id.len()) {
        (b'R' | b'S' | b'T', _) => {
            const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";
            let worth = |byte: &u8| ALPHABET.iter().position(|letter| letter == byte).unwrap_or_default();
            let sum: usize =
                id.iter().zip([4, 3, 5, 3, 10, 2, 2, 5, 7]).map(|(byte, weight)| worth(byte) * weight).sum();
            // One is five less modulo eleven.
            ALPHABET[(sum + 6) % 11] == id[9]
        }
        (_, 9) => weigh(&[10, 4, 9, 3, 8, 2, 7, 1], b"XMKECAWLJDB"),
        (_, 10) => weigh(&[10, 8, 6, 4, 9, 7, 5, 3, 1], b"ZKCMDNERGWH"),
        _ => false,
    }
}

/// A birthday and the place of birth; some places were never given out.
fn malaysian(id: &[u8]) -> bool {
    year_first(id) && !matches!(number(&id[6..8]), 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97)
}

/// Weights 13 to 2, modulo 11.
fn thai(id: &[u8]) -> bool {
    let sum = weighted(id, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    matches!(id[0], b'1'..=b'8') && (11 - sum % 11) % 10 == value(id[12])
}

/// Place of registration, birthday (40 days later for women), serial.
fn nik(id: &[u8]) -> bool {
    matches!(number(&id[..2]), 11..=21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
        && is_date(2000 + number(&id[10..12]), number(&id[8..10]), number(&id[6..8]) % 40)
}

fn npwp(id: &[u8]) -> bool {
    luhn(&id[..9])
}

/// A province, and the sex with the century.
fn vietnamese(id: &[u8]) -> bool {
    id[0] == b'0' && number(&id[..3]) <= 96
}

/// The first digit is the province.
fn pakistani(id: &[u8]) -> bool {
    matches!(id[0], b'1'..=b'7')
}

fn emirates(id: &[u8]) -> bool {
    id.starts_with(b"784") && matches!(number(&id[3..7]), 1900..2100) && luhn(id)
}

/// 1 for citizens, 2 for residents.
fn saudi(id: &[u8]) -> bool {
    matches!(id[0], b'1' | b'2') && luhn(id)
}

fn kazakh(id: &[u8]) -> bool {
    let first = weighted(id, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let second = weighted(id, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
    year_first(id) && value(id[11]) == if first < 10 { first } else { second }
}

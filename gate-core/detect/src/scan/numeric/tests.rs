//! Tables of what is found and what is not, per family; then what holds for every row of the rules.

use proptest::prelude::*;

use crate::{Masker, Profile, scan, scan_at};

/// What is found, as (wire name, value), without what other passes find.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let findings = scan(text, &Profile::standard()).expect("the text is short");
    findings.into_iter().map(|it| (it.kind.wire_name(), it.value(text).to_owned())).collect()
}

/// Checks rows of text and the only value of a category in it; an empty category means that nothing is found.
fn check(rows: &[(&str, &str, &str)]) {
    for (text, category, value) in rows {
        let expected = if category.is_empty() { vec![] } else { vec![(*category, (*value).to_owned())] };
        assert_eq!(found(text), expected, "{text:?}");
    }
}

#[test]
fn cards() {
    check(&[
        ("4111 1111 1111 1111", "CARD", "4111 1111 1111 1111"),
        ("card 4111-1111-1111-1111, thanks", "CARD", "4111-1111-1111-1111"),
        ("4242424242424242", "CARD", "4242424242424242"),
        ("2223 0031 2200 3222", "CARD", "2223 0031 2200 3222"),
        ("3782 822463 10005", "CARD", "3782 822463 10005"),
        ("3056 930902 5904", "CARD", "3056 930902 5904"),
        ("\\n4242424242424242", "CARD", "4242424242424242"),
        ("4111 1111 1111 1111 123", "CARD", "4111 1111 1111 1111"),
        ("maestro 6759649826438453", "CARD", "6759649826438453"),
        ("\"card_number\": \"4242424242424242\"", "CARD", "4242424242424242"),
        ("6759649826438453", "", ""),
        ("4111 1111 1111 1112", "", ""),
        ("4111 1111-1111 1111", "", ""),
        ("4444 4444 4444 4444", "", ""),
        ("x4242424242424242", "", ""),
        ("4242424242424242x", "", ""),
        ("4242424242424242_1", "", ""),
        ("550e8400-e29b-41d4-a716-4242424242424242", "", ""),
        ("1.4242424242424242", "", ""),
        ("4242424242424242.5", "", ""),
        ("/orders/4242424242424242", "", ""),
        ("\"id\": 4242424242424242", "", ""),
        ("orderId=4242424242424242", "", ""),
        ("CVV: 123", "CARD_SECURITY_CODE", "123"),
        ("the security code is 1234", "CARD_SECURITY_CODE", "1234"),
        ("CVV: 12345", "", ""),
        ("the CVV has 3 digits", "", ""),
    ]);
    assert_eq!(found("4111 1111 1111 1111 4242 4242 4242 4242").len(), 2, "neighbours stay two cards");
}

#[test]
fn accounts_and_documents() {
    let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let card =
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    let escaped = zone.replace('\n', "\\n");
    let broken = zone.replace("L898902C3", "L898902C4");
    check(&[
        ("GB82WEST12345698765432", "IBAN", "GB82WEST12345698765432"),
        ("pay DE89 3704 0044 0532 0130 00.", "IBAN", "DE89 3704 0044 0532 0130 00"),
        ("iban de89370400440532013000", "IBAN", "de89370400440532013000"),
        ("de89370400440532013000", "", ""),
        ("DE89370400440532013001", "", ""),
        ("GB82WEST123456987654320", "", ""),
        ("BIC: DEUTDEFF500", "BIC", "DEUTDEFF500"),
        ("SWIFT code is NEDSZAJJ", "BIC", "NEDSZAJJ"),
        ("swift programming language guide", "", ""),
        ("ARABIC LETTER ISOLATED FORM", "", ""),
        ("bicCode=DEUTDEFF500", "BIC", "DEUTDEFF500"),
        ("DEUTDEFF500", "", ""),
        ("routing number 111000025", "US_ROUTING", "111000025"),
        ("routing number 111000026", "", ""),
        ("Kontonummer 532013000", "BANK_ACCOUNT", "532013000"),
        (zone, "PASSPORT", zone),
        (&escaped, "PASSPORT", &escaped),
        (card, "PASSPORT", card),
        (&broken, "", ""),
        ("passport no. 123456789", "PASSPORT", "123456789"),
        ("Reisepass C01X00T478", "PASSPORT", "C01X00T478"),
        ("bypass 123456789", "", ""),
        ("DVLA MORGA657054SM9IJ", "DRIVER_LICENSE", "MORGA657054SM9IJ"),
        ("1HGCM82633A004352", "VIN", "1HGCM82633A004352"),
        ("1HGCM82633A004353", "", ""),
        ("IMEI 490154203237518", "IMEI", "490154203237518"),
        ("IMEI 490154203237519", "", ""),
    ]);
}

#[test]
fn telephone_numbers() {
    check(&[
        ("+14155552671", "PHONE", "+14155552671"),
        ("call +1 (415) 555-2671 now", "PHONE", "+1 (415) 555-2671"),
        ("+44 (0)20 7946 0958", "PHONE", "+44 (0)20 7946 0958"),
        ("tel:+4915123456789", "PHONE", "+4915123456789"),
        ("+33 6 12 34 56 78", "PHONE", "+33 6 12 34 56 78"),
        ("+1 415 555 2671 2024", "PHONE", "+1 415 555 2671"),
        ("(212) 555-0142", "PHONE", "(212) 555-0142"),
        ("212-555-0142", "PHONE", "212-555-0142"),
        ("06 12 34 56 78", "PHONE", "06 12 34 56 78"),
        ("(11) 91234-5678", "PHONE", "(11) 91234-5678"),
        ("090-1234-5678", "PHONE", "090-1234-5678"),
        ("0412 345 678", "PHONE", "0412 345 678"),
        ("8 (495) 123-45-67", "PHONE", "8 (495) 123-45-67"),
        ("my cell is 2125550142", "PHONE", "2125550142"),
        ("{\"phoneNumber\":\"2125550142\"}", "PHONE", "2125550142"),
        ("teléfono: 612 345 678", "PHONE", "612 345 678"),
        ("telefon 30 1234567", "PHONE", "30 1234567"),
        ("手机13800138000", "PHONE", "13800138000"),
        ("2125550142", "", ""),
        ("612 345 678", "", ""),
        ("call me on 2024-05-17", "", ""),
        ("phone: 1700000000", "", ""),
        ("phone 192.168.10.100", "", ""),
        ("+1 415 555 267", "", ""),
        ("+999 12345678", "", ""),
        ("a+14155552671", "", ""),
        ("+14155552671x", "", ""),
        ("+123456789012345678", "", ""),
    ]);
}

/// A number of each family: the name it needs, if any, the number, and its kind.
const NATIONAL: &[(&str, &str, &str)] = &[
    ("", "123-45-6789", "SSN"),
    ("ssn ", "123456789", "SSN"),
    ("ITIN ", "912-80-1234", "US_ITIN"),
    ("EIN ", "12-3456789", "US_EIN"),
    ("SIN ", "130 692 544", "CA_SIN"),
    ("", "529.982.247-25", "BR_CPF"),
    ("", "11.222.333/0001-81", "BR_CNPJ"),
    ("", "12.ABC.345/01DE-35", "BR_CNPJ"),
    ("", "BOXW310820HNERXN09", "MX_CURP"),
    ("RFC ", "GODE561231GR8", "MX_RFC"),
    ("", "20-05536168-2", "AR_CUIT"),
    ("", "12.531.909-2", "CL_RUT"),
    ("RUC ", "20512333797", "PE_RUC"),
    ("NIT ", "213.123.432-1", "CO_NIT"),
    ("", "AB123456C", "UK_NINO"),
    ("NHS ", "943 476 5870", "UK_NHS"),
    ("UTR ", "1955839661", "UK_UTR"),
    ("PPS ", "6433435F", "IE_PPS"),
    ("", "12345678Z", "ES_NIF"),
    ("", "X2482300W", "ES_NIE"),
    ("CIF ", "J99216582", "ES_NIF"),
    ("NIF contribuinte ", "501964843", "PT_NIF"),
    ("", "2 95 10 99 126 111 93", "FR_NIR"),
    ("SIREN ", "552 008 443", "FR_SIREN"),
    ("Steuer-ID ", "36574261809", "DE_TAX_ID"),
    ("", "15070649C103", "DE_SOCIAL_SECURITY"),
    ("SVNR ", "1237 010180", "AT_SVNR"),
    ("", "756.9217.0769.85", "CH_AHV"),
    ("", "RSSMRA85T10A562S", "IT_FISCAL_CODE"),
    ("partita IVA ", "00743110157", "IT_VAT"),
    ("BSN ", "111222333", "NL_BSN"),
    ("", "85.07.30-033.28", "BE_NATIONAL_NUMBER"),
    ("", "44051401359", "PL_PESEL"),
    ("NIP ", "8567346215", "PL_NIP"),
    ("REGON ", "192598184", "PL_REGON"),
    ("", "880320-0016", "SE_PERSONNUMMER"),
    ("fødselsnummer ", "15108695088", "NO_FODSELSNUMMER"),
    ("", "131052-308T", "FI_HETU"),
    ("", "710319/2745", "CZ_BIRTH_NUMBER"),
    ("CNP ", "1630615123457", "RO_CNP"),
    ("ЕГН ", "7523169263", "BG_EGN"),
    ("OIB ", "33392005961", "HR_OIB"),
    ("AMKA ", "01013099997", "GR_AMKA"),
    ("asmens kodas ", "33309240064", "BALTIC_PERSONAL_CODE"),
    ("EMŠO ", "0101006500006", "JMBG"),
    ("ИНН ", "7707083893", "RU_INN"),
    ("СНИЛС ", "112-233-445 95", "RU_SNILS"),
    ("РНОКПП ", "1759013776", "UA_TAX_ID"),
    ("", "17291716060", "TR_IDENTITY"),
    ("תעודת זהות ", "039337423", "IL_IDENTITY"),
    ("SA ID ", "7503305044089", "ZA_IDENTITY"),
    ("", "2345 6789 0124", "IN_AADHAAR"),
    ("GSTIN ", "27AAPFU0939F1ZV", "IN_GSTIN"),
    ("身份证号", "11010519491231002X", "CN_IDENTITY"),
    ("マイナンバー", "123456789018", "JP_MY_NUMBER"),
    ("주민등록번호 ", "971013-9019902", "KR_RRN"),
    ("", "116-82-00276", "KR_BRN"),
    ("", "S0000001I", "SG_NRIC"),
    ("เลขประจำตัวประชาชน ", "1-2345-45678-78-1", "TH_IDENTITY"),
    ("", "A123456789", "TW_IDENTITY"),
    ("", "A123456(3)", "HK_IDENTITY"),
    ("TFN ", "123 456 782", "AU_TFN"),
    ("", "51 824 753 556", "AU_ABN"),
    ("Medicare ", "2123 45670 1", "AU_MEDICARE"),
    ("IRD ", "49-098-576", "NZ_IRD"),
    ("", "DE136695976", "EU_VAT"),
    ("NPI ", "1234567893", "MEDICAL_ID"),
    ("", "1EG4-TE5-MK73", "MEDICAL_ID"),
];

#[test]
fn national_numbers() {
    for (name, value, kind) in NATIONAL {
        let text = format!("{name}{value}, please");
        assert_eq!(found(&text), [(*kind, (*value).to_owned())], "{text}");
        let longer = format!("{name}{value}0");
        assert!(
            !found(&longer).contains(&(*kind, (*value).to_owned())),
            "{longer}: a part of something longer"
        );
        let inside = format!("{name}x{value}");
        assert!(!found(&inside).contains(&(*kind, (*value).to_owned())), "{inside}: in the middle of a word");
    }
}

/// Numbers with a check of their own are left alone when one digit is wrong, even behind their name.
#[test]
fn a_wrong_digit_is_noticed() {
    // Rows whose other forms or kinds have no check: the form alone is reported behind the name.
    const UNCHECKED: &[&str] =
        &["SSN", "US_ITIN", "US_EIN", "UK_NINO", "MX_RFC", "TW_IDENTITY", "MEDICAL_ID", "AU_MEDICARE"];
    for (name, value, kind) in NATIONAL.iter().filter(|(_, _, kind)| !UNCHECKED.contains(kind)) {
        let place =
            value.rfind(|character: char| character.is_ascii_digit()).expect("every number has a digit");
        let digit = value.as_bytes()[place] - b'0';
        let wrong = format!("{}{}{}", &value[..place], (digit + 1) % 10, &value[place + 1..]);
        let text = format!("{name}{wrong}, please");
        assert!(!found(&text).iter().any(|(found, _)| found == kind), "{text}: {:?}", found(&text));
    }
}

#[test]
fn look_alikes_are_left_alone() {
    let texts = [
        "1700000000 1700000000123 1700000000123456 1700000000123456789",
        "2024-05-17T12:34:56.789Z 17.05.2024 05/17/2024 20240517123456",
        "v1.22.333 10.4.12345.678 build 10.7.49517.759 python 3.14.159",
        "ISBN 978-3-16-148410-0, ISBN 9783161484100, EAN 4006381333931, UPC 036000291452",
        "order #A12345678, invoice 12345678Z, ticket 44051401359",
        "tracking 1Z999AA10123456784, $1,234.56, 12,345,678.90, size=52998224725",
        "48.856614, 2.352222 and -33.8688197, 151.2092955",
        "id=123456789 row_id: 987654321 user_id=111222333",
        "550e8400-e29b-41d4-a716-446655440000 d41d8cd98f00b204e9800998ecf8427e",
        "[11, 22, 33, 444, 5555, 66666] x = 123456789 * 987654321 + 0x1234567890",
        "192.168.100.200:8080 10.0.0.1-10.0.0.254 127.0.0.1",
        "1,234,567 rows; 9999 4532 1111 2222 3333; lines 100-200",
        "aws arn:aws:iam::123456789012:role/x account",
    ];
    for text in texts {
        assert_eq!(found(text), vec![], "{text}");
    }
}

#[test]
fn the_name_of_the_place_counts() {
    let kinds = |text: &str, place: &str| -> Vec<_> {
        let findings = scan_at(text, place, &Profile::standard()).expect("the text is short");
        findings.iter().map(|finding| finding.kind.wire_name()).collect()
    };
    let rows = [
        ("111222333", "user.bsn", vec!["NL_BSN"]),
        ("111222333", "user.orderId", vec![]),
        ("2125550142", "contact.mobilePhone", vec!["PHONE"]),
        ("123456789", "socialSecurityNumber", vec!["SSN"]),
    ];
    for (text, place, expected) in rows {
        assert_eq!(kinds(text, place), expected, "{text} in {place}");
    }
}

#[test]
fn names_count_for_the_number_they_stand_beside() {
    check(&[
        ("The SSN of Ada is 123456789.", "SSN", "123456789"),
        ("123456789 (SSN)", "SSN", "123456789"),
        ("lesson 123456789", "", ""),
        ("id 531234567, my SSN is unknown", "SSN", "531234567"),
        ("rows: 987612345, SSN: 531-23-4567", "SSN", "531-23-4567"),
        ("passport of the boss. The code is 987612345", "", ""),
        ("My passport was checked. id=987612345", "", ""),
    ]);
}

/// What a stream finds in `pieces`, masked.
fn masked(pieces: &[&str]) -> String {
    let mut stream = Masker::new(Profile::standard()).stream();
    let mut out = String::new();
    for piece in pieces {
        stream.push(piece, &mut out).expect("no value is long");
    }
    stream.finish(&mut out).expect("no value is long");
    out
}

#[test]
fn every_cut_of_every_number_gives_the_same() {
    for (name, value, _) in NATIONAL {
        let text = format!("see {name}{value} (2024) and 12 more, AB {name}{value} 77");
        let whole = masked(&[&text]);
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert_eq!(masked(&[&text[..at], &text[at..]]), whole, "{text} cut at {at}");
        }
    }
}

/// Numbers, their names and what stands between them.
fn pieces() -> Vec<&'static str> {
    let around = [
        " ",
        " ",
        " ",
        "\n",
        "-",
        ".",
        ", ",
        ": ",
        "(",
        ")",
        "+",
        "+1 ",
        "1",
        "22",
        "333",
        "4444",
        "AB ",
        "AB",
        "P<UTO",
        "<<",
        "phone ",
        "card ",
        "id=",
        "order #",
        "no. ",
        "word ",
        "BIC ",
        "DEUTDEFF",
        "CVV ",
        "123",
        "身份证",
    ];
    NATIONAL.iter().flat_map(|(name, value, _)| [*name, *value]).chain(around).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn streams_find_what_the_whole_has(parts in prop::collection::vec(prop::sample::select(pieces()), 0..14)) {
        let text = parts.concat();
        let whole = masked(&[&text]);
        prop_assert_eq!(masked(&parts), whole.clone(), "piece by piece: {}", text);
        let characters: Vec<_> = text.split_inclusive(|_: char| true).collect();
        prop_assert_eq!(masked(&characters), whole, "character by character: {}", text);
    }
}

//! What the tests of all recognisers share, and what holds for all of them together.

use proptest::prelude::*;

use crate::{EntityKind, Masker, Profile, scan, scan_at};

/// The values that `profile` finds, with their kinds.
pub(super) fn found<'t>(profile: &Profile, text: &'t str, place: &str) -> Vec<(EntityKind, &'t str)> {
    let findings = scan_at(text, place, profile).expect("the text is short");
    findings.into_iter().map(|finding| (finding.kind, &text[finding.range])).collect()
}

/// Checks rows of a text and the only value in it, in the standard profile; an empty value means nothing is found.
pub(super) fn check(kind: EntityKind, rows: &[(&str, &str)]) {
    check_with(&Profile::standard(), kind, rows);
}

/// The same with another profile.
pub(super) fn check_with(profile: &Profile, kind: EntityKind, rows: &[(&str, &str)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(text, value)| (text, found(profile, text, ""), only(kind, value)))
        .filter(|(_, found, expected)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "text, found, expected: {wrong:#?}");
}

fn only(kind: EntityKind, value: &str) -> Vec<(EntityKind, &str)> {
    if value.is_empty() { vec![] } else { vec![(kind, value)] }
}

/// Checks rows of the name of a place, the text there, and the only value in it.
pub(super) fn check_places(kind: EntityKind, rows: &[(&str, &str, &str)]) {
    for (place, text, value) in rows {
        assert_eq!(found(&Profile::standard(), text, place), only(kind, value), "{place}: {text:?}");
    }
}

#[test]
fn spelt_out_email_addresses() {
    let rows = [
        ("write to ada [at] example [dot] com now", "ada [at] example [dot] com"),
        ("ada(at)example.com", "ada(at)example.com"),
        ("Ada.L {AT} mail (dot) example (dot) org", "Ada.L {AT} mail (dot) example (dot) org"),
        ("ada [at] example dot com", "ada [at] example dot com"),
        ("meet [at] noon", ""),
        ("list[at]", ""),
        ("[at] example [dot] com", ""),
        ("ada [in] example [dot] com", ""),
    ];
    check_with(&Profile::strict(), EntityKind::Email, &rows);
    assert_eq!(found(&Profile::standard(), rows[0].0, ""), vec![], "only the strict profile takes them");
}

#[test]
fn organizations_are_for_the_strict_profile() {
    let rows = [
        ("we are Acme Widget GmbH here", "Acme Widget GmbH"),
        ("by Smith & Sons Ltd.", "Smith & Sons Ltd"),
        ("Example Foods, Inc. said", "Example Foods, Inc"),
        ("the Banco Nuevo S.A. office", "Banco Nuevo S.A."),
        ("a limited company", ""),
        ("INCLUDING BUT NOT LIMITED", ""),
        ("Set SA_RESTART", ""),
        ("The End", ""),
        ("GmbH", ""),
    ];
    check_with(&Profile::strict(), EntityKind::Organization, &rows);
    assert_eq!(found(&Profile::standard(), rows[0].0, ""), vec![], "not in the standard profile");
}

/// Pieces of text that begin, end or resemble values.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "born ", "date of birth: ", "1990-03-12", "12 March 1990", " 昭和60年3月12日", "geb. am ", "my name is ", "Dear ", "Ada",
    " Lovelace", " van der Berg", ",", ". ", "\n", " ", "\"first_name\": \"", "name: ", "\"", "Mr. ", "Best regards,\n", "Hi ",
    "12 ", "221B ", "Baker", " Street", " St", ", London ", "SW1A 1AA", "NW1", " 6XE", "K1A 0B1", "CA 94105-1234", "1012 AB",
    "Hauptstraße 12", "Linden", "Lange ", "Straße", "Str. ", "straße", " 5a", ", 10115 Berlin", "Calle de Alcalá, 12", "rue de la Paix", "12 bis, ", "ul. ",
    "Nowa 3/4", "PO Box 12", "〒123-4567", "\"address\": \"", "8.8.4.4", "203.9", ".113.77", "2001:4860:4860::8888", "fe80::1%eth0",
    ":", "::", "-", "=", "：", "_", "first", "Name", "surname", "patient: ", "home_address", "\\n", "from ", "1.1", ".1.1", "00:1b:44:11:3a:b7", "aabb.ccdd.eeff", "/24", "version ", "abandon ", "ability ", "zoo ", "about", "wallet ",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ada", " [at] ", "example [dot] com",
    "ada@example.com", "@", "Acme ", "GmbH", "é", "＠", "x", "7", "\u{200B}", "我叫王小明", "меня зовут ", "Иван", "M2 8GB",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_finds_what_the_whole_text_has(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
        size in 1_usize..30,
    ) {
        let text = pieces.concat();
        let profile = Profile::strict().with_kind(EntityKind::IpPrivate, true);
        let mut masker = Masker::new(profile.clone());
        let mut stream = Masker::new(profile).stream();
        let mut streamed = String::new();
        let characters: Vec<char> = text.chars().collect();
        for chunk in characters.chunks(size) {
            stream.push(&chunk.iter().collect::<String>(), &mut streamed).expect("the text is short");
        }
        stream.finish(&mut streamed).expect("the text is short");
        let whole = masker.mask(&text).expect("the text is short");
        prop_assert_eq!(streamed, whole.text, "{:?} in chunks of {}", text, size);
    }
}

#[test]
fn time_is_linear_in_the_text() {
    let seeds = [
        "abandon ",
        "born ",
        "12 Main ",
        "Dear Ada ",
        "::",
        "a:",
        "1.1.",
        "[at] ",
        "Straße ",
        "name: A ",
        "1A1z",
        "my name is ",
        "name=",
        "address_:",
        "1 St",
        "Lange Straße",
    ];
    let time = |text: &str| {
        let start = std::time::Instant::now();
        let _ = std::hint::black_box(scan(text, &Profile::strict()));
        start.elapsed()
    };
    for seed in seeds {
        let text = seed.repeat(50_000 / seed.len());
        let quickest = (0..3).map(|_| time(&text)).min().expect("there were three");
        assert!(quickest.as_secs() < 2, "{seed:?} took {quickest:?}");
    }
}

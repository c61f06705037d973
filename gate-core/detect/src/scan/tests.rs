//! Tables of what is found and what is not, per kind, then what holds for every text.

use std::time::{Duration, Instant};

use super::*;
use crate::EntityKind;

/// A stand-in for random token characters: letters and digits without a pattern.
fn body(length: usize) -> String {
    "q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue".chars().cycle().take(length).collect()
}

/// What the profile finds, as (category, value).
fn found_by<'t>(profile: &Profile, text: &'t str) -> Vec<(&'static str, &'t str)> {
    let findings = scan(text, profile).expect("the text is short");
    findings.into_iter().map(|finding| (finding.kind.wire_name(), &text[finding.range])).collect()
}

fn found(text: &str) -> Vec<(&'static str, &str)> {
    found_by(&Profile::standard(), text)
}

/// Checks rows of text and the only value of `category` in it; an empty value means that nothing is found.
fn check(category: &'static str, rows: &[(&str, &str)]) {
    for (text, value) in rows {
        let expected = if value.is_empty() { vec![] } else { vec![(category, *value)] };
        assert_eq!(found(text), expected, "{text:?}");
    }
}

#[test]
fn email_addresses() {
    check(
        "EMAIL",
        &[
            ("ada@example.com", "ada@example.com"),
            ("Mail <Ada.L+news@mail.example.co.uk>.", "Ada.L+news@mail.example.co.uk"),
            ("write to ada@example.com.", "ada@example.com"),
            ("mailto:ada@example.com?subject=x", "ada@example.com"),
            ("{\"to\":\"o'brien@example.org\"}", "o'brien@example.org"),
            ("'ada@example.com'", "ada@example.com"),
            ("line\\nada@example.com", "ada@example.com"),
            ("?to=%20ada@example.com", "ada@example.com"),
            ("ada@163.com", "ada@163.com"),
            ("müller@bücher.de", "müller@bücher.de"),
            ("联系ada@example.com谢谢", "ada@example.com"),
            ("ada@xn--bcher-kva.xn--p1ai", "ada@xn--bcher-kva.xn--p1ai"),
            ("git@example.com", "git@example.com"),
            ("git@github.com:team/repo.git", ""),
            ("ssh://git@github.com/team/repo", ""),
            ("npm i react@18.2.0", ""),
            ("pkg@1.2.3-beta.rc", ""),
            ("tool@v2.1.next", ""),
            ("@scope/pkg", ""),
            ("@app.route('/x')", ""),
            ("icon@2x.png", ""),
            ("x@weights.transpose()", ""),
            ("user@localhost", ""),
            ("ada.@example.com", ""),
            ("a@b@c", ""),
            ("mail ada@-example.com", ""),
        ],
    );
    let local = |length| format!("{}@example.com", "a".repeat(length));
    assert_eq!(found(&local(64)).len(), 1, "64 bytes are the most a mailbox name has");
    assert_eq!(found(&local(65)).len(), 0, "65 are too many");
    let host = |length| format!("a@{}.com", "b".repeat(length));
    assert_eq!(found(&host(63)).len(), 1, "63 bytes are the most a label has");
    assert_eq!(found(&host(64)).len(), 0, "64 are too many");
}

#[test]
fn payment_cards() {
    check(
        "CARD",
        &[
            ("4111 1111 1111 1111", "4111 1111 1111 1111"),
            ("card 4111-1111-1111-1111, thanks", "4111-1111-1111-1111"),
            ("4242424242424242", "4242424242424242"),
            ("5555555555554444", "5555555555554444"),
            ("2223 0031 2200 3222", "2223 0031 2200 3222"),
            ("3782 822463 10005", "3782 822463 10005"),
            ("378282246310005", "378282246310005"),
            ("3056 930902 5904", "3056 930902 5904"),
            ("6011111111111117", "6011111111111117"),
            ("3530111333300000", "3530111333300000"),
            ("\\n4242424242424242", "4242424242424242"),
            ("4111 1111 1111 1111 123", "4111 1111 1111 1111"),
            ("maestro 6759649826438453", "6759649826438453"),
            ("visa 4222222222222", "4222222222222"),
            ("\"card_number\": \"4242424242424242\"", "4242424242424242"),
            ("6759649826438453", ""),
            ("4222222222222", ""),
            ("4111 1111 1111 1112", ""),
            ("4111 1111-1111 1111", ""),
            ("4444 4444 4444 4444", ""),
            ("9111111111111111", ""),
            ("x4242424242424242", ""),
            ("4242424242424242x", ""),
            ("4242424242424242_1", ""),
            ("550e8400-e29b-41d4-a716-4242424242424242", ""),
            ("4242424242424242-a716", ""),
            ("1.4242424242424242", ""),
            ("4242424242424242.5", ""),
            ("/orders/4242424242424242", ""),
            ("\"id\": 4242424242424242", ""),
            ("orderId=4242424242424242", ""),
            ("invoice: 4242424242424242", ""),
            ("1700000000000000000", ""),
            ("42424242424242424242", ""),
        ],
    );
    let two = "4111 1111 1111 1111 4242 4242 4242 4242";
    assert_eq!(found(two).len(), 2, "neighbours stay two cards");
    assert_eq!(
        found_by(&Profile::strict(), "\"id\": 4242424242424242").len(),
        1,
        "strict takes the doubtful"
    );
    assert_eq!(found("paid 4242424242424242").len(), 1, "`paid` does not end in the word id");
}

#[test]
fn social_security_numbers() {
    check(
        "SSN",
        &[
            ("123-45-6789", "123-45-6789"),
            ("SSN: 123 45 6789.", "123 45 6789"),
            ("ssn 123456789", "123456789"),
            ("{\"social_security\":\"123.45.6789\"}", "123.45.6789"),
            ("078-05-1121", "078-05-1121"),
            ("078-05-1120", ""),
            ("219-09-9999", ""),
            ("000-45-6789", ""),
            ("666-45-6789", ""),
            ("912-45-6789", ""),
            ("123-00-6789", ""),
            ("123-45-0000", ""),
            ("123456789", ""),
            ("lesson 123456789", ""),
            ("1123-45-6789", ""),
            ("123-45-67890", ""),
            ("A-123-45-6789", ""),
            ("123-45-6789-1", ""),
        ],
    );
}

#[test]
fn telephone_numbers() {
    check(
        "PHONE",
        &[
            ("+14155552671", "+14155552671"),
            ("call +1 (415) 555-2671 now", "+1 (415) 555-2671"),
            ("+1-555-123-4567", "+1-555-123-4567"),
            ("+44 20 7946 0958.", "+44 20 7946 0958"),
            ("+44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
            ("tel:+4915123456789", "+4915123456789"),
            ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
            ("+91 98765 43210", "+91 98765 43210"),
            ("+1 415 555 2671 2024", "+1 415 555 2671"),
            ("+86 138 0013 8000", "+86 138 0013 8000"),
            ("+1 415 555 267", ""),
            ("+1 911 555 2671", ""),
            ("+999 12345678", ""),
            ("+0014155552671", ""),
            ("a+14155552671", ""),
            ("++14155552671", ""),
            ("+14155552671x", ""),
            ("+14155552671.5", ""),
            ("+4400000000000", ""),
            ("+123456789012345678", ""),
            ("4155552671", ""),
            ("(0) +44 (0) (0) (0) 1", ""),
        ],
    );
    let strict = found_by(&Profile::strict(), "+1 911 555 2671");
    assert_eq!(strict.len(), 1, "a service code is doubtful, not impossible");
}

#[test]
fn look_alikes_are_seen_through() {
    let key = format!("sk-ant-{}", body(40));
    let (head, tail) = key.split_at(20);
    let tagged: String =
        "123-45-6789".chars().map(|it| char::from_u32(0xE_0000 + it as u32).expect("a tag")).collect();
    let rows = [
        ("EMAIL", "ada\u{200B}@exam\u{AD}ple.com".to_owned()),
        ("EMAIL", "ada＠example.com".to_owned()),
        ("CARD", "４１１１ １１１１ １１１１ １１１１".to_owned()),
        ("CARD", "4111\u{A0}1111\u{A0}1111\u{A0}1111".to_owned()),
        ("SSN", "123\u{2011}45\u{2011}6789".to_owned()),
        ("SSN", tagged),
        ("PHONE", "+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨".to_owned()),
        ("API_KEY", format!("{head}\u{200D}{tail}")),
    ];
    for (category, value) in rows {
        let text = format!("é: {value}, 👩\u{200D}💻");
        assert_eq!(found(&text), vec![(category, value.as_str())], "{text:?}");
    }
    let id = ["AK", "IA", "QW7ZK2MTP5RX3VBN"].concat();
    let glued = format!("{id}\u{200B}X");
    assert_eq!(found(&glued), vec![("API_KEY", id.as_str())], "the text as it is counts too");
}

#[test]
fn placeholders_and_prose_are_left_alone() {
    let texts = [
        "{{EMAIL_1}} {{CARD_4242424242424242}} {{API_KEY_3}} {EMAIL_1} EMAIL_1",
        "On 2024-01-15 at 12:34:56 build 1.2.3.4 of 10.0.0.1 took 1700000000 ticks",
        "550e8400-e29b-41d4-a716-446655440000 d41d8cd98f00b204e9800998ecf8427e",
        "ISBN 978-3-16-148410-0, 48.8566, 2.3522, 1,234,567.89",
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    ];
    for text in texts {
        assert_eq!(found(text), vec![], "{text}");
    }
}

#[test]
fn overlaps_become_one_finding() {
    let key = format!("sk-ant-{}", body(40));
    let rows = [
        (format!("{key}@example.com"), "API_KEY"),
        ("a@example.com@example.org".to_owned(), "EMAIL"),
        ("4242424242424242@example.com".to_owned(), "EMAIL"),
        ("4242 4242 4242 4242@example.com".to_owned(), "CARD"),
    ];
    for (text, category) in rows {
        assert_eq!(found(&text), vec![(category, text.as_str())], "{text}");
    }
}

#[test]
fn profiles_decide_what_is_reported() {
    let text = format!("ada@example.com 4242424242424242 ssn 123456789 ghp_{}", body(36));
    let rows = [
        (Profile::standard(), vec!["EMAIL", "CARD", "SSN", "API_KEY"]),
        (Profile::relaxed(), vec!["EMAIL", "CARD", "API_KEY"]),
        (Profile::standard().with_pii(false), vec!["API_KEY"]),
        (Profile::standard().with_secrets(false), vec!["EMAIL", "CARD", "SSN"]),
        (Profile::standard().with_category("CARD", false), vec!["EMAIL", "SSN", "API_KEY"]),
        (Profile::standard().with_pii(false).with_kind(EntityKind::Email, true), vec!["EMAIL", "API_KEY"]),
        (Profile::standard().with_allowed(["ada@example.com"]), vec!["CARD", "SSN", "API_KEY"]),
        (Profile::standard().with_allowed(["Ada@example.com"]), vec!["EMAIL", "CARD", "SSN", "API_KEY"]),
        (Profile::standard().with_minimum_score(100), vec![]),
    ];
    for (profile, expected) in rows {
        let categories: Vec<_> =
            found_by(&profile, &text).into_iter().map(|(category, _)| category).collect();
        assert_eq!(categories, expected, "{profile:?}");
    }
}

#[test]
fn what_cannot_be_examined_is_an_error() {
    let long = "a".repeat(MAX_TEXT_BYTES + 1);
    assert_eq!(scan(&long, &Profile::standard()), Err(DetectError::TextTooLong { bytes: long.len() }));
    let key = format!("sk-ant-{}", body(MAX_VALUE_BYTES));
    assert_eq!(scan(&key, &Profile::standard()), Err(DetectError::ValueTooLong));
    assert_eq!(scan(&key, &Profile::standard().with_secrets(false)), Ok(vec![]));
}

/// Four times the text may take four times as long, and a good deal more on a busy machine, but not sixteen times.
#[test]
fn time_is_linear_in_the_text() {
    let header = ["eyJ", "hbGciOiJIUzI1NiJ9."].concat();
    let begin = ["-----BEG", "IN PRIVATE KEY-----\n"].concat();
    let key_id = format!("AKIA{} ", "A".repeat(16));
    let units = [
        "a",
        " ",
        "@",
        "a@",
        "a.",
        "1",
        "1 ",
        "1234 ",
        "+1 ",
        "123-45-",
        "-----BEGIN ",
        &begin,
        &header,
        "eyJ",
        "sk-",
        "sk-ant-",
        "sk-ant-xxxx",
        "T3BlbkFJ",
        &key_id,
        "secret_access_key=",
        "hooks.slack.com/",
        "\\",
        "\u{200B}",
        "１",
        "é",
        "😀",
    ];
    let profiles = [Profile::strict(), Profile::standard().with_minimum_score(96)];
    for unit in units {
        for profile in &profiles {
            let time = |bytes: usize| {
                let text = unit.repeat(bytes / unit.len());
                let once = || {
                    let start = Instant::now();
                    // An error is an answer too: a value without end is refused.
                    let _ = std::hint::black_box(scan(&text, profile));
                    start.elapsed()
                };
                (0..3).map(|_| once()).min().unwrap_or_default()
            };
            let (short, long) = (time(32 << 10), time(128 << 10));
            let bound = short * 10 + Duration::from_millis(20);
            assert!(long < bound, "{unit:?}: {short:?} for n, {long:?} for 4n");
        }
    }
}

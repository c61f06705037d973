//! Patterns and word lists: what they find, what they refuse, and that a stream finds the same.

use proptest::prelude::*;

use crate::{EntityKind, Masker, PatternError, Profile, scan};

fn profile() -> Profile {
    Profile::standard()
        .with_pattern("ticket", "TICKET", r"\bTCK-\d{3,6}\b")
        .and_then(|profile| profile.with_pattern("tail", "TAIL", r"(?i)begin [a-z ]*?end"))
        .and_then(|profile| {
            profile.with_dictionary(
                "projects",
                "PROJECT",
                ["Falcon", "Blue Heron", "Blue Heron Two", "Äther"],
            )
        })
        .expect("the patterns are well formed")
}

fn found(text: &str) -> Vec<(String, &str)> {
    let findings = scan(text, &profile()).expect("the text is short");
    findings.iter().map(|it| (it.wire_name().to_owned(), it.value(text))).collect()
}

#[test]
fn matches_are_findings() {
    let rows: [(&str, &[(&str, &str)]); 8] = [
        ("see TCK-1234.", &[("TICKET", "TCK-1234")]),
        ("see XTCK-1234 and TCK-12", &[]),
        ("Begin here and end.", &[("TAIL", "Begin here and end")]),
        ("falcon, FALCON; falcons", &[("PROJECT", "falcon"), ("PROJECT", "FALCON")]),
        ("blue heron two blue heron", &[("PROJECT", "blue heron two"), ("PROJECT", "blue heron")]),
        ("der ÄTHER!", &[("PROJECT", "ÄTHER")]),
        ("blue  heron", &[]),
        ("TCK-123 Falcon", &[("TICKET", "TCK-123"), ("PROJECT", "Falcon")]),
    ];
    for (text, expected) in rows {
        let expected: Vec<_> = expected.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        assert_eq!(found(text), expected, "{text}");
    }
    let finding = &scan("TCK-1234", &profile()).expect("the text is short")[0];
    assert_eq!((finding.rule.as_str(), finding.kind, finding.score), ("ticket", EntityKind::Custom, 100));
}

#[test]
fn custom_placeholders_come_back() {
    let mut masker = Masker::new(profile());
    let output = masker.mask("TCK-1234 of falcon").expect("the text is short").text.into_owned();
    assert_eq!(output, "{{TICKET_1}} of {{PROJECT_1}}");
    assert_eq!(masker.restore("about {{PROJECT_1}}: {{ticket_1}}"), "about falcon: TCK-1234");
}

#[test]
fn what_cannot_be_used_is_refused() {
    let pattern = |regex: &str| Profile::standard().with_pattern("rule", "NAME", regex).map(|_| ());
    assert!(matches!(pattern("(a"), Err(PatternError::Malformed { .. })), "unbalanced");
    assert!(matches!(pattern("a(?=b)"), Err(PatternError::Malformed { .. })), "look-ahead");
    assert!(matches!(pattern(r"(a)\1"), Err(PatternError::Malformed { .. })), "back-reference");
    assert!(matches!(pattern(&"a{1000}".repeat(90)), Err(PatternError::Malformed { .. })), "too large");
    assert_eq!(pattern("a*"), Err(PatternError::Empty { rule: "rule".to_owned() }));
    for category in ["", "lower", "1ST", "A B", "A_", &"A".repeat(49)] {
        let refused = Profile::standard().with_pattern("rule", category, "a").map(|_| ());
        assert_eq!(refused, Err(PatternError::Category { category: category.to_owned() }));
    }
    for (index, words) in [vec![""], vec!["fine", " x"], vec!["ok", "yes", "?"]].into_iter().enumerate() {
        let refused = Profile::standard().with_dictionary("rule", "NAME", words).map(|_| ());
        assert_eq!(refused, Err(PatternError::Word { rule: "rule".to_owned(), index }));
    }
}

#[test]
fn hopeless_searches_end_in_an_error() {
    let profile =
        Profile::standard().with_pattern("rule", "NAME", "a[^b]{200,300}b").expect("it is well formed");
    let text = "a".repeat(100_000) + &"c".repeat(300) + "b";
    let started = std::time::Instant::now();
    assert!(scan(&text, &profile).is_ok_and(|found| found.is_empty()) || scan(&text, &profile).is_err());
    assert!(started.elapsed().as_secs() < 20, "whatever comes of it, it comes soon");
}

proptest! {
    #[test]
    fn pieces_give_what_the_whole_gives(
        text in "(TCK-|[0-9]{1,7}|Falcon|Blue |Heron|Two|Begin |end|[a-z]{1,5}|Ä|[ .@-]){0,40}",
        cuts in prop::collection::vec(0_usize..200, 0..12),
    ) {
        let mut whole = Masker::new(profile());
        let expected = whole.mask(&text).expect("the text is short").text.into_owned();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| text.floor_char_boundary(cut.min(text.len()))).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let mut stream = Masker::new(profile()).stream();
        let mut out = String::new();
        for pair in cuts.windows(2) {
            stream.push(&text[pair[0]..pair[1]], &mut out).expect("the text is short");
        }
        stream.finish(&mut out).expect("the text is short");
        prop_assert_eq!(out, expected);
    }
}

//! What is output comes back, and a text in pieces is treated like a whole one.

use proptest::prelude::*;

use super::*;

fn masker() -> Masker {
    Masker::new(Profile::strict())
}

#[test]
fn values_are_numbered_by_first_appearance() {
    let mut masker = masker();
    let rows = [
        ("no value", "no value"),
        ("b@x.org a@x.org b@x.org", "{{EMAIL_1}} {{EMAIL_2}} {{EMAIL_1}}"),
        ("A@X.org, 4242 4242 4242 4242", "{{EMAIL_2}}, {{CARD_1}}"),
        ("4242-4242-4242-4242 or 4242424242424242", "{{CARD_1}} or {{CARD_1}}"),
        ("+44 20 7946 0958 +44 (0)20 7946-0958", "{{PHONE_1}} {{PHONE_1}}"),
        ("a\u{200B}@x.org", "{{EMAIL_2}}"),
        ("123-45-6789 123 45 6789", "{{SSN_1}} {{SSN_1}}"),
    ];
    for (text, expected) in rows {
        assert_eq!(masker.mask(text).unwrap().text, expected, "{text}");
    }
    assert_eq!(masker.replaced(), 12);
    assert_eq!(masker.restore("{{EMAIL_2}} {{CARD_1}}"), "a@x.org 4242 4242 4242 4242", "as first written");
    assert!(
        matches!(masker.mask("no value").unwrap().text, Cow::Borrowed(_)),
        "nothing is copied for nothing"
    );
}

#[test]
fn joined_values_are_told_apart() {
    let mut masker = masker();
    let text = "4242 4242 4242 4242@x.org 4242 4242 4242 4242@y.org 4242 4242 4242 4242";
    let output = masker.mask(text).unwrap();
    assert_eq!(output.text, "{{CARD_1}} {{CARD_2}} {{CARD_3}}");
    assert_eq!(masker.restore(&output.text), text);
}

#[test]
fn numbers_in_the_text_are_not_given() {
    let mut masker = masker();
    masker.observe("later: {{EMAIL_2}} and {email_3} and {{UNKNOWN_1}}");
    let text = "a@x.org b@x.org {{EMAIL_1}} {{EMAIL_2}}";
    let output = masker.mask(text).unwrap();
    assert_eq!(output.text, "{{EMAIL_4}} {{EMAIL_5}} {{EMAIL_1}} {{EMAIL_2}}");
    assert_eq!(masker.restore(&output.text), text);
}

#[test]
fn placeholders_are_restored_in_every_form() {
    let mut masker = masker();
    masker.mask("a@x.org").unwrap();
    let key = format!("ghp_{}", "q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue1234");
    masker.mask(&key).unwrap();
    let rows = [
        ("{{EMAIL_1}}", "a@x.org"),
        ("{EMAIL_1}", "a@x.org"),
        ("{{email_1}}", "a@x.org"),
        ("{{ Email_1 }}", "a@x.org"),
        ("{{EMAIL\\_1}}", "a@x.org"),
        ("\\{\\{EMAIL\\_1\\}\\}", "a@x.org"),
        ("&#123;&#123;EMAIL&#95;1&#125;&#125;", "a@x.org"),
        ("&lbrace;EMAIL_1&rbrace;", "a@x.org"),
        ("{{EMAIL_1}", "a@x.org"),
        ("{{{EMAIL_1}}}", "{a@x.org}"),
        ("{\"to\":{{EMAIL_1}}}", "{\"to\":a@x.org}"),
        ("{EMAIL_1}}", "a@x.org}"),
        ("{{EMAIL_1}}{{EMAIL_1}}", "a@x.orga@x.org"),
        ("{{API\\_KEY\\_1}}", key.as_str()),
        ("\\{{EMAIL_1}}", "\\a@x.org"),
        ("&#123;{{EMAIL_1}}&#125;", "&#123;a@x.org&#125;"),
        ("{{EMAIL_2}}", "{{EMAIL_2}}"),
        ("{{EMAIL_01}}", "{{EMAIL_01}}"),
        ("{{EMAIL_12345678}}", "{{EMAIL_12345678}}"),
        ("{{EMAIL}}", "{{EMAIL}}"),
        ("{{MAIL_1}}", "{{MAIL_1}}"),
        ("{{_1}}", "{{_1}}"),
        ("EMAIL_1", "EMAIL_1"),
        ("{{EMAIL_1", "{{EMAIL_1"),
        ("{{  EMAIL_1}}", "{{  EMAIL_1}}"),
        ("\\{ & {", "\\{ & {"),
    ];
    for (text, expected) in rows {
        assert_eq!(masker.restore(text), expected, "{text}");
    }
}

#[test]
fn a_restorer_knows_what_was_known() {
    let mut masker = masker();
    masker.mask("a@x.org").unwrap();
    let restorer = masker.restorer();
    let mut stream = masker.stream();
    let mut output = String::new();
    stream.push("{{EMAIL_1}} a@x.org b@x.org", &mut output).unwrap();
    stream.finish(&mut output).unwrap();
    assert_eq!(output, "{{EMAIL_1}} {{EMAIL_1}} {{EMAIL_2}}");
    assert_eq!(restorer.restore(&output), "a@x.org a@x.org {{EMAIL_2}}");
    assert_eq!((stream.replaced(), masker.replaced()), (2, 1), "each counts its own");
}

#[test]
fn nothing_is_printed() {
    let mut masker = Masker::new(Profile::strict().with_allowed(["boss@x.org"]));
    masker.mask("a@x.org").unwrap();
    let mut stream = masker.stream();
    stream.push("ab@x.org", &mut String::new()).unwrap();
    let printed = format!("{masker:?} {stream:?} {:?}", masker.restorer());
    assert!(!printed.contains("x.org"), "{printed}");
    let movable = |_: &(dyn Send + 'static)| ();
    movable(&masker);
    movable(&stream);
    movable(&masker.restorer());
}

#[test]
fn prose_lags_by_one_word() {
    let rows = [
        ("Hello wor", "Hello "),
        ("Hello world ", "Hello world "),
        ("call +1 415 ", "call "),
        ("你好，世界", "你好，世界"),
        ("said \"hi", "said \""),
        ("-----BEGIN RSA PRIV", ""),
        ("a-----BEGIN CERTIFICATE-----\nabc", "a-----BEGIN CERTIFICATE-----\n"),
    ];
    for (chunk, expected) in rows {
        let mut out = String::new();
        Masker::new(Profile::standard()).stream().push(chunk, &mut out).unwrap();
        assert_eq!(out, expected, "{chunk}");
    }
    let mut stream = masker().stream();
    let mut out = String::new();
    for sent in 1..5000 {
        stream.push("a", &mut out).unwrap();
        assert!(sent - out.len() <= 512, "{sent} sent, {} written", out.len());
    }
}

#[test]
fn an_endless_value_ends_the_stream() {
    let mut stream = masker().stream();
    let mut out = String::new();
    let mut push = || stream.push(&"q7Rk2mZp".repeat(128), &mut out);
    let first = (0..200).find_map(|_| push().err());
    assert_eq!(first, None, "a run without a prefix is no value");
    let mut stream = masker().stream();
    let mut out = String::new();
    stream.push("sk-ant-", &mut out).unwrap();
    let failed = (0..200).find_map(|_| stream.push(&"q7Rk2mZp".repeat(128), &mut out).err());
    assert_eq!(failed, Some(DetectError::ValueTooLong));
    assert_eq!(stream.finish(&mut out), Err(DetectError::ValueTooLong), "it stays failed");
    assert_eq!(out, "", "nothing of the value was written");
}

/// Pieces of which texts are made, parted by `|`: values, parts of values, and what separates them.
const PIECES: &str = concat!(
    "ada@example.com|@|a.b|example.com|müller|git@github.com:a/b|4111 1111 1111 1111|4242|1111|4242424242424242|",
    "123-45-6789|123|45|6789|+1 415 555 2671|+44 (0)20 7946 0958|+|ssn |card | | | |\n|-|--|.|,|:|=|\"|\\n|(|)|/|",
    "sk-|sk-ant-|ghp_|xoxb-|T3BlbkFJ|aws_secret_access_key = |hooks.slack.com/services/|https://|-----BEGIN |",
    "-----END RSA PRIVATE KEY-----|PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED\n|é|日本|👩\u{200D}💻|\u{200B}|４２４２|＠|",
    "\u{A0}|–|word|Hello there|xxxx|eyJ",
);

fn pieces() -> Vec<String> {
    let long = "q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue";
    let begin = ["-----BEG", "IN RSA PRIVATE KEY-----"].concat();
    let header = ["eyJ", "hbGciOiJIUzI1NiJ9"].concat();
    let id = ["AK", "IA", "IOSFODNN7EXAMPLE"].concat();
    let mut pieces: Vec<String> = PIECES.split('|').map(str::to_owned).collect();
    pieces.extend([
        long.to_owned(),
        long.repeat(3),
        format!("{long}q7Rk2mZp"),
        long.repeat(20),
        begin,
        header,
        id,
    ]);
    pieces.extend(["\u{200B}".repeat(12), "1234 ".repeat(60), " ".repeat(70), "a".repeat(300)]);
    pieces
}

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces()), 0..24).prop_map(|pieces| pieces.concat())
}

/// Where a text may be cut.
fn boundaries(text: &str) -> Vec<usize> {
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect()
}

/// `text` cut at each of `cuts`, given as positions among its characters.
fn cut<'t>(text: &'t str, cuts: &[prop::sample::Index]) -> Vec<&'t str> {
    let allowed = boundaries(text);
    let mut places: Vec<_> = cuts.iter().map(|cut| *cut.get(&allowed)).chain([0, text.len()]).collect();
    places.sort_unstable();
    places.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

fn stream_masked(chunks: &[&str]) -> (String, Vec<Finding>) {
    let mut stream = masker().stream();
    let mut out = String::new();
    for chunk in chunks {
        stream.push(chunk, &mut out).unwrap();
    }
    stream.finish(&mut out).unwrap();
    (out, stream.findings().to_vec())
}

fn stream_restored(restorer: &mut Restorer, chunks: &[&str]) -> String {
    let mut out = String::new();
    for chunk in chunks {
        restorer.push(chunk, &mut out);
    }
    restorer.finish(&mut out);
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn masking_pieces_is_masking_the_whole(text in texts(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        let whole = masker().mask(&text).map(|output| (output.text.into_owned(), output.findings)).unwrap();
        prop_assert_eq!(stream_masked(&cut(&text, &cuts)), whole.clone(), "cut at {:?}", cuts);
        let bytewise: Vec<_> = boundaries(&text).windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
        prop_assert_eq!(stream_masked(&bytewise), whole, "each character alone");
    }

    #[test]
    fn what_is_masked_comes_back(text in texts()) {
        // Every value in one spelling, so that the first is the only one.
        let mut masker = masker();
        let output = masker.mask(&text).unwrap();
        let mut first: std::collections::HashMap<String, String> = std::collections::HashMap::new();
        let mut expected = String::new();
        let mut at = 0;
        for finding in &output.findings {
            let value = finding.value(&text);
            let placeholder = masker.fork().mask(value).unwrap().text.into_owned();
            expected.push_str(&text[at..finding.range.start]);
            expected.push_str(first.entry(placeholder).or_insert_with(|| value.to_owned()));
            at = finding.range.end;
        }
        expected.push_str(&text[at..]);
        prop_assert_eq!(masker.restore(&output.text), expected);
    }

    #[test]
    fn restoring_pieces_is_restoring_the_whole(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{{EMAIL_1}}", "{EMAIL_1}", "{{email\\_1}}", "\\{\\{EMAIL_2\\}\\}", "&#123;EMAIL_1&#125;", "{", "}", "{{",
                "}}", "EMAIL_", "1", "\\", "&", "&#123", "&#", " ", "text", "_", "é", "{{EMAIL_9}}", "&lowbar;", "A",
            ]),
            0..20,
        ),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut masker = masker();
        masker.mask("a@x.org b@x.org").unwrap();
        let text = parts.concat();
        let mut restorer = masker.restorer();
        let whole = restorer.restore(&text).into_owned();
        prop_assert_eq!(stream_restored(&mut restorer, &cut(&text, &cuts)), whole);
    }
}

#[test]
fn every_cut_in_two_gives_the_same() {
    let block = format!(
        "{}\n{}\nAbCd==\n-----END PRIVATE KEY-----",
        ["-----BEG", "IN PRIVATE KEY-----"].concat(),
        "aB3".repeat(21)
    );
    let text = format!(
        "Dear ada@example.com, card 4111 1111 1111 1111, +1 (415) 555-2671:\n{block}\n１２３-45-6789. 日本 end"
    );
    let mut masker = masker();
    let output = masker.mask(&text).unwrap();
    let whole = (output.text.to_string(), output.findings.clone());
    assert_eq!(whole.1.len(), 5, "{}", whole.0);
    for at in boundaries(&text) {
        assert_eq!(stream_masked(&[&text[..at], &text[at..]]), whole, "output, cut at {at}");
    }
    assert_eq!(masker.restore(&output.text), text);
    for at in boundaries(&output.text) {
        let pieces = [&output.text[..at], &output.text[at..]];
        assert_eq!(stream_restored(&mut masker.restorer(), &pieces), text, "restored, cut at {at}");
    }
}

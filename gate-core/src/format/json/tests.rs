//! The oracle is `serde_json`: what we accept it must accept with an equal value, and what it accepts we must too, apart
//! from the rules that are ours.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;

use super::{DEPTH_LIMIT, Document, FaultKind, Json};

fn parse(text: &str) -> Document {
    Document::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn written(document: &Document) -> String {
    String::from_utf8(document.to_vec()).unwrap()
}

#[test]
fn what_is_written_is_compact_and_spelled_as_it_was() {
    for (read, expected) in [
        (" { \"b\" : 1 , \"a\" : [ ] } ", r#"{"b":1,"a":[]}"#),
        ("[1.0, 1e2, -0, 12345678901234567890123, 0.10]", "[1.0,1e2,-0,12345678901234567890123,0.10]"),
        (r#""\u0041\/\u00e9\ud83d\ude00""#, "\"A/é😀\""),
        (r#""\u0000\u001f\b\f\n\r\t\"\\""#, r#""\u0000\u001f\b\f\n\r\t\"\\""#),
        ("\"\u{7f}\u{2028}é\"", "\"\u{7f}\u{2028}é\""),
        (r#"{"\u0061\n":{"":null}}"#, r#"{"a\n":{"":null}}"#),
        ("[true,false,null,{}]", "[true,false,null,{}]"),
    ] {
        assert_eq!(written(&parse(read)), expected, "{read}");
    }
}

/// What breaks the grammar.
const NO_JSON: &[&str] = &[
    "",
    " ",
    "{",
    "}",
    "[",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{a:1}",
    "{'a':1}",
    "01",
    "-",
    "+1",
    ".5",
    "1.",
    "1e",
    "1e+",
    "0x1",
    "NaN",
    "Infinity",
    "-Infinity",
    "tru",
    "nul",
    "\"",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"\\ud800\"",
    "\"\\ud800\\n\"",
    "\"\\ud800\\u0041\"",
    "\"\\udc00\"",
    "\"a\nb\"",
    "\"\u{1}\"",
    "1 2",
    "{} x",
    "\u{feff}{}",
    "[1]]",
    "/**/1",
    "\u{a0}1",
    "\"\\u+123\"",
];

#[test]
fn what_is_no_strict_json_is_refused() {
    for text in NO_JSON {
        let fault = Document::parse(Bytes::copy_from_slice(text.as_bytes())).expect_err(text);
        assert!(matches!(fault.kind, FaultKind::Syntax(_)), "{text}: {fault}");
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text} is fine for serde_json");
    }
    for number in ["1e400", "-1e309", "1e99999999999", &format!("1{}", "0".repeat(400))] {
        let fault = Document::parse(Bytes::copy_from_slice(number.as_bytes())).expect_err(number);
        assert_eq!(fault.kind, FaultKind::NumberOutOfRange, "{number}");
    }
    for number in ["1e308", "0e400", "1e-400", &format!("0.{}1", "0".repeat(400))] {
        assert_eq!(written(&parse(number)), number);
    }
    for bytes in [&b"\"\xff\""[..], b"\"\xed\xa0\x80\"", b"\"\xc0\x80\"", b"\xf0\x9f"] {
        let fault = Document::parse(Bytes::copy_from_slice(bytes)).expect_err("not UTF-8");
        assert_eq!(fault.kind, FaultKind::NotUtf8, "{bytes:?}");
    }
}

#[test]
fn a_key_may_stand_once_however_it_is_spelled() {
    for (text, key, offset) in [
        (r#"{"a":1,"a":2}"#, "a", 7),
        (r#"{"a":1,"\u0061":2}"#, "a", 7),
        (r#"{"x":[{"b":1,"c":{"d":1,"d":1}}]}"#, "d", 24),
        (r#"{"":1,"":1}"#, "", 6),
    ] {
        let fault = Document::parse(Bytes::copy_from_slice(text.as_bytes())).expect_err(text);
        assert_eq!(fault.kind, FaultKind::DuplicateKey { key: key.to_owned() }, "{text}");
        assert_eq!(fault.offset, offset, "{text}");
    }
    // The same name in different objects is no duplicate, nested or side by side.
    parse(r#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#);
}

#[test]
fn many_keys_are_checked_without_comparing_every_pair() {
    let members = |count: usize| (0..count).map(|at| format!("\"key{at}\":0")).collect::<Vec<_>>().join(",");
    let started = std::time::Instant::now();
    parse(&format!("{{{}}}", members(200_000)));
    let twice = format!("{{{},\"key{}\":1}}", members(200_000), 77);
    let fault = Document::parse(Bytes::from(twice)).expect_err("a duplicate among many");
    assert_eq!(fault.kind, FaultKind::DuplicateKey { key: "key77".to_owned() });
    // Comparing every pair takes minutes.
    assert!(started.elapsed().as_secs() < 20, "quadratic: {:?}", started.elapsed());
}

#[test]
fn nesting_ends_at_the_limit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        parse(&nested(DEPTH_LIMIT));
        let fault = Document::parse(Bytes::from(nested(DEPTH_LIMIT + 1))).expect_err(open);
        assert_eq!(fault.kind, FaultKind::TooDeep { limit: DEPTH_LIMIT }, "{open}");
        Document::parse(Bytes::from(nested(500_000))).expect_err("must not overflow the stack");
    }
}

#[test]
fn members_are_set_added_and_removed_in_place() {
    let mut document = parse(r#"{"a":1,"b":{"c":[1]},"d":"x"}"#);
    let root = document.root();
    let list = document.at(root, &["b", "c"]).unwrap();
    document.push(list, Json::Text("two\n")).unwrap();
    let added = document.insert(root, "e", Json::Object).unwrap();
    document.insert(added, "yes", Json::Bool(true)).unwrap();
    document.insert(root, "a", Json::Integer(u64::MAX)).unwrap();
    assert_eq!(
        written(&document),
        r#"{"a":18446744073709551615,"b":{"c":[1,"two\n"]},"d":"x","e":{"yes":true}}"#
    );
    for (key, left) in [
        ("d", r#"{"a":18446744073709551615,"b":{"c":[1,"two\n"]},"e":{"yes":true}}"#),
        ("e", r#"{"a":18446744073709551615,"b":{"c":[1,"two\n"]}}"#),
        ("a", r#"{"b":{"c":[1,"two\n"]}}"#),
        ("b", "{}"),
    ] {
        assert!(document.remove(root, key), "{key}");
        assert_eq!(written(&document), left, "without {key}");
        assert!(!document.remove(root, key), "{key} again");
    }
    document.insert(root, "z", Json::Null).unwrap();
    assert_eq!(written(&document), r#"{"z":null}"#);
    assert_eq!(document.push(root, Json::Null), None, "an object has no items");
}

#[test]
fn a_patch_changes_nothing_but_its_strings() {
    let document = parse(r#"{ "a" : "x\"y" , "b": [ "\u0041", 1.50 ] }"#);
    let a = document.get(document.root(), "a").unwrap();
    let b = document.items(document.get(document.root(), "b").unwrap()).next().unwrap();
    let patched = document.patched(&[(a, "1\"".to_owned()), (b, String::new())]);
    assert_eq!(patched, r#"{ "a" : "1\"" , "b": [ "", 1.50 ] }"#);
    assert_eq!(document.patched(&[]), r#"{ "a" : "x\"y" , "b": [ "\u0041", 1.50 ] }"#);
}

/// Any JSON value with numbers that every reader agrees on.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 96, 24, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..24).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..24)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Bytes that are nearly JSON: the alphabet of its grammar.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\\u0061\"",
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "0",
        "1",
        "-",
        "+",
        ".",
        "e",
        "E9",
        "e400",
        "true",
        "null",
        " ",
        "\n",
        "\u{1}",
        "é",
        "\u{feff}",
    ]);
    prop::collection::vec(token, 0..14).prop_map(|tokens| tokens.concat().into_bytes())
}

/// Accepted bytes must be accepted by the oracle, with an equal value, and be stable once written.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let oracle = serde_json::from_slice::<Value>(bytes);
    match Document::parse(Bytes::copy_from_slice(bytes)) {
        Ok(document) => {
            let out = document.to_vec();
            let oracle =
                oracle.map_err(|error| TestCaseError::fail(format!("only we accept {bytes:?}: {error}")))?;
            prop_assert_eq!(&serde_json::from_slice::<Value>(&out).unwrap(), &oracle);
            let again = Document::parse(Bytes::from(out.clone())).unwrap().to_vec();
            prop_assert_eq!(again, out);
        }
        Err(fault) => {
            let ours = matches!(fault.kind, FaultKind::DuplicateKey { .. } | FaultKind::TooDeep { .. });
            prop_assert!(ours || oracle.is_err(), "only we refuse {:?}: {}", bytes, fault);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_document_survives(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        check(&text)?;
        prop_assert!(Document::parse(Bytes::from(text)).is_ok());
    }

    #[test]
    fn nearly_json_is_judged_as_the_oracle_does(bytes in nearly_json()) {
        check(&bytes)?;
    }

    #[test]
    fn garbage_is_judged_as_the_oracle_does(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        check(&bytes)?;
    }

    #[test]
    fn a_damaged_document_is_judged_as_the_oracle_does(
        value in any_json(), at in any::<prop::sample::Index>(), byte: u8, cut: bool,
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        if cut { text.truncate(at) } else { text[at] = byte }
        check(&text)?;
    }
}

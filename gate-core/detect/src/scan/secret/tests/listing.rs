//! The listing: complete, without doubles, and true for the rules that are rows of no table.

use std::collections::HashSet;

use super::super::catalog;
use super::{body, findings_of};
use crate::{EntityKind, Profile, secret_rules};

#[test]
fn names_occur_once_and_say_something() {
    let mut names = HashSet::new();
    for rule in secret_rules() {
        assert!(names.insert(rule.id), "{} occurs twice", rule.id);
        assert!(rule.description.len() > 8 && !rule.description.ends_with('.'), "{}", rule.id);
    }
    assert!(catalog::rules().all(|rule| names.contains(rule.id)));
}

/// Every rule that is a row of no table finds what it is there for.
#[test]
fn general_rules_find_their_values() {
    let header = ["eyJ", "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"].concat();
    let anyone = ["eyJ", "yb2xlIjoiYW5vbiJ9"].concat();
    let block = format!("-----{} PRIVATE KEY-----\n{}\n{}", "BEGIN", body(64), body(64));
    let cookie = format!("_|WARNING:-DO-NOT-SHARE-THIS.{}", body(120));
    let rows = [
        ("assigned-secret", format!("client_secret = \"{}\"", body(28))),
        ("assigned-password", "password = \"Xyz!48ab\"".to_owned()),
        ("assigned-pin", "pin: 4815".to_owned()),
        ("opaque-token", format!("got {} today", body(32))),
        ("unannounced-password", "Maria#k3Jd9s2Ab! is mine".to_owned()),
        ("json-web-token", format!("{header}.{}.{}", body(60), body(43))),
        ("public-web-token", format!("{header}.{anyone}.{}", body(43))),
        ("aws-secret-access-key", format!("the secret access key is {}", body(40))),
        ("private-key-block", block),
        ("password-hash", format!("$2b$12${}", body(53))),
        ("address-credentials", "postgres://ada:Xyz48ab@db.test:5432/app".to_owned()),
        ("basic-authorization", "Authorization: Basic YWRhOlh5ejQ4YWI=".to_owned()),
        ("bearer-authorization", format!("Authorization: Bearer {}", body(30))),
        ("other-authorization", format!("Authorization: token {}", body(30))),
        ("azure-entra-secret", format!("abc8Q~{}", body(32))),
        ("openshift-token", format!("sha256~{}", body(43))),
        ("braintree-token", format!("access_token$production${}", body(46))),
        ("salesforce-session", format!("00D5g000004{}!AQ{}", body(4), body(80))),
        ("facebook-app-token", format!("4815162342108471|{}", body(27))),
        ("amazon-login-token", format!("Atza|{}", body(60))),
        ("roblox-cookie", cookie),
        ("asaas-token", format!("$aact_{}", body(40))),
    ];
    let of_tables: HashSet<_> = catalog::rules().map(|rule| rule.id).collect();
    let covered: HashSet<_> = rows.iter().map(|(rule, _)| *rule).collect();
    for rule in secret_rules().filter(|rule| !of_tables.contains(rule.id)) {
        assert!(covered.contains(rule.id) || rule.id == "encoded-value", "{} has no row", rule.id);
    }
    let strict = Profile::strict().with_pii(false).with_decoding(false);
    let profile = strict.with_kind(EntityKind::PasswordHash, true);
    for (rule, text) in rows {
        let rules: Vec<_> = findings_of(&text, "", &profile).into_iter().map(|it| it.rule).collect();
        assert!(rules.iter().any(|found| found.as_str() == rule), "{rule}: {rules:?} in {text:?}");
    }
}

#[test]
fn a_decoded_secret_is_listed_too() {
    let plain = format!("password = \"Xyz!48ab{}\"", body(6));
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let encoded: String = plain
        .as_bytes()
        .chunks_exact(3)
        .flat_map(|part| {
            let bits = part.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
            [18, 12, 6, 0].map(|shift| char::from(alphabet[bits >> shift & 63]))
        })
        .collect();
    assert_eq!(plain.len() % 3, 0, "no character is left out");
    let findings = findings_of(&format!("data: {encoded}"), "", &Profile::standard().with_pii(false));
    assert!(findings.iter().any(|it| it.rule.as_str() == "encoded-value"), "{findings:?}");
}

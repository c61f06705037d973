//! What is close to a secret and is none: written down for every rule, in files beside the tables.
//!
//! A line is the name of a rule and a text in which nothing may be found, neither by this rule nor by another. A run in
//! braces stands for characters drawn by lot, as in the forms of the tables.

use std::collections::{HashMap, HashSet};

use super::super::catalog;
use super::super::form::Form;
use super::findings_of;
use super::lot::{Lot, filled};
use crate::{Profile, secret_rules};

/// One file for each table, and one for the rules that are in none.
const FILES: &[(&str, &str)] = &[
    ("ai", include_str!("../rules/negatives/ai.txt")),
    ("chat", include_str!("../rules/negatives/chat.txt")),
    ("cloud", include_str!("../rules/negatives/cloud.txt")),
    ("code", include_str!("../rules/negatives/code.txt")),
    ("hosting", include_str!("../rules/negatives/hosting.txt")),
    ("messaging", include_str!("../rules/negatives/messaging.txt")),
    ("observability", include_str!("../rules/negatives/observability.txt")),
    ("packages", include_str!("../rules/negatives/packages.txt")),
    ("payment", include_str!("../rules/negatives/payment.txt")),
    ("saas", include_str!("../rules/negatives/saas.txt")),
    ("vaults", include_str!("../rules/negatives/vaults.txt")),
    ("others", include_str!("../rules/negatives/others.txt")),
];

/// How often the runs of a text are drawn.
const DRAWS: usize = 4;

/// The name of the file, the rule and the text of every line.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let parted = |file, line: &'static str| {
        let (rule, text) = line.split_once(": ").unwrap_or_else(|| panic!("{file}: {line:?}"));
        (file, rule, text)
    };
    FILES.iter().flat_map(move |(file, lines)| lines.lines().map(move |line| parted(*file, line)))
}

#[test]
fn every_rule_has_a_near_miss_and_every_near_miss_a_rule() {
    let listed: HashSet<_> = secret_rules().map(|rule| rule.id).collect();
    let written: HashSet<_> = lines().map(|(_, rule, _)| rule).collect();
    let mut without: Vec<_> = listed.difference(&written).collect();
    let mut unknown: Vec<_> = written.difference(&listed).collect();
    without.sort_unstable();
    unknown.sort_unstable();
    assert!(without.is_empty(), "rules without a near miss: {without:?}");
    assert!(unknown.is_empty(), "near misses of no rule: {unknown:?}");
    let mut seen = HashSet::new();
    for (file, rule, text) in lines() {
        assert!(seen.insert((rule, text)), "{file}: {rule}: {text:?} is written twice");
    }
}

#[test]
fn near_misses_are_not_found() {
    let profile = Profile::standard().with_pii(false);
    let mut found = Vec::new();
    for (file, rule, text) in lines() {
        let mut lot = Lot::of(text);
        for _ in 0..DRAWS {
            let drawn = filled(text, &mut lot);
            for finding in findings_of(&drawn, "", &profile) {
                let score = finding.score;
                found.push(format!("{file}\t{rule}\t{text}\t{} {score}\t{drawn:?}", finding.rule));
            }
        }
    }
    assert!(found.is_empty(), "{} found:\n{}", found.len(), found.join("\n"));
}

/// A text is close to a rule when it has the beginning of one of its forms, drawn characters, or the issuer's name.
#[test]
fn near_misses_are_near() {
    let rules: HashMap<_, _> = catalog::rules().map(|rule| (rule.id, rule)).collect();
    for (file, rule, text) in lines() {
        let Some(row) = rules.get(rule) else { continue };
        let letters: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let issuer = rule.split('-').next().unwrap_or(rule);
        let names_it = letters.contains(issuer) || row.vendors.iter().any(|vendor| letters.contains(vendor));
        let has_form = row.forms.iter().any(|notation| {
            let form = Form::parse(notation).expect("a test parses every form");
            let beginning = &notation[..form.prefix_length().min(4)];
            !beginning.is_empty() && text.contains(beginning)
        });
        let is_drawn = filled(text, &mut Lot::of(text)) != text;
        assert!(names_it || has_form || is_drawn, "{file}: {rule}: {text:?} is far away");
    }
}

#[test]
fn runs_are_drawn_and_other_braces_are_kept() {
    let mut lot = Lot::of("braces");
    assert_eq!(filled("a ${NAME} {{ b }} {x", &mut lot), "a ${NAME} {{ b }} {x");
    let drawn = filled("id {hex 8}!", &mut lot);
    assert!(drawn.len() == 12 && drawn[3..11].bytes().all(|byte| byte.is_ascii_hexdigit()), "{drawn}");
    assert_ne!(drawn, filled("id {hex 8}!", &mut lot));
}

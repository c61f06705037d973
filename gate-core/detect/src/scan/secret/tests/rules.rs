//! Every rule of the tables, with values drawn from its own forms: what is found, and what is close and is not.

use super::super::catalog::rules;
use super::super::form::{Form, Segment};
use super::super::rule::Rule;
use super::findings_of;
use super::lot::Lot;
use crate::{Finding, Profile};

fn findings(text: &str) -> Vec<Finding> {
    findings_of(text, "", &Profile::strict().with_pii(false).with_minimum_score(1).with_decoding(false))
}

/// Each rule with one value for each of its forms.
fn for_each_value(mut check: impl FnMut(&'static Rule, &Form, &str)) {
    for rule in rules() {
        let mut lot = Lot::of(rule.id);
        for notation in rule.forms {
            let form = Form::parse(notation).unwrap_or_else(|| panic!("{}: {notation}", rule.id));
            let value = lot.sound_value(rule, &form);
            check(rule, &form, &value);
        }
    }
}

#[test]
fn rows_are_well_formed() {
    let mut names = std::collections::HashSet::new();
    for rule in rules() {
        let id = rule.id;
        assert!(names.insert(id), "{id} occurs twice");
        assert!(
            id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{id}"
        );
        assert!((40..=99).contains(&rule.score), "{id}: a score no profile tells from another");
        assert!(rule.what.len() > 8, "{id} says whose key it is");
        for vendor in rule.vendors {
            let is_word = vendor.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            assert!(is_word, "{id}: {vendor} is in small letters and in one word");
        }
        for notation in rule.forms {
            let form = Form::parse(notation).unwrap_or_else(|| panic!("{id}: {notation}"));
            let shortest: usize = form
                .segments()
                .iter()
                .map(|segment| match segment {
                    Segment::Literal(text) => text.len(),
                    Segment::Run { least, .. } => *least,
                })
                .sum();
            assert!(
                shortest >= 10 || !rule.vendors.is_empty(),
                "{id}: {notation} is too short to say anything"
            );
        }
    }
    assert!(names.len() >= 280, "{} rules", names.len());
}

#[test]
fn every_form_is_found_in_every_surrounding() {
    let mut missed = Vec::new();
    for_each_value(|rule, _, value| {
        let vendor = rule.vendors.first().map_or(String::new(), |vendor| format!("{vendor}_"));
        let surroundings = [
            format!("{vendor}key={value}"),
            format!("export {}TOKEN=\"{value}\"\n", vendor.to_uppercase()),
            format!("{{\"a\": 1, \"{vendor}token\": \"{value}\"}}"),
            format!("{{\\\"{vendor}token\\\":\\\"{value}\\\"}}"),
            format!("the {} key is {value}.", vendor.replace('_', "")),
            format!("the {} key is `{value}`, thanks", vendor.replace('_', "")),
            format!("https://api.test/v1?{vendor}key={value}&page=2"),
            format!("line\\n{vendor}key: {value}\\nnext"),
        ];
        for text in surroundings {
            let start = text.find(value).expect("the value stands in the text");
            let end = start + value.len();
            let is_covered = findings(&text).iter().any(|it| it.range.start <= start && it.range.end >= end);
            if !is_covered {
                missed.push(format!("{}: {text:?}", rule.id));
            }
        }
    });
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

//! Every rule of the tables, with values drawn from its own forms: what is found, and what is close and is not.

use super::super::catalog::rules;
use super::super::check::{Check, Verdict};
use super::super::encoding::crc32;
use super::super::form::{Form, Segment};
use super::super::guards;
use super::super::rule::Rule;
use crate::{Finding, Profile, scan};

/// A small generator of numbers (xorshift), so that a failing row fails again.
struct Lot(u64);

impl Lot {
    fn of(name: &str) -> Self {
        Self(u64::from(crc32(name.as_bytes())) << 16 | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits fit") % limit
    }

    /// A value of this form.
    fn value(&mut self, form: &Form) -> String {
        let mut value = String::new();
        for segment in form.segments() {
            match segment {
                Segment::Literal(text) => value.push_str(&String::from_utf8_lossy(text)),
                Segment::Run { class, least, most } => {
                    let length = least + self.below((most - least).min(20) + 1);
                    let members: Vec<u8> = (0..128).filter(|byte| class.has(*byte)).collect();
                    // Signs at the ends of a run could belong to the sentence.
                    let inner: Vec<u8> = members.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
                    for index in 0..length {
                        let set = if index % 7 == 3 || inner.is_empty() { &members } else { &inner };
                        let set = if index + 1 == length && !inner.is_empty() { &inner } else { set };
                        value.push(char::from(set[self.below(set.len())]));
                    }
                }
            }
        }
        value
    }

    /// A value that a rule takes for what it is: not by chance a pattern, and passing a check that may refute.
    fn sound_value(&mut self, rule: &Rule, form: &Form) -> String {
        for _ in 0..1000 {
            let mut value = self.value(form);
            if rule.check == Check::Discord {
                value.replace_range(..value.find('.').expect("it has parts"), "MTIzNDU2Nzg5MDEyMzQ1Njc4");
            }
            let body = &value.as_bytes()[form.prefix_length()..];
            let is_drawn =
                value.bytes().all(|byte| byte.is_ascii_digit()) || guards::is_random(value.as_bytes());
            let is_sound = !guards::is_stand_in(body) && guards::is_varied(body) && !guards::is_name(body);
            if is_drawn && is_sound && rule.check.verdict(value.as_bytes()) != Verdict::Refuted {
                return value;
            }
        }
        panic!("{}: no value could be drawn", rule.id);
    }
}

fn findings(text: &str) -> Vec<Finding> {
    scan(text, &Profile::strict().with_pii(false).with_minimum_score(1).with_decoding(false))
        .expect("the text is short")
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

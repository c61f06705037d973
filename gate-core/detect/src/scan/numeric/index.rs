//! Index: all rules, sorted by how their numbers begin, so that a run of digits meets only those that can fit it.

use std::sync::LazyLock;

use super::MOST_DIGITS;
use super::layout::{Follower, Head, heads};
use super::names::Dictionary;
use super::rule::Rule;
use super::rules;
use crate::EntityKind;

/// The longest first word of a layout.
pub(super) const MOST_WORD_BYTES: usize = 34;

/// One way of writing one kind of number.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The place of its rule in the index.
    pub(super) rule: u16,
    /// How many signs stand before the first digit, all of which are letters or separators.
    pub(super) before: u8,
    /// How many digits the second group has, when it has nothing but digits.
    pub(super) second: Option<u8>,
    pub(super) layout: &'static str,
}

/// The rules and the ways to them.
pub(super) struct Index {
    rules: Vec<&'static Rule>,
    by_digits: Vec<[Vec<Form>; Follower::COUNT]>,
    by_word: Vec<Vec<Form>>,
    by_length: Vec<Vec<Form>>,
    dictionary: Dictionary,
    /// The rules whose names make a number a telephone number, however it is written.
    phone: u16,
}

/// Built once, from the tables.
pub(super) static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of(rules::TABLES));

impl Index {
    fn of(tables: &[&'static [Rule]]) -> Self {
        let rules: Vec<&'static Rule> = tables.iter().copied().flatten().collect();
        let phone = rules.iter().position(|rule| rule.name == rules::phones::NAMED);
        let phone = phone.and_then(|place| u16::try_from(place).ok()).expect("it is a row of the tables");
        let mut index = Self {
            by_digits: std::iter::repeat_with(Default::default).take(MOST_DIGITS + 1).collect(),
            by_word: vec![Vec::new(); MOST_WORD_BYTES + 1],
            by_length: vec![Vec::new(); MOST_WORD_BYTES + 1],
            dictionary: Dictionary::of(&rules),
            phone,
            rules,
        };
        for place in 0..index.rules.len() {
            index.add(place);
        }
        index
    }

    fn add(&mut self, place: usize) {
        let rule = u16::try_from(place).expect("there are a few hundred rules");
        let is_loose = self.rules[place].scores.parted > 0 && self.rules[place].kind != EntityKind::Phone;
        for layout in self.rules[place].layouts {
            if is_loose && layout.bytes().all(|sign| sign == b'#' || sign.is_ascii_alphanumeric()) {
                self.by_length[layout.len()].push(Form { rule, before: 0, second: None, layout });
            }
            for head in heads(layout) {
                match head {
                    Head::Digits { before, count, then } => {
                        let before = u8::try_from(before).expect("layouts are short");
                        let second = second_group(&layout.as_bytes()[usize::from(before) + count..]);
                        self.by_digits[count][then as usize].push(Form { rule, before, second, layout });
                    }
                    Head::Word { length } => {
                        self.by_word[length].push(Form { rule, before: 0, second: None, layout });
                    }
                }
            }
        }
    }

    /// Every rule.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().copied()
    }

    /// One rule.
    pub(super) fn rule(&self, place: u16) -> &'static Rule {
        self.rules[usize::from(place)]
    }

    /// The place of the rule that holds the names of telephone numbers.
    pub(super) fn phone(&self) -> u16 {
        self.phone
    }

    /// The names of the rules.
    pub(super) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Whether any layout has a first run of `count` digits with `then` behind it.
    pub(super) fn begins_with(&self, count: usize, then: Follower) -> bool {
        !self.by_digits(count, then).is_empty()
    }

    /// The forms with such a first run of digits.
    pub(super) fn by_digits(&self, count: usize, then: Follower) -> &[Form] {
        self.by_digits.get(count).map_or(&[], |forms| &forms[then as usize])
    }

    /// The forms whose first word has `length` letters and digits.
    pub(super) fn by_word(&self, length: usize) -> &[Form] {
        self.by_word.get(length).map_or(&[], Vec::as_slice)
    }

    /// The forms without separators of rules with a check that have `length` characters.
    pub(super) fn by_compact(&self, length: usize) -> &[Form] {
        self.by_length.get(length).map_or(&[], Vec::as_slice)
    }
}

/// How many digits the group behind a separator has, when `rest` begins with such a group and no letter may follow.
fn second_group(rest: &[u8]) -> Option<u8> {
    let (separator, rest) = rest.split_first()?;
    let count = rest.iter().take_while(|sign| **sign == b'#').count();
    let is_plain = !separator.is_ascii_alphanumeric()
        && count > 0
        && !rest.get(count).is_some_and(u8::is_ascii_alphanumeric);
    is_plain.then(|| u8::try_from(count).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::rule::Scores;
    use super::*;

    #[test]
    fn every_rule_can_be_found() {
        for rule in INDEX.rules() {
            let name = rule.name;
            let Scores { bare, parted, named } = rule.scores;
            assert!(bare <= parted && parted <= named, "{name}: more evidence does not lower the score");
            assert!(bare > 0 || parted > 0 || !rule.words.is_empty(), "{name} could never be reported");
            for word in rule.words {
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || byte == b' ';
                assert!(word.bytes().all(is_plain), "{name}: {word} is never seen as it stands");
            }
            for layout in rule.layouts {
                let known = |sign: u8| sign.is_ascii_lowercase() || b"#AX~ -./()<+".contains(&sign);
                assert!(layout.bytes().all(known), "{name}: {layout} has an unknown sign");
                let characters = layout.bytes().filter(|sign| sign.is_ascii_alphanumeric() || *sign == b'#');
                assert!(characters.count() <= MOST_WORD_BYTES, "{name}: {layout} is too long");
            }
        }
    }
}

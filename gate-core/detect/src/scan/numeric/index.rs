//! Index: all rules, sorted by how their numbers begin, so that a run of digits meets only those that can fit it.

use std::sync::LazyLock;

use super::MOST_DIGITS;
use super::layout::{Follower, Head, first_digits, heads, is_word_sign};
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
    /// Which characters its first word has, when it is found by that.
    pub(super) word: WordSigns,
    pub(super) layout: &'static str,
}

/// Where in a word letters and digits stand, a bit for each place, and what follows the word.
#[derive(Clone, Copy, Default)]
pub(super) struct WordSigns {
    letters: u64,
    digits: u64,
    then: Option<u8>,
}

impl WordSigns {
    /// Those of a word of a text, with the byte behind it.
    pub(super) fn of_word(word: &[u8], then: Option<u8>) -> Self {
        Self {
            letters: places(word, u8::is_ascii_alphabetic),
            digits: places(word, u8::is_ascii_digit),
            then,
        }
    }

    /// Those that a layout asks for; where it allows either there is neither.
    fn of_layout(layout: &str) -> Self {
        let signs = layout.as_bytes();
        let is_letter = |sign: &u8| *sign == b'A' || sign.is_ascii_lowercase();
        let end = signs.iter().position(|sign| !is_word_sign(*sign)).unwrap_or(signs.len());
        let digits = places(&signs[..end], |sign| *sign == b'#');
        Self { letters: places(&signs[..end], is_letter), digits, then: signs.get(end).copied() }
    }

    /// Whether a word has what is asked for here.
    pub(super) fn allow(self, word: Self) -> bool {
        let goes_on = match self.then {
            None => true,
            Some(b'~') => matches!(word.then, Some(b' ' | b'-')),
            sign => sign == word.then,
        };
        goes_on && self.letters & !word.letters == 0 && self.digits & !word.digits == 0
    }
}

fn places(word: &[u8], class: impl Fn(&u8) -> bool) -> u64 {
    word.iter().rev().fold(0, |places, byte| places << 1 | u64::from(class(byte)))
}

/// The rules and the ways to them.
pub(super) struct Index {
    rules: Vec<&'static Rule>,
    by_digits: Vec<[Vec<Form>; Follower::COUNT]>,
    by_word: Vec<Vec<Form>>,
    /// For a number of digits and what follows them the rules whose numbers begin so, and how many letters stand before
    /// the digits.
    alike: Vec<[Vec<(usize, u16)>; Follower::COUNT]>,
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
            alike: std::iter::repeat_with(Default::default).take(MOST_DIGITS + 1).collect(),
            by_length: vec![Vec::new(); MOST_WORD_BYTES + 1],
            dictionary: Dictionary::of(&rules),
            phone,
            rules,
        };
        for place in 0..index.rules.len() {
            index.add(place);
        }
        // Of two rules that are equally sure the one wins that says more about its digits.
        for forms in &mut index.by_word {
            forms.sort_by_key(|form| first_digits(form.layout).is_none());
        }
        index
    }

    fn add(&mut self, place: usize) {
        let rule = u16::try_from(place).expect("there are a few hundred rules");
        let is_loose = self.rules[place].scores.parted > 0 && self.rules[place].kind != EntityKind::Phone;
        for layout in self.rules[place].layouts {
            if is_loose && layout.bytes().all(is_word_sign) {
                self.by_length[layout.len()].push(Form {
                    rule,
                    before: 0,
                    second: None,
                    word: WordSigns::default(),
                    layout,
                });
            }
            if let Some((before, count, followers)) = first_digits(layout) {
                for then in followers {
                    self.alike[count][*then as usize].push((before, rule));
                }
            }
            for head in heads(layout) {
                match head {
                    Head::Digits { before, count, then } => {
                        let second = second_group(&layout.as_bytes()[before + count..]);
                        let before = u8::try_from(before).expect("layouts are short");
                        let word = WordSigns::default();
                        self.by_digits[count][then as usize].push(Form {
                            rule,
                            before,
                            second,
                            word,
                            layout,
                        });
                    }
                    Head::Word { length } => {
                        let word = WordSigns::of_layout(layout);
                        self.by_word[length].push(Form { rule, before: 0, second: None, word, layout });
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

    /// The rules whose first digits are so many with `then` behind them, and how many signs stand before those.
    pub(super) fn written_alike(&self, count: usize, then: Follower) -> &[(usize, u16)] {
        self.alike.get(count).map_or(&[], |rules| &rules[then as usize])
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

/// How many digits the group behind a separator has, when `rest` begins with a separator and no letter may follow.
fn second_group(rest: &[u8]) -> Option<u8> {
    let (separator, rest) = rest.split_first()?;
    let count = rest.iter().take_while(|sign| **sign == b'#').count();
    let is_plain =
        !separator.is_ascii_alphanumeric() && !rest.get(count).is_some_and(u8::is_ascii_alphanumeric);
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

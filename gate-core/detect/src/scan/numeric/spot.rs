//! Spot: one run of digits with what stands around it, and which of the rules that fit it is the surest.

use std::cell::OnceCell;

use super::contest::Contest;
use super::index::{Form, INDEX, MOST_WORD_BYTES, WordSigns};
use super::layout::{self, Follower, Reading};
use super::names::{self, Names};
use super::rule::{Rule, STRONG};
use super::{MOST_DIGITS, around, checks, iban, loose, phone};
use crate::Profile;
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// What a number loses that belongs to some other thing, in hundredths.
const CONTRADICTED: u8 = 40;
/// What a number loses that stands in a row of numbers.
const IN_ROW: u8 = 30;
/// How near the name must stand when the number is assigned to some other thing: `passport_id=`.
const CLOSE: u8 = 12;

/// A run of digits, the first one of its word.
pub(super) struct Spot<'w, 't> {
    pub(super) window: &'w Window<'t>,
    pub(super) profile: &'w Profile,
    /// Where the letters directly before the digits begin; the digits themselves when there are none.
    pub(super) word_start: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    before: OnceCell<Names<'static>>,
    behind: OnceCell<(usize, Names<'static>)>,
}

impl<'w, 't> Spot<'w, 't> {
    /// Looks at the digits at the window's anchor; `None` inside a word that has digits before.
    pub(super) fn new(window: &'w Window<'t>, profile: &'w Profile) -> Option<Self> {
        let start = window.anchor();
        let word_start = word_start(window, start)?;
        window.begins_at(earliest(window, word_start));
        let end = window.run_end_within(start, start + MOST_DIGITS + 1, |byte| byte.is_ascii_digit());
        if end - start > MOST_DIGITS {
            return None;
        }
        let (before, behind) = (OnceCell::new(), OnceCell::new());
        Some(Self { window, profile, word_start, start, end, before, behind })
    }

    /// The surest reading of the number that begins here.
    pub(super) fn best(&self) -> Option<Candidate> {
        let mut contest = Contest::default();
        let then = Follower::of(self.window.at(self.end));
        let second = OnceCell::new();
        // Most forms of a plain run are that run and nothing else: it is read once.
        let plain = OnceCell::new();
        for form in INDEX.by_digits(self.end - self.start, then) {
            let is_other =
                form.second.is_some_and(|count| count != *second.get_or_init(|| self.second_group()));
            if is_other || !self.may_stand_before(*form) {
                continue;
            }
            if form.layout.len() == self.end - self.start {
                if let Some(reading) = plain.get_or_init(|| self.read(*form, self.start)) {
                    self.judge(*form, reading, &mut contest);
                }
            } else if let Some(reading) =
                self.start.checked_sub(usize::from(form.before)).and_then(|start| self.read(*form, start))
            {
                self.judge(*form, &reading, &mut contest);
            }
        }
        if then == Follower::Letter || self.word_start < self.start {
            let limit = self.word_start + MOST_WORD_BYTES + 1;
            let word_end = self.window.run_end_within(self.end, limit, |byte| byte.is_ascii_alphanumeric());
            let forms = INDEX.by_word(word_end - self.word_start);
            if !forms.is_empty() {
                self.read_word(forms, word_end, &mut contest);
            }
            iban::recognise(self, &mut contest);
        }
        phone::recognise(self, &mut contest);
        if !contest.is_named() {
            loose::recognise(self, &mut contest);
        }
        if let Some(candidate) = contest.unnamed()
            && candidate.score <= STRONG.bare
            && self.should_be_another()
        {
            candidate.score = candidate.score.saturating_sub(CONTRADICTED);
        }
        contest.winner()
    }

    /// Enters what the forms are whose first word is the one that ends at `word_end`.
    fn read_word(&self, forms: &[Form], word_end: usize, contest: &mut Contest) {
        let word = WordSigns::of_word(self.window.slice(self.word_start..word_end), self.window.at(word_end));
        for form in forms.iter().filter(|form| form.word.allow(word)) {
            if let Some(reading) = self.read(*form, self.word_start) {
                self.judge(*form, &reading, contest);
            }
        }
    }

    /// Whether what stands directly before the digits can be the beginning of the form.
    fn may_stand_before(&self, form: Form) -> bool {
        let has_letters = self.word_start < self.start;
        match form.layout.as_bytes()[..usize::from(form.before)].last() {
            None => !has_letters,
            Some(sign) if sign.is_ascii_alphabetic() => has_letters,
            Some(sign) => self.window.before(self.start) == Some(*sign) || *sign == b'~',
        }
    }

    /// How many digits stand behind the byte that follows these.
    fn second_group(&self) -> u8 {
        let start = self.end + 1;
        let end = self.window.run_end_within(start, start + MOST_DIGITS, |byte| byte.is_ascii_digit());
        u8::try_from(end - start).unwrap_or(u8::MAX)
    }

    /// Whether a word close by names a kind of number that is written like this one, which then must have failed its
    /// check.
    fn should_be_another(&self) -> bool {
        let then = Follower::of(self.window.at(self.end));
        self.has_names()
            && INDEX.written_alike(self.end - self.start, then).iter().any(|(before, rule)| {
                *before == self.start - self.word_start
                    && self.distance_before(*rule).is_some_and(|distance| distance <= CLOSE)
            })
    }

    /// Reads the number at `start` that agrees with the form and stands by itself.
    fn read(&self, form: Form, start: usize) -> Option<Reading> {
        layout::read(self.window, start, form.layout.as_bytes()).filter(|reading| {
            around::starts_free(self.window, start)
                && around::ends_free(self.window, reading.end)
                && !checks::is_uniform(reading.characters())
        })
    }

    fn judge(&self, form: Form, reading: &Reading, contest: &mut Contest) {
        let rule = INDEX.rule(form.rule);
        if !self.profile.detects(rule.kind) || !(rule.check)(reading.characters()) {
            return;
        }
        let mut distance = self.distance(form.rule, reading.end);
        if rule.scores.bare < STRONG.bare {
            distance = distance.filter(|distance| self.is_named_for_sure(rule, *distance, reading));
        }
        let score = match distance {
            Some(_) => rule.scores.named,
            None => self.score_unnamed(rule, reading),
        };
        let start = if distance.is_some() { self.country_start(rule, reading.start) } else { reading.start };
        let candidate = Candidate::new(start..reading.end, rule.kind, score, rule.name);
        contest.enter(candidate, distance);
    }

    /// Whether it is known already that nothing is named before the digits.
    pub(super) fn is_nameless(&self) -> bool {
        self.before.get().is_some_and(|names| !names.is_any())
    }

    /// Whether anything is named before the digits.
    pub(super) fn has_names(&self) -> bool {
        self.names().is_any()
    }

    /// How far before the digits the rule is named.
    pub(super) fn distance_before(&self, rule: u16) -> Option<u8> {
        self.names().distance(rule)
    }

    fn names(&self) -> &Names<'static> {
        self.before.get_or_init(|| INDEX.dictionary().before(self.window, self.start))
    }

    /// How far away the rule is named: before the digits, or behind the end of the number.
    pub(super) fn distance(&self, rule: u16, end: usize) -> Option<u8> {
        self.names().distance(rule).or_else(|| {
            let read = || (end, INDEX.dictionary().behind(self.window, end));
            match self.behind.get_or_init(read) {
                (known, names) if *known == end => names.distance(rule),
                _ => read().1.distance(rule),
            }
        })
    }

    /// Whether a name at this distance is enough for a number that little else tells from others.
    fn is_named_for_sure(&self, rule: &Rule, distance: u8, reading: &Reading) -> bool {
        if reading.separator() == Some(b' ') && around::has_digits_before(self.window, reading.start) {
            return false;
        }
        if rule.is_checked() {
            return true;
        }
        if !names::is_close(distance) {
            return false;
        }
        if reading.separator() == Some(b' ') && around::has_digits_behind(self.window, reading.end) {
            return false;
        }
        let is_another =
            around::belongs_to_other(self.window, reading.start) || is_moment(reading.characters());
        distance <= if is_another { CLOSE } else { names::OTHERS_DISTANCE }
    }

    /// Where a named number begins: at the letters of its country, if they stand before it (`PL 8567346215`).
    fn country_start(&self, rule: &Rule, start: usize) -> usize {
        let country = &rule.kind.wire_name().as_bytes()[..2];
        let is_written = start == self.start
            && matches!(self.window.before(start), Some(b' ' | b'-'))
            && self.window.has_before(start - 1, country)
            && around::starts_free(self.window, start - 3);
        if is_written { start - 3 } else { start }
    }

    fn score_unnamed(&self, rule: &Rule, reading: &Reading) -> u8 {
        if reading.has_small_letters {
            return 0;
        }
        let plain = if reading.separator().is_some() { rule.scores.parted } else { rule.scores.bare };
        if plain == 0 {
            return 0;
        }
        if around::belongs_to_other(self.window, reading.start)
            || reading.separator().is_none() && is_counted_up(reading.characters())
        {
            return plain.saturating_sub(CONTRADICTED);
        }
        if is_in_row(self.window, reading) {
            return plain.saturating_sub(IN_ROW);
        }
        plain
    }
}

/// Where the letters directly before the digits at `start` begin; `None` when digits stand before them, or too many.
fn word_start(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut at = start;
    while window.before(at).is_some_and(|byte| byte.is_ascii_alphabetic()) {
        if around::follows_escape(window, at) {
            return Some(at);
        }
        if start - at == MOST_WORD_BYTES {
            return None;
        }
        at -= 1;
    }
    let inner =
        window.before(at).is_some_and(|byte| byte.is_ascii_digit()) && !around::follows_escape(window, at);
    (!inner).then_some(at)
}

/// Where the first value may begin that has its first digit in the word at `word_start`: a sign directly before it, or
/// a short group of capitals and a space or hyphen.
fn earliest(window: &Window<'_>, word_start: usize) -> usize {
    match window.before(word_start) {
        Some(b'+' | b'(') => word_start - 1,
        Some(b' ' | b'-' | b'.') => {
            let capitals = window.run_start(word_start - 1, |byte| byte.is_ascii_uppercase());
            if (1..=4).contains(&(word_start - 1 - capitals)) { capitals } else { word_start }
        }
        _ => word_start,
    }
}

/// Whether a number stands in a row of numbers: one with spaces beside another, one without between two others.
fn is_in_row(window: &Window<'_>, reading: &Reading) -> bool {
    let beside =
        [around::has_digits_before(window, reading.start), around::has_digits_behind(window, reading.end)];
    match reading.separator() {
        Some(b' ') => beside != [false; 2],
        None => beside == [true; 2],
        Some(_) => false,
    }
}

/// Whether the digits can be a moment of the years 2001 to 2033 in seconds, or a smaller unit, since 1970.
fn is_moment(characters: &[u8]) -> bool {
    matches!(characters.len(), 10 | 13 | 16 | 19)
        && characters[0] == b'1'
        && characters.iter().all(u8::is_ascii_digit)
}

/// Whether the digits just go up or down by one, as in examples.
fn is_counted_up(characters: &[u8]) -> bool {
    let steps = |step: u8| characters.windows(2).all(|pair| (pair[1] + 10 - pair[0]) % 10 == step);
    characters.iter().all(u8::is_ascii_digit) && (steps(1) || steps(9))
}

//! Telephone numbers with a country code, and numbers that a word near calls telephone numbers, however written.
//! National forms that speak for themselves are rows of [`super::rules::phones`].
//!
//! Source: ITU-T E.164 (at most fifteen digits).

use super::contest::Contest;
use super::countries::national_length;
use super::index::INDEX;
use super::rules::phones::NAMED;
use super::spot::Spot;
use super::{around, checks, names};
use crate::EntityKind;
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

const MOST_DIGITS: usize = 15;
const FEWEST_DIGITS: usize = 8;
/// The fewest digits of a number that a word calls a telephone number.
const FEWEST_NAMED: usize = 7;
/// How near such a word has to stand, in bytes.
const NEAR_BYTES: u8 = 28;
/// From here on a distance stands for the name of the place, or for words behind.
const FAR_BYTES: u8 = 60;

/// Enters the telephone number whose first digits are these, if any.
pub(super) fn recognise(spot: &Spot<'_, '_>, contest: &mut Contest) {
    if spot.word_start < spot.start || !spot.profile.detects(EntityKind::Phone) {
        return;
    }
    if spot.window.before(spot.start) == Some(b'+') {
        contest.enter_some(with_country_code(spot));
    } else if spot.end - spot.start < FEWEST_NAMED && next_group(spot.window, spot.end).is_none() {
        // Too short, and nothing follows that could belong to it: true of most numbers there are.
    } else if let Some((candidate, distance)) = named(spot) {
        contest.enter(candidate, Some(distance));
    }
}

/// A number that begins with `+`.
fn with_country_code(spot: &Spot<'_, '_>) -> Option<Candidate> {
    let start = spot.start - 1;
    let window = spot.window;
    let is_free = window
        .before(start)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'_' | b')' | b'.'));
    if !is_free && !around::follows_escape(window, start) {
        return None;
    }
    let (end, digits) = longest(spot)?;
    let national = &digits.as_slice()[usize::from(national_length(digits.as_slice())?.code_digits)..];
    if checks::is_uniform(national) {
        return None;
    }
    let score = match digits.values[0] {
        b'1' if national[0] < b'2' || national.starts_with(b"911") => 50,
        b'1' if national[1..3] == *b"11" || national[3] < b'2' => 70,
        _ => 85,
    };
    Some(Candidate::new(start..end, EntityKind::Phone, score, "phone-international"))
}

/// The first digits of a number, as ASCII.
#[derive(Default)]
struct Digits {
    values: [u8; MOST_DIGITS],
    count: usize,
}

impl Digits {
    fn as_slice(&self) -> &[u8] {
        &self.values[..self.count]
    }

    /// Appends digits; false when there is no room for all of them.
    fn append(&mut self, digits: &[u8]) -> bool {
        let Some(room) = self.values.get_mut(self.count..self.count + digits.len()) else { return false };
        room.copy_from_slice(digits);
        self.count += digits.len();
        true
    }
}

/// The most groups that together have a length the country uses, and their digits.
fn longest(spot: &Spot<'_, '_>) -> Option<(usize, Digits)> {
    let window = spot.window;
    let mut digits = Digits::default();
    let (mut start, mut end, mut best) = (spot.start, spot.end, None);
    while digits.append(window.slice(start..end)) {
        let fits = national_length(digits.as_slice()).is_some_and(|length| length.admits(digits.count));
        if fits && digits.count >= FEWEST_DIGITS && around::ends_free(window, end) {
            best = Some((end, digits.count));
        }
        let Some(next) = next_group(window, end) else { break };
        (start, end) = (next, digits_end(window, next));
    }
    best.map(|(end, count)| {
        digits.count = count;
        (end, digits)
    })
}

fn digits_end(window: &Window<'_>, start: usize) -> usize {
    window.run_end_within(start, start + MOST_DIGITS + 1, |byte| byte.is_ascii_digit())
}

/// Where the next group starts: behind one separator, or behind a parenthesis and a separator on one side of it. A
/// trunk zero, as in `+44 (0)20`, is passed over.
fn next_group(window: &Window<'_>, end: usize) -> Option<usize> {
    let mut at = end;
    let mut seen = [0_u8; 3];
    while let Some(byte @ (b' ' | b'-' | b'.' | b'/' | b'(' | b')')) = window.at(at) {
        *seen.get_mut(at - end)? = byte;
        at += 1;
    }
    let is_usual = matches!(
        &seen[..at - end],
        [_] | [b' ' | b'-', b'('] | [b')', b' ' | b'-'] | [b' ', b'-', b' '] | [b')', b' ', b'(']
    );
    if !is_usual {
        return None;
    }
    if window.before(at) == Some(b'(') && window.has(at, b"0)") {
        return next_group(window, at + 1);
    }
    window.at(at).filter(u8::is_ascii_digit).map(|_| at)
}

/// A number in any usual grouping behind or before a word that calls it a telephone number, and how near that stands.
fn named(spot: &Spot<'_, '_>) -> Option<(Candidate, u8)> {
    let window = spot.window;
    let in_parentheses = window.before(spot.start) == Some(b'(');
    let start = if in_parentheses { spot.start - 1 } else { spot.start };
    let mut groups = Groups::default();
    let (mut from, mut end) = (spot.start, spot.end);
    loop {
        groups.take(window.slice(from..end))?;
        let Some(next) = next_group(window, end) else { break };
        groups.dots += usize::from(window.at(end) == Some(b'.'));
        (from, end) = (next, digits_end(window, next));
    }
    let usual = (FEWEST_NAMED..=MOST_DIGITS).contains(&groups.digits.count)
        && !groups.is_another_thing()
        && around::starts_free(window, start)
        && around::ends_free(window, end)
        && !checks::is_uniform(groups.digits.as_slice())
        && !around::belongs_to_other(window, start);
    if !usual {
        return None;
    }
    let distance = spot
        .distance(INDEX.phone(), end)
        .filter(|it| *it <= NEAR_BYTES || *it >= FAR_BYTES && names::is_close(*it))?;
    Some((Candidate::new(start..end, EntityKind::Phone, 70, NAMED), distance))
}

/// The groups of a number.
#[derive(Default)]
struct Groups {
    digits: Digits,
    lengths: [usize; 6],
    count: usize,
    dots: usize,
}

impl Groups {
    /// Takes a group unless the number becomes too long.
    fn take(&mut self, digits: &[u8]) -> Option<()> {
        *self.lengths.get_mut(self.count)? = digits.len();
        self.count += 1;
        self.digits.append(digits).then_some(())
    }

    /// Dates, IP addresses, decimals, moments in seconds.
    fn is_another_thing(&self) -> bool {
        let lengths = &self.lengths[..self.count];
        let digits = self.digits.as_slice();
        let is_year = |year: &[u8]| year.starts_with(b"19") || year.starts_with(b"20");
        match lengths {
            [4, 2, 2, ..] => is_year(digits),
            [2, 2, 4] => is_year(&digits[4..]),
            [8] => {
                is_year(digits)
                    && checks::is_date(2000, checks::number(&digits[4..6]), checks::number(&digits[6..]))
            }
            [10 | 13] => digits[0] == b'1' && digits[1] >= b'4',
            [_, _] => self.dots == 1,
            [first, second, third, fourth] if self.dots == 3 => {
                [first, second, third, fourth].iter().any(|it| **it != 2)
            }
            _ => false,
        }
    }
}

//! Addresses that begin with the house number: English and French ones.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::{
    CONNECTORS, CONTEXT, DIRECTIONS, DOUBTFUL_KINDS, FRENCH_KINDS, MOST_NUMBER_DIGITS, REPETITIONS,
    SURE_KINDS,
};
use super::{address, context_score, postcode};
use crate::scan::context::has_words_before;
use crate::scan::letters::{ascii_word_key, slot};
use crate::scan::personal::words::{
    char_at, char_before, digits_end, ends_word, is_capital, is_one_of, letters_end, listed_end, skip_spaces,
    word_at,
};
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// The most words between the number and the kind of street.
const MOST_NAME_WORDS: usize = 4;
const MOST_FRENCH_WORDS: usize = 7;

/// How many slots there are for the kinds of streets, as a power of two.
const SLOT_BITS: u32 = 12;
/// The longest word of a name that is passed over, in bytes.
const WORD_BYTES: usize = 48;

/// Whether a kind of street may stand among the words behind the number that ends at `digits_end`: a first test, which
/// passes every address and few other numbers.
pub(super) fn names_street(bytes: &[u8], digits_end: usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied();
    let run_end = |start: usize, most: usize, class: fn(&u8) -> bool| {
        start + bytes[start.min(bytes.len())..].iter().take(most).take_while(|byte| class(byte)).count()
    };
    let mut at = digits_end;
    if matches!(byte(at), Some(b'-' | b'/')) {
        at = run_end(at + 1, MOST_NUMBER_DIGITS, u8::is_ascii_digit);
    }
    at += usize::from(byte(at).is_some_and(|byte| byte.is_ascii_alphabetic()));
    for _ in 0..=MOST_NAME_WORDS {
        at += usize::from(matches!(byte(at), Some(b',' | b'.')));
        match byte(at) {
            Some(b' ') if at + 1 < bytes.len() => at += 1,
            next => return next.is_none_or(|next| next == b' '),
        }
        if KIND_SLOTS[slot(ascii_word_key(bytes, at), SLOT_BITS)] {
            return true;
        }
        let is_word_byte =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'-') || !byte.is_ascii();
        at = run_end(at, WORD_BYTES, is_word_byte);
    }
    at >= bytes.len()
}

/// For each slot whether a kind of street begins with the letters it stands for.
static KIND_SLOTS: LazyLock<Box<[bool]>> = LazyLock::new(|| {
    let mut slots = vec![false; 1 << SLOT_BITS].into_boxed_slice();
    for kind in [SURE_KINDS, DOUBTFUL_KINDS, FRENCH_KINDS].into_iter().flatten() {
        slots[slot(ascii_word_key(kind.as_bytes(), 0), SLOT_BITS)] = true;
    }
    slots
});

/// The address whose number starts at the anchor.
pub(super) fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor();
    if char_before(window, start)
        .is_some_and(|before| before.is_alphanumeric() || matches!(before, '#' | ':' | '/' | '=' | '<' | '('))
    {
        return None;
    }
    let end = number_end(window, start)?;
    french(window, start, end).or_else(|| english(window, start, end))
}

/// Behind `12`, `12a`, `12-14`, `3/12`.
fn number_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut end = digits_end(window, start, MOST_NUMBER_DIGITS)?;
    if matches!(window.at(end), Some(b'-' | b'/'))
        && let Some(second) = digits_end(window, end + 1, MOST_NUMBER_DIGITS)
    {
        end = second;
    }
    if window.at(end).is_some_and(|byte| byte.is_ascii_alphabetic()) && ends_word(window, end + 1) {
        end += 1;
    }
    Some(end)
}

/// `12 bis, rue de la Paix`
fn french(window: &Window<'_>, start: usize, number_end: usize) -> Option<Candidate> {
    let mut at = behind_comma(window, number_end)?;
    if let Some(repetition) = listed_end(window, at, REPETITIONS) {
        at = behind_comma(window, repetition)?;
    }
    let kind_end = listed_end(window, at, FRENCH_KINDS)?;
    let name = skip_spaces(window, kind_end + usize::from(window.at(kind_end) == Some(b'.')), 1);
    let end = capitalised_end(window, name, MOST_FRENCH_WORDS)?;
    // `12 Place Name` may be English, `12 rue` is not.
    let small = !is_capital(window, at);
    let tail = postcode::tail(window, end);
    let score = match (small, tail.postcode) {
        (_, true) => 90,
        (true, false) => 80,
        (false, false) => context_score(window, start, 55),
    };
    Some(address(start, tail.end, score, "address-french"))
}

fn behind_comma(window: &Window<'_>, at: usize) -> Option<usize> {
    let comma = at + usize::from(window.at(at) == Some(b','));
    let behind = skip_spaces(window, comma, 1);
    (behind > comma).then_some(behind)
}

/// Where the last word with a capital letter ends, of those that follow each other with small connecting words only.
pub(super) fn capitalised_end(window: &Window<'_>, start: usize, most: usize) -> Option<usize> {
    let mut best = None;
    let mut at = start;
    for _ in 0..most {
        let Some(word) = word_at(window, at) else { break };
        if is_capital(window, at) || starts_elided(window, &word) {
            best = Some(word.end);
        } else if !is_one_of(window, word.clone(), CONNECTORS) {
            break;
        }
        let dot = usize::from(window.at(word.end) == Some(b'.') && word.len() <= 3);
        if window.at(word.end + dot) != Some(b' ') {
            break;
        }
        at = word.end + dot + 1;
    }
    best
}

/// `l'Église`, `d'Azeglio`
fn starts_elided(window: &Window<'_>, word: &Range<usize>) -> bool {
    (word.start..word.end.min(word.start + 7))
        .any(|at| matches!(window.at(at), Some(b'\'')) && is_capital(window, at + 1))
}

/// `12 Long Lane`, `221B Baker Street, London NW1 6XE`, `350 5th Ave Suite 1`
fn english(window: &Window<'_>, start: usize, number_end: usize) -> Option<Candidate> {
    let first = skip_spaces(window, number_end, 1);
    if first == number_end {
        return None;
    }
    let lower = char_at(window, first).is_some_and(char::is_lowercase);
    if lower && !has_words_before(window, start, CONTEXT) {
        return None;
    }
    let street = street(window, first, lower)?;
    let tail = postcode::tail(window, street.end);
    let year =
        number_end - start == 4 && matches!(window.at(start), Some(b'1' | b'2')) && is_year(window, start);
    let score = match (tail.postcode, street.sure, year || lower) {
        (true, ..) => 92,
        (false, true, false) if street.words == 1 || street.words == 2 => 75,
        (false, true, false) => 65,
        (false, true, true) => context_score(window, start, 45),
        (false, false, false) => context_score(window, start, 52),
        (false, false, true) => context_score(window, start, 30),
    };
    Some(address(start, tail.end, score, "address-english"))
}

/// A street's name with its kind.
struct Street {
    end: usize,
    sure: bool,
    words: usize,
}

fn street(window: &Window<'_>, start: usize, lower: bool) -> Option<Street> {
    let mut best: Option<Street> = None;
    let mut at = start;
    for words in 0..=MOST_NAME_WORDS {
        let Some(end) = name_word_end(window, at, lower) else { break };
        let dot = end + usize::from(window.at(end) == Some(b'.'));
        let sure = is_one_of(window, at..end, SURE_KINDS);
        let is_kind = words > 0 && (sure || is_one_of(window, at..end, DOUBTFUL_KINDS));
        if is_kind {
            best = Some(Street { end, sure, words });
        } else if best.is_some() {
            break;
        }
        let next = if dot > end && end - at > 3 { end } else { dot };
        if window.at(next) != Some(b' ') {
            break;
        }
        at = next + 1;
    }
    let street = best?;
    let direction = skip_spaces(window, street.end + usize::from(window.at(street.end) == Some(b'.')), 1);
    let direction_end = letters_end(window, direction);
    let directed = direction > street.end
        && is_capital(window, direction)
        && is_one_of(window, direction..direction_end, DIRECTIONS);
    Some(Street { end: if directed { direction_end } else { street.end }, ..street })
}

/// A word of a street's name: with a capital letter, an ordinal number, or a connecting word.
fn name_word_end(window: &Window<'_>, at: usize, lower: bool) -> Option<usize> {
    if let Some(digits) = digits_end(window, at, 3) {
        let end = letters_end(window, digits);
        return is_one_of(window, digits..end, &["st", "nd", "rd", "th"]).then_some(end);
    }
    let word = word_at(window, at)?;
    (is_capital(window, at) || lower || is_one_of(window, word.clone(), CONNECTORS)).then_some(word.end)
}

fn is_year(window: &Window<'_>, start: usize) -> bool {
    window.has(start, b"19") || window.has(start, b"20")
}

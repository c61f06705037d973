//! Postcodes: those that stand for a few houses are told by themselves, others only behind a street.
//!
//! Sources: BS 7666 and Royal Mail's list of post towns (United Kingdom), Canada Post, USPS Publication 28, the Dutch post.

use super::words::{CONTEXT, STATES, UNITS};
use super::{address, context_score};
use crate::scan::context::has_words_before;
use crate::scan::personal::words::{
    char_at, digits_end, ends_word, is_capital, is_one_of, letters_end, skip_spaces, starts_word, word_at,
};
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// The areas of British postcodes.
#[rustfmt::skip]
const AREAS: &[&str] = &[
    "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM", "CO", "CR",
    "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY", "G",
    "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY",
    "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL",
    "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP",
    "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN",
    "WR", "WS", "WV", "YO", "ZE",
];

/// The most words of a town's name.
const TOWN_WORDS: usize = 3;

/// What follows a street: where it ends, and whether a postcode is part of it.
pub(super) struct Tail {
    pub(super) end: usize,
    pub(super) postcode: bool,
}

/// `SW1A 1AA`: the digit of the inward part stands at the anchor.
pub(super) fn british(window: &Window<'_>) -> Option<Candidate> {
    let inward = window.anchor();
    let spaced = window.before(inward) == Some(b' ');
    let outward_end = inward - usize::from(spaced);
    let start = window.run_start(outward_end, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let outward = window.slice(start..outward_end);
    let two_letters = is_outward(outward)?;
    if !starts_word(window, start) || matches!(window.before(start), Some(b'-' | b'/' | b'#')) {
        return None;
    }
    window.begins_at(start);
    let end = inward_end(window, inward)?;
    let named = has_words_before(window, start, CONTEXT);
    let score = match (named, spaced && two_letters) {
        (true, _) => 90,
        (false, true) => 62,
        (false, false) => 45,
    };
    Some(address(start, end, score, "postcode-british"))
}

/// Whether an outward part is one; says whether its area has two letters.
fn is_outward(outward: &[u8]) -> Option<bool> {
    let letters = outward.iter().position(u8::is_ascii_digit)?;
    let (area, district) = outward.split_at(letters);
    let known = AREAS.iter().any(|known| known.as_bytes() == area);
    let fits = matches!(district, [b'0'..=b'9'] | [b'1'..=b'9', b'0'..=b'9' | b'A'..=b'Z']);
    (known && fits).then_some(letters == 2)
}

fn inward_end(window: &Window<'_>, digit: usize) -> Option<usize> {
    let end = digit + 3;
    let is_letter =
        |at: usize| window.at(at).is_some_and(|byte| byte.is_ascii_uppercase() && !b"CIKMOV".contains(&byte));
    let fits = window.at(digit).is_some_and(|byte| byte.is_ascii_digit())
        && is_letter(digit + 1)
        && is_letter(digit + 2)
        && ends_word(window, end)
        && window.at(end) != Some(b'-');
    // `L3 8GB` is a cache of a processor.
    (fits && !matches!(window.slice(digit + 1..end), b"GB" | b"TB" | b"PX" | b"HZ" | b"DB")).then_some(end)
}

/// `K1A 0B1`: the first digit stands at the anchor.
pub(super) fn canadian(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor().checked_sub(1)?;
    window.begins_at(start);
    if !starts_word(window, start) || matches!(window.before(start), Some(b'-' | b'/' | b'#')) {
        return None;
    }
    let end = canadian_end(window, start)?;
    let spaced = end - start == 7;
    let score = match (has_words_before(window, start, CONTEXT), spaced) {
        (true, _) => 90,
        (false, true) => 70,
        (false, false) => 40,
    };
    Some(address(start, end, score, "postcode-canadian"))
}

fn canadian_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_letter =
        |at: usize| window.at(at).is_some_and(|byte| byte.is_ascii_uppercase() && !b"DFIOQU".contains(&byte));
    let is_digit = |at: usize| window.at(at).is_some_and(|byte| byte.is_ascii_digit());
    let first = is_letter(start)
        && !matches!(window.at(start), Some(b'W' | b'Z'))
        && is_digit(start + 1)
        && is_letter(start + 2);
    if !first {
        return None;
    }
    let second = start + 3 + usize::from(window.at(start + 3) == Some(b' '));
    let whole = is_digit(second) && is_letter(second + 1) && is_digit(second + 2);
    (whole && ends_word(window, second + 3)).then_some(second + 3)
}

/// `CA 94105-1234`: the ZIP code stands at the anchor.
pub(super) fn american(window: &Window<'_>) -> Option<Candidate> {
    let zip = window.anchor();
    let start = zip.checked_sub(3)?;
    window.begins_at(start);
    let stated = window.before(zip) == Some(b' ')
        && STATES.iter().any(|state| state.as_bytes() == window.slice(start..zip - 1))
        && starts_word(window, start);
    let end = zip_end(window, zip).filter(|end| end - zip == 10)?;
    stated.then(|| address(start, end, 85, "postcode-american"))
}

/// Five digits, or nine as `94105-1234`.
fn zip_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let five = digits_end(window, start, 5).filter(|end| end - start == 5)?;
    let four = (window.at(five) == Some(b'-')).then(|| digits_end(window, five + 1, 4)).flatten();
    let end = four.filter(|end| end - five == 5).unwrap_or(five);
    ends_word(window, end).then_some(end)
}

/// `1012 AB`, never `SA`, `SD` or `SS`: the digits stand at the anchor.
pub(super) fn dutch(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor();
    let end = dutch_end(window, start).filter(|_| starts_word(window, start))?;
    Some(address(start, end, context_score(window, start, 45), "postcode-dutch"))
}

fn dutch_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let letters = skip_spaces(window, digits_end(window, start, 4).filter(|end| end - start == 4)?, 1);
    let is_letter = |at: usize| window.at(at).is_some_and(|byte| byte.is_ascii_uppercase());
    let whole = window.at(start) != Some(b'0')
        && is_letter(letters)
        && is_letter(letters + 1)
        && ends_word(window, letters + 2);
    (whole && !matches!(window.slice(letters..letters + 2), b"SA" | b"SD" | b"SS")).then_some(letters + 2)
}

/// What follows a street that ends at `street_end`: part of a building, town, state, postcode.
pub(super) fn tail(window: &Window<'_>, street_end: usize) -> Tail {
    let mut end = street_end;
    if let Some(unit) =
        unit_end(window, behind_break(window, end)).or_else(|| unit_end(window, behind_space(window, end)))
    {
        end = unit;
    }
    let next = behind_break(window, end);
    if next == end {
        return Tail { end, postcode: false };
    }
    match town_and_code(window, next) {
        Some(code_end) => Tail { end: code_end, postcode: true },
        None => Tail { end, postcode: false },
    }
}

/// Behind a dot, comma, dash or line break and the spaces around it.
fn behind_break(window: &Window<'_>, at: usize) -> usize {
    let is_glue = |byte: u8| matches!(byte, b'.' | b',' | b' ' | b'\n' | b'\r' | b'-');
    let behind = window.run_end_within(at, at + 4, is_glue);
    if window.at(behind) == Some(b'\\') && window.at(behind + 1) == Some(b'n') { behind + 2 } else { behind }
}

fn behind_space(window: &Window<'_>, at: usize) -> usize {
    skip_spaces(window, at, 1)
}

/// `Apt 4B`, `Suite 200`, `#12`
fn unit_end(window: &Window<'_>, at: usize) -> Option<usize> {
    let number = if window.at(at) == Some(b'#') {
        at + 1
    } else {
        let word = letters_end(window, at);
        if !is_one_of(window, at..word, UNITS) {
            return None;
        }
        skip_spaces(window, word + usize::from(window.at(word) == Some(b'.')), 1)
    };
    let end = window.run_end_within(number, number + 7, |byte| byte.is_ascii_alphanumeric());
    let numbered = window.slice(number..end).iter().any(u8::is_ascii_digit) || end == number + 1;
    (numbered && end - number <= 6).then_some(end)
}

/// `75001 Paris`, `D-10115 Berlin`, `London NW1 6XE`, `Springfield, IL 62704`, `1012 AB Amsterdam`.
fn town_and_code(window: &Window<'_>, at: usize) -> Option<usize> {
    if let Some(behind) = code_before_town(window, at) {
        return Some(behind);
    }
    let mut next = at;
    for _ in 0..=TOWN_WORDS {
        if let Some(end) = code_end(window, next) {
            return Some(end);
        }
        let word = word_at(window, next).filter(|_| is_capital(window, next))?;
        next = behind_break(window, word.end);
    }
    None
}

/// A code at the end of an address.
fn code_end(window: &Window<'_>, at: usize) -> Option<usize> {
    let state_end = letters_end(window, at);
    let stated = STATES.iter().any(|state| state.as_bytes() == window.slice(at..state_end));
    if stated {
        let code = behind_break(window, state_end);
        return zip_end(window, code)
            .or_else(|| canadian_end(window, code))
            .or_else(|| digits_end(window, code, 4).filter(|end| end - code == 4))
            .or_else(|| {
                ends_word(window, state_end).then_some(state_end).filter(|_| !is_capital(window, code))
            });
    }
    let outward_end =
        window.run_end_within(at, at + 5, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if outward_end > at
        && is_outward(window.slice(at..outward_end)).is_some()
        && window.at(outward_end) == Some(b' ')
    {
        return inward_end(window, outward_end + 1);
    }
    canadian_end(window, at).or_else(|| zip_end(window, at))
}

/// A code and the town behind it: four to six digits, with the dashes and letters of some countries.
fn code_before_town(window: &Window<'_>, at: usize) -> Option<usize> {
    let is_prefixed =
        window.at(at).is_some_and(|byte| byte.is_ascii_uppercase()) && window.at(at + 1) == Some(b'-');
    let start = if is_prefixed { at + 2 } else { at };
    let code = dutch_end(window, start).or_else(|| grouped_digits_end(window, start))?;
    let town = skip_spaces(window, code, 1);
    let first = word_at(window, town).filter(|_| town > code && is_capital(window, town))?;
    let mut end = first.end;
    for _ in 1..TOWN_WORDS {
        let next = end + 1;
        let joined = char_at(window, end) == Some(' ') && is_capital(window, next);
        let Some(word) = word_at(window, next).filter(|_| joined) else { break };
        end = word.end;
    }
    Some(end)
}

/// `75001`, `1010`, `110 00`, `00-950`, `01310-100`, `1000-205`.
fn grouped_digits_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let first = digits_end(window, start, 6)?;
    let second =
        matches!(window.at(first), Some(b'-' | b' ')).then(|| digits_end(window, first + 1, 3)).flatten();
    match (first - start, second.map(|end| end - first - 1)) {
        (2 | 4 | 5, Some(3)) | (3, Some(2)) => second,
        (4..=6, _) => Some(first),
        _ => None,
    }
}

//! Addresses in which the number follows the street: most of Europe and Latin America.

use super::groups::kinds_before;
use super::number_first::capitalised_end;
use super::words::{CONTEXT, NO_ADJECTIVES, SEPARATE_TAILS};
use super::{address, context_score, postcode};
use crate::scan::context::has_words_before;
use crate::scan::personal::words::{
    char_at, char_before, digits_end, ends_word, is_capital, is_one_of, letters_end, skip_spaces, starts_word,
};
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

const MOST_NAME_WORDS: usize = 6;
/// The longest name of a street with its kind, in bytes.
const NAME_BYTES: usize = 40;

/// Kinds before a name that mean hardly anything else.
#[rustfmt::skip]
const SURE_LEADS: &[&str] = &[
    "calle", "avda", "avda.", "avenida", "carrer", "rua", "travessa", "alameda", "viale", "piazza", "vicolo", "ul.", "ulica",
    "ulice", "aleja", "ул.", "улица", "проспект", "пр-т", "переулок", "вул.", "rue", "praça", "bulevardul", "jalan", "jl.",
    "chaussée", "rodovia",
];
/// Words before a house number.
const NUMBER_SIGNS: &[&str] =
    &["nº", "n°", "no", "nr", "num", "núm", "numero", "número", "д", "дом", "n", "č"];
/// Compounds with `-platz` and `-weg` that are no streets.
#[rustfmt::skip]
const NO_STREETS: &[&str] = &[
    "arbeitsplatz", "parkplatz", "stellplatz", "sitzplatz", "speicherplatz", "startplatz", "stehplatz", "studienplatz",
    "tabellenplatz", "listenplatz", "fensterplatz", "liegeplatz", "zeltplatz", "sportplatz", "spielplatz", "ausweg",
    "umweg", "rückweg", "hinweg", "heimweg", "schulweg", "arbeitsweg", "rechtsweg", "lösungsweg", "bremsweg", "norweg",
];

/// `Calle de Alcalá, 12`: the kind of street ends at `end`, the name and the number follow.
pub(in crate::scan::personal) fn behind_kind(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let start = window.anchor();
    let dot = end + usize::from(window.at(end) == Some(b'.'));
    let name = skip_spaces(window, dot, 1);
    let joined = window.before(end) == Some(b'/') || window.before(dot) == Some(b'.');
    if name == dot && !joined {
        return None;
    }
    let name_end = capitalised_end(window, name, MOST_NAME_WORDS)
        .filter(|name_end| name_end - start <= 2 * NAME_BYTES)?;
    let (number, number_end) = number(window, name_end)?;
    let lead = start..end;
    let sure = is_one_of(window, lead, SURE_LEADS);
    // `Via Roma 12` is a street, `via Port 8080` is none.
    if !sure && !is_capital(window, start) && !joined {
        return None;
    }
    let tail = postcode::tail(window, number_end);
    let score = match (tail.postcode, sure) {
        (true, _) => 92,
        (false, true) => 78,
        (false, false) if number_end - number <= 3 => 62,
        (false, false) => 50,
    };
    Some(address(start, tail.end, context_score(window, start, score), "address-street"))
}

/// `Lindenstraße 12a`: a name that ends with its kind of street, and a number.
pub(super) fn behind_name(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let kind = window.anchor();
    let start = name_start(window, kind, end);
    window.begins_at(start);
    let dot = end + usize::from(window.at(end) == Some(b'.'));
    let number = skip_spaces(window, dot, 1);
    let number_end = house_number_end(window, number).filter(|_| number > dot || dot > end)?;
    let bare = start == kind;
    if !is_capital(window, start) || kind - start > NAME_BYTES || (!bare && kind - start < 3) {
        return None;
    }
    if is_one_of(window, kind..end, SEPARATE_TAILS) {
        let tail = postcode::tail(window, number_end);
        return Some(address(start, tail.end, if tail.postcode { 92 } else { 80 }, "address-street"));
    }
    if bare || is_no_street(window, start, end) {
        return None;
    }
    let tail = postcode::tail(window, number_end);
    let score = match (tail.postcode, end - kind) {
        (true, _) => 90,
        (false, 5..) => 68,
        (false, _) => 50,
    };
    Some(address(start, tail.end, context_score(window, start, score), "address-street"))
}

/// Where the word begins that goes on at `end`. Only letters of one or two bytes count: a stream holds those back until
/// the word is over.
fn word_start(window: &Window<'_>, end: usize) -> usize {
    let mut start = end;
    while end - start <= NAME_BYTES
        && let Some(letter) = char_before(window, start)
        && (letter == '-' || letter.is_alphabetic() && letter.len_utf8() <= 2)
    {
        start -= letter.len_utf8();
    }
    start
}

/// Where the name begins whose kind of street stands at `kind..end`: with the same word, or with an adjective before it.
fn name_start(window: &Window<'_>, kind: usize, end: usize) -> usize {
    let start = word_start(window, kind);
    let apart = start == kind && is_capital(window, kind) && is_one_of(window, kind..end, SEPARATE_TAILS);
    if apart { adjective_start(window, start).unwrap_or(start) } else { start }
}

/// Where the adjective begins before the street at `street`: `Lange Straße`, `Bonner Straße`.
fn adjective_start(window: &Window<'_>, street: usize) -> Option<usize> {
    let end = street.checked_sub(1).filter(|space| window.at(*space) == Some(b' '))?;
    let start = word_start(window, end);
    let fits = (3..=NAME_BYTES / 2).contains(&(end - start))
        && is_capital(window, start)
        && starts_word(window, start)
        && !is_one_of(window, start..end, NO_ADJECTIVES);
    fits.then_some(start)
}

/// Holds back the last words of a stream when they may be a street's name whose number, which tells it, is yet to come.
pub(in crate::scan::personal) fn hold_last(sink: &mut Sink<'_>) {
    let text = sink.text();
    if text.complete {
        return;
    }
    let end = text.bytes.len();
    let window = text.window(end.saturating_sub(1));
    let spaced = window.before(end) == Some(b' ');
    let name_end = end - usize::from(spaced);
    let undotted = name_end - usize::from(window.before(name_end) == Some(b'.'));
    for kind in kinds_before(text.bytes, name_end) {
        let start = name_start(&window, kind.start, kind.end);
        if is_capital(&window, start) {
            sink.hold(start);
        }
    }
    // The beginning of a street that stands apart from its name.
    let last = if spaced { end } else { word_start(&window, undotted) };
    let begun = window.slice(last..end);
    let may_be_street = SEPARATE_TAILS
        .iter()
        .any(|kind| kind.as_bytes().get(..begun.len()).is_some_and(|head| head.eq_ignore_ascii_case(begun)));
    if let Some(start) = adjective_start(&window, last).filter(|_| may_be_street) {
        sink.hold(start);
    }
}

fn is_no_street(window: &Window<'_>, start: usize, end: usize) -> bool {
    std::str::from_utf8(window.slice(start..end))
        .is_ok_and(|word| NO_STREETS.contains(&word.to_lowercase().as_str()))
        && !has_words_before(window, start, CONTEXT)
}

/// The number behind a street's name: `, 12`, ` nº 12`, `, д. 12/3`. Gives where it starts and ends.
fn number(window: &Window<'_>, name_end: usize) -> Option<(usize, usize)> {
    let comma = name_end + usize::from(window.at(name_end) == Some(b','));
    let mut at = skip_spaces(window, comma, 1);
    if at == name_end {
        return None;
    }
    let sign = sign_end(window, at);
    if is_one_of(window, at..sign, NUMBER_SIGNS) {
        at = skip_spaces(window, sign + usize::from(window.at(sign) == Some(b'.')), 1);
    }
    Some((at, house_number_end(window, at)?))
}

fn sign_end(window: &Window<'_>, at: usize) -> usize {
    let letters = letters_end(window, at);
    match char_at(window, letters) {
        Some('°') => letters + '°'.len_utf8(),
        _ => letters,
    }
}

/// Behind `12`, `12a`, `12 a`, `12-14`, `12/3`: at most four digits.
fn house_number_end(window: &Window<'_>, at: usize) -> Option<usize> {
    let mut end = digits_end(window, at, 4)?;
    if window.at(end).is_some_and(|byte| byte.is_ascii_alphabetic()) && ends_word(window, end + 1) {
        end += 1;
    }
    while let Some(b'-' | b'/') = window.at(end)
        && let Some(next) = digits_end(window, end + 1, 4)
        && next - at <= 12
    {
        end = next;
    }
    let goes_on = match window.at(end) {
        Some(b'.' | b',' | b':') => window.at(end + 1).is_some_and(|byte| byte.is_ascii_digit()),
        Some(b'%' | b'$') => true,
        _ => !ends_word(window, end),
    };
    (!goes_on).then_some(end)
}

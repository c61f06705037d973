//! Dates of birth: a date shortly behind a word that says so. A plain date is nothing personal.

mod date;
mod months;

#[cfg(test)]
mod tests;

use super::is_place;
use super::words::{char_at, ends_word, starts_word};
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;
use date::end_of_date;

/// How far behind its word a date may begin, in bytes.
const GAP_BYTES: usize = 30;

/// What the place of a date of birth is called.
const PLACES: &[&str] = &[
    "birth",
    "birthdate",
    "birthday",
    "dob",
    "born",
    "geburtsdatum",
    "geburtstag",
    "nacimiento",
    "nascita",
    "naissance",
    "nascimento",
    "geboortedatum",
    "urodzenia",
    "生年月日",
];

/// The date at the start of a text whose place is called by its name.
pub(super) fn find_in_place(sink: &mut Sink<'_>) {
    if is_place(sink, PLACES) {
        sink.examine(0, |window| dated(window, 0));
    }
}

/// The first date behind the word that ends at `cue_end`.
pub(super) fn behind(window: &Window<'_>, cue_end: usize) -> Option<Candidate> {
    let mut at = cue_end;
    while at < cue_end + GAP_BYTES {
        let character = char_at(window, at)?;
        // The sentence is over.
        let ends = matches!(character, ';' | '。' | '!' | '?')
            || character == '.' && at > cue_end && window.at(at + 1) == Some(b' ');
        if ends {
            return None;
        }
        let may_begin = character.is_ascii_digit() || character.is_alphabetic();
        if may_begin
            && is_free(window, at)
            && let Some(date) = dated(window, at)
        {
            return Some(date);
        }
        at += character.len_utf8();
    }
    None
}

/// Whether a date can begin here: not inside a word or a number. Ideographs are not parted from what follows.
fn is_free(window: &Window<'_>, at: usize) -> bool {
    starts_word(window, at)
        || super::words::char_before(window, at).is_some_and(|before| before >= '\u{3000}')
}

fn dated(window: &Window<'_>, start: usize) -> Option<Candidate> {
    let end = end_of_date(window, start)?;
    let free = ends_word(window, end)
        || char_at(window, end).is_some_and(|behind| behind >= '\u{3000}')
        || window.at(end) == Some(b'T');
    free.then(|| Candidate::new(start..end, EntityKind::DateOfBirth, 90, "date-of-birth"))
}

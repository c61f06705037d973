//! Names of organisations: words with capital letters that end in a legal form. For the strict profile.

use super::words::{ends_word, is_capital, starts_word, word_at};
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The most words before the legal form.
const MOST_WORDS: usize = 5;

/// Legal forms as they are written, without dots. In other letters they are other words: `NOT LIMITED`.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "GmbH", "AG", "KG", "OHG", "KGaA", "SE", "Inc", "Ltd", "LLC", "LLP", "PLC", "plc", "Corp", "Co", "SA", "SARL", "SAS",
    "Srl", "SRL", "SpA", "BV", "NV", "Oy", "Oyj", "AB", "AS", "ApS", "SL", "Ltda", "Pty", "KK", "Limited", "Incorporated",
    "Corporation", "Company", "Holdings", "SIA", "UAB", "Kft", "EOOD",
];
/// Legal forms with dots.
const DOTTED_FORMS: &[&str] = &[
    "s.a.",
    "b.v.",
    "n.v.",
    "s.r.l.",
    "s.p.a.",
    "s.l.",
    "sp. z o.o.",
    "s.a.r.l.",
    "a.s.",
    "s.r.o.",
    "d.o.o.",
    "k.k.",
];

/// Offers every name.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len());
    for at in from..bytes.len() {
        let begins = bytes[at].is_ascii_uppercase()
            && at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric());
        if begins {
            sink.examine(at, recognise);
        }
    }
}

/// The name whose first word starts at the anchor.
fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor();
    if !starts_word(window, start) || follows_capital(window, start) {
        return None;
    }
    let mut word = word_at(window, start)?;
    for _ in 0..MOST_WORDS {
        let comma = word.end + usize::from(window.at(word.end) == Some(b','));
        let ampersand = if window.has(comma, b" &") { comma + 2 } else { comma };
        let next = ampersand + 1;
        if window.at(ampersand) != Some(b' ') || !is_capital(window, next) && window.at(next) != Some(b's') {
            return None;
        }
        if let Some(end) = form_end(window, next) {
            return Some(Candidate::new(start..end, EntityKind::Organization, 65, "organization"));
        }
        word = word_at(window, next).filter(|_| comma == word.end)?;
    }
    None
}

/// Whether the word before belongs to the same name.
fn follows_capital(window: &Window<'_>, start: usize) -> bool {
    if window.before(start) != Some(b' ') {
        return false;
    }
    let before =
        window.run_start(start - 1, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'\''));
    before + 1 < start && window.at(before).is_some_and(|byte| byte.is_ascii_uppercase())
}

fn form_end(window: &Window<'_>, at: usize) -> Option<usize> {
    if let Some(form) = DOTTED_FORMS.iter().find(|form| window.has_any_case(at, form.as_bytes())) {
        return Some(at + form.len());
    }
    let word = word_at(window, at)?;
    let is_form = FORMS.iter().any(|form| form.as_bytes() == window.slice(word.clone()));
    (is_form && ends_word(window, word.end)).then_some(word.end)
}

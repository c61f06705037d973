//! Names of persons, behind words that announce one. Names that nothing announces need a language model.

mod name;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::is_place;
use super::words::{char_at, skip_spaces};
use crate::EntityKind;
use crate::scan::context::{Words, has_words_before, mentions, words_before_within};
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;
use name::{Name, caseless_name, name_at, name_ends, small_name};
use words::{BARE_CONTEXT, KEY_OWNERS, NO_PRESENCE, PLACES};

/// How many bytes around a bare `name` may tell that it is a person's.
const NEIGHBOUR_BYTES: usize = 80;
/// Before a name to which a program assigns something.
const CODE_WORDS: &Words = &["def", "class", "self", "this", "let", "const", "var"];
/// The most words of a name.
const MOST_WORDS: usize = 4;

fn person(name: &Name, score: u8, rule: &'static str) -> Candidate {
    Candidate::new(name.start..name.end, EntityKind::Person, score, rule)
}

/// `my name is Ada Lovelace`
pub(super) fn introduced(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let at = behind_glue(window, end, true);
    if let Some(name) = name_at(window, at, MOST_WORDS) {
        return name_ends(window, name.end).then(|| person(&name, 85, "person-introduced"));
    }
    caseless_name(window, at)
        .map(|name| person(&name, 75, "person-introduced"))
        .or_else(|| small_name(window, at).map(|name| person(&name, 45, "person-introduced")))
}

/// `I am Ada Lovelace`: two names, since one word may be anything.
pub(super) fn present(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let at = behind_glue(window, end, false);
    let name = name_at(window, at, 3).filter(|name| name.words >= 2 && name_ends(window, name.end))?;
    let says_more = window
        .slice(name.start..name.end)
        .split(|byte| *byte == b' ')
        .any(|word| NO_PRESENCE.iter().any(|other| word.eq_ignore_ascii_case(other.as_bytes())));
    (!says_more).then(|| person(&name, 65, "person-presence"))
}

/// `Mr Smith`, `Prof. Dr. Curie`
pub(super) fn titled(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let behind_dot = end + usize::from(window.at(end) == Some(b'.'));
    let at = skip_spaces(window, behind_dot, 1);
    if at == behind_dot {
        return None;
    }
    let name = name_at(window, at, 3).filter(|name| name_ends(window, name.end))?;
    // `MS Windows` and `HR ID` are no persons, `MS SMITH` is one.
    let is_upper =
        |start: usize, end: usize| window.slice(start..end).iter().all(|byte| !byte.is_ascii_lowercase());
    let agrees = !is_upper(window.anchor(), end)
        || is_upper(name.start, name.end) && (name.words > 1 || name.end - name.start >= 5);
    agrees.then(|| person(&name, 75, "person-titled"))
}

/// `Dear Ada,`
pub(super) fn greeted(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let name = name_at(window, skip_spaces(window, end, 1), 3).filter(|name| name.start > end)?;
    name_ends(window, name.end).then(|| person(&name, 65, "person-greeted"))
}

/// `Hi Ada,` at the start of a line.
pub(super) fn saluted(window: &Window<'_>, end: usize) -> Option<Candidate> {
    if !matches!(window.before(window.anchor()), None | Some(b'\n' | b'"' | b'>')) {
        return None;
    }
    let name = name_at(window, skip_spaces(window, end, 1), 2).filter(|name| name.start > end)?;
    matches!(window.at(name.end), Some(b',')).then(|| person(&name, 60, "person-saluted"))
}

/// `Best regards,` and a line with a name.
pub(super) fn signed(window: &Window<'_>, end: usize) -> Option<Candidate> {
    let comma = end + usize::from(window.at(end) == Some(b','));
    let at = window.run_end_within(comma, comma + 6, |byte| matches!(byte, b' ' | b'\n' | b'\r'));
    let name = name_at(window, at, 3).filter(|name| name.start > comma)?;
    let ends = matches!(window.at(name.end), None | Some(b'\n' | b'\r' | b',' | b'.' | b'"' | b'<' | b'\\'));
    let alone = ends && name_ends(window, name.end);
    alone.then(|| person(&name, 65, "person-signed"))
}

/// `"full_name": "Ada Lovelace"`, `First name: Ada`, `name: Ada Lovelace`
pub(super) fn named(window: &Window<'_>, key: Range<usize>) -> Option<Candidate> {
    let value = Value::behind(window, &key)?;
    match owner(window, key.start) {
        Owner::Person => value.specific(window),
        Owner::Nobody => value.bare(window),
        Owner::Thing => None,
    }
}

/// `patient: Ada Lovelace`, `"surname": "Lovelace"`
pub(super) fn keyed(window: &Window<'_>, key: Range<usize>) -> Option<Candidate> {
    Value::behind(window, &key)?.specific(window)
}

/// The name that is a whole text whose place means a person.
pub(super) fn find_in_place(sink: &mut Sink<'_>) {
    if !is_place(sink, PLACES) {
        return;
    }
    sink.examine(0, |window| {
        let name = name_at(window, 0, MOST_WORDS)
            .or_else(|| caseless_name(window, 0))
            .filter(|name| window.at(name.end).is_none())?;
        Some(person(&name, 80, "person-field"))
    });
}

/// Whose name a key that ends in `name` means.
enum Owner {
    Person,
    /// It does not say.
    Nobody,
    Thing,
}

/// Looks at what stands before the `name` at `cue`: `first_`, `last `, `sur`, nothing, `file`.
fn owner(window: &Window<'_>, cue: usize) -> Owner {
    let is_joined = matches!(window.before(cue), Some(b'_' | b'-' | b' '));
    let end = if is_joined { cue - 1 } else { cue };
    let start = window.run_start(end, |byte| byte.is_ascii_alphabetic());
    let word = window.slice(start..end);
    let last_part = word.iter().rposition(u8::is_ascii_uppercase).map_or(word, |capital| &word[capital..]);
    let known = |word: &[u8]| KEY_OWNERS.iter().any(|owner| word.eq_ignore_ascii_case(owner.as_bytes()));
    let labels_line = matches!(window.before(start), None | Some(b'\n'));
    match (word.is_empty(), known(word) || known(last_part)) {
        (true, _) if !matches!(window.before(cue), Some(b'_' | b'-' | b'.')) => Owner::Nobody,
        (false, true) => Owner::Person,
        // `Your name:` or `and name:`
        (false, false) if window.before(cue) == Some(b' ') && !labels_line => Owner::Nobody,
        _ => Owner::Thing,
    }
}

/// Where the value of a key stands, and whether it is quoted.
struct Value {
    key_start: usize,
    start: usize,
    quote: Option<u8>,
    colon: bool,
    /// The key is written as a label: with a capital letter, or with a space behind the colon.
    label: bool,
}

impl Value {
    /// Behind `: "`, `=`, `: `, `">`.
    fn behind(window: &Window<'_>, key: &Range<usize>) -> Option<Self> {
        let at = window.run_end_within(key.end, key.end + 2, |byte| matches!(byte, b'"' | b'\'' | b'\\'));
        let at = skip_spaces(window, at, 2);
        let sign = char_at(window, at).filter(|sign| matches!(sign, ':' | '=' | '：'))?;
        let behind = skip_spaces(window, at + sign.len_utf8(), 4);
        let escape = usize::from(window.at(behind) == Some(b'\\'));
        let quote = window.at(behind + escape).filter(|byte| matches!(byte, b'"' | b'\''));
        let start = if quote.is_some() { behind + escape + 1 } else { behind };
        let label = window.at(key.start).is_some_and(|byte| !byte.is_ascii_lowercase());
        Some(Self { key_start: key.start, start, quote, colon: sign != '=', label })
    }

    /// The name that is the value of a key that means a person.
    fn specific(&self, window: &Window<'_>) -> Option<Candidate> {
        let name = name_at(window, self.start, MOST_WORDS)
            .or_else(|| caseless_name(window, self.start))
            .or_else(|| small_name(window, self.start).filter(|_| self.quote.is_some()))?;
        let score = if super::words::is_capital(window, name.start) { 80 } else { 60 };
        self.is_whole(window, &name).then(|| person(&name, score, "person-field"))
    }

    /// The name that is the value of a bare `name`: at least two words, and more that speaks for a person.
    fn bare(&self, window: &Window<'_>) -> Option<Candidate> {
        let name = name_at(window, self.start, MOST_WORDS).filter(|name| name.words >= 2)?;
        if !self.is_whole(window, &name) {
            return None;
        }
        let related = words_before_within(window, self.key_start, NEIGHBOUR_BYTES, BARE_CONTEXT)
            || mentions(window.slice(name.end..name.end + NEIGHBOUR_BYTES), BARE_CONTEXT);
        let score = match related {
            true => 70,
            false if self.label && self.colon && self.quote.is_none() => 55,
            false => 45,
        };
        Some(person(&name, score, "person-field"))
    }

    /// Whether nothing of the value is left behind the name.
    fn is_whole(&self, window: &Window<'_>, name: &Name) -> bool {
        if let Some(quote) = self.quote {
            let end = name.end + usize::from(window.at(name.end) == Some(b'\\'));
            return window.at(end) == Some(quote);
        }
        let ends = matches!(
            window.at(name.end),
            None | Some(b'\n' | b'\r' | b',' | b';' | b'|' | b'.' | b'<' | b'&' | b' ' | b'\\' | b'}' | b')')
        );
        let is_code = || !self.colon && has_words_before(window, self.key_start, CODE_WORDS);
        ends && !is_code() && name_ends(window, name.end)
    }
}

/// Behind the space, and where it may stand the colon and the quote, between a cue and a name.
fn behind_glue(window: &Window<'_>, end: usize, punctuated: bool) -> usize {
    let class = |byte: u8| byte == b' ' || punctuated && matches!(byte, b':' | b'"' | b'\'' | b'*');
    window.run_end_within(end, end + 4, class)
}

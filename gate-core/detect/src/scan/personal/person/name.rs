//! Name: how far a name goes that starts at a given place.

use std::ops::Range;

use super::words::{ENDINGS, NO_NAMES, PARTICLES};
use crate::scan::personal::words::{char_at, is_one_of, listed_end, word_at};
use crate::scan::window::Window;

/// The most particles in a row: `van de la`.
const MOST_PARTICLES: usize = 3;
/// The most characters of a name in ideographs or syllables that nothing parts from what follows.
const IDEOGRAPHS: usize = 4;
const SYLLABLES: usize = 8;

/// A name: where it stands and of how many words with a capital letter it consists.
pub(super) struct Name {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) words: usize,
}

/// The name of up to `most` words with capital letters that starts at `start`.
pub(super) fn name_at(window: &Window<'_>, start: usize, most: usize) -> Option<Name> {
    let mut name = Name { start, end: start, words: 0 };
    let mut at = start;
    let mut full_words = 0;
    while name.words < most {
        let first = behind_particles(window, at);
        let Some((end, is_full)) = initial_end(window, first)
            .map(|end| (end, false))
            .or_else(|| capital_word(window, first).map(|word| (word.end, true)))
        else {
            break;
        };
        name.end = end;
        name.words += 1;
        full_words += usize::from(is_full);
        if window.at(end) != Some(b' ') {
            break;
        }
        at = end + 1;
    }
    (full_words > 0).then_some(name)
}

/// `J.`
fn initial_end(window: &Window<'_>, at: usize) -> Option<usize> {
    let letter = char_at(window, at).filter(|letter| letter.is_uppercase())?;
    let dot = at + letter.len_utf8();
    (window.at(dot) == Some(b'.') && window.at(dot + 1) == Some(b' ')).then_some(dot + 1)
}

/// A word with a capital letter that may be a name.
fn capital_word(window: &Window<'_>, at: usize) -> Option<Range<usize>> {
    char_at(window, at).filter(|letter| letter.is_uppercase())?;
    let word = word_at(window, at)?;
    let is_name =
        word.len() > 1 && !is_one_of(window, word.clone(), NO_NAMES) && !is_camel(window.slice(word.clone()));
    is_name.then_some(word)
}

/// A capital letter inside a word: a name in a program, unless it is `McArthur` or `O'Neil`.
fn is_camel(word: &[u8]) -> bool {
    const PREFIXES: [&[u8]; 9] = [b"Mc", b"Mac", b"De", b"Di", b"Le", b"La", b"Du", b"Van", b"Fitz"];
    word.windows(2)
        .position(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .is_some_and(|index| !PREFIXES.contains(&&word[..=index]))
}

/// Behind the particles that start at `at`, when a capital letter follows them.
fn behind_particles(window: &Window<'_>, at: usize) -> usize {
    let mut behind = at;
    for _ in 0..MOST_PARTICLES {
        let Some(end) = listed_end(window, behind, PARTICLES) else { break };
        match window.at(end) {
            Some(b' ' | b'\'' | b'-') => behind = end + 1,
            _ => break,
        }
    }
    if super::super::words::is_capital(window, behind) { behind } else { at }
}

/// Whether what follows is no program text: `Name(`, `Name.field`, `Name::new`, `name_1`.
pub(super) fn name_ends(window: &Window<'_>, end: usize) -> bool {
    let next = || window.at(end + 1);
    match window.at(end) {
        Some(b'.') => !next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
        Some(b':') => next() != Some(b':'),
        Some(b'(' | b'_' | b'=' | b'[' | b'/' | b'@' | b'0'..=b'9' | b'{' | b'$' | b'%' | b'#') => false,
        Some(b' ') => !matches!(next(), Some(b'=' | b'{')),
        _ => true,
    }
}

/// One word in small letters that a sentence ends with: `my name is ada.`
pub(super) fn small_name(window: &Window<'_>, start: usize) -> Option<Name> {
    let word = word_at(window, start).filter(|word| word.len() > 2 && word.len() <= 20)?;
    let plain = char_at(window, start)?.is_lowercase() && !is_one_of(window, word.clone(), NO_NAMES);
    let ends = match window.at(word.end) {
        None | Some(b',' | b'\n' | b'!' | b'"' | b'\'') => true,
        Some(b'.') => !window.at(word.end + 1).is_some_and(|byte| byte.is_ascii_alphanumeric()),
        Some(b' ') => window.has(word.end, b" and ") || window.has(word.end, b" from "),
        _ => false,
    };
    (plain && ends).then_some(Name { start, end: word.end, words: 1 })
}

/// A name in a script without capital letters.
pub(super) fn caseless_name(window: &Window<'_>, start: usize) -> Option<Name> {
    let first = char_at(window, start)?;
    let end = match first {
        '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' => ideographs_end(window, start),
        '\u{AC00}'..='\u{D7A3}' => syllables_end(window, start),
        '\u{5D0}'..='\u{5EA}' | '\u{620}'..='\u{64A}' | '\u{904}'..='\u{939}' => {
            run(window, start, usize::MAX, |letter| {
                letter.is_alphabetic() || matches!(letter, '\u{93C}'..='\u{94D}' | '\u{64B}'..='\u{65F}')
            })
        }
        _ => return None,
    };
    (end > start + first.len_utf8()).then_some(Name { start, end, words: 1 })
}

/// Where a Chinese or Japanese name ends: before what ends a sentence of introduction, or after a name's length.
fn ideographs_end(window: &Window<'_>, start: usize) -> usize {
    let is_name =
        |letter: char| matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '·' | '々');
    let end = run(window, start, 2 * SYLLABLES, is_name);
    let text = std::str::from_utf8(window.slice(start..end)).unwrap_or_default();
    let cut = ENDINGS.iter().filter_map(|ending| text.find(ending)).min().unwrap_or(text.len());
    if cut < text.len() || text.chars().count() <= IDEOGRAPHS || text.chars().any(|it| it < '\u{4E00}') {
        return start + cut;
    }
    // Most Chinese names have two or three.
    start + text.char_indices().nth(IDEOGRAPHS - 1).map_or(text.len(), |(index, _)| index)
}

/// Where a Korean name ends: before the copula, or after a name's length.
fn syllables_end(window: &Window<'_>, start: usize) -> usize {
    let end = run(window, start, SYLLABLES, |letter| matches!(letter, '\u{AC00}'..='\u{D7A3}'));
    let text = std::str::from_utf8(window.slice(start..end)).unwrap_or_default();
    start + ENDINGS.iter().filter_map(|ending| text.find(ending)).min().unwrap_or(text.len())
}

/// Where the run of at most `most` characters of `class` ends.
fn run(window: &Window<'_>, start: usize, most: usize, class: impl Fn(char) -> bool) -> usize {
    let mut end = start;
    for _ in 0..most.min(20) {
        let Some(letter) = char_at(window, end).filter(|letter| class(*letter)) else { break };
        end += letter.len_utf8();
    }
    end
}

//! Words: how characters and words of any alphabet are read from a window.

use std::ops::Range;

use crate::scan::window::Window;

/// The longest word that is read, in bytes. Longer ones are tokens, not names.
const WORD_BYTES: usize = 40;

/// The character that starts at `at`, when it is in sight.
pub(super) fn char_at(window: &Window<'_>, at: usize) -> Option<char> {
    let length = match window.at(at)? {
        ascii @ 0..0x80 => return Some(char::from(ascii)),
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
        _ => return None,
    };
    first_char(window.slice(at..at + length))
}

/// The character that ends at `end`, when it is in sight.
pub(super) fn char_before(window: &Window<'_>, end: usize) -> Option<char> {
    let mut start = end.checked_sub(1)?;
    while end - start < 4 && matches!(window.at(start)?, 0x80..0xC0) {
        start = start.checked_sub(1)?;
    }
    first_char(window.slice(start..end))
}

fn first_char(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}

/// Whether a word can begin at `at`: no letter, digit or underscore stands before it. The letter of an escape
/// (`\n`, `\t`) is no letter.
pub(super) fn starts_word(window: &Window<'_>, at: usize) -> bool {
    match char_before(window, at) {
        Some('n' | 'r' | 't') => at >= 2 && window.at(at - 2) == Some(b'\\'),
        Some(before) => !(before.is_alphanumeric() || before == '_'),
        None => true,
    }
}

/// Whether a word can end at `end`: no letter, digit or underscore follows.
pub(super) fn ends_word(window: &Window<'_>, end: usize) -> bool {
    char_at(window, end).is_none_or(|behind| !(behind.is_alphanumeric() || behind == '_'))
}

/// The word that starts at `start`: letters, and inside it apostrophes and hyphens. `None` when there is none or it
/// is longer than any word.
pub(super) fn word_at(window: &Window<'_>, start: usize) -> Option<Range<usize>> {
    let mut end = letters_end(window, start);
    if end == start {
        return None;
    }
    while let Some('\'' | '’' | '-') = char_at(window, end) {
        let behind = end + char_at(window, end).map_or(1, char::len_utf8);
        let next = letters_end(window, behind);
        if next == behind {
            break;
        }
        end = next;
    }
    (end - start <= WORD_BYTES).then_some(start..end)
}

/// Where the run of letters that starts at `start` ends, looking no further than a word may reach.
pub(super) fn letters_end(window: &Window<'_>, start: usize) -> usize {
    let mut end = start;
    while end - start <= WORD_BYTES
        && let Some(letter) = char_at(window, end).filter(|letter| letter.is_alphabetic())
    {
        end += letter.len_utf8();
    }
    end
}

/// Whether the word that starts at `start` begins with a capital letter.
pub(super) fn is_capital(window: &Window<'_>, start: usize) -> bool {
    char_at(window, start).is_some_and(char::is_uppercase)
}

/// Where the run of ASCII digits that starts at `start` ends: at most `most` of them, `None` when there are more or
/// none.
pub(super) fn digits_end(window: &Window<'_>, start: usize, most: usize) -> Option<usize> {
    let end = window.run_end_within(start, start + most + 1, |byte| byte.is_ascii_digit());
    (1..=most).contains(&(end - start)).then_some(end)
}

/// Behind the spaces that start at `start`, of which there may be `most`.
pub(super) fn skip_spaces(window: &Window<'_>, start: usize, most: usize) -> usize {
    window.run_end_within(start, start + most, |byte| byte == b' ')
}

/// Whether the bytes of `range` are one of `words` (small letters), in any case of ASCII letters.
pub(super) fn is_one_of(window: &Window<'_>, range: Range<usize>, words: &[&str]) -> bool {
    let text = window.slice(range);
    words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// Where one of `words` (small letters) ends that stands at `start` as a whole word. Does not wait for the rest of a word
/// that is none of them.
pub(super) fn listed_end(window: &Window<'_>, start: usize, words: &[&str]) -> Option<usize> {
    words
        .iter()
        .filter(|word| window.has_any_case(start, word.as_bytes()))
        .map(|word| start + word.len())
        .find(|end| !char_at(window, *end).is_some_and(char::is_alphabetic))
}

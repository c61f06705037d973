//! Context: whether a word that says what a value is stands near it.
//!
//! Words count as a whole and without regard to case: `lic` is not found in `public`. A name in camel case or with
//! underscores is several words. What the place is called (the key path of a JSON string) counts like text before.

use super::window::Window;

/// How far before a value its words count, in bytes.
const BEFORE_BYTES: usize = 40;

/// How far behind a value its words count, in bytes.
const BEHIND_BYTES: usize = 20;

/// The most words of a phrase.
const PHRASE_WORDS: usize = 4;

/// Words or phrases of up to four words, in small letters, words parted by one space: `ssn`, `social security`. A
/// word stands for itself only: list the plural too.
pub(super) type Words = [&'static str];

/// Whether one of `words` stands shortly before `start`, or shortly behind `end`, or in the name of the place.
pub(super) fn has_words(window: &Window<'_>, start: usize, end: usize, words: &Words) -> bool {
    has_words_before(window, start, words) || has_words_behind(window, end, words)
}

/// Whether one of `words` stands shortly before `start` or in the name of the place.
pub(super) fn has_words_before(window: &Window<'_>, start: usize, words: &Words) -> bool {
    words_before_within(window, start, BEFORE_BYTES, words)
}

/// The same, looking `distance` bytes back.
pub(super) fn words_before_within(window: &Window<'_>, start: usize, distance: usize, words: &Words) -> bool {
    let mut from = start.saturating_sub(distance);
    // A word that is cut is no word.
    while from < start
        && window.before(from).is_some_and(is_word_byte)
        && window.at(from).is_some_and(is_word_byte)
    {
        from += 1;
    }
    mentions(window.slice(from..start), words) || mentions(window.place().as_bytes(), words)
}

/// Whether one of `words` stands shortly behind `end`.
pub(super) fn has_words_behind(window: &Window<'_>, end: usize, words: &Words) -> bool {
    let limit = window.run_end_within(end + BEHIND_BYTES, end + 2 * BEHIND_BYTES, is_word_byte);
    mentions(window.slice(end..limit), words)
}

/// Whether one of `words` stands in `text`.
pub(super) fn mentions(text: &[u8], words: &Words) -> bool {
    let mut recent = Recent::default();
    each_word(text, &mut |word| {
        recent.push(word);
        words.iter().any(|phrase| recent.ends_with(phrase))
    })
}

/// The last words seen.
#[derive(Default)]
struct Recent<'t> {
    words: [&'t [u8]; PHRASE_WORDS],
}

impl<'t> Recent<'t> {
    fn push(&mut self, word: &'t [u8]) {
        let [_, second, third, fourth] = self.words;
        self.words = [second, third, fourth, word];
    }

    fn ends_with(&self, phrase: &str) -> bool {
        let wanted = phrase.as_bytes().rsplit(|byte| *byte == b' ');
        let mut seen = self.words.iter().rev();
        wanted.into_iter().all(|word| seen.next().is_some_and(|seen| seen.eq_ignore_ascii_case(word)))
    }
}

/// Shows the words of `text` until `visit` says that it has seen enough, and then once more each run of joined parts
/// (`socialSecurity` is shown as `social`, `Security` and `socialSecurity`); tells whether it had.
pub(super) fn each_word<'t>(text: &'t [u8], visit: &mut impl FnMut(&'t [u8]) -> bool) -> bool {
    let mut at = 0;
    while at < text.len() {
        let (start, mut part) = (at, at);
        let mut before = Kind::Gap;
        while let Some(kind) = text.get(at).map(|byte| KINDS[usize::from(*byte)])
            && kind != Kind::Gap
        {
            if kind == Kind::Capital && before == Kind::Small {
                if visit(&text[part..at]) {
                    return true;
                }
                part = at;
            }
            before = kind;
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        if part > start && visit(&text[part..at]) || visit(&text[start..at]) {
            return true;
        }
    }
    false
}

/// What a byte is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No part of it.
    Gap,
    Small,
    Capital,
    /// A digit, or a part of a letter outside ASCII.
    Other,
}

/// What each byte is.
static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' => Kind::Small,
            b'A'..=b'Z' => Kind::Capital,
            b'0'..=b'9' => Kind::Other,
            _ => Kind::Gap,
        };
        byte += 1;
    }
    kinds
};

/// Letters and digits; every byte of a letter outside ASCII counts as a letter.
fn is_word_byte(byte: u8) -> bool {
    KINDS[usize::from(byte)] != Kind::Gap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::window::Text;

    #[test]
    fn words_count_as_a_whole() {
        let words: &Words = &["lic", "social security", "dni", "número"];
        let rows = [
            ("lic no 1", true),
            ("public 1", false),
            ("Social  Security: 1", true),
            ("social-security 1", true),
            ("socialSecurityNumber=1", true),
            ("social_security_number 1", true),
            ("unsocial security", false),
            ("my DNI is", true),
            ("número", true),
            ("numero", false),
        ];
        for (text, expected) in rows {
            assert_eq!(mentions(text.as_bytes(), words), expected, "{text}");
        }
    }

    #[test]
    fn words_count_near_a_value_only() {
        let far = format!("dni {} 12345678", "x ".repeat(30));
        let rows = [
            ("dni 12345678", "", true),
            (far.as_str(), "", false),
            ("12345678", "user.dni", true),
            ("12345678 (DNI)", "", true),
            ("12345678 is what the other one had, dni", "", false),
        ];
        for (text, place, expected) in rows {
            let start = text.find('1').expect("every row has a number");
            let window = Text { place, ..Text::whole(text.as_bytes()) }.window(start);
            assert_eq!(has_words(&window, start, start + 8, &["dni"]), expected, "{text}");
        }
    }
}

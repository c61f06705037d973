//! Words: tokens around a place in a view, and phrases that are compared with them. All of it looks at a bounded
//! stretch of text, so that the time for a text stays linear however many places are looked at.

use std::cmp::Reverse;
use std::ops::Range;

use super::fold::{SENTENCE_END, skeleton};

/// How many tokens before and after a place are looked at.
const BEFORE: usize = 16;
const AFTER: usize = 20;
/// How far they may lie away, in bytes of the view.
const REACH_BYTES: usize = 240;

/// A byte of a word: letters of every script, and digits.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// What a byte between two words means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is no byte between words.
    Word,
    /// A sentence may end with it, or a placeholder begin or end.
    Sign,
    /// Nothing.
    Gap,
}

static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Gap; 256];
    let mut byte = 0;
    while byte < kinds.len() {
        #[expect(clippy::cast_possible_truncation, reason = "there are 256 bytes")]
        let value = byte as u8;
        kinds[byte] = match value {
            _ if is_word(value) => Kind::Word,
            SENTENCE_END | b'.' | b'!' | b'?' | b'\n' | b'{' | b'}' => Kind::Sign,
            _ => Kind::Gap,
        };
        byte += 1;
    }
    kinds
};

const fn kind(byte: u8) -> Kind {
    KINDS[byte as usize]
}

/// Whether a sentence ends with the byte at `at`.
fn ends_sentence(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        SENTENCE_END => true,
        b'.' | b'!' | b'?' => {
            bytes.get(at + 1).is_none_or(|next| matches!(next, b' ' | b'\n' | b'\r' | b'"' | b'\'' | b')'))
        }
        // An empty line.
        b'\n' => {
            let rest = &bytes[at + 1..bytes.len().min(at + 9)];
            rest.iter().find(|byte| !matches!(byte, b' ' | b'\r' | b'\t')).is_some_and(|byte| *byte == b'\n')
        }
        _ => false,
    }
}

/// The part of the sentence around `range` that lies within `reach` bytes of it.
pub(super) fn sentence_around(bytes: &[u8], range: Range<usize>, reach: usize) -> Range<usize> {
    let floor = range.start.saturating_sub(reach);
    let ceiling = (range.end + reach).min(bytes.len());
    let start = (floor..range.start).rev().find(|at| ends_sentence(bytes, *at)).map_or(floor, |at| at + 1);
    let end = (range.end..ceiling).find(|at| ends_sentence(bytes, *at)).unwrap_or(ceiling);
    start..end
}

/// The tokens around one token, within its sentence.
pub(super) struct Window<'v> {
    bytes: &'v [u8],
    tokens: Vec<Range<usize>>,
    /// Which of the tokens is the one in the middle.
    pub(super) middle: usize,
}

impl<'v> Window<'v> {
    /// The window around the token that covers byte `at`.
    pub(super) fn around(bytes: &'v [u8], at: usize) -> Self {
        let mut tokens = Vec::with_capacity(BEFORE + AFTER);
        let mut end = at;
        let floor = at.saturating_sub(REACH_BYTES);
        while tokens.len() < BEFORE {
            let Some(token) = token_before(bytes, end, floor) else { break };
            end = token.start;
            tokens.push(token);
        }
        tokens.reverse();
        let middle = tokens.len();
        let ceiling = (at + REACH_BYTES).min(bytes.len());
        let mut start = at;
        while tokens.len() < middle + AFTER {
            let Some(token) = token_after(bytes, start, ceiling) else { break };
            start = token.end;
            tokens.push(token);
        }
        Self { bytes, tokens, middle }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The bytes of a token.
    pub(super) fn token(&self, index: usize) -> &'v [u8] {
        &self.bytes[self.tokens[index].clone()]
    }

    /// The stretch of the view from the first to the last of some tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start..self.tokens[tokens.end - 1].end
    }

    /// The first of `phrases` that begins at token `index`, as the tokens it covers.
    pub(super) fn any_at(&self, phrases: &Phrases, index: usize) -> Option<Range<usize>> {
        if !phrases.beginnings[beginning(self.token(index))] {
            return None;
        }
        phrases.list.iter().find_map(|phrase| phrase.at(self, index))
    }

    /// Whether one of `phrases` begins at token `index`, which may lie behind the last.
    pub(super) fn any_at_checked(&self, phrases: &Phrases, index: usize) -> bool {
        index < self.len() && self.any_at(phrases, index).is_some()
    }

    /// The first place within `tokens` where one of `phrases` stands.
    pub(super) fn find(&self, phrases: &Phrases, tokens: Range<usize>) -> Option<Range<usize>> {
        tokens.clone().find_map(|index| self.any_at(phrases, index).filter(|hit| hit.end <= tokens.end))
    }
}

fn token_after(bytes: &[u8], mut at: usize, ceiling: usize) -> Option<Range<usize>> {
    while at < ceiling {
        at = match kind(bytes[at]) {
            Kind::Word => {
                let rest = &bytes[at..ceiling];
                let length = rest.iter().position(|byte| kind(*byte) != Kind::Word).unwrap_or(rest.len());
                return Some(at..at + length);
            }
            Kind::Gap => at + 1,
            Kind::Sign if ends_sentence(bytes, at) => return None,
            Kind::Sign => placeholder_end(bytes, at).unwrap_or(at + 1),
        };
    }
    None
}

fn token_before(bytes: &[u8], mut end: usize, floor: usize) -> Option<Range<usize>> {
    while end > floor {
        end = match kind(bytes[end - 1]) {
            Kind::Word => {
                let before = bytes[floor..end].iter().rposition(|byte| kind(*byte) != Kind::Word);
                return Some(before.map_or(floor, |gap| floor + gap + 1)..end);
            }
            Kind::Gap => end - 1,
            Kind::Sign if ends_sentence(bytes, end - 1) => return None,
            Kind::Sign => placeholder_start(bytes, end).unwrap_or(end - 1),
        };
    }
    None
}

/// The longest name of a placeholder such as `{{EMAIL_1}}`, in bytes.
const PLACEHOLDER_NAME: usize = 40;

/// A placeholder says nothing: it is skipped like a space. Its end, when one starts at `at`.
fn placeholder_end(bytes: &[u8], at: usize) -> Option<usize> {
    let name = bytes[at..].strip_prefix(b"{{")?;
    let length = name.iter().take(PLACEHOLDER_NAME).take_while(|byte| is_name(**byte)).count();
    (length > 0 && name[length..].starts_with(b"}}")).then_some(at + length + 4)
}

/// The start of the placeholder that ends at `end`, if one does.
pub(super) fn placeholder_start(bytes: &[u8], end: usize) -> Option<usize> {
    let name = bytes[..end].strip_suffix(b"}}")?;
    let length = name.iter().rev().take(PLACEHOLDER_NAME).take_while(|byte| is_name(**byte)).count();
    (length > 0 && name[..name.len() - length].ends_with(b"{{")).then(|| end - length - 4)
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A column of a table.
pub(super) struct Phrases {
    pub(super) list: Vec<Phrase>,
    /// Which two bytes any of the phrases begins with, hashed: most tokens are refused by one look.
    beginnings: [bool; 256],
}

impl Phrases {
    /// Reads a column.
    pub(super) fn read(entries: &[&str]) -> Self {
        let list: Vec<Phrase> = entries.iter().map(|entry| Phrase::new(entry)).collect();
        let mut beginnings = [false; 256];
        for phrase in &list {
            beginnings[beginning(&phrase.words[0].bytes)] = true;
        }
        Self { list, beginnings }
    }

    /// Whether the column has no entries.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A hash of the first two bytes of a word, which every word of the tables has, if it has a second.
fn beginning(word: &[u8]) -> usize {
    let second = word.get(1).copied().unwrap_or_default();
    usize::from(word[0].wrapping_mul(31).wrapping_add(second))
}

/// One or more words of a table. A word that ends with `*` stands for all that begin so.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    words: Vec<Word>,
}

#[derive(Debug, Clone)]
struct Word {
    bytes: Vec<u8>,
    stem: bool,
}

impl Phrase {
    /// Reads a table's entry.
    pub(super) fn new(entry: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for piece in entry.split_whitespace() {
            let folded = skeleton(piece.trim_end_matches('*'));
            let parts = folded.split(|byte| !is_word(*byte)).filter(|part| !part.is_empty());
            words.extend(parts.map(|part| Word { bytes: part.to_vec(), stem: false }));
            if let Some(last) = words.last_mut().filter(|_| piece.ends_with('*')) {
                last.stem = true;
            }
        }
        Self { words }
    }

    /// Which word is looked for in the text, being the longest: its place, its bytes, and whether it is a stem.
    pub(super) fn anchor(&self) -> (usize, &[u8], bool) {
        let longest =
            self.words.iter().enumerate().max_by_key(|(index, word)| (word.bytes.len(), Reverse(*index)));
        longest.map_or((0, &[], false), |(index, word)| (index, &word.bytes, word.stem))
    }

    /// The tokens the phrase covers if it begins at token `index`.
    pub(super) fn at(&self, window: &Window<'_>, index: usize) -> Option<Range<usize>> {
        let end = index + self.words.len();
        let fits = end <= window.len()
            && self.words.iter().enumerate().all(|(offset, word)| word.is(window.token(index + offset)));
        fits.then_some(index..end)
    }

    /// The tokens the phrase covers if its anchor is the window's middle.
    pub(super) fn at_anchor(&self, window: &Window<'_>) -> Option<Range<usize>> {
        self.at(window, window.middle.checked_sub(self.anchor().0)?)
    }
}

impl Word {
    fn is(&self, token: &[u8]) -> bool {
        if self.stem { token.starts_with(&self.bytes) } else { token == self.bytes }
    }
}

//! Names: which rules the words around a number name, found in one pass over the words, and how near each stands.
//!
//! The same rules as in [`crate::scan::context`]: words count as a whole, a name in camel case is several words. In scripts that
//! put no spaces between words (Chinese, Japanese, Thai) a name counts wherever it stands.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use super::rule::Rule;
use crate::scan::context::each_word;
use crate::scan::letters::{slot, word_key};
use crate::scan::window::Window;

/// How far before a number its names count, in bytes.
const BEFORE_BYTES: usize = 56;
/// How far behind a number its names count, in bytes.
const BEHIND_BYTES: usize = 24;
/// What the name of the place counts as, in bytes; what stands behind counts as further than that.
const PLACE_DISTANCE: u8 = 60;
/// What is added when the sentence of the name has ended before the number.
const SENTENCE_DISTANCE: u8 = 64;
const BEHIND_DISTANCE: u8 = 124;
/// From here on another number stands between the name and the number, so that the name may be that one's.
pub(super) const OTHERS_DISTANCE: u8 = 160;
/// How many digits a word has that counts as another number.
const OTHER_DIGITS: usize = 5;
/// The most names that are remembered.
const MOST_NAMES: usize = 12;
/// The most words of a name.
const PHRASE_WORDS: usize = 4;
/// The longest word of a name, in bytes.
const WORD_BYTES: usize = 40;

/// Whether a name at this distance stands in the same sentence as the number, or names the place.
pub(super) fn is_close(distance: u8) -> bool {
    distance <= PLACE_DISTANCE || (BEHIND_DISTANCE..OTHERS_DISTANCE).contains(&distance)
}

/// The names that stand around a number, and how near each is.
pub(super) struct Names<'d> {
    /// The last ones seen, in a ring: of many names only the nearest matter.
    found: [Option<(&'d Entry, u8)>; MOST_NAMES],
    count: usize,
}

impl<'d> Names<'d> {
    fn none() -> Self {
        Self { found: [None; MOST_NAMES], count: 0 }
    }

    /// How far away the nearest name of the rule stands, if it is named.
    pub(super) fn distance(&self, rule: u16) -> Option<u8> {
        let of_rule =
            |(entry, distance): &(&Entry, u8)| entry.rules.binary_search(&rule).ok().map(|_| *distance);
        self.found.iter().flatten().filter_map(of_rule).min()
    }

    /// Another number stands behind all that was named so far.
    fn hand_over(&mut self) {
        for (_, distance) in self.found.iter_mut().flatten() {
            *distance = OTHERS_DISTANCE.max(*distance);
        }
    }

    /// Whether any rule is named.
    pub(super) fn is_any(&self) -> bool {
        self.count > 0
    }

    fn note(&mut self, entry: &'d Entry, distance: u8) {
        self.found[self.count % MOST_NAMES] = Some((entry, distance));
        self.count += 1;
    }
}

/// All names of all rules, by the word on which a name is noticed.
pub(super) struct Dictionary {
    entries: HashMap<Vec<u8>, Vec<Entry>, BuildHasherDefault<WordHasher>>,
    /// A bit for each slot that a word falls into: most words of a text are refused by it.
    sieve: [u64; SIEVE_BITS / 64],
}

/// How many slots words fall into; a power of two.
const SIEVE_BITS: usize = 1 << 14;

/// The slot of the word of `length` bytes at `start`: the same in either case.
fn sieve_slot(text: &[u8], start: usize, length: usize) -> usize {
    const KEY_BYTES: usize = 4;
    const OF_LENGTH: [u32; KEY_BYTES] = [0, 0xFF, 0xFFFF, 0x00FF_FFFF];
    let key = word_key(text, start) & OF_LENGTH.get(length).unwrap_or(&u32::MAX);
    // A word may begin with a digit, and that is none of its letters.
    let first = text.get(start).map_or(0, |first| u32::from(first | 0x20));
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    slot(key ^ (length << 8 | first).wrapping_mul(0x85EB_CA6B), SIEVE_BITS.ilog2())
}

/// A name that is noticed at one word.
pub(super) struct Entry {
    /// The words before that one; for a script without spaces, the whole name.
    rest: &'static str,
    /// In ascending order.
    rules: Vec<u16>,
}

impl Dictionary {
    /// The names of all rules.
    pub(super) fn of(rules: &[&'static Rule]) -> Self {
        let mut dictionary = Self { entries: HashMap::default(), sieve: [0; SIEVE_BITS / 64] };
        for (rule, number) in rules.iter().zip(0_u16..) {
            for name in rule.words {
                dictionary.add(name, number);
            }
        }
        dictionary
    }

    fn add(&mut self, name: &'static str, rule: u16) {
        let (key, rest) = match name.as_bytes() {
            [0xE0..=0xEF, ..] => (&name[..3], name),
            _ => name.rsplit_once(' ').map_or((name, ""), |(rest, last)| (last, rest)),
        };
        debug_assert!(key.len() <= WORD_BYTES, "{name} is too long to be looked up");
        let slot = sieve_slot(key.as_bytes(), 0, key.len());
        self.sieve[slot / 64] |= 1 << (slot % 64);
        let entries = self.entries.entry(key.as_bytes().to_ascii_lowercase()).or_default();
        match entries.iter_mut().find(|entry| entry.rest == rest) {
            Some(entry) => entry.rules.push(rule),
            None => entries.push(Entry { rest, rules: vec![rule] }),
        }
    }

    /// What is named before `start` and by the name of the place.
    pub(super) fn before<'d>(&'d self, window: &Window<'_>, start: usize) -> Names<'d> {
        let mut from = start.saturating_sub(BEFORE_BYTES);
        // A word that is cut is no word.
        while from < start && is_inside_word(window, from) {
            from += 1;
        }
        let mut names = Names::none();
        self.read(window.place().as_bytes(), |_| PLACE_DISTANCE, &mut names);
        let text = window.slice(from..start);
        // Most texts name nothing, so nobody asks where the sentence ends.
        let sentence = OnceCell::new();
        let distance = |end: usize| {
            let is_over = end <= *sentence.get_or_init(|| sentence_end(text));
            narrow(text.len() - end) + if is_over { SENTENCE_DISTANCE } else { 0 }
        };
        self.read(text, distance, &mut names);
        names
    }

    /// What is named behind `end`, in the same line and before any other number.
    pub(super) fn behind<'d>(&'d self, window: &Window<'_>, end: usize) -> Names<'d> {
        let limit =
            window.run_end_within(end, end + BEHIND_BYTES, |byte| byte != b'\n' && !byte.is_ascii_digit());
        let limit = window.run_end_within(limit, end + 2 * BEHIND_BYTES, is_word_byte);
        let text = window.slice(end..limit);
        let mut names = Names::none();
        if !text.iter().any(u8::is_ascii_digit) {
            self.read(text, |place| BEHIND_DISTANCE.saturating_add(narrow(place)), &mut names);
        }
        names
    }

    /// Notes what `text` names; `distance` tells how far the end of a word is away.
    fn read<'d>(&'d self, text: &[u8], distance: impl Fn(usize) -> u8, names: &mut Names<'d>) {
        let mut recent: [&[u8]; PHRASE_WORDS] = [&[]; PHRASE_WORDS];
        let is_ascii = text.is_ascii();
        each_word(text, &mut |word| {
            if names.is_any() && word.iter().filter(|byte| byte.is_ascii_digit()).count() >= OTHER_DIGITS {
                names.hand_over();
            }
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            let end = start + word.len();
            for entry in self.at(text, start..end) {
                if ends_with(&recent, entry.rest) {
                    names.note(entry, distance(end));
                }
            }
            if !is_ascii && word.iter().any(|byte| (0xE0..=0xEF).contains(byte)) {
                self.read_unspaced(word, distance(end), names);
            }
            recent = [recent[1], recent[2], recent[3], word];
            false
        });
    }

    /// The names that are noticed at the word that stands at `place`.
    fn at(&self, text: &[u8], place: Range<usize>) -> &[Entry] {
        let slot = sieve_slot(text, place.start, place.len());
        if self.sieve[slot / 64] >> (slot % 64) & 1 == 0 {
            return &[];
        }
        let word = &text[place];
        let mut small = [0; WORD_BYTES];
        let Some(small) = small.get_mut(..word.len()) else { return &[] };
        small.copy_from_slice(word);
        small.make_ascii_lowercase();
        self.entries.get(&*small).map_or(&[], Vec::as_slice)
    }

    fn read_unspaced<'d>(&'d self, text: &[u8], distance: u8, names: &mut Names<'d>) {
        for start in 0..text.len().saturating_sub(2) {
            if !(0xE0..=0xEF).contains(&text[start]) {
                continue;
            }
            for entry in self.entries.get(&text[start..start + 3]).into_iter().flatten() {
                if text[start..].starts_with(entry.rest.as_bytes()) {
                    names.note(entry, distance);
                }
            }
        }
    }
}

/// Whether the last words are those of `phrase`.
fn ends_with(recent: &[&[u8]; PHRASE_WORDS], phrase: &str) -> bool {
    let mut seen = recent.iter().rev();
    let wanted = phrase.as_bytes().rsplit(|byte| *byte == b' ');
    phrase.is_empty()
        || wanted.into_iter().all(|word| seen.next().is_some_and(|seen| seen.eq_ignore_ascii_case(word)))
}

/// Where the last sentence or paragraph of `text` ends, 0 if none does. A dot behind a short word is an abbreviation's.
fn sentence_end(text: &[u8]) -> usize {
    let is_end = |pair: &[u8], at: usize| match pair {
        b". " | b".\n" => {
            let word = text[..at].iter().rev().skip_while(|byte| !is_word_byte(**byte));
            word.take_while(|byte| is_word_byte(**byte)).take(4).count() == 4
        }
        _ => pair == b"\n\n",
    };
    (1..text.len()).rev().find(|at| is_end(&text[at - 1..=*at], at - 1)).unwrap_or(0)
}

/// Whether `at` is no place where a word begins. In scripts without spaces every character begins one.
fn is_inside_word(window: &Window<'_>, at: usize) -> bool {
    let is_inside = |byte: u8| is_word_byte(byte) && byte < 0xE0;
    window.before(at).is_some_and(is_word_byte) && window.at(at).is_some_and(is_inside)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

fn narrow(distance: usize) -> u8 {
    u8::try_from(distance).unwrap_or(u8::MAX)
}

/// Hashes short words (FNV-1a). The keys are our own, so nobody can choose them to collide.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        // The map reads the upper bits, which short words hardly reach.
        self.0 ^ self.0.rotate_left(32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
}

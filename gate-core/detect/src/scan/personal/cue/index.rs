//! Index: which cues may stand at a place, by their first letters, and which keys, by their last bytes.

use std::sync::LazyLock;

use super::table;
use crate::scan::bits::Bits;
use crate::scan::letters::{slot, word_key};

/// What a cue or a key announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A date of birth.
    Birth,
    /// The name of who speaks: `my name is`.
    Introduction,
    /// The same when two names follow: `I am`.
    Presence,
    /// A title, in front of a surname.
    Title,
    /// The opening of a letter: `Dear`.
    Greeting,
    /// The opening of a message: `Hi`. One name and a comma follow.
    Salute,
    /// The end of a letter; a line with a name follows.
    Closing,
    /// The end of a key that may mean a person: `name`.
    NameKey,
    /// A key or label that means a person: `surname`, `patient`.
    PersonKey,
    /// The kind of a street before its name: `rue`.
    StreetLead,
    /// A box at a post office.
    PostBox,
    /// The sign before a Japanese postcode.
    PostMark,
    /// A part of a key or label that means an address.
    AddressKey,
}

impl Role {
    /// Whether it begins only where a word begins. Parts of keys do not.
    const fn starts_word(self) -> bool {
        !matches!(self, Self::NameKey | Self::PostMark | Self::AddressKey)
    }

    /// Whether it ends only where a word ends.
    const fn ends_word(self) -> bool {
        !matches!(self, Self::Birth | Self::PostMark | Self::AddressKey)
    }

    /// Whether it counts only with a capital letter: in small letters it is another word or part of code.
    const fn is_capital(self) -> bool {
        matches!(self, Self::Title | Self::Greeting | Self::Salute)
    }
}

/// A cue or a key: its text, what it announces, and whether its neighbours have to be looked at (ideographs are not
/// parted by spaces).
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) text: &'static [u8],
    pub(super) role: Role,
    starts_word: bool,
    ends_word: bool,
}

impl Entry {
    fn new(role: Role, text: &'static str) -> Self {
        let is_letter =
            |character: Option<char>| character.is_some_and(|it| it.is_alphabetic() && it < '\u{3000}');
        Self {
            text: text.as_bytes(),
            role,
            starts_word: role.starts_word() && is_letter(text.chars().next()),
            ends_word: role.ends_word() && is_letter(text.chars().next_back()),
        }
    }

    /// Whether the bytes next to it allow it. A byte that is not there yet counts as fitting.
    pub(super) fn fits(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let starts = || match bytes[..start] {
            // The letter of an escape is none, nor is a typographic quote, dash or space.
            [.., b'\\', b'n' | b'r' | b't'] | [.., 0xE2 | 0xE3, 0x80, _] | [.., 0xC2, _] | [] => true,
            // The parts of `date_of_birth` and `dateOfBirth` are words.
            [.., before] if before.is_ascii_lowercase() => bytes[start].is_ascii_uppercase(),
            [.., before] => before == b'_' || !is_letter(before),
        };
        let ends = || {
            bytes.get(end).is_none_or(|byte| !is_letter(*byte) || matches!(byte, 0xC2 | 0xE2 | 0xE3 | 0xEF))
        };
        (!self.ends_word || ends())
            && (!self.starts_word || starts())
            && (!self.role.is_capital() || !bytes[start].is_ascii_lowercase())
    }
}

/// How many slots there are, as a power of two: enough for most words to fall into one that is empty.
const SLOT_BITS: u32 = 13;
const SLOTS: usize = 1 << SLOT_BITS;

/// Entries by a number that is computed from their text.
pub(in crate::scan::personal) struct Index {
    /// The first two bytes of the entries.
    heads: Bits,
    /// For each slot whether any entry is in it.
    taken: [bool; SLOTS],
    /// For each slot where its entries begin; one more for the end of the last.
    starts: Box<[u16]>,
    entries: Vec<Entry>,
}

/// The cues, by their first letters.
pub(in crate::scan::personal) static CUES: LazyLock<Index> =
    LazyLock::new(|| Index::new(table::CUES, first_slots));
/// The keys, by their last bytes.
pub(super) static KEYS: LazyLock<Index> =
    LazyLock::new(|| Index::new(table::KEYS, |key| vec![last_slot(key.text, key.text.len())]));

impl Index {
    fn new(texts: &[(Role, &[&'static str])], slots: impl Fn(&Entry) -> Vec<usize>) -> Self {
        let entries = texts.iter().flat_map(|(role, texts)| texts.iter().map(|text| Entry::new(*role, text)));
        let mut heads = Bits::new();
        entries.clone().filter_map(|entry| head(entry.text)).for_each(|head| heads.set(head));
        let mut placed: Vec<(usize, Entry)> =
            entries.flat_map(|entry| slots(&entry).into_iter().map(move |slot| (slot, entry))).collect();
        placed.sort_by_key(|(slot, _)| *slot);
        let start = |slot: usize| placed.partition_point(|(other, _)| *other < slot);
        Self {
            heads,
            taken: std::array::from_fn(|slot| start(slot) < start(slot + 1)),
            starts: (0..=SLOTS)
                .map(|slot| u16::try_from(start(slot)).expect("there are a few hundred entries"))
                .collect(),
            entries: placed.into_iter().map(|(_, entry)| entry).collect(),
        }
    }

    #[inline]
    fn of(&self, slot: usize) -> &[Entry] {
        if !self.taken[slot] {
            return &[];
        }
        &self.entries[usize::from(self.starts[slot])..usize::from(self.starts[slot + 1])]
    }

    /// Whether any entry may start at `start`: a first test.
    #[inline]
    pub(in crate::scan::personal) fn may_start(&self, bytes: &[u8], start: usize) -> bool {
        head(&bytes[start..]).is_some_and(|head| self.heads.has(head))
            && self.taken[slot(word_key(bytes, start), SLOT_BITS)]
    }

    /// The entries that start at `start`, in either case of ASCII letters.
    pub(super) fn starting_at(&self, bytes: &[u8], start: usize) -> impl Iterator<Item = &Entry> {
        self.of(slot(word_key(bytes, start), SLOT_BITS)).iter().filter(move |entry| {
            bytes[start..].get(..entry.text.len()).is_some_and(|text| text.eq_ignore_ascii_case(entry.text))
        })
    }

    /// The entries that end at `end`, in either case of ASCII letters.
    pub(super) fn ending_at(&self, bytes: &[u8], end: usize) -> impl Iterator<Item = &Entry> {
        self.of(last_slot(bytes, end)).iter().filter(move |entry| {
            let text = end.checked_sub(entry.text.len()).map(|start| &bytes[start..end]);
            text.is_some_and(|text| text.eq_ignore_ascii_case(entry.text))
        })
    }
}

/// The first two bytes, letters of either case as the same.
#[inline]
fn head(bytes: &[u8]) -> Option<u16> {
    const SMALL: u16 = 0x2020;
    bytes.first_chunk().map(|two| u16::from_le_bytes(*two) | SMALL)
}

/// The slot for the words a cue may be or begin; a short one may go on with any letter.
fn first_slots(cue: &Entry) -> Vec<usize> {
    let key = word_key(cue.text, 0);
    let of_key = |key: u32| slot(key, SLOT_BITS);
    if cue.ends_word || cue.text.len() != 3 {
        return vec![of_key(key)];
    }
    let letters = (b'a'..=b'z').chain((0x80..=0xFF).map(|byte: u8| byte | 0x20));
    let keys = letters.map(|letter| key | u32::from(letter) << 24);
    let mut slots: Vec<usize> = std::iter::once(key).chain(keys).map(of_key).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// The slot for what ends at `end`.
#[inline]
fn last_slot(bytes: &[u8], end: usize) -> usize {
    let Some([first, second, third]) = bytes[..end].last_chunk() else { return 0 };
    slot(u32::from_le_bytes([0x20 | *first, 0x20 | *second, 0x20 | *third, 0]), SLOT_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_is_found_by_its_first_letters() {
        let cues = table::CUES.iter().flat_map(|(_, texts)| texts.iter());
        for cue in cues {
            for text in [(*cue).to_owned(), cue.to_ascii_uppercase(), format!("{cue} and"), format!("{cue}.")]
            {
                let mut found = CUES.starting_at(text.as_bytes(), 0);
                assert!(found.any(|entry| entry.text == cue.as_bytes()), "{text}");
            }
        }
        let goes_on = ["dobx", "DOBé", "dob_", "birthdate"];
        assert!(goes_on.iter().all(|text| CUES.starting_at(text.as_bytes(), 0).count() == 1));
        assert_eq!(CUES.starting_at(b"bir", 0).count() + CUES.starting_at(b"zzz", 0).count(), 0);
    }

    #[test]
    fn every_key_is_found_by_its_last_bytes() {
        for key in table::KEYS.iter().flat_map(|(_, texts)| texts.iter()) {
            let text = format!("my{}", key.to_ascii_uppercase());
            let mut found = KEYS.ending_at(text.as_bytes(), text.len());
            assert!(key.len() >= 3 && found.any(|entry| entry.text == key.as_bytes()), "{text}");
        }
        assert_eq!(KEYS.ending_at(b"ame", 3).count() + KEYS.ending_at(b"", 0).count(), 0);
    }
}

//! List: the English words of BIP-39 and the number each stands for.

use std::sync::LazyLock;

use crate::scan::letters::{letters_before, letters_from};

pub(super) const LONGEST_WORD: usize = 8;

/// How many slots there are for the 2048 words, as a power of two: enough for most other words to fall into none.
const SLOT_BITS: u32 = 13;
const SLOTS: usize = 1 << SLOT_BITS;
/// How many slots the first test has, as a power of two.
const TEST_BITS: u32 = 16;

/// The 2048 words in their order.
pub(super) static LIST: LazyLock<List> = LazyLock::new(List::new);

pub(super) struct List {
    /// The words as numbers.
    words: Vec<u64>,
    /// For each slot one and the number of a word; a word whose slot was taken stands in the next free one.
    slots: Box<[u16]>,
    /// For each of more slots whether any word falls into it: a first test that needs little memory.
    known: Box<[u64]>,
}

impl List {
    fn new() -> Self {
        let text = include_str!("bip39_english.txt");
        let words: Vec<u64> = text.lines().map(|word| letters_from(word.as_bytes(), 0).0).collect();
        let mut slots = vec![0; SLOTS].into_boxed_slice();
        for (word, number) in words.iter().zip(1..) {
            let free = slots_from(*word).find(|slot| slots[*slot] == 0);
            slots[free.expect("there are more slots than words")] = number;
        }
        let mut known = vec![0; (1 << TEST_BITS) / u64::BITS as usize].into_boxed_slice();
        for word in &words {
            let (index, bit) = test_place(*word);
            known[index] |= bit;
        }
        Self { words, slots, known }
    }

    /// Whether the letters from `start` on may be a word of the list. Of other words one in thirty passes.
    #[inline]
    pub(super) fn may_have(&self, bytes: &[u8], start: usize) -> bool {
        let (index, bit) = test_place(letters_from(bytes, start).0);
        self.known[index] & bit != 0
    }

    /// The number of the word that starts at `start`, in any case, and where it ends.
    #[inline]
    pub(super) fn word_from(&self, bytes: &[u8], start: usize) -> Option<(u16, usize)> {
        let (word, length) = letters_from(bytes, start);
        let end = start + length;
        if length == LONGEST_WORD && bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        slots_from(word)
            .map_while(|slot| self.slots[slot].checked_sub(1))
            .find(|number| self.words[usize::from(*number)] == word)
            .map(|number| (number, end))
    }

    /// Where the word of the list starts that ends at `end`.
    pub(super) fn word_before(&self, bytes: &[u8], end: usize) -> Option<usize> {
        let start = word_start(bytes, end)?;
        self.word_from(bytes, start).filter(|(_, word_end)| *word_end == end).map(|_| start)
    }
}

/// The slots in which a word may stand, in their order.
#[inline]
fn slots_from(word: u64) -> impl Iterator<Item = usize> {
    let first = hash(word, SLOT_BITS);
    (0..SLOTS).map(move |step| (first + step) % SLOTS)
}

/// The place of a word in the first test.
#[inline]
fn test_place(word: u64) -> (usize, u64) {
    let slot = hash(word, TEST_BITS);
    (slot / u64::BITS as usize, 1 << (slot % u64::BITS as usize))
}

/// A number below two to the power of `bits`.
#[inline]
fn hash(word: u64, bits: u32) -> usize {
    let [.., low, high] = word.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
    usize::from(u16::from_le_bytes([low, high]) >> (u16::BITS - bits))
}

/// Where the word starts that ends at `end`; `None` when it is longer than any of the list.
#[inline]
pub(super) fn word_start(bytes: &[u8], end: usize) -> Option<usize> {
    let start = end - letters_before(bytes, end);
    let whole = !bytes[..start].last().is_some_and(u8::is_ascii_alphabetic);
    whole.then_some(start)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_list_is_the_published_one() {
        let digest = Sha256::digest(include_str!("bip39_english.txt").as_bytes());
        let head = u64::from_be_bytes(*digest.first_chunk().expect("a digest has 32 bytes"));
        assert_eq!(head, 0x2F5E_ED53_A472_7B4B);
        assert_eq!(LIST.words.len(), 2048);
    }

    #[test]
    fn every_word_is_found_by_its_number() {
        for (index, word) in include_str!("bip39_english.txt").lines().enumerate() {
            let text = format!("x {}", word.to_ascii_uppercase());
            let found = LIST.word_from(text.as_bytes(), 2);
            assert_eq!(
                found.map(|(number, end)| (usize::from(number), end)),
                Some((index, text.len())),
                "{word}"
            );
            assert_eq!(LIST.word_before(text.as_bytes(), text.len()), Some(2), "{word}");
        }
        for word in ["ab", "abandons", "zzzz", "abandonment", "abstracted", "xabstract", ""] {
            assert_eq!(LIST.word_from(word.as_bytes(), 0), None, "{word}");
            assert_eq!(LIST.word_before(word.as_bytes(), word.len()), None, "{word}");
        }
    }
}

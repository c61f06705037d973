//! List: the English words of BIP-39 and the number each stands for.

use std::sync::LazyLock;

pub(super) const LONGEST_WORD: usize = 8;
pub(super) const SHORTEST_WORD: usize = 3;

const LETTERS: usize = 26;

/// The 2048 words in their order, which is that of the alphabet.
pub(super) static LIST: LazyLock<List> = LazyLock::new(|| {
    let words: Vec<&'static [u8]> = include_str!("bip39_english.txt").lines().map(str::as_bytes).collect();
    let starts =
        (0..=LETTERS * LETTERS).map(|pair| words.partition_point(|word| pair_of(word) < pair)).collect();
    List { words, starts }
});

pub(super) struct List {
    words: Vec<&'static [u8]>,
    /// For each pair of first letters, the first word that begins with it or a later pair.
    starts: Vec<usize>,
}

impl List {
    /// The number of `word`, which is written in any case.
    pub(super) fn index(&self, word: &[u8]) -> Option<u16> {
        let fits =
            (SHORTEST_WORD..=LONGEST_WORD).contains(&word.len()) && word.iter().all(u8::is_ascii_alphabetic);
        let pair = fits.then(|| pair_of(word))?;
        let (start, end) = (self.starts[pair], self.starts[pair + 1]);
        let offset = self.words[start..end].iter().position(|known| known.eq_ignore_ascii_case(word))?;
        u16::try_from(start + offset).ok()
    }
}

fn pair_of(word: &[u8]) -> usize {
    let letter = |index: usize| usize::from(word[index].to_ascii_lowercase() - b'a');
    letter(0) * LETTERS + letter(1)
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
        for (index, word) in LIST.words.iter().enumerate() {
            let found = LIST.index(&word.to_ascii_uppercase()).map(usize::from);
            assert_eq!(found, Some(index), "{}", String::from_utf8_lossy(word));
        }
        for word in ["ab", "abandons", "zzzz", "abandonment", "ab-le", ""] {
            assert_eq!(LIST.index(word.as_bytes()), None, "{word}");
        }
    }
}

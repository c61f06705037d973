//! Letters: the first letters of a word as one number, read without a loop.
//!
//! Each byte is a lane of the number, the first one the lowest; what is computed in one lane never carries into the next.

/// How many letters of a word make its key.
const KEY_LETTERS: usize = 4;
/// How many letters a number holds.
const MOST_LETTERS: usize = 8;

/// The number 1 in each lane.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each lane.
const HIGH: u64 = EACH * 0x80;
/// The bit of each lane that tells small letters from capital ones.
const SMALL: u64 = EACH * 0x20;

/// The first letters of the word that starts at `start`, at most four bytes of them, in either case the same. Bytes
/// outside ASCII count as letters.
#[inline]
pub(super) fn word_key(bytes: &[u8], start: usize) -> u32 {
    let word = u64::from(u32::from_le_bytes(first_bytes::<KEY_LETTERS>(bytes, start)));
    low_half(cut(word, ascii_letters(word) | word))
}

/// The same, where only ASCII letters count.
#[inline]
pub(super) fn ascii_word_key(bytes: &[u8], start: usize) -> u32 {
    let word = u64::from(u32::from_le_bytes(first_bytes::<KEY_LETTERS>(bytes, start)));
    low_half(cut(word, ascii_letters(word)))
}

/// The run of at most eight ASCII letters that starts at `start`, in small letters, and how many there are.
#[inline]
pub(super) fn letters_from(bytes: &[u8], start: usize) -> (u64, usize) {
    let word = u64::from_le_bytes(first_bytes::<MOST_LETTERS>(bytes, start));
    let letters = ascii_letters(word);
    (cut(word, letters), (!letters & HIGH).trailing_zeros() as usize / MOST_LETTERS)
}

/// How many ASCII letters end at `end`; eight when there are more.
#[inline]
pub(super) fn letters_before(bytes: &[u8], end: usize) -> usize {
    let word = match bytes[..end].last_chunk::<MOST_LETTERS>() {
        Some(eight) => u64::from_le_bytes(*eight),
        // At the start of the text the lowest lanes stay empty.
        None => bytes[..end].iter().fold(0, |word, byte| word >> 8 | u64::from(*byte) << (u64::BITS - 8)),
    };
    (!ascii_letters(word) & HIGH).leading_zeros() as usize / MOST_LETTERS
}

/// A number below two to the power of `bits` for a key.
#[inline]
pub(super) const fn slot(key: u32, bits: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> (u32::BITS - bits)) as usize
}

/// The bytes from `start` on, and zeros behind the end of the text.
#[inline]
fn first_bytes<const COUNT: usize>(bytes: &[u8], start: usize) -> [u8; COUNT] {
    let rest = &bytes[start..];
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; COUNT];
        padded[..rest.len()].copy_from_slice(rest);
        padded
    })
}

/// The highest bit of each lane that holds an ASCII letter.
#[inline]
fn ascii_letters(word: u64) -> u64 {
    let low = (word | SMALL) & !HIGH;
    let from_a = low + EACH * (0x80 - 0x61);
    let behind_z = low + EACH * (0x80 - 0x7B);
    from_a & !behind_z & !word & HIGH
}

/// The lanes before the first one whose highest bit is not set in `letters`, capital letters as small ones. Bytes
/// outside ASCII are mixed up, but always in the same way.
#[inline]
fn cut(word: u64, letters: u64) -> u64 {
    let others = !letters & HIGH;
    let first = others & others.wrapping_neg();
    (word | SMALL) & (first >> 7).wrapping_sub(1)
}

fn low_half(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).expect("the high half is gone")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed<'b>(letters: impl Iterator<Item = &'b u8>) -> u64 {
        letters.enumerate().fold(0, |key, (index, byte)| key | u64::from(byte | 0x20) << (8 * index))
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(prop_oneof![3 => b'a'..=b'z', 2 => b'A'..=b'Z', 1 => any::<u8>()], 0..20)
    }

    proptest! {
        #[test]
        fn keys_are_the_first_letters(bytes in text()) {
            let is_letter = |byte: &&u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
            prop_assert_eq!(u64::from(word_key(&bytes, 0)), packed(bytes.iter().take(4).take_while(is_letter)));
            let is_ascii = |byte: &&u8| byte.is_ascii_alphabetic();
            prop_assert_eq!(u64::from(ascii_word_key(&bytes, 0)), packed(bytes.iter().take(4).take_while(is_ascii)));
        }

        #[test]
        fn runs_of_letters_end_where_they_end(bytes in text(), at in 0_usize..20) {
            let at = at.min(bytes.len());
            let is_ascii = |byte: &&u8| byte.is_ascii_alphabetic();
            let ahead = bytes[at..].iter().take(8).take_while(is_ascii);
            prop_assert_eq!(letters_from(&bytes, at), (packed(ahead.clone()), ahead.count()));
            prop_assert_eq!(letters_before(&bytes, at), bytes[..at].iter().rev().take(8).take_while(is_ascii).count());
        }
    }
}

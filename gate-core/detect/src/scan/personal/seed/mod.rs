//! Seed phrases: twelve to twenty-four words of the English list with a checksum among them, from which every key of
//! a wallet is made.
//!
//! Source: BIP-39. A phrase is looked for where one can begin: at the start of the text or of a line, behind a quote, a
//! colon or an equals sign, and behind a word that announces it.

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr_iter, memchr3_iter};
use sha2::{Digest, Sha256};

use crate::EntityKind;
use crate::scan::context::has_words_before;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The 2048 words, sorted; no two begin with the same four letters.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("bip39_english.txt").lines().collect());

const MOST_WORDS: usize = 24;
const LONGEST_WORD: usize = 8;
const SHORTEST_WORD: usize = 3;
/// The most bytes between two words: a line break with a number, or the quotes and comma of a JSON array.
const MOST_BETWEEN: usize = 8;
/// The bits one word stands for.
const WORD_BITS: usize = 11;

const CONTEXT: &[&str] = &[
    "seed", "mnemonic", "mnemonics", "recovery", "recovery phrase", "secret phrase", "backup phrase", "passphrase",
    "bip39", "wallet", "metamask", "ledger", "trezor", "semilla", "frase", "récupération", "recuperación",
    "recuperação", "wiederherstellung", "merkwörter", "cartera", "portefeuille", "кошелек", "фраза",
];

/// Offers every phrase that begins where a phrase can begin.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len());
    // The sign before the phrase may have been passed already.
    let search_from = from.saturating_sub(MOST_BETWEEN);
    let searched = &bytes[search_from..];
    if search_from == 0 {
        try_at(sink, 0);
    }
    for offset in memchr3_iter(b'\n', b'"', b':', searched) {
        try_at(sink, search_from + offset + 1);
    }
    for offset in memchr3_iter(b'\'', b'=', b'`', searched) {
        try_at(sink, search_from + offset + 1);
    }
    for offset in memchr_iter(b'\\', searched).filter(|offset| searched.get(offset + 1) == Some(&b'n')) {
        try_at(sink, search_from + offset + 2);
    }
}

/// Looks for a phrase whose first word stands at `at` or close behind it.
fn try_at(sink: &mut Sink<'_>, at: usize) {
    let bytes = sink.bytes();
    let hopeless = |byte: &u8| !(byte.is_ascii_alphanumeric() || is_between(*byte));
    if bytes.get(at).is_some_and(hopeless) || bytes.get(at + 1).is_some_and(hopeless) {
        return;
    }
    sink.examine(at, |window| recognise(window, at, false));
}

/// The phrase behind a word that announces one; up to three words that are not of the list may stand between.
pub(super) fn announced(window: &Window<'_>, cue_end: usize) -> Option<Candidate> {
    let mut at = cue_end;
    for _ in 0..4 {
        if let Some(phrase) = recognise(window, at, true) {
            return Some(phrase);
        }
        let word = gap_end(window, at);
        let end = window.run_end_within(word, word + 2 * LONGEST_WORD, |byte| byte.is_ascii_alphabetic());
        if word == at || end == word {
            return None;
        }
        at = end;
    }
    None
}

/// The phrase whose first word stands at `start` or behind a few bytes that are no letters.
fn recognise(window: &Window<'_>, start: usize, announced: bool) -> Option<Candidate> {
    let first = gap_end(window, start);
    let mut indexes = [0_u16; MOST_WORDS];
    let mut count = 0;
    let mut end = first;
    while count < MOST_WORDS {
        let at = if count == 0 { first } else { gap_end(window, end) };
        // Words that touch are one word.
        let Some((word, index)) = word_at(window, at).filter(|_| count == 0 || at > end) else { break };
        indexes[count] = index;
        count += 1;
        end = word.end;
    }
    if !matches!(count, 12 | 15 | 18 | 21 | 24) {
        return None;
    }
    let sure = is_checked(&indexes[..count]);
    let named = announced || sure || has_words_before(window, first, CONTEXT);
    // A phrase that was copied with a mistake is as secret as one without.
    let score = match (sure, named) {
        (true, _) => 95,
        (false, true) => 70,
        (false, false) => return None,
    };
    Some(Candidate::new(first..end, EntityKind::SeedPhrase, score, "seed-phrase"))
}

/// The word of the list that stands at `at`, in any case.
fn word_at(window: &Window<'_>, at: usize) -> Option<(Range<usize>, u16)> {
    let end = window.run_end_within(at, at + LONGEST_WORD + 1, |byte| byte.is_ascii_alphabetic());
    if !(SHORTEST_WORD..=LONGEST_WORD).contains(&(end - at)) {
        return None;
    }
    let mut letters = [0; LONGEST_WORD];
    let letters = &mut letters[..end - at];
    letters.copy_from_slice(window.slice(at..end));
    letters.make_ascii_lowercase();
    let index = WORDS.binary_search_by(|word| word.as_bytes().cmp(letters)).ok()?;
    Some((at..end, u16::try_from(index).ok()?))
}

/// Behind what may stand between two words: spaces, a line break, a comma, quotes, the number of the next word.
fn gap_end(window: &Window<'_>, start: usize) -> usize {
    let mut end = start;
    while end < start + MOST_BETWEEN {
        end += match window.at(end) {
            Some(b'\\') if matches!(window.at(end + 1), Some(b'n' | b'"')) => 2,
            Some(byte) if is_between(byte) => 1,
            _ => break,
        };
    }
    end
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_digit()
        || matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b'"' | b'\'' | b'.' | b')' | b'|' | b'-' | b'_' | b'[' | b'\\')
}

/// Whether the last bits are the first bits of the SHA-256 digest of the others, one for every 32.
fn is_checked(indexes: &[u16]) -> bool {
    let bit = |position: usize| indexes[position / WORD_BITS] >> (WORD_BITS - 1 - position % WORD_BITS) & 1;
    let checksum_bits = indexes.len() / 3;
    let entropy_bits = checksum_bits * 32;
    let mut entropy = [0_u8; 32];
    for position in 0..entropy_bits {
        entropy[position / 8] |= u8::from(bit(position) == 1) << (7 - position % 8);
    }
    let digest = Sha256::digest(&entropy[..entropy_bits / 8]);
    let given = (entropy_bits..entropy_bits + checksum_bits).fold(0, |sum, position| sum << 1 | bit(position));
    given == u16::from(digest[0] >> (8 - checksum_bits))
}

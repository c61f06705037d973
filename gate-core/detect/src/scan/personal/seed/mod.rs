//! Seed phrases: twelve to twenty-four words of a list with a checksum among them, from which every key of a wallet is
//! made.
//!
//! Source: BIP-39. A phrase is at least 47 bytes of such words, so one word in so many is looked up, and its neighbours
//! when it is on the list; prose is left after a word or two.

mod list;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

use crate::EntityKind;
use crate::scan::context::{Words, has_words_before};
use crate::scan::letters::{letters_before, letters_from};
use crate::scan::personal::words::listed_end;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;
use list::{LIST, LONGEST_WORD, word_start};

const LEAST_WORDS: usize = 12;
const MOST_WORDS: usize = 24;
/// Words of the list that may stand directly before a phrase and belong to the sentence (`wallet`, `secret`).
const MOST_WORDS_BEFORE: usize = 3;
/// The most bytes between two words: a line break with a number, or the quotes and comma of a JSON array.
const MOST_BETWEEN: usize = 8;
/// How far apart words are looked up, in bytes: the length of the shortest phrase.
const STRIDE: usize = 47;
/// The bits one word stands for.
const WORD_BITS: usize = 11;

#[rustfmt::skip]
const CONTEXT: &Words = &[
    "seed", "mnemonic", "mnemonics", "recovery", "secret phrase", "backup phrase", "passphrase", "bip39", "wallet",
    "metamask", "ledger", "trezor", "semilla", "frase", "récupération", "recuperación", "recuperação", "recupero",
    "wiederherstellung", "merkwörter", "herstelzin", "cartera", "portefeuille", "кошелек", "кошелька", "фраза", "助记词",
];

/// Words of the list that may announce a phrase.
const OPENINGS: &[&str] = &["secret", "seed", "wallet", "backup"];

/// Offers every phrase.
pub(super) fn find(sink: &mut Sink<'_>) {
    let text = sink.text();
    let bytes = sink.bytes();
    let mut probe = sink.from();
    while probe < bytes.len() {
        if let Some(start) = phrase_start(bytes, probe) {
            sink.examine(start, recognise);
        }
        probe += STRIDE;
    }
    // In a stream the last words may be the first of a phrase.
    if !text.complete && !bytes.is_empty() {
        let word = word_start(bytes, bytes.len()).unwrap_or(bytes.len());
        let start = first_word_before(bytes, word);
        sink.examine(start.max(sink.from()), recognise);
    }
}

/// Where the words of the list begin that the word at `probe` is one of; `None` when they are too few for a phrase. Words
/// that are yet to come count.
fn phrase_start(bytes: &[u8], probe: usize) -> Option<usize> {
    let gap = if bytes[probe].is_ascii_alphabetic() { probe } else { gap_start(bytes, probe) };
    if !LIST.may_have(bytes, gap - letters_before(bytes, gap)) {
        return None;
    }
    let start = word_start(bytes, gap)?;
    LIST.word_from(bytes, start)?;
    let first = first_word_before(bytes, start);
    let mut at = first;
    for _ in 0..LEAST_WORDS {
        let is_cut = letters_from(bytes, at).1 == bytes.len() - at;
        match LIST.word_from(bytes, at) {
            _ if is_cut => break,
            Some((_, end)) => at = between_end(bytes, end),
            None => return None,
        }
    }
    Some(first)
}

/// Where ends what may stand between two words and starts at `start`.
fn between_end(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..bytes.len().min(start + MOST_BETWEEN)];
    start + rest.iter().position(|byte| !is_between(*byte)).unwrap_or(rest.len())
}

/// Where starts what may stand between two words and ends at `end`.
#[inline]
fn gap_start(bytes: &[u8], end: usize) -> usize {
    let floor = end.saturating_sub(MOST_BETWEEN);
    bytes[floor..end].iter().rposition(|byte| !is_between(*byte)).map_or(floor, |index| floor + index + 1)
}

/// The first of the words of the list that lead up, in one case and without a gap, to the word at `start`, which may be
/// yet to come.
fn first_word_before(bytes: &[u8], mut start: usize) -> usize {
    let mut letter = bytes.get(start).copied();
    for _ in 0..MOST_WORDS + MOST_WORDS_BEFORE {
        let gap = gap_start(bytes, start);
        let before = LIST.word_before(bytes, gap).filter(|_| gap < start);
        match before {
            Some(before) if same_case(bytes[before], *letter.get_or_insert(bytes[before])) => start = before,
            _ => break,
        }
    }
    start
}

/// The phrase among the words of the list that start at the anchor.
fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor();
    if !may_begin(window, start) {
        return None;
    }
    let mut indexes = [0_u16; MOST_WORDS + MOST_WORDS_BEFORE];
    let mut starts = [0; MOST_WORDS + MOST_WORDS_BEFORE];
    let (mut count, mut at, mut end) = (0, start, start);
    while count < indexes.len()
        && window.at(at).zip(window.at(start)).is_some_and(|(word, first)| same_case(word, first))
    {
        let word_end = window.run_end_within(at, at + LONGEST_WORD + 1, |byte| byte.is_ascii_alphabetic());
        let Some((index, _)) = LIST.word_from(window.slice(at..word_end), 0) else { break };
        (indexes[count], starts[count], end) = (index, at, word_end);
        count += 1;
        at = gap_end(window, end);
        if at == end {
            break;
        }
    }
    let (first, score) = (0..=MOST_WORDS_BEFORE.min(count)).find_map(|before| {
        let score = score(window, starts[before.min(count.saturating_sub(1))], &indexes[before..count])?;
        Some((before, score))
    })?;
    Some(Candidate::new(starts[first]..end, EntityKind::SeedPhrase, score, "seed-phrase"))
}

/// Whether a phrase can begin at `start`: not in the middle of a sentence, unless the sentence speaks of wallets. So a
/// stream of prose is not held back by every word of the list.
fn may_begin(window: &Window<'_>, start: usize) -> bool {
    let sentence = window.before(start) == Some(b' ')
        && start
            .checked_sub(2)
            .and_then(|index| window.at(index))
            .is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    !sentence || has_words_before(window, start, CONTEXT) || listed_end(window, start, OPENINGS).is_some()
}

/// Whether two words that begin with these letters may belong to one phrase: it is written in one case.
fn same_case(left: u8, right: u8) -> bool {
    left.is_ascii_lowercase() == right.is_ascii_lowercase()
}

/// How sure it is that words are a phrase. One that was copied with a mistake is as secret as one without.
fn score(window: &Window<'_>, start: usize, indexes: &[u16]) -> Option<u8> {
    if !matches!(indexes.len(), 12 | 15 | 18 | 21 | 24) {
        return None;
    }
    match (is_checked(indexes), has_words_before(window, start, CONTEXT)) {
        (true, _) => Some(95),
        (false, true) => Some(70),
        (false, false) => None,
    }
}

/// Behind what may stand between two words: spaces, a line break, a comma, quotes, the number of the next word.
fn gap_end(window: &Window<'_>, start: usize) -> usize {
    window.run_end_within(start, start + MOST_BETWEEN, is_between)
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_digit()
        || matches!(
            byte,
            b' ' | b'\n' | b'\r' | b'\t' | b',' | b'"' | b'\'' | b'.' | b')' | b'|' | b'-' | b'_' | b':'
        )
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
    let given =
        (entropy_bits..entropy_bits + checksum_bits).fold(0, |sum, position| sum << 1 | bit(position));
    given == u16::from(digest[0] >> (8 - checksum_bits))
}

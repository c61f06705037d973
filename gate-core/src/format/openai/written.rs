//! Written: the texts of a streamed answer as far as they have come, for counting their tokens as wholes.

use std::collections::BTreeMap;

use super::stream::MAX_TEXTS;

/// Beyond this size texts are counted by their pieces, which is never too little: no answer may fill the memory.
const KEPT_BYTES: usize = 1024 * 1024;

/// What a model has written so far, by what tells its texts apart.
#[derive(Debug)]
pub(in crate::format) struct Written<Key> {
    texts: BTreeMap<Key, String>,
    bytes: usize,
    /// Tokens of what is not kept as text.
    counted: u64,
    /// Tokens of everything, counted by the pieces as they came.
    pieces: u64,
    /// Whether something was not kept as text that could have been.
    is_full: bool,
}

impl<Key> Default for Written<Key> {
    fn default() -> Self {
        Self { texts: BTreeMap::new(), bytes: 0, counted: 0, pieces: 0, is_full: false }
    }
}

impl<Key: Ord> Written<Key> {
    /// Adds a piece of a text that has this many tokens by itself.
    pub(in crate::format) fn add(&mut self, key: Key, piece: &str, tokens: u64) {
        self.pieces += tokens;
        let is_one_too_many = self.texts.len() >= MAX_TEXTS && !self.texts.contains_key(&key);
        if self.bytes + piece.len() > KEPT_BYTES || is_one_too_many {
            self.is_full = true;
            self.counted += tokens;
            return;
        }
        self.bytes += piece.len();
        self.texts.entry(key).or_default().push_str(piece);
    }

    /// Whether a piece of that text may have been added.
    pub(in crate::format) fn has(&self, key: &Key) -> bool {
        self.is_full || self.texts.contains_key(key)
    }

    /// Adds something that comes whole.
    pub(in crate::format) fn add_whole(&mut self, tokens: u64) {
        self.pieces += tokens;
        self.counted += tokens;
    }

    /// The tokens so far by the pieces: quick, and never less than the whole counts.
    pub(in crate::format) fn by_pieces(&self) -> u64 {
        self.pieces
    }

    /// The tokens so far with each text counted as a whole, as if the answer had come at once.
    pub(in crate::format) fn exactly(&self, count: &dyn Fn(&str) -> u64) -> u64 {
        self.counted + self.texts.values().map(|text| count(text)).sum::<u64>()
    }
}

//! Written: the texts of a streamed answer as far as they have come, for counting their tokens as wholes.

use std::collections::BTreeMap;

use super::chunk::TextKey;

/// Beyond this size texts are counted by their pieces, which is never too little: no answer may fill the memory.
const KEPT_BYTES: usize = 1024 * 1024;

/// What a model has written so far.
#[derive(Debug, Default)]
pub(super) struct Written {
    texts: BTreeMap<TextKey, String>,
    bytes: usize,
    /// Tokens of what is not kept as text.
    counted: u64,
    /// Tokens of everything, counted by the pieces as they came.
    pieces: u64,
}

impl Written {
    /// Adds a piece of a text that has this many tokens by itself.
    pub(super) fn add(&mut self, key: TextKey, piece: &str, tokens: u64) {
        self.pieces += tokens;
        if self.bytes + piece.len() > KEPT_BYTES {
            self.counted += tokens;
            return;
        }
        self.bytes += piece.len();
        self.texts.entry(key).or_default().push_str(piece);
    }

    /// Adds something that comes whole.
    pub(super) fn add_whole(&mut self, tokens: u64) {
        self.pieces += tokens;
        self.counted += tokens;
    }

    /// The tokens so far by the pieces: quick, and never less than the whole counts.
    pub(super) fn by_pieces(&self) -> u64 {
        self.pieces
    }

    /// The tokens so far with each text counted as a whole, as if the answer had come at once.
    pub(super) fn exactly(&self, count: &dyn Fn(&str) -> u64) -> u64 {
        self.counted + self.texts.values().map(|text| count(text)).sum::<u64>()
    }
}

//! Persona: how much of a text is built like a jailbreak prompt that circulates.
//!
//! The measure is containment of shingles: the part of a template's runs of three words that occurs in the text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::fold::skeleton;
use super::tables::TEMPLATES;
use super::words::is_word;

/// Words (or their beginnings) of the templates that are rare elsewhere; only around them is a text compared.
pub(super) const GATE_WORDS: &[&str] = &[
    "anything",
    "jailbr",
    "restrict",
    "unfilter",
    "uncensor",
    "amoral",
    "immoral",
    "persona",
    "confines",
    "character",
    "deceased",
    "grandm",
    "hypothetical",
    "authorized",
    "disclaimer",
    "tokens",
    "refus",
    "opposite",
    "abide",
];

/// How far before and after such a word, in bytes of the view.
const BEFORE: usize = 500;
const AFTER: usize = 1_100;
/// How many words a shingle has.
const SHINGLE: usize = 3;
/// From which part of a template on (in hundredths) a text is of its kind, and from which it is beyond doubt.
const SIMILAR: usize = 22;
const SAME: usize = 45;

struct Templates {
    /// Which templates a shingle occurs in.
    shingles: HashMap<u64, Vec<usize>>,
    /// How many different ones each has.
    sizes: Vec<usize>,
}

static INDEX: LazyLock<Templates> = LazyLock::new(Templates::read);

impl Templates {
    fn read() -> Self {
        let mut shingles: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut sizes = Vec::new();
        for (index, (_, text)) in TEMPLATES.iter().enumerate() {
            let own = shingles_of(&skeleton(text));
            sizes.push(own.len().max(1));
            for shingle in own {
                shingles.entry(shingle).or_default().push(index);
            }
        }
        Self { shingles, sizes }
    }
}

/// The best template for the text around byte `at` of a view.
pub(super) struct Likeness {
    pub(super) rule: &'static str,
    pub(super) score: u8,
    /// What was compared: bytes of the view.
    pub(super) span: Range<usize>,
}

/// Compares the text around byte `at`; the second value is the byte from which it is worth comparing again.
pub(super) fn compare(bytes: &[u8], at: usize) -> (Option<Likeness>, usize) {
    let span = word_edge(bytes, at.saturating_sub(BEFORE))..word_edge(bytes, (at + AFTER).min(bytes.len()));
    let mut counts = vec![0; INDEX.sizes.len()];
    for shingle in shingles_of(&bytes[span.clone()]) {
        for template in INDEX.shingles.get(&shingle).into_iter().flatten() {
            counts[*template] += 1;
        }
    }
    let shares = counts.iter().zip(&INDEX.sizes).map(|(count, size)| count * 100 / size);
    let best = shares.enumerate().max_by_key(|(_, share)| *share);
    let likeness = best.filter(|(_, share)| *share >= SIMILAR).map(|(template, share)| Likeness {
        rule: TEMPLATES[template].0,
        score: if share >= SAME { 95 } else { 75 },
        span,
    });
    (likeness, at + BEFORE)
}

/// The start of the word that byte `at` is in, looking back a little.
fn word_edge(bytes: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(32);
    (floor..at).rev().find(|index| !is_word(bytes[*index])).map_or(at, |index| index + 1)
}

/// Hashes (FNV-1a) of all runs of three words.
fn shingles_of(bytes: &[u8]) -> HashSet<u64> {
    let words: Vec<u64> =
        bytes.split(|byte| !is_word(*byte)).filter(|word| !word.is_empty()).map(hash).collect();
    words
        .windows(SHINGLE)
        .map(|run| run.iter().fold(0, |sum: u64, word| sum.rotate_left(21) ^ word))
        .collect()
}

fn hash(word: &[u8]) -> u64 {
    word.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

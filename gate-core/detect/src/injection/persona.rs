//! Persona: how much of a text is built like a jailbreak prompt that circulates.
//!
//! The measure is containment of shingles: the part of a template's runs of three words that occurs in the text.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
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
    /// For each shingle its number and the templates it occurs in.
    shingles: HashMap<u64, (usize, Vec<usize>), BuildHasherDefault<Hashed>>,
    /// How many different ones each has.
    sizes: Vec<usize>,
}

static INDEX: LazyLock<Templates> = LazyLock::new(Templates::read);

impl Templates {
    fn read() -> Self {
        let mut shingles: HashMap<u64, (usize, Vec<usize>), _> = HashMap::default();
        let mut sizes = Vec::new();
        for (index, (_, text)) in TEMPLATES.iter().enumerate() {
            let own: HashSet<u64> = shingles_of(&skeleton(text)).collect();
            sizes.push(own.len().max(1));
            for shingle in own {
                let number = shingles.len();
                shingles.entry(shingle).or_insert((number, Vec::new())).1.push(index);
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
    let mut seen = vec![false; INDEX.shingles.len()];
    for (number, templates) in shingles_of(&bytes[span.clone()]).filter_map(|it| INDEX.shingles.get(&it)) {
        // However often a text has it.
        if !std::mem::replace(&mut seen[*number], true) {
            for template in templates {
                counts[*template] += 1;
            }
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
fn shingles_of(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let mut words = bytes.split(|byte| !is_word(*byte)).filter(|word| !word.is_empty()).map(hash);
    let mut run = [0; SHINGLE];
    for place in &mut run[1..] {
        *place = words.next().unwrap_or_default();
    }
    words.map(move |word| {
        run = [run[1], run[2], word];
        run.iter().fold(0, |sum: u64, word| sum.rotate_left(21) ^ word)
    })
}

/// Takes numbers that are hashes already, and spreads their bits over the ends that a map looks at.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }
}

fn hash(word: &[u8]) -> u64 {
    word.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

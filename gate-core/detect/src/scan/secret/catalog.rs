//! Catalog: all rules, compiled once and arranged so that a place in a text asks few of them.

use std::sync::LazyLock;

use super::form::Form;
use super::rule::{Rule, Shape};
use super::rules::TABLES;

/// Pairs of two ASCII bytes.
const PAIRS: usize = 128 * 128;

/// Vendor words fall into this many buckets; a power of two.
const BUCKETS: usize = 2048;

/// How many bits tell whether a word may be a vendor's; a power of two.
const SIEVE_BITS: usize = 1 << 15;

/// How many bytes of a value tell which shapes it may have.
pub(super) const HEAD_BYTES: usize = 4;

/// What a value of some shape begins with, as far as that is fixed, for a comparison in one step.
struct Prefix {
    mask: u32,
    text: u32,
    shape: u16,
}

impl Prefix {
    fn of(prefix: &[u8], shape: u16) -> Self {
        let (mut mask, mut text) = ([0; HEAD_BYTES], [0; HEAD_BYTES]);
        for (index, byte) in prefix.iter().take(HEAD_BYTES).enumerate() {
            (mask[index], text[index]) = (0xFF, *byte);
        }
        Self { mask: u32::from_le_bytes(mask), text: u32::from_le_bytes(text), shape }
    }

    #[inline]
    fn fits(&self, head: [u8; HEAD_BYTES]) -> bool {
        u32::from_le_bytes(head) & self.mask == self.text
    }
}

/// A shape that may begin with almost anything.
struct Unbound {
    /// How many characters it begins with at least.
    least: usize,
    /// What must stand behind the first run of token characters, when that is known.
    sign: Option<u8>,
    shape: u16,
}

/// The rules and where to look for them.
pub(super) struct Catalog {
    shapes: Vec<Shape>,
    /// For each pair of bytes, the part of `by_pair` with the shapes that begin with it.
    pairs: Vec<(u32, u32)>,
    by_pair: Vec<Prefix>,
    /// One bit for each pair that any shape begins with: most pairs are refused by it, and it stays in the cache.
    heads: [u64; PAIRS / 64],
    /// Shapes that may begin with almost anything, those with the shortest first run first.
    unbound: Vec<Unbound>,
    vendors: Vec<Vec<(&'static str, u16)>>,
    /// A bit for each hash that a vendor's word has.
    sieve: [u64; SIEVE_BITS / 64],
}

/// Built once.
pub(super) static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::build);

impl Catalog {
    fn build() -> Self {
        let mut shapes = Vec::new();
        let mut lists: Vec<Vec<u16>> = vec![Vec::new(); PAIRS];
        let mut vendors: Vec<Vec<(&'static str, u16)>> = vec![Vec::new(); BUCKETS];
        let mut sieve = [0; SIEVE_BITS / 64];
        let mut unbound = Vec::new();
        for rule in rules() {
            for notation in rule.forms {
                let form = Form::parse(notation).expect("a test parses the forms of every rule");
                let index = u16::try_from(shapes.len()).expect("there are fewer forms than that");
                for vendor in rule.vendors {
                    let hash = hash(vendor.as_bytes());
                    vendors[bucket(hash)].push((vendor, index));
                    let bit = sieve_bit(hash);
                    sieve[bit / 64] |= 1 << (bit % 64);
                }
                if rule.vendors.is_empty() {
                    if let Some(heads) = form.heads() {
                        for head in heads {
                            lists[pair(*head)].push(index);
                        }
                    } else {
                        let (least, sign) = (form.first_run(), form.sign());
                        unbound.push(Unbound { least, sign, shape: index });
                    }
                }
                shapes.push(Shape { rule, form });
            }
        }
        unbound.sort_unstable_by_key(|it| (it.least, it.shape));
        let mut heads = [0; PAIRS / 64];
        for (pair, _) in lists.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            heads[pair / 64] |= 1 << (pair % 64);
        }
        let (pairs, all) = flatten(&lists);
        let prefix = |index: &u16| Prefix::of(shapes[usize::from(*index)].form.prefix(), *index);
        let by_pair = all.iter().map(prefix).collect();
        Self { shapes, pairs, by_pair, heads, unbound, vendors, sieve }
    }

    /// Whether any shape that needs no word nearby may begin like this.
    #[inline]
    pub(super) fn has_head(&self, head: [u8; HEAD_BYTES]) -> bool {
        let pair = pair([head[0] & 127, head[1] & 127]);
        self.heads[pair / 64] >> (pair % 64) & 1 == 1 && self.beginning_with(head).next().is_some()
    }

    /// The shapes that may begin like this and need no word nearby.
    pub(super) fn beginning_with(&self, head: [u8; HEAD_BYTES]) -> impl Iterator<Item = &Shape> {
        let [first, second, ..] = head;
        let range = if first < 128 && second < 128 { self.pairs[pair([first, second])] } else { (0, 0) };
        let prefixes = self.by_pair[range.0 as usize..range.1 as usize].iter();
        prefixes.filter(move |prefix| prefix.fits(head)).map(|prefix| &self.shapes[usize::from(prefix.shape)])
    }

    /// The shapes that may begin with almost anything, need no word nearby, and fit a run of `length` token characters
    /// with the byte `behind` it (`None` when that is not known).
    pub(super) fn unbound(&self, length: usize, behind: Option<u8>) -> impl Iterator<Item = &Shape> {
        let long_enough = self.unbound.iter().take_while(move |it| it.least <= length);
        let fitting =
            long_enough.filter(move |it| it.sign.is_none() || behind.is_none() || it.sign == behind);
        fitting.map(|it| &self.shapes[usize::from(it.shape)])
    }

    /// Whether a word with this hash may name a vendor. Few words do that are not.
    #[inline]
    pub(super) fn may_be_vendor(&self, hash: u32) -> bool {
        let bit = sieve_bit(hash);
        self.sieve[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The shapes of the vendor that `word`, in small letters, names.
    pub(super) fn of_vendor(&self, word: &[u8]) -> impl Iterator<Item = &Shape> {
        let bucket = &self.vendors[bucket(hash(word))];
        bucket
            .iter()
            .filter(move |(vendor, _)| vendor.as_bytes() == word)
            .map(|(_, index)| &self.shapes[usize::from(*index)])
    }
}

fn flatten(lists: &[Vec<u16>]) -> (Vec<(u32, u32)>, Vec<u16>) {
    let mut all = Vec::new();
    let position = |all: &Vec<u16>| u32::try_from(all.len()).expect("there are fewer entries than that");
    let ranges = lists.iter().map(|list| {
        let start = position(&all);
        all.extend(list);
        (start, position(&all))
    });
    (ranges.collect(), all)
}

const fn pair(head: [u8; 2]) -> usize {
    (head[0] as usize) << 7 | head[1] as usize
}

const fn bucket(hash: u32) -> usize {
    (hash >> (u32::BITS - BUCKETS.ilog2())) as usize
}

const fn sieve_bit(hash: u32) -> usize {
    (hash >> (u32::BITS - SIEVE_BITS.ilog2())) as usize
}

/// The base of the polynomial that is the hash of a word.
const HASH_BASE: u32 = 0x9E37_79B1;

/// The powers of [`HASH_BASE`], for words of up to so many letters less one.
static HASH_POWERS: [u32; 128] = {
    let mut powers = [1_u32; 128];
    let mut index = 1;
    while index < powers.len() {
        powers[index] = powers[index - 1].wrapping_mul(HASH_BASE);
        index += 1;
    }
    powers
};

/// The hash of a word.
pub(super) fn hash(word: &[u8]) -> u32 {
    word.iter().fold(0, |hash, byte| hash.wrapping_mul(HASH_BASE).wrapping_add(u32::from(*byte)))
}

/// The hash of a word followed by another one of so many letters, from their hashes.
pub(super) fn join_hashes(first: u32, second: u32, second_length: usize) -> u32 {
    first.wrapping_mul(HASH_POWERS[second_length]).wrapping_add(second)
}

/// Every rule, in the order of the tables.
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_words_join() {
        for (first, second) in [("", "a"), ("new", "relic"), ("together", ""), ("x", "ai")] {
            let joined = join_hashes(hash(first.as_bytes()), hash(second.as_bytes()), second.len());
            assert_eq!(joined, hash([first, second].concat().as_bytes()), "{first} {second}");
        }
    }

    #[test]
    fn heads_are_compared_as_far_as_they_are_fixed() {
        let shapes = |head: &[u8; HEAD_BYTES]| CATALOG.beginning_with(*head).count();
        assert!(CATALOG.has_head(*b"ghp_") && shapes(b"ghp_") > 0);
        assert!(!CATALOG.has_head(*b"ghx_") && shapes(b"ghx_") == 0);
    }
}

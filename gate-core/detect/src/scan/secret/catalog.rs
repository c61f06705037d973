//! Catalog: all rules, compiled once and arranged so that a place in a text asks few of them.

use std::sync::LazyLock;

use super::form::Form;
#[cfg(test)]
use super::rule::Rule;
use super::rule::Shape;
use super::rules::TABLES;

/// Pairs of two ASCII bytes.
const PAIRS: usize = 128 * 128;

/// Vendor words fall into this many buckets; a power of two.
const BUCKETS: usize = 2048;

/// How many bits tell whether a word may be a vendor's; a power of two.
const SIEVE_BITS: usize = 1 << 15;

/// The hash of no letters.
pub(super) const EMPTY_HASH: u32 = 0x811C_9DC5;

/// The rules and where to look for them.
pub(super) struct Catalog {
    shapes: Vec<Shape>,
    /// For each pair of bytes, the part of `by_pair` with the shapes that begin with it.
    pairs: Vec<(u32, u32)>,
    by_pair: Vec<u16>,
    /// One bit for each pair that any shape begins with: most pairs are refused by it, and it stays in the cache.
    heads: [u64; PAIRS / 64],
    /// Shapes that may begin with almost anything, and the shortest run each begins with; the shortest first.
    unbound: Vec<(usize, u16)>,
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
        for rule in TABLES.iter().copied().flatten() {
            for notation in rule.forms {
                let form = Form::parse(notation).expect("a test parses the forms of every rule");
                let index = u16::try_from(shapes.len()).expect("there are fewer forms than that");
                for vendor in rule.vendors {
                    let hash = extend_hash(EMPTY_HASH, vendor.as_bytes());
                    vendors[bucket(hash)].push((vendor, index));
                    sieve[hash as usize % SIEVE_BITS / 64] |= 1 << (hash as usize % 64);
                }
                if rule.vendors.is_empty() {
                    match form.heads() {
                        Some(heads) => heads.iter().for_each(|head| lists[pair(*head)].push(index)),
                        None => unbound.push((form.first_run(), index)),
                    }
                }
                shapes.push(Shape { rule, form });
            }
        }
        unbound.sort_unstable();
        let mut heads = [0; PAIRS / 64];
        for (pair, _) in lists.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            heads[pair / 64] |= 1 << (pair % 64);
        }
        let (pairs, by_pair) = flatten(&lists);
        Self { shapes, pairs, by_pair, heads, unbound, vendors, sieve }
    }

    /// Whether any shape that needs no word nearby begins with these two bytes.
    #[inline]
    pub(super) fn has_head(&self, first: u8, second: u8) -> bool {
        let pair = pair([first & 127, second & 127]);
        self.heads[pair / 64] >> (pair % 64) & 1 == 1
    }

    /// The shapes that begin with these two bytes and need no word nearby.
    pub(super) fn beginning_with(&self, first: u8, second: u8) -> impl Iterator<Item = &Shape> {
        let range = if first < 128 && second < 128 { self.pairs[pair([first, second])] } else { (0, 0) };
        self.by_pair[range.0 as usize..range.1 as usize].iter().map(|index| &self.shapes[usize::from(*index)])
    }

    /// The shapes that may begin with almost anything, need no word nearby, and fit a run of `length`.
    pub(super) fn unbound(&self, length: usize) -> impl Iterator<Item = &Shape> {
        let fitting = self.unbound.iter().take_while(move |(least, _)| *least <= length);
        fitting.map(|(_, index)| &self.shapes[usize::from(*index)])
    }

    /// Whether a word with this hash may name a vendor. Few words do that are not.
    #[inline]
    pub(super) fn may_be_vendor(&self, hash: u32) -> bool {
        let bit = hash as usize % SIEVE_BITS;
        self.sieve[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The shapes of the vendor that `word`, in small letters, names.
    pub(super) fn of_vendor(&self, word: &[u8]) -> impl Iterator<Item = &Shape> {
        let bucket = &self.vendors[bucket(extend_hash(EMPTY_HASH, word))];
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

fn bucket(hash: u32) -> usize {
    hash as usize & (BUCKETS - 1)
}

/// The hash (FNV-1a) of a word and what stands behind it.
pub(super) fn extend_hash(hash: u32, word: &[u8]) -> u32 {
    word.iter().fold(hash, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Every rule, in the order of the tables.
#[cfg(test)]
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

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

/// The rules and where to look for them.
pub(super) struct Catalog {
    shapes: Vec<Shape>,
    /// For each pair of bytes, the part of `by_pair` with the shapes that begin with it.
    pairs: Vec<(u32, u32)>,
    by_pair: Vec<u16>,
    /// Shapes that may begin with almost anything.
    unbound: Vec<u16>,
    vendors: Vec<Vec<(&'static str, u16)>>,
    /// The longest vendor word.
    pub(super) longest_vendor: usize,
}

/// Built once.
pub(super) static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::build);

impl Catalog {
    fn build() -> Self {
        let mut shapes = Vec::new();
        let mut lists: Vec<Vec<u16>> = vec![Vec::new(); PAIRS];
        let mut vendors: Vec<Vec<(&'static str, u16)>> = vec![Vec::new(); BUCKETS];
        let mut unbound = Vec::new();
        for rule in TABLES.iter().copied().flatten() {
            for notation in rule.forms {
                let form = Form::parse(notation).expect("a test parses the forms of every rule");
                let index = u16::try_from(shapes.len()).expect("there are fewer forms than that");
                for vendor in rule.vendors {
                    vendors[bucket(hash(vendor.as_bytes()))].push((vendor, index));
                }
                if rule.vendors.is_empty() {
                    match form.heads() {
                        Some(heads) => heads.iter().for_each(|head| lists[pair(*head)].push(index)),
                        None => unbound.push(index),
                    }
                }
                shapes.push(Shape { rule, form });
            }
        }
        let (pairs, by_pair) = flatten(&lists);
        let words = TABLES.iter().copied().flatten().flat_map(|rule| rule.vendors);
        let longest_vendor = words.map(|word| word.len()).max().unwrap_or(0);
        Self { shapes, pairs, by_pair, unbound, vendors, longest_vendor }
    }

    /// The shapes that begin with these two bytes and need no word nearby.
    #[inline]
    pub(super) fn beginning_with(&self, first: u8, second: u8) -> impl Iterator<Item = &Shape> {
        let range = if first < 128 && second < 128 { self.pairs[pair([first, second])] } else { (0, 0) };
        self.by_pair[range.0 as usize..range.1 as usize].iter().map(|index| &self.shapes[usize::from(*index)])
    }

    /// The shapes that may begin with almost anything and need no word nearby.
    pub(super) fn unbound(&self) -> impl Iterator<Item = &Shape> {
        self.unbound.iter().map(|index| &self.shapes[usize::from(*index)])
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

fn bucket(hash: u32) -> usize {
    hash as usize & (BUCKETS - 1)
}

/// FNV-1a.
fn hash(word: &[u8]) -> u32 {
    word.iter().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Every rule, in the order of the tables.
#[cfg(test)]
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

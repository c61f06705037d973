//! Gate: where in a view a pattern may begin. Few places pass it, and only there an automaton is asked.

use super::words::is_word;
use crate::scan::bits::Bits;

/// How many bytes of a pattern are compared at the gate, at most and at least.
const HEAD_BYTES: usize = 4;
const LEAST_BYTES: usize = 2;

/// The byte belongs to a word.
const IN_WORD: u8 = 1;
/// A pattern begins with this byte that is shorter than a head.
const SHORT: u8 = 2;

/// Which patterns may begin where, as far as their first bytes tell.
pub(super) struct Gate {
    /// What each byte means.
    kinds: [u8; 256],
    /// The first two bytes of the patterns: of all, and of those that may begin inside a word.
    pairs: [Bits; 2],
    /// The slots that the heads of patterns fall into.
    heads: Bits,
}

impl Gate {
    /// The gate for these patterns, and whether each may stand anywhere or only where no letter stands before it.
    pub(super) fn of<'p>(patterns: impl Iterator<Item = (&'p Vec<u8>, bool)>) -> Self {
        let mut gate = Self::closed();
        patterns.for_each(|(pattern, anywhere)| gate.admit(pattern, anywhere));
        gate
    }

    /// A gate for nothing.
    fn closed() -> Self {
        let mut kinds = [0; 256];
        for (kind, byte) in kinds.iter_mut().zip(0..=u8::MAX) {
            *kind = if is_word(byte) { IN_WORD } else { 0 };
        }
        Self { kinds, pairs: [Bits::new(), Bits::new()], heads: Bits::new() }
    }

    /// Lets `pattern` through, which has at least two bytes.
    fn admit(&mut self, pattern: &[u8], anywhere: bool) {
        let length = pattern.len().min(HEAD_BYTES);
        self.heads.set(slot(head(pattern), length));
        let places = if anywhere { &mut self.pairs[..] } else { &mut self.pairs[..1] };
        for pairs in places {
            pairs.set(u16::from_le_bytes([pattern[0], pattern[1]]));
        }
        if length < HEAD_BYTES {
            self.kinds[usize::from(pattern[0])] |= SHORT;
        }
    }

    /// The first place at or after `from` where a pattern may begin.
    pub(super) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let kind = |byte: u8| self.kinds[usize::from(byte)];
        let mut before = from.checked_sub(1).map_or(0, |before| kind(bytes[before]));
        for (offset, two) in bytes.get(from..)?.windows(2).enumerate() {
            let known = &self.pairs[usize::from(before & IN_WORD)];
            before = kind(two[0]);
            if known.has(u16::from_le_bytes([two[0], two[1]]))
                && self.has_head(head(&bytes[from + offset..]), before)
            {
                return Some(from + offset);
            }
        }
        None
    }

    #[inline]
    fn has_head(&self, head: u32, kind: u8) -> bool {
        let has = |length: usize| self.heads.has(slot(head, length));
        has(HEAD_BYTES) || kind & SHORT != 0 && (LEAST_BYTES..HEAD_BYTES).any(has)
    }
}

/// The first bytes as a number, the first one the lowest; zeros behind the end.
#[inline]
fn head(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; HEAD_BYTES];
        padded[..bytes.len()].copy_from_slice(bytes);
        padded
    }))
}

/// The slot of the first `length` bytes of a head: the highest bits of a product.
#[inline]
const fn slot(head: u32, length: usize) -> u16 {
    let bytes = head & u32::MAX >> (8 * (HEAD_BYTES - length));
    let [.., low, high] = bytes.wrapping_mul(0x9E37_79B1).to_le_bytes();
    u16::from_le_bytes([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_pass_where_they_may_begin() {
        let mut gate = Gate::closed();
        gate.admit(b"ignore", false);
        gate.admit(b"](", true);
        gate.admit(b"disp", true);
        let rows = [
            ("please ignore it", Some(7)),
            ("signore", None),
            ("ignore", Some(0)),
            ("ignor", Some(0)),
            ("]x](", Some(2)),
            ("x](", Some(1)),
            ("](y", Some(0)),
            ("xdisplay", Some(1)),
            ("ign", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(gate.next(text.as_bytes(), 0), expected, "{text}");
        }
        assert_eq!(gate.next(b"ignore ignore", 1), Some(7), "from the middle on");
    }
}

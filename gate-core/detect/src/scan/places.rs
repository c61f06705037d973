//! Places: where in a text something of interest may stand, found a block of bytes at a time.
//!
//! The test of a place sees a byte and the two before it and has no branches, so that the compiler turns the loop over
//! a block into vector instructions; afterwards only the bits that are set are visited.

/// How many bytes are tested together: as many as a word has bits.
const BLOCK: usize = 64;
/// How many bytes before its own the test of a place sees.
const BEFORE: usize = 2;
const EIGHT: usize = 8;

/// The places at which a test holds, in their order. Before the start of the text the test sees zeros.
pub(super) struct Places<'t, Test> {
    bytes: &'t [u8],
    test: Test,
    /// Where the block begins whose bits are being visited.
    block: usize,
    /// Where the next one begins.
    next: usize,
    bits: u64,
}

impl<'t, Test: Fn([u8; BEFORE + 1]) -> bool> Places<'t, Test> {
    /// The places of `bytes` from `from` on.
    pub(super) fn new(bytes: &'t [u8], from: usize, test: Test) -> Self {
        Self { bytes, test, block: from, next: from, bits: 0 }
    }

    /// The places of the block that begins at `start`, one bit for each.
    #[inline]
    fn bits_of(&self, start: usize) -> u64 {
        let mut padded = [0; BEFORE + BLOCK];
        let inside = start.checked_sub(BEFORE).and_then(|first| self.bytes[first..].first_chunk());
        let block: &[u8; BEFORE + BLOCK] = inside.unwrap_or_else(|| {
            let known = &self.bytes[start.saturating_sub(BEFORE)..self.bytes.len().min(start + BLOCK)];
            let skipped = BEFORE.saturating_sub(start);
            padded[skipped..skipped + known.len()].copy_from_slice(known);
            &padded
        });
        let mut marks = [0_u8; BLOCK];
        let neighbours = block.iter().zip(&block[1..]).zip(&block[BEFORE..]);
        for (mark, ((first, second), third)) in marks.iter_mut().zip(neighbours) {
            *mark = u8::from((self.test)([*first, *second, *third]));
        }
        let bits = packed(&marks);
        let rest = self.bytes.len() - start;
        if rest < BLOCK { bits & ((1 << rest) - 1) } else { bits }
    }
}

impl<Test: Fn([u8; BEFORE + 1]) -> bool> Iterator for Places<'_, Test> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.next >= self.bytes.len() {
                return None;
            }
            self.block = self.next;
            self.next += BLOCK;
            self.bits = self.bits_of(self.block);
        }
        let at = self.block + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

/// One bit for each of the marks, which are 0 or 1. The product moves the lowest bits of eight bytes side by side into
/// its highest byte.
fn packed(marks: &[u8; BLOCK]) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = marks.as_chunks::<EIGHT>();
    eights.iter().rev().fold(0, |bits, eight| {
        bits << EIGHT | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> (BLOCK - EIGHT)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_place_is_found_once(bytes in prop::collection::vec(0_u8..4, 0..200), from in 0_usize..210) {
            let test = |[first, second, third]: [u8; 3]| first == 1 && second != 2 || third == 3;
            let byte = |index: Option<usize>| index.map_or(0, |index| bytes[index]);
            let expected: Vec<usize> = (from..bytes.len())
                .filter(|at| test([byte(at.checked_sub(2)), byte(at.checked_sub(1)), bytes[*at]]))
                .collect();
            let places: Vec<usize> = Places::new(&bytes, from, test).collect();
            prop_assert_eq!(places, expected);
        }
    }
}

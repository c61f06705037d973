//! Bits: a set of 16-bit numbers, asked in a few instructions. What a number stands for is the user's: two bytes of a
//! text, or a hash of more.

/// How many words hold a bit for each number.
const WORDS: usize = 1 << (u16::BITS - u64::BITS.ilog2());

/// A set of numbers.
pub(crate) struct Bits([u64; WORDS]);

impl Bits {
    /// The empty set.
    pub(crate) const fn new() -> Self {
        Self([0; WORDS])
    }

    /// Adds a number.
    pub(crate) const fn set(&mut self, number: u16) {
        self.0[(number >> 6) as usize] |= 1 << (number & 63);
    }

    /// Whether a number is in the set.
    #[inline]
    pub(crate) const fn has(&self, number: u16) -> bool {
        self.0[(number >> 6) as usize] >> (number & 63) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_into_it() {
        let mut bits = Bits::new();
        let numbers = [0, 1, 63, 64, 4095, u16::MAX];
        for number in numbers {
            assert!(!bits.has(number), "{number}");
            bits.set(number);
        }
        assert_eq!((0..=u16::MAX).filter(|number| bits.has(*number)).collect::<Vec<_>>(), numbers);
    }
}

//! Runs: the long runs of token characters in a text, found without looking at most of it.

/// How many bytes are looked at in one step.
const BLOCK: usize = 64;

/// How many bytes besides letters and digits a class may have.
const OTHERS: usize = 4;

/// A class of bytes: ASCII letters, digits, and a few others.
pub(super) struct ByteClass {
    others: [u8; OTHERS],
    table: [bool; 256],
}

impl ByteClass {
    /// ASCII letters and digits, and the bytes of `others`.
    pub(super) const fn alphanumeric_and(others: &[u8]) -> Self {
        assert!(others.len() <= OTHERS, "each has a comparison of its own");
        let mut compared = [b'0'; OTHERS];
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        let mut index = 0;
        while index < others.len() {
            table[others[index] as usize] = true;
            compared[index] = others[index];
            index += 1;
        }
        Self { others: compared, table }
    }

    /// Whether `byte` belongs to it.
    #[inline]
    pub(super) const fn has(&self, byte: u8) -> bool {
        self.table[byte as usize]
    }

    /// One bit for each byte of a block: whether it belongs to the class. Comparisons instead of the table, since the
    /// compiler turns those into a few instructions for many bytes.
    fn members(&self, block: &[u8; BLOCK]) -> u64 {
        let mut found = [0_u8; BLOCK];
        for (found, byte) in found.iter_mut().zip(block) {
            let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
            let is_digit = byte.wrapping_sub(b'0') < 10;
            let [first, second, third, fourth] = self.others.map(|other| *byte == other);
            *found = u8::from(is_letter | is_digit | first | second | third | fourth);
        }
        // Eight bytes that are 0 or 1, multiplied, have their bits side by side in the highest byte.
        let (groups, _) = found.as_chunks::<8>();
        let bits = |group: &[u8; 8]| u64::from_le_bytes(*group).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        groups.iter().rev().fold(0, |mask, group| mask << 8 | bits(group))
    }
}

/// What keys and tokens consist of: letters, digits, and the signs of both base64 alphabets.
pub(super) static TOKEN: ByteClass = ByteClass::alphanumeric_and(b"_-+/");

/// The maximal runs of at least `least` bytes of a class that end at or after `from`.
///
/// One bit for each byte says whether it is of the class; where a bit and its neighbours are set, a run begins. So
/// most of a text, which has only short words, is passed without a look at single bytes.
pub(super) struct LongRuns<'t> {
    bytes: &'t [u8],
    class: &'static ByteClass,
    least: usize,
    at: usize,
}

impl<'t> LongRuns<'t> {
    /// Runs in `bytes` of at least `least` bytes, which are at most [`BLOCK`]. A run that `from` cuts is given from at most `least` bytes before `from` on.
    pub(super) fn new(bytes: &'t [u8], from: usize, least: usize, class: &'static ByteClass) -> Self {
        let floor = from.saturating_sub(least);
        let before = bytes[floor..from.min(bytes.len())].iter().rposition(|byte| !class.has(*byte));
        Self { bytes, class, least, at: before.map_or(floor, |index| floor + index + 1) }
    }
}

impl LongRuns<'_> {
    /// The bits of the block that begins at `start`; those behind the end of the text are not set.
    #[inline]
    fn members(&self, start: usize) -> u64 {
        let rest = self.bytes.get(start..).unwrap_or_default();
        if let Some(block) = rest.first_chunk() {
            self.class.members(block)
        } else {
            rest.iter().rev().fold(0, |mask, byte| mask << 1 | u64::from(self.class.has(*byte)))
        }
    }

    /// Where the next run begins, at or after `at`.
    fn start(&self) -> Option<usize> {
        let mut at = self.at;
        let mut members = u128::from(self.members(at));
        while at < self.bytes.len() {
            members |= u128::from(self.members(at + BLOCK)) << BLOCK;
            // A bit stays when as many bits as `length`, from it on, were set.
            let (mut starts, mut length) = (members, 1);
            while length < self.least {
                let step = length.min(self.least - length);
                starts &= starts >> step;
                length += step;
            }
            let offset = starts.trailing_zeros() as usize;
            if offset < BLOCK {
                return Some(at + offset);
            }
            members >>= BLOCK;
            at += BLOCK;
        }
        None
    }
}

impl Iterator for LongRuns<'_> {
    type Item = std::ops::Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.start()?;
        let known = start + self.least;
        let rest = self.bytes[known..].iter().position(|byte| !self.class.has(*byte));
        let end = rest.map_or(self.bytes.len(), |length| known + length);
        self.at = (end + 1).min(self.bytes.len());
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plainly(bytes: &[u8], least: usize) -> Vec<std::ops::Range<usize>> {
        let mut runs = Vec::new();
        let mut start = 0;
        for end in 0..=bytes.len() {
            if bytes.get(end).is_none_or(|byte| !TOKEN.has(*byte)) {
                if end - start >= least {
                    runs.push(start..end);
                }
                start = end + 1;
            }
        }
        runs
    }

    proptest! {
        #[test]
        fn no_run_is_leapt_over(text in "[A-C0_/. é]{0,20}([a-c.]{0,30}[a-z+-]{0,80}){0,6}", least in 1_usize..40) {
            let found: Vec<_> = LongRuns::new(text.as_bytes(), 0, least, &TOKEN).collect();
            prop_assert_eq!(found, plainly(text.as_bytes(), least));
        }

        #[test]
        fn a_start_in_the_middle_finds_the_rest(text in "[A-C0_/. é]{0,20}([a-c.]{0,30}[a-z+-]{0,80}){0,6}", from in 0_usize..600, least in 1_usize..40) {
            let from = from.min(text.len());
            let found: Vec<_> = LongRuns::new(text.as_bytes(), from, least, &TOKEN)
                .map(|run| run.start.max(from)..run.end)
                .filter(|run| run.end > from)
                .collect();
            let expected: Vec<_> = plainly(text.as_bytes(), least)
                .into_iter()
                .map(|run| run.start.max(from)..run.end)
                .filter(|run| run.end > from)
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}

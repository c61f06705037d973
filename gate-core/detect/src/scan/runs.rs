//! Runs: the long runs of token characters in a text, found without looking at most of it.

use std::ops::Range;

/// How many bytes are looked at in one step.
const BLOCK: usize = 64;

/// How many bytes besides letters and digits a class may have.
const OTHERS: usize = 4;

/// A class of bytes: ASCII letters, digits, and a few others.
pub(crate) struct ByteClass {
    others: [u8; OTHERS],
    table: [bool; 256],
}

impl ByteClass {
    /// ASCII letters and digits, and the bytes of `others`.
    pub(crate) const fn alphanumeric_and(others: &[u8]) -> Self {
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
    pub(crate) const fn has(&self, byte: u8) -> bool {
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
pub(crate) static TOKEN: ByteClass = ByteClass::alphanumeric_and(b"_-+/");

/// The maximal runs of at least `least` bytes of a class that end at or after `from`.
///
/// One bit for each byte says whether it is of the class; where a bit and its neighbours are set, a run begins. So
/// most of a text, which has only short words, is passed without a look at single bytes.
pub(crate) struct LongRuns<'t> {
    bytes: &'t [u8],
    class: &'static ByteClass,
    least: usize,
    at: usize,
}

impl<'t> LongRuns<'t> {
    /// The runs of at least `least` bytes within `range`.
    pub(crate) fn within(
        bytes: &'t [u8],
        range: Range<usize>,
        least: usize,
        class: &'static ByteClass,
    ) -> Self {
        Self { bytes: &bytes[..range.end], class, least, at: range.start }
    }
}

/// Where the run begins that ends at `from`, looking at most `reach` bytes back.
fn run_start(bytes: &[u8], from: usize, reach: usize, class: &ByteClass) -> usize {
    let floor = from.saturating_sub(reach);
    let before = bytes[floor..from.min(bytes.len())].iter().rposition(|byte| !class.has(*byte));
    before.map_or(floor, |index| floor + index + 1)
}

/// The long runs of token characters in a text, found once for all who look for something in such.
pub(super) struct TokenRuns {
    runs: Vec<Range<usize>>,
    from: usize,
}

impl TokenRuns {
    /// The least bytes that anybody asks for.
    pub(super) const LEAST: usize = 14;
    /// The most bytes that anybody asks for, at least.
    pub(super) const MOST: usize = 25;

    /// The runs in `bytes` that end at or after `from`.
    pub(super) fn of(bytes: &[u8], from: usize) -> Self {
        let at = run_start(bytes, from, Self::MOST, &TOKEN);
        Self { runs: LongRuns { bytes, class: &TOKEN, least: Self::LEAST, at }.collect(), from }
    }

    /// Those of at least `least` bytes. One that the beginning of the search cuts is given from at most `least` bytes
    /// before that on.
    pub(super) fn at_least(&self, least: usize) -> impl Iterator<Item = Range<usize>> {
        debug_assert!((Self::LEAST..=Self::MOST).contains(&least), "shorter runs were not looked for");
        let floor = self.from.saturating_sub(least);
        let cut = move |run: &Range<usize>| run.start.max(floor)..run.end;
        self.runs.iter().map(cut).filter(move |run| run.len() >= least)
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
    type Item = Range<usize>;

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

    /// The runs that end at or after `from`; one that `from` cuts from at most `least` bytes before on.
    fn long_runs(bytes: &[u8], from: usize, least: usize) -> LongRuns<'_> {
        LongRuns { bytes, class: &TOKEN, least, at: run_start(bytes, from, least, &TOKEN) }
    }

    fn plainly(bytes: &[u8], least: usize) -> Vec<Range<usize>> {
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
            let found: Vec<_> = long_runs(text.as_bytes(), 0, least).collect();
            prop_assert_eq!(found, plainly(text.as_bytes(), least));
        }

        #[test]
        fn a_start_in_the_middle_finds_the_rest(text in "[A-C0_/. é]{0,20}([a-c.]{0,30}[a-z+-]{0,80}){0,6}", from in 0_usize..600, least in 1_usize..40) {
            let from = from.min(text.len());
            let found: Vec<_> = long_runs(text.as_bytes(), from, least)
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

        #[test]
        fn runs_found_once_are_those_found_for_each(text in "[A-C0_/. é]{0,20}([a-c.]{0,30}[a-z+-]{0,80}){0,6}", from in 0_usize..600, least in 14_usize..=25) {
            let from = from.min(text.len());
            let runs = TokenRuns::of(text.as_bytes(), from);
            let expected: Vec<_> = long_runs(text.as_bytes(), from, least).collect();
            prop_assert_eq!(runs.at_least(least).collect::<Vec<_>>(), expected);
        }
    }
}

//! Runs: the long runs of token characters in a text, found without looking at most of it.

/// A class of bytes, as a table.
pub(super) struct ByteClass([bool; 256]);

impl ByteClass {
    /// ASCII letters and digits, and the bytes of `others`.
    pub(super) const fn alphanumeric_and(others: &[u8]) -> Self {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        let mut index = 0;
        while index < others.len() {
            table[others[index] as usize] = true;
            index += 1;
        }
        Self(table)
    }

    /// Whether `byte` belongs to it.
    #[inline]
    pub(super) const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }
}

/// What keys and tokens consist of: letters, digits, and the signs of both base64 alphabets.
pub(super) static TOKEN: ByteClass = ByteClass::alphanumeric_and(b"_-+/");

/// The maximal runs of at least `least` bytes of a class that end at or after `from`.
///
/// Words of prose are short, so most of them are leapt over: where a run of `least` bytes would have to reach, the
/// search looks first, and from there back to the nearest byte of another class, behind which the next run could
/// begin. (The idea is that of Boyer and Moore's string search.)
pub(super) struct LongRuns<'t> {
    bytes: &'t [u8],
    class: &'static ByteClass,
    least: usize,
    at: usize,
}

impl<'t> LongRuns<'t> {
    /// Runs in `bytes`. A run that `from` cuts is given from at most `least` bytes before `from` on.
    pub(super) fn new(bytes: &'t [u8], from: usize, least: usize, class: &'static ByteClass) -> Self {
        let floor = from.saturating_sub(least);
        let before = bytes[floor..from.min(bytes.len())].iter().rposition(|byte| !class.has(*byte));
        Self { bytes, class, least, at: before.map_or(floor, |index| floor + index + 1) }
    }
}

impl Iterator for LongRuns<'_> {
    type Item = std::ops::Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let block = self.bytes.get(self.at..self.at + self.least)?;
            if let Some(index) = block.iter().rposition(|byte| !self.class.has(*byte)) {
                self.at += index + 1;
                continue;
            }
            let start = self.at;
            let known = start + self.least;
            let rest = self.bytes[known..].iter().position(|byte| !self.class.has(*byte));
            let end = rest.map_or(self.bytes.len(), |length| known + length);
            self.at = (end + 1).min(self.bytes.len());
            return Some(start..end);
        }
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
        fn no_run_is_leapt_over(text in "[a-c .]{0,80}", least in 1_usize..12) {
            let found: Vec<_> = LongRuns::new(text.as_bytes(), 0, least, &TOKEN).collect();
            prop_assert_eq!(found, plainly(text.as_bytes(), least));
        }

        #[test]
        fn a_start_in_the_middle_finds_the_rest(text in "[a-c .]{0,80}", from in 0_usize..80, least in 1_usize..12) {
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

//! Needles: fixed strings that are searched for in every text, together and each prepared once.

use aho_corasick::Span;
use aho_corasick::packed::{Config, MatchKind, Searcher};
use memchr::memmem::Finder;

/// The shortest string that is searched for together with others: the common search looks at as many bytes of each as
/// the shortest has, and two are too common.
const LEAST: usize = 3;

/// A list of strings, none of them the beginning of another, ready to be searched for.
pub(super) struct Needles {
    /// The longer ones, with their numbers in the list; on processors that can search for many at once.
    together: Option<(Searcher, Vec<usize>)>,
    /// The others.
    apart: Vec<(Finder<'static>, usize)>,
}

impl Needles {
    /// Prepares the strings.
    pub(super) fn of(strings: &[&'static str]) -> Self {
        let (long, short): (Vec<usize>, Vec<usize>) =
            (0..strings.len()).partition(|number| strings[*number].len() >= LEAST);
        let mut builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
        builder.extend(long.iter().map(|number| strings[*number]));
        let finder = |number: &usize| (Finder::new(strings[*number].as_bytes()), *number);
        match builder.build() {
            Some(searcher) => {
                Self { together: Some((searcher, long)), apart: short.iter().map(finder).collect() }
            }
            None => Self { together: None, apart: short.iter().chain(&long).map(finder).collect() },
        }
    }

    /// Shows each place at or after `from` where a string stands, with the number of the string.
    pub(super) fn each(&self, bytes: &[u8], from: usize, mut visit: impl FnMut(usize, usize)) {
        if let Some((searcher, numbers)) = &self.together {
            let mut rest = Span { start: from, end: bytes.len() };
            while let Some(found) = searcher.find_in(bytes, rest) {
                visit(found.start(), numbers[found.pattern().as_usize()]);
                // The next one may overlap with this one.
                rest.start = found.start() + 1;
            }
        }
        for (finder, number) in &self.apart {
            finder.find_iter(&bytes[from..]).for_each(|offset| visit(from + offset, *number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_shown_also_where_strings_overlap() {
        let strings = ["abcab", "cabx", "-", "是"];
        let text = "abcabx - abcabcabx 是".repeat(9);
        let mut expected = Vec::new();
        for (number, string) in strings.iter().enumerate() {
            let starts = (5..text.len()).filter(|at| text.as_bytes()[*at..].starts_with(string.as_bytes()));
            expected.extend(starts.map(|at| (at, number)));
        }
        expected.sort_unstable();
        let mut shown = Vec::new();
        Needles::of(&strings).each(text.as_bytes(), 5, |at, number| shown.push((at, number)));
        shown.sort_unstable();
        assert_eq!(shown, expected);
    }
}

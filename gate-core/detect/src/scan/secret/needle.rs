//! Needles: fixed strings that are searched for in every text, each prepared once.

use memchr::memmem::Finder;

/// A list of strings, ready to be searched for.
pub(super) struct Needles(Vec<Finder<'static>>);

impl Needles {
    /// Prepares the strings.
    pub(super) fn of<'n>(strings: impl IntoIterator<Item = &'n &'static str>) -> Self {
        Self(strings.into_iter().map(|string| Finder::new(string.as_bytes())).collect())
    }

    /// Shows each place at or after `from` where a string stands, with the number of the string, string by string.
    pub(super) fn each(&self, bytes: &[u8], from: usize, mut visit: impl FnMut(usize, usize)) {
        for (number, finder) in self.0.iter().enumerate() {
            finder.find_iter(&bytes[from..]).for_each(|offset| visit(from + offset, number));
        }
    }
}

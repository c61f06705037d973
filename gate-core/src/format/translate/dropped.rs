//! Dropped: the names of what a translation left out.

use std::borrow::Cow;

/// More names than this are not kept: they end up in one header.
const MOST: usize = 32;
const LONGEST: usize = 64;

/// What a translation left out, each member named once, in the order in which they were met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dropped(Vec<Cow<'static, str>>);

impl Dropped {
    /// The names, fit for a header: letters, digits and `_.-[]` only.
    pub fn names(&self) -> &[Cow<'static, str>] {
        &self.0
    }

    /// Notes a member.
    pub(super) fn add(&mut self, name: &'static str) {
        self.put(Cow::Borrowed(name));
    }

    /// Notes a member that is not known here, by the name its writer gave it if that can stand in a header.
    pub(super) fn add_unknown(&mut self, place: &'static str, name: &str) {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let is_fit = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(is_plain);
        let name = if is_fit { name } else { "unknown" };
        self.put(Cow::Owned(match place {
            "" => name.to_owned(),
            place => format!("{place}.{name}"),
        }));
    }

    fn put(&mut self, name: Cow<'static, str>) {
        if self.0.len() < MOST && !self.0.contains(&name) {
            self.0.push(name);
        }
    }
}

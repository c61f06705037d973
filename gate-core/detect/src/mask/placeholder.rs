//! Placeholder: how one is written, and every way in which a model may write it back.

use std::fmt::Write as _;

use memchr::memchr3;

/// The most bytes a placeholder may take in any of its forms; what is longer is none.
const LONGEST: usize = 96;
/// The most digits of an index.
const INDEX_DIGITS: usize = 6;

/// How braces and underscores are written; closing forms stand at the place of their opening forms.
const OPENING: [&str; 6] = ["{", "\\{", "&#123;", "&#x7b;", "&lbrace;", "&lcub;"];
const CLOSING: [&str; 6] = ["}", "\\}", "&#125;", "&#x7d;", "&rbrace;", "&rcub;"];
const UNDERSCORE: [&str; 4] = ["_", "\\_", "&#95;", "&lowbar;"];

/// The place of the forms without escape.
const PLAIN: usize = 0;

/// Appends the placeholder of one value.
pub(super) fn write(category: &str, index: u32, out: &mut String) {
    write!(out, "{{{{{category}_{index}}}}}").expect("writing to a string cannot fail");
}

/// A placeholder somebody wrote.
pub(super) struct Placeholder {
    /// The category, in capitals.
    pub(super) category: String,
    /// The number.
    pub(super) index: u32,
    /// Where it ends.
    pub(super) end: usize,
}

/// Why there is no placeholder at a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// What stands there is something else.
    Foreign,
    /// The text ends too early to tell.
    Cut,
}

/// The next place at or after `from` where a placeholder may begin.
pub(super) fn next_start(text: &str, from: usize) -> Option<usize> {
    memchr3(b'{', b'\\', b'&', &text.as_bytes()[from..]).map(|offset| from + offset)
}

/// Reports every placeholder in a complete text.
pub(super) fn each(text: &str, mut report: impl FnMut(&str, u32)) {
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        at = start + 1;
        if let Ok(found) = parse(text, start, true) {
            report(&found.category, found.index);
            at = found.end;
        }
    }
}

/// Reads a placeholder that begins at `start`: one or two braces, its name, one brace or as many as it began with.
/// `complete` says that no more text will come.
pub(super) fn parse(text: &str, start: usize, complete: bool) -> Result<Placeholder, Stop> {
    let all = &text.as_bytes()[start..];
    let window = &all[..all.len().min(LONGEST)];
    let mut cursor = Cursor { rest: window, complete: complete || window.len() == LONGEST };
    let outer = cursor.take(&OPENING)?.ok_or(Stop::Foreign)?;
    let inner = cursor.take(&OPENING)?;
    cursor.take(&[" "])?;
    let (category, index) = cursor.name()?;
    cursor.take(&[" "])?;
    // A brace closes in the form in which it was opened: what stands around a placeholder (`\{{EMAIL_1}}`) is not
    // part of it.
    let first = inner.unwrap_or(outer);
    cursor.take(&CLOSING[first..=first])?.ok_or(Stop::Foreign)?;
    if inner.is_some() && cursor.take(&CLOSING[outer..=outer])?.is_none() && outer != PLAIN {
        return Err(Stop::Foreign);
    }
    Ok(Placeholder { category, index, end: start + window.len() - cursor.rest.len() })
}

/// The text that is still to be read.
struct Cursor<'t> {
    rest: &'t [u8],
    complete: bool,
}

impl Cursor<'_> {
    /// Passes one of `forms` if it comes next, and tells which.
    fn take(&mut self, forms: &[&str]) -> Result<Option<usize>, Stop> {
        for (index, form) in forms.iter().enumerate() {
            let length = form.len().min(self.rest.len());
            if !self.rest[..length].eq_ignore_ascii_case(&form.as_bytes()[..length]) {
                continue;
            }
            if length == form.len() {
                self.rest = &self.rest[length..];
                return Ok(Some(index));
            }
            if !self.complete {
                return Err(Stop::Cut);
            }
        }
        Ok(None)
    }

    /// Reads the category and the number behind its last underscore.
    fn name(&mut self) -> Result<(String, u32), Stop> {
        let mut name = String::new();
        loop {
            match self.rest.first() {
                Some(byte) if byte.is_ascii_alphanumeric() => {
                    name.push(char::from(byte.to_ascii_uppercase()));
                    self.rest = &self.rest[1..];
                }
                Some(_) if self.take(&UNDERSCORE)?.is_some() => name.push('_'),
                None if !self.complete => return Err(Stop::Cut),
                _ => break,
            }
        }
        let (category, digits) = name.rsplit_once('_').ok_or(Stop::Foreign)?;
        let canonical = !digits.starts_with('0') && digits.len() <= INDEX_DIGITS;
        let index = digits.parse().ok().filter(|_| canonical).ok_or(Stop::Foreign)?;
        if category.is_empty() {
            return Err(Stop::Foreign);
        }
        Ok((category.to_owned(), index))
    }
}

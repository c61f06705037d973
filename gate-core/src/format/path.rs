//! Path: where in a body a string stands, without allocating until someone asks for its text.

use std::fmt;

/// The place of a string. It lives on the stack of the walk, one link per level.
#[derive(Debug, Clone, Copy)]
pub struct StringPath<'a> {
    parent: Option<&'a StringPath<'a>>,
    step: Step<'a>,
}

/// One step down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
    /// Into a document that is written as a string inside the outer one.
    Document,
}

impl<'a> StringPath<'a> {
    /// The path of the outermost value.
    pub const ROOT: Self = Self { parent: None, step: Step::Root };

    /// The path of a member.
    pub fn key(parent: &'a Self, key: &'a str) -> Self {
        Self { parent: Some(parent), step: Step::Key(key) }
    }

    /// The path of an item, counted from 0.
    pub fn index(parent: &'a Self, index: usize) -> Self {
        Self { parent: Some(parent), step: Step::Index(index) }
    }

    /// The path of the root of a document that is written as a string.
    pub fn document(parent: &'a Self) -> Self {
        Self { parent: Some(parent), step: Step::Document }
    }

    /// The nearest member name, of the value itself or of the arrays around it.
    pub fn last_key(&self) -> Option<&str> {
        match self.step {
            Step::Key(key) => Some(key),
            _ => self.parent.and_then(StringPath::last_key),
        }
    }

    /// The outermost member name, such as `messages`.
    pub fn first_key(&self) -> Option<&str> {
        let above = self.parent.and_then(StringPath::first_key);
        above.or(if let Step::Key(key) = self.step { Some(key) } else { None })
    }

    /// Whether a member of that name is on the way down.
    pub fn has_key(&self, name: &str) -> bool {
        self.step == Step::Key(name) || self.parent.is_some_and(|parent| parent.has_key(name))
    }

    /// The first index on the way down; for anything below `messages` the number of the message.
    pub fn first_index(&self) -> Option<usize> {
        let above = self.parent.and_then(StringPath::first_index);
        above.or(if let Step::Index(index) = self.step { Some(index) } else { None })
    }
}

/// `messages[2].content[0].text`; a string inside tool arguments reads `….function.arguments:city`.
impl fmt::Display for StringPath<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(out)?;
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(out, "[{index}]"),
            Step::Document => write!(out, ":"),
            Step::Key(key) if matches!(parent.step, Step::Root | Step::Document) => write!(out, "{key}"),
            Step::Key(key) => write!(out, ".{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StringPath;

    #[test]
    fn a_path_reads_as_people_write_it() {
        let root = StringPath::ROOT;
        let messages = StringPath::key(&root, "messages");
        let third = StringPath::index(&messages, 2);
        let arguments = StringPath::key(&third, "arguments");
        let inner = StringPath::document(&arguments);
        let cities = StringPath::key(&inner, "cities");
        let first = StringPath::index(&cities, 0);
        for (path, shown, last) in [
            (root, "", None),
            (messages, "messages", Some("messages")),
            (third, "messages[2]", Some("messages")),
            (arguments, "messages[2].arguments", Some("arguments")),
            (inner, "messages[2].arguments:", Some("arguments")),
            (first, "messages[2].arguments:cities[0]", Some("cities")),
        ] {
            assert_eq!(path.to_string(), shown);
            assert_eq!(path.last_key(), last, "{shown}");
        }
        assert_eq!((first.first_key(), first.first_index()), (Some("messages"), Some(2)));
        for (name, is_there) in [("messages", true), ("arguments", true), ("cities", true), ("city", false)] {
            assert_eq!(first.has_key(name), is_there, "{name}");
        }
    }
}

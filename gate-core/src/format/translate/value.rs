//! Value: a node of a document with the questions that readers ask, and faults that name the place.

use crate::format::FormatFault;
use crate::format::json::{Document, Kind, NodeId};
use crate::format::model::{JsonText, Number};

/// A value somewhere in a document.
#[derive(Clone, Copy)]
pub(super) struct Value<'d> {
    document: &'d Document,
    node: NodeId,
}

impl<'d> Value<'d> {
    pub(super) fn root(document: &'d Document) -> Self {
        Self { document, node: document.root() }
    }

    pub(super) fn kind(self) -> Kind {
        self.document.kind(self.node)
    }

    /// A member that is there and not `null`.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        let node = self.document.get(self.node, key)?;
        (!self.document.is_null(node)).then_some(Self { node, ..self })
    }

    /// The members that are not `null`, in order; nothing for other kinds.
    pub(super) fn members(self) -> impl Iterator<Item = (&'d str, Self)> {
        let members = self.document.members(self.node).map(move |(key, node)| (key, Self { node, ..self }));
        members.filter(|(_, value)| value.kind() != Kind::Null)
    }

    /// The string; `None` for other kinds.
    pub(super) fn text(self) -> Option<&'d str> {
        self.document.as_str(self.node)
    }

    /// The string of a member; `None` when it is not there or of another kind.
    pub(super) fn text_of(self, key: &str) -> Option<&'d str> {
        self.get(key)?.text()
    }

    /// The truth value; `None` for other kinds.
    pub(super) fn truth(self) -> Option<bool> {
        self.document.as_bool(self.node)
    }

    /// The whole number; `None` for other kinds.
    pub(super) fn figure(self) -> Option<u64> {
        self.document.as_u64(self.node)
    }

    /// The value as it is.
    pub(super) fn json(self) -> JsonText {
        JsonText::of(self.document, self.node)
    }

    pub(super) fn node(self) -> (&'d Document, NodeId) {
        (self.document, self.node)
    }

    pub(super) fn string(self, name: &str) -> Result<&'d str, FormatFault> {
        self.text().ok_or_else(|| must_be(name, "a string"))
    }

    pub(super) fn owned(self, name: &str) -> Result<String, FormatFault> {
        self.string(name).map(str::to_owned)
    }

    pub(super) fn bool(self, name: &str) -> Result<bool, FormatFault> {
        self.truth().ok_or_else(|| must_be(name, "true or false"))
    }

    pub(super) fn count(self, name: &str) -> Result<u64, FormatFault> {
        self.figure().ok_or_else(|| must_be(name, "a whole number that is not negative"))
    }

    pub(super) fn number(self, name: &str) -> Result<Number, FormatFault> {
        Number::of(self.document, self.node).ok_or_else(|| must_be(name, "a number"))
    }

    pub(super) fn object(self, name: &str) -> Result<Self, FormatFault> {
        (self.kind() == Kind::Object).then_some(self).ok_or_else(|| must_be(name, "an object"))
    }

    /// The items of what must be an array, each with its place in it.
    pub(super) fn array(self, name: &str) -> Result<impl Iterator<Item = (usize, Self)>, FormatFault> {
        if self.kind() != Kind::Array {
            return Err(must_be(name, "an array"));
        }
        Ok(self.document.items(self.node).map(move |node| Self { node, ..self }).enumerate())
    }

    /// A member that must be there, a string.
    pub(super) fn required(self, name: &str) -> Result<&'d str, FormatFault> {
        match self.get(name) {
            Some(member) => member.string(name),
            None => Err(missing(name)),
        }
    }
}

pub(super) fn missing(name: &str) -> FormatFault {
    FormatFault::of(name, format!("`{name}` is required."))
}

pub(super) fn must_be(name: &str, what: &str) -> FormatFault {
    FormatFault::of(name, format!("`{name}` must be {what}."))
}

/// A member that the other side's format has no word for.
pub(super) fn inexpressible(name: &str, why: &str) -> FormatFault {
    FormatFault::of(name, format!("`{name}` cannot be translated for this model's provider: {why}."))
}

/// Faults on their way up through the levels of a document.
pub(super) trait Within {
    /// Puts the place in front of the name of the member at fault.
    fn within(self, place: impl FnOnce() -> String) -> Self;
}

impl<T> Within for Result<T, FormatFault> {
    fn within(self, place: impl FnOnce() -> String) -> Self {
        self.map_err(|FormatFault { message, param }| {
            let place = place();
            let param = match param {
                Some(param) => format!("{place}.{param}"),
                None => place,
            };
            FormatFault { message, param: Some(param) }
        })
    }
}

/// A data URL with base64 content: its media type and the base64 text.
pub(super) fn data_url(url: &str) -> Option<(&str, &str)> {
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    let media_type = head.strip_suffix(";base64")?;
    let media_type = media_type.split(';').next()?;
    (media_type.contains('/')).then_some((media_type, data))
}

/// Whether this is an address that a provider can fetch.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

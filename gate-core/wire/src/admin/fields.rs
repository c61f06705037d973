//! Fields: the members of a JSON body, each read as what it must be, and none that nobody knows.

use bytes::Bytes;
use gate_core::format::json::{Document, Kind, NodeId};
use gate_core::refusal::Refusal;
use gate_core::secret::Secret;

use crate::head::Head;

/// How much of a name that nobody knows is repeated.
const SHOWN_MAX: usize = 64;

/// A body whose members are all known by name.
pub(super) struct Fields {
    document: Document,
}

impl Fields {
    /// Reads a body. Refuses what is not JSON, not an object, or has a member that is not among `known`, naming it.
    pub(super) fn read(head: &Head<'_>, body: Bytes, known: &[&str]) -> Result<Self, Refusal> {
        if head.denies_json() {
            let message = "The body must be JSON, sent with `Content-Type: application/json`.";
            return Err(Refusal::malformed(message));
        }
        // The body may hold a secret: what is said of it is where it breaks, never what stands there.
        let document = Document::parse(body).map_err(|fault| Refusal::malformed(format!("{fault}.")))?;
        if document.kind(document.root()) != Kind::Object {
            return Err(Refusal::malformed("The body must be a JSON object."));
        }
        let unknown =
            document.members(document.root()).map(|(name, _)| name).find(|name| !known.contains(name));
        if let Some(name) = unknown {
            let name: String = name.chars().take(SHOWN_MAX).collect();
            let message =
                format!("There is no field `{}`; known are {}.", name.escape_default(), known.join(", "));
            return Err(Refusal::malformed_field(message, name));
        }
        Ok(Self { document })
    }

    /// A text; `None` when it is absent or null.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        self.nullable_text(name).map(Option::flatten)
    }

    /// A text that must be there and not be empty.
    pub(super) fn required_text(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| Refusal::malformed_field(format!("`{name}` is missing."), name))
    }

    /// A credential that must be there; white space around it is a slip of copying.
    pub(super) fn required_secret(&self, name: &str) -> Result<Secret, Refusal> {
        let secret = self.secret(name)?.filter(|secret| !secret.expose().is_empty());
        secret.ok_or_else(|| Refusal::malformed_field(format!("`{name}` is missing."), name))
    }

    /// A credential; `None` when it is absent or null.
    pub(super) fn secret(&self, name: &str) -> Result<Option<Secret>, Refusal> {
        Ok(self.text(name)?.map(|text| Secret::new(text.trim())))
    }

    /// A text, where null means to take away what was there.
    #[expect(clippy::option_option, reason = "absent, null and a value are three things")]
    pub(super) fn nullable_text(&self, name: &str) -> Result<Option<Option<String>>, Refusal> {
        self.nullable(name, "a string", |node| self.document.as_str(node).map(str::to_owned))
    }

    /// A whole number; `None` when it is absent or null.
    pub(super) fn number(&self, name: &str) -> Result<Option<u32>, Refusal> {
        self.nullable_number(name).map(Option::flatten)
    }

    /// A whole number, where null means none.
    #[expect(clippy::option_option, reason = "absent, null and a value are three things")]
    pub(super) fn nullable_number(&self, name: &str) -> Result<Option<Option<u32>>, Refusal> {
        let read = |node| self.document.as_u64(node).and_then(|number| u32::try_from(number).ok());
        self.nullable(name, "a whole number", read)
    }

    /// Yes or no; `None` when it is absent or null.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.nullable(name, "true or false", |node| self.document.as_bool(node)).map(Option::flatten)
    }

    #[expect(clippy::option_option, reason = "absent, null and a value are three things")]
    fn nullable<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(NodeId) -> Option<T>,
    ) -> Result<Option<Option<T>>, Refusal> {
        let Some(node) = self.document.get(self.document.root(), name) else {
            return Ok(None);
        };
        if self.document.is_null(node) {
            return Ok(Some(None));
        }
        let value = read(node);
        value
            .map(|value| Some(Some(value)))
            .ok_or_else(|| Refusal::malformed_field(format!("`{name}` must be {expected}."), name))
    }
}

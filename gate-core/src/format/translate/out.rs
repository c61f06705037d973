//! Out: JSON text written from front to back.

use crate::format::json::write_string;
use crate::format::model::{JsonText, Number};

/// A JSON text that grows. Commas are put where they belong; what is opened must be closed.
#[derive(Debug, Clone, Default)]
pub(super) struct Out(Vec<u8>);

impl Out {
    pub(super) fn object(&mut self) -> &mut Self {
        self.comma();
        self.0.push(b'{');
        self
    }

    pub(super) fn end_object(&mut self) -> &mut Self {
        self.0.push(b'}');
        self
    }

    pub(super) fn array(&mut self) -> &mut Self {
        self.comma();
        self.0.push(b'[');
        self
    }

    pub(super) fn end_array(&mut self) -> &mut Self {
        self.0.push(b']');
        self
    }

    /// The name of the member whose value comes next.
    pub(super) fn key(&mut self, key: &str) -> &mut Self {
        self.comma();
        write_string(key, &mut self.0);
        self.0.push(b':');
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.comma();
        write_string(text, &mut self.0);
        self
    }

    pub(super) fn integer(&mut self, number: u64) -> &mut Self {
        self.put(&number.to_string())
    }

    pub(super) fn signed(&mut self, number: i64) -> &mut Self {
        self.put(&number.to_string())
    }

    pub(super) fn bool(&mut self, value: bool) -> &mut Self {
        self.put(if value { "true" } else { "false" })
    }

    pub(super) fn null(&mut self) -> &mut Self {
        self.put("null")
    }

    pub(super) fn json(&mut self, json: &JsonText) -> &mut Self {
        self.put(json.as_str())
    }

    /// A member that is a string.
    pub(super) fn member(&mut self, key: &str, text: &str) -> &mut Self {
        self.key(key).text(text)
    }

    /// A member that is a string, if there is one.
    pub(super) fn member_if(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.member(key, text),
            None => self,
        }
    }

    /// A member that is a number, if there is one.
    pub(super) fn number_if(&mut self, key: &str, number: Option<&Number>) -> &mut Self {
        match number {
            Some(number) => self.key(key).put(number.as_str()),
            None => self,
        }
    }

    /// A member that is a whole number, if there is one.
    pub(super) fn integer_if(&mut self, key: &str, number: Option<u64>) -> &mut Self {
        match number {
            Some(number) => self.key(key).integer(number),
            None => self,
        }
    }

    /// A text that is complete.
    pub(super) fn append(&mut self, other: &Self) -> &mut Self {
        self.comma();
        self.0.extend_from_slice(&other.0);
        self
    }

    /// Whether this is an object without members.
    pub(super) fn is_empty_object(&self) -> bool {
        self.0 == b"{}"
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn into_text(self) -> String {
        String::from_utf8(self.0).expect("it is made of strings")
    }

    /// A value that is JSON text already.
    pub(super) fn put(&mut self, json: &str) -> &mut Self {
        self.comma();
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// A complete value never ends in one of these bytes: strings end in a quote.
    fn comma(&mut self) {
        if !matches!(self.0.last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(b',');
        }
    }
}

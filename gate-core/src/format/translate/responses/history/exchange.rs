//! Exchange: what was asked and what was answered, as it is kept.

use bytes::Bytes;

use super::items;
use super::kept::write_input;
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::translate::out::Out;
use crate::format::translate::responses::ids::Ids;
use crate::format::translate::value::{Value, Within, missing};

/// What was asked and what was answered.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// An object with the array `input`, whose items all have ids, and the object `response`.
    document: Document,
}

impl Exchange {
    /// What to keep of an answer and its request. The number is the one that the answer's ids are made of.
    ///
    /// # Errors
    /// A request without an input, and an answer without an id.
    pub fn of(request: &Document, response: &Document, number: u128) -> Result<Self, FormatFault> {
        let root = Value::root(response).object("response")?;
        root.required("id")?;
        let input = Value::root(request).get("input").ok_or_else(|| missing("input"))?;
        let mut out = Out::default();
        out.object().key("input").array();
        write_input(input, Some(Ids::new(number)), &mut out)?;
        out.end_array().key("response").json(&root.json()).end_object();
        Self::read(Bytes::from(out.into_bytes()))
    }

    /// Reads what [`Exchange::to_bytes`] has written.
    ///
    /// # Errors
    /// Anything else.
    pub fn read(bytes: Bytes) -> Result<Self, FormatFault> {
        let document = Document::parse(bytes)?;
        let root = Value::root(&document);
        let response = root.get("response").ok_or_else(|| missing("response"))?;
        response.required("id").within(|| "response".to_owned())?;
        let _ = root.get("input").ok_or_else(|| missing("input"))?.array("input")?;
        Ok(Self { document })
    }

    /// The exchange as it is kept, JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.document.to_vec()
    }

    /// The answer's id.
    pub fn id(&self) -> &str {
        self.response().text_of("id").unwrap_or_default()
    }

    /// The id of the answer that this one goes on from.
    pub fn previous(&self) -> Option<&str> {
        self.response().text_of("previous_response_id")
    }

    /// The answer as it was given.
    pub fn to_response(&self) -> Vec<u8> {
        self.response().json().as_str().as_bytes().to_vec()
    }

    /// The ids of all items, to find the exchange by when a request points to one of them.
    pub fn item_ids(&self) -> impl Iterator<Item = &str> {
        self.input().chain(self.output()).filter_map(|item| item.text_of("id"))
    }

    fn response(&self) -> Value<'_> {
        let root = Value::root(&self.document);
        root.get("response").unwrap_or(root)
    }

    pub(super) fn input(&self) -> impl Iterator<Item = Value<'_>> {
        items(Value::root(&self.document).get("input"))
    }

    /// What the model said, but for calls that were cut off: nobody can have run them.
    pub(super) fn output(&self) -> impl Iterator<Item = Value<'_>> {
        items(self.response().get("output")).filter(|item| {
            let is_call = item.text_of("type") == Some("function_call");
            !(is_call && item.text_of("status") == Some("incomplete"))
        })
    }
}

//! Request: a model request of whatever format, checked, read, changed and written.
//!
//! What a format calls what stands in its table ([`ClientFormat`]); what is done with it stands here once for all.

mod check;
mod count;
mod format;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk_tests;

pub use count::InputShape;
pub use format::ClientFormat;

use bytes::Bytes;

use crate::format::json::{Document, Json, NodeId};
use crate::format::openai::refuses_max_tokens;
use crate::format::{FormatFault, StringVisitor};

/// The body of a model request.
///
/// What Gate does not know stays in it untouched and is written again.
#[derive(Debug, Clone)]
pub struct Request {
    format: ClientFormat,
    document: Document,
    /// What the path says where a format says it there.
    path: Option<PathFacts>,
}

/// What stands in the path of a request instead of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFacts {
    /// The model.
    pub model: String,
    /// Whether the answer is to come as a stream.
    pub is_stream: bool,
}

impl Request {
    /// Reads and checks a body. `null` counts as left out everywhere.
    ///
    /// `path` is what the request's path says, in formats that say it there; in others a model in the path would stand
    /// beside the body's own and is passed over.
    ///
    /// # Errors
    /// A body that is no JSON object or repeats a key; the model or what is asked of it missing, empty or of another type;
    /// a message that is no object; a field that Gate reads of another type or out of range.
    pub fn parse(format: ClientFormat, body: Bytes, path: Option<PathFacts>) -> Result<Self, FormatFault> {
        let path = path.filter(|_| format == ClientFormat::GenerateContent);
        let request = Self { format, document: Document::parse(body)?, path };
        request.check()?;
        Ok(request)
    }

    /// The format it is written in.
    pub fn format(&self) -> ClientFormat {
        self.format
    }

    /// The model that is asked for.
    pub fn model(&self) -> &str {
        match &self.path {
            Some(path) => &path.model,
            None => self.field("model").and_then(|node| self.document.as_str(node)).unwrap_or_default(),
        }
    }

    /// Whether the answer is to come as a stream.
    pub fn is_stream(&self) -> bool {
        if let Some(path) = &self.path {
            return path.is_stream;
        }
        let stream = self.field("stream").and_then(|node| self.document.as_bool(node));
        stream.unwrap_or(false) && self.format.is_generation()
    }

    /// Whether the caller of a stream gets to see token figures: always, but in chat completions on demand.
    pub fn includes_usage(&self) -> bool {
        if self.format != ClientFormat::ChatCompletions {
            return true;
        }
        let options = self.field("stream_options");
        options
            .and_then(|options| self.document.get(options, "include_usage"))
            .and_then(|node| self.document.as_bool(node))
            .unwrap_or(false)
    }

    /// How many answers are asked for, from 1 to 128. Each may be as long as [`Request::max_output`] allows.
    pub fn choices(&self) -> u64 {
        self.format.choices().iter().find_map(|place| self.count(place)).unwrap_or(1)
    }

    /// The most tokens one answer may have, as the caller asked; the smallest figure when several fields are there. What
    /// writes no answer has 0.
    pub fn max_output(&self) -> Option<u64> {
        if !self.format.is_generation() {
            return Some(0);
        }
        self.format.limits().iter().filter_map(|place| self.count(place)).min()
    }

    /// The document itself, for questions that have no method here.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The same request with another body.
    ///
    /// # Errors
    /// As [`Request::parse`].
    pub(crate) fn with_document(self, document: Document) -> Result<Self, FormatFault> {
        let request = Self { document, ..self };
        request.check()?;
        Ok(request)
    }

    /// Shows every string that somebody may have written, and puts back what the visitor returns, as
    /// [`Walker::visit_request`](crate::format::Walker::visit_request) does. Returns how many strings were replaced.
    ///
    /// # Errors
    /// The visitor's; the request is then as it was.
    pub fn visit_strings<E>(&mut self, visitor: &mut StringVisitor<'_, E>) -> Result<usize, E> {
        self.format.walker().visit_request(&mut self.document, visitor)
    }

    /// Asks for another model.
    pub fn set_model(&mut self, model: &str) {
        if let Some(path) = &mut self.path {
            model.clone_into(&mut path.model);
        } else {
            let root = self.document.root();
            self.document.insert(root, "model", Json::Text(model));
        }
    }

    /// Limits each answer to that many tokens, in the field the caller used, else in the one the model takes.
    pub fn set_max_output(&mut self, tokens: u64) {
        let places = self.format.limits();
        let stated: Vec<NodeId> = places.iter().filter_map(|place| self.at(place)).collect();
        for node in &stated {
            self.document.set(*node, Json::Integer(tokens));
        }
        let newer = self.format == ClientFormat::ChatCompletions && refuses_max_tokens(self.model());
        let place = if newer { places.last() } else { places.first() };
        if let Some(place) = place.filter(|_| stated.is_empty()) {
            self.put(place, Json::Integer(tokens));
        }
    }

    /// Asks the provider for token figures at the end of a stream, where it must be asked.
    pub fn request_usage(&mut self) {
        if self.format == ClientFormat::ChatCompletions {
            self.put(&["stream_options", "include_usage"], Json::Bool(true));
        }
    }

    /// The body as it goes to the provider: compact, members in their order, numbers as they were spelled.
    pub fn write(&self) -> Bytes {
        Bytes::from(self.document.to_vec())
    }

    /// A member of the body that is there and not `null`.
    fn field(&self, name: &str) -> Option<NodeId> {
        self.at(&[name])
    }

    fn at(&self, place: &[&str]) -> Option<NodeId> {
        self.document.at(self.document.root(), place).filter(|node| !self.document.is_null(*node))
    }

    fn count(&self, place: &[&str]) -> Option<u64> {
        self.document.as_u64(self.at(place)?)
    }

    /// Puts a value at a place; the objects around it are made where they are missing.
    fn put(&mut self, place: &[&str], value: Json<'_>) {
        let Some((last, around)) = place.split_last() else { return };
        let mut object = self.document.root();
        for name in around {
            let inner = self.document.get(object, name).filter(|node| !self.document.is_null(*node));
            match inner.or_else(|| self.document.insert(object, name, Json::Object)) {
                Some(inner) => object = inner,
                None => return,
            }
        }
        self.document.insert(object, last, value);
    }
}

//! Request: a chat request that was checked, can be read, changed and written.

use bytes::Bytes;

use crate::format::json::{Document, Json, Kind, NodeId};
use crate::format::{FormatFault, StringVisitor, Walker};

/// The most answers one request may ask for.
const MAX_CHOICES: u64 = 128;

/// The body of `POST /v1/chat/completions`.
///
/// What Gate does not know stays in it untouched and is written again.
#[derive(Debug, Clone)]
pub struct ChatRequest {
    document: Document,
}

/// What a request consists of beside its texts, for estimates of input tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InputShape {
    /// Messages.
    pub messages: u64,
    /// Messages that carry a name.
    pub names: u64,
    /// Calls of tools that are part of the history.
    pub tool_calls: u64,
    /// Tools and functions on offer.
    pub tools: u64,
    /// Images, of whatever size.
    pub images: u64,
    /// Images among them that are asked to be read in low detail.
    pub low_detail_images: u64,
    /// Bytes of sound, as it is encoded.
    pub audio_bytes: u64,
    /// Files, inline or by id.
    pub files: u64,
    /// Bytes of inline files, as they are encoded.
    pub file_bytes: u64,
}

impl ChatRequest {
    /// Reads and checks a body.
    ///
    /// `null` counts as left out everywhere.
    ///
    /// # Errors
    /// A body that is no JSON object or repeats a key; `model` or `messages` missing, empty or of another type; an item
    /// of `messages` that is no object; a field Gate reads (`stream`, `n`, `max_tokens`, `max_completion_tokens`,
    /// `stream_options`) of another type or out of range.
    pub fn parse(body: Bytes) -> Result<Self, FormatFault> {
        let request = Self { document: Document::parse(body)? };
        request.check()?;
        Ok(request)
    }

    fn check(&self) -> Result<(), FormatFault> {
        let document = &self.document;
        if document.kind(document.root()) != Kind::Object {
            return Err(FormatFault::whole("The request body must be a JSON object."));
        }
        match self.field("model").map(|node| document.as_str(node)) {
            Some(Some(model)) if !model.is_empty() => {}
            Some(_) => return Err(FormatFault::of("model", "`model` must be a non-empty string.")),
            None => return Err(FormatFault::of("model", "`model` is required.")),
        }
        self.check_messages()?;
        if self.field("stream").is_some_and(|node| document.as_bool(node).is_none()) {
            return Err(FormatFault::of("stream", "`stream` must be true or false."));
        }
        if let Some(options) = self.field("stream_options") {
            let include = document.get(options, "include_usage").filter(|node| !document.is_null(*node));
            if document.kind(options) != Kind::Object
                || include.is_some_and(|node| document.as_bool(node).is_none())
            {
                return Err(FormatFault::of(
                    "stream_options",
                    "`stream_options` must be an object of booleans.",
                ));
            }
        }
        self.check_count("n", MAX_CHOICES)?;
        self.check_count("max_tokens", u64::MAX)?;
        self.check_count("max_completion_tokens", u64::MAX)
    }

    fn check_messages(&self) -> Result<(), FormatFault> {
        let Some(messages) = self.field("messages") else {
            return Err(FormatFault::of("messages", "`messages` is required."));
        };
        if self.document.items(messages).next().is_none() {
            return Err(FormatFault::of("messages", "`messages` must be a non-empty array."));
        }
        match self.document.items(messages).position(|message| self.document.kind(message) != Kind::Object) {
            Some(index) => {
                let param = format!("messages[{index}]");
                Err(FormatFault::of(&param, format!("`{param}` must be an object.")))
            }
            None => Ok(()),
        }
    }

    fn check_count(&self, name: &str, most: u64) -> Result<(), FormatFault> {
        let Some(node) = self.field(name) else {
            return Ok(());
        };
        match self.document.as_u64(node) {
            Some(count) if (1..=most).contains(&count) => Ok(()),
            _ if most == u64::MAX => {
                Err(FormatFault::of(name, format!("`{name}` must be a positive integer.")))
            }
            _ => Err(FormatFault::of(name, format!("`{name}` must be an integer from 1 to {most}."))),
        }
    }

    /// A field that is there and not `null`.
    fn field(&self, name: &str) -> Option<NodeId> {
        self.document.get(self.document.root(), name).filter(|node| !self.document.is_null(*node))
    }

    /// The model that is asked for.
    pub fn model(&self) -> &str {
        self.field("model").and_then(|node| self.document.as_str(node)).unwrap_or_default()
    }

    /// Whether the answer is to come as a stream.
    pub fn is_stream(&self) -> bool {
        self.field("stream").and_then(|node| self.document.as_bool(node)).unwrap_or(false)
    }

    /// Whether a stream is to end with a chunk of token figures.
    pub fn includes_usage(&self) -> bool {
        let options = self.field("stream_options");
        options
            .and_then(|options| self.document.get(options, "include_usage"))
            .and_then(|node| self.document.as_bool(node))
            .unwrap_or(false)
    }

    /// How many answers are asked for, from 1 to 128. Each may be as long as [`ChatRequest::max_output`] allows.
    pub fn choices(&self) -> u64 {
        self.count("n").unwrap_or(1)
    }

    /// The most tokens one answer may have, as the caller asked; the smaller figure when both fields are there.
    pub fn max_output(&self) -> Option<u64> {
        match (self.count("max_tokens"), self.count("max_completion_tokens")) {
            (Some(older), Some(newer)) => Some(older.min(newer)),
            (older, newer) => older.or(newer),
        }
    }

    fn count(&self, name: &str) -> Option<u64> {
        self.document.as_u64(self.field(name)?)
    }

    /// How many messages the conversation has, at least 1.
    pub fn message_count(&self) -> usize {
        self.field("messages").map_or(0, |messages| self.document.items(messages).count())
    }

    /// The document itself, for questions that have no method here.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Shows every string that somebody may have written, and puts back what the visitor returns.
    ///
    /// As [`Walker::visit_request`] does. Returns how many strings were replaced.
    ///
    /// # Errors
    /// The visitor's; the request is then as it was.
    pub fn visit_strings<E>(&mut self, visitor: &mut StringVisitor<'_, E>) -> Result<usize, E> {
        Walker::ChatCompletions.visit_request(&mut self.document, visitor)
    }

    /// Asks for another model.
    pub fn set_model(&mut self, model: &str) {
        let root = self.document.root();
        self.document.insert(root, "model", Json::Text(model));
    }

    /// Limits each answer to that many tokens, in the field the caller used, else in the one the model takes.
    pub fn set_max_output(&mut self, tokens: u64) {
        let (older, newer) = (self.field("max_tokens"), self.field("max_completion_tokens"));
        let root = self.document.root();
        for node in [older, newer].into_iter().flatten() {
            self.document.set(node, Json::Integer(tokens));
        }
        if older.is_none() && newer.is_none() {
            let name = if refuses_max_tokens(self.model()) { "max_completion_tokens" } else { "max_tokens" };
            self.document.insert(root, name, Json::Integer(tokens));
        }
    }

    /// Asks the provider for token figures at the end of the stream.
    pub fn request_usage(&mut self) {
        let root = self.document.root();
        let options = match self.field("stream_options") {
            Some(options) => Some(options),
            None => self.document.insert(root, "stream_options", Json::Object),
        };
        if let Some(options) = options {
            self.document.insert(options, "include_usage", Json::Bool(true));
        }
    }

    /// The body as it goes to the provider: compact, members in their order, numbers as they were spelled.
    pub fn write(&self) -> Bytes {
        Bytes::from(self.document.to_vec())
    }

    /// Shows every text whose tokens count as input and says what else there is to count.
    ///
    /// Tools and schemas are shown as the JSON they are written in.
    pub fn count_texts(&self, text: &mut dyn FnMut(&str)) -> InputShape {
        let mut shape = InputShape::default();
        for message in self.field("messages").into_iter().flat_map(|node| self.document.items(node)) {
            shape.messages += 1;
            self.count_message(message, &mut shape, text);
        }
        for name in ["tools", "functions", "response_format", "prediction", "tool_choice", "function_call"] {
            let Some(node) = self.field(name) else { continue };
            if matches!(name, "tools" | "functions") {
                shape.tools += self.document.items(node).count() as u64;
            }
            self.show_json(node, text);
        }
        shape
    }

    fn count_message(&self, message: NodeId, shape: &mut InputShape, text: &mut dyn FnMut(&str)) {
        for (key, member) in self.document.members(message) {
            match key {
                "role" => {}
                "content" if self.document.kind(member) == Kind::Array => {
                    for part in self.document.items(member) {
                        self.count_part(part, shape, text);
                    }
                }
                "name" => {
                    shape.names += 1;
                    self.show_json(member, text);
                }
                "tool_calls" => {
                    shape.tool_calls += self.document.items(member).count() as u64;
                    self.show_json(member, text);
                }
                _ => self.show_json(member, text),
            }
        }
    }

    fn count_part(&self, part: NodeId, shape: &mut InputShape, text: &mut dyn FnMut(&str)) {
        for (key, member) in self.document.members(part) {
            let length = |path: &[&str]| {
                self.document.at(member, path).and_then(|node| self.document.as_str(node)).map_or(0, str::len)
                    as u64
            };
            match key {
                "type" => {}
                "image_url" => {
                    shape.images += 1;
                    let detail =
                        self.document.get(member, "detail").and_then(|node| self.document.as_str(node));
                    shape.low_detail_images += u64::from(detail == Some("low"));
                }
                "input_audio" => shape.audio_bytes += length(&["data"]),
                "file" => {
                    shape.files += 1;
                    shape.file_bytes += length(&["file_data"]);
                }
                _ => self.show_json(member, text),
            }
        }
    }

    /// Shows a string as it is and anything else as JSON.
    fn show_json(&self, node: NodeId, text: &mut dyn FnMut(&str)) {
        match (self.document.as_str(node), self.document.kind(node)) {
            (Some(string), _) => text(string),
            (None, Kind::Null) => {}
            (None, _) => {
                let mut json = Vec::new();
                self.document.write_node(node, &mut json);
                text(&String::from_utf8_lossy(&json));
            }
        }
    }
}

/// Whether a model takes its output limit only as `max_completion_tokens`: `OpenAI`'s reasoning models (`o1`, `o3-mini`,
/// ...) and everything from `gpt-5` on.
pub(in crate::format) fn refuses_max_tokens(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let name = name.strip_prefix("ft:").unwrap_or(name);
    let leading_number = |rest: &str| -> Option<u32> {
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    match name.strip_prefix("gpt-") {
        Some(generation) => leading_number(generation).is_some_and(|number| (5..35).contains(&number)),
        None => name.strip_prefix('o').and_then(leading_number).is_some(),
    }
}

//! Count: what of a request is read by the model, for estimates of input tokens.

use super::{ClientFormat, Request};
use crate::format::json::{Kind, NodeId};

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

impl Request {
    /// Shows every text whose tokens count as input and says what else there is to count.
    ///
    /// Tools and schemas are shown as the JSON they are written in.
    pub fn count_texts(&self, text: &mut dyn FnMut(&str)) -> InputShape {
        if self.format == ClientFormat::ChatCompletions {
            self.count_chat(text)
        } else {
            self.count_body(text)
        }
    }

    fn count_chat(&self, text: &mut dyn FnMut(&str)) -> InputShape {
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

    /// What stands in the members that a model reads, whatever the format calls them.
    fn count_body(&self, text: &mut dyn FnMut(&str)) -> InputShape {
        let mut shape = InputShape::default();
        let (body, _) = self.format.body();
        if let Some(node) = self.field(body) {
            shape.messages = self.document.items(node).count().max(1) as u64;
            self.count_node(node, &mut shape, text);
        }
        for name in READ {
            if let Some(node) = self.field(name) {
                self.count_node(node, &mut shape, text);
            }
        }
        for name in TOOLS {
            if let Some(node) = self.field(name) {
                shape.tools += self.document.items(node).count() as u64;
                self.show_json(node, text);
            }
        }
        shape
    }

    fn count_node(&self, node: NodeId, shape: &mut InputShape, text: &mut dyn FnMut(&str)) {
        match self.document.kind(node) {
            Kind::Object if self.count_media(node, shape) => {}
            Kind::Object => {
                for (key, member) in self.document.members(node) {
                    if !UNREAD.contains(&key) {
                        self.count_node(member, shape, text);
                    }
                }
            }
            Kind::Array => {
                for item in self.document.items(node) {
                    self.count_node(item, shape, text);
                }
            }
            Kind::String => text(self.document.as_str(node).unwrap_or_default()),
            // Numbers are read too: those of an input that is tokens already count one each.
            Kind::Number => text("0"),
            Kind::Null | Kind::Bool => {}
        }
    }

    /// Whether this is a picture, sound or a file, which is then counted as one.
    fn count_media(&self, node: NodeId, shape: &mut InputShape) -> bool {
        let document = &self.document;
        let text = |path: &[&str]| document.at(node, path).and_then(|node| document.as_str(node));
        let length = |paths: &[&[&str]]| paths.iter().find_map(|path| text(path)).map_or(0, str::len) as u64;
        let inline = ["inlineData", "inline_data", "fileData", "file_data"].into_iter();
        let inline = inline
            .filter_map(|name| document.get(node, name))
            .find(|node| document.kind(*node) == Kind::Object);
        let media_type = inline.and_then(|data| {
            ["mimeType", "mime_type"].into_iter().find_map(|name| document.as_str(document.get(data, name)?))
        });
        match (text(&["type"]), media_type) {
            (Some("image" | "input_image" | "image_url"), _) => {
                shape.images += 1;
                shape.low_detail_images += u64::from(text(&["detail"]) == Some("low"));
            }
            (Some("document" | "input_file" | "file"), _) if text(&["source", "type"]) != Some("text") => {
                shape.files += 1;
                shape.file_bytes += length(&[&["source", "data"], &["file_data"]]);
            }
            (Some("input_audio"), _) => shape.audio_bytes += length(&[&["input_audio", "data"]]),
            (_, Some(media)) if media.starts_with("image/") => shape.images += 1,
            (_, Some(media)) if media.starts_with("audio/") => {
                shape.audio_bytes += inline
                    .and_then(|node| document.as_str(document.get(node, "data")?))
                    .map_or(0, str::len) as u64;
            }
            (_, Some(_)) => {
                shape.files += 1;
                shape.file_bytes += inline
                    .and_then(|node| document.as_str(document.get(node, "data")?))
                    .map_or(0, str::len) as u64;
            }
            _ => return false,
        }
        true
    }
}

/// Members beside the conversation that a model reads.
const READ: [&str; 8] = [
    "system",
    "instructions",
    "systemInstruction",
    "system_instruction",
    "text",
    "output_config",
    "prompt",
    "response_format",
];
/// Members that offer tools, which are read as the JSON they are written in.
const TOOLS: [&str; 3] = ["tools", "tool_choice", "toolConfig"];
/// Names and proofs that a model does not read as text.
const UNREAD: [&str; 10] = [
    "type",
    "role",
    "id",
    "status",
    "signature",
    "thoughtSignature",
    "thought_signature",
    "encrypted_content",
    "cache_control",
    "media_type",
];

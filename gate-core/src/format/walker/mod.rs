//! Walker: one body format after the other, and where in its bodies people's and models' words stand.

use super::json::Document;
use super::walk::{self, StringVisitor};
use super::zone::Zone;
use super::{anthropic, event, gemini, openai};

/// A body format whose strings can be visited.
///
/// Visited is every string that somebody may have written, those of fields that Gate does not know included. Left out
/// are only model names, ids, roles, types and other enumerations up to 256 characters, media in base64 and signatures.
/// Names of members are never visited and never change.
///
/// What goes into tools and comes out of them is visited string by string also where it is JSON written as a string,
/// at any depth up to eight; the rest of such a string keeps every byte.
///
/// ```
/// use bytes::Bytes;
/// use gate_core::format::Walker;
/// use gate_core::format::json::Document;
///
/// let body = r#"{"model":"m","messages":[{"role":"user","content":[
///     {"type":"tool_result","tool_use_id":"t1","content":"{\"n\": 1.0, \"to\": \"ann\"}"}]}]}"#;
/// let mut document = Document::parse(Bytes::from_static(body.as_bytes()))?;
/// let mut seen = Vec::new();
/// let replaced = Walker::Messages.visit_request(&mut document, &mut |path, text| {
///     seen.push((path.to_string(), path.last_key().map(str::to_owned)));
///     Ok::<_, std::convert::Infallible>((text == "ann").then(|| "X".to_owned()))
/// });
/// assert_eq!(replaced, Ok(1));
/// assert_eq!(seen, [("messages[0].content[0].content:to".to_owned(), Some("to".to_owned()))]);
/// assert!(String::from_utf8(document.to_vec())?.contains(r#""{\"n\": 1.0, \"to\": \"X\"}""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Walker {
    /// `OpenAI`'s `POST /v1/chat/completions`. Its answers are whole ones and the chunks of streams.
    ChatCompletions,
    /// `OpenAI`'s `POST /v1/responses`. Its answers are whole ones and the events of streams, whose texts
    /// [`openai::text_of_event`] names.
    Responses,
    /// `OpenAI`'s `POST /v1/embeddings`. Lists of token numbers hold no strings.
    Embeddings,
    /// Anthropic's `POST /v1/messages`. Its answers are whole ones and the events of streams.
    Messages,
    /// Gemini's `generateContent`, in camel case and in snake case. A stream consists of whole answers.
    GenerateContent,
    /// What tools send and are sent: webhooks, watcher events, tool calls and approval requests.
    ToolEvent,
}

impl Walker {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::ChatCompletions,
        Self::Responses,
        Self::Embeddings,
        Self::Messages,
        Self::GenerateContent,
        Self::ToolEvent,
    ];

    /// Shows every string of a request that somebody may have written, and puts back what the visitor returns.
    /// Returns how many strings were replaced.
    ///
    /// # Errors
    /// The visitor's; the document is then as it was.
    pub fn visit_request<E>(
        self,
        document: &mut Document,
        visitor: &mut StringVisitor<'_, E>,
    ) -> Result<usize, E> {
        walk::visit(document, self.request(), visitor)
    }

    /// Shows every string of an answer, or of one event of a streamed answer, that a model or tool may have written,
    /// and puts back what the visitor returns. Returns how many strings were replaced.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use gate_core::format::Walker;
    /// use gate_core::format::json::Document;
    ///
    /// let event = r#"{"type":"response.output_text.delta","item_id":"msg_1","delta":"Hello"}"#;
    /// let mut document = Document::parse(Bytes::from_static(event.as_bytes()))?;
    /// Walker::Responses.visit_response(&mut document, &mut |path, text| {
    ///     assert_eq!((path.to_string().as_str(), text), ("delta", "Hello"));
    ///     Ok::<_, std::convert::Infallible>(None)
    /// });
    /// # Ok::<(), gate_core::format::json::JsonFault>(())
    /// ```
    ///
    /// # Errors
    /// The visitor's; the document is then as it was.
    pub fn visit_response<E>(
        self,
        document: &mut Document,
        visitor: &mut StringVisitor<'_, E>,
    ) -> Result<usize, E> {
        walk::visit(document, self.response(), visitor)
    }

    /// What stands where in a request.
    pub(crate) fn request(self) -> &'static Zone {
        match self {
            Self::ChatCompletions => &openai::zone::chat::REQUEST,
            Self::Responses => &openai::zone::responses::REQUEST,
            Self::Embeddings => &openai::zone::embeddings::REQUEST,
            Self::Messages => &anthropic::zone::REQUEST,
            Self::GenerateContent => &gemini::zone::REQUEST,
            Self::ToolEvent => &event::zone::EVENT,
        }
    }

    /// What stands where in an answer.
    pub(crate) fn response(self) -> &'static Zone {
        match self {
            Self::ChatCompletions => &openai::zone::chat::ANSWER,
            Self::Responses => &openai::zone::responses::ANSWER,
            Self::Embeddings => &openai::zone::embeddings::ANSWER,
            Self::Messages => &anthropic::zone::ANSWER,
            Self::GenerateContent => &gemini::zone::ANSWER,
            Self::ToolEvent => &event::zone::EVENT,
        }
    }
}

#[cfg(test)]
mod tests;

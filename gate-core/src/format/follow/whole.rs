//! Whole: an answer that came in one piece, its token figures and its texts, in every format.

use bytes::Bytes;

use super::figures::{GeminiFigures, GeminiUsage, MessagesFigures, MessagesUsage, ResponsesUsage};
use super::{spelled, written};
use crate::format::filter::{InnerStrings, TextFilter};
use crate::format::json::{Document, Kind, NodeId};
use crate::format::openai::usage as chat_usage;
use crate::format::{ClientFormat, FormatFault, walk};
use crate::usage::TokenUsage;

/// A provider's answer to a request that did not ask for a stream.
#[derive(Debug, Clone)]
pub struct WholeAnswer {
    format: ClientFormat,
    document: Document,
    is_changed: bool,
}

impl WholeAnswer {
    /// Reads a provider's body in that format.
    ///
    /// # Errors
    /// A body that is no JSON object with what every answer of the format has, or that repeats a key; for Gemini one
    /// with neither candidates nor the reason why there are none.
    pub fn parse(format: ClientFormat, body: Bytes) -> Result<Self, FormatFault> {
        let document = Document::parse(body)?;
        let root = document.root();
        let is = |name: &str, kind: Kind| {
            document.get(root, name).is_some_and(|member| document.kind(member) == kind)
        };
        let (param, is_answer) = match format {
            ClientFormat::ChatCompletions => ("choices", is("choices", Kind::Array)),
            ClientFormat::Messages => ("content", is("content", Kind::Array)),
            ClientFormat::Responses => ("output", is("output", Kind::Array)),
            ClientFormat::Embeddings => ("data", is("data", Kind::Array)),
            ClientFormat::GenerateContent => {
                let is_refused = is("promptFeedback", Kind::Object) || is("prompt_feedback", Kind::Object);
                ("candidates", is("candidates", Kind::Array) || is_refused)
            }
            ClientFormat::CountTokens => ("input_tokens", is("input_tokens", Kind::Number)),
        };
        if !is_answer {
            return Err(FormatFault::of(
                param,
                "The provider's answer is none of the format it was asked for.",
            ));
        }
        Ok(Self { format, document, is_changed: false })
    }

    /// The token figures; `None` when the provider reported none that can be believed.
    pub fn usage(&self) -> Option<TokenUsage> {
        let member = |name: &str| self.document.get(self.document.root(), name);
        match self.format {
            ClientFormat::ChatCompletions | ClientFormat::Embeddings => {
                chat_usage::read(&self.document, member("usage")?)
            }
            ClientFormat::Messages => {
                let json = self.json(member("usage")?);
                let mut figures = MessagesFigures::default();
                figures.add(&serde_json::from_slice::<MessagesUsage<'_>>(&json).ok()?);
                figures.usage()
            }
            ClientFormat::Responses => {
                let json = self.json(member("usage")?);
                serde_json::from_slice::<ResponsesUsage<'_>>(&json).ok()?.usage()
            }
            ClientFormat::GenerateContent => {
                let json = self.json(member("usageMetadata").or_else(|| member("usage_metadata"))?);
                let mut figures = GeminiFigures::default();
                figures.add(&serde_json::from_slice::<GeminiUsage<'_>>(&json).ok()?);
                figures.usage()
            }
            // What a request would take is not what it took.
            ClientFormat::CountTokens => None,
        }
    }

    fn json(&self, node: NodeId) -> Vec<u8> {
        let mut json = Vec::new();
        self.document.write_node(node, &mut json);
        json
    }

    /// Shows every text that the model wrote, for counting: what it says, refuses and thinks, and the names and
    /// arguments of what it calls.
    pub fn output_texts(&self, text: &mut dyn FnMut(&str)) {
        written::show(self.format, &self.document, text);
    }

    /// Filters every string that the model may have written, those inside tool arguments one by one; the filter sees
    /// each as a text of its own. Returns how many strings were changed.
    ///
    /// When any was, the probabilities of tokens go: they spell out the text as the model wrote it.
    ///
    /// # Errors
    /// The filter's; the answer is then as it was.
    pub fn filter<E>(&mut self, filter: &mut dyn TextFilter<Stop = E>) -> Result<usize, E> {
        let changed = filter_strings(self.format, &mut self.document, filter, Spelling::Kept)?;
        if changed > 0 {
            self.is_changed = true;
            spelled::remove(self.format, &mut self.document);
        }
        Ok(changed)
    }

    /// The body for the caller: the provider's own bytes unless something was changed.
    pub fn write(self) -> Bytes {
        if self.is_changed { Bytes::from(self.document.to_vec()) } else { self.document.into_source() }
    }

    /// The answer, to be read.
    pub(in crate::format) fn document(&self) -> &Document {
        &self.document
    }
}

/// How arguments that are JSON written as a string are spelled when no word of them was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As they were.
    Kept,
    /// As they would be after coming in pieces, with no needless escapes.
    AsStreamed,
}

/// Filters every string of an answer, or of an event of one, and returns how many were changed.
///
/// A text is followed into a document that it may be where arguments are written as text. Where they are an object its
/// strings are words already, as they are for those who get the object in pieces.
pub(super) fn filter_strings<E>(
    format: ClientFormat,
    document: &mut Document,
    filter: &mut dyn TextFilter<Stop = E>,
    spelling: Spelling,
) -> Result<usize, E> {
    let has_documents = matches!(format, ClientFormat::ChatCompletions | ClientFormat::Responses);
    let mut changed = 0;
    walk::visit_outer(document, format.walker().response(), &mut |zone, path, text| {
        let mut out = String::with_capacity(text.len());
        let is_changed = if zone.is_json() && has_documents {
            let is_respelled = spelling == Spelling::AsStreamed && path.last_key() == Some("arguments");
            let mut inner = InnerStrings::new(&mut *filter);
            inner.push(text, &mut out)?;
            inner.finish(&mut out)?;
            out != text && (inner.is_touched() || is_respelled)
        } else {
            filter.push(text, &mut out)?;
            filter.finish(&mut out)?;
            out != text
        };
        changed += usize::from(is_changed);
        Ok(is_changed.then_some(out))
    })?;
    Ok(changed)
}

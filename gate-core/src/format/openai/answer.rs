//! Answer: a whole chat answer, its token figures and its texts.

use bytes::Bytes;

use super::{usage, zone};
use crate::format::filter::{InnerStrings, TextFilter};
use crate::format::json::{Document, Json, Kind, NodeId};
use crate::format::{FormatFault, walk};
use crate::usage::TokenUsage;

/// A provider's answer to a chat request that did not ask for a stream.
#[derive(Debug, Clone)]
pub struct ChatAnswer {
    document: Document,
    is_changed: bool,
}

impl ChatAnswer {
    /// Reads a provider's body.
    ///
    /// # Errors
    /// A body that is no JSON object with an array `choices`, or that repeats a key.
    pub fn parse(body: Bytes) -> Result<Self, FormatFault> {
        let document = Document::parse(body)?;
        let choices = document.get(document.root(), "choices");
        if choices.is_none_or(|choices| document.kind(choices) != Kind::Array) {
            return Err(FormatFault::of("choices", "The provider's answer is no chat completion."));
        }
        Ok(Self { document, is_changed: false })
    }

    /// The token figures; `None` when the provider reported none that can be believed.
    pub fn usage(&self) -> Option<TokenUsage> {
        usage::read(&self.document, self.document.get(self.document.root(), "usage")?)
    }

    /// The model that answered, as the provider names it.
    pub fn model(&self) -> Option<&str> {
        self.text(self.document.root(), "model")
    }

    /// Why each choice ended, in the order of the choices; `None` where the provider does not say.
    pub fn finish_reasons(&self) -> impl Iterator<Item = Option<&str>> {
        self.choices().map(|choice| self.text(choice, "finish_reason"))
    }

    /// Shows every text the model wrote, for counting: contents, refusals, reasoning, names and arguments of calls.
    pub fn output_texts(&self, text: &mut dyn FnMut(&str)) {
        for choice in self.choices() {
            let Some(message) = self.document.get(choice, "message") else {
                continue;
            };
            for key in ["content", "refusal", "reasoning_content", "reasoning"] {
                self.show(self.document.get(message, key), text);
            }
            let calls = self.document.get(message, "tool_calls").into_iter();
            let called = calls.flat_map(|calls| self.document.items(calls)).flat_map(|call| {
                ["function", "custom"].into_iter().filter_map(move |kind| self.document.get(call, kind))
            });
            for called in called.chain(self.document.get(message, "function_call")) {
                for key in ["name", "arguments", "input"] {
                    self.show(self.document.get(called, key), text);
                }
            }
            self.show(self.document.at(message, &["audio", "transcript"]), text);
        }
    }

    fn show(&self, node: Option<NodeId>, text: &mut dyn FnMut(&str)) {
        let Some(node) = node else { return };
        match self.document.as_str(node) {
            Some(string) => text(string),
            // Contents may come in parts.
            None if self.document.kind(node) == Kind::Array => {
                let mut json = Vec::new();
                self.document.write_node(node, &mut json);
                text(&String::from_utf8_lossy(&json));
            }
            None => {}
        }
    }

    /// Filters every string that the model may have written, those inside tool arguments one by one; the filter sees
    /// each as a text of its own. Returns how many strings were changed.
    ///
    /// When any was, `logprobs` become `null`: they spell out the text as the model wrote it.
    ///
    /// # Errors
    /// The filter's; the answer is then as it was.
    pub fn filter<E>(&mut self, filter: &mut dyn TextFilter<Stop = E>) -> Result<usize, E> {
        let mut changed = 0;
        walk::visit_outer(&mut self.document, &zone::chat::ANSWER, &mut |zone, _, text| {
            let mut out = String::with_capacity(text.len());
            let is_changed = if zone.is_json() {
                let mut inner = InnerStrings::new(&mut *filter);
                inner.push(text, &mut out)?;
                inner.finish(&mut out)?;
                inner.is_touched()
            } else {
                filter.push(text, &mut out)?;
                filter.finish(&mut out)?;
                out != text
            };
            changed += usize::from(is_changed);
            Ok(is_changed.then_some(out))
        })?;
        if changed > 0 {
            self.is_changed = true;
            self.drop_logprobs();
        }
        Ok(changed)
    }

    fn drop_logprobs(&mut self) {
        let choices: Vec<NodeId> = self.choices().collect();
        for choice in choices {
            if let Some(logprobs) = self.document.get(choice, "logprobs") {
                self.document.set(logprobs, Json::Null);
            }
        }
    }

    /// The body for the caller: the provider's own bytes unless something was changed.
    pub fn write(self) -> Bytes {
        if self.is_changed { Bytes::from(self.document.to_vec()) } else { self.document.into_source() }
    }

    fn choices(&self) -> impl Iterator<Item = NodeId> + '_ {
        let choices = self.document.get(self.document.root(), "choices");
        choices.into_iter().flat_map(|choices| self.document.items(choices))
    }

    fn text(&self, node: NodeId, key: &str) -> Option<&str> {
        self.document.as_str(self.document.get(node, key)?)
    }
}

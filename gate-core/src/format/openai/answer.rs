//! Answer: a whole chat answer, its token figures and its texts.

use bytes::Bytes;

use crate::format::filter::TextFilter;
use crate::format::follow::WholeAnswer;
use crate::format::json::NodeId;
use crate::format::{ClientFormat, FormatFault};
use crate::usage::TokenUsage;

/// A provider's answer to a chat request that did not ask for a stream.
#[derive(Debug, Clone)]
pub struct ChatAnswer(WholeAnswer);

impl ChatAnswer {
    /// Reads a provider's body.
    ///
    /// # Errors
    /// A body that is no JSON object with an array `choices`, or that repeats a key.
    pub fn parse(body: Bytes) -> Result<Self, FormatFault> {
        WholeAnswer::parse(ClientFormat::ChatCompletions, body).map(Self)
    }

    /// The token figures; `None` when the provider reported none that can be believed.
    pub fn usage(&self) -> Option<TokenUsage> {
        self.0.usage()
    }

    /// The model that answered, as the provider names it.
    pub fn model(&self) -> Option<&str> {
        self.text(self.0.document().root(), "model")
    }

    /// Why each choice ended, in the order of the choices; `None` where the provider does not say.
    pub fn finish_reasons(&self) -> impl Iterator<Item = Option<&str>> {
        let document = self.0.document();
        let choices = document.get(document.root(), "choices");
        let choices = choices.into_iter().flat_map(|choices| document.items(choices));
        choices.map(|choice| self.text(choice, "finish_reason"))
    }

    /// Shows every text the model wrote, for counting: contents, refusals, reasoning, names and arguments of calls.
    pub fn output_texts(&self, text: &mut dyn FnMut(&str)) {
        self.0.output_texts(text);
    }

    /// Filters every string that the model may have written, those inside tool arguments one by one; the filter sees
    /// each as a text of its own. Returns how many strings were changed.
    ///
    /// When any was, `logprobs` are emptied: they spell out the text as the model wrote it.
    ///
    /// # Errors
    /// The filter's; the answer is then as it was.
    pub fn filter<E>(&mut self, filter: &mut dyn TextFilter<Stop = E>) -> Result<usize, E> {
        self.0.filter(filter)
    }

    /// The body for the caller: the provider's own bytes unless something was changed.
    pub fn write(self) -> Bytes {
        self.0.write()
    }

    fn text(&self, node: NodeId, key: &str) -> Option<&str> {
        let document = self.0.document();
        document.as_str(document.get(node, key)?)
    }
}

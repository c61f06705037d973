//! Chunk: what must be known of one streamed piece of an answer, read without copying.

use serde::Deserialize;

use crate::format::json::{Document, NodeId};
use crate::format::loose::Loose;

/// A `chat.completion.chunk`, as far as Gate reads it. What is not named here is not looked at.
#[derive(Deserialize)]
pub(super) struct Chunk<'a> {
    #[serde(borrow, default)]
    choices: Option<Vec<Choice<'a>>>,
    #[serde(borrow, default)]
    pub(super) usage: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) error: Loose<'a>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(default)]
    index: u64,
    #[serde(borrow, default)]
    delta: Option<Delta<'a>>,
    #[serde(borrow, default)]
    finish_reason: Loose<'a>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow, default)]
    content: Loose<'a>,
    #[serde(borrow, default)]
    refusal: Loose<'a>,
    #[serde(borrow, default)]
    reasoning_content: Loose<'a>,
    #[serde(borrow, default)]
    reasoning: Loose<'a>,
    #[serde(borrow, default)]
    tool_calls: Option<Vec<Call<'a>>>,
    #[serde(borrow, default)]
    function_call: Option<Called<'a>>,
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(default)]
    index: Option<u64>,
    #[serde(borrow, default)]
    function: Option<Called<'a>>,
    #[serde(borrow, default)]
    custom: Option<Called<'a>>,
}

#[derive(Deserialize)]
struct Called<'a> {
    #[serde(borrow, default)]
    name: Loose<'a>,
    #[serde(borrow, default)]
    arguments: Loose<'a>,
    #[serde(borrow, default)]
    input: Loose<'a>,
}

/// One of the texts of an answer that grow over the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TextKey {
    /// The choice's own number.
    pub(super) choice: u64,
    pub(super) field: Field,
    /// The tool call's own number; 0 elsewhere.
    pub(super) call: u64,
}

/// The fields of a delta that carry text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Content,
    Refusal,
    ReasoningContent,
    Reasoning,
    Arguments,
    Input,
    FunctionArguments,
}

impl Field {
    /// Whether the text is a JSON document.
    pub(super) fn is_json(self) -> bool {
        matches!(self, Self::Arguments | Self::FunctionArguments)
    }

    /// The member names from the delta, or from the item of `tool_calls`, to the text.
    pub(super) fn path(self) -> &'static [&'static str] {
        match self {
            Self::Content => &["content"],
            Self::Refusal => &["refusal"],
            Self::ReasoningContent => &["reasoning_content"],
            Self::Reasoning => &["reasoning"],
            Self::Arguments => &["function", "arguments"],
            Self::Input => &["custom", "input"],
            Self::FunctionArguments => &["function_call", "arguments"],
        }
    }

    /// Whether the text belongs to an item of `tool_calls`.
    pub(super) fn is_in_call(self) -> bool {
        matches!(self, Self::Arguments | Self::Input)
    }
}

/// A piece of one text, and where it stands in the chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'p> {
    pub(super) key: TextKey,
    pub(super) text: &'p str,
    /// The position of the choice in the array, which need not be its number.
    choice_at: usize,
    call_at: usize,
}

impl Piece<'_> {
    /// The string node in the chunk's document.
    pub(super) fn find(&self, document: &Document) -> Option<NodeId> {
        let choices = document.get(document.root(), "choices")?;
        let delta = document.get(document.items(choices).nth(self.choice_at)?, "delta")?;
        let from = if self.key.field.is_in_call() {
            document.items(document.get(delta, "tool_calls")?).nth(self.call_at)?
        } else {
            delta
        };
        document.at(from, self.key.field.path())
    }
}

impl Chunk<'_> {
    /// Whether the chunk has no choices, as the extra chunk of token figures.
    pub(super) fn is_without_choices(&self) -> bool {
        self.choices.as_ref().is_none_or(Vec::is_empty)
    }

    /// The choices that end with this chunk, and why.
    pub(super) fn ends(&self) -> impl Iterator<Item = (u64, &str)> {
        self.choices.iter().flatten().filter_map(|choice| Some((choice.index, choice.finish_reason.text()?)))
    }

    /// The choices' own numbers, in the order in which they stand here.
    pub(super) fn numbers(&self) -> Vec<u64> {
        self.choices.iter().flatten().map(|choice| choice.index).collect()
    }

    /// Names of called functions: counted, never changed.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let deltas = self.choices.iter().flatten().filter_map(|choice| choice.delta.as_ref());
        deltas.flat_map(|delta| {
            let calls = delta.tool_calls.iter().flatten();
            let called = calls.flat_map(|call| [call.function.as_ref(), call.custom.as_ref()]);
            called.chain([delta.function_call.as_ref()]).flatten().filter_map(|called| called.name.text())
        })
    }

    /// The pieces of text in the chunk, in order. `has_other` is set when a field of text holds something else.
    pub(super) fn pieces<'p>(&'p self, has_other: &mut bool) -> Vec<Piece<'p>> {
        let mut pieces = Vec::with_capacity(1);
        for (choice_at, choice) in self.choices.iter().flatten().enumerate() {
            let Some(delta) = &choice.delta else { continue };
            let mut add = |field: Field, (call_at, call): (usize, u64), text: &'p Loose<'_>| match text {
                Loose::Text(text) if !text.is_empty() => {
                    let key = TextKey { choice: choice.index, field, call };
                    pieces.push(Piece { key, text, choice_at, call_at });
                }
                Loose::Whole(_) | Loose::Other => *has_other = true,
                Loose::Text(_) | Loose::Absent => {}
            };
            add(Field::Content, (0, 0), &delta.content);
            add(Field::Refusal, (0, 0), &delta.refusal);
            add(Field::ReasoningContent, (0, 0), &delta.reasoning_content);
            add(Field::Reasoning, (0, 0), &delta.reasoning);
            for (call_at, call) in delta.tool_calls.iter().flatten().enumerate() {
                // Some providers leave the number out; then the position stands for it.
                let place = (call_at, call.index.unwrap_or(call_at as u64));
                if let Some(function) = &call.function {
                    add(Field::Arguments, place, &function.arguments);
                }
                if let Some(custom) = &call.custom {
                    add(Field::Input, place, &custom.input);
                }
            }
            if let Some(function) = &delta.function_call {
                add(Field::FunctionArguments, (0, 0), &function.arguments);
            }
        }
        pieces
    }
}

//! Echo: the members of a request that its answer repeats.

use super::ids::Ids;
use crate::format::json::Document;
use crate::format::model::JsonText;
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// The members that an answer repeats, and what they are when the request does not say.
const REPEATED: &[(&str, &str)] = &[
    ("background", "false"),
    ("instructions", "null"),
    ("max_output_tokens", "null"),
    ("max_tool_calls", "null"),
    ("metadata", "{}"),
    ("parallel_tool_calls", "true"),
    ("previous_response_id", "null"),
    ("prompt_cache_key", "null"),
    ("reasoning", r#"{"effort":null,"summary":null}"#),
    ("safety_identifier", "null"),
    ("store", "true"),
    ("temperature", "1"),
    ("text", r#"{"format":{"type":"text"}}"#),
    ("tool_choice", "\"auto\""),
    ("tools", "[]"),
    ("top_logprobs", "0"),
    ("top_p", "1"),
    ("truncation", "\"disabled\""),
    ("user", "null"),
];

/// What an answer in the form of Responses repeats of its request, and the number that its ids are made of.
///
/// Made from what the client sent, before [`complete`](super::history::complete) puts earlier answers into it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResponsesEcho {
    number: Option<u128>,
    members: Vec<(&'static str, JsonText)>,
}

impl ResponsesEcho {
    /// What the answer to this request repeats. The number is that of a random UUID, which no other answer has.
    pub fn of(request: &Document, number: u128) -> Self {
        let root = Value::root(request);
        let member = |(name, _): &(&'static str, &str)| root.get(name).map(|value| (*name, value.json()));
        Self { number: Some(number), members: REPEATED.iter().filter_map(member).collect() }
    }

    /// The answer's id, `resp_` and the UUID; `None` without a number, when it follows from the provider's id.
    pub fn response_id(&self) -> Option<String> {
        self.number.map(|number| Ids::new(number).response())
    }

    /// The ids of the answer that the provider calls so.
    pub(super) fn ids(&self, answer: &str) -> Ids {
        self.number.map_or_else(|| Ids::of_text(answer), Ids::new)
    }

    /// Writes the members.
    pub(super) fn write(&self, out: &mut Out) {
        for (name, default) in REPEATED {
            let told = self.members.iter().find(|(told, _)| told == name);
            out.key(name).put(told.map_or(default, |(_, value)| value.as_str()));
        }
    }
}

//! Echo: the built-in provider `gate/echo`, which answers with the caller's last words and needs no network.

use serde_json::{Value, json};

use super::Answer;
use super::error::{Fault, UpstreamError};
use super::events::EventStream;
use super::sse::SseEvent;
use crate::id::CallId;

/// The provider's id, and the name of its one model.
pub const PROVIDER: &str = "gate";
/// The model as callers name it.
pub const MODEL: &str = "gate/echo";

/// OpenAI allows as many choices.
const MOST_CHOICES: u64 = 128;
/// A word longer than this comes in several chunks.
const PIECE_BYTES: usize = 256;

/// What an echo needs besides the request.
#[derive(Debug, Clone, Copy)]
pub struct EchoCall {
    /// The call; the answer's id is made from it.
    pub call_id: CallId,
    /// When the answer is made, in seconds since 1970.
    pub created_seconds: i64,
    /// Counts the tokens of a text, for usage and for the limit of the answer.
    pub count: fn(&str) -> u64,
}

/// Answers a chat completion in OpenAI's format, whole or streamed as the request asks.
///
/// Fails as that provider would, with status 400, when the request is none.
pub fn answer(request: &Value, call: EchoCall) -> Result<Answer, UpstreamError> {
    let echo = Echo::new(request, call)?;
    if request["stream"] == Value::Bool(true) {
        let has_usage = request["stream_options"]["include_usage"] == Value::Bool(true);
        Ok(Answer::Stream(Box::new(EventStream::made(echo.into_events(has_usage)))))
    } else {
        Ok(Answer::Whole(echo.whole().to_string().into()))
    }
}

/// [`answer`] for a request that is not parsed yet.
pub fn answer_bytes(request: &[u8], call: EchoCall) -> Result<Answer, UpstreamError> {
    let request: Value =
        serde_json::from_slice(request).map_err(|_| refused("The request is not valid JSON."))?;
    answer(&request, call)
}

/// What is said, how often, and what it counts.
struct Echo {
    id: String,
    created_seconds: i64,
    model: String,
    text: String,
    finish_reason: &'static str,
    choices: u64,
    usage: Value,
}

impl Echo {
    fn new(request: &Value, call: EchoCall) -> Result<Self, UpstreamError> {
        let model = request["model"].as_str().ok_or_else(|| refused("`model` must be a string."))?;
        let messages = request["messages"].as_array().filter(|messages| !messages.is_empty());
        let messages =
            messages.ok_or_else(|| refused("`messages` must be a list with at least one message."))?;
        let choices = limit(&request["n"], "n", 1..=MOST_CHOICES)?.unwrap_or(1);
        let most = match limit(&request["max_completion_tokens"], "max_completion_tokens", 1..=u64::MAX)? {
            Some(most) => Some(most),
            None => limit(&request["max_tokens"], "max_tokens", 1..=u64::MAX)?,
        };
        let last_user = messages.iter().rev().find(|message| message["role"] == "user");
        let said = last_user.map(|message| text_of(&message["content"])).unwrap_or_default();
        let (text, finish_reason) = cut(said, most, call.count);
        let prompt: u64 = messages.iter().map(|message| (call.count)(&text_of(&message["content"]))).sum();
        let completion = (call.count)(&text) * choices;
        Ok(Self {
            id: format!("chatcmpl-{}", call.call_id),
            created_seconds: call.created_seconds,
            model: model.to_owned(),
            text,
            finish_reason,
            choices,
            usage: json!({
                "prompt_tokens": prompt,
                "completion_tokens": completion,
                "total_tokens": prompt + completion,
            }),
        })
    }

    fn whole(&self) -> Value {
        let choice = |index| {
            json!({
                "index": index,
                "message": {"role": "assistant", "content": self.text, "refusal": null},
                "logprobs": null,
                "finish_reason": self.finish_reason,
            })
        };
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created_seconds,
            "model": self.model,
            "choices": (0..self.choices).map(choice).collect::<Vec<_>>(),
            "usage": self.usage,
        })
    }

    /// The events of a stream, made one at a time: for each choice its role, its words and why it ended.
    fn into_events(self, has_usage: bool) -> impl Iterator<Item = SseEvent> + Send {
        let mut steps = Steps { index: 0, step: Step::Role };
        std::iter::from_fn(move || {
            let (choices, usage) = steps.next(&self, has_usage)?;
            let mut chunk = json!({
                "id": self.id,
                "object": "chat.completion.chunk",
                "created": self.created_seconds,
                "model": self.model,
                "choices": choices,
            });
            if has_usage {
                chunk["usage"] = usage;
            }
            Some(SseEvent::from_line(&chunk.to_string()))
        })
    }
}

/// How far a stream has come.
struct Steps {
    index: u64,
    step: Step,
}

enum Step {
    Role,
    /// The words from this byte on.
    Words(usize),
    Usage,
    End,
}

impl Steps {
    /// The choices and the usage of the next chunk.
    fn next(&mut self, echo: &Echo, has_usage: bool) -> Option<(Value, Value)> {
        let (delta, finish_reason) = match self.step {
            Step::Role => {
                self.step = Step::Words(0);
                (json!({"role": "assistant", "content": "", "refusal": null}), None)
            }
            Step::Words(at) if at < echo.text.len() => {
                let end = at + piece_length(&echo.text[at..]);
                self.step = Step::Words(end);
                (json!({"content": &echo.text[at..end]}), None)
            }
            Step::Words(_) => {
                let is_last = self.index + 1 == echo.choices;
                self.step = match (is_last, has_usage) {
                    (false, _) => Step::Role,
                    (true, true) => Step::Usage,
                    (true, false) => Step::End,
                };
                (json!({}), Some(echo.finish_reason))
            }
            Step::Usage => {
                self.step = Step::End;
                return Some((json!([]), echo.usage.clone()));
            }
            Step::End => return None,
        };
        let choice =
            json!([{"index": self.index, "delta": delta, "logprobs": null, "finish_reason": finish_reason}]);
        self.index += u64::from(finish_reason.is_some());
        Some((choice, Value::Null))
    }
}

fn refused(message: &str) -> UpstreamError {
    UpstreamError::sent(Fault::Status {
        status: 400,
        retry_after_seconds: None,
        message: Some(message.to_owned()),
    })
}

/// A number of the request within its bounds; absent and null are the same.
fn limit(
    value: &Value,
    name: &str,
    allowed: std::ops::RangeInclusive<u64>,
) -> Result<Option<u64>, UpstreamError> {
    match value {
        Value::Null => Ok(None),
        _ => match value.as_u64().filter(|number| allowed.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => Err(refused(&format!("`{name}` is out of range."))),
        },
    }
}

/// The text of a message's content: a string, or the text parts of a list.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// As many whole pieces of the text as the limit allows, and the reason it ends there.
fn cut(mut text: String, most: Option<u64>, count: fn(&str) -> u64) -> (String, &'static str) {
    let Some(most) = most.filter(|most| count(&text) > *most) else {
        return (text, "stop");
    };
    let mut ends = vec![0];
    let mut at = 0;
    while at < text.len() {
        at += piece_length(&text[at..]);
        ends.push(at);
    }
    let fitting = ends.partition_point(|end| count(&text[..*end]) <= most);
    text.truncate(ends[fitting.saturating_sub(1)]);
    (text, "length")
}

/// The length of the first piece of a text that is not empty: up to and including its first space, or
/// [`PIECE_BYTES`].
fn piece_length(text: &str) -> usize {
    let mut end = 0;
    for (at, character) in text.char_indices() {
        end = at + character.len_utf8();
        if character.is_whitespace() || end >= PIECE_BYTES {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests;

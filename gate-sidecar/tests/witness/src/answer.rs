//! Answer: what a well-behaved provider would say, as one JSON object or as events.

use crate::{
    chat::{Chat, word_count},
    directive::{Directive, Mode},
};
use serde_json::{Value, json};

/// `created` of every answer; a constant, so that two equal requests have equal answers.
const CREATED: u64 = 1_700_000_000;
/// Bytes of one fragment of a tool's arguments unless `split_bytes` says otherwise.
const FRAGMENT_BYTES: usize = 5;

/// What an event of a stream is for; faults choose by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Opens a choice.
    Role,
    /// Carries generated content or a fragment of tool arguments.
    Content,
    /// Carries `finish_reason`.
    Finish,
    /// Carries the usage.
    Usage,
    /// `[DONE]`.
    Done,
    /// An error object.
    Error,
}

/// One event: its purpose and the text behind `data: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: Kind,
    pub(crate) data: String,
}

/// One request's answer, decided but not yet written.
pub(crate) struct Answer<'a> {
    chat: &'a Chat,
    directive: &'a Directive,
    id: String,
    content: String,
    finish: &'static str,
    completion_tokens: u64,
}

impl<'a> Answer<'a> {
    /// Decides the content; `prompt` is the last user message without its directives.
    pub(crate) fn new(chat: &'a Chat, directive: &'a Directive, prompt: &str, seq: u64) -> Self {
        let joined = if directive.is_joined { prompt.replace('|', "") } else { prompt.to_owned() };
        let prompt = joined.as_str();
        let limit = chat.max_tokens.filter(|_| directive.mode != Mode::IgnoreMax).unwrap_or(u64::MAX);
        let (content, finish) = if chat.tool.is_some() {
            let argument = if directive.echo { prompt } else { "Paris" };
            (json!({ "input": argument }).to_string(), "tool_calls")
        } else {
            (content(chat, directive, prompt), "stop")
        };
        let reasoning = directive.reasoning_tokens.unwrap_or(0);
        let wanted = directive.completion_tokens.unwrap_or(word_count(&content) + reasoning);
        let kept: String = words(&content).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
        let cut = wanted > limit || kept.len() < content.len();
        Self {
            chat,
            directive,
            id: format!("chatcmpl-witness{seq}"),
            content: kept,
            finish: if cut { "length" } else { finish },
            completion_tokens: wanted.min(limit),
        }
    }

    /// The completion's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The answer as one JSON object.
    pub(crate) fn whole(&self) -> Value {
        let finish = if self.directive.mode == Mode::NoFinish { Value::Null } else { self.finish.into() };
        let choices: Vec<Value> = (0..self.chat.choices)
            .map(|index| json!({"index": index, "message": self.message(), "finish_reason": finish, "logprobs": null}))
            .collect();
        let mut whole = json!({
            "id": self.id, "object": "chat.completion", "created": CREATED, "model": self.chat.model,
            "choices": choices, "system_fingerprint": "fp_witness",
        });
        if self.directive.mode != Mode::UsageMissing {
            whole["usage"] = self.usage();
        }
        whole
    }

    fn message(&self) -> Value {
        let Some(tool) = &self.chat.tool else {
            return json!({"role": "assistant", "content": self.content, "refusal": null});
        };
        let calls: Vec<Value> = (0..self.directive.calls)
            .map(|call| {
                json!({"id": format!("call_{call}"), "type": "function",
                       "function": {"name": tool, "arguments": self.content}})
            })
            .collect();
        json!({"role": "assistant", "content": null, "refusal": null, "tool_calls": calls})
    }

    /// The answer as the events of a stream, in order, `[DONE]` included.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for index in 0..self.chat.choices {
            events.push(self.event(Kind::Role, index, json!({"role": "assistant", "content": ""}), None));
        }
        for delta in self.deltas() {
            for index in 0..self.chat.choices {
                events.push(self.event(Kind::Content, index, delta.clone(), None));
            }
        }
        for index in 0..self.chat.choices {
            events.push(self.event(Kind::Finish, index, json!({}), Some(self.finish)));
        }
        if self.chat.include_usage {
            let mut usage = self.frame(json!([]));
            usage["usage"] = self.usage();
            events.push(Event { kind: Kind::Usage, data: usage.to_string() });
        }
        events.push(Event { kind: Kind::Done, data: "[DONE]".into() });
        events
    }

    /// The deltas of one choice.
    fn deltas(&self) -> Vec<Value> {
        let split = self.directive.split_bytes;
        let Some(tool) = &self.chat.tool else {
            let parts = match split {
                Some(bytes) => pieces(&self.content, bytes),
                None => words(&self.content).collect(),
            };
            return parts.into_iter().map(|part| json!({ "content": part })).collect();
        };
        let call =
            |call: usize, function: Value| json!({"tool_calls": [{"index": call, "function": function}]});
        let mut deltas = Vec::new();
        for index in 0..self.directive.calls {
            let mut first = call(index, json!({"name": tool, "arguments": ""}));
            first["tool_calls"][0]["id"] = format!("call_{index}").into();
            first["tool_calls"][0]["type"] = "function".into();
            deltas.push(first);
            let fragments = pieces(&self.content, split.unwrap_or(FRAGMENT_BYTES));
            deltas.extend(fragments.into_iter().map(|part| call(index, json!({ "arguments": part }))));
        }
        deltas
    }

    fn event(&self, kind: Kind, index: usize, delta: Value, finish: Option<&str>) -> Event {
        let choice = json!([{"index": index, "delta": delta, "finish_reason": finish, "logprobs": null}]);
        let mut frame = self.frame(choice);
        if self.chat.include_usage {
            frame["usage"] = Value::Null;
        }
        Event { kind, data: frame.to_string() }
    }

    fn frame(&self, choices: Value) -> Value {
        json!({
            "id": self.id, "object": "chat.completion.chunk", "created": CREATED, "model": self.chat.model,
            "choices": choices, "system_fingerprint": "fp_witness",
        })
    }

    fn usage(&self) -> Value {
        let prompt = self.directive.prompt_tokens.unwrap_or(self.chat.words);
        let completion = self.completion_tokens.saturating_mul(self.chat.choices as u64);
        match self.directive.mode {
            Mode::UsageNegative => json!({"prompt_tokens": -5, "completion_tokens": -7, "total_tokens": -12}),
            Mode::UsageHuge => {
                json!({"prompt_tokens": i64::MAX, "completion_tokens": i64::MAX, "total_tokens": i64::MAX})
            }
            _ => json!({
                "prompt_tokens": prompt, "completion_tokens": completion,
                "total_tokens": prompt.saturating_add(completion),
                "prompt_tokens_details": {"cached_tokens": self.directive.cached_tokens.unwrap_or(0), "audio_tokens": 0},
                "completion_tokens_details":
                    {"reasoning_tokens": self.directive.reasoning_tokens.unwrap_or(0), "audio_tokens": 0},
            }),
        }
    }
}

fn content(chat: &Chat, directive: &Directive, prompt: &str) -> String {
    let plain = if directive.echo {
        prompt.to_owned()
    } else if directive.mode == Mode::SplitUtf8 {
        "größe€😀 ".repeat(directive.chunks)
    } else {
        (0..directive.chunks).fold(String::new(), |text, index| text + "tok" + &index.to_string() + " ")
    };
    if chat.json { json!({ "answer": plain }).to_string() } else { plain }
}

/// Words with the blanks behind them; together they are the text. Blanks in front belong to the first word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|letter: char| !letter.is_whitespace()).unwrap_or(0);
        let end = rest[start..].find(char::is_whitespace).map_or(rest.len(), |end| start + end);
        let next =
            rest[end..].find(|letter: char| !letter.is_whitespace()).map_or(rest.len(), |next| end + next);
        let (word, left) = rest.split_at(next);
        rest = left;
        (!word.is_empty()).then_some(word)
    })
}

/// Pieces of at most `bytes` bytes, never less than one character; together they are the text.
fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while let Some(first) = rest.chars().next() {
        let end = rest.floor_char_boundary(bytes).max(first.len_utf8());
        let (piece, left) = rest.split_at(end);
        pieces.push(piece);
        rest = left;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(chat: &Chat, directive: &str, prompt: &str) -> (Value, Vec<Event>) {
        let mut scripted = Directive::default();
        scripted.apply(directive).expect(directive);
        let answer = Answer::new(chat, &scripted, prompt, 1);
        (answer.whole(), answer.events())
    }

    #[test]
    fn words_and_pieces_lose_nothing() {
        for text in ["", " ", "a", " a b", "a  b\n c ", "größe €😀 x", "\u{3000}x"] {
            assert_eq!(words(text).collect::<String>(), text, "{text:?}");
            for bytes in 0..9 {
                let pieces = pieces(text, bytes);
                assert_eq!(pieces.concat(), text, "{text:?} by {bytes}");
                assert!(pieces.iter().all(|piece| piece.len() <= bytes.max(4)), "{text:?} by {bytes}");
            }
        }
        assert_eq!(words(" a  b c").collect::<Vec<_>>(), [" a  ", "b ", "c"]);
    }

    #[test]
    fn a_stream_says_what_the_whole_answer_says() {
        let tool = Some("weather".to_owned());
        for (choices, tool, json, directive) in [
            (1, None, false, ""),
            (3, None, false, "chunks=20"),
            (1, tool.clone(), false, "calls=2 split_bytes=3"),
            (2, tool, false, "echo=1"),
            (1, None, true, "echo=1 split_bytes=1"),
        ] {
            let chat = Chat { choices, tool, json, include_usage: true, ..Chat::default() };
            let (whole, events) = answer(&chat, directive, "größe \"x\" 😀");
            for choice in 0..choices {
                let wanted = &whole["choices"][choice];
                assert_eq!(reassembled(&events, choice), wanted["message"], "{directive}, choice {choice}");
            }
            let usage = events.iter().find(|event| event.kind == Kind::Usage).expect("asked for");
            let usage: Value = serde_json::from_str(&usage.data).expect("JSON");
            assert_eq!(usage["usage"], whole["usage"], "{directive}");
        }
    }

    /// Puts the deltas of one choice together as a client does.
    fn reassembled(events: &[Event], choice: usize) -> Value {
        let (mut content, mut calls) = (String::new(), Vec::<Value>::new());
        for event in events.iter().filter(|event| event.kind == Kind::Content) {
            let event: Value = serde_json::from_str(&event.data).expect("JSON");
            if event["choices"][0]["index"] != choice {
                continue;
            }
            let delta = &event["choices"][0]["delta"];
            content += delta["content"].as_str().unwrap_or_default();
            let part = &delta["tool_calls"][0];
            if part["id"].is_string() {
                calls.push(json!({"id": part["id"], "type": part["type"], "function": part["function"]}));
            } else if let (Some(fragment), Some(call)) =
                (part["function"]["arguments"].as_str(), calls.last_mut())
            {
                let known = call["function"]["arguments"].as_str().unwrap_or_default().to_owned();
                call["function"]["arguments"] = (known + fragment).into();
            }
        }
        if calls.is_empty() {
            return json!({"role": "assistant", "content": content, "refusal": null});
        }
        json!({"role": "assistant", "content": null, "refusal": null, "tool_calls": calls})
    }

    #[test]
    fn a_token_limit_cuts_content_and_usage() {
        for (limit, directive, tokens, finish) in [
            (None, "chunks=5", 5, "stop"),
            (Some(5), "chunks=5", 5, "stop"),
            (Some(3), "chunks=5", 3, "length"),
            (Some(3), "chunks=5 completion_tokens=100", 3, "length"),
            (Some(50), "chunks=5 reasoning_tokens=10", 15, "stop"),
            (Some(3), "chunks=5 mode=ignore_max", 5, "stop"),
        ] {
            let chat = Chat { choices: 1, max_tokens: limit, ..Chat::default() };
            let (whole, _) = answer(&chat, directive, "");
            assert_eq!(whole["usage"]["completion_tokens"], tokens, "{limit:?} {directive}");
            assert_eq!(whole["choices"][0]["finish_reason"], finish, "{limit:?} {directive}");
        }
    }
}

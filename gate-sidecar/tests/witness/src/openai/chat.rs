//! Chat: chat completions as OpenAI, OpenRouter and most compatible servers word them.
//!
//! Read leniently: unknown members pass, as many compatible servers let them.

use super::{CREATED, chat_request::Flavour};
use crate::{
    ask::Ask,
    mark,
    reply::{Body, Event, Kind, Reply},
    said::{End, Said},
    vendor::Vendor,
};
use serde_json::{Value, json};

/// Words the answer in one of the dialects of the format.
pub(crate) fn reply(flavour: Flavour, ask: &Ask, said: &Said, seq: u64) -> Reply {
    let answer = Answer { ask, said, flavour, id: format!("chatcmpl-witness{seq}") };
    let body = if ask.stream { Body::Events(answer.events()) } else { Body::Whole(answer.whole()) };
    let vendor = if flavour == Flavour::Azure { Vendor::Azure } else { Vendor::OpenAi };
    Reply { vendor, id: answer.id, body }
}

struct Answer<'a> {
    ask: &'a Ask,
    said: &'a Said,
    flavour: Flavour,
    id: String,
}

impl Answer<'_> {
    fn whole(&self) -> Value {
        let choices: Vec<Value> = (0..self.ask.choices)
            .map(|index| {
                let mut choice = json!({"index": index, "message": self.message(), "finish_reason": self.finish(), "logprobs": null});
                if self.flavour == Flavour::Azure {
                    choice["content_filter_results"] = filtered();
                }
                choice
            })
            .collect();
        let mut whole = json!({
            "id": self.id, "object": "chat.completion", "created": CREATED, "model": self.ask.model,
            "choices": choices, "system_fingerprint": "fp_witness",
        });
        if self.flavour == Flavour::Azure {
            whole["prompt_filter_results"] = prompt_filtered();
        }
        if let Some(usage) = self.usage() {
            whole["usage"] = usage;
        }
        whole
    }

    fn finish(&self) -> Option<&'static str> {
        self.said.end.map(|end| match end {
            End::Stop => "stop",
            End::Length => "length",
            End::Tools => "tool_calls",
            End::Blocked => "content_filter",
        })
    }

    fn message(&self) -> Value {
        let mut message = json!({"role": "assistant", "content": self.said.content, "refusal": null});
        if let Some(tool) = &self.said.tool {
            let call = |call: usize| {
                json!({"id": self.said.call_id("call_", call), "type": "function",
                       "function": {"name": tool, "arguments": self.said.content}})
            };
            message["content"] = Value::Null;
            message["tool_calls"] = (0..self.said.calls).map(call).collect();
        }
        if let Some(thinking) = &self.said.thinking {
            message["reasoning"] = json!(thinking);
            message["reasoning_details"] = json!([detail(thinking, Some(mark::sign(thinking)))]);
        }
        message
    }

    fn events(&self) -> Vec<Event> {
        let choices = || 0..self.ask.choices;
        let mut events = Vec::new();
        if self.flavour == Flavour::Azure {
            let opening = json!({"id": "", "object": "", "created": 0, "model": "", "choices": [],
                                 "prompt_filter_results": prompt_filtered()});
            events.push(Event::new(Kind::Frame, "", &opening));
        }
        events.extend(
            choices().map(|index| {
                self.event(Kind::Frame, index, json!({"role": "assistant", "content": ""}), None)
            }),
        );
        for (kind, delta) in self.thoughts().into_iter().chain(self.deltas()) {
            events.extend(choices().map(|index| self.event(kind, index, delta.clone(), None)));
        }
        events.extend(choices().map(|index| self.event(Kind::Finish, index, json!({}), self.finish())));
        if let Some(figures) = self.usage().filter(|_| self.ask.include_usage) {
            let mut usage = self.frame(json!([]));
            usage["usage"] = figures;
            events.push(Event::new(Kind::Usage, "", &usage));
        }
        events.push(Event { kind: Kind::Done, name: "", data: "[DONE]".into() });
        events
    }

    /// The deltas of the thoughts, the signature in the last.
    fn thoughts(&self) -> Vec<(Kind, Value)> {
        let Some(thinking) = &self.said.thinking else {
            return Vec::new();
        };
        let delta = |part: &str, signature: Option<String>| json!({"content": "", "reasoning": part, "reasoning_details": [detail(part, signature)]});
        let parts = self.said.thought_fragments();
        let parts = parts.into_iter().map(|part| (Kind::Content, delta(part, None)));
        parts.chain([(Kind::Frame, delta("", Some(mark::sign(thinking))))]).collect()
    }

    /// The deltas of one choice.
    fn deltas(&self) -> Vec<(Kind, Value)> {
        let Some(tool) = &self.said.tool else {
            let parts = self.said.fragments().into_iter();
            return parts.map(|part| (Kind::Content, json!({ "content": part }))).collect();
        };
        let call =
            |call: usize, function: Value| json!({"tool_calls": [{"index": call, "function": function}]});
        let mut deltas = Vec::new();
        for index in 0..self.said.calls {
            let mut first = call(index, json!({"name": tool, "arguments": ""}));
            first["tool_calls"][0]["id"] = self.said.call_id("call_", index).into();
            first["tool_calls"][0]["type"] = "function".into();
            deltas.push((Kind::Content, first));
            let fragments = self.said.fragments().into_iter();
            deltas.extend(fragments.map(|part| (Kind::Content, call(index, json!({ "arguments": part })))));
        }
        deltas
    }

    fn event(&self, kind: Kind, index: usize, delta: Value, finish: Option<&str>) -> Event {
        let mut choice = json!({"index": index, "delta": delta, "finish_reason": finish, "logprobs": null});
        if self.flavour == Flavour::Azure {
            choice["content_filter_results"] = if finish.is_some() { json!({}) } else { filtered() };
        }
        let mut frame = self.frame(json!([choice]));
        if self.ask.include_usage {
            frame["usage"] = Value::Null;
        }
        Event::new(kind, "", &frame)
    }

    fn frame(&self, choices: Value) -> Value {
        json!({
            "id": self.id, "object": "chat.completion.chunk", "created": CREATED, "model": self.ask.model,
            "choices": choices, "system_fingerprint": "fp_witness",
        })
    }

    fn usage(&self) -> Option<Value> {
        let figures = self.said.figures?;
        let choices = i64::try_from(self.ask.choices).unwrap_or(i64::MAX);
        let is_odd = figures.output < 0 || figures.output == i64::MAX;
        let completion = if is_odd { figures.output } else { figures.output.saturating_mul(choices) };
        let total = figures.input.saturating_add(completion);
        let mut usage =
            json!({"prompt_tokens": figures.input, "completion_tokens": completion, "total_tokens": total});
        if !is_odd {
            usage["prompt_tokens_details"] = json!({"cached_tokens": figures.cached, "audio_tokens": 0});
            usage["completion_tokens_details"] =
                json!({"reasoning_tokens": figures.reasoning, "audio_tokens": 0});
        }
        Some(usage)
    }
}

/// One entry of OpenRouter's `reasoning_details`.
fn detail(text: &str, signature: Option<String>) -> Value {
    json!({"type": "reasoning.text", "text": text, "signature": signature, "format": "anthropic-claude-v1", "index": 0})
}

fn filtered() -> Value {
    let safe = json!({"filtered": false, "severity": "safe"});
    json!({"hate": safe, "self_harm": safe, "sexual": safe, "violence": safe})
}

fn prompt_filtered() -> Value {
    json!([{"prompt_index": 0, "content_filter_results": filtered()}])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::Directive;

    fn answers(ask: Ask, directive: &str) -> (Value, Vec<Event>) {
        let mut scripted = Directive::default();
        scripted.apply(directive).expect(directive);
        let said = Said::new(&ask, &scripted, "größe \"x\" 😀");
        let of = |stream| {
            let ask = Ask {
                stream,
                tool: ask.tool.clone(),
                ..Ask { choices: ask.choices, include_usage: true, ..Ask::default() }
            };
            reply(Flavour::OpenRouter, &ask, &said, 1).body
        };
        match (of(false), of(true)) {
            (Body::Whole(whole), Body::Events(events)) => (whole, events),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_stream_says_what_the_whole_answer_says() {
        let tool = Some("weather".to_owned());
        for (choices, tool, json, thinks, directive) in [
            (1, None, false, false, ""),
            (3, None, false, false, "chunks=20"),
            (1, tool.clone(), false, true, "calls=2 split_bytes=3"),
            (2, tool, false, false, "echo=1"),
            (1, None, true, true, "echo=1 split_bytes=1"),
        ] {
            let (whole, events) = answers(Ask { choices, tool, json, thinks, ..Ask::default() }, directive);
            for choice in 0..choices {
                let wanted = &whole["choices"][choice]["message"];
                let got = reassembled(&events, choice);
                for part in ["content", "tool_calls", "reasoning"] {
                    assert_eq!(got[part], wanted[part], "{part}: {directive}, choice {choice}");
                }
                let signature = &wanted["reasoning_details"][0]["signature"];
                assert_eq!(&got["signature"], signature, "{directive}");
            }
            let usage = events.iter().find(|event| event.kind == Kind::Usage).expect("asked for");
            let usage: Value = serde_json::from_str(&usage.data).expect("JSON");
            assert_eq!(usage["usage"], whole["usage"], "{directive}");
        }
    }

    /// Puts the deltas of one choice together as a client does.
    fn reassembled(events: &[Event], choice: usize) -> Value {
        let (mut content, mut reasoning, mut calls) = (String::new(), String::new(), Vec::<Value>::new());
        let mut signature = Value::Null;
        for event in events.iter().filter(|event| matches!(event.kind, Kind::Content | Kind::Frame)) {
            let event: Value = serde_json::from_str(&event.data).expect("JSON");
            if event["choices"][0]["index"] != choice {
                continue;
            }
            let delta = &event["choices"][0]["delta"];
            content += delta["content"].as_str().unwrap_or_default();
            reasoning += delta["reasoning"].as_str().unwrap_or_default();
            if delta["reasoning_details"][0]["signature"].is_string() {
                signature = delta["reasoning_details"][0]["signature"].clone();
            }
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
        let reasoning = if reasoning.is_empty() { Value::Null } else { reasoning.into() };
        if calls.is_empty() {
            return json!({"content": content, "reasoning": reasoning, "signature": signature});
        }
        json!({"content": null, "tool_calls": calls, "reasoning": reasoning, "signature": signature})
    }
}

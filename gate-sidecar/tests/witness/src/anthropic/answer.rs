//! Answer: messages and the events of their streams.
//!
//! docs.claude.com/en/docs/build-with-claude/streaming: `message_start`, the blocks one after another, `message_delta`
//! with cumulative usage, `message_stop`; `ping` in between.

use crate::{
    ask::Ask,
    mark,
    reply::{Body, Event, Kind, Reply},
    said::{End, Figures, Said},
    vendor::Vendor,
};
use serde_json::{Value, json};

/// Words the answer.
pub(crate) fn reply(ask: &Ask, said: &Said, seq: u64) -> Reply {
    let answer = Answer { ask, said, id: format!("msg_witness{seq}") };
    let body = if ask.stream { Body::Events(answer.events()) } else { Body::Whole(answer.whole()) };
    Reply { vendor: Vendor::Anthropic, id: answer.id, body }
}

struct Answer<'a> {
    ask: &'a Ask,
    said: &'a Said,
    id: String,
}

impl Answer<'_> {
    fn whole(&self) -> Value {
        let mut whole = self.envelope(self.blocks());
        whole["stop_reason"] = json!(self.stop());
        if let Some(figures) = self.said.figures {
            whole["usage"] = usage(&figures, figures.output);
        }
        whole
    }

    fn envelope(&self, content: Vec<Value>) -> Value {
        json!({"id": self.id, "type": "message", "role": "assistant", "model": self.ask.model, "content": content,
               "stop_reason": null, "stop_sequence": null})
    }

    fn stop(&self) -> Option<&'static str> {
        self.said.end.map(|end| match end {
            End::Stop => "end_turn",
            End::Length => "max_tokens",
            End::Tools => "tool_use",
            End::Blocked => "refusal",
        })
    }

    fn blocks(&self) -> Vec<Value> {
        let thinking = self.said.thinking.as_deref();
        let thought = |text| json!({"type": "thinking", "thinking": text, "signature": mark::sign(text)});
        let mut blocks: Vec<Value> = thinking.map(thought).into_iter().collect();
        if let Some(tool) = &self.said.tool {
            let arguments = self.said.arguments();
            blocks.extend((0..self.said.calls).map(|index| self.call(tool, index, &arguments)));
        } else if !self.said.content.is_empty() {
            blocks.push(json!({"type": "text", "text": self.said.content}));
        }
        blocks
    }

    fn call(&self, tool: &str, index: usize, input: &Value) -> Value {
        json!({"type": "tool_use", "id": self.said.call_id("toolu_", index), "name": tool, "input": input})
    }

    fn events(&self) -> Vec<Event> {
        let mut message = self.envelope(Vec::new());
        if let Some(figures) = self.said.figures {
            message["usage"] = usage(&figures, 1);
        }
        let mut events = vec![event(Kind::Frame, "message_start", json!({ "message": message }))];
        for (index, (opened, deltas)) in self.streamed_blocks().into_iter().enumerate() {
            let start = json!({"index": index, "content_block": opened});
            events.push(event(Kind::Frame, "content_block_start", start));
            if index == 0 {
                events.push(event(Kind::Frame, "ping", json!({})));
            }
            events.extend(deltas.into_iter().map(|(kind, delta)| {
                event(kind, "content_block_delta", json!({"index": index, "delta": delta}))
            }));
            events.push(event(Kind::Frame, "content_block_stop", json!({ "index": index })));
        }
        let mut end = json!({"delta": {"stop_reason": self.stop(), "stop_sequence": null}});
        if let Some(figures) = self.said.figures {
            end["usage"] = usage(&figures, figures.output);
        }
        events.push(event(Kind::Usage, "message_delta", end));
        events.push(event(Kind::Done, "message_stop", json!({})));
        events
    }

    /// Each block as it is opened, and its deltas.
    fn streamed_blocks(&self) -> Vec<(Value, Vec<(Kind, Value)>)> {
        let mut blocks = Vec::new();
        let parts = |fragments: Vec<&str>, delta: fn(&str) -> Value| -> Vec<(Kind, Value)> {
            fragments.into_iter().map(|part| (Kind::Content, delta(part))).collect()
        };
        if let Some(text) = &self.said.thinking {
            let mut deltas = parts(
                self.said.thought_fragments(),
                |part| json!({"type": "thinking_delta", "thinking": part}),
            );
            deltas.push((Kind::Frame, json!({"type": "signature_delta", "signature": mark::sign(text)})));
            blocks.push((json!({"type": "thinking", "thinking": "", "signature": ""}), deltas));
        }
        if let Some(tool) = &self.said.tool {
            for index in 0..self.said.calls {
                let mut deltas = vec![(Kind::Frame, json!({"type": "input_json_delta", "partial_json": ""}))];
                deltas.extend(parts(
                    self.said.fragments(),
                    |part| json!({"type": "input_json_delta", "partial_json": part}),
                ));
                blocks.push((self.call(tool, index, &json!({})), deltas));
            }
        } else if !self.said.content.is_empty() {
            let deltas = parts(self.said.fragments(), |part| json!({"type": "text_delta", "text": part}));
            blocks.push((json!({"type": "text", "text": ""}), deltas));
        }
        blocks
    }
}

fn event(kind: Kind, name: &'static str, mut data: Value) -> Event {
    data["type"] = name.into();
    Event::new(kind, name, &data)
}

/// The usage with so many output tokens so far; Anthropic counts cached tokens apart from `input_tokens`.
fn usage(figures: &Figures, output: i64) -> Value {
    json!({
        "input_tokens": figures.fresh(), "output_tokens": output,
        "cache_creation_input_tokens": figures.written, "cache_read_input_tokens": figures.cached,
        "cache_creation": {"ephemeral_5m_input_tokens": figures.written, "ephemeral_1h_input_tokens": 0},
        "service_tier": "standard",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::Directive;

    fn answers(ask: &mut Ask, directive: &str) -> (Value, Vec<Event>) {
        let mut scripted = Directive::default();
        scripted.apply(directive).expect(directive);
        let said = Said::new(ask, &scripted, "größe");
        let Body::Whole(whole) = reply(ask, &said, 1).body else { panic!("whole") };
        ask.stream = true;
        let Body::Events(events) = reply(ask, &said, 1).body else { panic!("events") };
        (whole, events)
    }

    /// Puts a stream together as the documentation says.
    fn reassembled(events: &[Event]) -> Value {
        let mut message = Value::Null;
        let mut json_parts: Vec<String> = Vec::new();
        for event in events {
            let data: Value = serde_json::from_str(&event.data).expect("JSON");
            assert_eq!(data["type"], event.name);
            let index = data["index"].as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(0);
            match event.name {
                "message_start" => message = data["message"].clone(),
                "content_block_start" => {
                    assert_eq!(
                        message["content"].as_array().map(Vec::len),
                        Some(index),
                        "blocks come in order"
                    );
                    message["content"].as_array_mut().expect("a list").push(data["content_block"].clone());
                    json_parts.push(String::new());
                }
                "content_block_delta" => {
                    let block = &mut message["content"][index];
                    for name in ["text", "thinking", "signature"] {
                        if let Some(part) = data["delta"][name].as_str() {
                            block[name] = (block[name].as_str().expect("opened").to_owned() + part).into();
                        }
                    }
                    json_parts[index] += data["delta"]["partial_json"].as_str().unwrap_or_default();
                }
                "content_block_stop" if !json_parts[index].is_empty() => {
                    message["content"][index]["input"] =
                        serde_json::from_str(&json_parts[index]).expect("JSON");
                }
                "message_delta" => {
                    message["stop_reason"] = data["delta"]["stop_reason"].clone();
                    message["usage"] = data["usage"].clone();
                }
                _ => {}
            }
        }
        message
    }

    #[test]
    fn a_stream_says_what_the_whole_answer_says() {
        for (tool, thinks, directive) in [
            (None, false, ""),
            (None, true, "split_bytes=1"),
            (Some("f".to_owned()), true, "calls=3"),
            (Some("f".to_owned()), false, "echo=1 split_bytes=2"),
            (None, false, "prompt_tokens=100 cached_tokens=30 written_tokens=20"),
            (None, false, "mode=blocked"),
        ] {
            let (whole, events) = answers(&mut Ask { tool, thinks, ..Ask::default() }, directive);
            assert_eq!(reassembled(&events), whole, "{directive}");
            assert_eq!(events.last().map(|event| event.name), Some("message_stop"), "{directive}");
        }
    }

    #[test]
    fn cached_tokens_are_counted_apart() {
        let (whole, _) = answers(&mut Ask::default(), "prompt_tokens=100 cached_tokens=30 written_tokens=20");
        let usage = &whole["usage"];
        for (name, count) in [
            ("input_tokens", 50),
            ("cache_read_input_tokens", 30),
            ("cache_creation_input_tokens", 20),
            ("output_tokens", 8),
        ] {
            assert_eq!(usage[name], count, "{name}");
        }
    }
}

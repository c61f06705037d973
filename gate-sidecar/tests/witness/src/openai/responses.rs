//! Responses: answers and the events of their streams.
//!
//! platform.openai.com/docs/api-reference/responses-streaming: every event has its name on the wire and in `type`,
//! and a `sequence_number` from 0 upwards.

use super::CREATED;
use crate::{
    ask::Ask,
    mark,
    reply::{Body, Event, Kind, Reply},
    said::{End, Said},
    vendor::Vendor,
};
use serde_json::{Value, json};

/// Words the answer; thoughts are sealed for those who keep the conversation themselves.
pub(crate) fn reply(ask: &Ask, said: &Said, is_sealed: bool, seq: u64) -> Reply {
    let answer = Answer { ask, said, is_sealed, id: format!("resp_witness{seq}") };
    let body = if ask.stream { Body::Events(answer.events()) } else { Body::Whole(answer.whole()) };
    Reply { vendor: Vendor::Responses, id: answer.id, body }
}

struct Answer<'a> {
    ask: &'a Ask,
    said: &'a Said,
    is_sealed: bool,
    id: String,
}

impl Answer<'_> {
    fn whole(&self) -> Value {
        let reason = match self.said.end {
            Some(End::Length) => Some("max_output_tokens"),
            Some(End::Blocked) => Some("content_filter"),
            _ => None,
        };
        let status = match (self.said.end, reason) {
            (None, _) => "in_progress",
            (_, Some(_)) => "incomplete",
            _ => "completed",
        };
        let mut whole = self.envelope(status, self.items());
        whole["incomplete_details"] = reason.map_or(Value::Null, |reason| json!({ "reason": reason }));
        if let Some(figures) = self.said.figures {
            whole["usage"] = json!({
                "input_tokens": figures.input,
                "input_tokens_details": {"cached_tokens": figures.cached, "cache_write_tokens": figures.written},
                "output_tokens": figures.output,
                "output_tokens_details": {"reasoning_tokens": figures.reasoning},
                "total_tokens": figures.total(),
            });
        }
        whole
    }

    fn envelope(&self, status: &str, output: Vec<Value>) -> Value {
        json!({
            "id": self.id, "object": "response", "created_at": CREATED, "status": status, "background": false,
            "error": null, "incomplete_details": null, "instructions": null,
            "max_output_tokens": self.ask.max_tokens, "model": self.ask.model, "output": output,
            "parallel_tool_calls": true, "previous_response_id": null, "reasoning": {"effort": null, "summary": null},
            "store": false, "temperature": 1.0, "text": {"format": {"type": "text"}}, "tool_choice": "auto",
            "tools": [], "top_p": 1.0, "truncation": "disabled", "usage": null, "metadata": {},
        })
    }

    fn items(&self) -> Vec<Value> {
        let thinking = self.said.thinking.as_deref();
        let mut items: Vec<Value> = thinking.map(|text| self.thought(text)).into_iter().collect();
        if let Some(tool) = &self.said.tool {
            items.extend(
                (0..self.said.calls).map(|index| self.call(tool, index, "completed", &self.said.content)),
            );
        } else {
            items.push(self.message("completed", json!([text_part(&self.said.content)])));
        }
        items
    }

    fn thought(&self, text: &str) -> Value {
        let mut item = json!({"id": self.item_id("rs"), "type": "reasoning", "summary": [summary(text)]});
        if self.is_sealed {
            item["encrypted_content"] = mark::sign(text).into();
        }
        item
    }

    fn message(&self, status: &str, content: Value) -> Value {
        json!({"id": self.item_id("msg"), "type": "message", "status": status, "role": "assistant", "content": content})
    }

    fn call(&self, tool: &str, index: usize, status: &str, arguments: &str) -> Value {
        json!({"id": self.said.call_id("fc_witness", index), "type": "function_call", "status": status,
               "call_id": self.said.call_id("call_", index), "name": tool, "arguments": arguments})
    }

    fn item_id(&self, prefix: &str) -> String {
        self.id.replacen("resp", prefix, 1)
    }

    fn events(&self) -> Vec<Event> {
        let started = json!({ "response": self.envelope("in_progress", Vec::new()) });
        let mut events = Numbered::default();
        events.push(Kind::Frame, "response.created", started.clone());
        events.push(Kind::Frame, "response.in_progress", started);
        let mut place = 0;
        if let Some(text) = &self.said.thinking {
            self.thought_events(&mut events, text);
            place += 1;
        }
        if let Some(tool) = &self.said.tool {
            for index in 0..self.said.calls {
                self.call_events(&mut events, place + index, tool, index);
            }
        } else {
            self.message_events(&mut events, place);
        }
        let whole = self.whole();
        let name = if whole["status"] == "incomplete" { "response.incomplete" } else { "response.completed" };
        events.push(Kind::Done, name, json!({ "response": whole }));
        events.0
    }

    fn thought_events(&self, events: &mut Numbered, text: &str) {
        let id = self.item_id("rs");
        let opened = json!({"id": id, "type": "reasoning", "summary": []});
        let at = |more: Value| merged(json!({"item_id": id, "output_index": 0, "summary_index": 0}), more);
        events.push(Kind::Frame, "response.output_item.added", json!({"output_index": 0, "item": opened}));
        events.push(Kind::Frame, "response.reasoning_summary_part.added", at(json!({"part": summary("")})));
        for part in self.said.thought_fragments() {
            events.push(Kind::Content, "response.reasoning_summary_text.delta", at(json!({ "delta": part })));
        }
        events.push(Kind::Frame, "response.reasoning_summary_text.done", at(json!({ "text": text })));
        events.push(Kind::Frame, "response.reasoning_summary_part.done", at(json!({"part": summary(text)})));
        events.push(
            Kind::Frame,
            "response.output_item.done",
            json!({"output_index": 0, "item": self.thought(text)}),
        );
    }

    fn message_events(&self, events: &mut Numbered, place: usize) {
        let id = self.item_id("msg");
        let opened = self.message("in_progress", json!([]));
        let closed = self.message("completed", json!([text_part(&self.said.content)]));
        let at =
            |more: Value| merged(json!({"item_id": id, "output_index": place, "content_index": 0}), more);
        events.push(
            Kind::Frame,
            "response.output_item.added",
            json!({"output_index": place, "item": opened}),
        );
        events.push(Kind::Frame, "response.content_part.added", at(json!({"part": text_part("")})));
        for part in self.said.fragments() {
            events.push(
                Kind::Content,
                "response.output_text.delta",
                at(json!({"delta": part, "logprobs": []})),
            );
        }
        let text = &self.said.content;
        events.push(Kind::Frame, "response.output_text.done", at(json!({"text": text, "logprobs": []})));
        events.push(Kind::Frame, "response.content_part.done", at(json!({"part": text_part(text)})));
        events.push(Kind::Frame, "response.output_item.done", json!({"output_index": place, "item": closed}));
    }

    fn call_events(&self, events: &mut Numbered, place: usize, tool: &str, index: usize) {
        let opened = self.call(tool, index, "in_progress", "");
        let closed = self.call(tool, index, "completed", &self.said.content);
        let at = |more: Value| merged(json!({"item_id": opened["id"], "output_index": place}), more);
        events.push(
            Kind::Frame,
            "response.output_item.added",
            json!({"output_index": place, "item": opened}),
        );
        for part in self.said.fragments() {
            events.push(
                Kind::Content,
                "response.function_call_arguments.delta",
                at(json!({ "delta": part })),
            );
        }
        let done = at(json!({"name": tool, "arguments": self.said.content}));
        events.push(Kind::Frame, "response.function_call_arguments.done", done);
        events.push(Kind::Frame, "response.output_item.done", json!({"output_index": place, "item": closed}));
    }
}

/// Events with their type and number.
#[derive(Default)]
struct Numbered(Vec<Event>);

impl Numbered {
    fn push(&mut self, kind: Kind, name: &'static str, data: Value) {
        let data = merged(json!({"type": name, "sequence_number": self.0.len()}), data);
        self.0.push(Event::new(kind, name, &data));
    }
}

/// The members of both.
fn merged(mut first: Value, second: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut first, second) {
        members.extend(more);
    }
    first
}

fn summary(text: &str) -> Value {
    json!({"type": "summary_text", "text": text})
}

fn text_part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::Directive;

    #[test]
    fn a_streams_last_event_is_the_whole_answer_and_its_deltas_make_it_up() {
        for (tool, thinks, directive) in [
            (None, false, ""),
            (None, true, "split_bytes=2 cached_tokens=1"),
            (Some("f".to_owned()), true, "calls=3"),
            (None, false, "mode=blocked"),
        ] {
            let mut scripted = Directive::default();
            scripted.apply(directive).expect(directive);
            let mut ask = Ask { tool, thinks, ..Ask::default() };
            let said = Said::new(&ask, &scripted, "größe");
            let Body::Whole(whole) = reply(&ask, &said, true, 1).body else { panic!("whole") };
            ask.stream = true;
            let Body::Events(events) = reply(&ask, &said, true, 1).body else { panic!("events") };
            let data: Vec<Value> =
                events.iter().map(|event| serde_json::from_str(&event.data).expect("JSON")).collect();
            assert_eq!(data.last().map(|data| &data["response"]), Some(&whole), "{directive}");
            for (number, (event, data)) in events.iter().zip(&data).enumerate() {
                assert_eq!(
                    (&data["sequence_number"], &data["type"]),
                    (&json!(number), &json!(event.name)),
                    "{directive}"
                );
            }
            for (place, item) in whole["output"].as_array().expect("items").iter().enumerate() {
                let deltas: String = data
                    .iter()
                    .filter(|data| data["output_index"] == place)
                    .filter_map(|data| data["delta"].as_str())
                    .collect();
                let text = [&item["arguments"], &item["content"][0]["text"], &item["summary"][0]["text"]];
                assert_eq!(
                    text.into_iter().find_map(Value::as_str),
                    Some(deltas.as_str()),
                    "{directive}, item {place}"
                );
            }
        }
    }
}

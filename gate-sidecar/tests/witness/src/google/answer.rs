//! Answer: Gemini's candidates, whole and as the chunks of a stream.
//!
//! ai.google.dev/api/generate-content: every chunk is a whole response with the new parts and the usage so far; the
//! last one has `finishReason`. A call comes in one piece.

use super::signatures;
use crate::{
    ask::Ask,
    reply::{Body, Event, Kind, Reply},
    said::{End, Figures, Said},
    vendor::Vendor,
};
use serde_json::{Value, json};

/// Words the answer; calls have ids where the model gives them.
pub(crate) fn reply(ask: &Ask, said: &Said, has_ids: Option<bool>, seq: u64) -> Reply {
    let has_ids = has_ids.unwrap_or_else(|| signatures::needs_signatures(&ask.model));
    let answer = Answer { ask, said, has_ids, id: format!("gemini-witness{seq}") };
    let body = if ask.stream { Body::Events(answer.events()) } else { Body::Whole(answer.whole()) };
    Reply { vendor: Vendor::Google, id: answer.id, body }
}

struct Answer<'a> {
    ask: &'a Ask,
    said: &'a Said,
    has_ids: bool,
    id: String,
}

impl Answer<'_> {
    fn whole(&self) -> Value {
        let thinking = self.said.thinking.as_deref();
        let mut parts: Vec<Value> = thinking.map(thought).into_iter().collect();
        match &self.said.tool {
            Some(tool) => parts.extend(self.calls(tool)),
            None => parts.push(self.signed(json!({"text": self.said.content}))),
        }
        let output = self.said.figures.map_or(0, |figures| figures.output);
        self.response(parts, self.finish(), output)
    }

    fn events(&self) -> Vec<Event> {
        let chunk = |kind, parts, finish| Event::new(kind, "", &self.response(parts, finish, 1));
        let thoughts = self.said.thought_fragments().into_iter();
        let mut events: Vec<Event> =
            thoughts.map(|part| chunk(Kind::Content, vec![thought(part)], None)).collect();
        let last = if let Some(tool) = &self.said.tool {
            let calls = self.calls(tool).into_iter();
            events.extend(calls.map(|call| chunk(Kind::Content, vec![call], None)));
            json!({"text": ""})
        } else {
            let texts = self.said.fragments().into_iter();
            events.extend(texts.map(|part| chunk(Kind::Content, vec![json!({"text": part})], None)));
            self.signed(json!({"text": ""}))
        };
        let output = self.said.figures.map_or(0, |figures| figures.output);
        events.push(Event::new(Kind::Done, "", &self.response(vec![last], self.finish(), output)));
        events
    }

    /// Whether the model thought, shown or not, and so signs what it says.
    fn has_thought(&self) -> bool {
        self.said.thinking.is_some() || signatures::needs_signatures(&self.ask.model)
    }

    fn signed(&self, mut part: Value) -> Value {
        if self.has_thought() {
            part["thoughtSignature"] = signatures::of_text(&self.said.content).into();
        }
        part
    }

    /// The calls; of those made at once only the first is signed.
    fn calls(&self, tool: &str) -> Vec<Value> {
        let arguments = self.said.arguments();
        let call = |index: usize| {
            let mut part = json!({"functionCall": {"name": tool, "args": arguments}});
            if self.has_ids {
                part["functionCall"]["id"] = self.said.call_id("fc_", index).into();
            }
            if index == 0 && self.has_thought() {
                part["thoughtSignature"] = signatures::of_call(tool, &arguments).into();
            }
            part
        };
        (0..self.said.calls).map(call).collect()
    }

    fn finish(&self) -> Option<&'static str> {
        self.said.end.map(|end| match end {
            End::Stop | End::Tools => "STOP",
            End::Length => "MAX_TOKENS",
            End::Blocked => "PROHIBITED_CONTENT",
        })
    }

    fn response(&self, parts: Vec<Value>, finish: Option<&str>, output: i64) -> Value {
        let mut response = json!({"modelVersion": self.ask.model, "responseId": self.id});
        if self.said.end == Some(End::Blocked) {
            response["promptFeedback"] = json!({"blockReason": "PROHIBITED_CONTENT"});
        } else {
            let mut candidate = json!({"content": {"role": "model", "parts": parts}, "index": 0});
            if let Some(finish) = finish {
                candidate["finishReason"] = finish.into();
            }
            response["candidates"] = json!([candidate]);
        }
        if let Some(figures) = self.said.figures {
            response["usageMetadata"] = usage(&figures, output);
        }
        response
    }
}

fn thought(text: &str) -> Value {
    json!({"text": text, "thought": true})
}

/// The usage with so many output tokens so far; Gemini counts thoughts apart from `candidatesTokenCount`.
fn usage(figures: &Figures, output: i64) -> Value {
    let is_final = output == figures.output;
    let visible = if is_final { figures.visible() } else { output };
    let mut usage = json!({
        "promptTokenCount": figures.input, "candidatesTokenCount": visible,
        "totalTokenCount": figures.input.saturating_add(output),
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": figures.input}],
    });
    if figures.reasoning > 0 && is_final {
        usage["thoughtsTokenCount"] = figures.reasoning.into();
    }
    if figures.cached > 0 {
        usage["cachedContentTokenCount"] = figures.cached.into();
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::Directive;

    fn answers(ask: &mut Ask, directive: &str) -> (Value, Vec<Value>) {
        let mut scripted = Directive::default();
        scripted.apply(directive).expect(directive);
        let said = Said::new(ask, &scripted, "größe");
        let Body::Whole(whole) = reply(ask, &said, scripted.ids, 1).body else { panic!("whole") };
        ask.stream = true;
        let Body::Events(events) = reply(ask, &said, scripted.ids, 1).body else { panic!("events") };
        (whole, events.iter().map(|event| serde_json::from_str(&event.data).expect("JSON")).collect())
    }

    /// The texts, the thoughts and the calls of the parts.
    fn said(parts: &[Value]) -> (String, String, Vec<Value>) {
        let text = |is_thought: bool| {
            let texts = parts.iter().filter(|part| (part["thought"] == true) == is_thought);
            texts.filter_map(|part| part["text"].as_str()).collect::<String>()
        };
        (
            text(false),
            text(true),
            parts.iter().filter(|part| part["functionCall"].is_object()).cloned().collect(),
        )
    }

    #[test]
    fn a_stream_says_what_the_whole_answer_says() {
        for (model, tool, thinks, directive) in [
            ("gemini-2.5-flash", None, false, ""),
            ("gemini-2.5-flash", None, true, "split_bytes=1"),
            ("gemini-3-pro-preview", Some("f".to_owned()), true, "calls=3"),
            ("gemini-2.5-flash", Some("f".to_owned()), false, "ids=1"),
        ] {
            let (whole, chunks) =
                answers(&mut Ask { model: model.into(), tool, thinks, ..Ask::default() }, directive);
            let parts_of =
                |value: &Value| value["candidates"][0]["content"]["parts"].as_array().expect("parts").clone();
            let streamed: Vec<Value> = chunks.iter().flat_map(parts_of).collect();
            assert_eq!(said(&streamed), said(&parts_of(&whole)), "{model} {directive}");
            let end = chunks.last().expect("an end");
            assert_eq!(end["usageMetadata"], whole["usageMetadata"], "{model} {directive}");
            assert_eq!(end["candidates"][0]["finishReason"], "STOP", "{model} {directive}");
        }
    }

    #[test]
    fn a_blocked_prompt_has_no_candidates() {
        let (whole, chunks) = answers(&mut Ask::default(), "mode=blocked");
        for answer in chunks.iter().chain([&whole]) {
            assert_eq!(answer["promptFeedback"]["blockReason"], "PROHIBITED_CONTENT");
            assert_eq!(answer["candidates"], Value::Null);
        }
    }

    #[test]
    fn thoughts_and_cached_tokens_are_told_apart() {
        let (whole, _) = answers(
            &mut Ask::default(),
            "prompt_tokens=100 cached_tokens=30 completion_tokens=40 reasoning_tokens=10",
        );
        let usage = &whole["usageMetadata"];
        for (name, count) in [
            ("promptTokenCount", 100),
            ("cachedContentTokenCount", 30),
            ("candidatesTokenCount", 30),
            ("thoughtsTokenCount", 10),
            ("totalTokenCount", 140),
        ] {
            assert_eq!(usage[name], count, "{name}");
        }
    }
}

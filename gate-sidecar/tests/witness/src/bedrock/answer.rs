//! Answer: Converse's messages and the events of their streams.
//!
//! `API_runtime_Converse` and `API_runtime_ConverseStream`: texts and thoughts have no `contentBlockStart`, calls have one;
//! `messageStop` ends the message and `metadata` follows it. Every payload is padded with `p`, as AWS does.

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
    let body = if ask.stream { Body::Events(events(said)) } else { Body::Whole(whole(said)) };
    Reply { vendor: Vendor::Bedrock, id: format!("witness{seq}"), body }
}

fn whole(said: &Said) -> Value {
    let thinking = said.thinking.as_deref();
    let thought =
        |text| json!({"reasoningContent": {"reasoningText": {"text": text, "signature": mark::sign(text)}}});
    let mut blocks: Vec<Value> = thinking.map(thought).into_iter().collect();
    if let Some(tool) = &said.tool {
        let input = said.arguments();
        let call = |index| json!({"toolUse": {"toolUseId": said.call_id("tooluse_", index), "name": tool, "input": input}});
        blocks.extend((0..said.calls).map(call));
    } else if !said.content.is_empty() {
        blocks.push(json!({"text": said.content}));
    }
    let mut whole =
        json!({"output": {"message": {"role": "assistant", "content": blocks}}, "metrics": {"latencyMs": 1}});
    if let Some(stop) = stop(said) {
        whole["stopReason"] = stop.into();
    }
    if let Some(figures) = said.figures {
        whole["usage"] = usage(&figures);
    }
    whole
}

fn stop(said: &Said) -> Option<&'static str> {
    said.end.map(|end| match end {
        End::Stop => "end_turn",
        End::Length => "max_tokens",
        End::Tools => "tool_use",
        End::Blocked => "content_filtered",
    })
}

fn events(said: &Said) -> Vec<Event> {
    let mut events = vec![event(Kind::Frame, "messageStart", json!({"role": "assistant"}))];
    for (index, (opened, deltas)) in blocks(said).into_iter().enumerate() {
        if let Some(start) = opened {
            let data = json!({"contentBlockIndex": index, "start": start});
            events.push(event(Kind::Frame, "contentBlockStart", data));
        }
        events.extend(deltas.into_iter().map(|(kind, delta)| {
            event(kind, "contentBlockDelta", json!({"contentBlockIndex": index, "delta": delta}))
        }));
        events.push(event(Kind::Frame, "contentBlockStop", json!({ "contentBlockIndex": index })));
    }
    if let Some(stop) = stop(said) {
        events.push(event(Kind::Done, "messageStop", json!({ "stopReason": stop })));
    }
    if let Some(figures) = said.figures {
        let data = json!({"usage": usage(&figures), "metrics": {"latencyMs": 1}});
        events.push(event(Kind::Usage, "metadata", data));
    }
    events
}

/// How a block is opened, if it is, and its deltas.
type Block = (Option<Value>, Vec<(Kind, Value)>);

fn blocks(said: &Said) -> Vec<Block> {
    let parts = |fragments: Vec<&str>, delta: fn(&str) -> Value| -> Vec<(Kind, Value)> {
        fragments.into_iter().map(|part| (Kind::Content, delta(part))).collect()
    };
    let mut blocks = Vec::new();
    if let Some(text) = &said.thinking {
        let mut deltas = parts(said.thought_fragments(), |part| json!({"reasoningContent": {"text": part}}));
        deltas.push((Kind::Frame, json!({"reasoningContent": {"signature": mark::sign(text)}})));
        blocks.push((None, deltas));
    }
    if let Some(tool) = &said.tool {
        for index in 0..said.calls {
            let start = json!({"toolUse": {"toolUseId": said.call_id("tooluse_", index), "name": tool}});
            blocks.push((Some(start), parts(said.fragments(), |part| json!({"toolUse": {"input": part}}))));
        }
    } else if !said.content.is_empty() {
        blocks.push((None, parts(said.fragments(), |part| json!({ "text": part }))));
    }
    blocks
}

fn event(kind: Kind, name: &'static str, mut data: Value) -> Event {
    data["p"] = "abcdefghijk".into();
    Event::new(kind, name, &data)
}

/// Bedrock counts cached tokens apart from `inputTokens`, as Anthropic does.
fn usage(figures: &Figures) -> Value {
    json!({"inputTokens": figures.fresh(), "outputTokens": figures.output, "totalTokens": figures.total(),
           "cacheReadInputTokens": figures.cached, "cacheWriteInputTokens": figures.written})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::Directive;

    /// Puts a stream together as AWS's clients do.
    fn reassembled(events: &[Event]) -> Value {
        let mut blocks: Vec<Value> = Vec::new();
        let (mut stop, mut usage) = (Value::Null, Value::Null);
        let mut inputs: Vec<String> = Vec::new();
        for event in events {
            let data: Value = serde_json::from_str(&event.data).expect("JSON");
            let index =
                data["contentBlockIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(0);
            if event.name.starts_with("contentBlock") && blocks.len() == index {
                blocks.push(data["start"].clone());
                inputs.push(String::new());
            }
            let delta = &data["delta"];
            let append = |slot: &mut Value, part: &Value| {
                if let Some(part) = part.as_str() {
                    *slot = (slot.as_str().unwrap_or_default().to_owned() + part).into();
                }
            };
            match event.name {
                "contentBlockDelta" if delta["text"].is_string() => {
                    append(&mut blocks[index]["text"], &delta["text"]);
                }
                "contentBlockDelta" if delta["toolUse"].is_object() => {
                    inputs[index] += delta["toolUse"]["input"].as_str().expect("a text");
                }
                "contentBlockDelta" => {
                    let thought = &mut blocks[index]["reasoningContent"]["reasoningText"];
                    append(&mut thought["text"], &delta["reasoningContent"]["text"]);
                    append(&mut thought["signature"], &delta["reasoningContent"]["signature"]);
                    if thought["signature"].is_null() {
                        thought.as_object_mut().expect("an object").remove("signature");
                    }
                }
                "contentBlockStop" if !inputs[index].is_empty() => {
                    blocks[index]["toolUse"]["input"] = serde_json::from_str(&inputs[index]).expect("JSON");
                }
                "messageStop" => stop = data["stopReason"].clone(),
                "metadata" => usage = data["usage"].clone(),
                _ => {}
            }
        }
        json!({"output": {"message": {"role": "assistant", "content": blocks}}, "stopReason": stop, "usage": usage, "metrics": {"latencyMs": 1}})
    }

    #[test]
    fn a_stream_says_what_the_whole_answer_says() {
        for (tool, thinks, directive) in [
            (None, false, ""),
            (None, true, "split_bytes=1 cached_tokens=1"),
            (Some("f".to_owned()), true, "calls=3"),
            (None, false, "mode=blocked"),
        ] {
            let mut scripted = Directive::default();
            scripted.apply(directive).expect(directive);
            let said = Said::new(&Ask { tool, thinks, ..Ask::default() }, &scripted, "größe");
            assert_eq!(reassembled(&events(&said)), whole(&said), "{directive}");
        }
    }
}

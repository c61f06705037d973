//! Stream read: the chunks of a chat completion, read.

use bytes::Bytes;

use super::answer::{refuse_old, the_choice};
use super::extra;
use super::failure::read_error;
use super::lanes::{Item, Lane, Lanes};
use super::reasoning::{self, Detail};
use super::words::{self, Holds};
use crate::format::FormatFault;
use crate::format::model::{Delta, Head, Stop};
use crate::format::openai::{is_done, usage};
use crate::format::translate::Dropped;
use crate::format::translate::stream::{ReadStream, StreamFault, parse};
use crate::format::translate::value::{Value, inexpressible, missing, must_be};
use crate::usage::TokenUsage;

/// Reads the chunks of one answer. Its end is told only when the terminal marker comes, since the token figures stand
/// between the two.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamReader {
    /// The answer's id, once it has begun.
    id: Option<String>,
    lanes: Lanes,
    reason: Option<String>,
    usage: Option<TokenUsage>,
}

impl ReadStream for StreamReader {
    fn read(&mut self, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        if is_done(data) {
            return Ok(self.end(out)?);
        }
        let document = parse(data)?;
        let root = Value::root(&document).object("chunk")?;
        if let Some(error) = root.get("error") {
            return Err(StreamFault::Failed(read_error(Some(error), 500)));
        }
        if let Some((document, node)) = root.get("usage").map(Value::node) {
            self.usage = usage::read(document, node).or(self.usage);
        }
        // Some makers leave the empty list out of the chunk with the figures.
        if root.get("choices").is_none() && root.get("usage").is_some() {
            return Ok(());
        }
        if let Some(choice) = the_choice(root)? {
            self.begin(root, out);
            self.read_choice(choice, out)?;
        }
        Ok(())
    }
}

impl StreamReader {
    fn begin(&mut self, root: Value<'_>, out: &mut Vec<Delta>) {
        if self.id.is_some() {
            return;
        }
        let id = root.text_of("id").unwrap_or_default().to_owned();
        out.push(Delta::Begin {
            id: id.clone(),
            model: root.text_of("model").unwrap_or_default().to_owned(),
            created: root.get("created").and_then(Value::figure),
            tier: root.text_of("service_tier").and_then(words::read_tier),
        });
        self.id = Some(id);
    }

    fn read_choice(&mut self, choice: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let mut pieces = Vec::new();
        if let Some(delta) = choice.get("delta") {
            self.read_delta(delta.object("delta")?, &mut pieces)?;
        }
        for (lane, item) in pieces {
            if self.reason.is_some() {
                return Err(FormatFault::whole("The provider's answer goes on after its end."));
            }
            self.lanes.push(lane, item, out)?;
        }
        if let Some(reason) = choice.get("finish_reason") {
            let reason = reason.string("finish_reason")?;
            // Some makers send an empty one with every chunk.
            self.reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty()).or(self.reason.take());
        }
        Ok(())
    }

    fn read_delta(&mut self, delta: Value<'_>, pieces: &mut Vec<(Lane, Item)>) -> Result<(), FormatFault> {
        refuse_old(delta)?;
        read_thoughts(delta, pieces)?;
        for (name, lane) in [("content", Lane::Text), ("refusal", Lane::Refusal)] {
            if let Some(text) = delta.get(name) {
                let text = text.string(name)?;
                if !text.is_empty() {
                    pieces.push((lane, Item::Piece(text.to_owned())));
                }
            }
        }
        let Some(calls) = delta.get("tool_calls") else {
            return Ok(());
        };
        for (position, call) in calls.array("tool_calls")? {
            pieces.push(self.read_call(position, call.object("tool_calls[]")?)?);
        }
        Ok(())
    }

    fn read_call(&mut self, position: usize, call: Value<'_>) -> Result<(Lane, Item), FormatFault> {
        if call.get("custom").is_some() {
            return Err(inexpressible("tool_calls[].custom", "only calls of functions can"));
        }
        // Some makers leave the number out; then the position stands for it.
        let index =
            call.get("index").map_or(Ok(position as u64), |index| index.count("tool_calls[].index"))?;
        let id = call.get("id").map_or(Ok(""), |id| id.string("tool_calls[].id"))?;
        let function = call.get("function");
        let word = |name: &str| match function.and_then(|function| function.get(name)) {
            Some(text) => {
                text.text().ok_or_else(|| must_be(&format!("tool_calls[].function.{name}"), "a string"))
            }
            None => Ok(""),
        };
        let lane = self.lanes.call(index, id, word("name")?, self.id.as_deref().unwrap_or_default())?;
        if let Some(proof) = extra::read(call) {
            self.lanes.prove(lane, proof);
        }
        Ok((lane, Item::Piece(word("arguments")?.to_owned())))
    }

    fn end(&mut self, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let reason = self.reason.as_deref().ok_or_else(|| missing("finish_reason"))?;
        let is_complete = self.lanes.finish(out)?;
        let holds = Holds { calls: self.lanes.has_calls(), refusal: self.lanes.has_refusal };
        let stop = words::read_stop(reason, holds)?;
        if !is_complete && stop != Stop::Length {
            return Err(FormatFault::of(
                "tool_calls",
                "The arguments of a call in the provider's answer are no object.",
            ));
        }
        out.extend(self.usage.map(Delta::Usage));
        out.extend([Delta::Stop(stop), Delta::End]);
        Ok(())
    }
}

fn read_thoughts(delta: Value<'_>, pieces: &mut Vec<(Lane, Item)>) -> Result<(), FormatFault> {
    let details = reasoning::details(delta, &mut Dropped::default())?;
    if details.is_empty() {
        let text = reasoning::plain(delta)?;
        pieces.extend(text.map(|text| (Lane::Thinking(0), Item::Piece(text.to_owned()))));
    }
    for detail in details {
        match detail {
            Detail::Hidden(data) => {
                pieces.push((Lane::Whole, Item::Whole(Head::HiddenThinking(data.into_owned()))));
            }
            Detail::Proof(proof) => pieces.push((Lane::Whole, Item::Whole(Head::Proof(proof.to_owned())))),
            Detail::Text { text, signature, index } => {
                let lane = Lane::Thinking(index.unwrap_or(0));
                if !text.is_empty() {
                    pieces.push((lane, Item::Piece(text.to_owned())));
                }
                pieces.extend(signature.map(|signature| (lane, Item::Signature(signature.to_owned()))));
            }
        }
    }
    Ok(())
}

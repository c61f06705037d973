//! Stream read: the events of a message, read.

use bytes::Bytes;

use super::blocks::{early_input, read_id};
use super::failure::read_error;
use super::figures::Figures;
use super::words;
use crate::format::FormatFault;
use crate::format::model::{Delta, Head, Stop};
use crate::format::translate::proof;
use crate::format::translate::scanner::Scanner;
use crate::format::translate::stream::{ReadStream, StreamFault, parse};
use crate::format::translate::value::{Value, inexpressible, missing};

/// Reads the events of one message.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamReader {
    /// The number of the open block, or of the next one.
    index: u64,
    open: Option<Open>,
    /// Whether a call ended before its arguments did.
    is_cut: bool,
    figures: Figures,
}

/// What the open block takes.
#[derive(Debug)]
enum Open {
    Text,
    Thinking,
    Hidden,
    Call(Scanner),
}

impl ReadStream for StreamReader {
    fn read(&mut self, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        let document = parse(data)?;
        let event = Value::root(&document).object("event")?;
        match event.required("type")? {
            "message_start" => self.begin(event, out)?,
            "content_block_start" => self.open(event, out)?,
            "content_block_delta" => self.piece(event, out)?,
            "content_block_stop" => self.close(event, out)?,
            "message_delta" => self.stop(event, out)?,
            "message_stop" => out.push(Delta::End),
            "error" => return Err(StreamFault::Failed(read_error(event.get("error"), 500))),
            // `ping`, and what the format may add: its documentation asks to pass over events that are not known.
            _ => {}
        }
        Ok(())
    }
}

impl StreamReader {
    fn begin(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let message = event.get("message").ok_or_else(|| missing("message"))?;
        let usage = message.get("usage");
        out.push(Delta::Begin {
            id: message.text_of("id").unwrap_or_default().to_owned(),
            model: message.text_of("model").unwrap_or_default().to_owned(),
            created: None,
            tier: usage.and_then(|usage| usage.text_of("service_tier")).and_then(words::read_tier),
        });
        self.count(usage, out);
        Ok(())
    }

    fn count(&mut self, usage: Option<Value<'_>>, out: &mut Vec<Delta>) {
        if let Some(usage) = usage {
            self.figures.add(usage);
            out.extend(self.figures.usage().map(Delta::Usage));
        }
    }

    fn open(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        self.check(event)?;
        if self.open.is_some() {
            return Err(out_of_place());
        }
        let block = event.get("content_block").ok_or_else(|| missing("content_block"))?;
        let word = |name: &str| block.text_of(name).filter(|text| !text.is_empty()).map(str::to_owned);
        match block.required("type")? {
            "text" => {
                out.push(Delta::Open(Head::Text));
                out.extend(word("text").map(Delta::Piece));
                self.open = Some(Open::Text);
            }
            "thinking" => {
                out.push(Delta::Open(Head::Thinking));
                out.extend(word("thinking").map(Delta::Piece));
                out.extend(word("signature").map(Delta::Signature));
                self.open = Some(Open::Thinking);
            }
            "redacted_thinking" => {
                let data = block.required("data")?;
                out.push(Delta::Open(match proof::as_google(data) {
                    Some(proof) => Head::Proof(proof.to_owned()),
                    None => Head::HiddenThinking(data.to_owned()),
                }));
                self.open = Some(Open::Hidden);
            }
            "tool_use" => {
                let (id, name) = (read_id(block, "id")?, block.required("name")?.to_owned());
                out.push(Delta::Open(Head::ToolCall { id, name }));
                let mut arguments = Scanner::default();
                if let Some(input) = early_input(block) {
                    arguments.push(input.as_str());
                    out.push(Delta::Piece(input.as_str().to_owned()));
                }
                self.open = Some(Open::Call(arguments));
            }
            _ => return Err(inexpressible("content_block.type", "this kind of block is not known")),
        }
        Ok(())
    }

    fn piece(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        self.check(event)?;
        let delta = event.get("delta").ok_or_else(|| missing("delta"))?;
        let (text, is_signature) = match (delta.required("type")?, &mut self.open) {
            ("text_delta", Some(Open::Text)) => (delta.required("text")?, false),
            ("citations_delta", Some(Open::Text)) => ("", false),
            ("thinking_delta", Some(Open::Thinking)) => (delta.required("thinking")?, false),
            ("signature_delta", Some(Open::Thinking)) => (delta.required("signature")?, true),
            ("input_json_delta", Some(Open::Call(arguments))) => {
                let piece = delta.required("partial_json")?;
                arguments.push(piece);
                (piece, false)
            }
            _ => return Err(out_of_place()),
        };
        if !text.is_empty() {
            let text = text.to_owned();
            out.push(if is_signature { Delta::Signature(text) } else { Delta::Piece(text) });
        }
        Ok(())
    }

    fn close(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        self.check(event)?;
        match self.open.take() {
            None => return Err(out_of_place()),
            Some(Open::Call(arguments)) => self.is_cut |= !arguments.may_end(),
            Some(Open::Text | Open::Thinking | Open::Hidden) => {}
        }
        self.index += 1;
        out.push(Delta::Close);
        Ok(())
    }

    fn stop(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        self.count(event.get("usage"), out);
        let delta = event.get("delta").ok_or_else(|| missing("delta"))?;
        let Some(reason) = delta.get("stop_reason") else {
            return Ok(());
        };
        let stop = words::read_stop(reason.string("stop_reason")?, delta)?;
        if self.is_cut && stop != Stop::Length {
            return Err(FormatFault::of(
                "input",
                "The arguments of a call in the provider's answer are no object.",
            ));
        }
        out.push(Delta::Stop(stop));
        Ok(())
    }

    /// Blocks are numbered one after the other.
    fn check(&self, event: Value<'_>) -> Result<(), FormatFault> {
        match event.get("index").and_then(Value::figure) {
            Some(index) if index == self.index => Ok(()),
            _ => Err(out_of_place()),
        }
    }
}

fn out_of_place() -> FormatFault {
    FormatFault::whole("The events of the provider's stream are out of order.")
}

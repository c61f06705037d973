//! Stream read: the events of an answer, read.

use bytes::Bytes;

use super::blocks::read_head;
use super::failure::read_failure;
use super::{figures, words};
use crate::format::FormatFault;
use crate::format::model::{Delta, Head, Stop};
use crate::format::translate::scanner::Scanner;
use crate::format::translate::stream::{ReadStream, StreamFault, parse};
use crate::format::translate::value::{Value, inexpressible, missing};

/// More of what only the provider can read is not held.
const HIDDEN_BYTES: usize = 1024 * 1024;

/// Reads the events of one answer. Only calls say what they are when they begin; what another block is, its first
/// piece says.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamReader {
    /// The number of the open block.
    index: Option<u64>,
    open: Open,
    /// Whether a call ended before its arguments did.
    is_cut: bool,
}

/// What the open block takes.
#[derive(Debug, Default)]
enum Open {
    /// Anything: nothing of it has come.
    #[default]
    Nothing,
    Text,
    /// Thoughts, and the pieces of their signature.
    Thinking(String),
    /// Thoughts that only the provider can read, and which come whole.
    Hidden(String),
    Call(Scanner),
}

impl ReadStream for StreamReader {
    fn read(&mut self, _data: &Bytes, _out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        Err(FormatFault::whole("An event of the provider's stream has no name.").into())
    }

    fn read_named(&mut self, name: &str, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        if name == "error" || name.ends_with("Exception") {
            return Err(StreamFault::Failed(read_failure(500, Some(name), data)));
        }
        let document = parse(data)?;
        let event = Value::root(&document).object("event")?;
        match name {
            "messageStart" => {
                out.push(Delta::Begin { id: String::new(), model: String::new(), created: None, tier: None });
            }
            "contentBlockStart" => self.start(event, out)?,
            "contentBlockDelta" => self.piece(event, out)?,
            "contentBlockStop" => self.stop(event, out)?,
            "messageStop" => self.end(event, out)?,
            "metadata" => {
                out.extend(event.get("usage").and_then(figures::read).map(Delta::Usage));
                out.push(Delta::End);
            }
            // What the format may add.
            _ => {}
        }
        Ok(())
    }
}

impl StreamReader {
    fn start(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if self.index.is_some() {
            return Err(out_of_place());
        }
        self.index = Some(number(event)?);
        match event.get("start").and_then(|start| start.members().next()) {
            None => {}
            Some(("toolUse", call)) => {
                let (id, name) = read_head(call)?;
                out.push(Delta::Open(Head::ToolCall { id, name }));
                self.open = Open::Call(Scanner::default());
            }
            Some(_) => return Err(inexpressible("start", "this kind of block is not known")),
        }
        Ok(())
    }

    fn piece(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let index = number(event)?;
        if *self.index.get_or_insert(index) != index {
            return Err(out_of_place());
        }
        let delta = event.get("delta").ok_or_else(|| missing("delta"))?;
        match delta.members().next() {
            // A piece of nothing; and where words come from, which are a text themselves.
            None | Some(("citation", _)) => Ok(()),
            Some(("text", text)) => {
                self.turn_to(&Open::Text, out)?;
                push_piece(text.string("text")?, out);
                Ok(())
            }
            Some(("reasoningContent", thoughts)) => self.thoughts(thoughts, out),
            Some(("toolUse", call)) => match &mut self.open {
                Open::Call(arguments) => {
                    let piece = call.required("input")?;
                    arguments.push(piece);
                    push_piece(piece, out);
                    Ok(())
                }
                _ => Err(out_of_place()),
            },
            Some(_) => Err(inexpressible("delta", "this kind of piece is not known")),
        }
    }

    fn thoughts(&mut self, thoughts: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let (kind, piece) = thoughts.members().next().ok_or_else(|| missing("reasoningContent"))?;
        let piece = piece.string(kind)?;
        if kind == "redactedContent" {
            self.turn_to(&Open::Hidden(String::new()), out)?;
        } else {
            self.turn_to(&Open::Thinking(String::new()), out)?;
        }
        match (kind, &mut self.open) {
            ("text", _) => push_piece(piece, out),
            ("signature", Open::Thinking(held)) => held.push_str(piece),
            // Base64 that has ended cannot go on.
            ("redactedContent", Open::Hidden(held))
                if !held.ends_with('=') && held.len() + piece.len() <= HIDDEN_BYTES =>
            {
                held.push_str(piece);
            }
            ("redactedContent", _) => return Err(out_of_place()),
            _ => return Err(inexpressible("reasoningContent", "this kind of thoughts is not known")),
        }
        Ok(())
    }

    /// Opens a block of this kind unless it is open. Some models go over from thoughts to words without a new number.
    fn turn_to(&mut self, kind: &Open, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if std::mem::discriminant(&self.open) == std::mem::discriminant(kind) {
            return Ok(());
        }
        if matches!(self.open, Open::Call(_)) {
            return Err(out_of_place());
        }
        self.close(out);
        self.open = match kind {
            Open::Text => {
                out.push(Delta::Open(Head::Text));
                Open::Text
            }
            Open::Hidden(_) => Open::Hidden(String::new()),
            _ => {
                out.push(Delta::Open(Head::Thinking));
                Open::Thinking(String::new())
            }
        };
        Ok(())
    }

    fn close(&mut self, out: &mut Vec<Delta>) {
        match std::mem::take(&mut self.open) {
            Open::Nothing => return,
            Open::Text => {}
            Open::Thinking(signature) => {
                out.extend(Some(signature).filter(|text| !text.is_empty()).map(Delta::Signature));
            }
            Open::Hidden(data) => out.push(Delta::Open(Head::HiddenThinking(data))),
            Open::Call(arguments) => self.is_cut |= !arguments.may_end(),
        }
        out.push(Delta::Close);
    }

    fn stop(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if self.index.take() != Some(number(event)?) {
            return Err(out_of_place());
        }
        self.close(out);
        Ok(())
    }

    fn end(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if self.index.is_some() {
            return Err(out_of_place());
        }
        let stop = words::read_stop(event)?;
        if self.is_cut && stop != Stop::Length {
            return Err(FormatFault::of(
                "input",
                "The arguments of a call in the provider's answer are no object.",
            ));
        }
        out.push(Delta::Stop(stop));
        Ok(())
    }
}

fn number(event: Value<'_>) -> Result<u64, FormatFault> {
    event.get("contentBlockIndex").ok_or_else(|| missing("contentBlockIndex"))?.count("contentBlockIndex")
}

fn push_piece(piece: &str, out: &mut Vec<Delta>) {
    if !piece.is_empty() {
        out.push(Delta::Piece(piece.to_owned()));
    }
}

fn out_of_place() -> FormatFault {
    FormatFault::whole("The events of the provider's stream are out of order.")
}

//! Stream read: the events of a response, read.

use bytes::Bytes;

use super::answer::{self, Holds};
use super::failure::read_error;
use super::{figures, items, reasoning};
use crate::format::FormatFault;
use crate::format::model::{Content, Delta, Head, Stop};
use crate::format::openai::is_done;
use crate::format::translate::chat;
use crate::format::translate::scanner::Scanner;
use crate::format::translate::stream::{ReadStream, StreamFault, parse};
use crate::format::translate::value::{Value, inexpressible, missing};

/// Reads the events of one response, whose items come one after the other.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamReader {
    is_begun: bool,
    has_ended: bool,
    open: Option<Open>,
    /// How many items are done.
    items: usize,
    holds: Holds,
    /// Whether a call ended before its arguments did.
    is_cut: bool,
}

/// The open item.
#[derive(Debug)]
struct Open {
    /// Its number.
    index: Option<u64>,
    kind: Kind,
    /// Which part the open block is, if one is open: its name and its number.
    block: Option<(Part, u64)>,
    /// Whether anything came for it before its end.
    has_pieces: bool,
}

#[derive(Debug)]
enum Kind {
    Message,
    Reasoning,
    Call(Scanner),
}

/// A text that comes in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Refusal,
    Summary,
    Thought,
    Arguments,
}

impl ReadStream for StreamReader {
    fn read(&mut self, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        if is_done(data) {
            return if self.has_ended { Ok(()) } else { Err(out_of_place().into()) };
        }
        let document = parse(data)?;
        let event = Value::root(&document).object("event")?;
        match event.required("type")? {
            "response.created" | "response.in_progress" | "response.queued" => self.begin(event, out)?,
            "response.output_item.added" => self.add(event, out)?,
            "response.output_text.delta" => self.piece(event, Part::Text, out)?,
            "response.refusal.delta" => self.piece(event, Part::Refusal, out)?,
            "response.reasoning_summary_text.delta" => self.piece(event, Part::Summary, out)?,
            "response.reasoning_text.delta" => self.piece(event, Part::Thought, out)?,
            "response.function_call_arguments.delta" => self.piece(event, Part::Arguments, out)?,
            "response.output_item.done" => self.finish(event, out)?,
            "response.completed" | "response.incomplete" => self.end(event, out)?,
            "response.failed" | "response.cancelled" => {
                return Err(StreamFault::Failed(read_error(event.get("response").unwrap_or(event))));
            }
            "error" => return Err(StreamFault::Failed(read_error(event))),
            // What is done is told again, and the format grows.
            _ => {}
        }
        Ok(())
    }
}

impl StreamReader {
    fn begin(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if self.is_begun {
            return Ok(());
        }
        let response = event.get("response").ok_or_else(|| missing("response"))?;
        out.push(Delta::Begin {
            id: response.text_of("id").unwrap_or_default().to_owned(),
            model: response.text_of("model").unwrap_or_default().to_owned(),
            created: answer::created(response),
            tier: response.text_of("service_tier").and_then(chat::read_tier),
        });
        self.is_begun = true;
        Ok(())
    }

    fn add(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if self.open.is_some() {
            return Err(out_of_place());
        }
        let item = event.get("item").ok_or_else(|| missing("item"))?;
        let (kind, block) = match items::kind_of(item)? {
            "message" => (Kind::Message, None),
            "reasoning" => (Kind::Reasoning, None),
            "function_call" => {
                let (id, name) = (items::read_id(item)?, item.required("name")?.to_owned());
                out.push(Delta::Open(Head::ToolCall { id, name }));
                self.holds.calls = true;
                (Kind::Call(Scanner::default()), Some((Part::Arguments, 0)))
            }
            _ => {
                return Err(inexpressible(
                    "item.type",
                    "only messages, calls of functions and reasoning can",
                ));
            }
        };
        let index = event.get("output_index").and_then(Value::figure);
        self.open = Some(Open { index, kind, block, has_pieces: false });
        Ok(())
    }

    /// The item that an event is about.
    fn item_of(&mut self, event: Value<'_>) -> Result<&mut Open, FormatFault> {
        let index = event.get("output_index").and_then(Value::figure);
        self.open.as_mut().filter(|open| open.index == index).ok_or_else(out_of_place)
    }

    fn piece(&mut self, event: Value<'_>, part: Part, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let piece = event.required("delta")?;
        let open = self.item_of(event)?;
        match (&mut open.kind, part) {
            (Kind::Call(arguments), Part::Arguments) => arguments.push(piece),
            (Kind::Message, Part::Text | Part::Refusal)
            | (Kind::Reasoning, Part::Summary | Part::Thought) => {}
            _ => return Err(out_of_place()),
        }
        if piece.is_empty() {
            return Ok(());
        }
        let name = if part == Part::Summary { "summary_index" } else { "content_index" };
        let number = event.get(name).and_then(Value::figure).unwrap_or(0);
        open.has_pieces = true;
        if !open.turn_to(part, number, out) {
            return Ok(());
        }
        out.push(Delta::Piece(piece.to_owned()));
        self.holds.refusal |= part == Part::Refusal;
        Ok(())
    }

    fn finish(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let item = event.get("item").ok_or_else(|| missing("item"))?;
        let mut open = match self.item_of(event) {
            Ok(_) => self.open.take().ok_or_else(out_of_place)?,
            Err(fault) => return Err(fault),
        };
        self.items += 1;
        if !open.has_pieces && !matches!(open.kind, Kind::Reasoning) {
            self.told_at_once(&mut open, item, out)?;
        }
        match &open.kind {
            Kind::Reasoning => return open.seal(item, out),
            Kind::Call(arguments) => self.is_cut |= !arguments.may_end(),
            Kind::Message => {}
        }
        open.close(out);
        Ok(())
    }

    /// Some makers send no pieces, only the whole.
    fn told_at_once(
        &mut self,
        open: &mut Open,
        item: Value<'_>,
        out: &mut Vec<Delta>,
    ) -> Result<(), FormatFault> {
        if let Kind::Call(scanner) = &mut open.kind {
            let arguments = item.text_of("arguments").unwrap_or_default();
            scanner.push(arguments);
            out.extend(Some(Delta::Piece(arguments.to_owned())).filter(|_| !arguments.is_empty()));
            return Ok(());
        }
        let Some(content) = item.get("content") else { return Ok(()) };
        for (number, part) in content.array("item.content")? {
            let (kind, text) = match part.required("type")? {
                "output_text" => (Part::Text, part.required("text")?),
                "refusal" => (Part::Refusal, part.required("refusal")?),
                _ => return Err(inexpressible("item.content[].type", "this kind of part is not known")),
            };
            if !text.is_empty() && open.turn_to(kind, number as u64, out) {
                out.push(Delta::Piece(text.to_owned()));
                self.holds.refusal |= kind == Part::Refusal;
            }
        }
        Ok(())
    }

    fn end(&mut self, event: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        self.begin(event, out)?;
        let response = event.get("response").ok_or_else(|| missing("response"))?;
        // What was told at the end only would be lost.
        if let Some(output) = response.get("output")
            && (self.open.is_some() || output.array("response.output")?.count() > self.items)
        {
            return Err(out_of_place());
        }
        let stop = answer::read_stop(response, self.holds)?;
        if self.is_cut && stop != Stop::Length {
            return Err(FormatFault::of(
                "arguments",
                "The arguments of a call in the provider's answer are no object.",
            ));
        }
        out.extend(response.get("usage").and_then(figures::read).map(Delta::Usage));
        out.extend([Delta::Stop(stop), Delta::End]);
        self.has_ended = true;
        Ok(())
    }
}

impl Open {
    /// Makes this part the open block; `false` when it tells thoughts a second time, in the other of their two forms.
    fn turn_to(&mut self, part: Part, number: u64, out: &mut Vec<Delta>) -> bool {
        match (self.block, part) {
            (Some(open), _) if open == (part, number) => return true,
            (Some((Part::Summary, _)), Part::Thought) | (Some((Part::Thought, _)), Part::Summary) => {
                return false;
            }
            (_, Part::Arguments) => return true,
            (Some((Part::Summary | Part::Thought, _)), _) => {
                out.push(Delta::Piece(reasoning::BETWEEN_PARTS.to_owned()));
            }
            (_, Part::Summary | Part::Thought) => out.push(Delta::Open(Head::Thinking)),
            (_, Part::Text) => {
                self.close(out);
                out.push(Delta::Open(Head::Text));
            }
            (_, Part::Refusal) => {
                self.close(out);
                out.push(Delta::Open(Head::Refusal));
            }
        }
        self.block = Some((part, number));
        true
    }

    /// Ends thoughts with their proof, or tells those that came whole.
    fn seal(&mut self, item: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        let sealed = item.text_of("encrypted_content").unwrap_or_default();
        if self.block.is_some() {
            let signature = reasoning::signature(sealed, item.text_of("id").unwrap_or_default());
            out.extend(signature.map(Delta::Signature));
            self.close(out);
            return Ok(());
        }
        match reasoning::read(item)? {
            Some(Content::HiddenThinking(hidden)) => {
                out.extend([Delta::Open(Head::HiddenThinking(hidden)), Delta::Close]);
            }
            Some(Content::Proof(proof)) => out.extend([Delta::Open(Head::Proof(proof)), Delta::Close]),
            Some(Content::Thinking(thinking)) => {
                out.push(Delta::Open(Head::Thinking));
                out.extend(Some(Delta::Piece(thinking.text)).filter(|piece| !is_empty(piece)));
                out.extend(thinking.signature.map(Delta::Signature));
                out.push(Delta::Close);
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, out: &mut Vec<Delta>) {
        if self.block.take().is_some() {
            out.push(Delta::Close);
        }
    }
}

fn is_empty(piece: &Delta) -> bool {
    matches!(piece, Delta::Piece(text) if text.is_empty())
}

fn out_of_place() -> FormatFault {
    FormatFault::whole("The events of the provider's stream are out of order.")
}

//! Stream write: an answer as frames.

use super::signature;
use super::write_answer::{write_facts, write_head, write_tail};
use super::write_parts::{write_call, write_text, write_thoughts};
use crate::format::model::{Delta, Head, JsonText, Stop, ToolCall};
use crate::format::translate::Wire;
use crate::format::translate::out::Out;
use crate::format::translate::stream::{Event, WriteStream};
use crate::usage::TokenUsage;

/// Writes the frames of one answer. Calls come whole, so that their arguments wait for the last piece, and the frame
/// that tells the end for the token figures. No frame is without a part: clients take such a one for a broken answer.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamWriter {
    id: String,
    model: String,
    created: Option<u64>,
    open: Option<Head>,
    /// A proof whose part has not come yet.
    proof: Option<String>,
    /// The arguments of the open call so far.
    arguments: String,
    usage: Option<TokenUsage>,
    stop: Option<Stop>,
}

impl WriteStream for StreamWriter {
    fn wire(&self) -> Wire {
        Wire::Gemini
    }

    fn write(&mut self, delta: Delta, out: &mut Vec<Event>) {
        match delta {
            Delta::Begin { id, model, created, .. } => {
                (self.id, self.model, self.created) = (id, model, created);
            }
            Delta::Open(head) => self.open(head, out),
            Delta::Piece(piece) => out.extend(self.piece(&piece)),
            Delta::Signature(text) => {
                let proof = self.proof.take().unwrap_or_else(|| signature::thinking(&text));
                out.push(self.frame(|out| write_thoughts("", Some(&proof), out)));
            }
            Delta::Close => {
                if let Some(Head::ToolCall { id, name }) = self.open.take() {
                    out.extend(self.call(id, name));
                }
            }
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Stop(stop) => self.stop = Some(stop),
            Delta::End => out.push(self.end()),
        }
    }
}

impl StreamWriter {
    fn open(&mut self, head: Head, out: &mut Vec<Event>) {
        match &head {
            Head::Proof(proof) => {
                if let Some(lone) = self.proof.replace(proof.clone()) {
                    out.push(self.frame(|out| write_text("", Some(&lone), out)));
                }
            }
            Head::HiddenThinking(data) => {
                out.push(self.frame(|out| write_thoughts("", Some(&signature::hidden(data)), out)));
            }
            Head::ToolCall { .. } => self.arguments.clear(),
            Head::Text | Head::Refusal | Head::Thinking => {}
        }
        self.open = Some(head);
    }

    fn piece(&mut self, piece: &str) -> Option<Event> {
        if let Some(Head::ToolCall { .. }) = self.open {
            self.arguments.push_str(piece);
            return None;
        }
        let proof = self.proof.take();
        Some(self.frame(|out| match self.open {
            Some(Head::Thinking) => write_thoughts(piece, proof.as_deref(), out),
            _ => write_text(piece, proof.as_deref(), out),
        }))
    }

    /// A call whose arguments were cut off by the limit of tokens is left out; its proof stays.
    fn call(&mut self, id: String, name: String) -> Option<Event> {
        let input = match self.arguments.trim() {
            "" => JsonText::empty_object(),
            text => JsonText::object(text).ok()?,
        };
        let (call, proof) = (ToolCall { id, name, input }, self.proof.take());
        Some(self.frame(|out| write_call(&call, proof.as_deref(), true, out)))
    }

    fn frame(&self, write: impl FnOnce(&mut Out)) -> Event {
        let mut out = Out::default();
        write_head(&mut out);
        write(&mut out);
        write_tail(None, &mut out);
        write_facts(None, (&self.id, &self.model), self.created, &mut out);
        Event { name: None, data: out.into_text() }
    }

    fn end(&mut self) -> Event {
        let mut out = Out::default();
        write_head(&mut out);
        write_text("", self.proof.take().as_deref(), &mut out);
        write_tail(self.stop.as_ref(), &mut out);
        write_facts(self.usage.as_ref(), (&self.id, &self.model), self.created, &mut out);
        Event { name: None, data: out.into_text() }
    }
}

//! Stream write: an answer as the chunks of a chat completion.

use super::words::{self, Holds};
use super::write_answer::write_usage;
use super::{extra, reasoning};
use crate::format::model::{Delta, Head, Tier};
use crate::format::translate::out::Out;
use crate::format::translate::stream::{Event, WriteStream};
use crate::format::translate::{Client, Wire};
use crate::usage::TokenUsage;

/// Writes the chunks of one answer: the role, pieces, the reason of the end, the token figures if they are wanted, and
/// the terminal marker.
#[derive(Debug)]
pub(in crate::format::translate) struct StreamWriter {
    id: String,
    model: String,
    created: u64,
    tier: Option<Tier>,
    includes_usage: bool,
    usage: Option<TokenUsage>,
    open: Option<Head>,
    /// A proof whose block has not come yet.
    proof: Option<String>,
    /// The number of the open call, or of the next one; likewise for thoughts.
    call: u64,
    thought: u64,
    /// Whether the open call's arguments have begun.
    has_arguments: bool,
    has_refusal: bool,
}

impl StreamWriter {
    pub(in crate::format::translate) fn new(client: &Client) -> Self {
        Self {
            id: String::new(),
            model: String::new(),
            created: client.created,
            tier: None,
            includes_usage: client.includes_usage,
            usage: None,
            open: None,
            proof: None,
            call: 0,
            thought: 0,
            has_arguments: false,
            has_refusal: false,
        }
    }

    /// A chunk with one choice, whose delta has the members that `write` writes.
    fn chunk(&self, reason: Option<&str>, write: impl FnOnce(&mut Out)) -> Event {
        let mut out = self.head();
        out.object().key("index").integer(0).key("delta").object();
        write(&mut out);
        out.end_object().key("logprobs").null().key("finish_reason");
        match reason {
            Some(reason) => out.text(reason),
            None => out.null(),
        };
        out.end_object().end_array();
        if self.includes_usage {
            out.key("usage").null();
        }
        out.end_object();
        Event { name: None, data: out.into_text() }
    }

    /// A chunk up to the beginning of its choices.
    fn head(&self) -> Out {
        let mut out = Out::default();
        out.object().member("id", &self.id).member("object", "chat.completion.chunk");
        out.key("created").integer(self.created).member("model", &self.model);
        out.member_if("service_tier", self.tier.map(words::tier)).key("choices").array();
        out
    }

    fn call_chunk(&self, begin: Option<(&str, &str)>, arguments: &str, proof: Option<&str>) -> Event {
        self.chunk(None, |out| {
            out.key("tool_calls").array().object().key("index").integer(self.call);
            if let Some((id, _)) = begin {
                out.member("id", id).member("type", "function");
            }
            out.key("function").object().member_if("name", begin.map(|(_, name)| name));
            out.member("arguments", arguments).end_object();
            extra::write(proof, out);
            out.end_object().end_array();
        })
    }

    /// A chunk with the proof that waits for its block, if there is one and the block is no call.
    fn proof_chunk(&mut self) -> Option<Event> {
        let proof = self.proof.take()?;
        let event = self.chunk(None, |out| {
            out.key("reasoning_details").array();
            reasoning::write_proof(&proof, self.thought, out);
            out.end_array();
        });
        self.thought += 1;
        Some(event)
    }

    fn thought_chunk(&self, text: Option<&str>, signature: Option<&str>) -> Event {
        self.chunk(None, |out| {
            out.member_if("reasoning_content", text).key("reasoning_details").array();
            reasoning::write_text(text, signature, self.thought, out);
            out.end_array();
        })
    }

    fn open(&mut self, head: Head, out: &mut Vec<Event>) {
        if !matches!(head, Head::ToolCall { .. }) {
            out.extend(self.proof_chunk());
        }
        let event = match &head {
            Head::ToolCall { id, name } => {
                let proof = self.proof.take();
                Some(self.call_chunk(Some((id, name)), "", proof.as_deref()))
            }
            Head::Proof(proof) => {
                self.proof = Some(proof.clone());
                None
            }
            Head::HiddenThinking(data) => Some(self.chunk(None, |out| {
                out.key("reasoning_details").array();
                reasoning::write_hidden(data, self.thought, out);
                out.end_array();
            })),
            Head::Text | Head::Refusal | Head::Thinking => None,
        };
        self.has_refusal |= head == Head::Refusal;
        self.has_arguments = false;
        self.open = Some(head);
        out.extend(event);
    }

    fn piece(&mut self, piece: &str) -> Event {
        self.has_arguments = true;
        match self.open {
            Some(Head::ToolCall { .. }) => self.call_chunk(None, piece, None),
            Some(Head::Thinking) => self.thought_chunk(Some(piece), None),
            Some(Head::Refusal) => self.chunk(None, |out| {
                out.member("refusal", piece);
            }),
            _ => self.chunk(None, |out| {
                out.member("content", piece);
            }),
        }
    }

    fn close(&mut self) -> Option<Event> {
        match self.open.take()? {
            Head::ToolCall { .. } => {
                // Clients parse what came, and nothing is no JSON.
                let event = (!self.has_arguments).then(|| self.call_chunk(None, "{}", None));
                self.call += 1;
                event
            }
            Head::Thinking | Head::HiddenThinking(_) => {
                self.thought += 1;
                None
            }
            Head::Text | Head::Refusal | Head::Proof(_) => None,
        }
    }

    fn end(&self, out: &mut Vec<Event>) {
        if let Some(usage) = self.usage.as_ref().filter(|_| self.includes_usage) {
            let mut chunk = self.head();
            chunk.end_array().key("usage");
            write_usage(usage, &mut chunk);
            chunk.end_object();
            out.push(Event { name: None, data: chunk.into_text() });
        }
        out.push(Event::done());
    }
}

impl WriteStream for StreamWriter {
    fn wire(&self) -> Wire {
        Wire::Chat
    }

    fn write(&mut self, delta: Delta, out: &mut Vec<Event>) {
        match delta {
            Delta::Begin { id, model, created, tier } => {
                self.created = created.unwrap_or(self.created);
                (self.id, self.model, self.tier) = (id, model, tier);
                out.push(self.chunk(None, |out| {
                    out.member("role", "assistant").member("content", "").key("refusal").null();
                }));
            }
            Delta::Open(head) => self.open(head, out),
            Delta::Piece(piece) => out.push(self.piece(&piece)),
            Delta::Signature(signature) => out.push(self.thought_chunk(None, Some(&signature))),
            Delta::Close => out.extend(self.close()),
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Stop(stop) => {
                out.extend(self.proof_chunk());
                let holds = Holds { calls: self.call > 0, refusal: self.has_refusal };
                out.push(self.chunk(Some(words::stop(&stop, holds)), |_| {}));
            }
            Delta::End => self.end(out),
        }
    }
}

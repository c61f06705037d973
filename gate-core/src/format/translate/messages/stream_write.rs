//! Stream write: an answer as the events of a message.

use super::write_blocks::plain_id;
use super::{figures, words};
use crate::format::model::{Delta, Head, Stop, Tier};
use crate::format::translate::out::Out;
use crate::format::translate::stream::{Event, WriteStream};
use crate::format::translate::{Wire, proof};
use crate::usage::TokenUsage;

/// Writes the events of one message. The token figures stand in the event that tells the end, which therefore waits
/// for the last of them.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamWriter {
    /// The number of the open block, or of the next one.
    index: u64,
    open: Option<Head>,
    usage: Option<TokenUsage>,
    stop: Option<Stop>,
}

impl WriteStream for StreamWriter {
    fn wire(&self) -> Wire {
        Wire::Messages
    }

    fn write(&mut self, delta: Delta, out: &mut Vec<Event>) {
        match delta {
            Delta::Begin { id, model, tier, .. } => out.push(begin(&id, &model, tier)),
            Delta::Open(head) => {
                out.push(self.open(&head));
                self.open = Some(head);
            }
            Delta::Piece(piece) => out.push(self.piece(&piece)),
            Delta::Signature(signature) => out.push(self.delta("signature_delta", "signature", &signature)),
            Delta::Close => {
                out.push(event("content_block_stop", |out| {
                    out.key("index").integer(self.index);
                }));
                self.index += 1;
                self.open = None;
            }
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Stop(stop) => self.stop = Some(stop),
            Delta::End => {
                out.push(self.end());
                out.push(event("message_stop", |_| {}));
            }
        }
    }
}

impl StreamWriter {
    fn open(&self, head: &Head) -> Event {
        event("content_block_start", |out| {
            out.key("index").integer(self.index).key("content_block").object();
            match head {
                Head::Text | Head::Refusal => out.member("type", "text").member("text", ""),
                Head::Thinking => {
                    out.member("type", "thinking").member("thinking", "").member("signature", "")
                }
                Head::HiddenThinking(data) => out.member("type", "redacted_thinking").member("data", data),
                Head::Proof(proof) => {
                    out.member("type", "redacted_thinking").member("data", &proof::of_google(proof))
                }
                Head::ToolCall { id, name } => {
                    out.member("type", "tool_use").member("id", &plain_id(id)).member("name", name);
                    out.key("input").object().end_object()
                }
            };
            out.end_object();
        })
    }

    fn piece(&self, piece: &str) -> Event {
        match self.open {
            Some(Head::ToolCall { .. }) => self.delta("input_json_delta", "partial_json", piece),
            Some(Head::Thinking) => self.delta("thinking_delta", "thinking", piece),
            _ => self.delta("text_delta", "text", piece),
        }
    }

    fn delta(&self, kind: &str, name: &str, text: &str) -> Event {
        event("content_block_delta", |out| {
            out.key("index").integer(self.index).key("delta").object().member("type", kind);
            out.member(name, text).end_object();
        })
    }

    fn end(&self) -> Event {
        let (reason, sequence) = self.stop.as_ref().map_or(("end_turn", None), words::stop);
        event("message_delta", |out| {
            out.key("delta").object().member("stop_reason", reason).key("stop_sequence");
            match sequence {
                Some(text) => out.text(text),
                None => out.null(),
            };
            out.end_object().key("usage");
            figures::write(self.usage.as_ref(), None, out);
        })
    }
}

fn begin(id: &str, model: &str, tier: Option<Tier>) -> Event {
    event("message_start", |out| {
        out.key("message").object().member("id", id).member("type", "message").member("role", "assistant");
        out.member("model", model).key("content").array().end_array();
        out.key("stop_reason").null().key("stop_sequence").null().key("usage");
        figures::write(None, tier.and_then(words::tier), out);
        out.end_object();
    })
}

/// An event whose data repeats its name as `type`.
fn event(name: &'static str, write: impl FnOnce(&mut Out)) -> Event {
    let mut out = Out::default();
    out.object().member("type", name);
    write(&mut out);
    out.end_object();
    Event { name: Some(name), data: out.into_text() }
}

//! Stream write: an answer as the events of Converse.

use super::figures;
use super::write_answer::write_stop;
use super::write_blocks::call_id;
use crate::format::model::{Delta, Head, Stop};
use crate::format::translate::out::Out;
use crate::format::translate::stream::{Event, WriteStream};
use crate::format::translate::{Wire, proof};
use crate::usage::TokenUsage;

/// Writes the events of one answer. The token figures stand in the last of them.
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
        Wire::Bedrock
    }

    fn write(&mut self, delta: Delta, out: &mut Vec<Event>) {
        match delta {
            Delta::Begin { .. } => out.push(event("messageStart", |out| {
                out.member("role", "assistant");
            })),
            Delta::Open(head) => {
                out.push(self.start(&head));
                match &head {
                    Head::HiddenThinking(data) => out.push(self.thoughts("redactedContent", data)),
                    Head::Proof(proof) => {
                        out.push(self.thoughts("redactedContent", &proof::of_google(proof)));
                    }
                    _ => {}
                }
                self.open = Some(head);
            }
            Delta::Piece(piece) => out.push(self.piece(&piece)),
            Delta::Signature(signature) => out.push(self.thoughts("signature", &signature)),
            Delta::Close => {
                out.push(event("contentBlockStop", |out| {
                    out.key("contentBlockIndex").integer(self.index);
                }));
                self.index += 1;
                self.open = None;
            }
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Stop(stop) => self.stop = Some(stop),
            Delta::End => {
                let stop = self.stop.take().unwrap_or(Stop::End);
                out.push(event("messageStop", |out| write_stop(&stop, out)));
                out.push(event("metadata", |out| {
                    out.key("usage");
                    figures::write(self.usage.as_ref(), out);
                }));
            }
        }
    }
}

impl StreamWriter {
    fn start(&self, head: &Head) -> Event {
        event("contentBlockStart", |out| {
            out.key("contentBlockIndex").integer(self.index).key("start").object();
            if let Head::ToolCall { id, name } = head {
                out.key("toolUse").object().member("toolUseId", &call_id(id)).member("name", name);
                out.end_object();
            }
            out.end_object();
        })
    }

    fn piece(&self, piece: &str) -> Event {
        match self.open {
            Some(Head::Thinking) => self.thoughts("text", piece),
            Some(Head::ToolCall { .. }) => self.delta(|out| {
                out.key("toolUse").object().member("input", piece).end_object();
            }),
            _ => self.delta(|out| {
                out.member("text", piece);
            }),
        }
    }

    fn thoughts(&self, kind: &str, piece: &str) -> Event {
        self.delta(|out| {
            out.key("reasoningContent").object().member(kind, piece).end_object();
        })
    }

    fn delta(&self, write: impl FnOnce(&mut Out)) -> Event {
        event("contentBlockDelta", |out| {
            out.key("contentBlockIndex").integer(self.index).key("delta").object();
            write(out);
            out.end_object();
        })
    }
}

fn event(name: &'static str, write: impl FnOnce(&mut Out)) -> Event {
    let mut out = Out::default();
    out.object();
    write(&mut out);
    out.end_object();
    Event { name: Some(name), data: out.into_text() }
}

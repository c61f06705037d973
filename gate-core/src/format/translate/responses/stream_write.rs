//! Stream write: an answer as the events of a response.

use std::sync::Arc;

use super::ids::Ids;
use super::object::{Object, Status};
use super::open::{Kind, Open};
use super::output::Progress;
use super::{ResponsesEcho, reasoning};
use crate::format::model::{Delta, Failure, Head, Stop, Tier};
use crate::format::translate::out::Out;
use crate::format::translate::stream::{Event, WriteStream};
use crate::format::translate::{Client, Wire, proof};
use crate::usage::TokenUsage;

/// Writes the events of one response. What was written is kept, since the last event repeats the whole answer.
pub(in crate::format::translate) struct StreamWriter {
    echo: Arc<ResponsesEcho>,
    ids: Ids,
    model: String,
    created: u64,
    tier: Option<Tier>,
    usage: Option<TokenUsage>,
    stop: Stop,
    has_refusal: bool,
    /// The number of the next event.
    sequence: u64,
    /// The array of the items that are done.
    items: Out,
    /// The number of the open item, or of the next one.
    index: u64,
    open: Option<Open>,
}

impl StreamWriter {
    pub(in crate::format::translate) fn new(client: &Client) -> Self {
        let echo = client.responses.clone().unwrap_or_default();
        let mut items = Out::default();
        items.array();
        Self {
            ids: echo.ids(""),
            echo,
            model: String::new(),
            created: client.created,
            tier: None,
            usage: None,
            stop: Stop::End,
            has_refusal: false,
            sequence: 0,
            items,
            index: 0,
            open: None,
        }
    }

    /// An event whose data repeats its name and tells its number.
    fn event(&mut self, name: &'static str, write: impl FnOnce(&mut Out)) -> Event {
        let mut out = Out::default();
        out.object().member("type", name).key("sequence_number").integer(self.sequence);
        write(&mut out);
        out.end_object();
        self.sequence += 1;
        Event { name: Some(name), data: out.into_text() }
    }

    /// An event with the whole answer as it stands.
    fn state(&mut self, name: &'static str, status: Status<'_>) -> Event {
        let mut items = self.items.clone();
        items.end_array();
        let (output, echo, ids) = (items.into_text(), Arc::clone(&self.echo), self.ids);
        let (model, created, tier, usage) = (self.model.clone(), self.created, self.tier, self.usage);
        self.event(name, |out| {
            let (id, model, usage) = (&ids.response(), model.as_str(), usage.as_ref());
            out.key("response");
            Object { id, model, created, tier, usage, echo: &echo }.write(status, &output, out);
        })
    }

    /// An event about the open item as a whole.
    fn item(&mut self, name: &'static str, item: &str) -> Event {
        let index = self.index;
        self.event(name, |out| {
            out.key("output_index").integer(index).key("item").put(item);
        })
    }

    /// An event about the open item, or the part of it that is open.
    fn inside(&mut self, name: &'static str, write: impl FnOnce(&Open, &mut Out)) -> Option<Event> {
        let open = self.open.take()?;
        let index = self.index;
        let event = self.event(name, |out| {
            out.member("item_id", &open.id).key("output_index").integer(index);
            match &open.kind {
                Kind::Message { parts, .. } => out.key("content_index").integer(parts.len() as u64),
                Kind::Reasoning { .. } => out.key("summary_index").integer(0),
                Kind::Call { .. } => out,
            };
            write(&open, out);
        });
        self.open = Some(open);
        Some(event)
    }

    fn open(&mut self, head: Head, out: &mut Vec<Event>) {
        let is_refusal = head == Head::Refusal;
        let kind = match head {
            Head::Text | Head::Refusal => Kind::Message { parts: Vec::new(), is_refusal },
            Head::Thinking => Kind::Reasoning { sealed: None },
            Head::HiddenThinking(hidden) => Kind::Reasoning { sealed: Some(reasoning::hide(&hidden)) },
            Head::Proof(proof) => Kind::Reasoning { sealed: Some(proof::of_google(&proof)) },
            Head::ToolCall { id, name } => Kind::Call { call_id: id, name },
        };
        self.has_refusal |= is_refusal;
        // Words that follow each other are parts of one message.
        if let (Kind::Message { .. }, Some(Open { kind: Kind::Message { is_refusal: open, .. }, .. })) =
            (&kind, &mut self.open)
        {
            *open = is_refusal;
        } else {
            self.finish_item(Progress::Whole, out);
            let id = self.ids.item(kind.word(), self.index);
            let open = Open { id, kind, text: String::new() };
            let item = open.item(Progress::Begun);
            out.push(self.item("response.output_item.added", &item));
            self.open = Some(open);
        }
        if let Some(Open { kind: Kind::Message { .. }, .. }) = self.open {
            out.extend(self.inside("response.content_part.added", Open::write_part));
        }
    }

    fn piece(&mut self, piece: &str, out: &mut Vec<Event>) {
        let Some(open) = &mut self.open else { return };
        let is_first = open.text.is_empty();
        open.text.push_str(piece);
        let name = match open.kind {
            Kind::Message { is_refusal: true, .. } => "response.refusal.delta",
            Kind::Message { .. } => "response.output_text.delta",
            Kind::Call { .. } => "response.function_call_arguments.delta",
            Kind::Reasoning { .. } => "response.reasoning_summary_text.delta",
        };
        if is_first && matches!(open.kind, Kind::Reasoning { .. }) {
            out.extend(self.inside("response.reasoning_summary_part.added", |_, out| write_summary("", out)));
        }
        out.extend(self.inside(name, |open, out| {
            out.member("delta", piece);
            open.write_logprobs(out);
        }));
    }

    /// The end of a block. Items end later: only then is it known whether the limit has cut them off.
    fn close(&mut self, out: &mut Vec<Event>) {
        let Some(open) = &self.open else { return };
        match open.kind {
            Kind::Message { is_refusal, .. } => {
                let name = if is_refusal { "response.refusal.done" } else { "response.output_text.done" };
                out.extend(self.inside(name, |open, out| {
                    out.member(if is_refusal { "refusal" } else { "text" }, &open.text);
                    open.write_logprobs(out);
                }));
                out.extend(self.inside("response.content_part.done", Open::write_part));
                if let Some(Open { kind: Kind::Message { parts, .. }, text, .. }) = &mut self.open {
                    parts.push((is_refusal, std::mem::take(text)));
                }
            }
            Kind::Reasoning { .. } if !open.text.is_empty() => {
                out.extend(self.inside("response.reasoning_summary_text.done", |open, out| {
                    out.member("text", &open.text);
                }));
                out.extend(self.inside("response.reasoning_summary_part.done", |open, out| {
                    write_summary(&open.text, out);
                }));
            }
            // Clients parse what came, and nothing is no JSON.
            Kind::Call { .. } if open.text.is_empty() => self.piece("{}", out),
            Kind::Reasoning { .. } | Kind::Call { .. } => {}
        }
    }

    fn finish_item(&mut self, progress: Progress, out: &mut Vec<Event>) {
        if let Some(Open { kind: Kind::Call { .. }, .. }) = self.open {
            out.extend(self.inside("response.function_call_arguments.done", |open, out| {
                out.member("arguments", &open.text);
            }));
        }
        if let Some(open) = self.open.take() {
            let item = open.item(progress);
            out.push(self.item("response.output_item.done", &item));
            self.items.put(&item);
            self.index += 1;
        }
    }
}

impl WriteStream for StreamWriter {
    fn wire(&self) -> Wire {
        Wire::Responses
    }

    fn write(&mut self, delta: Delta, out: &mut Vec<Event>) {
        match delta {
            Delta::Begin { id, model, created, tier } => {
                self.ids = self.echo.ids(&id);
                self.created = created.unwrap_or(self.created);
                (self.model, self.tier) = (model, tier);
                out.push(self.state("response.created", Status::InProgress));
                out.push(self.state("response.in_progress", Status::InProgress));
            }
            Delta::Open(head) => self.open(head, out),
            Delta::Piece(piece) => self.piece(&piece, out),
            Delta::Signature(signature) => {
                if let Some(Open { kind: Kind::Reasoning { sealed }, .. }) = &mut self.open {
                    *sealed = Some(reasoning::sign(&signature));
                }
            }
            Delta::Close => self.close(out),
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Stop(stop) => {
                let is_cut = stop == Stop::Length;
                self.finish_item(if is_cut { Progress::Cut } else { Progress::Whole }, out);
                self.stop = stop;
            }
            Delta::End => {
                let status = Status::of_stop(&self.stop, self.has_refusal);
                let is_whole = matches!(status, Status::Completed);
                let name = if is_whole { "response.completed" } else { "response.incomplete" };
                out.push(self.state(name, status));
            }
        }
    }

    fn fail(&mut self, failure: &Failure, out: &mut Vec<Event>) {
        if self.sequence == 0 {
            // Clients take nothing before this one.
            out.push(self.state("response.created", Status::InProgress));
        }
        out.push(self.state("response.failed", Status::Failed(failure)));
    }
}

/// Writes the open part of a summary.
fn write_summary(text: &str, out: &mut Out) {
    out.key("part");
    reasoning::write_summary(text, out);
}

//! Responses: the events of streams of `OpenAI`'s Responses API, as its API reference describes them.

use serde::Deserialize;

use super::figures::ResponsesUsage;
use super::frame;
use super::grammar::{Closing, Event, FAILED, Grammar, Key, Kind, Part, Piece, Place, Step, no_event};
use crate::format::json::{Document, Json, NodeId};
use crate::format::loose::{Loose, Maybe};
use crate::format::openai::text_of_event;
use crate::format::{ClientFormat, FormatFault};
use crate::usage::TokenUsage;

/// What the events of one response have said so far.
#[derive(Debug, Default)]
pub(super) struct Responses {
    usage: Option<TokenUsage>,
    is_complete: bool,
}

/// An event, as far as Gate reads it.
#[derive(Deserialize)]
struct View<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Loose<'a>,
    #[serde(borrow, default)]
    sequence_number: Loose<'a>,
    #[serde(borrow, default)]
    output_index: Loose<'a>,
    #[serde(borrow, default)]
    content_index: Loose<'a>,
    #[serde(borrow, default)]
    summary_index: Loose<'a>,
    #[serde(borrow, default)]
    delta: Loose<'a>,
    #[serde(borrow, default)]
    text: Loose<'a>,
    #[serde(borrow, default)]
    refusal: Loose<'a>,
    #[serde(borrow, default)]
    arguments: Loose<'a>,
    #[serde(borrow, default)]
    input: Loose<'a>,
    #[serde(borrow, default)]
    code: Loose<'a>,
    #[serde(borrow, default)]
    transcript: Loose<'a>,
    #[serde(borrow, default)]
    item: Maybe<Item<'a>>,
    #[serde(borrow, default)]
    response: Maybe<Answer<'a>>,
    #[serde(borrow, default)]
    message: Loose<'a>,
    #[serde(borrow, default)]
    error: Maybe<Failure<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    name: Loose<'a>,
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default)]
    usage: Maybe<ResponsesUsage<'a>>,
    #[serde(borrow, default)]
    error: Maybe<Failure<'a>>,
}

#[derive(Deserialize)]
struct Failure<'a> {
    #[serde(borrow, default)]
    message: Loose<'a>,
}

impl Grammar for Responses {
    const FORMAT: ClientFormat = ClientFormat::Responses;
    const NAMES_EVENTS: bool = true;

    fn read<'e>(&mut self, data: &'e [u8]) -> Result<Event<'e>, FormatFault> {
        let mut view: View<'e> = serde_json::from_slice(data).map_err(|_| no_event())?;
        let kind = std::mem::take(&mut view.kind).into_words().ok_or_else(no_event)?;
        let item = view.output_index.number().unwrap_or(0);
        let mut event = Event { has_more: true, number: view.sequence_number.number(), ..Event::default() };
        let close = match &*kind {
            "error" | "response.failed" => {
                event.failure = Some(view.failure());
                None
            }
            "response.completed" | "response.incomplete" => {
                let usage = view.response.0.as_ref().and_then(|answer| answer.usage.0.as_ref()?.usage());
                self.usage = usage.or(self.usage);
                self.is_complete = true;
                Some(Closing::All)
            }
            "response.output_item.added" => {
                let name = view.item.0.and_then(|item| item.name.into_words());
                event.wholes.extend(name.map(|name| (None, name)));
                None
            }
            "response.output_item.done" => Some(Closing::Item(item)),
            "response.content_part.done" | "response.reasoning_summary_part.done" => {
                Some(Closing::Part(item, view.part()))
            }
            kind => {
                view.step(kind, &mut event);
                None
            }
        };
        event.steps.extend(close.map(Step::Close));
        Ok(event)
    }

    fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }

    fn carrier(&self, _: &Key, event: &Document) -> Document {
        let names = ["type", "item_id", "output_index", "content_index", "summary_index"];
        let mut carrier = frame::head(event, &names);
        let root = carrier.root();
        carrier.insert(root, "delta", Json::Text(""));
        if event.get(event.root(), "logprobs").is_some() {
            carrier.insert(root, "logprobs", Json::Array);
        }
        carrier
    }

    fn carried(&self, carrier: &Document) -> Option<NodeId> {
        carrier.get(carrier.root(), "delta")
    }
}

impl<'e> View<'e> {
    fn failure(&self) -> String {
        let told = self.response.0.as_ref().and_then(|answer| answer.error.0.as_ref());
        let message = told.or(self.error.0.as_ref()).and_then(|failure| failure.message.text());
        message.or(self.message.text()).unwrap_or(FAILED).to_owned()
    }

    fn part(&self) -> Part {
        match (self.content_index.number(), self.summary_index.number()) {
            (Some(index), _) => Part::Content(index),
            (None, Some(index)) => Part::Summary(index),
            (None, None) => Part::Item,
        }
    }

    /// What an event does that carries a piece of a text, or the whole of one.
    fn step(mut self, kind: &str, event: &mut Event<'e>) {
        let Some((name, step)) = kind.strip_prefix("response.").and_then(|name| name.rsplit_once('.')) else {
            return;
        };
        let kind = match text_of_event(kind) {
            Some((text, _)) => Kind::Known(text),
            None if is_sound(name) => return,
            None => Kind::Named(name.to_owned()),
        };
        let key = Key { item: self.output_index.number().unwrap_or(0), part: self.part(), kind };
        match step {
            "delta" => {
                event.has_more = false;
                match std::mem::take(&mut self.delta) {
                    Loose::Text(text) if text.is_empty() => {}
                    Loose::Text(text) => {
                        let place = Place::Members(&["delta"]);
                        event.steps.push(Step::Grow(Piece { key, text, place }));
                    }
                    Loose::Absent | Loose::Whole(_) | Loose::Other => event.has_more = true,
                }
            }
            "done" => {
                let wholes =
                    [self.text, self.refusal, self.arguments, self.input, self.code, self.transcript];
                let whole = wholes.into_iter().find_map(Loose::into_words);
                event.wholes.extend(whole.map(|text| (Some(key.clone()), text)));
                event.steps.push(Step::Close(Closing::Text(key)));
            }
            _ => {}
        }
    }
}

/// Whether events of that name carry pieces of sound.
fn is_sound(name: &str) -> bool {
    matches!(name, "audio" | "output_audio")
}

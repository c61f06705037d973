//! Messages: the events of Anthropic's streams, as its API reference describes them.

use serde::Deserialize;

use super::figures::{MessagesFigures, MessagesUsage};
use super::grammar::{Closing, Event, FAILED, Grammar, Key, Kind, Piece, Place, Step, no_event};
use crate::format::json::{Document, Json, NodeId};
use crate::format::loose::{Loose, Maybe};
use crate::format::openai::EventText;
use crate::format::{ClientFormat, FormatFault};
use crate::usage::TokenUsage;

/// What the events of one message have said so far.
#[derive(Debug, Default)]
pub(super) struct Messages {
    figures: MessagesFigures,
    is_complete: bool,
}

/// An event, as far as Gate reads it.
#[derive(Deserialize)]
struct View<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Loose<'a>,
    #[serde(default)]
    index: u64,
    #[serde(borrow, default)]
    message: Maybe<Message<'a>>,
    #[serde(borrow, default)]
    content_block: Maybe<Block<'a>>,
    #[serde(borrow, default)]
    delta: Maybe<Delta<'a>>,
    #[serde(borrow, default)]
    usage: Maybe<MessagesUsage<'a>>,
    #[serde(borrow, default)]
    error: Maybe<Failure<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, default)]
    usage: Maybe<MessagesUsage<'a>>,
}

#[derive(Deserialize)]
struct Block<'a> {
    #[serde(borrow, default)]
    text: Loose<'a>,
    #[serde(borrow, default)]
    thinking: Loose<'a>,
    #[serde(borrow, default)]
    name: Loose<'a>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow, default)]
    text: Loose<'a>,
    #[serde(borrow, default)]
    thinking: Loose<'a>,
    #[serde(borrow, default)]
    partial_json: Loose<'a>,
    #[serde(borrow, default)]
    signature: Loose<'a>,
    #[serde(borrow, default)]
    stop_reason: Loose<'a>,
}

#[derive(Deserialize)]
struct Failure<'a> {
    #[serde(borrow, default)]
    message: Loose<'a>,
}

impl Grammar for Messages {
    const FORMAT: ClientFormat = ClientFormat::Messages;
    const NAMES_EVENTS: bool = true;

    fn read<'e>(&mut self, data: &'e [u8]) -> Result<Event<'e>, FormatFault> {
        let view: View<'e> = serde_json::from_slice(data).map_err(|_| no_event())?;
        for usage in view.message.0.iter().filter_map(|message| message.usage.0.as_ref()).chain(&view.usage.0)
        {
            self.figures.add(usage);
        }
        let mut event = Event { has_more: true, ..Event::default() };
        match view.kind.text().ok_or_else(no_event)? {
            "content_block_start" => start(view, &mut event),
            "content_block_delta" => grow(view, &mut event),
            "content_block_stop" => event.steps.push(Step::Close(Closing::Item(view.index))),
            "message_delta" if view.delta.0.is_some_and(|delta| delta.stop_reason.text().is_some()) => {
                event.steps.push(Step::Close(Closing::All));
            }
            "message_stop" => {
                event.steps.push(Step::Close(Closing::All));
                self.is_complete = true;
            }
            "error" => {
                let message = view.error.0.as_ref().and_then(|error| error.message.text());
                event.failure = Some(message.unwrap_or(FAILED).to_owned());
            }
            _ => {}
        }
        Ok(event)
    }

    fn usage(&self) -> Option<TokenUsage> {
        self.figures.usage()
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }

    fn carrier(&self, key: &Key, _: &Document) -> Document {
        let mut carrier = Document::object();
        let root = carrier.root();
        carrier.insert(root, "type", Json::Text("content_block_delta"));
        carrier.insert(root, "index", Json::Integer(key.item));
        if let Some(delta) = carrier.insert(root, "delta", Json::Object) {
            let (kind, member) = words(&key.kind);
            carrier.insert(delta, "type", Json::Text(kind));
            carrier.insert(delta, member, Json::Text(""));
        }
        carrier
    }

    fn carried(&self, carrier: &Document) -> Option<NodeId> {
        let delta = carrier.get(carrier.root(), "delta")?;
        carrier.members(delta).find(|(name, _)| *name != "type").map(|(_, text)| text)
    }
}

/// The type of the deltas that a text grows by, and the member that its pieces stand in.
fn words(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Known(EventText::Reasoning) => ("thinking_delta", "thinking"),
        Kind::Known(EventText::Arguments) => ("input_json_delta", "partial_json"),
        Kind::Known(_) | Kind::Named(_) => ("text_delta", "text"),
    }
}

/// A block begins; its own text, usually empty, is the first piece.
fn start<'e>(view: View<'e>, event: &mut Event<'e>) {
    event.steps.push(Step::Close(Closing::Item(view.index)));
    let Some(block) = view.content_block.0 else { return };
    let pieces = [
        (block.text, EventText::Output, &["content_block", "text"]),
        (block.thinking, EventText::Reasoning, &["content_block", "thinking"]),
    ];
    event.steps.extend(pieces.into_iter().filter_map(|piece| growth(view.index, piece)));
    event.wholes.extend(block.name.into_words().map(|name| (None, name)));
}

/// A block grows. What else a delta holds, such as where a quotation comes from, comes whole.
fn grow<'e>(view: View<'e>, event: &mut Event<'e>) {
    let Some(delta) = view.delta.0 else { return };
    let is_signature = delta.signature.text().is_some();
    let pieces = [
        (delta.text, EventText::Output, &["delta", "text"]),
        (delta.thinking, EventText::Reasoning, &["delta", "thinking"]),
        (delta.partial_json, EventText::Arguments, &["delta", "partial_json"]),
    ];
    event.steps.extend(pieces.into_iter().filter_map(|piece| growth(view.index, piece)));
    event.has_more = event.steps.is_empty() && !is_signature;
}

/// The step of a text that grows by this, unless it is nothing.
fn growth<'e>(
    block: u64,
    (text, kind, place): (Loose<'e>, EventText, &'static [&'static str; 2]),
) -> Option<Step<'e>> {
    let (key, place) = (Key::of(block, kind), Place::Members(place));
    Some(Step::Grow(Piece { key, text: text.into_words()?, place }))
}

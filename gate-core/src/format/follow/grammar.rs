//! Grammar: what the follower must know of an event, whatever its format.

use std::borrow::Cow;

use crate::format::json::{Document, NodeId};
use crate::format::openai::EventText;
use crate::format::{ClientFormat, FormatFault};
use crate::usage::TokenUsage;

/// The events of one format. It reads them in order and remembers what they say about the answer as a whole.
pub(super) trait Grammar: Send {
    /// The format, for what stands where in its events.
    const FORMAT: ClientFormat;
    /// Whether frames name their events in a line of their own.
    const NAMES_EVENTS: bool;

    /// Reads the next event.
    ///
    /// # Errors
    /// Data that is no event of the format.
    fn read<'e>(&mut self, data: &'e [u8]) -> Result<Event<'e>, FormatFault>;

    /// The token figures so far.
    fn usage(&self) -> Option<TokenUsage>;

    /// Whether the answer may end here.
    fn is_complete(&self) -> bool;

    /// An event that carries a piece of that text, still empty, made after an `event` that has one.
    fn carrier(&self, key: &Key, event: &Document) -> Document;

    /// Where a carrier's text stands.
    fn carried(&self, carrier: &Document) -> Option<NodeId>;
}

/// What one event says.
#[derive(Debug, Default)]
pub(super) struct Event<'e> {
    /// What happens to growing texts, in order.
    pub(super) steps: Vec<Step<'e>>,
    /// Texts of the model that come whole, for counting; those with a key count unless they have grown before.
    pub(super) wholes: Vec<(Option<Key>, Cow<'e, str>)>,
    /// Whether the event may hold words that are no piece of a growing text.
    pub(super) has_more: bool,
    /// Its number, where events are numbered.
    pub(super) number: Option<u64>,
    /// The provider's message when it says that it failed.
    pub(super) failure: Option<String>,
}

/// What an event does to a text.
#[derive(Debug)]
pub(super) enum Step<'e> {
    /// It grows.
    Grow(Piece<'e>),
    /// These end; what is held back of them goes out before.
    Close(Closing),
}

/// A piece of a growing text, never empty.
#[derive(Debug)]
pub(super) struct Piece<'e> {
    pub(super) key: Key,
    pub(super) text: Cow<'e, str>,
    pub(super) place: Place,
}

/// Tells the growing texts of an answer apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The number of the block, item or candidate.
    pub(super) item: u64,
    pub(super) part: Part,
    pub(super) kind: Kind,
}

/// Which part of an item a text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// None in particular.
    Item,
    Content(u64),
    Summary(u64),
}

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Known(EventText),
    /// A kind that Gate does not know, by the name that its events have.
    Named(String),
}

impl Key {
    /// The text of an item that has no parts.
    pub(super) fn of(item: u64, text: EventText) -> Self {
        Self { item, part: Part::Item, kind: Kind::Known(text) }
    }

    /// Whether the text is a JSON document.
    pub(super) fn is_json(&self) -> bool {
        match &self.kind {
            Kind::Known(text) => text.is_json(),
            Kind::Named(name) => name.ends_with("arguments"),
        }
    }
}

/// Which texts end.
#[derive(Debug)]
pub(super) enum Closing {
    Text(Key),
    Part(u64, Part),
    Item(u64),
    All,
}

impl Closing {
    /// Whether this text is among them.
    pub(super) fn covers(&self, key: &Key) -> bool {
        match self {
            Self::Text(text) => text == key,
            Self::Part(item, part) => (*item, *part) == (key.item, key.part),
            Self::Item(item) => *item == key.item,
            Self::All => true,
        }
    }
}

/// Where a piece stands in its event.
#[derive(Debug)]
pub(super) enum Place {
    /// Below these members.
    Members(&'static [&'static str]),
    /// In a part of a candidate, by their positions.
    Part { candidate: usize, part: usize },
}

impl Place {
    /// The string in the event's document.
    pub(super) fn find(&self, document: &Document) -> Option<NodeId> {
        let root = document.root();
        match self {
            Self::Members(names) => document.at(root, names),
            Self::Part { candidate, part } => {
                let candidates = document.get(root, "candidates")?;
                let candidate = document.items(candidates).nth(*candidate)?;
                let parts = document.at(candidate, &["content", "parts"])?;
                document.get(document.items(parts).nth(*part)?, "text")
            }
        }
    }
}

/// The fault of data that is no event.
pub(super) fn no_event() -> FormatFault {
    FormatFault::whole("The provider sent a piece of a stream that is no event of it.")
}

/// The fault of an answer that would fill our memory.
pub(super) fn too_many() -> FormatFault {
    FormatFault::whole("The provider's answer has too many parts.")
}

/// What is said in the place of a failure's message when it has none.
pub(super) const FAILED: &str = "The provider reported an error.";

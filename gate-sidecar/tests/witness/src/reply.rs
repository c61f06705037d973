//! Reply: an answer in the words of one vendor, decided but not yet written.

use crate::vendor::Vendor;
use serde_json::Value;

/// What an event of a stream is for; faults choose by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Opens or closes something, or keeps the connection alive.
    Frame,
    /// Carries generated content or a fragment of tool arguments.
    Content,
    /// Carries the reason for the end, in formats that have it in an event of its own.
    Finish,
    /// Carries the usage.
    Usage,
    /// Without it the stream is not complete.
    Done,
    /// An error object.
    Error,
}

/// One event: its purpose, its name on the wire in formats that name events, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    pub(crate) data: String,
}

impl Event {
    /// An event whose data is JSON.
    pub(crate) fn new(kind: Kind, name: &'static str, data: &Value) -> Self {
        Self { kind, name, data: data.to_string() }
    }
}

/// The answer in one piece or as events.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// One JSON object.
    Whole(Value),
    /// The events of a stream, in order.
    Events(Vec<Event>),
}

/// One request's answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) vendor: Vendor,
    /// The answer's id, which stands in its body.
    pub(crate) id: String,
    pub(crate) body: Body,
}

impl Reply {
    /// Whether it comes as events.
    pub(crate) fn is_streamed(&self) -> bool {
        matches!(self.body, Body::Events(_))
    }
}

//! Frames: events out of a body, whichever way the provider frames them.

use std::collections::VecDeque;

use bytes::Bytes;

use super::aws::event_stream::{Decoder, Message};
use super::error::Fault;
use super::sse::{Splitter, SseEvent};

/// Cuts a body into events.
pub(super) enum Frames {
    /// Server-sent events.
    Sse(Splitter),
    /// AWS's binary messages.
    Aws(Box<Messages>),
}

/// AWS's messages, those that have come whole.
#[derive(Default)]
pub(super) struct Messages {
    decoder: Decoder,
    ready: VecDeque<SseEvent>,
    fault: Option<Fault>,
}

impl Frames {
    /// For a body of server-sent events.
    pub(super) fn sse() -> Self {
        Self::Sse(Splitter::default())
    }

    /// For a body of AWS's messages.
    pub(super) fn aws() -> Self {
        Self::Aws(Box::default())
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, chunk: Bytes) {
        match self {
            Self::Sse(splitter) => splitter.push(chunk),
            Self::Aws(messages) => messages.push(&chunk),
        }
    }

    /// An event that has come whole; fails on what is none.
    pub(super) fn next_event(&mut self) -> Result<Option<SseEvent>, Fault> {
        match self {
            Self::Sse(splitter) => splitter.next_event().map_err(|_| Fault::TooLarge),
            Self::Aws(messages) => match messages.ready.pop_front() {
                Some(event) => Ok(Some(event)),
                None => messages.fault.take().map_or(Ok(None), Err),
            },
        }
    }

    /// The event that the end of the body completes; fails when it cuts one off.
    pub(super) fn finish(&mut self) -> Result<Option<SseEvent>, Fault> {
        match self {
            Self::Sse(splitter) => Ok(splitter.finish()),
            Self::Aws(messages) => {
                std::mem::take(&mut messages.decoder).finish().map(|()| None).map_err(|_| Fault::Incomplete)
            }
        }
    }
}

impl Messages {
    fn push(&mut self, chunk: &[u8]) {
        let mut whole = Vec::new();
        let pushed = self.decoder.push(chunk, &mut whole);
        let events = whole.iter().map(Message::event);
        for event in events {
            match event {
                Ok(event) => self.ready.push_back(SseEvent::named(event.name, &event.data)),
                Err(_) => return self.fault = Some(Fault::Garbage),
            }
        }
        if pushed.is_err() {
            self.fault = Some(Fault::Garbage);
        }
    }
}

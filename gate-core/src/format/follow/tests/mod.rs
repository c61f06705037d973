//! Answers of every format on their way: streamed and whole alike.

mod events;
mod hostile;
mod properties;
mod streams;
mod whole;

use bytes::Bytes;
use serde_json::Value;

use super::{AnswerStream, Filters, Forward, StreamSettings, open};
use crate::format::ClientFormat;
use crate::format::filter::TextFilter;
use crate::format::openai::tests::Filler;
use crate::refusal::Refusal;

/// The formats whose streams are followed here.
const FOLLOWED: [ClientFormat; 3] =
    [ClientFormat::Messages, ClientFormat::Responses, ClientFormat::GenerateContent];

/// What is done to texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filtering {
    Off,
    /// Values come back where Gate knows that texts grow or come whole.
    Restoring,
    /// The same, and every string is looked at.
    Thorough,
    /// `4111` is masked wherever it stands.
    Masking,
}

fn follow(format: ClientFormat, filtering: Filtering) -> Box<dyn AnswerStream> {
    let source = move || -> Box<dyn TextFilter<Stop = Refusal> + Send> {
        match filtering {
            Filtering::Masking => Box::new(Mask::default()),
            _ => Box::new(Filler::default()),
        }
    };
    let is_thorough = matches!(filtering, Filtering::Thorough | Filtering::Masking);
    let settings = StreamSettings {
        caller_asked_usage: false,
        count: Box::new(|text| text.len() as u64),
        filters: (filtering != Filtering::Off).then(|| Filters { source: Box::new(source), is_thorough }),
    };
    open(format, settings)
}

/// Masks `4111`, holding back what could become one.
#[derive(Default)]
struct Mask {
    held: String,
}

impl TextFilter for Mask {
    type Stop = Refusal;

    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Refusal> {
        for character in piece.chars() {
            self.held.push(character);
            while !"4111".starts_with(&*self.held) {
                out.push(self.held.remove(0));
            }
            if self.held == "4111" {
                out.push_str("[N]");
                self.held.clear();
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut String) -> Result<(), Refusal> {
        out.push_str(&std::mem::take(&mut self.held));
        Ok(())
    }
}

/// A frame as a provider of that format sends it.
fn frame(format: ClientFormat, event: &str) -> Bytes {
    let value: Value = serde_json::from_str(event).unwrap_or_default();
    match value["type"].as_str().filter(|_| format != ClientFormat::GenerateContent) {
        Some(name) => Bytes::from(format!("event: {name}\ndata: {event}\n\n")),
        None => Bytes::from(format!("data: {event}\n\n")),
    }
}

/// Sends an event in and appends what comes out.
fn pass(format: ClientFormat, stream: &mut dyn AnswerStream, event: &str, out: &mut Vec<u8>) {
    match stream.push(&frame(format, event), event.as_bytes()) {
        Ok(Forward::Untouched(frames) | Forward::Replaced(frames)) => out.extend_from_slice(&frames),
        other => panic!("{event}: {other:?}"),
    }
}

/// All that comes out when these events go in.
fn run(format: ClientFormat, filtering: Filtering, events: &[String]) -> Vec<u8> {
    let mut stream = follow(format, filtering);
    let mut out = Vec::new();
    for event in events {
        pass(format, &mut *stream, event, &mut out);
    }
    out.extend_from_slice(&stream.finish().unwrap().unwrap_or_default());
    out
}

/// The events of some frames; each frame must have one line of data, and the name of its event where it has one.
fn events_of(format: ClientFormat, frames: &[u8]) -> Vec<Value> {
    let frames = std::str::from_utf8(frames).unwrap();
    let events = frames.split("\n\n").filter(|frame| !frame.is_empty()).map(|frame| {
        let (name, data) = frame.rsplit_once('\n').unwrap_or(("", frame));
        let event: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        if format != ClientFormat::GenerateContent {
            assert_eq!(name.strip_prefix("event: "), event["type"].as_str(), "{frame}");
        }
        event
    });
    events.collect()
}

//! Gemini: the frames of `streamGenerateContent`, each an answer with what has come since the one before.

use std::borrow::Cow;
use std::collections::BTreeSet;

use bytes::Bytes;
use serde::Deserialize;

use super::figures::{GeminiFigures, GeminiUsage};
use super::grammar::{Closing, Event, FAILED, Grammar, Key, Kind, Piece, Place, Step, no_event, too_many};
use super::{frame, written};
use crate::format::json::{Document, Json, NodeId};
use crate::format::loose::{Loose, Maybe};
use crate::format::openai::EventText;
use crate::format::openai::stream::MAX_TEXTS;
use crate::format::{ClientFormat, FormatFault};
use crate::usage::TokenUsage;

/// What the frames of one answer have said so far.
#[derive(Debug, Default)]
pub(super) struct Gemini {
    figures: GeminiFigures,
    /// The candidates that have begun and not ended.
    unfinished: BTreeSet<u64>,
    has_ended: bool,
}

/// A frame, as far as Gate reads it.
#[derive(Deserialize)]
struct View<'a> {
    #[serde(borrow, default)]
    candidates: Option<Vec<Candidate<'a>>>,
    #[serde(borrow, default, alias = "promptFeedback")]
    prompt_feedback: Maybe<Feedback<'a>>,
    #[serde(borrow, default, alias = "usageMetadata")]
    usage_metadata: Maybe<GeminiUsage<'a>>,
    #[serde(borrow, default)]
    error: Loose<'a>,
}

#[derive(Deserialize)]
struct Feedback<'a> {
    #[serde(borrow, default, alias = "blockReason")]
    block_reason: Loose<'a>,
}

#[derive(Deserialize)]
struct Candidate<'a> {
    #[serde(default)]
    index: Option<u64>,
    #[serde(borrow, default)]
    content: Maybe<Content<'a>>,
    #[serde(borrow, default, alias = "finishReason")]
    finish_reason: Loose<'a>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow, default)]
    parts: Option<Vec<Shown<'a>>>,
}

/// A part. One without text is a call, code or a result, and comes whole.
#[derive(Deserialize)]
struct Shown<'a> {
    #[serde(borrow, default)]
    text: Loose<'a>,
    #[serde(default)]
    thought: Option<bool>,
}

impl Grammar for Gemini {
    const FORMAT: ClientFormat = ClientFormat::GenerateContent;
    const NAMES_EVENTS: bool = false;

    fn read<'e>(&mut self, data: &'e [u8]) -> Result<Event<'e>, FormatFault> {
        let view: View<'e> = serde_json::from_slice(data).map_err(|_| no_event())?;
        let mut event = Event::default();
        if !view.error.is_absent() {
            event.failure = Some(failure(data)?);
            return Ok(event);
        }
        if let Some(usage) = &view.usage_metadata.0 {
            self.figures.add(usage);
        }
        if let Some(feedback) = view.prompt_feedback.0 {
            event.has_more = true;
            self.has_ended |= feedback.block_reason.text().is_some();
        }
        for (at, candidate) in view.candidates.into_iter().flatten().enumerate() {
            self.read_candidate(at, candidate, &mut event)?;
        }
        if event.has_more {
            let document = Document::parse(Bytes::copy_from_slice(data))?;
            written::gemini_calls(&document, &mut |text| {
                event.wholes.push((None, Cow::Owned(text.to_owned())));
            });
        }
        Ok(event)
    }

    fn usage(&self) -> Option<TokenUsage> {
        self.figures.usage()
    }

    fn is_complete(&self) -> bool {
        self.has_ended && self.unfinished.is_empty()
    }

    fn carrier(&self, key: &Key, event: &Document) -> Document {
        let names =
            ["responseId", "response_id", "modelVersion", "model_version", "createTime", "create_time"];
        let mut carrier = frame::head(event, &names);
        // Each member is put into an object that was made just before, so none is ever missing.
        let _ = add_candidate(&mut carrier, key);
        carrier
    }

    fn carried(&self, carrier: &Document) -> Option<NodeId> {
        Place::Part { candidate: 0, part: 0 }.find(carrier)
    }
}

impl Gemini {
    fn read_candidate<'e>(
        &mut self,
        at: usize,
        candidate: Candidate<'e>,
        event: &mut Event<'e>,
    ) -> Result<(), FormatFault> {
        let number = candidate.index.unwrap_or(at as u64);
        for (part, shown) in
            candidate.content.0.and_then(|content| content.parts).into_iter().flatten().enumerate()
        {
            let place = Place::Part { candidate: at, part };
            read_part(number, shown, place, event);
        }
        if candidate.finish_reason.into_words().is_some() {
            event.has_more = true;
            event.steps.push(Step::Close(Closing::Item(number)));
            self.unfinished.remove(&number);
            self.has_ended = true;
        } else if self.unfinished.len() < MAX_TEXTS {
            self.unfinished.insert(number);
        } else {
            return Err(too_many());
        }
        Ok(())
    }
}

/// A part of one kind ends the texts of the others: they stand one after the other.
fn read_part<'e>(candidate: u64, shown: Shown<'e>, place: Place, event: &mut Event<'e>) {
    let Loose::Text(text) = shown.text else {
        event.has_more = true;
        event.steps.push(Step::Close(Closing::Item(candidate)));
        return;
    };
    if text.is_empty() {
        return;
    }
    let mut kinds = [EventText::Output, EventText::Reasoning];
    if shown.thought == Some(true) {
        kinds.reverse();
    }
    let [kind, other] = kinds.map(|kind| Key::of(candidate, kind));
    event.steps.push(Step::Close(Closing::Text(other)));
    event.steps.push(Step::Grow(Piece { key: kind, text, place }));
}

fn add_candidate(carrier: &mut Document, key: &Key) -> Option<()> {
    let root = carrier.root();
    let candidates = carrier.insert(root, "candidates", Json::Array)?;
    let candidate = carrier.push(candidates, Json::Object)?;
    let content = carrier.insert(candidate, "content", Json::Object)?;
    let parts = carrier.insert(content, "parts", Json::Array)?;
    carrier.insert(content, "role", Json::Text("model"))?;
    let part = carrier.push(parts, Json::Object)?;
    carrier.insert(part, "text", Json::Text(""))?;
    if key.kind == Kind::Known(EventText::Reasoning) {
        carrier.insert(part, "thought", Json::Bool(true))?;
    }
    carrier.insert(candidate, "index", Json::Integer(key.item))?;
    Some(())
}

fn failure(data: &[u8]) -> Result<String, FormatFault> {
    let document = Document::parse(Bytes::copy_from_slice(data))?;
    let message = document.at(document.root(), &["error", "message"]).and_then(|node| document.as_str(node));
    Ok(message.unwrap_or(FAILED).to_owned())
}

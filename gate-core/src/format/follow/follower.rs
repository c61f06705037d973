//! Follower: a streamed answer on its way, whatever its format: texts filtered, held back and given out in time.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::grammar::{Closing, Event, Grammar, Key, Piece, Step, too_many};
use super::whole::{Spelling, filter_strings};
use super::{AnswerStream, Forward, StreamFault, StreamSettings, frame, spelled};
use crate::format::FormatFault;
use crate::format::filter::{InnerStrings, TextFilter};
use crate::format::json::{Document, Json};
use crate::format::openai::is_done;
use crate::format::openai::stream::MAX_TEXTS;
use crate::format::openai::written::Written;
use crate::refusal::Refusal;
use crate::usage::TokenUsage;

/// More than this around the texts of one answer, names and ids that is, is an attack on our memory.
const CARRIER_BYTES: usize = 1024 * 1024;

type Filter = Box<dyn TextFilter<Stop = Refusal> + Send>;

/// Follows one streamed answer from its first frame to its last.
pub(super) struct Follower<G> {
    grammar: G,
    settings: StreamSettings,
    written: Written<Key>,
    texts: BTreeMap<Key, Growing>,
    carrier_bytes: usize,
    /// For texts that come whole.
    alone: Option<Filter>,
    numbers: Numbers,
}

/// A text that has not ended.
struct Growing {
    filter: Filter,
    /// An event for what is held back of it, still without that.
    carrier: Bytes,
}

/// The numbers of events, which must stay without gaps when events of our own come between.
#[derive(Debug, Default)]
struct Numbers {
    /// How many events are our own.
    own: u64,
    /// The last number that was given out.
    last: Option<u64>,
}

/// One frame on its way.
struct Passing<'p> {
    data: &'p [u8],
    number: Option<u64>,
    /// The event, once it had to be parsed.
    document: Option<Document>,
    /// The frames that go out.
    out: Vec<u8>,
}

impl<G: Grammar> Follower<G> {
    /// A stream of which nothing has come yet.
    pub(super) fn new(grammar: G, settings: StreamSettings) -> Self {
        Self {
            grammar,
            settings,
            written: Written::default(),
            texts: BTreeMap::new(),
            carrier_bytes: 0,
            alone: None,
            numbers: Numbers::default(),
        }
    }

    fn count(&mut self, event: &Event<'_>) {
        let count = &self.settings.count;
        for step in &event.steps {
            if let Step::Grow(piece) = step {
                self.written.add(piece.key.clone(), &piece.text, count(&piece.text));
            }
        }
        for (key, text) in &event.wholes {
            match key {
                Some(key) if self.written.has(key) => {}
                Some(key) => self.written.add(key.clone(), text, count(text)),
                None => self.written.add_whole(count(text)),
            }
        }
    }

    /// Filters an event; frames of our own go before it when it ends texts that are held back.
    fn filter(&mut self, raw: &Bytes, data: &[u8], event: Event<'_>) -> Result<Forward, StreamFault> {
        let mut passing = Passing { data, number: event.number, document: None, out: Vec::new() };
        let mut texts: Vec<(Piece<'_>, String)> = Vec::with_capacity(event.steps.len());
        for step in event.steps {
            match step {
                Step::Grow(piece) => {
                    let text = self.grow(&piece, &mut passing)?;
                    texts.push((piece, text));
                }
                Step::Close(closing) => self.close(&closing, &mut texts, &mut passing)?,
            }
        }
        let mut is_changed = texts.iter().any(|(piece, text)| piece.text != *text);
        let is_thorough = self.settings.filters.as_ref().is_some_and(|filters| filters.is_thorough);
        if event.has_more || is_thorough {
            is_changed |= self.filter_rest(&texts, passing.document()?)?;
        }
        let number = self.numbers.pass(event.number);
        if !is_changed && number == event.number && passing.out.is_empty() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        if is_changed || number != event.number {
            let document = passing.document()?;
            put(&texts, document);
            if is_changed {
                spelled::remove(G::FORMAT, document);
            }
            set_number(document, number);
            let mut out = std::mem::take(&mut passing.out);
            frame::rewrite(raw, passing.document()?, &mut out);
            passing.out = out;
        } else {
            passing.out.extend_from_slice(raw);
        }
        Ok(Forward::Replaced(Bytes::from(passing.out)))
    }

    /// What may go on of a text after its next piece.
    fn grow(&mut self, piece: &Piece<'_>, passing: &mut Passing<'_>) -> Result<String, StreamFault> {
        if !self.texts.contains_key(&piece.key) {
            self.begin(&piece.key, passing.document()?)?;
        }
        let mut text = String::with_capacity(piece.text.len());
        if let Some(growing) = self.texts.get_mut(&piece.key) {
            growing.filter.push(&piece.text, &mut text)?;
        }
        Ok(text)
    }

    fn begin(&mut self, key: &Key, event: &Document) -> Result<(), StreamFault> {
        let Some(filters) = &self.settings.filters else { return Ok(()) };
        let carrier = Bytes::from(self.grammar.carrier(key, event).to_vec());
        self.carrier_bytes += carrier.len();
        if self.texts.len() >= MAX_TEXTS || self.carrier_bytes > CARRIER_BYTES {
            return Err(too_many().into());
        }
        let filter = (filters.source)();
        let filter: Filter = if key.is_json() { Box::new(InnerStrings::new(filter)) } else { filter };
        self.texts.insert(key.clone(), Growing { filter, carrier });
        Ok(())
    }

    /// Ends texts. What was held back of them is added to their last piece if that is in the same event.
    fn close(
        &mut self,
        closing: &Closing,
        texts: &mut [(Piece<'_>, String)],
        passing: &mut Passing<'_>,
    ) -> Result<(), StreamFault> {
        let ending: Vec<Key> = match closing {
            Closing::Text(key) => self.texts.contains_key(key).then(|| key.clone()).into_iter().collect(),
            _ => self.texts.keys().filter(|key| closing.covers(key)).cloned().collect(),
        };
        for key in ending {
            let Some((held, carrier)) = self.end(&key)? else { continue };
            match texts.iter_mut().rev().find(|(piece, _)| piece.key == key) {
                Some((_, text)) => text.push_str(&held),
                None => self.write_held(carrier, &held, passing.number, &mut passing.out)?,
            }
        }
        Ok(())
    }

    /// Takes a text from those that grow: what was held back of it, and an event to carry that.
    fn end(&mut self, key: &Key) -> Result<Option<(String, Bytes)>, StreamFault> {
        let Some(mut growing) = self.texts.remove(key) else { return Ok(None) };
        self.carrier_bytes -= growing.carrier.len();
        let mut held = String::new();
        growing.filter.finish(&mut held)?;
        Ok(Some((held, growing.carrier)))
    }

    /// Appends a frame of our own that carries one held text, unless there is none.
    fn write_held(
        &mut self,
        carrier: Bytes,
        held: &str,
        coming: Option<u64>,
        out: &mut Vec<u8>,
    ) -> Result<(), StreamFault> {
        if held.is_empty() {
            return Ok(());
        }
        let mut carrier = Document::parse(carrier).map_err(FormatFault::from)?;
        if let Some(text) = self.grammar.carried(&carrier) {
            carrier.set_string(text, held);
        }
        set_number(&mut carrier, self.numbers.own(coming));
        frame::write_own(&carrier, G::NAMES_EVENTS, out);
        Ok(())
    }

    /// Filters the strings of an event that are no pieces of growing texts. Whether any was changed.
    fn filter_rest(
        &mut self,
        texts: &[(Piece<'_>, String)],
        document: &mut Document,
    ) -> Result<bool, StreamFault> {
        let Some(filters) = &self.settings.filters else { return Ok(false) };
        let pieces: Vec<_> = texts.iter().filter_map(|(piece, _)| piece.place.find(document)).collect();
        for node in pieces {
            document.set_string(node, "");
        }
        let alone = self.alone.get_or_insert_with(|| (filters.source)());
        let changed = filter_strings(G::FORMAT, document, alone.as_mut(), Spelling::AsStreamed)?;
        Ok(changed > 0)
    }
}

impl<G: Grammar> AnswerStream for Follower<G> {
    fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, StreamFault> {
        if is_done(data) && self.grammar.is_complete() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        let event = self.grammar.read(data)?;
        if let Some(message) = event.failure {
            return Ok(Forward::ProviderError(message));
        }
        self.count(&event);
        if self.settings.filters.is_none() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        self.filter(raw, data, event)
    }

    fn finish(&mut self) -> Result<Option<Bytes>, StreamFault> {
        let mut out = Vec::new();
        let keys: Vec<Key> = self.texts.keys().cloned().collect();
        for key in keys {
            if let Some((held, carrier)) = self.end(&key)? {
                self.write_held(carrier, &held, None, &mut out)?;
            }
        }
        Ok((!out.is_empty()).then(|| Bytes::from(out)))
    }

    fn usage(&self) -> Option<TokenUsage> {
        self.grammar.usage()
    }

    fn output_tokens(&self) -> u64 {
        self.written.by_pieces()
    }

    fn exact_output_tokens(&self) -> u64 {
        self.written.exactly(&*self.settings.count)
    }

    fn is_complete(&self) -> bool {
        self.grammar.is_complete()
    }
}

impl Passing<'_> {
    /// The event's document, parsed when it is first asked for.
    fn document(&mut self) -> Result<&mut Document, FormatFault> {
        let document = match self.document.take() {
            Some(document) => document,
            None => Document::parse(Bytes::copy_from_slice(self.data))?,
        };
        Ok(self.document.insert(document))
    }
}

impl Numbers {
    /// The number of an event of our own before the one with the number `coming`, or behind the last one.
    fn own(&mut self, coming: Option<u64>) -> Option<u64> {
        let number = match coming {
            Some(coming) => Some(coming.saturating_add(self.own)),
            None => self.last.map(|last| last.saturating_add(1)),
        };
        self.own += 1;
        self.last = number.or(self.last);
        number
    }

    /// The number that an event of the provider's gets.
    fn pass(&mut self, number: Option<u64>) -> Option<u64> {
        let number = number.map(|number| number.saturating_add(self.own));
        self.last = number.or(self.last);
        number
    }
}

fn set_number(document: &mut Document, number: Option<u64>) {
    if let Some(number) = number {
        let root = document.root();
        document.insert(root, "sequence_number", Json::Integer(number));
    }
}

/// Puts the texts in the places of their pieces.
fn put(texts: &[(Piece<'_>, String)], document: &mut Document) {
    for (piece, text) in texts {
        if let Some(node) = piece.place.find(document) {
            document.set_string(node, text);
        }
    }
}

//! Stream: what a streamed chat answer says about itself, and the chunks that must not pass as they are.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::chunk::{Chunk, Piece, TextKey};
use super::settings::{Forward, StreamFault, StreamSettings};
use super::stray::{Passing, Strays};
use super::written::Written;
use super::{frame, usage};
use crate::format::FormatFault;
use crate::format::filter::{InnerStrings, TextFilter};
use crate::format::follow::AnswerStream;
use crate::format::json::Document;
use crate::refusal::Refusal;
use crate::usage::TokenUsage;

/// More texts than this in one answer are an attack on our memory: 128 choices with 32 texts each.
pub(in crate::format) const MAX_TEXTS: usize = 4096;

/// Follows one streamed answer from its first chunk to its last.
pub struct ChatStream {
    settings: StreamSettings,
    usage: Option<TokenUsage>,
    finish_reasons: BTreeMap<u64, String>,
    error: Option<String>,
    written: Written<TextKey>,
    filters: BTreeMap<TextKey, Box<dyn TextFilter<Stop = Refusal> + Send>>,
    strays: Strays,
    /// The first chunk's members that chunks of our own must repeat; made only when filters are at work.
    head: Option<Document>,
}

/// Whether a frame's data is the terminal marker `[DONE]`, which is not for [`ChatStream::push`].
pub fn is_done(data: &[u8]) -> bool {
    data.trim_ascii() == b"[DONE]"
}

impl ChatStream {
    /// A stream of which nothing has come yet.
    pub fn new(settings: StreamSettings) -> Self {
        Self {
            settings,
            usage: None,
            finish_reasons: BTreeMap::new(),
            error: None,
            written: Written::default(),
            filters: BTreeMap::new(),
            strays: Strays::default(),
            head: None,
        }
    }

    /// Takes the next frame: `raw` with its field names and blank line, `data` what its `data` field holds.
    ///
    /// # Errors
    /// Data that is no chunk: not JSON, not an object, or with texts where objects belong; and what a filter refuses.
    pub fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, StreamFault> {
        let chunk: Chunk<'_> = serde_json::from_slice(data).map_err(|_| no_chunk())?;
        if !chunk.error.is_absent() {
            return Ok(self.fail(data)?);
        }
        if !chunk.usage.is_absent() {
            self.take_usage(data)?;
            if chunk.is_without_choices() && !self.settings.caller_asked_usage {
                return Ok(Forward::Dropped);
            }
        }
        for (choice, reason) in chunk.ends() {
            self.finish_reasons.insert(choice, reason.to_owned());
        }
        let pieces = self.count(&chunk, data);
        if self.settings.filters.is_none() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        self.filter(raw, data, &chunk, &pieces)
    }

    /// The texts still held back, as frames of our own; to be called once, when no more frames come and no filter has
    /// stopped the answer.
    ///
    /// # Errors
    /// A filter's: nothing that is held back may go on.
    pub fn finish(&mut self) -> Result<Option<Bytes>, StreamFault> {
        let mut out = Vec::new();
        let keys: Vec<TextKey> = self.filters.keys().copied().collect();
        for key in keys {
            let text = self.flush(key)?;
            self.write_held(key, &text, &mut out);
        }
        self.strays.flush(None, &mut out)?;
        Ok((!out.is_empty()).then(|| Bytes::from(out)))
    }

    /// The token figures reported last; they are cumulative.
    pub fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }

    /// Why the choices ended that have ended, by the choice's number.
    pub fn finish_reasons(&self) -> &BTreeMap<u64, String> {
        &self.finish_reasons
    }

    /// The provider's message when it reported a failure instead of a chunk.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// The tokens the model has written so far, counted piece by piece, which is never less than the whole counts.
    pub fn output_tokens(&self) -> u64 {
        self.written.by_pieces()
    }

    /// The same with each text counted as a whole, as it is for an answer that was not streamed. It costs time.
    pub fn exact_output_tokens(&self) -> u64 {
        self.written.exactly(&*self.settings.count)
    }

    fn fail(&mut self, data: &[u8]) -> Result<Forward, FormatFault> {
        let document = Document::parse(Bytes::copy_from_slice(data))?;
        let error = document.get(document.root(), "error");
        let message = error.and_then(|error| document.get(error, "message")).or(error);
        let message =
            message.and_then(|node| document.as_str(node)).unwrap_or("The provider reported an error.");
        self.error = Some(message.to_owned());
        Ok(Forward::ProviderError(message.to_owned()))
    }

    fn take_usage(&mut self, data: &[u8]) -> Result<(), FormatFault> {
        let document = Document::parse(Bytes::copy_from_slice(data))?;
        let usage = document.get(document.root(), "usage");
        self.usage = usage.and_then(|node| usage::read(&document, node)).or(self.usage);
        Ok(())
    }

    fn count<'c>(&mut self, chunk: &'c Chunk<'_>, data: &[u8]) -> Vec<Piece<'c>> {
        let mut has_other = false;
        let pieces = chunk.pieces(&mut has_other);
        let count = &self.settings.count;
        if has_other {
            // Content in parts: the whole frame is more than its texts, and it is rare.
            self.written.add_whole(count(&String::from_utf8_lossy(data)));
        } else {
            for piece in &pieces {
                self.written.add(piece.key, piece.text, count(piece.text));
            }
            self.written.add_whole(chunk.names().map(count).sum::<u64>());
        }
        pieces
    }

    /// Filters a chunk; frames of our own go before it when it ends a choice with texts held back.
    fn filter(
        &mut self,
        raw: &Bytes,
        data: &[u8],
        chunk: &Chunk<'_>,
        pieces: &[Piece<'_>],
    ) -> Result<Forward, StreamFault> {
        if self.head.is_none() {
            self.head = Some(frame::head_of(data)?);
        }
        let mut texts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let mut text = String::with_capacity(piece.text.len());
            self.text_filter(piece.key)?.push(piece.text, &mut text)?;
            texts.push(text);
        }
        let mut out = Vec::new();
        let ending: Vec<u64> = chunk.ends().map(|(choice, _)| choice).collect();
        let ended: Vec<TextKey> = ending.iter().flat_map(|choice| self.keys_of(*choice)).collect();
        for key in ended {
            let held = self.flush(key)?;
            match pieces.iter().rposition(|piece| piece.key == key) {
                Some(last) => texts[last].push_str(&held),
                None => self.write_held(key, &held, &mut out),
            }
        }
        let strays = self.filter_strays(data, chunk, pieces, &ending)?;
        for choice in ending {
            self.strays.flush(Some(choice), &mut out)?;
        }
        let is_changed =
            strays.is_some() || pieces.iter().zip(&texts).any(|(piece, text)| piece.text != text);
        if !is_changed && out.is_empty() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        if is_changed {
            let mut document = strays.map_or_else(|| Document::parse(Bytes::copy_from_slice(data)), Ok);
            let document = document.as_mut().map_err(|fault| FormatFault::from(fault.clone()))?;
            frame::rewrite(document, pieces, &texts);
            frame::write(document, &mut out);
        } else {
            out.extend_from_slice(raw);
        }
        Ok(Forward::Replaced(Bytes::from(out)))
    }

    /// The chunk with other strings at places that are not among `pieces`; `None` when none was changed.
    fn filter_strays(
        &mut self,
        data: &[u8],
        chunk: &Chunk<'_>,
        pieces: &[Piece<'_>],
        ending: &[u64],
    ) -> Result<Option<Document>, StreamFault> {
        let Some(filters) = self.settings.filters.as_ref().filter(|filters| filters.is_thorough) else {
            return Ok(None);
        };
        let mut document = Document::parse(Bytes::copy_from_slice(data)).map_err(FormatFault::from)?;
        let nodes: Vec<_> = pieces.iter().filter_map(|piece| piece.find(&document)).collect();
        for node in nodes {
            document.set_string(node, "");
        }
        let passing = Passing { data, choices: &chunk.numbers(), ending };
        let is_changed = self.strays.rewrite(&mut document, &passing, &filters.source)?;
        Ok(is_changed.then_some(document))
    }

    fn text_filter(
        &mut self,
        key: TextKey,
    ) -> Result<&mut (dyn TextFilter<Stop = Refusal> + Send), StreamFault> {
        let filters = self.settings.filters.as_ref().ok_or_else(no_chunk)?;
        if self.filters.len() >= MAX_TEXTS && !self.filters.contains_key(&key) {
            return Err(too_many().into());
        }
        let filter = self.filters.entry(key).or_insert_with(|| {
            let filter = (filters.source)();
            if key.field.is_json() { Box::new(InnerStrings::new(filter)) } else { filter }
        });
        Ok(filter.as_mut())
    }

    fn keys_of(&self, choice: u64) -> Vec<TextKey> {
        self.filters.keys().filter(|key| key.choice == choice).copied().collect()
    }

    fn flush(&mut self, key: TextKey) -> Result<String, StreamFault> {
        let mut text = String::new();
        if let Some(filter) = self.filters.get_mut(&key) {
            filter.finish(&mut text)?;
        }
        Ok(text)
    }

    /// Appends a frame of our own that carries one held text, unless there is none.
    fn write_held(&self, key: TextKey, text: &str, out: &mut Vec<u8>) {
        let Some(head) = self.head.as_ref().filter(|_| !text.is_empty()) else {
            return;
        };
        let mut document = head.clone();
        if frame::add_choice(&mut document, key, text).is_some() {
            frame::write(&document, out);
        }
    }
}

impl AnswerStream for ChatStream {
    fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, StreamFault> {
        Self::push(self, raw, data)
    }

    fn finish(&mut self) -> Result<Option<Bytes>, StreamFault> {
        Self::finish(self)
    }

    fn usage(&self) -> Option<TokenUsage> {
        Self::usage(self)
    }

    fn output_tokens(&self) -> u64 {
        Self::output_tokens(self)
    }

    fn exact_output_tokens(&self) -> u64 {
        Self::exact_output_tokens(self)
    }

    /// Always: the marker is none of the chunks, and whoever reads the events has seen to it.
    fn is_complete(&self) -> bool {
        true
    }
}

/// The fault of data that is no chunk.
pub(super) fn no_chunk() -> FormatFault {
    FormatFault::whole("The provider sent a piece of a stream that is no chat chunk.")
}

/// The fault of an answer that would fill our memory.
pub(super) fn too_many() -> FormatFault {
    FormatFault::of("choices", "The provider's answer has too many parts.")
}

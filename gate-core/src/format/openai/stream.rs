//! Stream: what a streamed chat answer says about itself, and the chunks that must not pass as they are.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::chunk::{Chunk, Piece, TextKey};
use super::usage;
use super::written::Written;
use crate::format::FormatFault;
use crate::format::json::{Document, Json, NodeId};
use crate::format::restore::{InnerStrings, TextRestorer};
use crate::usage::TokenUsage;

/// More texts than this in one answer are an attack on our memory: 128 choices with 32 texts each.
const MAX_TEXTS: usize = 4096;

/// Counts the tokens of a text, as `pricing::tokens` does.
pub type TokenCount = Box<dyn Fn(&str) -> u64 + Send + Sync>;

/// Makes a restorer for one text of an answer. Inside tool arguments it sees each string decoded.
pub type RestorerSource = Box<dyn Fn() -> Box<dyn TextRestorer + Send> + Send + Sync>;

/// How one streamed answer is to be treated.
pub struct StreamSettings {
    /// Whether the caller wants the extra chunk of token figures.
    pub caller_asked_usage: bool,
    /// Counts what the model writes, for when the provider reports nothing.
    pub count: TokenCount,
    /// Puts values back into the texts; `None` when nothing was taken out of the request.
    pub restorers: Option<RestorerSource>,
}

/// What becomes of one frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forward {
    /// It passes, byte for byte as it came.
    Untouched(Bytes),
    /// These frames pass in its place: one or more, each with its blank line.
    Replaced(Bytes),
    /// It does not pass.
    Dropped,
    /// It is no chunk but the provider's word that the answer failed; the message is the provider's and may repeat
    /// parts of the request. The frame must not pass.
    ProviderError(String),
}

/// Follows one streamed answer from its first chunk to its last.
pub struct ChatStream {
    settings: StreamSettings,
    usage: Option<TokenUsage>,
    finish_reasons: BTreeMap<u64, String>,
    error: Option<String>,
    written: Written,
    restorers: BTreeMap<TextKey, Box<dyn TextRestorer + Send>>,
    /// The first chunk's members that chunks of our own must repeat; made only when restorers are at work.
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
            restorers: BTreeMap::new(),
            head: None,
        }
    }

    /// Takes the next frame: `raw` with its field names and blank line, `data` what its `data` field holds.
    ///
    /// # Errors
    /// Data that is no chunk: not JSON, not an object, or with texts where objects belong.
    pub fn push(&mut self, raw: &Bytes, data: &[u8]) -> Result<Forward, FormatFault> {
        let chunk: Chunk<'_> = serde_json::from_slice(data).map_err(|_| no_chunk())?;
        if !chunk.error.is_absent() {
            return self.fail(data);
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
        if self.settings.restorers.is_none() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        self.restore(raw, data, &chunk, &pieces)
    }

    /// The texts still held back, as a frame of our own; to be called once, when no more frames come.
    pub fn finish(&mut self) -> Option<Bytes> {
        let mut out = Vec::new();
        let keys: Vec<TextKey> = self.restorers.keys().copied().collect();
        for key in keys {
            let text = self.flush(key);
            self.write_held(key, &text, &mut out);
        }
        (!out.is_empty()).then(|| Bytes::from(out))
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

    /// Puts values back into a chunk; frames of our own go before it when it ends a choice with texts held back.
    fn restore(
        &mut self,
        raw: &Bytes,
        data: &[u8],
        chunk: &Chunk<'_>,
        pieces: &[Piece<'_>],
    ) -> Result<Forward, FormatFault> {
        if self.head.is_none() {
            self.head = Some(head_of(data)?);
        }
        let mut texts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let mut text = String::with_capacity(piece.text.len());
            self.restorer(piece.key)?.push(piece.text, &mut text);
            texts.push(text);
        }
        let mut out = Vec::new();
        for (choice, _) in chunk.ends() {
            for key in self.keys_of(choice) {
                let held = self.flush(key);
                match pieces.iter().rposition(|piece| piece.key == key) {
                    Some(last) => texts[last].push_str(&held),
                    None => self.write_held(key, &held, &mut out),
                }
            }
        }
        let is_changed = pieces.iter().zip(&texts).any(|(piece, text)| piece.text != text);
        if !is_changed && out.is_empty() {
            return Ok(Forward::Untouched(raw.clone()));
        }
        if is_changed {
            write_frame(&rewritten(data, pieces, &texts)?, &mut out);
        } else {
            out.extend_from_slice(raw);
        }
        Ok(Forward::Replaced(Bytes::from(out)))
    }

    fn restorer(&mut self, key: TextKey) -> Result<&mut (dyn TextRestorer + Send), FormatFault> {
        let source = self.settings.restorers.as_ref().ok_or_else(no_chunk)?;
        if self.restorers.len() >= MAX_TEXTS && !self.restorers.contains_key(&key) {
            return Err(FormatFault::of("choices", "The provider's answer has too many parts."));
        }
        let restorer = self.restorers.entry(key).or_insert_with(|| {
            if key.field.is_json() { Box::new(InnerStrings::new(source())) } else { source() }
        });
        Ok(restorer.as_mut())
    }

    fn keys_of(&self, choice: u64) -> Vec<TextKey> {
        self.restorers.keys().filter(|key| key.choice == choice).copied().collect()
    }

    fn flush(&mut self, key: TextKey) -> String {
        let mut text = String::new();
        if let Some(restorer) = self.restorers.get_mut(&key) {
            restorer.finish(&mut text);
        }
        text
    }

    /// Appends a frame of our own that carries one held text, unless there is none.
    fn write_held(&self, key: TextKey, text: &str, out: &mut Vec<u8>) {
        let Some(head) = self.head.as_ref().filter(|_| !text.is_empty()) else {
            return;
        };
        let mut document = head.clone();
        if add_choice(&mut document, key, text).is_some() {
            write_frame(&document, out);
        }
    }
}

/// The chunk with other texts and without `logprobs`, which spell out the texts as they were.
fn rewritten(data: &[u8], pieces: &[Piece<'_>], texts: &[String]) -> Result<Document, FormatFault> {
    let mut document = Document::parse(Bytes::copy_from_slice(data))?;
    for (piece, text) in pieces.iter().zip(texts) {
        if let Some(node) = piece.find(&document) {
            document.set_string(node, text);
        }
    }
    let choices = document.get(document.root(), "choices");
    let choices: Vec<NodeId> = choices.into_iter().flat_map(|choices| document.items(choices)).collect();
    for choice in choices {
        if let Some(logprobs) = document.get(choice, "logprobs") {
            document.set(logprobs, Json::Null);
        }
    }
    Ok(document)
}

/// What a chunk of our own repeats: `id`, `object`, `created`, `model`, and an empty list of choices.
fn head_of(data: &[u8]) -> Result<Document, FormatFault> {
    let chunk = Document::parse(Bytes::copy_from_slice(data))?;
    let mut head = Document::object();
    let root = head.root();
    for key in ["id", "object", "created", "model"] {
        let Some(node) = chunk.get(chunk.root(), key) else {
            continue;
        };
        match (chunk.as_str(node), chunk.as_u64(node)) {
            (Some(text), _) => head.insert(root, key, Json::Text(text)),
            (None, Some(number)) => head.insert(root, key, Json::Integer(number)),
            (None, None) => None,
        };
    }
    head.insert(root, "choices", Json::Array);
    Ok(head)
}

/// Adds the choice that carries `text` to a head.
fn add_choice(document: &mut Document, key: TextKey, text: &str) -> Option<()> {
    let choices = document.get(document.root(), "choices")?;
    let choice = document.push(choices, Json::Object)?;
    document.insert(choice, "index", Json::Integer(key.choice))?;
    let mut at = document.insert(choice, "delta", Json::Object)?;
    if key.field.is_in_call() {
        let calls = document.insert(at, "tool_calls", Json::Array)?;
        at = document.push(calls, Json::Object)?;
        document.insert(at, "index", Json::Integer(key.call))?;
    }
    let (last, above) = key.field.path().split_last()?;
    for name in above {
        at = document.insert(at, name, Json::Object)?;
    }
    document.insert(at, last, Json::Text(text))?;
    document.insert(choice, "finish_reason", Json::Null)?;
    Some(())
}

fn write_frame(document: &Document, out: &mut Vec<u8>) {
    out.extend_from_slice(b"data: ");
    document.write(out);
    out.extend_from_slice(b"\n\n");
}

fn no_chunk() -> FormatFault {
    FormatFault::whole("The provider sent a piece of a stream that is no chat chunk.")
}

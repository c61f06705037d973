//! Stray: texts of a streamed answer outside the fields that every provider has, such as content in parts and detailed
//! reasoning.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::settings::{FilterSource, StreamFault};
use super::stream::{MAX_TEXTS, no_chunk, too_many};
use super::{frame, zone};
use crate::format::filter::TextFilter;
use crate::format::json::{Document, Json};
use crate::format::path::StringPath;
use crate::format::walk;
use crate::refusal::Refusal;

/// Members of a delta whose pieces are put together over the stream; others come whole.
const GROWING: [&str; 10] = [
    "text",
    "content",
    "thinking",
    "reasoning",
    "reasoning_content",
    "summary",
    "transcript",
    "refusal",
    "input",
    "arguments",
];

/// A text by its choice's own number and its path in the chunk.
type Key = (u64, String);

type Filter = Box<dyn TextFilter<Stop = Refusal> + Send>;

/// The texts at places of which only their path is known.
#[derive(Default)]
pub(super) struct Strays {
    texts: BTreeMap<Key, Growing>,
    /// For texts that come whole; made once, since it may take the whole table with it.
    alone: Option<Filter>,
}

struct Growing {
    filter: Filter,
    /// The last chunk it stood in: the shape of a chunk for what is held back.
    chunk: Bytes,
}

/// One chunk on its way through.
pub(super) struct Passing<'c> {
    /// The chunk as it came.
    pub(super) data: &'c [u8],
    /// The choices' own numbers, in the order in which they stand in the chunk.
    pub(super) choices: &'c [u64],
    /// The choices that end with it.
    pub(super) ending: &'c [u64],
}

impl Strays {
    /// Filters every string of a chunk but those in the usual fields, which the caller has emptied. Whether any was
    /// changed.
    pub(super) fn rewrite(
        &mut self,
        document: &mut Document,
        passing: &Passing<'_>,
        source: &FilterSource,
    ) -> Result<bool, StreamFault> {
        let mut is_changed = false;
        let mut chunk = None;
        walk::visit_outer(document, &zone::chat::ANSWER, &mut |_, path, text| {
            let mut out = String::with_capacity(text.len());
            if let Some(choice) = growing(path).and_then(|position| passing.choices.get(position)) {
                let chunk = chunk.get_or_insert_with(|| Bytes::copy_from_slice(passing.data));
                let stray = self.text((*choice, path.to_string()), chunk, source)?;
                stray.filter.push(text, &mut out)?;
                if passing.ending.contains(choice) {
                    stray.filter.finish(&mut out)?;
                }
            } else {
                let alone = self.alone.get_or_insert_with(source);
                alone.push(text, &mut out)?;
                alone.finish(&mut out)?;
            }
            let replacement = (out != text).then_some(out);
            is_changed |= replacement.is_some();
            Ok::<_, StreamFault>(replacement)
        })?;
        Ok(is_changed)
    }

    /// Appends chunks with what is held back of one choice, or of all.
    pub(super) fn flush(&mut self, choice: Option<u64>, out: &mut Vec<u8>) -> Result<(), StreamFault> {
        for ((number, path), stray) in &mut self.texts {
            if choice.is_some_and(|choice| choice != *number) {
                continue;
            }
            let mut text = String::new();
            stray.filter.finish(&mut text)?;
            if !text.is_empty() {
                frame::write(&carrier(stray.chunk.clone(), path, &text)?, out);
            }
        }
        Ok(())
    }

    fn text(&mut self, key: Key, chunk: &Bytes, source: &FilterSource) -> Result<&mut Growing, StreamFault> {
        if self.texts.len() >= MAX_TEXTS && !self.texts.contains_key(&key) {
            return Err(too_many().into());
        }
        let stray =
            self.texts.entry(key).or_insert_with(|| Growing { filter: source(), chunk: Bytes::new() });
        stray.chunk = chunk.clone();
        Ok(stray)
    }
}

/// The position of the choice in whose delta a text grows; `None` for what comes whole.
fn growing(path: &StringPath<'_>) -> Option<usize> {
    let is_growing = path.last_key().is_some_and(|key| GROWING.contains(&key));
    let is_delta = path.first_key() == Some("choices") && path.has_key("delta");
    path.first_index().filter(|_| is_growing && is_delta)
}

/// A chunk like the one given, in which only the text at `path` says something.
fn carrier(chunk: Bytes, path: &str, text: &str) -> Result<Document, StreamFault> {
    let mut document = Document::parse(chunk).map_err(|_| no_chunk())?;
    walk::visit_outer(&mut document, &zone::chat::ANSWER, &mut |_, at, _| {
        let is_it = at.to_string() == path;
        Ok::<_, StreamFault>(if is_it { Some(text.to_owned()) } else { growing(at).map(|_| String::new()) })
    })?;
    for choice in frame::choices(&document) {
        for key in ["finish_reason", "logprobs"] {
            if let Some(node) = document.get(choice, key) {
                document.set(node, Json::Null);
            }
        }
    }
    let root = document.root();
    document.remove(root, "usage");
    Ok(document)
}

//! Tokens: how many there are in a text and in a request.
//!
//! Counts are exact for `OpenAI`'s models and an estimate for others, whose vocabularies differ by some tens of per cent;
//! what was really read and written is what the provider reports.

use std::sync::atomic::{AtomicBool, Ordering};

use tiktoken::CoreBpe;

use crate::format::{InputShape, Request};

/// Texts up to this many bytes are counted exactly.
pub const EXACT_BYTES: usize = 256 * 1024;
/// Longer texts are counted in slices of this size: the work grows with the length only, whatever the text.
const SLICE_BYTES: usize = 8 * 1024;
/// Past this many bytes every byte counts as a token. It is more text than any model reads.
const SLICED_BYTES: usize = 4 * 1024 * 1024;

/// Counts tokens with the vocabularies of `OpenAI`'s models.
///
/// A vocabulary is built on first use, which takes some tens of milliseconds and megabytes; [`TokenCounter::load`]
/// does so ahead of time. All counters of a process share them.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokenCounter(());

/// The two vocabularies that `OpenAI`'s chat models use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    /// Of `gpt-4o` and everything newer; taken for models of other providers too.
    O200k,
    /// Of `gpt-4`, `gpt-3.5` and the embeddings.
    Cl100k,
}

static O200K_READY: AtomicBool = AtomicBool::new(false);
static CL100K_READY: AtomicBool = AtomicBool::new(false);

impl Vocabulary {
    fn of(model: &str) -> Self {
        let name = model.rsplit('/').next().unwrap_or(model);
        match tiktoken::model_to_encoding(name) {
            Some("cl100k_base") => Self::Cl100k,
            _ => Self::O200k,
        }
    }

    fn ready(self) -> &'static AtomicBool {
        match self {
            Self::O200k => &O200K_READY,
            Self::Cl100k => &CL100K_READY,
        }
    }

    fn get(self) -> &'static CoreBpe {
        let name = match self {
            Self::O200k => "o200k_base",
            Self::Cl100k => "cl100k_base",
        };
        let encoding = tiktoken::get_encoding(name).expect("both vocabularies are compiled in");
        self.ready().store(true, Ordering::Release);
        encoding
    }
}

impl TokenCounter {
    /// A counter. It builds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether counting for this model starts at once, without building a vocabulary first.
    pub fn is_ready(&self, model: &str) -> bool {
        Vocabulary::of(model).ready().load(Ordering::Acquire)
    }

    /// Builds the vocabulary of a model, if need be. Blocks; for a thread that may.
    pub fn load(&self, model: &str) {
        Vocabulary::of(model).get();
    }

    /// How many tokens a text has for a model.
    ///
    /// What looks like a special token is counted as the plain text it is. Texts above [`EXACT_BYTES`] are counted in
    /// slices, which is never less than the whole has but for a token or two; above four megabytes each byte more
    /// counts as a token.
    pub fn count(&self, model: &str, text: &str) -> u64 {
        let encoding = Vocabulary::of(model).get();
        if text.len() <= EXACT_BYTES {
            return encoding.count(text) as u64;
        }
        let (mut rest, mut count, mut done) = (text, 0, 0);
        while !rest.is_empty() && done < SLICED_BYTES {
            let (slice, after) = rest.split_at(slice_end(rest));
            count += encoding.count(slice) as u64 + 1;
            done += slice.len();
            rest = after;
        }
        count + rest.len() as u64
    }

    /// An upper estimate of the tokens a request makes the provider read.
    ///
    /// Texts as counted, the frame around each message and tool, and for images, sound and files the most that the
    /// model's provider charges for one.
    pub fn estimate_input(&self, request: &Request) -> u64 {
        let model = request.model();
        let mut tokens = 0;
        let shape = request.count_texts(&mut |text| tokens += self.count(model, text));
        tokens + frames(&shape) + media(model, &shape)
    }
}

/// Where the next slice ends: before the last space that follows a letter, where the tokenizer splits anyway, else
/// between two characters.
fn slice_end(text: &str) -> usize {
    if text.len() <= SLICE_BYTES {
        return text.len();
    }
    let limit = text.floor_char_boundary(SLICE_BYTES);
    let bytes = text.as_bytes();
    let space =
        (limit / 2..limit).rev().find(|at| bytes[*at] == b' ' && bytes[*at - 1].is_ascii_alphabetic());
    space.unwrap_or(limit)
}

/// The tokens around texts, after `OpenAI`'s cookbook: three a message and its role, one a name, three before the answer.
/// Tools are counted as their JSON, which is longer than the form models read; the figures cover what is put between.
fn frames(shape: &InputShape) -> u64 {
    let tools = if shape.tools > 0 { 16 + 8 * shape.tools } else { 0 };
    3 + 4 * shape.messages + shape.names + 8 * shape.tool_calls + tools
}

/// The tokens of images, sound and files.
fn media(model: &str, shape: &InputShape) -> u64 {
    let (image, low) = image_tokens(model);
    let images = shape.images.saturating_sub(shape.low_detail_images) * image + shape.low_detail_images * low;
    // Sound is read at ten tokens a second (OpenAI) to 32 (Gemini), and no codec for speech goes below one kilobyte a
    // second; its base64 is a third longer.
    let audio = shape.audio_bytes.div_ceil(40);
    // A page is read as text and as an image. Two kilobytes a page is a very dense file.
    let files = shape.files * image + shape.file_bytes.div_ceil(2_048) * (image / 4).max(256);
    images + audio + files
}

/// The most tokens an image costs with a model, in full and in low detail, by what the providers publish (2026-11).
///
/// Tiled models of `OpenAI` read at most eight tiles and a base (`gpt-4o`: 85 + 8 x 170); `gpt-4o-mini` bills thirty-three
/// times as many. Patch models read at most 1 536 patches times a factor of up to 2.46, newer ones 10 000 patches in
/// original detail. Claude reads up to 4 784 tokens in high resolution, Gemini 258 a tile.
fn image_tokens(model: &str) -> (u64, u64) {
    let name = model.rsplit('/').next().unwrap_or(model);
    let starts = |names: &[&str]| names.iter().any(|start| name.starts_with(start));
    if starts(&["gpt-4o-mini"]) {
        (2_833 + 8 * 5_667, 2_833)
    } else if starts(&["gpt-4.1-mini", "gpt-4.1-nano", "gpt-5-mini", "gpt-5-nano", "o4-mini"]) {
        (3_779, 3_779)
    } else if starts(&["gpt-4o", "gpt-4.1", "gpt-4-turbo", "gpt-4.5", "chatgpt-4o", "o1", "o3"]) {
        (1_445, 85)
    } else if starts(&["gpt-5-2", "gpt-5-chat"]) || name == "gpt-5" {
        (1_190, 70)
    } else if starts(&["claude"]) {
        (4_784, 4_784)
    } else if starts(&["gemini"]) {
        (5_160, 1_120)
    } else {
        (12_000, 3_779)
    }
}

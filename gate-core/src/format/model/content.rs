//! Content: what a turn is made of.

use super::JsonText;

/// One piece of a turn, and whether the provider should remember everything up to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub content: Content,
    /// The hint to cache the request up to here.
    pub cache: Option<CacheHint>,
}

impl From<Content> for Block {
    fn from(content: Content) -> Self {
        Self { content, cache: None }
    }
}

/// A hint to keep the request up to this point in the provider's prompt cache (`cache_control` of type `ephemeral`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CacheHint {
    /// How long, as the caller spelled it (`5m`, `1h`).
    pub ttl: Option<String>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(String),
    /// Words with which the model declines to answer.
    Refusal(String),
    /// A picture.
    Image(Image),
    /// A document to read.
    File(File),
    /// A piece of sound.
    Audio(Audio),
    /// Thoughts that can be read.
    Thinking(Thinking),
    /// Thoughts that only the provider can read.
    HiddenThinking(String),
    /// A provider's proof of the thoughts behind the block that follows, or behind the turn when none does. Google's
    /// models sign their calls and texts with it and want it back in the same place.
    Proof(String),
    /// The model calls a tool.
    ToolCall(ToolCall),
    /// What a tool gave back.
    ToolResult(ToolResult),
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where it comes from.
    pub source: Source,
    /// How closely to look, in the caller's word (`low`, `high`).
    pub detail: Option<String>,
}

/// A document to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it comes from.
    pub source: Source,
    /// Its name or title.
    pub name: Option<String>,
}

/// Where a picture or document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An address that the provider fetches.
    Url(String),
    /// It stands in the request.
    Inline {
        /// Its media type, such as `image/png`.
        media_type: String,
        /// Its bytes in base64.
        data: String,
    },
    /// Plain text that stands in the request.
    Text(String),
}

/// A piece of sound that stands in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audio {
    /// Its bytes in base64.
    pub data: String,
    /// Its format in the caller's word (`wav`, `mp3`).
    pub format: String,
}

/// Thoughts that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thinking {
    /// The thoughts, or what the provider shows of them.
    pub text: String,
    /// The provider's proof that they are its own; without it a provider that signs does not take them back.
    pub signature: Option<String>,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The id that the result names.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments, an object.
    pub input: JsonText,
}

/// What a tool gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolResult {
    /// The id of the call.
    pub call_id: String,
    /// The result: texts, pictures and documents.
    pub content: Vec<Block>,
    /// Whether the tool failed.
    pub is_error: bool,
}

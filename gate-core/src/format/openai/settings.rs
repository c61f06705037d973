//! Settings: how a streamed answer is to be treated, and what becomes of its frames.

use bytes::Bytes;

use crate::format::FormatFault;
use crate::format::filter::TextFilter;
use crate::refusal::Refusal;

/// Counts the tokens of a text, as `pricing::tokens` does.
pub type TokenCount = Box<dyn Fn(&str) -> u64 + Send + Sync>;

/// Makes a filter for one text of an answer. Inside tool arguments it sees each string decoded.
pub type FilterSource = Box<dyn Fn() -> Box<dyn TextFilter<Stop = Refusal> + Send> + Send + Sync>;

/// What is done to the texts of a streamed answer.
pub struct Filters {
    /// Makes the filters.
    pub source: FilterSource,
    /// Whether they see every string of every chunk, also those at places that Gate does not know. Without, they see
    /// contents, refusals, reasoning and what tools are called with.
    pub is_thorough: bool,
}

/// Why a stream does not go on.
#[derive(Debug, thiserror::Error)]
pub enum StreamFault {
    /// The provider sent something that is no chunk.
    #[error(transparent)]
    Format(#[from] FormatFault),
    /// A filter stopped the answer.
    #[error("{0}")]
    Stopped(Refusal),
}

impl From<Refusal> for StreamFault {
    fn from(refusal: Refusal) -> Self {
        Self::Stopped(refusal)
    }
}

/// How one streamed answer is to be treated.
pub struct StreamSettings {
    /// Whether the caller wants the extra chunk of token figures.
    pub caller_asked_usage: bool,
    /// Counts what the model writes, for when the provider reports nothing.
    pub count: TokenCount,
    /// What is done to its texts; `None` lets them pass as they are.
    pub filters: Option<Filters>,
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

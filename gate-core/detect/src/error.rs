//! Errors: why a text could not be examined. The caller refuses the text then; it never passes it on unexamined.

/// The longest text one scan accepts, in bytes: far above any request body, far below what would exhaust memory.
pub const MAX_TEXT_BYTES: usize = 64 << 20;

/// The longest single value that is masked, in bytes.
///
/// A stream keeps a value back until its last byte is known, so this bounds what a stream can make us hold. The
/// largest private keys in use are a fifth of it.
pub const MAX_VALUE_BYTES: usize = 64 << 10;

/// Why a text was not examined, or not to its end.
///
/// Carries sizes only, never any of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DetectError {
    /// The text is longer than [`MAX_TEXT_BYTES`].
    #[error("the text is too long to be examined: {bytes} bytes, at most {MAX_TEXT_BYTES} are")]
    TextTooLong {
        /** The text's length in bytes. */
        bytes: usize,
    },
    /// One value (a key block without an end, for example) is longer than [`MAX_VALUE_BYTES`].
    #[error("a value in the text is longer than {MAX_VALUE_BYTES} bytes")]
    ValueTooLong,
    /// A pattern of the profile began to match so often without coming to an end that searching on would take too
    /// long.
    #[error("a custom pattern begins to match too often in this text")]
    PatternTooCostly,
}

/// Why a custom pattern or word list was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// The expression is malformed, or uses what linear-time matching cannot do.
    #[error("the pattern {rule} cannot be used: {reason}")]
    Malformed {
        /** The rule's name. */
        rule: String,
        /** What is wrong, in the words of the parser. */
        reason: String,
    },
    /// The expression matches the empty text.
    #[error("the pattern {rule} matches the empty text")]
    Empty {
        /** The rule's name. */
        rule: String,
    },
    /// The category is no name in capitals, digits and underscores that begins with a letter and has at most 48
    /// characters.
    #[error("{category:?} is no category: use capitals, digits and underscores")]
    Category {
        /** The category given. */
        category: String,
    },
    /// An entry of a word list is empty, too long, or does not begin and end with a letter or digit.
    #[error("entry {index} of the word list {rule} is empty, too long, or no word")]
    Word {
        /** The rule's name. */
        rule: String,
        /** Which entry, counted from 0. */
        index: usize,
    },
}

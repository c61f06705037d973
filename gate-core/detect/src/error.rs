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
}

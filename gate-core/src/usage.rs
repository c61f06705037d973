//! Usage: the tokens a provider reported, each kind in its own field.

/// Tokens of one call as the provider reported them. `None` is "not reported", which is not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenUsage {
    /// Tokens of the request, those read from or written to a provider's cache included.
    pub prompt: Option<u64>,
    /// Tokens of the answer, reasoning included.
    pub completion: Option<u64>,
    /// All tokens, as the provider adds them up.
    pub total: Option<u64>,
    /// Tokens of the answer spent on reasoning.
    pub reasoning: Option<u64>,
    /// Tokens of the request written to the provider's cache.
    pub cache_creation: Option<u64>,
    /// Tokens of the request read from the provider's cache.
    pub cache_read: Option<u64>,
    /// Tokens of the request that stand for sound.
    pub prompt_audio: Option<u64>,
    /// Tokens of the answer that stand for sound.
    pub completion_audio: Option<u64>,
}

//! Usage: how many tokens an exchange took, by kind, as far as anyone said so.

/// The token figures of one exchange.
///
/// `None` means that nobody reported the figure, which is not the same as a reported 0: an unreported figure is
/// estimated, a 0 is believed. `prompt` and `completion` are the whole of each side; every other figure names a part
/// of one of them (`cache_read`, `cache_creation` and `audio_input` of `prompt`, `reasoning` and `audio_output` of
/// `completion`) and is never added to it a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenUsage {
    /// Everything that was read: fresh, cached, audio and image tokens together.
    pub prompt: Option<u64>,
    /// Everything that was written: visible text, reasoning and audio together.
    pub completion: Option<u64>,
    /// The sum as the provider reported it; [`TokenUsage::total`] falls back on the two sides.
    pub total: Option<u64>,
    /// The part of `completion` that was reasoning.
    pub reasoning: Option<u64>,
    /// The part of `prompt` that was written to the provider's prompt cache.
    pub cache_creation: Option<u64>,
    /// The part of `prompt` that was read from the provider's prompt cache.
    pub cache_read: Option<u64>,
    /// The part of `prompt` that was sound.
    pub audio_input: Option<u64>,
    /// The part of `completion` that was sound.
    pub audio_output: Option<u64>,
}

impl TokenUsage {
    /// The reported total, else the sum of the two sides; `None` unless the total or both sides are known.
    pub fn total(&self) -> Option<u64> {
        self.total.or_else(|| Some(self.prompt?.saturating_add(self.completion?)))
    }
}

#[cfg(test)]
mod tests {
    use super::TokenUsage;

    #[test]
    fn a_total_is_reported_or_summed_but_never_guessed() {
        for (prompt, completion, total, expected) in [
            (Some(3), Some(4), None, Some(7)),
            (Some(3), Some(4), Some(9), Some(9)),
            (Some(3), None, None, None),
            (None, None, Some(5), Some(5)),
            (Some(0), Some(0), None, Some(0)),
            (Some(u64::MAX), Some(1), None, Some(u64::MAX)),
        ] {
            let usage = TokenUsage { prompt, completion, total, ..TokenUsage::default() };
            assert_eq!(usage.total(), expected, "{usage:?}");
        }
    }
}

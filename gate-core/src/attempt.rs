//! Attempt: one try at a provider, as the record keeps it.

use serde::{Deserialize, Serialize};

/// One try at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Who was asked.
    pub provider: String,
    /// For which model, as they name it.
    pub model: String,
    /// What came of it: `answered`, or the fault in one word.
    pub outcome: String,
    /// The status the provider gave, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Until the first byte of an answer, or until it failed.
    pub latency_ms: u64,
}

impl Attempt {
    /// What an attempt that was answered came to.
    pub const ANSWERED: &str = "answered";

    /// Whether these say no more than that the only one was answered, which the record says without them.
    pub fn say_nothing(attempts: &[Self]) -> bool {
        attempts.iter().all(|attempt| attempt.outcome == Self::ANSWERED) && attempts.len() <= 1
    }
}

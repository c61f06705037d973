//! Answer: what a model gave back, or why it did not.

use super::{Content, Tier};
use crate::usage::TokenUsage;

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The provider's id of the answer.
    pub id: String,
    /// The model that answered, as the provider names it.
    pub model: String,
    /// When, in seconds since 1970, if the provider says so.
    pub created: Option<u64>,
    /// Thoughts, texts and calls in the order in which they came.
    pub blocks: Vec<Content>,
    /// Why it ended.
    pub stop: Stop,
    /// The tokens it took, if the provider says so.
    pub usage: Option<TokenUsage>,
    /// The service level it was made at, if the provider says so.
    pub tier: Option<Tier>,
}

impl Answer {
    /// The same answer with the id and the model that it goes by where the provider's does not name them, as Bedrock's.
    #[must_use]
    pub fn called(mut self, id: &str, model: &str) -> Self {
        for (name, called) in [(&mut self.id, id), (&mut self.model, model)] {
            if name.is_empty() {
                called.clone_into(name);
            }
        }
        self
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The model was done.
    End,
    /// The limit of tokens was reached.
    Length,
    /// One of the caller's texts came, or would have; which, if the provider says so.
    Sequence(Option<String>),
    /// The model waits for the results of its calls.
    ToolUse,
    /// The model declined, or a filter of the provider's stopped it.
    Refusal,
}

/// Why a provider did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// What the provider says. It may repeat parts of the request.
    pub message: String,
}

/// The kinds of failure that formats tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The request is wrong.
    Invalid,
    /// The key is missing or wrong.
    Unauthenticated,
    /// The account must be paid first.
    Unpaid,
    /// The key may not do this.
    Forbidden,
    /// There is no such model or route.
    NotFound,
    /// The request is too large.
    TooLarge,
    /// Too many requests or tokens in too short a time.
    RateLimited,
    /// The provider has more to do than it can.
    Overloaded,
    /// The provider took too long.
    TimedOut,
    /// The provider is at fault.
    Internal,
}

impl FailureKind {
    /// The kind that a status stands for.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthenticated,
            402 => Self::Unpaid,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            408 | 504 => Self::TimedOut,
            413 => Self::TooLarge,
            429 => Self::RateLimited,
            503 | 529 => Self::Overloaded,
            400..500 => Self::Invalid,
            _ => Self::Internal,
        }
    }

    /// What to say when the provider says nothing.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Invalid => "The provider refused the request.",
            Self::Unauthenticated => "The provider refused the key.",
            Self::Unpaid => "The provider's account must be paid first.",
            Self::Forbidden => "The provider does not allow this.",
            Self::NotFound => "The provider does not know this model or route.",
            Self::TooLarge => "The request is too large for the provider.",
            Self::RateLimited => "The provider's rate limit is reached.",
            Self::Overloaded => "The provider is overloaded.",
            Self::TimedOut => "The provider took too long.",
            Self::Internal => "The provider failed.",
        }
    }
}

//! Error: why an attempt at a provider failed, whose fault it was and what may be told about it.

use crate::refusal::Refusal;

/// An attempt at a provider that gave no answer, or an answer that broke off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct UpstreamError {
    /// What happened.
    pub kind: Fault,
    /// Whether the request's head may have reached the provider, so that it may have begun to work.
    pub sent: bool,
    /// Whether the provider had said that it succeeds, so that it has begun to charge.
    pub began: bool,
}

/// What went wrong at a provider. `Display` is what callers may be told: a blocked target, a closed port and a
/// silent host read the same, so that nobody can map a network by asking.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No address was found, or nobody listens there.
    #[error("The provider could not be reached.")]
    Connect,
    /// The target is private or local and no exception covers it.
    #[error("The provider could not be reached.")]
    Blocked,
    /// The TLS handshake failed.
    #[error("The provider could not be reached.")]
    Tls,
    /// A time limit passed.
    #[error("{}", if *.0 == Phase::Connect { "The provider could not be reached." } else { "The provider did not answer in time." })]
    Timeout(Phase),
    /// The provider answered with a status that is no success; redirects are among them, as none is followed.
    #[error("{}", .message.as_deref().unwrap_or("The provider answered with an error."))]
    Status {
        /// The status.
        status: u16,
        /// The provider's `Retry-After` in seconds, at most a day.
        retry_after_seconds: Option<u64>,
        /// The provider's own words, cleaned and cut; never for 401 and 403, which may quote the key.
        message: Option<String>,
    },
    /// What came back is no HTTP, encoded, or of a type that was not asked for.
    #[error("The provider sent something that is no answer.")]
    Garbage,
    /// The head, the document or one event of the answer is larger than allowed.
    #[error("The provider's answer is too large.")]
    TooLarge,
    /// The connection broke before or in the answer.
    #[error("The connection to the provider broke.")]
    Reset,
    /// The answer ended before its terminal marker.
    #[error("The provider's answer is incomplete.")]
    Incomplete,
    /// The route cannot stand in a URL: the name of a model or a header of the caller's holds what must not be there.
    #[error("The request cannot be sent: a name in it cannot stand in a URL or header.")]
    BadRoute,
    /// The key holds characters that no header can carry.
    #[error("The provider key cannot be sent: it holds characters that no header can carry.")]
    BadKey,
}

impl Fault {
    /// What happened, in one word, for records.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Connect | Self::Blocked => "connect",
            Self::Tls => "tls",
            Self::Timeout(_) => "timeout",
            Self::Status { .. } => "status",
            Self::Garbage => "garbage",
            Self::TooLarge => "too_large",
            Self::Reset => "reset",
            Self::Incomplete => "incomplete",
            Self::BadRoute => "bad_route",
            Self::BadKey => "bad_key",
        }
    }

    /// The status the provider gave, if it gave one.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// Which time limit passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Name resolution, TCP and TLS.
    Connect,
    /// From sending the request to the head of the answer.
    Header,
    /// Between two chunks of the answer.
    Idle,
    /// The whole attempt.
    Total,
}

/// Whose fault a failed attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The request itself: any provider would refuse it.
    Caller,
    /// The gate's settings: the provider's key or address, or the account behind the key.
    Gate,
    /// The provider or the way to it.
    Provider,
}

impl UpstreamError {
    /// The request may have reached the provider.
    pub(super) fn sent(kind: Fault) -> Self {
        Self { kind, sent: true, began: false }
    }

    /// The provider had begun to answer.
    pub(super) fn begun(self) -> Self {
        Self { began: true, ..self }
    }

    /// Nothing of the request left the process.
    pub(super) fn unsent(kind: Fault) -> Self {
        Self { kind, sent: false, began: false }
    }

    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match &self.kind {
            Fault::BadRoute => Blame::Caller,
            Fault::Blocked | Fault::BadKey => Blame::Gate,
            Fault::Status { status, .. } => match status {
                401 | 402 | 403 | 407 => Blame::Gate,
                408 | 425 | 429 => Blame::Provider,
                400..=499 => Blame::Caller,
                _ => Blame::Provider,
            },
            Fault::Connect
            | Fault::Tls
            | Fault::Timeout(_)
            | Fault::Garbage
            | Fault::TooLarge
            | Fault::Reset
            | Fault::Incomplete => Blame::Provider,
        }
    }

    /// Whether the same request may do better at another provider or later. What the caller caused and answers
    /// that outgrow every cap would come out the same.
    pub fn is_retryable(&self) -> bool {
        self.blame() != Blame::Caller && self.kind != Fault::TooLarge
    }

    /// The refusal a caller gets when no attempt is left.
    pub fn refusal(&self) -> Refusal {
        let (upstream_status, retry_after_seconds) = match &self.kind {
            Fault::Timeout(Phase::Header | Phase::Idle | Phase::Total) => return Refusal::ProviderTimeout,
            Fault::Status { status, retry_after_seconds, .. } => (Some(*status), *retry_after_seconds),
            Fault::Connect
            | Fault::Blocked
            | Fault::Tls
            | Fault::Timeout(Phase::Connect)
            | Fault::Garbage
            | Fault::TooLarge
            | Fault::Reset
            | Fault::Incomplete
            | Fault::BadRoute
            | Fault::BadKey => (None, None),
        };
        Refusal::ProviderError { upstream_status, message: self.to_string(), retry_after_seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::{Blame, Fault, Phase, UpstreamError};
    use crate::refusal::Refusal;

    fn status(status: u16) -> Fault {
        Fault::Status { status, retry_after_seconds: Some(7), message: None }
    }

    #[test]
    fn every_fault_knows_whose_it_is_and_whether_another_attempt_helps() {
        for (fault, blame, is_retryable) in [
            (Fault::Connect, Blame::Provider, true),
            (Fault::Blocked, Blame::Gate, true),
            (Fault::Tls, Blame::Provider, true),
            (Fault::Timeout(Phase::Idle), Blame::Provider, true),
            (Fault::Garbage, Blame::Provider, true),
            (Fault::TooLarge, Blame::Provider, false),
            (Fault::Reset, Blame::Provider, true),
            (Fault::Incomplete, Blame::Provider, true),
            (Fault::BadKey, Blame::Gate, true),
            (Fault::BadRoute, Blame::Caller, false),
            (status(302), Blame::Provider, true),
            (status(400), Blame::Caller, false),
            (status(401), Blame::Gate, true),
            (status(403), Blame::Gate, true),
            (status(404), Blame::Caller, false),
            (status(408), Blame::Provider, true),
            (status(413), Blame::Caller, false),
            (status(422), Blame::Caller, false),
            (status(429), Blame::Provider, true),
            (status(500), Blame::Provider, true),
            (status(529), Blame::Provider, true),
        ] {
            let error = UpstreamError::sent(fault);
            assert_eq!((error.blame(), error.is_retryable()), (blame, is_retryable), "{:?}", error.kind);
        }
    }

    #[test]
    fn blocked_refused_and_silent_targets_read_the_same() {
        let shown = |fault| format!("{:?}", UpstreamError::unsent(fault).refusal());
        for fault in [Fault::Connect, Fault::Tls, Fault::Timeout(Phase::Connect)] {
            assert_eq!(shown(fault.clone()), shown(Fault::Blocked), "{fault:?}");
        }
    }

    #[test]
    fn refusals_keep_status_and_wait() {
        assert!(matches!(
            UpstreamError::sent(status(429)).refusal(),
            Refusal::ProviderError { upstream_status: Some(429), retry_after_seconds: Some(7), .. }
        ));
        let late = UpstreamError::sent(Fault::Timeout(Phase::Header));
        assert!(matches!(late.refusal(), Refusal::ProviderTimeout));
    }
}

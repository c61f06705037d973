//! Failure: what a failed attempt means for the next one.

use std::time::Duration;

use crate::routing::Failure;
use crate::upstream::{Fault, Phase, UpstreamError};

/// The class of a failure, as the rules of routing know it.
pub(super) fn of(error: &UpstreamError) -> Failure {
    match &error.kind {
        Fault::Connect | Fault::Blocked | Fault::Tls | Fault::Timeout(Phase::Connect) => Failure::Connect,
        Fault::Timeout(_) | Fault::Reset if error.sent => Failure::Lost,
        Fault::Timeout(_) | Fault::Reset => Failure::Connect,
        Fault::Status { status, retry_after_seconds, .. } => {
            of_status(*status, retry_after_seconds.map(Duration::from_secs))
        }
        Fault::Garbage | Fault::Incomplete => Failure::Garbage,
        Fault::BadKey => Failure::KeyRefused,
        // The same answer would be too large anywhere, and the same names would be wrong.
        Fault::TooLarge | Fault::BadRoute => Failure::Caller,
    }
}

fn of_status(status: u16, retry_after: Option<Duration>) -> Failure {
    match status {
        401 | 402 | 403 | 407 => Failure::KeyRefused,
        429 => Failure::RateLimited { retry_after },
        408 | 425 => Failure::Server { retry_after },
        400..=499 => Failure::Caller,
        _ => Failure::Server { retry_after },
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::routing::Failure;
    use crate::upstream::{Fault, Phase, UpstreamError};

    #[test]
    fn every_fault_has_its_class() {
        let status = |status| Fault::Status { status, retry_after_seconds: None, message: None };
        for (kind, sent, class) in [
            (Fault::Connect, false, Failure::Connect),
            (Fault::Timeout(Phase::Connect), false, Failure::Connect),
            (Fault::Timeout(Phase::Header), true, Failure::Lost),
            (Fault::Reset, true, Failure::Lost),
            (Fault::Reset, false, Failure::Connect),
            (Fault::Garbage, true, Failure::Garbage),
            (Fault::TooLarge, true, Failure::Caller),
            (status(302), true, Failure::Server { retry_after: None }),
            (status(400), true, Failure::Caller),
            (status(401), true, Failure::KeyRefused),
            (status(404), true, Failure::Caller),
            (status(408), true, Failure::Server { retry_after: None }),
            (status(429), true, Failure::RateLimited { retry_after: None }),
            (status(529), true, Failure::Server { retry_after: None }),
        ] {
            let error = UpstreamError { kind, sent, began: false };
            assert_eq!(of(&error), class, "{error:?}");
        }
    }
}

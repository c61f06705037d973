//! Rate limit: requests per minute of the organisation and the key.

use std::sync::Arc;

use crate::caller::{Caller, RateMode};
use crate::clock::Clock;
use crate::clock::Moment;
use crate::format::ClientFormat;
use crate::limits::{Claim, Counters, Verdict, WindowId};
use crate::receipt::RateState;
use crate::refusal::Refusal;

/// Counts requests.
pub(crate) struct RateLimit {
    pub(crate) counters: Arc<dyn Counters>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl RateLimit {
    /// How the caller's rate stands before anything is counted: callers are told it with every response, also when
    /// their call is refused before this stage.
    pub(crate) async fn peek(&self, caller: &Caller) -> Option<RateState> {
        let claim = claims(caller).pop()?;
        self.counters.peek(claim, Moment::of(self.clock.as_ref())).await.ok()
    }

    /// Counts the call in every window it falls into, or refuses it and counts it in none.
    ///
    /// The state of the rate is noted in `state` in both cases, since callers are told it either way. Counters that
    /// cannot be reached refuse: a limit nobody can check is not a limit.
    pub(crate) async fn run(
        &self,
        caller: &Caller,
        format: ClientFormat,
        state: &mut Option<RateState>,
    ) -> Result<(), Refusal> {
        let claims = claims(caller);
        // To count tokens is not to call a model.
        if claims.is_empty() || format == ClientFormat::CountTokens {
            return Ok(());
        }
        let at = Moment::of(self.clock.as_ref());
        match self.counters.take(&claims, at).await {
            Ok(Verdict::Admitted(now)) => {
                *state = now;
                Ok(())
            }
            Ok(Verdict::Refused { state: now, retry_after_seconds }) => {
                *state = Some(now);
                Err(Refusal::RateLimited { limit: now.limit, retry_after_seconds })
            }
            Err(error) => {
                tracing::error!(%error, "rate limits cannot be checked");
                Err(Refusal::Internal)
            }
        }
    }
}

/// The windows a call of this caller falls into; the key's comes last, since its state is the one that is shown.
fn claims(caller: &Caller) -> Vec<Claim> {
    let (org, key) = (&caller.org, &caller.key);
    let of_org = org.policy.rpm_limit.map(|limit| Claim {
        window: WindowId::Org(org.id),
        limit,
        admitted: RateMode::SlidingBurst.admitted(limit),
    });
    let of_key = key.rpm_limit.map(|limit| Claim {
        window: WindowId::Key(key.id),
        limit,
        admitted: key.rate_mode.admitted(limit),
    });
    of_org.into_iter().chain(of_key).collect()
}

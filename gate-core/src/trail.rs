//! Trail: the steps a call went through, in order, and how long each took.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::refusal::Refusal;

/// The steps of the chain, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Whose key it is, and whether it may be used here.
    Auth,
    /// What the call asks for.
    Parse,
    /// Requests per minute.
    RateLimit,
    /// What the call may cost, set aside in every budget.
    Budget,
    /// Personal data and secrets.
    PiiScan,
    /// Rules over the redacted text.
    Policy,
    /// Models the key may use.
    ModelAllowlist,
    /// The provider's work.
    Provider,
}

impl Step {
    /// Every step, in order; a call that is answered has exactly these on its trail.
    pub const ALL: [Self; 8] = [
        Self::Auth,
        Self::Parse,
        Self::RateLimit,
        Self::Budget,
        Self::PiiScan,
        Self::Policy,
        Self::ModelAllowlist,
        Self::Provider,
    ];

    /// The step's name in records, metrics and simulations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Parse => "parse",
            Self::RateLimit => "rate_limit",
            Self::Budget => "hierarchical_budget",
            Self::PiiScan => "pii_scan",
            Self::Policy => "policy",
            Self::ModelAllowlist => "model_allowlist",
            Self::Provider => "provider",
        }
    }
}

/// What one call went through so far.
pub struct Trail {
    clock: Arc<dyn Clock>,
    began: Duration,
    steps: Vec<(Step, Duration)>,
    denied: Option<Step>,
}

impl Trail {
    /// A trail that begins now.
    pub fn begin(clock: Arc<dyn Clock>) -> Self {
        let began = clock.monotonic();
        Self { clock, began, steps: Vec::with_capacity(Step::ALL.len()), denied: None }
    }

    /// Runs one step and notes its name and time, whether it passes or refuses.
    ///
    /// The time includes waiting; a step that refuses is the last one on the trail.
    pub async fn step<T>(
        &mut self,
        step: Step,
        work: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let before = self.clock.monotonic();
        let result = work.await;
        self.steps.push((step, self.clock.monotonic().saturating_sub(before)));
        if result.is_err() {
            self.denied = Some(step);
        }
        result
    }

    /// Waits for the verdict of a step that began earlier and was overlapped by later ones; the waiting counts as
    /// its time.
    pub async fn verdict<T>(
        &mut self,
        step: Step,
        verdict: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let before = self.clock.monotonic();
        let result = verdict.await;
        let waited = self.clock.monotonic().saturating_sub(before);
        if let Some((_, time)) = self.steps.iter_mut().find(|(noted, _)| *noted == step) {
            *time += waited;
        }
        if result.is_err() {
            self.denied = Some(step);
        }
        result
    }

    /// Names the step that refused the call although it had passed at first.
    pub fn blame(&mut self, step: Step) {
        self.denied = Some(step);
    }

    /// The steps so far with the time each took.
    pub fn steps(&self) -> &[(Step, Duration)] {
        &self.steps
    }

    /// The step that refused the call.
    pub fn denied(&self) -> Option<Step> {
        self.denied
    }

    /// Time since the call began.
    pub fn elapsed(&self) -> Duration {
        self.clock.monotonic().saturating_sub(self.began)
    }

    /// Time spent on governance: every step but the provider's own.
    pub fn governance(&self) -> Duration {
        self.steps.iter().filter(|(step, _)| *step != Step::Provider).map(|(_, time)| *time).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Step, Trail};
    use crate::clock::SystemClock;
    use crate::refusal::Refusal;

    #[tokio::test]
    async fn a_refusing_step_is_named_and_a_late_verdict_wins() {
        let mut trail = Trail::begin(Arc::new(SystemClock::default()));
        trail.step(Step::Auth, async { Ok::<_, Refusal>(()) }).await.expect("passes");
        trail.step(Step::Budget, async { Ok::<_, Refusal>(()) }).await.expect("still open");
        let overlapped = trail.step(Step::PiiScan, async { Err::<(), _>(Refusal::Internal) }).await;
        assert!(overlapped.is_err() && trail.denied() == Some(Step::PiiScan));
        let verdict = trail.verdict(Step::Budget, async { Err::<(), _>(Refusal::CostNotRecorded) }).await;
        assert!(verdict.is_err() && trail.denied() == Some(Step::Budget));
        let names: Vec<_> = trail.steps().iter().map(|(step, _)| *step).collect();
        assert_eq!(names, [Step::Auth, Step::Budget, Step::PiiScan], "a verdict adds no step of its own");
    }
}

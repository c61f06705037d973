//! Budget: what the call may cost, set aside in every budget above the key before anything is sent.

use std::future::Future;
use std::sync::Arc;

use crate::call::CallOptions;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::format::Request;
use crate::handoff::{Candidate, Parsed, Pending, Quote, Reserved};
use crate::id::CallId;
use crate::offload;
use crate::pricing::{PriceCard, TokenCounter, affordable_output, estimate};
use crate::refusal::Refusal;
use crate::store::{Belongs, Granted, Ledger, Reservation, ReserveError};

/// Output tokens assumed for an estimate when the caller states no limit.
const DEFAULT_OUTPUT_TOKENS: u64 = 1_024;
/// Below this many output tokens per choice an answer is of no use, so the call is refused instead.
const MIN_OUTPUT_TOKENS: u64 = 16;

/// Sets money aside.
pub(crate) struct Budget {
    pub(crate) ledger: Ledger,
    pub(crate) tokens: Arc<TokenCounter>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Budget {
    /// Counts the input and hands the reservation to the store, without waiting for its verdict.
    pub(crate) async fn reserve(
        &self,
        call_id: CallId,
        caller: &Caller,
        parsed: Parsed,
        options: &CallOptions,
    ) -> Result<(Parsed, Pending<impl Future<Output = Result<Granted, ReserveError>> + Send + use<>>), Refusal>
    {
        let (parsed, input_tokens) = self.count(parsed).await;
        let (quote, card) = dearest(caller, &parsed, input_tokens)?;
        let key = &caller.key;
        let verdict = self.ledger.reserve(Reservation {
            belongs: Belongs { call_id, org: key.org, team: key.team, tenant: key.tenant, key: key.id },
            now_ms: self.clock.unix_ms(),
            floor: quote.floor,
            want: quote.want,
            estimate: quote.estimate,
            session_id: options.session_id.clone(),
            provider: Some(parsed.chosen.served.id.to_string()),
            model: parsed.chosen.model.clone(),
            requested_model: parsed.requested_model.clone(),
            price_version: Some(card.version.to_string()),
            stream: parsed.request.is_stream(),
            tags: options.tags.clone(),
        });
        Ok((parsed, Pending { quote, card, verdict }))
    }

    /// The first count loads the vocabulary, which takes a while: that goes off the async threads, as large bodies do.
    async fn count(&self, parsed: Parsed) -> (Parsed, u64) {
        let tokens = Arc::clone(&self.tokens);
        let size = if tokens.is_ready(&parsed.chosen.model) { parsed.body_bytes } else { usize::MAX };
        offload::sized(size, move || {
            let count = tokens.estimate_input(&parsed.request);
            (parsed, count)
        })
        .await
    }
}

/// The quote of the dearest of those who may be asked: whoever answers in the end, enough is set aside.
fn dearest(caller: &Caller, parsed: &Parsed, input_tokens: u64) -> Result<(Quote, Arc<PriceCard>), Refusal> {
    let quote = |candidate: &Candidate| decide(caller, &parsed.request, &candidate.card, input_tokens);
    let mut dearest = (quote(&parsed.chosen)?, &parsed.chosen.card);
    for fallback in parsed.fallbacks.iter().filter(|other| !Arc::ptr_eq(&other.card, dearest.1)) {
        let other = quote(fallback)?;
        if (other.floor, other.want) > (dearest.0.floor, dearest.0.want) {
            dearest = (other, &fallback.card);
        }
    }
    Ok((dearest.0, Arc::clone(dearest.1)))
}

/// What the call may cost, and what of it must be set aside.
pub(crate) fn decide(
    caller: &Caller,
    request: &Request,
    card: &PriceCard,
    input_tokens: u64,
) -> Result<Quote, Refusal> {
    let choices = request.choices();
    let asked = request.max_output();
    let model_limit = u64::from(card.max_output_tokens);
    let cost = |output: u64| estimate(card, input_tokens, output.saturating_mul(choices));
    let expected = cost(asked.unwrap_or_else(|| DEFAULT_OUTPUT_TOKENS.min(model_limit)));
    let per_request = [caller.key.max_cost_per_request, caller.org.policy.max_cost_per_request];
    let per_request = per_request.into_iter().flatten().min();
    if let Some(limit) = per_request.filter(|limit| expected > *limit) {
        return Err(Refusal::CostPerRequest { estimate: expected, limit });
    }
    let limited = per_request.is_some() || has_budget(caller);
    let (floor, want) = match asked {
        None if limited => (cost(MIN_OUTPUT_TOKENS), cost(model_limit)),
        _ => (expected, expected),
    };
    let want = per_request.map_or(want, |limit| want.min(limit)).max(floor);
    Ok(Quote { input_tokens, estimate: expected, floor, want, choices, open_ended: asked.is_none(), limited })
}

/// The store's verdict in the chain's words: how many output tokens the grant pays.
pub(crate) fn settle_verdict(
    quote: &Quote,
    card: &PriceCard,
    verdict: Result<Granted, ReserveError>,
) -> Result<Reserved, Refusal> {
    let granted = verdict.map_err(refuse)?;
    let pays = || affordable_output(card, quote.input_tokens, granted.amount);
    let output_tokens = quote.limited.then(pays);
    let per_choice = output_tokens.map(|tokens| tokens / quote.choices.max(1));
    let binding = per_choice.filter(|tokens| quote.open_ended && *tokens < u64::from(card.max_output_tokens));
    Ok(Reserved { granted, output_tokens, limit_to_send: binding })
}

fn has_budget(caller: &Caller) -> bool {
    let (key, policy) = (&caller.key, &caller.org.policy);
    let limits = [key.daily_budget, key.monthly_budget, policy.daily_budget, policy.monthly_budget];
    // Budgets of teams and tenants stand in the store alone; their keys are treated as limited.
    limits.iter().any(Option::is_some) || key.team.is_some()
}

fn refuse(error: ReserveError) -> Refusal {
    use crate::refusal::{BudgetScope, Period};
    match error {
        ReserveError::Denied(budget) => match (budget.scope, budget.period) {
            (BudgetScope::Org, Period::Day) => Refusal::DailyBudget(budget),
            (BudgetScope::Org, Period::Month) => Refusal::MonthlyBudget(budget),
            (BudgetScope::Team | BudgetScope::Tenant | BudgetScope::Key, _) => {
                Refusal::HierarchicalBudget(budget)
            }
        },
        ReserveError::Store(error) => {
            tracing::error!(%error, "a reservation could not be written");
            Refusal::CostNotRecorded
        }
    }
}

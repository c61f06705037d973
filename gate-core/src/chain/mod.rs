//! Chain: the order in which a call is checked. Nothing else knows it.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::call::Call;
use crate::exchanges::Pending;
use crate::format::ClientFormat;
use crate::handoff::{AnswerTexts, Reserved};
use crate::open::Open;
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::stages::authenticate::Authenticate;
use crate::stages::budget::{self, Budget};
use crate::stages::model_allowlist::ModelAllowlist;
use crate::stages::parse::Parse;
use crate::stages::policy::Policy;
use crate::stages::provider::{Outgoing, Provide, Provided};
use crate::stages::rate_limit::RateLimit;
use crate::stages::redact::Redact;
use crate::trail::Step;

/// Every stage.
pub(crate) struct Chain {
    pub(crate) authenticate: Authenticate,
    pub(crate) parse: Parse,
    pub(crate) rate_limit: RateLimit,
    pub(crate) budget: Budget,
    pub(crate) redact: Redact,
    pub(crate) policy: Policy,
    pub(crate) model_allowlist: ModelAllowlist,
    pub(crate) provide: Provide,
}

/// A call that passed every check, and what the provider began to answer.
pub(crate) struct Admitted {
    /// What came of asking the provider.
    pub(crate) provided: Provided,
    /// What becomes of the texts of the answer.
    pub(crate) texts: AnswerTexts,
    /// What may be spent.
    pub(crate) reserved: Reserved,
    /// Whether the caller of a stream asked for the usage itself.
    pub(crate) usage_asked: bool,
    /// The caller's format.
    pub(crate) format: ClientFormat,
    /// What is kept of the exchange once it is answered.
    pub(crate) exchange: Option<Box<Pending>>,
}

impl Chain {
    /// Read this top to bottom: it is the order.
    ///
    /// The reservation travels to the store while the text is examined. A refusal of those stages is given out only
    /// after the store's verdict, which wins.
    pub(crate) async fn admit(
        &self,
        call: &Call,
        open: &mut Open,
        caller_waits: &mut oneshot::Sender<Outcome>,
    ) -> Result<Admitted, Refusal> {
        let recognised = open.trail.step(Step::Auth, self.authenticate.run(call)).await?;
        open.recognised(&recognised);
        let (entry, caller) = (&recognised.entry, &recognised.entry.caller);
        open.receipt.rate = self.rate_limit.peek(caller).await;

        let wanted = &mut open.wanted;
        let parsed = open.trail.step(Step::Parse, self.parse.run(call, &caller.key, wanted)).await?;
        open.parsed(&parsed);
        let rate = &mut open.receipt.rate;
        let format = parsed.request.format();
        open.trail.step(Step::RateLimit, self.rate_limit.run(caller, format, rate)).await?;

        let reserve = self.budget.reserve(open.id, caller, parsed, &call.options);
        let (parsed, pending) = open.trail.step(Step::Budget, reserve).await?;
        open.booked(&pending.card, pending.quote);
        let (card, usage_asked) = (Arc::clone(&pending.card), parsed.request.includes_usage());

        let session = call.options.session_id.as_deref();
        let examined = async {
            let redacted = open.trail.step(Step::PiiScan, self.redact.run(entry, parsed, session)).await?;
            open.receipt.redacted = redacted.replaced;
            let redacted = open.trail.step(Step::Policy, self.policy.run(entry, redacted)).await?;
            open.trail.step(Step::ModelAllowlist, self.model_allowlist.run(caller, redacted)).await
        }
        .await;
        let verdict = async { budget::settle_verdict(&pending.quote, &card, pending.verdict.await) };
        let verdict = open.trail.verdict(Step::Budget, verdict).await;
        let reserved = open.verdict(verdict)?;
        let mut redacted = examined?;
        let exchange = redacted.parsed.exchange.take();

        let outgoing = Outgoing {
            call_id: open.id,
            parsed: redacted.parsed,
            input_tokens: pending.quote.input_tokens,
            limit_to_send: reserved.limit_to_send,
            options: &call.options,
            caller_waits,
            exchange: &mut open.exchange,
            attempts: &mut open.attempts,
        };
        let provided = open.trail.step(Step::Provider, self.provide.run(outgoing)).await?;
        Ok(Admitted { provided, texts: redacted.texts, reserved, usage_asked, format, exchange })
    }
}

#[cfg(test)]
mod tests;

//! Policy: the key's rules over the redacted text.

use std::sync::Arc;

use crate::caller::RuleTarget;
use crate::handoff::Redacted;
use crate::offload;
use crate::policy::Decision;
use crate::refusal::Refusal;
use crate::store::directory::Entry;

/// Applies the policy firewall.
pub(crate) struct Policy;

impl Policy {
    /// Refuses with [`Refusal::PolicyBlocked`] when a blocking rule matches. Rules that no longer compile refuse
    /// every call of the key: a firewall that cannot be read lets nothing through.
    pub(crate) async fn run(&self, entry: &Arc<Entry>, redacted: Redacted) -> Result<Redacted, Refusal> {
        let Some(policy) = &entry.policy else {
            tracing::error!(key = %entry.caller.key.public_id, "a stored policy rule does not compile");
            return Err(Refusal::Internal);
        };
        if policy.is_empty() {
            return Ok(redacted);
        }
        let entry = Arc::clone(entry);
        offload::sized(redacted.parsed.body_bytes, move || decide(&entry, redacted)).await
    }
}

/// The first string with a blocked match decides.
fn decide(entry: &Entry, redacted: Redacted) -> Result<Redacted, Refusal> {
    let Some(policy) = &entry.policy else { return Err(Refusal::Internal) };
    let mut blocked = None;
    redacted.parsed.request.each_string(&mut |text| {
        if blocked.is_some() {
            return;
        }
        let verdict = policy.decide(text, RuleTarget::Request);
        for flag in verdict.flags {
            tracing::info!(rule = %flag, key = %entry.caller.key.public_id, "a policy rule flagged a request");
        }
        if let Decision::Block { rule_name, .. } = verdict.decision {
            blocked = Some(rule_name);
        }
    });
    blocked.map_or(Ok(redacted), |rule| Err(Refusal::PolicyBlocked { rule }))
}

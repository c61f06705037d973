//! Policy: the key's rules over the redacted text.

use std::sync::Arc;

use crate::handoff::Redacted;
use crate::offload;
use crate::policy::{PolicyVerdict, Side};
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
        if policy.is_empty(Side::Request) {
            return Ok(redacted);
        }
        let entry = Arc::clone(entry);
        offload::sized(redacted.parsed.body_bytes, move || decide(&entry, redacted)).await
    }
}

/// Each string is judged by itself; the first that is blocked decides.
fn decide(entry: &Entry, mut redacted: Redacted) -> Result<Redacted, Refusal> {
    let Some(policy) = &entry.policy else { return Err(Refusal::Internal) };
    let judged = redacted.parsed.request.visit_strings(&mut |_, text| {
        let decision = policy.decide(text, Side::Request);
        for flag in decision.flags {
            tracing::info!(rule = %flag.rule_id, key = %entry.caller.key.public_id, "a policy rule flagged a request");
        }
        match decision.verdict {
            PolicyVerdict::Pass => Ok(None),
            PolicyVerdict::Block(hit) => Err(Refusal::PolicyBlocked { rule: hit.rule_name }),
        }
    });
    judged.map(|_| redacted)
}

//! Model allow-list: the models that the key and the organisation may use.

use crate::caller::Caller;
use crate::handoff::Redacted;
use crate::policy::model_allowed;
use crate::refusal::Refusal;

/// Compares models with the lists.
pub(crate) struct ModelAllowlist;

impl ModelAllowlist {
    /// Refuses with [`Refusal::ModelNotAllowed`] unless both the requested and the resolved name are allowed; of those
    /// who would be asked next only the allowed ones are left.
    #[expect(clippy::unused_async, reason = "a stage is awaited by the trail, whether it waits or not")]
    pub(crate) async fn run(&self, caller: &Caller, mut redacted: Redacted) -> Result<Redacted, Refusal> {
        let parsed = &mut redacted.parsed;
        let requested = parsed.requested_model.as_str();
        if !decide(caller, requested, &parsed.chosen.model) {
            return Err(Refusal::ModelNotAllowed { model: requested.to_owned() });
        }
        parsed.fallbacks.retain(|fallback| decide(caller, requested, &fallback.model));
        Ok(redacted)
    }
}

/// Whether both names of the model are on every list there is.
pub(crate) fn decide(caller: &Caller, requested: &str, resolved: &str) -> bool {
    [&caller.key.allowed_models, &caller.org.policy.allowed_models]
        .into_iter()
        .all(|list| model_allowed(list, requested) && model_allowed(list, resolved))
}

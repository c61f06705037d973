//! Authenticate: whose key it is, and whether it may be used now, from here and for this.

use std::net::IpAddr;
use std::sync::Arc;

use crate::call::{Call, Credential, Operation};
use crate::caller::{Capability, Key};
use crate::clock::Clock;
use crate::refusal::Refusal;
use crate::store::directory::{Directory, Entry};

/// Recognises callers by the directory of keys.
pub(crate) struct Authenticate {
    pub(crate) directory: Arc<Directory>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// A caller that may go on.
pub(crate) struct Recognised {
    /// The key and everything that hangs on it.
    pub(crate) entry: Arc<Entry>,
    /// Whether the key was rotated and is in its time of grace.
    pub(crate) in_grace: bool,
}

impl Authenticate {
    /// Refuses unknown, disabled, expired, rotated and revoked keys, foreign addresses and missing scopes.
    #[expect(clippy::unused_async, reason = "a stage is awaited by the trail, whether it waits or not")]
    pub(crate) async fn run(&self, call: &Call) -> Result<Recognised, Refusal> {
        let capability = match call.operation {
            Operation::ChatCompletion
            | Operation::Message
            | Operation::TokenCount
            | Operation::Response
            | Operation::Embedding
            | Operation::Content => Capability::CallModels,
        };
        self.recognise(call.credential, call.client_address, capability)
    }

    /// Whether the credential belongs to any key.
    pub(crate) fn knows(&self, credential: Credential) -> bool {
        matches!(credential, Credential::Key(family, digest) if self.directory.find(family, digest).is_some())
    }

    /// The same rule for requests that are no calls: model lists, usage.
    pub(crate) fn recognise(
        &self,
        credential: Credential,
        address: Option<IpAddr>,
        capability: Capability,
    ) -> Result<Recognised, Refusal> {
        let Credential::Key(family, digest) = credential else { return Err(Refusal::KeyMissing) };
        let entry = self.directory.find(family, digest).ok_or(Refusal::KeyInvalid)?;
        let in_grace = decide(&entry.caller.key, self.clock.unix_ms(), address, capability)?;
        Ok(Recognised { entry, in_grace })
    }
}

/// Whether the key may be used; `true` when it was rotated and still has grace.
pub(crate) fn decide(
    key: &Key,
    now_ms: i64,
    address: Option<IpAddr>,
    capability: Capability,
) -> Result<bool, Refusal> {
    if key.revoked_at_ms.is_some() {
        return Err(Refusal::KeyInvalid);
    }
    if !key.enabled {
        return Err(Refusal::KeyDisabled);
    }
    if key.expires_at_ms.is_some_and(|end| end <= now_ms) {
        return Err(Refusal::KeyExpired);
    }
    if let Some(replacement) = &key.rotated_to
        && key.grace_until_ms.is_none_or(|end| end <= now_ms)
    {
        return Err(Refusal::KeyRotated { replacement: replacement.clone() });
    }
    if !address_allowed(key, address) {
        return Err(Refusal::IpNotAllowed);
    }
    if !key.grants(capability) {
        return Err(Refusal::InsufficientScope { needed: capability.needed() });
    }
    Ok(key.rotated_to.is_some())
}

/// A list of addresses refuses a caller whose address is not known.
fn address_allowed(key: &Key, address: Option<IpAddr>) -> bool {
    key.allowed_ips.is_empty()
        || address.is_some_and(|ip| key.allowed_ips.iter().any(|net| net.contains(&ip.to_canonical())))
}

#[cfg(test)]
mod tests;

//! Dialect: which of them a request speaks, and who it says it is from.

#[cfg(test)]
mod tests;

use gate_core::call::{CallOptions, Credential};
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use gate_core::secret::Secret;
use http::HeaderMap;

use crate::agentwatch::Agentwatch;
use crate::anuragate::Anuragate;
use crate::credential::Carriers;
use crate::curate_me::CurateMe;
use crate::denial::Denial;
use crate::head::{Head, is_under};
use crate::headers::Elapsed;

/// A way of speaking HTTP with the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// An OpenAI-compatible proxy with virtual keys.
    Anuragate,
    /// A proxy with a governance chain, approvals and an administration interface.
    CurateMe,
    /// A tenant proxy with an administration interface of its own.
    Agentwatch,
}

/// What a dialect knows. One type per dialect implements it, in the dialect's own folder.
pub(crate) trait Speaker: Sync {
    /// Whether this path is the dialect's alone.
    fn owns(&self, path: &str) -> bool;
    /// The credential of this dialect; `None` when none of its places holds one.
    fn credential(&self, carriers: &Carriers<'_>) -> Result<Option<Credential>, Refusal>;
    /// What the dialect's headers add to a call.
    fn options(&self, headers: &HeaderMap) -> Result<CallOptions, Refusal>;
    /// Status and body of a refusal.
    fn denial(&self, refusal: &Refusal) -> Denial;
    /// Headers of every response: request id, rate limit and what else the dialect always tells.
    fn describe(&self, headers: &mut HeaderMap, receipt: &Receipt, elapsed: Option<Elapsed>);
    /// Headers that only the answer to a model call has.
    fn describe_answer(&self, headers: &mut HeaderMap, receipt: &Receipt);
    /// Headers that only a refusal has.
    fn describe_denial(&self, headers: &mut HeaderMap, refusal: &Refusal, receipt: Option<&Receipt>);
}

impl Dialect {
    /// Every dialect, in the order in which credentials are looked for.
    pub const ALL: [Self; 3] = [Self::Anuragate, Self::CurateMe, Self::Agentwatch];

    /// The dialect's name in configuration, rows and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anuragate => "anuragate",
            Self::CurateMe => "curate-me",
            Self::Agentwatch => "agentwatch",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// The status of a refusal in this dialect, for records that are written where no dialect is known.
    pub fn status_of(self) -> fn(&Refusal) -> u16 {
        match self {
            Self::Anuragate => |refusal| Anuragate.denial(refusal).status.as_u16(),
            Self::CurateMe => |refusal| CurateMe.denial(refusal).status.as_u16(),
            Self::Agentwatch => |refusal| Agentwatch.denial(refusal).status.as_u16(),
        }
    }

    pub(crate) fn speaker(self) -> &'static dyn Speaker {
        match self {
            Self::Anuragate => &Anuragate,
            Self::CurateMe => &CurateMe,
            Self::Agentwatch => &Agentwatch,
        }
    }

    /// The dialect whose path this is; `None` for paths that all of them share.
    fn owning(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.speaker().owns(path))
    }

    /// The dialect of a shared path without a credential: what the other headers suggest, then the path.
    fn suggested(head: &Head<'_>, default: Self) -> Self {
        let has_header = |prefix: &str| head.headers.keys().any(|name| name.as_str().starts_with(prefix));
        if has_header("x-cm-") {
            Self::CurateMe
        } else if has_header("x-gate-") {
            Self::Anuragate
        } else if is_under(head.path, "/v1/messages") {
            Self::CurateMe
        } else {
            default
        }
    }
}

/// What a request's head came to.
#[derive(Debug)]
pub struct Recognised {
    /// The dialect to answer in.
    pub dialect: Dialect,
    /// Who asks; only a digest of what was presented.
    pub credential: Credential,
    /// The caller's own key for the provider.
    pub provider_key: Option<Secret>,
}

/// A head that contradicts itself, and the dialect in which to say so.
#[derive(Debug)]
pub struct Rejected {
    /// The dialect to answer in.
    pub dialect: Dialect,
    /// What is wrong.
    pub refusal: Refusal,
}

/// Finds the dialect of a request and the credential it presents.
///
/// A path that one dialect owns decides first, then the credential, then other headers, last `default`. Any dialect's
/// credential is read on any path. Two gateway credentials of different dialects, one place filled twice, or two
/// different keys where one dialect reads both are refused: who is meant would be a guess.
pub fn choose(head: &Head<'_>, default: Dialect) -> Result<Recognised, Rejected> {
    let owner = Dialect::owning(head.path);
    let carriers = Carriers::of(head);
    let mut found: Option<(Dialect, Credential)> = None;
    let mut contradiction = carriers.refuse_repeated().err();
    for dialect in Dialect::ALL {
        match dialect.speaker().credential(&carriers) {
            Ok(None) => {}
            Ok(Some(_)) if found.is_some() => contradiction = Some(two_credentials()),
            Ok(Some(credential)) => found = Some((dialect, credential)),
            Err(refusal) => {
                found = found.or(Some((dialect, Credential::Missing)));
                contradiction = Some(refusal);
            }
        }
    }
    if found.is_some() && carriers.has_other_gateway_credential() {
        contradiction = Some(two_credentials());
    }
    let dialect =
        owner.or(found.map(|(dialect, _)| dialect)).unwrap_or_else(|| Dialect::suggested(head, default));
    if let Some(refusal) = contradiction {
        return Err(Rejected { dialect, refusal });
    }
    let credential = found.map_or(Credential::Missing, |(_, credential)| credential);
    // Without a gateway key the request goes nowhere: whatever else it carries is not even looked at.
    let provider_key = match credential {
        Credential::Missing => None,
        Credential::Key(..) => carriers.provider_key().map_err(|refusal| Rejected { dialect, refusal })?,
    };
    Ok(Recognised { dialect, credential, provider_key })
}

fn two_credentials() -> Refusal {
    Refusal::malformed("The request presents two gateway credentials.")
}

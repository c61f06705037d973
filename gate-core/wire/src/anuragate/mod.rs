//! Anuragate: an OpenAI-compatible proxy with virtual keys; its headers begin with `x-gate-`.

mod refusals;

use gate_core::call::{CallOptions, Credential, KeyFamily};
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use http::{HeaderMap, HeaderName};

use crate::credential::{Carriers, key_or_missing};
use crate::denial::Denial;
use crate::dialect::Speaker;
use crate::head::is_under;
use crate::headers::{Elapsed, FALSE, TRUE, put_bool, put_money, put_names, put_rate, put_shown, put_text};
use crate::request::session_id;

const SESSION_ID: HeaderName = HeaderName::from_static("x-gate-session-id");
const SESSION: HeaderName = HeaderName::from_static("x-gate-session");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-gate-request-id");
const COST: HeaderName = HeaderName::from_static("x-gate-cost");
const CACHED: HeaderName = HeaderName::from_static("x-gate-cached");
const PROVIDER: HeaderName = HeaderName::from_static("x-gate-provider");
const REDACTED: HeaderName = HeaderName::from_static("x-gate-redacted");
const DROPPED: HeaderName = HeaderName::from_static("x-gate-dropped");
const POLICY_BLOCKED: HeaderName = HeaderName::from_static("x-gate-policy-blocked");
const SESSION_KILLED: HeaderName = HeaderName::from_static("x-gate-session-killed");
const AUDIT_PASSED: HeaderName = HeaderName::from_static("x-gate-audit-passed");
const APPROVAL_ID: HeaderName = HeaderName::from_static("x-gate-approval-id");

/// The dialect.
pub(crate) struct Anuragate;

impl Speaker for Anuragate {
    fn owns(&self, path: &str) -> bool {
        ["/api/dashboard", "/v1/tools", "/v1/audits"].iter().any(|root| is_under(path, root))
    }

    fn credential(&self, carriers: &Carriers<'_>) -> Result<Option<Credential>, Refusal> {
        let bearers = carriers.bearer_like().filter(|token| has_prefix(token));
        let mut keys = carriers.gate_key.into_iter().chain(bearers).map(key);
        let first = keys.next();
        if keys.any(|other| Some(other) != first) {
            return Err(Refusal::malformed("The request presents two different keys."));
        }
        Ok(first)
    }

    fn options(&self, headers: &HeaderMap) -> Result<CallOptions, Refusal> {
        let session_id = match session_id(headers, SESSION_ID)? {
            Some(id) => Some(id),
            None => session_id(headers, SESSION)?,
        };
        Ok(CallOptions { session_id, ..CallOptions::default() })
    }

    fn denial(&self, refusal: &Refusal) -> Denial {
        refusals::denial(refusal)
    }

    fn describe(&self, headers: &mut HeaderMap, receipt: &Receipt, _elapsed: Option<Elapsed>) {
        put_shown(headers, REQUEST_ID, receipt.call_id);
        if let Some(rate) = &receipt.rate {
            put_rate(headers, rate);
        }
    }

    fn describe_answer(&self, headers: &mut HeaderMap, receipt: &Receipt) {
        if let Some(cost) = receipt.cost {
            put_money(headers, COST, cost);
        }
        put_bool(headers, CACHED, receipt.cached);
        if let Some(provider) = &receipt.provider {
            put_text(headers, PROVIDER, provider);
        }
        if receipt.redacted > 0 {
            headers.insert(REDACTED, receipt.redacted.into());
        }
        put_names(headers, DROPPED, &receipt.dropped);
    }

    fn describe_denial(&self, headers: &mut HeaderMap, refusal: &Refusal, receipt: Option<&Receipt>) {
        if let Some(provider) = receipt.and_then(|receipt| receipt.provider.as_ref()) {
            put_text(headers, PROVIDER, provider);
        }
        match refusal {
            Refusal::PiiBlocked { .. }
            | Refusal::SecretBlocked { .. }
            | Refusal::SafetyBlocked { .. }
            | Refusal::PolicyBlocked { .. } => drop(headers.insert(POLICY_BLOCKED, TRUE)),
            Refusal::SessionBudget | Refusal::SessionKilled | Refusal::LoopDetected => {
                headers.insert(SESSION_KILLED, TRUE);
            }
            Refusal::AuditBlocked => drop(headers.insert(AUDIT_PASSED, FALSE)),
            Refusal::ApprovalRequired(pending) => put_text(headers, APPROVAL_ID, &pending.id),
            _ => {}
        }
    }
}

/// Whether a value begins like a key of this dialect.
pub(crate) fn has_prefix(value: &str) -> bool {
    value.starts_with("gk_") || value.starts_with("gk-")
}

/// A key is `gk_` or `gk-` and 8 to 128 letters, digits, `_` or `-`.
fn key(secret: &str) -> Credential {
    let body = if has_prefix(secret) { &secret[3..] } else { "" };
    let has_form = (8..=128).contains(&body.len())
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    key_or_missing(KeyFamily::Anuragate, secret, has_form)
}

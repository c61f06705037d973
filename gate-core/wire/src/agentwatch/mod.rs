//! Agentwatch: a tenant proxy with an administration interface under `/api`; its headers begin with `X-AgentWatch-`.
//!
//! Its tenants and users are not issued here, so it has no credential of its own: its paths take the keys of the
//! other dialects.

mod refusals;

use gate_core::call::{CallOptions, Credential};
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::credential::Carriers;
use crate::denial::Denial;
use crate::dialect::Speaker;
use crate::head::is_under;
use crate::headers::{Elapsed, put_money, put_rate, put_shown};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const COST: HeaderName = HeaderName::from_static("x-agentwatch-cost");
const CACHE: HeaderName = HeaderName::from_static("x-agentwatch-cache");
const HIT: HeaderValue = HeaderValue::from_static("hit");
const MISS: HeaderValue = HeaderValue::from_static("miss");

/// Paths that are the dialect's alone.
const OWN_PATHS: [&str; 10] = [
    "/api/auth",
    "/api/users",
    "/api/teams",
    "/api/providers",
    "/api/tenants",
    "/api/usage",
    "/api/dlp",
    "/api/audit",
    "/api/knowledge",
    "/mcp/knowledge",
];

/// The dialect.
pub(crate) struct Agentwatch;

impl Speaker for Agentwatch {
    fn owns(&self, path: &str) -> bool {
        matches!(path, "/metrics" | "/mcp") || OWN_PATHS.iter().any(|root| is_under(path, root))
    }

    fn credential(&self, _carriers: &Carriers<'_>) -> Result<Option<Credential>, Refusal> {
        Ok(None)
    }

    fn options(&self, _headers: &HeaderMap) -> Result<CallOptions, Refusal> {
        Ok(CallOptions::default())
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
        headers.insert(CACHE, if receipt.cached { HIT } else { MISS });
    }

    fn describe_denial(&self, _headers: &mut HeaderMap, _refusal: &Refusal, _receipt: Option<&Receipt>) {}
}

//! Curate-Me: a proxy with a governance chain and an administration interface; its headers begin with `X-CM-`.

mod codes;
mod refusals;
mod remediation;
mod tags;

use gate_core::call::{CallOptions, Credential, KeyFamily};
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use http::{HeaderMap, HeaderName};

use crate::credential::{Carriers, is_gateway_credential, key_or_missing};
use crate::denial::Denial;
use crate::dialect::Speaker;
use crate::head::is_under;
use crate::headers::{
    Elapsed, Milliseconds, Seconds, TRUE, put_bool, put_money, put_names, put_rate, put_shown, put_text,
};
use crate::request::session_id;

pub use codes::gateway_error_code;

const SESSION_ID: HeaderName = HeaderName::from_static("x-cm-session-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-cm-request-id");
const COST: HeaderName = HeaderName::from_static("x-cm-cost");
const DAILY_COST: HeaderName = HeaderName::from_static("x-cm-daily-cost");
const DAILY_BUDGET: HeaderName = HeaderName::from_static("x-cm-daily-budget");
const GOVERNANCE_TIME: HeaderName = HeaderName::from_static("x-cm-governance-time-ms");
const PROCESS_TIME: HeaderName = HeaderName::from_static("x-process-time");
const CACHED: HeaderName = HeaderName::from_static("x-cm-cached");
const PROVIDER: HeaderName = HeaderName::from_static("x-cm-provider");
const REDACTED: HeaderName = HeaderName::from_static("x-cm-redacted");
const DROPPED: HeaderName = HeaderName::from_static("x-cm-dropped");
const RETRIES: HeaderName = HeaderName::from_static("x-cm-provider-retries");
const KEY_ROTATED: HeaderName = HeaderName::from_static("x-cm-key-rotated");
const IETF_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const IETF_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const IETF_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Paths that are the dialect's alone: its administration, its health, approvals, and one namespace per provider.
const OWN_PATHS: [&str; 9] = [
    "/gateway/admin",
    "/v1/health",
    "/v1/providers",
    "/v1/approvals",
    "/v1/openai",
    "/v1/anthropic",
    "/v1/google",
    "/v1/deepseek",
    "/v1/perplexity",
];

/// The longest key that is taken; those that are issued have 46 characters.
const KEY_MAX: usize = 256;

/// The dialect.
pub(crate) struct CurateMe;

impl Speaker for CurateMe {
    fn owns(&self, path: &str) -> bool {
        OWN_PATHS.iter().any(|root| is_under(path, root))
    }

    /// The dialect's own header counts before a bearer token, that before the query. What stands at a higher place
    /// decides, also when it is wrong.
    fn credential(&self, carriers: &Carriers<'_>) -> Result<Option<Credential>, Refusal> {
        if let Some(value) = carriers.cm_key {
            return Ok(Some(key(value, has_prefix(value) || value.starts_with("sk_live_"))));
        }
        let mut bearers =
            carriers.bearer_like().filter(|token| has_prefix(token)).map(|token| key(token, true));
        let first = bearers.next();
        if bearers.any(|other| Some(other) != first) {
            return Err(Refusal::malformed("The request presents two different keys."));
        }
        // A bearer token that is no gateway key at all is a wrong key at a higher place than the query.
        let query_counts = carriers.bearer_like().all(is_gateway_credential);
        let from_query = carriers.query_key.as_deref().filter(|value| has_prefix(value));
        Ok(first.or_else(|| from_query.map(|value| key(value, query_counts))))
    }

    fn options(&self, headers: &HeaderMap) -> Result<CallOptions, Refusal> {
        let session_id = session_id(headers, SESSION_ID)?;
        Ok(CallOptions { session_id, tags: tags::read(headers)?, ..CallOptions::default() })
    }

    fn denial(&self, refusal: &Refusal) -> Denial {
        refusals::denial(refusal)
    }

    fn describe(&self, headers: &mut HeaderMap, receipt: &Receipt, elapsed: Option<Elapsed>) {
        put_shown(headers, REQUEST_ID, receipt.call_id);
        if let Some(cost) = receipt.cost {
            put_money(headers, COST, cost);
        }
        if let Some(day) = &receipt.org_day {
            put_money(headers, DAILY_COST, day.spent);
            if let Some(limit) = day.limit {
                put_money(headers, DAILY_BUDGET, limit);
            }
        }
        put_shown(headers, GOVERNANCE_TIME, Milliseconds(receipt.governance));
        if let Some(Elapsed(time)) = elapsed {
            put_shown(headers, PROCESS_TIME, Seconds(time));
        }
        if receipt.key_rotated {
            headers.insert(KEY_ROTATED, TRUE);
        }
        if let Some(rate) = &receipt.rate {
            put_rate(headers, rate);
            headers.insert(IETF_LIMIT, rate.limit.into());
            headers.insert(IETF_REMAINING, rate.remaining.into());
            headers.insert(IETF_RESET, rate.reset_in_seconds.into());
        }
    }

    fn describe_answer(&self, headers: &mut HeaderMap, receipt: &Receipt) {
        put_bool(headers, CACHED, receipt.cached);
        if let Some(provider) = &receipt.provider {
            put_text(headers, PROVIDER, provider);
        }
        headers.insert(REDACTED, receipt.redacted.into());
        headers.insert(RETRIES, receipt.provider_retries.into());
        put_names(headers, DROPPED, &receipt.dropped);
    }

    fn describe_denial(&self, headers: &mut HeaderMap, _refusal: &Refusal, receipt: Option<&Receipt>) {
        if let Some(provider) = receipt.and_then(|receipt| receipt.provider.as_ref()) {
            put_text(headers, PROVIDER, provider);
        }
    }
}

/// Whether a value begins like a key of this dialect. `cm_` covers `cm_sk_`, `cm_gw_` and the runners' `cm_rt_`.
pub(crate) fn has_prefix(value: &str) -> bool {
    ["cm_", "cm-gw-", "cmgw_"].iter().any(|prefix| value.starts_with(prefix))
}

fn key(secret: &str, has_known_prefix: bool) -> Credential {
    let family = if secret.starts_with("cm_rt_") { KeyFamily::CurateMeRunner } else { KeyFamily::CurateMe };
    let is_text = secret.len() <= KEY_MAX && secret.bytes().all(|byte| byte.is_ascii_graphic());
    key_or_missing(family, secret, has_known_prefix && is_text)
}

//! Testkit: requests, receipts, refusals and readable responses for the tests of this crate.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use gate_core::id::CallId;
use gate_core::money::Money;
use gate_core::receipt::{OrgDay, RateState, Receipt};
use gate_core::refusal::{BlockedFinding, BlockedIn, Budget, BudgetScope, PendingApproval, Period, Refusal};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response};
use http_body::Body;

use crate::body::WireBody;
use crate::head::Head;

/// A request that can be borrowed as a head.
pub(crate) struct Request {
    pub method: Method,
    pub path: &'static str,
    pub query: Option<String>,
    pub headers: HeaderMap,
}

impl Request {
    pub(crate) fn post(path: &'static str) -> Self {
        Self { method: Method::POST, path, query: None, headers: HeaderMap::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        let value = HeaderValue::from_str(value.as_ref()).expect("a header value");
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    /// The same as a GET with a query that asks for server-sent events.
    pub(crate) fn events(mut self, query: String) -> Self {
        self.method = Method::GET;
        self.query = Some(query);
        self.with("accept", "text/event-stream")
    }

    pub(crate) fn head(&self) -> Head<'_> {
        Head {
            method: &self.method,
            path: self.path,
            query: self.query.as_deref(),
            headers: &self.headers,
            peer: None,
        }
    }
}

/// A receipt on which everything is known.
pub(crate) fn full_receipt() -> Receipt {
    Receipt {
        provider: Some("openai".into()),
        cost: Some(Money::from_nanos(2_300_000)),
        redacted: 3,
        rate: Some(RateState {
            limit: 60,
            remaining: 58,
            reset_at_unix_seconds: 1_771_410_660,
            reset_in_seconds: 42,
        }),
        org_day: Some(OrgDay {
            spent: Money::from_nanos(1_250_000_000),
            limit: Some(Money::from_nanos(10_000_000_000)),
        }),
        governance: Duration::from_micros(412),
        provider_retries: 1,
        key_rotated: true,
        ..Receipt::new(call_id())
    }
}

pub(crate) fn call_id() -> CallId {
    CallId::parse("gw_0123456789abcdef").expect("a call id")
}

/// Every refusal, one of each kind.
pub(crate) fn every_refusal() -> Vec<Refusal> {
    std::iter::successors(Some(Refusal::KeyMissing), next_refusal).collect()
}

/// The refusal after this one in the order of the engine's list. A new kind does not compile until it stands here.
fn next_refusal(refusal: &Refusal) -> Option<Refusal> {
    let next = match refusal {
        Refusal::KeyMissing => Refusal::KeyInvalid,
        Refusal::KeyInvalid => Refusal::KeyDisabled,
        Refusal::KeyDisabled => Refusal::KeyExpired,
        Refusal::KeyExpired => Refusal::KeyRotated { replacement: "key_abc123".into() },
        Refusal::KeyRotated { .. } => Refusal::IpNotAllowed,
        Refusal::IpNotAllowed => Refusal::InsufficientScope { needed: "proxy or gateway:write" },
        Refusal::InsufficientScope { .. } => Refusal::AccountLocked { retry_after_seconds: 900 },
        Refusal::AccountLocked { .. } => Refusal::RateLimited { limit: 60, retry_after_seconds: 17 },
        Refusal::RateLimited { .. } => Refusal::PlanQuota,
        Refusal::PlanQuota => Refusal::PlanInactive,
        Refusal::PlanInactive => Refusal::PlanFeature { feature: "snapshots" },
        Refusal::PlanFeature { .. } => Refusal::ModelNotOnPlan,
        Refusal::ModelNotOnPlan => Refusal::ModelNotAllowed { model: "gpt-5.1".into() },
        Refusal::ModelNotAllowed { .. } => Refusal::CostPerRequest {
            estimate: Money::from_nanos(1_500_000_000),
            limit: Money::from_nanos(1_000_000_000),
        },
        Refusal::CostPerRequest { .. } => Refusal::DailyBudget(budget(BudgetScope::Org, Period::Day)),
        Refusal::DailyBudget(_) => Refusal::MonthlyBudget(budget(BudgetScope::Org, Period::Month)),
        Refusal::MonthlyBudget(_) => Refusal::HierarchicalBudget(budget(BudgetScope::Key, Period::Day)),
        Refusal::HierarchicalBudget(_) => Refusal::SessionBudget,
        Refusal::SessionBudget => Refusal::SessionKilled,
        Refusal::SessionKilled => Refusal::LoopDetected,
        Refusal::LoopDetected => {
            Refusal::PiiBlocked { findings: vec![finding("EMAIL", "a***@***e")], place: BlockedIn::Request }
        }
        Refusal::PiiBlocked { .. } => {
            Refusal::SecretBlocked { findings: vec![finding("API_KEY", "s***x")], place: BlockedIn::Request }
        }
        Refusal::SecretBlocked { .. } => Refusal::SafetyBlocked { injection: true },
        Refusal::SafetyBlocked { .. } => Refusal::PolicyBlocked { rule: "no drop table".into() },
        Refusal::PolicyBlocked { .. } => Refusal::AuditBlocked,
        Refusal::AuditBlocked => Refusal::ApprovalRequired(Box::new(pending())),
        Refusal::ApprovalRequired(_) => Refusal::ApprovalDenied,
        Refusal::ApprovalDenied => Refusal::ApprovalExpired,
        Refusal::ApprovalExpired => Refusal::NoProviderKey { provider: "openai".into() },
        Refusal::NoProviderKey { .. } => provider_error(None, None),
        Refusal::ProviderError { .. } => Refusal::ProviderTimeout,
        Refusal::ProviderTimeout => Refusal::ProviderCapacity { retry_after_seconds: 2 },
        Refusal::ProviderCapacity { .. } => Refusal::CircuitOpen,
        Refusal::CircuitOpen => Refusal::ModelRetired { model: "gpt-3".into(), replacement: None },
        Refusal::ModelRetired { .. } => Refusal::ModelUnknown { message: "No provider serves `x`.".into() },
        Refusal::ModelUnknown { .. } => Refusal::BodyTooLarge { limit_bytes: 10_485_760 },
        Refusal::BodyTooLarge { .. } => Refusal::malformed_field("`model` is required.", "model"),
        Refusal::Malformed { .. } => Refusal::NotFound,
        Refusal::NotFound => Refusal::Conflict { message: "The name is taken.".into() },
        Refusal::Conflict { .. } => Refusal::Internal,
        Refusal::Internal => Refusal::CostNotRecorded,
        Refusal::CostNotRecorded => return None,
    };
    Some(next)
}

pub(crate) fn provider_error(upstream_status: Option<u16>, retry_after_seconds: Option<u64>) -> Refusal {
    let message = "The provider answered with an error.".into();
    Refusal::ProviderError { upstream_status, message, retry_after_seconds }
}

pub(crate) fn pending() -> PendingApproval {
    PendingApproval {
        id: "apr_abc123".into(),
        reason: "cost_threshold",
        estimated_cost: Money::from_nanos(12_500_000_000),
        model: "gpt-5.1".into(),
        retry_after_seconds: 30,
        created_at_ms: 1_773_757_921_000,
        expires_at_ms: 1_773_761_521_000,
    }
}

fn budget(scope: BudgetScope, period: Period) -> Budget {
    let [limit, spent, reserved] = [10_000_000_000, 9_990_000_000, 5_000_000].map(Money::from_nanos);
    Budget { scope, period, limit, spent, reserved }
}

fn finding(entity_type: &str, masked_text: &str) -> BlockedFinding {
    let (entity_type, masked_text) = (entity_type.to_owned(), masked_text.to_owned());
    BlockedFinding { entity_type, score: 0.95, start: 11, end: 28, masked_text }
}

/// The body of a response whose body is known already.
pub(crate) fn body_text(response: Response<WireBody>) -> String {
    let mut body = response.into_body();
    let mut context = Context::from_waker(Waker::noop());
    let mut text = String::new();
    while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) {
        text.push_str(std::str::from_utf8(&frame.into_data().expect("data")).expect("UTF-8"));
    }
    text
}

/// Headers as `name: value`, sorted.
pub(crate) fn header_lines(headers: &HeaderMap) -> Vec<String> {
    let mut lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("a printable value")))
        .collect();
    lines.sort();
    lines
}

/// A response as a reader of a snapshot wants to see it: status, headers, and the body as it was sent.
pub(crate) fn shown(response: Response<WireBody>) -> String {
    let status = response.status();
    let headers = header_lines(response.headers()).join("\n");
    let body = body_text(response);
    format!("{status}\n{headers}\n\n{body}")
}

//! Caller: whose key it is, and every limit that hangs on it.

use std::sync::Arc;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::call::KeyFamily;
use crate::id::{KeyId, OrgId, TeamId, TenantId};
use crate::money::Money;
use crate::secret::KeyDigest;

/// A caller whose key was recognised: the key and everything above it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The key that was presented.
    pub key: Arc<Key>,
    /// The organisation it belongs to.
    pub org: Arc<Org>,
}

/// An organisation and its governance policy.
#[derive(Debug, Clone)]
pub struct Org {
    /// The row.
    pub id: OrgId,
    /// The id shown outside (`org_...`).
    pub public_id: String,
    /// The policy in force.
    pub policy: GovernancePolicy,
}

/// One key, as stored. The secret itself is not here: only its digest is kept.
#[derive(Debug, Clone)]
pub struct Key {
    /// The row.
    pub id: KeyId,
    /// The id shown outside (`key_...`).
    pub public_id: String,
    /// The organisation the key belongs to.
    pub org: OrgId,
    /// The team, when the key hangs on one.
    pub team: Option<TeamId>,
    /// The tenant; a key made without one hangs on the organisation's default tenant.
    pub tenant: TenantId,
    /// The name people gave it, unique in the organisation.
    pub name: String,
    /// Which family of secrets it belongs to.
    pub family: KeyFamily,
    /// The digest of the secret.
    pub digest: KeyDigest,
    /// The secret's last four characters, for lists.
    pub last4: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// When it was made, milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it stops working, milliseconds since 1970.
    pub expires_at_ms: Option<i64>,
    /// When it was revoked, milliseconds since 1970.
    pub revoked_at_ms: Option<i64>,
    /// The public id of the key that replaced it.
    pub rotated_to: Option<String>,
    /// Until when a replaced key still works, milliseconds since 1970.
    pub grace_until_ms: Option<i64>,
    /// Addresses it may be used from; none listed means all.
    pub allowed_ips: Vec<IpNet>,
    /// Models it may ask for; none listed means all, a trailing `*` stands for any ending.
    pub allowed_models: Vec<String>,
    /// What it may do, as written when it was made.
    pub scopes: Vec<String>,
    /// Requests per minute; `None` is unlimited.
    pub rpm_limit: Option<u32>,
    /// How the rate is counted.
    pub rate_mode: RateMode,
    /// What it may spend in a UTC day; `None` is unlimited, zero means nothing.
    pub daily_budget: Option<Money>,
    /// What it may spend in a UTC month.
    pub monthly_budget: Option<Money>,
    /// What one request may cost.
    pub max_cost_per_request: Option<Money>,
    /// What the key's owner set beyond that.
    pub settings: KeySettings,
}

/// How a request rate is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateMode {
    /// At most the limit in any 60 seconds.
    Sliding,
    /// At most the limit and a tenth more in any 60 seconds; the limit is what is shown.
    SlidingBurst,
}

impl RateMode {
    /// How many requests are admitted in 60 seconds for this limit.
    pub fn admitted(self, limit: u32) -> u32 {
        match self {
            Self::Sliding => limit,
            Self::SlidingBurst => u32::try_from(u64::from(limit) * 11 / 10).unwrap_or(u32::MAX),
        }
    }
}

/// Settings of one key. What is not stated follows the organisation's policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct KeySettings {
    /// What is replaced before a provider sees it.
    pub redaction: RedactionSettings,
    /// Rules over the redacted text.
    pub policies: PolicySettings,
}

/// What is looked for in requests and answers, and what happens to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct RedactionSettings {
    /// Personal data; not stated: as the organisation's policy says.
    pub pii: Option<bool>,
    /// Credentials; not stated: as the organisation's policy says.
    pub secrets: Option<bool>,
    /// Whether answers are examined too, for values that the model wrote by itself.
    pub response: bool,
    /// Replace or refuse; not stated: as the organisation's policy says.
    pub mode: Option<RedactionMode>,
    /// Categories to look for (`EMAIL`, `CARD`, ...); none listed means all.
    pub categories: Vec<String>,
    /// What is looked for besides.
    pub custom_patterns: Vec<CustomPattern>,
    /// Values that are never replaced.
    pub allowlist: Vec<String>,
}

/// A regular expression whose matches are replaced like any other finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomPattern {
    /// What it finds: begins with a letter, at most 48 characters; placeholders carry it in capitals.
    pub name: String,
    /// The expression, in the syntax of the `regex` crate.
    pub regex: String,
}

/// What happens to a value that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedactionMode {
    /// It is replaced by a placeholder, and put back in the answer.
    Redact,
    /// The request is refused.
    Block,
}

/// A key's policy firewall.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicySettings {
    /// Whether the built-in lists of destructive commands and sensitive paths apply.
    pub default_blocklists: bool,
    /// The key's own rules.
    pub rules: Vec<PolicyRule>,
}

/// One rule of the policy firewall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyRule {
    /// The rule's id, unique in its list.
    pub id: String,
    /// Its name, shown when it blocks.
    pub name: String,
    /// What it matches: a linear-time regular expression, without regard to case.
    pub regex: String,
    /// What it does when it matches.
    pub action: RuleAction,
    /// Where it looks.
    #[serde(default)]
    pub target: RuleTarget,
}

/// What a rule does when it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// Suspends the built-in lists; never an organisation's or key's own block.
    Allow,
    /// Refuses the call.
    Block,
    /// Lets it through and notes it.
    Flag,
}

/// Where a rule looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleTarget {
    /// What the caller sends.
    #[default]
    Request,
    /// What the provider answers.
    Response,
    /// Both.
    Both,
}

/// An organisation's governance policy.
#[derive(Debug, Clone, PartialEq)]
pub struct GovernancePolicy {
    /// Requests per minute over all keys; `None` is unlimited.
    pub rpm_limit: Option<u32>,
    /// What the organisation may spend in a UTC day; `None` is unlimited, zero means nothing.
    pub daily_budget: Option<Money>,
    /// What it may spend in a UTC month.
    pub monthly_budget: Option<Money>,
    /// What one request may cost.
    pub max_cost_per_request: Option<Money>,
    /// Whether requests are scanned for personal data and secrets.
    pub pii_scan_enabled: bool,
    /// What happens to what is found.
    pub pii_action: PiiAction,
    /// Models that may be asked for; none listed means all.
    pub allowed_models: Vec<String>,
}

impl Default for GovernancePolicy {
    /// The policy of a fresh install: no limits, and personal data is replaced.
    fn default() -> Self {
        Self {
            rpm_limit: None,
            daily_budget: None,
            monthly_budget: None,
            max_cost_per_request: None,
            pii_scan_enabled: true,
            pii_action: PiiAction::Redact,
            allowed_models: Vec::new(),
        }
    }
}

/// What an organisation's policy does with what the scan finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PiiAction {
    /// Refuses the request.
    Block,
    /// Lets it through and notes it.
    Warn,
    /// Replaces it by placeholders.
    Redact,
}

/// What a credential may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Calling a model.
    CallModels,
    /// Listing models and reading the health in detail.
    ReadModels,
    /// Reading usage and cost.
    ReadUsage,
    /// Reading how the organisation is set up: its providers and what is known of their keys.
    ReadAdmin,
    /// Changing that.
    WriteAdmin,
}

impl Key {
    /// Whether the key grants this capability by its family or one of its scopes.
    pub fn grants(&self, capability: Capability) -> bool {
        let by_family = matches!(self.family, KeyFamily::Anuragate | KeyFamily::CurateMeRunner)
            && matches!(capability, Capability::CallModels | Capability::ReadModels);
        let granting = capability.granting_scopes();
        by_family || self.scopes.iter().any(|scope| granting.contains(&scope.as_str()))
    }
}

impl Capability {
    /// The scopes of which one suffices. `admin` of a gateway key covers administration, not model calls.
    pub const fn granting_scopes(self) -> &'static [&'static str] {
        match self {
            Self::CallModels => &["proxy", "gateway:write", "*"],
            Self::ReadModels => &["proxy", "gateway:write", "gateway:read", "*"],
            Self::ReadUsage => &["billing:read", "admin:read", "admin", "*"],
            Self::ReadAdmin => &["admin:read", "admin", "*"],
            Self::WriteAdmin => &["admin:write", "admin", "*"],
        }
    }

    /// The scopes as a refusal names them.
    pub const fn needed(self) -> &'static str {
        match self {
            Self::CallModels => "proxy or gateway:write",
            Self::ReadModels => "proxy or gateway:read",
            Self::ReadUsage => "billing:read or admin:read",
            Self::ReadAdmin => "admin:read",
            Self::WriteAdmin => "admin:write",
        }
    }
}

//! Providers: who answers model calls, with which keys, and where they are.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::Deserialize;

use super::catalogue::Vendor;
use super::routing::{default_priority, default_weight};
use super::url::Url;
use super::{bedrock, read};
use crate::secret::Secret;

/// One provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Its name in records and in `provider/model`: lower-case letters, digits, `-` and `_`, unique.
    pub id: String,
    /// The format it speaks and its rules.
    pub kind: ProviderKind,
    /// Where it is; may be left out for a provider whose id or kind is well known. Never empty after
    /// [`load`](super::load).
    #[serde(default)]
    pub base_url: String,
    /// Its key: a literal, or `env:NAME`, which [`load`](super::load) resolves. `None` when there is none.
    #[serde(default, deserialize_with = "read::optional_secret")]
    pub api_key: Option<Secret>,
    /// Further keys, each with limits of its own.
    #[serde(default)]
    pub keys: Vec<ProviderKeyConfig>,
    /// Models that go here before any other rule decides. One that ends in `*` stands for any ending.
    #[serde(default)]
    pub models: Vec<String>,
    /// Among providers of one model the lowest number is asked first.
    #[serde(default = "default_priority")]
    pub priority: u32,
    /// Its share among providers of one priority; 0: only when no other is left.
    #[serde(default = "default_weight")]
    pub weight: u32,
    /// Whether it is asked at all.
    #[serde(default = "default_enabled")]
    pub enabled: bool,
    /// Whether callers may send their own key there although it is not the provider's well-known address.
    #[serde(default)]
    pub allow_passthrough_key: bool,
    /// A PEM file with the certificates that alone are trusted for this provider, instead of the public ones.
    #[serde(default, deserialize_with = "read::optional_path")]
    pub ca_file: Option<PathBuf>,
    /// The version of Azure's API (`2024-10-21`), whose addresses then name the deployment. `None`: the `/openai/v1`
    /// form.
    #[serde(default, deserialize_with = "read::optional_text")]
    pub api_version: Option<String>,
    /// The region of Bedrock (`eu-west-3`); known after [`load`](super::load) if the host's name tells it.
    #[serde(default, deserialize_with = "read::optional_text")]
    pub region: Option<String>,
}

/// One of several keys of a provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderKeyConfig {
    /// The key: a literal, or `env:NAME`. `None` when the variable is not set.
    #[serde(deserialize_with = "read::optional_secret")]
    pub api_key: Option<Secret>,
    /// What people call it; may be empty.
    #[serde(default)]
    pub label: String,
    /// Calls with it at a time.
    #[serde(default = "default_concurrency")]
    pub concurrency_limit: u32,
    /// Calls with it in any 60 seconds; `None`: no limit.
    #[serde(default)]
    pub rpm_limit: Option<u32>,
}

/// Which provider, as far as it matters for the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// `OpenAI` itself.
    Openai,
    /// Anthropic, in its Messages format.
    Anthropic,
    /// Google: the Gemini API, or its route in `OpenAI`'s format when the base URL ends in `/openai`.
    Google,
    /// `OpenRouter`.
    Openrouter,
    /// Anything else that speaks `OpenAI`'s format.
    Custom,
    /// Azure `OpenAI`.
    Azure,
    /// Amazon Bedrock, by its Converse API.
    Bedrock,
}

impl ProviderKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Openai,
        Self::Anthropic,
        Self::Google,
        Self::Openrouter,
        Self::Custom,
        Self::Azure,
        Self::Bedrock,
    ];

    /// Reads the kind back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind as the file spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Google => "google",
            Self::Openrouter => "openrouter",
            Self::Custom => "custom",
            Self::Azure => "azure",
            Self::Bedrock => "bedrock",
        }
    }
}

const fn default_enabled() -> bool {
    true
}

const fn default_concurrency() -> u32 {
    10
}

/// The last segment of Google's route in `OpenAI`'s format.
const OPENAI_ROUTE: &str = "/openai";

impl ProviderConfig {
    /// A provider with nothing but its id, kind and address; what follows from these is filled in.
    pub fn at(id: &str, kind: ProviderKind, base_url: &str) -> Self {
        let mut config = Self {
            id: id.to_owned(),
            kind,
            base_url: base_url.to_owned(),
            api_key: None,
            keys: Vec::new(),
            models: Vec::new(),
            priority: default_priority(),
            weight: default_weight(),
            enabled: default_enabled(),
            allow_passthrough_key: false,
            ca_file: None,
            api_version: None,
            region: None,
        };
        config.complete();
        config
    }

    /// The provider that everybody means by this id, at its well-known address; `None` when there is none in the
    /// world.
    pub fn well_known(id: &str) -> Option<Self> {
        let vendor = Vendor::named(id).filter(|vendor| !vendor.is_local)?;
        Some(Self::at(id, vendor.kind, vendor.base_url))
    }

    /// Whether its address is that of a vendor in the world, none of which answers without a key.
    pub fn is_at_known_address(&self) -> bool {
        Vendor::at(&self.base_url).is_some_and(|vendor| !vendor.is_local)
    }

    /// What routes such as `/chat/completions` are appended to, without a slash at the end.
    ///
    /// A base URL may be written with its version (`https://api.openai.com/v1`) or without: the version comes
    /// between unless it is there already or the provider is known to have another path. Azure and Bedrock have
    /// none: their routes begin with `/openai` and `/model`, so an `/openai` or `/openai/v1` is taken off for Azure.
    pub fn api_root(&self) -> String {
        let base = self.base_url.trim_end_matches('/');
        match self.kind {
            ProviderKind::Azure => {
                let unversioned =
                    base.strip_suffix("/v1").filter(|rest| rest.ends_with(OPENAI_ROUTE)).unwrap_or(base);
                unversioned.strip_suffix(OPENAI_ROUTE).unwrap_or(unversioned).to_owned()
            }
            ProviderKind::Bedrock => base.to_owned(),
            ProviderKind::Google if !self.is_openai_route() => with_version(base, "/v1beta"),
            ProviderKind::Google => with_version_before_route(base),
            ProviderKind::Openai
            | ProviderKind::Anthropic
            | ProviderKind::Openrouter
            | ProviderKind::Custom => match Vendor::at(base) {
                Some(vendor) if vendor.kind == ProviderKind::Google => {
                    format!("{}{OPENAI_ROUTE}", vendor.root())
                }
                Some(vendor) => vendor.root(),
                None if ends_in_version(base) => base.to_owned(),
                None if is_google_route(base) => with_version_before_route(base),
                None => format!("{base}/v1"),
            },
        }
    }

    /// Whether requests are written in `OpenAI`'s chat format: all but Anthropic, Bedrock and Google's own.
    pub fn speaks_openai(&self) -> bool {
        match self.kind {
            ProviderKind::Openai | ProviderKind::Openrouter | ProviderKind::Custom | ProviderKind::Azure => {
                true
            }
            ProviderKind::Google => self.is_openai_route(),
            ProviderKind::Anthropic | ProviderKind::Bedrock => false,
        }
    }

    /// Whether a caller's own key may be sent there: to a well-known address in the world, or when the operator
    /// allows it. A program on this machine is none, and neither is an Azure resource, which has an owner.
    pub fn takes_callers_key(&self) -> bool {
        let base = self.base_url.trim_end_matches('/');
        let is_vendors = is_google_route(base) || Vendor::at(base).is_some_and(|vendor| !vendor.is_local);
        let is_amazons = || {
            self.kind == ProviderKind::Bedrock
                && Url::parse(base).is_ok_and(|url| {
                    url.is_secure && url.rest.is_empty() && bedrock::region_of_host(url.host).is_some()
                })
        };
        self.allow_passthrough_key || is_vendors || is_amazons()
    }

    /// Every key that can be used: the single one first, without limits, then the rows of `keys`.
    pub fn usable_keys(&self) -> impl Iterator<Item = UsableKey<'_>> {
        let single =
            self.api_key.iter().map(|secret| UsableKey { secret, label: "", concurrency: None, rpm: None });
        let rows = self.keys.iter().filter_map(|row| {
            let secret = row.api_key.as_ref()?;
            Some(UsableKey {
                secret,
                label: &row.label,
                concurrency: Some(row.concurrency_limit),
                rpm: row.rpm_limit,
            })
        });
        single.chain(rows)
    }

    /// Fills in what follows from the rest: the base URL of a well-known provider, Bedrock's region or address.
    pub(super) fn complete(&mut self) {
        if self.base_url.is_empty() {
            self.base_url = self.known_base_url().unwrap_or_default();
        }
        if self.kind == ProviderKind::Bedrock && self.region.is_none() {
            let url = Url::parse(&self.base_url).ok();
            self.region = url.and_then(|url| bedrock::region_of_host(url.host)).map(str::to_owned);
        }
    }

    /// The base URL of the well-known provider of this id, else of this kind; Bedrock's by its region.
    fn known_base_url(&self) -> Option<String> {
        let vendor = match self.kind {
            ProviderKind::Custom => Vendor::named(&self.id),
            ProviderKind::Bedrock => return self.region.as_deref().and_then(bedrock::base_url),
            kind => Vendor::named(kind.name()),
        };
        vendor.map(|vendor| vendor.base_url.to_owned())
    }

    /// Whether the base URL is that of Google's route in `OpenAI`'s format.
    pub fn is_openai_route(&self) -> bool {
        self.base_url.trim_end_matches('/').ends_with(OPENAI_ROUTE)
    }
}

/// A key and its limits.
#[derive(Debug, Clone, Copy)]
pub struct UsableKey<'k> {
    /// The key itself.
    pub secret: &'k Secret,
    /// What people call it; may be empty.
    pub label: &'k str,
    /// Calls with it at a time; `None`: no limit.
    pub concurrency: Option<u32>,
    /// Calls with it in any 60 seconds; `None`: no limit.
    pub rpm: Option<u32>,
}

/// Whether a segment of a path is a version: `v1`, `v1beta`, `v4`.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn ends_in_version(base: &str) -> bool {
    is_version(base.rsplit('/').next().unwrap_or_default())
}

/// The base with this version at its end, unless one stands anywhere in its path.
fn with_version(base: &str, version: &str) -> String {
    let path = base.splitn(4, '/').nth(3).unwrap_or_default();
    if path.split('/').any(is_version) { base.to_owned() } else { format!("{base}{version}") }
}

/// A base that ends in Google's `/openai`, with a version somewhere before it.
fn with_version_before_route(base: &str) -> String {
    let before = base.strip_suffix(OPENAI_ROUTE).unwrap_or(base);
    format!("{}{OPENAI_ROUTE}", with_version(before, "/v1beta"))
}

/// Whether a base is Google's own route in `OpenAI`'s format.
fn is_google_route(base: &str) -> bool {
    base.strip_suffix(OPENAI_ROUTE)
        .and_then(Vendor::at)
        .is_some_and(|vendor| vendor.kind == ProviderKind::Google)
}

//! Providers: who answers model calls, and where the well-known ones are.

use std::path::PathBuf;

use serde::Deserialize;

use super::read;
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
    /// Models that go here before any other rule decides.
    #[serde(default)]
    pub models: Vec<String>,
    /// Among providers of one model the lowest number is asked first.
    #[serde(default = "default_priority")]
    pub priority: u32,
    /// Whether it is asked at all.
    #[serde(default = "default_enabled")]
    pub enabled: bool,
    /// Whether callers may send their own key there although it is not the provider's well-known address.
    #[serde(default)]
    pub allow_passthrough_key: bool,
    /// A PEM file with the certificates that alone are trusted for this provider, instead of the public ones.
    #[serde(default, deserialize_with = "read::optional_path")]
    pub ca_file: Option<PathBuf>,
}

/// Which provider, as far as it matters for the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// `OpenAI` itself.
    Openai,
    /// Anthropic; its Messages format is not spoken yet, so [`load`](super::load) refuses it.
    Anthropic,
    /// Google, by its route in `OpenAI`'s format.
    Google,
    /// `OpenRouter`.
    Openrouter,
    /// Anything else that speaks `OpenAI`'s format.
    Custom,
}

impl ProviderKind {
    /// The kind as the file spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Google => "google",
            Self::Openrouter => "openrouter",
            Self::Custom => "custom",
        }
    }
}

const fn default_priority() -> u32 {
    100
}

const fn default_enabled() -> bool {
    true
}

/// A well-known provider: its id, its base URL, and what routes such as `/chat/completions` are appended to.
struct Known(&'static str, &'static str, &'static str);

/// Providers that speak `OpenAI`'s format.
const KNOWN: &[Known] = &[
    Known("openai", "https://api.openai.com", "/v1"),
    Known("google", "https://generativelanguage.googleapis.com", "/v1beta/openai"),
    Known("openrouter", "https://openrouter.ai/api", "/v1"),
    Known("deepseek", "https://api.deepseek.com", "/v1"),
    Known("groq", "https://api.groq.com/openai", "/v1"),
    Known("mistral", "https://api.mistral.ai", "/v1"),
    Known("xai", "https://api.x.ai", "/v1"),
    Known("together", "https://api.together.xyz", "/v1"),
    Known("fireworks", "https://api.fireworks.ai/inference", "/v1"),
    Known("cohere", "https://api.cohere.com/compatibility", "/v1"),
    Known("perplexity", "https://api.perplexity.ai", ""),
    Known("moonshot", "https://api.moonshot.ai", "/v1"),
    Known("minimax", "https://api.minimax.io", "/v1"),
    Known("zai", "https://api.z.ai", "/api/paas/v4"),
    Known("cerebras", "https://api.cerebras.ai", "/v1"),
    Known("qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode", "/v1"),
];

impl ProviderConfig {
    /// What a route such as `/chat/completions` is appended to, without a slash at the end.
    ///
    /// A base URL may be written with its version (`https://api.openai.com/v1`) or without: `/v1` comes between
    /// unless the last segment is a version already or the provider is known to have another path.
    pub fn api_root(&self) -> String {
        let base = self.base_url.trim_end_matches('/');
        let known = KNOWN.iter().find(|known| base == known.1 || base.strip_prefix(known.1) == Some(known.2));
        if let Some(Known(_, url, path)) = known {
            return format!("{url}{path}");
        }
        let last = base.rsplit('/').next().unwrap_or_default();
        let is_version =
            last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if is_version { base.to_owned() } else { format!("{base}/v1") }
    }

    /// Whether a caller's own key may be sent there: to a well-known address, or when the operator allows it.
    pub fn takes_callers_key(&self) -> bool {
        let base = self.base_url.trim_end_matches('/');
        let is_known =
            |known: &Known| base.strip_prefix(known.1).is_some_and(|rest| rest.is_empty() || rest == known.2);
        self.allow_passthrough_key || KNOWN.iter().any(is_known)
    }

    /// The base URL of the well-known provider of this id, else of this kind.
    pub(super) fn known_base_url(&self) -> Option<&'static str> {
        let of = |name: &str| KNOWN.iter().find(|known| known.0 == name).map(|known| known.1);
        match self.kind {
            ProviderKind::Custom => of(&self.id),
            kind => of(kind.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ProviderConfig, ProviderKind};

    fn provider(id: &str, kind: ProviderKind, base_url: &str) -> ProviderConfig {
        let (id, base_url) = (id.to_owned(), base_url.to_owned());
        let (api_key, models, priority) = (None, Vec::new(), 100);
        ProviderConfig {
            id,
            kind,
            base_url,
            api_key,
            models,
            priority,
            enabled: true,
            allow_passthrough_key: false,
            ca_file: None,
        }
    }

    #[test]
    fn both_spellings_of_a_base_url_lead_to_one_root() {
        for (base, root) in [
            ("https://api.openai.com", "https://api.openai.com/v1"),
            ("https://api.openai.com/v1", "https://api.openai.com/v1"),
            ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
            ("http://127.0.0.1:9100", "http://127.0.0.1:9100/v1"),
            ("http://127.0.0.1:9100/v2", "http://127.0.0.1:9100/v2"),
            ("http://127.0.0.1:9100/v1beta", "http://127.0.0.1:9100/v1beta"),
            ("http://127.0.0.1:9100/vllm", "http://127.0.0.1:9100/vllm/v1"),
            (
                "https://generativelanguage.googleapis.com",
                "https://generativelanguage.googleapis.com/v1beta/openai",
            ),
            (
                "https://generativelanguage.googleapis.com/v1beta/openai",
                "https://generativelanguage.googleapis.com/v1beta/openai",
            ),
            ("https://api.perplexity.ai", "https://api.perplexity.ai"),
            ("https://api.z.ai", "https://api.z.ai/api/paas/v4"),
        ] {
            assert_eq!(provider("p", ProviderKind::Custom, base).api_root(), root, "{base}");
        }
    }

    #[test]
    fn well_known_providers_need_no_base_url() {
        for (id, kind, url) in [
            ("main", ProviderKind::Openai, Some("https://api.openai.com")),
            ("groq", ProviderKind::Custom, Some("https://api.groq.com/openai")),
            ("router", ProviderKind::Openrouter, Some("https://openrouter.ai/api")),
            ("local", ProviderKind::Custom, None),
        ] {
            assert_eq!(provider(id, kind, "").known_base_url(), url, "{id}");
        }
    }
}

//! Providers: whether each can be asked.

use std::collections::HashSet;

use super::Faults;
use crate::config::bedrock;
use crate::config::url::{Url, is_allowed, is_private};
use crate::config::{Config, ProviderConfig, ProviderKind};

/// The most that a limit may be: of calls at a time, of calls in a minute, and as a weight.
const MOST: u32 = 1_000_000;

pub(super) fn check(config: &Config, faults: &mut Faults<'_>) {
    let mut ids = HashSet::new();
    for (index, provider) in config.providers.iter().enumerate() {
        let mut row = Row { index, provider, faults };
        row.id(&mut ids);
        row.address();
        row.models();
        row.keys();
        row.of_one_kind();
        if provider.weight > MOST {
            row.add("weight", format!("is {}", provider.weight), format!("between 0 and {MOST}"));
        }
        if let Some(file) = provider.ca_file.as_ref().filter(|file| !file.is_file()) {
            row.add("ca_file", format!("is `{}`, where no file is", file.display()), "a PEM file");
        }
    }
}

/// One provider and its place in the list.
struct Row<'r, 'f, 'p> {
    index: usize,
    provider: &'r ProviderConfig,
    faults: &'f mut Faults<'p>,
}

impl<'r> Row<'r, '_, '_> {
    fn add(&mut self, name: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.faults.add(&format!("providers[{}].{name}", self.index), message, hint);
    }

    fn id(&mut self, taken: &mut HashSet<&'r str>) {
        let id = self.provider.id.as_str();
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
        if id.is_empty() || id.len() > 64 || !id.bytes().all(is_plain) {
            let hint = "1 to 64 lower-case letters, digits, `-` and `_`";
            self.add("id", format!("is `{id}`, which cannot be a provider's id"), hint);
        } else if id == "gate" {
            self.add("id", "is `gate`, the built-in demo provider", "choose another id");
        } else if !taken.insert(id) {
            self.add("id", format!("is `{id}`, which another provider has"), "give each its own id");
        }
    }

    fn address(&mut self) {
        let provider = self.provider;
        if !provider.base_url.is_empty() {
            if let Err(reason) = Url::parse(&provider.base_url) {
                // The URL itself is not repeated: someone may have written a password into it.
                self.add("base_url", reason, "for example https://host/v1; the key belongs into `api_key`");
            }
        } else if provider.kind == ProviderKind::Bedrock {
            self.add("region", "is missing", "for example region = \"us-east-1\"");
        } else {
            let hint = if provider.kind == ProviderKind::Azure {
                "Azure's addresses are its customers': https://RESOURCE.openai.azure.com".to_owned()
            } else {
                format!(
                    "`{}` is not well known, so it needs for example base_url = \"https://host/v1\"",
                    provider.id
                )
            };
            self.add("base_url", "is missing", hint);
        }
    }

    fn models(&mut self) {
        if self.provider.models.iter().any(String::is_empty) {
            self.add("models", "holds an empty name", "");
        }
        let stray = |model: &&String| model.trim_end_matches('*').contains('*') || model.ends_with("**");
        if let Some(model) = self.provider.models.iter().find(stray) {
            let message = format!("holds `{model}`, which has a `*` before its end");
            self.add("models", message, "a `*` may stand once, at the end: gpt-*");
        }
    }

    fn keys(&mut self) {
        let mut labels = HashSet::new();
        for (place, key) in self.provider.keys.iter().enumerate() {
            let setting = |name: &str| format!("keys[{place}].{name}");
            if !key.label.is_empty() && !labels.insert(key.label.as_str()) {
                let message = format!("is `{}`, which another key has", key.label);
                self.add(&setting("label"), message, "give each key its own label, or none");
            }
            for (name, limit) in
                [("concurrency_limit", Some(key.concurrency_limit)), ("rpm_limit", key.rpm_limit)]
            {
                if limit.is_some_and(|limit| limit == 0 || limit > MOST) {
                    let message = format!("is {}", limit.unwrap_or_default());
                    self.add(&setting(name), message, format!("between 1 and {MOST}"));
                }
            }
        }
    }

    /// Settings that only one kind of provider has.
    fn of_one_kind(&mut self) {
        let provider = self.provider;
        if let Some(version) = &provider.api_version {
            let is_plain = version.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
            if provider.kind != ProviderKind::Azure {
                self.add("api_version", "is a setting of kind `azure` only", "remove it");
            } else if !is_plain {
                let message = format!("is `{version}`, which is no version");
                self.add("api_version", message, "for example 2024-10-21");
            }
        }
        match (&provider.region, provider.kind) {
            (Some(region), ProviderKind::Bedrock) if !bedrock::is_region(region) => {
                self.add("region", format!("is `{region}`, which is no region"), "for example us-east-1");
            }
            (None, ProviderKind::Bedrock) if !provider.base_url.is_empty() => {
                self.add("region", "is missing, and the address does not tell it", "for example us-east-1");
            }
            (Some(_), kind) if kind != ProviderKind::Bedrock => {
                self.add("region", "is a setting of kind `bedrock` only", "remove it");
            }
            _ => {}
        }
    }
}

/// What an operator should know although a gate can run with it.
pub(in crate::config) fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    for provider in config.providers.iter().filter(|provider| provider.enabled) {
        let Ok(url) = Url::parse(&provider.base_url) else {
            continue;
        };
        let (id, host) = (&provider.id, url.host);
        if is_private(host) {
            if !is_allowed(host, &config.allow_private_targets) {
                warnings.push(format!(
                    "provider `{id}` is at {host}, a private address: it is refused unless `allow_private_targets` lists it"
                ));
            }
        } else if !url.is_secure {
            warnings
                .push(format!("provider `{id}` is reached by http://: its key travels readable to {host}"));
        }
    }
    warnings
}

use super::super::Vendor;
use super::{ProviderConfig, ProviderKind};

fn provider(id: &str, kind: ProviderKind, base_url: &str) -> ProviderConfig {
    let text = format!("id = '{id}'\nkind = '{}'\nbase_url = '{base_url}'", kind.name());
    toml::from_str(&text).expect("a provider")
}

#[test]
fn both_spellings_of_a_base_url_lead_to_one_root() {
    use ProviderKind::{Anthropic, Azure, Bedrock, Custom, Google, Openai, Openrouter};
    let google = "https://generativelanguage.googleapis.com";
    for (kind, base, root) in [
        (Openai, "https://api.openai.com", "https://api.openai.com/v1"),
        (Openai, "https://api.openai.com/v1", "https://api.openai.com/v1"),
        (Openai, "https://api.openai.com/v1/", "https://api.openai.com/v1"),
        (Custom, "http://127.0.0.1:9100", "http://127.0.0.1:9100/v1"),
        (Custom, "http://127.0.0.1:9100/v2", "http://127.0.0.1:9100/v2"),
        (Custom, "http://127.0.0.1:9100/v1beta", "http://127.0.0.1:9100/v1beta"),
        (Custom, "http://127.0.0.1:9100/vllm", "http://127.0.0.1:9100/vllm/v1"),
        (Custom, "https://api.perplexity.ai", "https://api.perplexity.ai"),
        (Custom, "https://api.z.ai", "https://api.z.ai/api/paas/v4"),
        (Custom, "https://api.z.ai/api/paas/v4", "https://api.z.ai/api/paas/v4"),
        (Custom, google, &format!("{google}/v1beta/openai")),
        (Custom, &format!("{google}/openai"), &format!("{google}/v1beta/openai")),
        (Custom, &format!("{google}/v1beta/openai"), &format!("{google}/v1beta/openai")),
        (Openrouter, "https://openrouter.ai/api", "https://openrouter.ai/api/v1"),
        (Openrouter, "https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        (Anthropic, "https://api.anthropic.com", "https://api.anthropic.com/v1"),
        (Anthropic, "https://api.anthropic.com/v1", "https://api.anthropic.com/v1"),
        (Anthropic, "http://127.0.0.1:9100", "http://127.0.0.1:9100/v1"),
        (Google, google, &format!("{google}/v1beta")),
        (Google, &format!("{google}/v1beta/"), &format!("{google}/v1beta")),
        (Google, &format!("{google}/v1"), &format!("{google}/v1")),
        (Google, "http://127.0.0.1:9100/v1/publishers/x", "http://127.0.0.1:9100/v1/publishers/x"),
        (Google, &format!("{google}/v1beta/openai"), &format!("{google}/v1beta/openai")),
        (Google, &format!("{google}/openai/"), &format!("{google}/v1beta/openai")),
        (Azure, "https://r.openai.azure.com/", "https://r.openai.azure.com"),
        (Azure, "https://r.openai.azure.com/openai", "https://r.openai.azure.com"),
        (Azure, "https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com"),
        (Azure, "http://127.0.0.1:9100/v1", "http://127.0.0.1:9100/v1"),
        (
            Bedrock,
            "https://bedrock-runtime.us-east-1.amazonaws.com",
            "https://bedrock-runtime.us-east-1.amazonaws.com",
        ),
        (Bedrock, "http://127.0.0.1:9100/", "http://127.0.0.1:9100"),
    ] {
        assert_eq!(provider("p", kind, base).api_root(), root, "{kind:?} {base}");
    }
}

#[test]
fn well_known_providers_need_no_base_url() {
    for (id, kind, url) in [
        ("main", ProviderKind::Openai, "https://api.openai.com"),
        ("groq", ProviderKind::Custom, "https://api.groq.com/openai"),
        ("router", ProviderKind::Openrouter, "https://openrouter.ai/api"),
        ("claude", ProviderKind::Anthropic, "https://api.anthropic.com"),
        ("gemini", ProviderKind::Google, "https://generativelanguage.googleapis.com"),
        ("ollama", ProviderKind::Custom, "http://127.0.0.1:11434"),
        ("local", ProviderKind::Custom, ""),
        ("groq", ProviderKind::Azure, ""),
        ("aws", ProviderKind::Bedrock, ""),
    ] {
        let mut provider = provider(id, kind, "");
        provider.complete();
        assert_eq!(provider.base_url, url, "{id}");
    }
    for (region, base_url, completed) in [
        ("eu-west-3", "", (Some("eu-west-3"), "https://bedrock-runtime.eu-west-3.amazonaws.com")),
        (
            "",
            "https://bedrock-runtime.us-east-1.amazonaws.com",
            (Some("us-east-1"), "https://bedrock-runtime.us-east-1.amazonaws.com"),
        ),
        ("eu-west-3", "http://127.0.0.1:9100", (Some("eu-west-3"), "http://127.0.0.1:9100")),
        ("", "http://127.0.0.1:9100", (None, "http://127.0.0.1:9100")),
    ] {
        let mut provider = provider("aws", ProviderKind::Bedrock, base_url);
        provider.region = Some(region.to_owned()).filter(|region| !region.is_empty());
        provider.complete();
        assert_eq!(
            (provider.region.as_deref(), provider.base_url.as_str()),
            completed,
            "{region} {base_url}"
        );
    }
}

#[test]
fn a_callers_key_goes_to_well_known_addresses_in_the_world_only() {
    use ProviderKind::{Anthropic, Azure, Bedrock, Custom, Google, Openai};
    for (kind, base, takes) in [
        (Openai, "https://api.openai.com/v1", true),
        (Custom, "https://api.groq.com/openai", true),
        (Anthropic, "https://api.anthropic.com", true),
        (Google, "https://generativelanguage.googleapis.com", true),
        (Google, "https://generativelanguage.googleapis.com/v1beta/openai", true),
        (Bedrock, "https://bedrock-runtime.us-east-1.amazonaws.com", true),
        (Custom, "https://bedrock-runtime.us-east-1.amazonaws.com", false),
        (Bedrock, "http://bedrock-runtime.us-east-1.amazonaws.com", false),
        (Azure, "https://r.openai.azure.com", false),
        (Custom, "http://127.0.0.1:11434", false),
        (Custom, "http://127.0.0.1:11434/v1", false),
        (Custom, "https://api.openai.com.evil.example", false),
        (Custom, "https://models.example.com/v1", false),
        (Google, "https://models.example.com/openai", false),
    ] {
        let mut provider = provider("p", kind, base);
        assert_eq!(provider.takes_callers_key(), takes, "{kind:?} {base}");
        provider.allow_passthrough_key = true;
        assert!(provider.takes_callers_key(), "{kind:?} {base}: the operator allows it");
    }
    let local = Vendor::named("vllm").expect("it is listed");
    assert!(local.is_local && !provider("vllm", Custom, local.base_url).takes_callers_key());
}

#[test]
fn kinds_know_whether_they_speak_the_common_format() {
    use ProviderKind::{Anthropic, Azure, Bedrock, Custom, Google, Openai, Openrouter};
    for (kind, base, speaks) in [
        (Openai, "https://a.example", true),
        (Openrouter, "https://a.example", true),
        (Custom, "https://a.example", true),
        (Azure, "https://a.example", true),
        (Google, "https://a.example/v1beta", false),
        (Google, "https://a.example/v1beta/openai/", true),
        (Anthropic, "https://a.example", false),
        (Bedrock, "https://a.example", false),
    ] {
        assert_eq!(provider("p", kind, base).speaks_openai(), speaks, "{kind:?} {base}");
    }
}

#[test]
fn the_single_key_comes_first_and_has_no_limits() {
    let text = "id='a'\nkind='openai'\napi_key='one'\nkeys=[{api_key='two', label='b', concurrency_limit=3, rpm_limit=60}, {api_key=''}, {api_key='four'}]";
    let provider: ProviderConfig = toml::from_str(text).unwrap();
    let keys: Vec<_> = provider
        .usable_keys()
        .map(|key| (key.secret.expose(), key.label, key.concurrency, key.rpm))
        .collect();
    assert_eq!(
        keys,
        [("one", "", None, None), ("two", "b", Some(3), Some(60)), ("four", "", Some(10), None)]
    );
}

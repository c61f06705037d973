//! Catalogue: vendors whose addresses are well known, so that a provider of their name needs no base URL.

use super::ProviderKind;

/// A vendor, or a program that serves models on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vendor {
    /// Its name: the id of a provider that needs no base URL.
    pub id: &'static str,
    /// Where it is, without the version and without a slash at the end.
    pub base_url: &'static str,
    /// What stands between the base URL and routes such as `/chat/completions`; empty, or beginning with a slash.
    pub version_path: &'static str,
    /// What it speaks by itself.
    pub kind: ProviderKind,
    /// Whether it is a program on this machine and no address in the world: anybody may listen there.
    pub is_local: bool,
}

impl Vendor {
    /// The vendor of this name.
    pub fn named(id: &str) -> Option<&'static Self> {
        CATALOGUE.iter().find(|vendor| vendor.id == id)
    }

    /// The vendor at this address, written with its version or without.
    pub fn at(base_url: &str) -> Option<&'static Self> {
        let base = base_url.trim_end_matches('/');
        CATALOGUE.iter().find(|vendor| {
            base.strip_prefix(vendor.base_url)
                .is_some_and(|rest| rest.is_empty() || rest == vendor.version_path)
        })
    }

    /// What routes are appended to.
    pub fn root(&self) -> String {
        format!("{}{}", self.base_url, self.version_path)
    }
}

/// A vendor in the world that speaks `OpenAI`'s format.
const fn vendor(id: &'static str, base_url: &'static str, version_path: &'static str) -> Vendor {
    Vendor { id, base_url, version_path, kind: ProviderKind::Custom, is_local: false }
}

/// A vendor with a kind of its own.
const fn native(vendor: Vendor, kind: ProviderKind) -> Vendor {
    Vendor { kind, ..vendor }
}

/// A program on this machine, at the port it takes by itself.
const fn local(id: &'static str, base_url: &'static str, version_path: &'static str) -> Vendor {
    Vendor { is_local: true, ..vendor(id, base_url, version_path) }
}

/// Every vendor that is known. An address belongs to the first row that has it.
pub const CATALOGUE: &[Vendor] = &[
    // Those that families of models are named after, and the large hosts.
    native(vendor("openai", "https://api.openai.com", "/v1"), ProviderKind::Openai),
    native(vendor("anthropic", "https://api.anthropic.com", "/v1"), ProviderKind::Anthropic),
    native(vendor("google", "https://generativelanguage.googleapis.com", "/v1beta"), ProviderKind::Google),
    vendor("deepseek", "https://api.deepseek.com", "/v1"),
    vendor("groq", "https://api.groq.com/openai", "/v1"),
    vendor("mistral", "https://api.mistral.ai", "/v1"),
    vendor("xai", "https://api.x.ai", "/v1"),
    vendor("together", "https://api.together.xyz", "/v1"),
    vendor("fireworks", "https://api.fireworks.ai/inference", "/v1"),
    vendor("cohere", "https://api.cohere.com/compatibility", "/v1"),
    native(vendor("openrouter", "https://openrouter.ai/api", "/v1"), ProviderKind::Openrouter),
    vendor("perplexity", "https://api.perplexity.ai", ""),
    vendor("moonshot", "https://api.moonshot.ai", "/v1"),
    vendor("minimax", "https://api.minimax.io", "/v1"),
    vendor("zai", "https://api.z.ai", "/api/paas/v4"),
    vendor("cerebras", "https://api.cerebras.ai", "/v1"),
    vendor("qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode", "/v1"),
    // Hosts of open models.
    vendor("atlascloud", "https://api.atlascloud.ai", "/v1"),
    vendor("avian", "https://api.avian.io", "/v1"),
    vendor("baseten", "https://inference.baseten.co", "/v1"),
    vendor("chutes", "https://llm.chutes.ai", "/v1"),
    vendor("deepinfra", "https://api.deepinfra.com", "/v1/openai"),
    vendor("digitalocean", "https://inference.do-ai.run", "/v1"),
    vendor("featherless", "https://api.featherless.ai", "/v1"),
    vendor("friendli", "https://api.friendli.ai/serverless", "/v1"),
    vendor("gmi", "https://api.gmi-serving.com", "/v1"),
    vendor("hyperbolic", "https://api.hyperbolic.xyz", "/v1"),
    vendor("inference-net", "https://api.inference.net", "/v1"),
    vendor("infermatic", "https://api.totalgpt.ai", "/v1"),
    vendor("io-net", "https://api.intelligence.io.solutions", "/api/v1"),
    vendor("mancer", "https://neuro.mancer.tech/oai", "/v1"),
    vendor("nebius", "https://api.tokenfactory.nebius.com", "/v1"),
    vendor("nebius-studio", "https://api.studio.nebius.com", "/v1"),
    vendor("novita", "https://api.novita.ai", "/openai/v1"),
    vendor("nscale", "https://inference.api.nscale.com", "/v1"),
    vendor("nvidia", "https://integrate.api.nvidia.com", "/v1"),
    vendor("ollama-cloud", "https://ollama.com", "/v1"),
    vendor("parasail", "https://api.parasail.io", "/v1"),
    vendor("publicai", "https://api.publicai.co", "/v1"),
    vendor("redpill", "https://api.redpill.ai", "/v1"),
    vendor("sambanova", "https://api.sambanova.ai", "/v1"),
    vendor("synthetic", "https://api.synthetic.new", "/openai/v1"),
    vendor("targon", "https://api.targon.com", "/v1"),
    vendor("venice", "https://api.venice.ai/api", "/v1"),
    vendor("wandb", "https://api.inference.wandb.ai", "/v1"),
    // European clouds.
    vendor("cortecs", "https://api.cortecs.ai", "/v1"),
    vendor("ionos", "https://openai.inference.de-txl.ionos.com", "/v1"),
    vendor("ovhcloud", "https://oai.endpoints.kepler.ai.cloud.ovh.net", "/v1"),
    vendor("scaleway", "https://api.scaleway.ai", "/v1"),
    // Makers of models of their own.
    vendor("ai21", "https://api.ai21.com/studio", "/v1"),
    vendor("inception", "https://api.inceptionlabs.ai", "/v1"),
    vendor("meta", "https://api.llama.com/compat", "/v1"),
    vendor("morph", "https://api.morphllm.com", "/v1"),
    vendor("reka", "https://api.reka.ai", "/v1"),
    vendor("sarvam", "https://api.sarvam.ai", "/v1"),
    vendor("upstage", "https://api.upstage.ai", "/v1"),
    vendor("writer", "https://api.writer.com", "/v1"),
    // China, and the Chinese addresses of vendors above.
    vendor("baichuan", "https://api.baichuan-ai.com", "/v1"),
    vendor("byteplus", "https://ark.ap-southeast.bytepluses.com/api", "/v3"),
    vendor("hunyuan", "https://api.hunyuan.cloud.tencent.com", "/v1"),
    vendor("longcat", "https://api.longcat.chat/openai", "/v1"),
    vendor("minimax-cn", "https://api.minimaxi.com", "/v1"),
    vendor("modelscope", "https://api-inference.modelscope.cn", "/v1"),
    vendor("moonshot-cn", "https://api.moonshot.cn", "/v1"),
    vendor("ppio", "https://api.ppinfra.com", "/v3/openai"),
    vendor("qianfan", "https://qianfan.baidubce.com", "/v2"),
    vendor("qwen-cn", "https://dashscope.aliyuncs.com/compatible-mode", "/v1"),
    vendor("siliconflow", "https://api.siliconflow.com", "/v1"),
    vendor("siliconflow-cn", "https://api.siliconflow.cn", "/v1"),
    vendor("spark", "https://spark-api-open.xf-yun.com", "/v1"),
    vendor("stepfun", "https://api.stepfun.com", "/v1"),
    vendor("volcengine", "https://ark.cn-beijing.volces.com/api", "/v3"),
    vendor("yi", "https://api.lingyiwanwu.com", "/v1"),
    vendor("zhipu", "https://open.bigmodel.cn", "/api/paas/v4"),
    // Those that pass on to others.
    vendor("aihubmix", "https://aihubmix.com", "/v1"),
    vendor("aimlapi", "https://api.aimlapi.com", "/v1"),
    vendor("cometapi", "https://api.cometapi.com", "/v1"),
    vendor("github-models", "https://models.github.ai", "/inference"),
    vendor("helicone", "https://ai-gateway.helicone.ai", "/v1"),
    vendor("huggingface", "https://router.huggingface.co", "/v1"),
    vendor("nano-gpt", "https://nano-gpt.com/api", "/v1"),
    vendor("poe", "https://api.poe.com", "/v1"),
    vendor("requesty", "https://router.requesty.ai", "/v1"),
    vendor("vercel", "https://ai-gateway.vercel.sh", "/v1"),
    // Programs on this machine.
    local("ollama", "http://127.0.0.1:11434", "/v1"),
    local("lm-studio", "http://127.0.0.1:1234", "/v1"),
    local("vllm", "http://127.0.0.1:8000", "/v1"),
    local("llama-cpp", "http://127.0.0.1:8080", "/v1"),
    local("jan", "http://127.0.0.1:1337", "/v1"),
    local("tgi", "http://127.0.0.1:3000", "/v1"),
    local("sglang", "http://127.0.0.1:30000", "/v1"),
    local("koboldcpp", "http://127.0.0.1:5001", "/v1"),
    local("text-generation-webui", "http://127.0.0.1:5000", "/v1"),
    local("gpt4all", "http://127.0.0.1:4891", "/v1"),
    local("xinference", "http://127.0.0.1:9997", "/v1"),
    local("docker-model-runner", "http://127.0.0.1:12434/engines", "/v1"),
    // Programs with the same port as one above.
    local("localai", "http://127.0.0.1:8080", "/v1"),
    local("llamafile", "http://127.0.0.1:8080", "/v1"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::url::{Url, is_private};
    use super::{CATALOGUE, Vendor};

    #[test]
    fn every_row_is_well_formed_and_found_by_name_and_by_address() {
        let (mut ids, mut addresses) = (HashSet::new(), HashSet::new());
        for vendor in CATALOGUE {
            let id = vendor.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(vendor.is_local || addresses.insert(vendor.base_url), "{id}: its address stands twice");
            let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(!id.is_empty() && id.len() <= 64 && id.bytes().all(is_plain), "{id}");
            let url = Url::parse(vendor.base_url).expect(id);
            assert_eq!((url.is_secure, is_private(url.host)), (!vendor.is_local, vendor.is_local), "{id}");
            assert!(!vendor.base_url.ends_with('/') && !vendor.version_path.ends_with('/'), "{id}");
            assert!(vendor.version_path.is_empty() || vendor.version_path.starts_with('/'), "{id}");
            assert_eq!(vendor.base_url, vendor.base_url.to_ascii_lowercase(), "{id}");
            assert_eq!(Vendor::named(id), Some(vendor));
            for spelling in [vendor.base_url.to_owned(), format!("{}/", vendor.base_url), vendor.root()] {
                let found = Vendor::at(&spelling).expect(&spelling);
                assert_eq!(found.base_url, vendor.base_url, "{id}: {spelling}");
            }
        }
        let remote = CATALOGUE.iter().filter(|vendor| !vendor.is_local).count();
        assert!(remote > 50, "{remote} vendors in the world");
    }

    #[test]
    fn the_vendors_of_the_wire_contract_are_where_it_puts_them() {
        for (id, base_url) in [
            ("openai", "https://api.openai.com"),
            ("anthropic", "https://api.anthropic.com"),
            ("google", "https://generativelanguage.googleapis.com"),
            ("deepseek", "https://api.deepseek.com"),
            ("groq", "https://api.groq.com/openai"),
            ("mistral", "https://api.mistral.ai"),
            ("xai", "https://api.x.ai"),
            ("together", "https://api.together.xyz"),
            ("fireworks", "https://api.fireworks.ai/inference"),
            ("cohere", "https://api.cohere.com/compatibility"),
            ("openrouter", "https://openrouter.ai/api"),
            ("perplexity", "https://api.perplexity.ai"),
            ("moonshot", "https://api.moonshot.ai"),
            ("minimax", "https://api.minimax.io"),
            ("zai", "https://api.z.ai"),
            ("cerebras", "https://api.cerebras.ai"),
            ("qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode"),
        ] {
            assert_eq!(Vendor::named(id).map(|vendor| vendor.base_url), Some(base_url), "{id}");
        }
    }

    #[test]
    fn every_vendor_stands_in_the_documentation() {
        let page = include_str!("../../../docs/configuration.md");
        for Vendor { id, .. } in CATALOGUE {
            assert!(page.contains(&format!("`{id}`")), "{id}");
        }
    }

    #[test]
    fn an_address_that_only_begins_like_a_vendors_is_not_his() {
        for address in [
            "https://api.openai.com.evil.example",
            "https://api.openai.com/v1/proxy",
            "https://api.openai.comx/v1",
            "http://api.openai.com",
            "https://api.openai.com:8443",
            "",
        ] {
            assert_eq!(Vendor::at(address), None, "{address}");
        }
    }
}

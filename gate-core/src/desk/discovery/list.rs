//! List: the shapes in which providers list their models.
//!
//! `OpenAI` (<https://platform.openai.com/docs/api-reference/models/list>) and everybody after it: `data[].id`,
//! `owned_by`. Anthropic (<https://docs.anthropic.com/en/api/models-list>): `data[].id` with `type` `model`. Gemini
//! (<https://ai.google.dev/api/models#method:-models.list>): `models[].name`, which begins with `models/`.

use std::collections::HashSet;

use serde::Deserialize;

use crate::store::FoundModel;
use crate::upstream::ProviderKind;

/// The most models that are kept of one provider; the largest catalogues have some hundreds.
const MODELS_MAX: usize = 5_000;
/// The longest name that is kept, in bytes.
const NAME_MAX: usize = 256;

#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    /// `OpenAI`'s shape and Anthropic's.
    Data { data: Vec<Entry> },
    /// Gemini's.
    Models { models: Vec<Named> },
    /// Together answers with the bare list.
    Bare(Vec<Entry>),
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    owned_by: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Where a provider lists its models, as many as it gives at once.
pub(super) fn route(kind: &ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Anthropic => "models?limit=1000",
        ProviderKind::Google => "models?pageSize=1000",
        ProviderKind::OpenAi
        | ProviderKind::OpenRouter
        | ProviderKind::Custom
        | ProviderKind::Azure { .. }
        | ProviderKind::Bedrock { .. } => "models",
    }
}

/// The models in a provider's answer, each once; `None` when it has another shape.
pub(super) fn read(body: &[u8]) -> Option<Vec<FoundModel>> {
    let models: Vec<FoundModel> = match serde_json::from_slice(body).ok()? {
        Listed::Data { data } | Listed::Bare(data) => data.into_iter().map(FoundModel::from).collect(),
        Listed::Models { models } => models.into_iter().map(FoundModel::from).collect(),
    };
    let mut seen = HashSet::new();
    let is_name = |name: &str| (1..=NAME_MAX).contains(&name.len()) && !name.chars().any(char::is_control);
    let kept = models.into_iter().filter(|model| is_name(&model.id) && seen.insert(model.id.clone()));
    Some(kept.take(MODELS_MAX).collect())
}

impl From<Entry> for FoundModel {
    fn from(entry: Entry) -> Self {
        let Entry { id, owned_by, kind } = entry;
        // Anthropic does not say whose its models are, but that each is a `model`.
        let is_anthropics = owned_by.is_none() && kind.as_deref() == Some("model");
        let owned_by = owned_by.or_else(|| is_anthropics.then(|| "anthropic".to_owned()));
        Self { id, owned_by: owned_by.filter(|owner| owner.len() <= NAME_MAX) }
    }
}

impl From<Named> for FoundModel {
    fn from(Named { name }: Named) -> Self {
        let id = name.strip_prefix("models/").map(str::to_owned).unwrap_or(name);
        Self { id, owned_by: Some("google".to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{MODELS_MAX, read};

    fn shown(body: &str) -> Option<Vec<String>> {
        let models = read(body.as_bytes())?;
        let show = |owner: Option<String>| owner.unwrap_or_else(|| "-".to_owned());
        Some(models.into_iter().map(|model| format!("{} {}", model.id, show(model.owned_by))).collect())
    }

    #[test]
    fn every_shape_is_read_and_no_other() {
        let long = format!(r#"{{"data":[{{"id":"{}"}},{{"id":"b"}}]}}"#, "a".repeat(257));
        for (body, expected) in [
            (
                r#"{"object":"list","data":[{"id":"gpt-4o","object":"model","created":1,"owned_by":"openai"},{"id":"x"}]}"#,
                Some(vec!["gpt-4o openai", "x -"]),
            ),
            (
                r#"{"data":[{"type":"model","id":"claude-opus-4","display_name":"Opus","created_at":"2025-05-14T00:00:00Z"}],"has_more":false,"first_id":"a","last_id":"a"}"#,
                Some(vec!["claude-opus-4 anthropic"]),
            ),
            (
                r#"{"models":[{"name":"models/gemini-2.5-pro","displayName":"Pro","supportedGenerationMethods":["generateContent"]}]}"#,
                Some(vec!["gemini-2.5-pro google"]),
            ),
            (r#"[{"id":"meta/llama","type":"chat"}]"#, Some(vec!["meta/llama -"])),
            (r#"{"data":[]}"#, Some(vec![])),
            (
                r#"{"data":[{"id":"a"},{"id":"a"},{"id":""},{"id":"b\u0007"},{"id":"c"}]}"#,
                Some(vec!["a -", "c -"]),
            ),
            (&long, Some(vec!["b -"])),
            (r#"{"data":[{"name":"a"}]}"#, None),
            (r#"{"error":{"message":"no"}}"#, None),
            (r#"{"data":"a"}"#, None),
            ("<html>", None),
            ("", None),
        ] {
            let expected: Option<Vec<String>> =
                expected.map(|lines| lines.into_iter().map(str::to_owned).collect());
            assert_eq!(shown(body), expected, "{body}");
        }
        let many: Vec<String> =
            (0..MODELS_MAX + 5).map(|number| format!(r#"{{"id":"m{number}"}}"#)).collect();
        let body = format!(r#"{{"data":[{}]}}"#, many.join(","));
        assert_eq!(read(body.as_bytes()).map(|models| models.len()), Some(MODELS_MAX));
    }
}

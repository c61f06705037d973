//! Google: Gemini's content, the counting of its tokens, embeddings, and the list of models.

pub(crate) mod answer;
pub(crate) mod embeddings;
pub(crate) mod request;
mod shapes;
mod signatures;

use crate::{control::json_answer, http::Request, script::Script, vendor::Problem};
use serde_json::json;

/// Models the witness lists.
const MODELS: [&str; 3] = ["gemini-2.5-flash", "gemini-3-pro-preview", "gemini-embedding-001"];

/// Refuses a request without a key, or with one where logs would keep it.
pub(crate) fn authorised(request: &Request) -> Result<(), Problem> {
    if request.query.split('&').any(|pair| pair.starts_with("key=")) {
        return Err(Problem::bad("The witness takes its key in x-goog-api-key, never in the query."));
    }
    let has_token = request.header("authorization").is_some_and(|value| value.starts_with("Bearer "));
    if request.header("x-goog-api-key").is_some_and(|key| !key.is_empty()) || has_token {
        return Ok(());
    }
    Err(Problem::new(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    ))
}

/// The list of models, or one of them by its path.
pub(crate) fn models(path: &str) -> Script {
    let model = |id: &str| {
        json!({"name": format!("models/{id}"), "version": "001", "displayName": id, "inputTokenLimit": 1_048_576,
               "outputTokenLimit": 65536, "supportedGenerationMethods": ["generateContent", "countTokens"]})
    };
    match path.rsplit_once("/models/") {
        Some((_, id)) => json_answer(200, &model(id)),
        None => json_answer(200, &json!({"models": MODELS.map(model)})),
    }
}

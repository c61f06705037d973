//! OpenAI: chat completions, responses, embeddings and the list of models.

pub(crate) mod chat;
pub(crate) mod chat_request;
pub(crate) mod embeddings;
pub(crate) mod responses;
pub(crate) mod responses_request;
mod responses_shapes;

use crate::{control::json_answer, http::Request, script::Script, vendor::Problem};
use serde_json::json;

/// `created` of every answer; a constant, so that two equal requests have equal answers.
pub(crate) const CREATED: u64 = 1_700_000_000;
/// Models the witness lists.
const MODELS: [&str; 3] = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"];

/// Refuses a request without a key; Azure's own header is as good.
pub(crate) fn authorised(request: &Request) -> Result<(), Problem> {
    let has_token = request.header("authorization").is_some_and(|value| value.starts_with("Bearer "));
    if has_token || request.header("api-key").is_some() {
        return Ok(());
    }
    Err(Problem::new(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
    ))
}

/// The list of models, or one of them by its path.
pub(crate) fn models(path: &str) -> Script {
    let model = |id: &str| json!({"id": id, "object": "model", "created": CREATED, "owned_by": "witness"});
    match path.rsplit_once("/models/") {
        Some((_, id)) => json_answer(200, &model(id)),
        None => json_answer(200, &json!({"object": "list", "data": MODELS.map(model)})),
    }
}

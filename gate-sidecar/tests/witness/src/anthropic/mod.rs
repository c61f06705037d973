//! Anthropic: messages, the counting of their tokens, and the list of models.

pub(crate) mod answer;
pub(crate) mod checks;
pub(crate) mod request;
mod shapes;

use crate::{control::json_answer, http::Request, script::Script, vendor::Problem};
use serde_json::json;

/// Models the witness lists.
const MODELS: [&str; 2] = ["claude-sonnet-4-5", "claude-haiku-4-5"];

/// A version of the API, as `anthropic-version` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// 2023-06-01 and before.
    First,
    /// 2026-10-21, which removed `temperature`, `top_p` and `top_k`.
    Second,
}

/// The version a request is meant for; refuses one without the headers that every request must have.
///
/// Clients before 2026-10-21 send their key as `x-api-key`, later ones as a bearer token.
pub(crate) fn authorised(request: &Request) -> Result<Version, Problem> {
    let has_token = request.header("authorization").is_some_and(|value| value.starts_with("Bearer "));
    if request.header("x-api-key").is_none_or(str::is_empty) && !has_token {
        return Err(Problem::new(401, "x-api-key header is required"));
    }
    match request.header("anthropic-version") {
        Some("2023-06-01" | "2023-01-01") => Ok(Version::First),
        Some("2026-10-21") => Ok(Version::Second),
        Some(other) => Err(Problem::bad(format!("anthropic-version: \"{other}\" is not a valid version"))),
        None => Err(Problem::bad("anthropic-version: header is required")),
    }
}

/// The list of models, or one of them by its path.
pub(crate) fn models(path: &str) -> Script {
    let model = |id: &str| {
        json!({"type": "model", "id": id, "display_name": id, "created_at": "2025-09-29T00:00:00Z",
               "lifecycle": "active"})
    };
    if let Some((_, id)) = path.rsplit_once("/models/") {
        return json_answer(200, &model(id));
    }
    let data = MODELS.map(model);
    json_answer(200, &json!({"data": data, "has_more": false, "first_id": MODELS[0], "last_id": MODELS[1]}))
}

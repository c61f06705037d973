//! Signatures: thoughts that come back with the calls they led to.
//!
//! ai.google.dev/gemini-api/docs/thought-signatures: the first call of each step of the current turn must have its
//! signature back, from Gemini 3 on; earlier models do without, but refuse a broken one.

use crate::{mark, vendor::Problem};
use serde_json::Value;

/// What the documentation tells those to send who have calls of another model.
const PASSES: [&str; 2] = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

/// The signature of a call.
pub(super) fn of_call(name: &str, arguments: &Value) -> String {
    mark::sign(&format!("{name} {arguments}"))
}

/// The signature of a text.
pub(super) fn of_text(text: &str) -> String {
    mark::sign(text)
}

/// Checks every signature, and that none is missing where the model needs it.
pub(super) fn check(model: &str, contents: &[Value]) -> Result<(), Problem> {
    for part in contents.iter().flat_map(parts) {
        let call = &part["functionCall"];
        if let (Some(signature), true) = (part["thoughtSignature"].as_str(), call.is_object()) {
            let is_whole = of_call(call["name"].as_str().unwrap_or_default(), &call["args"]) == signature;
            if !is_whole && !PASSES.contains(&signature) {
                return Err(Problem::bad("Corrupted thought signature."));
            }
        }
    }
    if !needs_signatures(model) {
        return Ok(());
    }
    let is_prompt =
        |content: &Value| content["role"] != "model" && parts(content).any(|part| part["text"].is_string());
    let current = contents.iter().rposition(is_prompt).map_or(contents, |at| &contents[at + 1..]);
    for (place, content) in current.iter().enumerate().filter(|(_, content)| content["role"] == "model") {
        let first = parts(content).find(|part| part["functionCall"].is_object());
        if let Some(part) = first.filter(|part| !part["thoughtSignature"].is_string()) {
            let name = part["functionCall"]["name"].as_str().unwrap_or_default();
            return Err(Problem::bad(format!(
                "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}`, position {}.",
                place + 1
            )));
        }
    }
    Ok(())
}

/// Whether a model insists on signatures, which those from Gemini 3 on do.
pub(super) fn needs_signatures(model: &str) -> bool {
    model.starts_with("gemini-3")
}

fn parts(content: &Value) -> impl Iterator<Item = &Value> {
    content["parts"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn calls_keep_their_signatures() {
        let args = json!({"input": "Paris"});
        let good = of_call("f", &args);
        let conversation = |signature: Option<&str>| {
            let mut part = json!({"functionCall": {"name": "f", "args": args}});
            if let Some(signature) = signature {
                part["thoughtSignature"] = signature.into();
            }
            let second = json!({"functionCall": {"name": "f", "args": args}});
            vec![
                json!({"role": "user", "parts": [{"text": "x"}]}),
                json!({"role": "model", "parts": [part, second]}),
                json!({"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}}}]}),
            ]
        };
        for (model, signature, is_taken) in [
            ("gemini-3-pro-preview", Some(good.as_str()), true),
            ("gemini-3-pro-preview", Some(PASSES[0]), true),
            ("gemini-3-pro-preview", Some("V2l0"), false),
            ("gemini-3-pro-preview", None, false),
            ("gemini-2.5-flash", Some(good.as_str()), true),
            ("gemini-2.5-flash", None, true),
            ("gemini-2.5-flash", Some("V2l0"), false),
        ] {
            assert_eq!(check(model, &conversation(signature)).is_ok(), is_taken, "{model} {signature:?}");
        }
        let mut over = conversation(None);
        over.push(json!({"role": "user", "parts": [{"text": "and now?"}]}));
        assert!(check("gemini-3-pro-preview", &over).is_ok(), "an earlier turn needs none");
    }
}

//! Route: which model operation a path asks for, and what else it says.

use gate_core::call::{Operation, PathWords};

/// What Gemini's paths end with.
const GENERATE: &str = ":generateContent";
const STREAM: &str = ":streamGenerateContent";

/// The operation of a path and the words in it; `None` for a path of another kind.
///
/// The same routes stand below `/v1` and below a provider's namespace, `/v1/{provider}`, there also with the version
/// that the provider's own clients put in front (`/v1/anthropic/v1/messages`). Gemini's paths name the model and are
/// known with either of Google's versions.
pub(crate) fn of(path: &str) -> Option<(Operation, PathWords)> {
    if let Some(rest) = path.strip_prefix("/v1beta/") {
        return content(rest, None);
    }
    let rest = path.strip_prefix("/v1/")?;
    if let Some(operation) = plain(rest) {
        return Some((operation, PathWords::default()));
    }
    if rest.starts_with("models/") {
        return content(rest, None);
    }
    let (provider, rest) = rest.split_once('/')?;
    let rest = ["v1/", "v1beta/", "openai/v1/"]
        .iter()
        .find_map(|version| rest.strip_prefix(version))
        .unwrap_or(rest);
    let provider = Some(provider.to_owned());
    match plain(rest) {
        Some(operation) => Some((operation, PathWords { provider, ..PathWords::default() })),
        None => content(rest, provider),
    }
}

/// Whether a path is one on which a model is asked, with `POST` and nothing else.
pub fn is_model_call(path: &str) -> bool {
    of(path).is_some()
}

fn plain(route: &str) -> Option<Operation> {
    match route {
        "chat/completions" => Some(Operation::ChatCompletion),
        "messages" => Some(Operation::Message),
        "messages/count_tokens" => Some(Operation::TokenCount),
        "responses" => Some(Operation::Response),
        "embeddings" => Some(Operation::Embedding),
        _ => None,
    }
}

fn content(route: &str, provider: Option<String>) -> Option<(Operation, PathWords)> {
    let named = route.strip_prefix("models/")?;
    let (model, is_stream) = match named.strip_suffix(STREAM) {
        Some(model) => (model, true),
        None => (named.strip_suffix(GENERATE)?, false),
    };
    let model = percent_decoded(model)?;
    Some((Operation::Content, PathWords { provider, model: Some(model), is_stream }))
}

/// The text that a path's segment stands for; `None` when it is no text.
fn percent_decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use gate_core::call::{Operation, PathWords};

    #[test]
    fn paths_name_operations_namespaces_and_models() {
        let words = |provider: Option<&str>, model: Option<&str>, is_stream| PathWords {
            provider: provider.map(str::to_owned),
            model: model.map(str::to_owned),
            is_stream,
        };
        let none = PathWords::default;
        for (path, expected) in [
            ("/v1/chat/completions", Some((Operation::ChatCompletion, none()))),
            ("/v1/messages", Some((Operation::Message, none()))),
            ("/v1/messages/count_tokens", Some((Operation::TokenCount, none()))),
            ("/v1/responses", Some((Operation::Response, none()))),
            ("/v1/embeddings", Some((Operation::Embedding, none()))),
            (
                "/v1/openai/chat/completions",
                Some((Operation::ChatCompletion, words(Some("openai"), None, false))),
            ),
            ("/v1/anthropic/v1/messages", Some((Operation::Message, words(Some("anthropic"), None, false)))),
            (
                "/v1beta/models/gemini-2.5-pro:generateContent",
                Some((Operation::Content, words(None, Some("gemini-2.5-pro"), false))),
            ),
            (
                "/v1/models/gemini-2.5-pro:streamGenerateContent",
                Some((Operation::Content, words(None, Some("gemini-2.5-pro"), true))),
            ),
            (
                "/v1/google/v1beta/models/openai%2Fgpt-4o:generateContent",
                Some((Operation::Content, words(Some("google"), Some("openai/gpt-4o"), false))),
            ),
            (
                "/v1beta/models/openai/gpt-4o:generateContent",
                Some((Operation::Content, words(None, Some("openai/gpt-4o"), false))),
            ),
            ("/v1/messages/", None),
            ("/v1/models/gpt-4o", None),
            ("/v1/google/v1beta/models/a%ff:generateContent", None),
            ("/v1/google/v1beta/models/a%2:generateContent", None),
            ("/v1", None),
            ("/v2/messages", None),
        ] {
            assert_eq!(super::of(path), expected, "{path}");
        }
    }
}

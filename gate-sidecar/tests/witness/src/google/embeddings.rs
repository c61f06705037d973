//! Embeddings: Gemini's vectors, one text or many at a time.

use super::{request::misshapen, shapes};
use crate::{
    openai::embeddings::vector,
    shape::{Is, check, respelt},
    vendor::Problem,
};
use serde_json::{Value, json};

/// Numbers of a vector unless `outputDimensionality` says otherwise.
const DIMENSIONS: u64 = 8;

/// Answers `:embedContent`.
pub(crate) fn one(body: &Value) -> Result<Value, Problem> {
    let body = respelt(body.clone(), Is::Shape(shapes::EMBED));
    check(&body, shapes::EMBED).map_err(misshapen)?;
    Ok(json!({ "embedding": embedding(&body) }))
}

/// Answers `:batchEmbedContents`.
pub(crate) fn many(body: &Value) -> Result<Value, Problem> {
    let body = respelt(body.clone(), Is::Shape(shapes::EMBED_BATCH));
    check(&body, shapes::EMBED_BATCH).map_err(misshapen)?;
    let requests = body["requests"].as_array().into_iter().flatten();
    Ok(json!({"embeddings": requests.map(embedding).collect::<Vec<_>>()}))
}

fn embedding(request: &Value) -> Value {
    let parts = request["content"]["parts"].as_array().into_iter().flatten();
    let text = parts.filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n");
    let config = &request["embedContentConfig"]["outputDimensionality"];
    let dimensions = request["outputDimensionality"].as_u64().or(config.as_u64()).unwrap_or(DIMENSIONS);
    json!({"values": vector(&text, dimensions)})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_the_vector_it_has_alone() {
        let request = |text: &str| json!({"content": {"parts": [{"text": text}]}, "outputDimensionality": 4});
        let both = many(&json!({"requests": [request("a"), request("b")]})).expect("taken");
        for (index, text) in ["a", "b"].into_iter().enumerate() {
            let alone = one(&request(text)).expect("taken");
            assert_eq!(both["embeddings"][index], alone["embedding"], "{text}");
            assert_eq!(alone["embedding"]["values"].as_array().map(Vec::len), Some(4), "{text}");
        }
        assert!(many(&json!({"input": ["a"]})).is_err());
    }
}

//! Embeddings: one small vector per input, the same for the same text, as numbers or as base64.

use crate::{
    http::Request,
    mark::base64,
    shape::{Is, Member, check, may, must},
    text::word_count,
    vendor::{Problem, Vendor},
};
use serde_json::{Value, json};

/// Numbers of a vector unless `dimensions` says otherwise.
const DIMENSIONS: u64 = 8;
/// The longest vector the witness makes.
const MOST_DIMENSIONS: u64 = 4096;

/// platform.openai.com/docs/api-reference/embeddings/create
const REQUEST: &[Member] = &[
    must(
        "input",
        Is::Either(&[
            Is::Text,
            Is::List(&Is::Text),
            Is::List(&Is::Integer),
            Is::List(&Is::List(&Is::Integer)),
        ]),
    ),
    must("model", Is::Text),
    may("dimensions", Is::Integer),
    may("encoding_format", Is::Word(&["float", "base64"])),
    may("user", Is::Text),
];

/// Answers a request.
pub(crate) fn answer(request: &Request, body: &Value) -> Result<Value, Problem> {
    super::authorised(request)?;
    check(body, REQUEST).map_err(|fault| Vendor::OpenAi.misshapen(&fault))?;
    let inputs = inputs(&body["input"]);
    if inputs.is_empty() || inputs.iter().any(String::is_empty) {
        return Err(Problem::bad(
            "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
        ));
    }
    let dimensions = body["dimensions"].as_u64().unwrap_or(DIMENSIONS);
    if !(1..=MOST_DIMENSIONS).contains(&dimensions) {
        return Err(Problem::bad("Invalid value for 'dimensions'."));
    }
    let wants_base64 = body["encoding_format"] == "base64";
    let data: Vec<Value> = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| {
            let vector = vector(input, dimensions);
            let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
            let embedding = if wants_base64 { json!(base64(&bytes)) } else { json!(vector) };
            json!({"object": "embedding", "index": index, "embedding": embedding})
        })
        .collect();
    let words: u64 = inputs.iter().map(|input| word_count(input)).sum();
    let usage = json!({"prompt_tokens": words, "total_tokens": words});
    Ok(json!({"object": "list", "model": body["model"], "data": data, "usage": usage}))
}

/// The texts to embed; tokens stand for themselves.
fn inputs(input: &Value) -> Vec<String> {
    let tokens = |tokens: &[Value]| tokens.iter().map(Value::to_string).collect::<Vec<_>>().join(" ");
    match input {
        Value::String(text) => vec![text.clone()],
        Value::Array(elements) if elements.iter().any(Value::is_number) => vec![tokens(elements)],
        Value::Array(elements) => elements
            .iter()
            .map(|element| {
                element
                    .as_array()
                    .map_or_else(|| element.as_str().unwrap_or_default().to_owned(), |list| tokens(list))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A vector that any change of the text changes; its numbers are exact in 32 bits.
pub(crate) fn vector(text: &str, dimensions: u64) -> Vec<f32> {
    let number = |axis: u64| {
        let salted = |hash: u8, byte: u8| hash.rotate_left(3).wrapping_add(byte);
        f32::from(text.bytes().fold(axis.to_le_bytes()[0], salted)) / 256.0
    };
    (0..dimensions).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn ask(body: &Value, key: Option<&str>) -> Result<Value, Problem> {
        let headers =
            key.map(|key| ("authorization".to_owned(), format!("Bearer {key}"))).into_iter().collect();
        let request = Request {
            method: "POST".into(),
            path: "/v1/embeddings".into(),
            query: String::new(),
            headers,
            body: Bytes::new(),
        };
        answer(&request, body)
    }

    #[test]
    fn inputs_of_every_form_have_vectors() {
        for (input, vectors, words) in [
            (json!("a b"), 1, 2),
            (json!(["a", "b c"]), 2, 3),
            (json!([1, 2, 3]), 1, 3),
            (json!([[1, 2], [3]]), 2, 3),
        ] {
            let answer =
                ask(&json!({"input": input, "model": "m", "dimensions": 4}), Some("k")).expect("taken");
            let data = answer["data"].as_array().expect("a list");
            assert_eq!((data.len(), &answer["usage"]["total_tokens"]), (vectors, &json!(words)), "{input}");
            assert!(
                data.iter()
                    .all(|entry| entry["embedding"].as_array().is_some_and(|vector| vector.len() == 4)),
                "{input}"
            );
        }
    }

    #[test]
    fn base64_holds_the_same_numbers() {
        let answer = ask(
            &json!({"input": "x", "model": "m", "dimensions": 1, "encoding_format": "base64"}),
            Some("k"),
        );
        let bytes = vector("x", 1)[0].to_le_bytes();
        assert_eq!(answer.expect("taken")["data"][0]["embedding"], base64(&bytes));
        assert_ne!(vector("ab", 8), vector("ba", 8));
    }

    #[test]
    fn what_the_api_refuses_is_refused() {
        let full = json!({"input": "x", "model": "m"});
        let with = |name: &str, value: Value| {
            let mut body = full.clone();
            body[name] = value;
            body
        };
        for (body, key, status, code) in [
            (full.clone(), None, 401, None),
            (json!({"model": "m"}), Some("k"), 400, Some("missing_required_parameter")),
            (with("extra", json!(1)), Some("k"), 400, Some("unknown_parameter")),
            (with("dimensions", json!("8")), Some("k"), 400, Some("invalid_type")),
            (with("dimensions", json!(0)), Some("k"), 400, None),
            (with("input", json!("")), Some("k"), 400, None),
            (with("input", json!([])), Some("k"), 400, None),
        ] {
            let problem = ask(&body, key).expect_err("refused");
            assert_eq!((problem.status, problem.code), (status, code), "{body}");
        }
    }
}

//! Embeddings: a request of `OpenAI`'s `/v1/embeddings` as Google's `batchEmbedContents`, and the answer back.
//!
//! The model stands in Google's address as well as in every text's entry; the address is the caller's to make.

use super::out::Out;
use super::value::{Value, Within, inexpressible, missing, must_be};
use super::{Dropped, base64};
use crate::format::FormatFault;
use crate::format::json::{Document, Kind};
use crate::format::model::{JsonText, Number};

/// More texts than this are not taken in one request; `OpenAI` takes as many.
const MOST_TEXTS: usize = 2048;

/// A request for embeddings, translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedding {
    /// The body for `batchEmbedContents`, compact.
    pub body: Vec<u8>,
    /// The members that were left out.
    pub dropped: Dropped,
    /// What the answer must know of the request.
    pub reply: Reply,
}

/// How a request for embeddings is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The model, as the caller named it.
    pub model: String,
    /// How many vectors are to come.
    pub texts: usize,
    /// Whether vectors are wanted in base64 (floats of 32 bits, the smallest byte first) instead of numbers.
    pub is_base64: bool,
}

/// Translates a request.
///
/// # Errors
/// A request that is not what its format says, and lists of tokens, which mean nothing to another maker's model.
pub fn request(document: &Document) -> Result<Embedding, FormatFault> {
    let root = Value::root(document).object("body")?;
    let model = root.required("model")?.to_owned();
    let mut dropped = Dropped::default();
    let (mut dimensions, mut is_base64) = (None, false);
    for (key, value) in root.members() {
        match key {
            "model" | "input" => {}
            "dimensions" => dimensions = Some(value.count(key)?),
            "encoding_format" => match value.string(key)? {
                "float" => {}
                "base64" => is_base64 = true,
                _ => return Err(must_be(key, "float or base64")),
            },
            other => dropped.add_unknown("", other),
        }
    }
    let texts = texts(root.get("input").ok_or_else(|| missing("input"))?)?;
    let mut out = Out::default();
    out.object().key("requests").array();
    let resource = format!("models/{}", model.strip_prefix("models/").unwrap_or(&model));
    for text in &texts {
        out.object().member("model", &resource).key("content").object().key("parts").array();
        out.object().member("text", text).end_object().end_array().end_object();
        out.integer_if("outputDimensionality", dimensions).end_object();
    }
    out.end_array().end_object();
    Ok(Embedding { body: out.into_bytes(), dropped, reply: Reply { model, texts: texts.len(), is_base64 } })
}

fn texts(input: Value<'_>) -> Result<Vec<&str>, FormatFault> {
    if let Some(text) = input.text() {
        return Ok(vec![text]);
    }
    let mut texts = Vec::new();
    for (index, text) in input.array("input")? {
        if matches!(text.kind(), Kind::Number | Kind::Array) {
            return Err(inexpressible("input", "it takes texts, not tokens"));
        }
        texts.push(text.string(&format!("input[{index}]"))?);
    }
    match texts.len() {
        0 => Err(must_be("input", "more than nothing")),
        many if many > MOST_TEXTS => Err(must_be("input", "no more than 2048 texts")),
        _ => Ok(texts),
    }
}

/// Translates an answer. Google tells no token figures for most models; then the caller's own count of the prompt
/// stands in their place, and 0 where it has none, since clients rely on the member.
///
/// # Errors
/// An answer that is not what its format says, or with another number of vectors than texts were sent.
pub fn answer(document: &Document, reply: &Reply, counted: Option<u64>) -> Result<Vec<u8>, FormatFault> {
    let root = Value::root(document).object("body")?;
    let mut out = Out::default();
    out.object().member("object", "list").key("data").array();
    let mut count = 0;
    for (index, embedding) in
        root.get("embeddings").ok_or_else(|| missing("embeddings"))?.array("embeddings")?
    {
        out.object().member("object", "embedding").key("index").integer(index as u64).key("embedding");
        write_vector(embedding, reply.is_base64, &mut out).within(|| format!("embeddings[{index}]"))?;
        out.end_object();
        count += 1;
    }
    if count != reply.texts {
        return Err(FormatFault::of("embeddings", "The provider's answer has not a vector for every text."));
    }
    let reported = root.get("usageMetadata").and_then(|usage| usage.get("promptTokenCount")?.figure());
    let tokens = reported.or(counted).unwrap_or(0);
    out.end_array().member("model", &reply.model).key("usage").object();
    out.key("prompt_tokens").integer(tokens).key("total_tokens").integer(tokens).end_object().end_object();
    Ok(out.into_bytes())
}

fn write_vector(embedding: Value<'_>, is_base64: bool, out: &mut Out) -> Result<(), FormatFault> {
    let values = embedding.object("embedding")?.get("values").ok_or_else(|| missing("values"))?;
    let mut bytes = Vec::new();
    for (index, value) in values.array("values")? {
        let number = value.number(&format!("values[{index}]"))?;
        if is_base64 {
            bytes.extend(narrow(&number).to_le_bytes());
        }
    }
    if is_base64 {
        out.text(&base64::encode(&bytes));
    } else {
        out.json(&JsonText::of(values.node().0, values.node().1));
    }
    Ok(())
}

/// Providers compute in 32 bits; what they print is read back into as many.
fn narrow(number: &Number) -> f32 {
    number.as_str().parse().expect("what is a number of JSON is one of Rust's")
}

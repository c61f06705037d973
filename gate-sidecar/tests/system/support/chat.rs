//! Chat: requests to the model whose price the tests know.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::http::{Answer, Request};

/// The model of most calls.
pub(crate) const MODEL: &str = "gpt-4o-sse";
/// What a token of its input costs, in nano-dollars.
pub(crate) const INPUT_NANOS: i64 = 2_500;
/// What a token of its output costs, in nano-dollars.
pub(crate) const OUTPUT_NANOS: i64 = 10_000;
/// A model that a provider serves and that has no price.
pub(crate) const UNPRICED: &str = "mystery-1";
/// Where chat completions are asked for.
pub(crate) const PATH: &str = "/v1/chat/completions";

/// A chat with one user message; `more` adds fields or replaces them.
pub(crate) fn chat(prompt: &str, more: Value) -> Value {
    let mut body = json!({"model": MODEL, "messages": [{"role": "user", "content": prompt}]});
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

/// A key and where to use it.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) secret: String,
    pub(crate) gate: SocketAddr,
}

impl Key {
    /// A chat request with this key.
    pub(crate) fn request(&self, body: &Value) -> Request {
        Request::post(PATH, body).bearer(&self.secret)
    }

    /// Any other request with this key.
    pub(crate) fn get(&self, path: &str) -> Request {
        Request::get(path).bearer(&self.secret)
    }

    /// Asks and hears the answer out.
    pub(crate) async fn ask(&self, body: &Value) -> Answer {
        self.request(body).send(self.gate).await
    }

    /// Asks for a stream and hears it out.
    pub(crate) async fn stream(&self, body: &Value) -> Answer {
        let mut body = body.clone();
        body["stream"] = true.into();
        self.ask(&body).await
    }
}

/// Dollars as a command line takes them, exact to the nano-dollar.
pub(crate) fn usd(nanos: i64) -> String {
    format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000)
}

/// Dollars as JSON shows them, back in nano-dollars.
pub(crate) fn nanos(usd: &Value) -> i64 {
    let usd = usd.as_f64().unwrap_or_else(|| panic!("no amount: {usd}"));
    #[expect(clippy::cast_possible_truncation, reason = "the tests spend cents, not billions")]
    let nanos = (usd * 1e9).round() as i64;
    nanos
}

/// What a record says the call cost.
pub(crate) fn cost(record: &Value) -> i64 {
    nanos(&record["actual_cost"])
}

//! Parse: what the call asks for, and who would serve it at what price.

use std::sync::Arc;

use crate::call::{Call, Operation};
use crate::clock::Clock;
use crate::format::{ClientFormat, FormatFault, PathFacts, Request};
use crate::handoff::{Candidate, Parsed};
use crate::offload;
use crate::pricing::{PriceBook, PriceCard, TokenCounter};
use crate::providers::{Providers, Served};
use crate::refusal::Refusal;

/// Reads bodies and finds the provider and the price.
pub(crate) struct Parse {
    pub(crate) providers: Arc<Providers>,
    pub(crate) prices: Arc<PriceBook>,
    pub(crate) tokens: Arc<TokenCounter>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) max_body_bytes: usize,
}

/// What a call asks for, in its caller's words. It is known before anybody is found who serves it.
pub(crate) struct Wanted {
    /// The model as the caller named it.
    pub(crate) model: String,
    /// Whether the answer is to be streamed.
    pub(crate) stream: bool,
}

impl Parse {
    /// Refuses bodies that are too large, are not strict JSON or no chat request, and models that nobody serves or
    /// whose price is not known. What the body asks for is noted in `wanted` as soon as it can be read, since the
    /// record of a refused call names it too.
    pub(crate) async fn run(&self, call: &Call, wanted: &mut Option<Wanted>) -> Result<Parsed, Refusal> {
        let body_bytes = call.body.len();
        if body_bytes > self.max_body_bytes {
            return Err(Refusal::BodyTooLarge { limit_bytes: self.max_body_bytes });
        }
        let request = read(call).await?;
        let requested_model = request.model().to_owned();
        *wanted = Some(Wanted { model: requested_model.clone(), stream: request.is_stream() });
        let (served, model) =
            self.providers.resolve(&requested_model).ok_or_else(|| unserved(&requested_model))?;
        self.load(&model).await;
        let card = self.price(&served, &model)?;
        let chosen = Candidate { served, model, card };
        Ok(Parsed { request, requested_model, chosen, fallbacks: Vec::new(), body_bytes })
    }

    /// Reads the tables that the first call of a process needs: the vocabulary beside the prices, both off the async
    /// threads. They stay away until then, since they are most of what the process keeps in memory.
    async fn load(&self, model: &str) {
        if !self.tokens.is_ready(model) {
            let (tokens, model) = (Arc::clone(&self.tokens), model.to_owned());
            // Whoever counts first waits for it.
            tokio::task::spawn_blocking(move || tokens.load(&model));
        }
        if !self.prices.is_ready(model) {
            let prices = Arc::clone(&self.prices);
            offload::sized(usize::MAX, move || prices.load()).await;
        }
    }

    fn price(&self, provider: &Served, model: &str) -> Result<Arc<PriceCard>, Refusal> {
        self.prices.lookup(Some(&provider.id), model, self.clock.unix_ms()).ok_or_else(|| Refusal::ModelUnknown {
            message: format!(
                "The price of model `{model}` is not known: it needs an entry under [[prices]] or a ceiling price."
            ),
        })
    }
}

async fn read(call: &Call) -> Result<Request, Refusal> {
    let (format, body) = (format(call.operation), call.body.clone());
    let path = call.path.model.clone().map(|model| PathFacts { model, is_stream: call.path.is_stream });
    let parsed = offload::sized(body.len(), move || Request::parse(format, body, path)).await;
    parsed.map_err(|FormatFault { message, param }| Refusal::Malformed { message, param })
}

/// The format of an operation's body.
fn format(operation: Operation) -> ClientFormat {
    match operation {
        Operation::ChatCompletion => ClientFormat::ChatCompletions,
        Operation::Message => ClientFormat::Messages,
        Operation::TokenCount => ClientFormat::CountTokens,
        Operation::Response => ClientFormat::Responses,
        Operation::Embedding => ClientFormat::Embeddings,
        Operation::Content => ClientFormat::GenerateContent,
    }
}

fn unserved(model: &str) -> Refusal {
    Refusal::ModelUnknown { message: format!("No configured provider serves model `{model}`.") }
}

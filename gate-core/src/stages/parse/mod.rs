//! Parse: what the call asks for, and who would serve it at what price.

mod recall;

use std::sync::Arc;

use crate::call::{Call, Operation};
use crate::caller::Key;
use crate::clock::Clock;
use crate::exchanges::Exchanges;
use crate::format::{ClientFormat, FormatFault, PathFacts, Request};
use crate::handoff::{Candidate, Parsed};
use crate::offload;
use crate::pricing::{PriceBook, PriceCard, TokenCounter};
use crate::providers::{Providers, Served, Serving};
use crate::refusal::Refusal;
use crate::routing::{self, Unresolved};
use crate::upstream::echo;
use recall::Recalled;

/// Reads bodies and finds the provider and the price.
pub(crate) struct Parse {
    pub(crate) providers: Arc<Providers>,
    pub(crate) prices: Arc<PriceBook>,
    pub(crate) tokens: Arc<TokenCounter>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) exchanges: Exchanges,
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
    pub(crate) async fn run(
        &self,
        call: &Call,
        key: &Key,
        wanted: &mut Option<Wanted>,
    ) -> Result<Parsed, Refusal> {
        let body_bytes = call.body.len();
        if body_bytes > self.max_body_bytes {
            return Err(Refusal::BodyTooLarge { limit_bytes: self.max_body_bytes });
        }
        let request = read(call).await?;
        let requested_model = request.model().to_owned();
        *wanted = Some(Wanted { model: requested_model.clone(), stream: request.is_stream() });
        let Recalled { request, echo, exchange } = recall::whole(&self.exchanges, key, request).await?;
        let asked = routing::Wanted { model: &requested_model, namespace: call.path.provider.as_deref() };
        let serving = self.providers.resolve(asked).map_err(|reason| unserved(&requested_model, reason))?;
        let mut candidates = Vec::with_capacity(serving.len());
        let mut unpriced = None;
        for Serving { served, route } in serving {
            self.load(&route.model).await;
            match self.price(&served, &route.model, request.format()) {
                Ok(card) => {
                    candidates.push(Candidate { served, model: route.model.to_string(), route, card });
                }
                Err(refusal) => unpriced = Some(refusal),
            }
        }
        match candidates.split_first() {
            Some((chosen, fallbacks)) => {
                let (chosen, fallbacks) = (chosen.clone(), fallbacks.to_vec());
                Ok(Parsed { request, requested_model, chosen, fallbacks, body_bytes, echo, exchange })
            }
            None => Err(unpriced.unwrap_or(Refusal::Internal)),
        }
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

    fn price(&self, provider: &Served, model: &str, format: ClientFormat) -> Result<Arc<PriceCard>, Refusal> {
        // A count of tokens is free, as an echo is.
        let (provider, model) = match format {
            ClientFormat::CountTokens => (echo::PROVIDER, echo::MODEL),
            _ => (&*provider.id, model),
        };
        self.prices.lookup(Some(provider), model, self.clock.unix_ms()).ok_or_else(|| Refusal::ModelUnknown {
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

/// Why nobody serves a model.
fn unserved(model: &str, reason: Unresolved) -> Refusal {
    match reason {
        Unresolved::Unknown => {
            Refusal::ModelUnknown { message: format!("No configured provider serves model `{model}`.") }
        }
        Unresolved::Mismatch { belongs_to } => Refusal::malformed_field(
            format!(
                "Provider mismatch: model `{model}` belongs to `{belongs_to}`, and the path names another."
            ),
            "model",
        ),
        Unresolved::Retired { replacement } => Refusal::ModelRetired { model: model.to_owned(), replacement },
    }
}

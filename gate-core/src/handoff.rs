//! Handoff: what one stage hands to the next. Each stage takes the previous one's result, so that a wrong order
//! does not compile.

use std::sync::Arc;

use gate_detect::Masker;

use crate::caller::PiiAction;
use crate::exchanges;
use crate::format::Request;
use crate::format::translate::{ResponsesEcho, Wire, embeddings};
use crate::money::Money;
use crate::pricing::PriceCard;
use crate::providers::Served;
use crate::routing;
use crate::store::Granted;

/// A call that is understood.
pub(crate) struct Parsed {
    /// The body.
    pub(crate) request: Request,
    /// The model as the caller named it.
    pub(crate) requested_model: String,
    /// Who is asked first.
    pub(crate) chosen: Candidate,
    /// Who is asked when those before fail, in this order.
    pub(crate) fallbacks: Vec<Candidate>,
    /// The size of the body, in bytes.
    pub(crate) body_bytes: usize,
    /// What of the request the answer repeats, in formats that do.
    pub(crate) echo: Option<Arc<ResponsesEcho>>,
    /// What is kept of it for later requests, once it is answered.
    pub(crate) exchange: Option<Box<exchanges::Pending>>,
}

impl Parsed {
    /// Everybody who may be asked, in order.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        std::iter::once(&self.chosen).chain(&self.fallbacks)
    }
}

/// Somebody who serves the model that is asked for.
#[derive(Clone)]
pub(crate) struct Candidate {
    /// Who.
    pub(crate) served: Arc<Served>,
    /// The model as they name it.
    pub(crate) model: String,
    /// Where they stand among others.
    pub(crate) route: routing::Candidate,
    /// What it costs there.
    pub(crate) card: Arc<PriceCard>,
}

/// How a provider's answer becomes the caller's.
#[derive(Debug, Clone)]
pub(crate) enum Reading {
    /// It is in the caller's own format.
    Own,
    /// It is translated.
    Translated {
        /// The format it is in.
        from: Wire,
        /// The caller's.
        to: Wire,
        /// What of the request the provider was not told, by the names of its members.
        dropped: Vec<String>,
        /// What of the request the answer repeats, in formats that do.
        echo: Option<Arc<ResponsesEcho>>,
    },
    /// Its vectors are written as the caller wants them.
    Embeddings {
        /// What the answer must know of the request.
        reply: embeddings::Reply,
        /// What of the request the provider was not told, by the names of its members.
        dropped: Vec<String>,
    },
}

/// What a call may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Tokens of the input.
    pub(crate) input_tokens: u64,
    /// What the call is expected to cost: shown to callers, and compared with the limit per request.
    pub(crate) estimate: Money,
    /// The least that makes sense to set aside.
    pub(crate) floor: Money,
    /// What is wished to be set aside.
    pub(crate) want: Money,
    /// Choices asked for; each may be as long as the limit.
    pub(crate) choices: u64,
    /// Whether the caller left the length of the answer open, so that a budget may bound it.
    pub(crate) open_ended: bool,
    /// Whether any budget applies.
    pub(crate) limited: bool,
}

/// A reservation on its way to the store.
pub(crate) struct Pending<F> {
    pub(crate) quote: Quote,
    /// The prices that it is quoted at: the dearest of those who may be asked.
    pub(crate) card: Arc<PriceCard>,
    pub(crate) verdict: F,
}

/// Money that is set aside.
#[derive(Debug, Clone)]
pub(crate) struct Reserved {
    pub(crate) granted: Granted,
    /// Output tokens the call may have over all choices; `None` when no budget applies.
    pub(crate) output_tokens: Option<u64>,
    /// The limit to send to the provider for each choice: only when the budget is what binds.
    pub(crate) limit_to_send: Option<u64>,
}

/// A call whose text a provider may see.
pub(crate) struct Redacted {
    /// The call, values replaced.
    pub(crate) parsed: Parsed,
    /// What becomes of the texts of its answer.
    pub(crate) texts: AnswerTexts,
    /// How many values were replaced.
    pub(crate) replaced: usize,
}

/// What becomes of the texts of an answer.
#[derive(Default)]
pub(crate) struct AnswerTexts {
    /// What was replaced in the request, for putting it back; `None` when nothing was.
    pub(crate) masker: Option<Masker>,
    /// What is done to values that the model wrote by itself; `None` when nobody asked.
    pub(crate) scan: Option<AnswerScan>,
}

/// What is looked for in an answer before values are put back, and what happens to it.
pub(crate) struct AnswerScan {
    /// Looks for it. Its table is not the request's, or what a model made up could be put back like a value of the
    /// caller; it goes on with the request's numbers.
    pub(crate) masker: Masker,
    /// What happens to it.
    pub(crate) action: PiiAction,
}

/// How far the exchange with a provider has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exchange {
    /// Nothing has left.
    Unsent,
    /// The request may have arrived.
    Sent,
    /// The provider has begun to answer.
    Begun,
}

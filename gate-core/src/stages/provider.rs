//! Provider: the call goes out, and the beginning of the answer comes back.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{oneshot, watch};

use crate::call::CallOptions;
use crate::clock::Clock;
use crate::handoff::{Exchange, Parsed};
use crate::id::CallId;
use crate::offload;
use crate::pricing::TokenCounter;
use crate::providers::{Served, Target};
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::secret::Secret;
use crate::upstream::{Answer, Upstream, UpstreamError, UpstreamRequest, echo};

/// Asks providers.
pub(crate) struct Provide {
    pub(crate) upstreams: Upstreams,
    pub(crate) clock: Arc<dyn Clock>,
    /// Turns true when calls in flight must end.
    pub(crate) stop: watch::Receiver<bool>,
}

/// The ways out.
pub(crate) struct Upstreams {
    /// For every provider but those below.
    pub(crate) shared: Upstream,
    /// For providers with root certificates of their own, by id: nobody else trusts them.
    pub(crate) own: HashMap<String, Upstream>,
}

impl Upstreams {
    fn to(&self, provider: &str) -> &Upstream {
        self.own.get(provider).unwrap_or(&self.shared)
    }
}

/// What came of asking a provider.
pub(crate) enum Provided {
    /// It answers.
    Answer(Answer),
    /// The caller left before it did; the exchange was cut off.
    CallerGone,
}

/// A call on its way out, and who waits for its answer.
pub(crate) struct Outgoing<'o> {
    pub(crate) call_id: CallId,
    pub(crate) parsed: Parsed,
    /// The limit the provider is told: only when the budget is what binds.
    pub(crate) limit_to_send: Option<u64>,
    pub(crate) options: &'o CallOptions,
    pub(crate) caller_waits: &'o mut oneshot::Sender<Outcome>,
    /// Follows how far the exchange has come.
    pub(crate) exchange: &'o mut Exchange,
}

impl Provide {
    /// Sends the call to its provider, once.
    ///
    /// Refuses with [`Refusal::NoProviderKey`], [`Refusal::ProviderTimeout`] or [`Refusal::ProviderError`].
    pub(crate) async fn run(&self, outgoing: Outgoing<'_>) -> Result<Provided, Refusal> {
        let Outgoing { call_id, parsed, limit_to_send, options, caller_waits, exchange } = outgoing;
        if caller_waits.is_closed() {
            return Ok(Provided::CallerGone);
        }
        let (served, stream) = (Arc::clone(&parsed.provider), parsed.request.is_stream());
        let key = options.provider_key.clone().filter(|_| served.takes_callers_key);
        if key.is_none() && served.needs_key && !served.has_key() {
            return Err(Refusal::NoProviderKey { provider: served.id.to_string() });
        }
        let body = body(parsed, limit_to_send).await;
        // From here on the request may arrive at the provider even if nobody waits for the answer.
        *exchange = Exchange::Sent;
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            answer = self.ask(&served, Question { call_id, body, stream, key }) => match answer {
                Ok(answer) => {
                    *exchange = Exchange::Begun;
                    Ok(Provided::Answer(answer))
                }
                Err(error) => {
                    *exchange = reached(&error);
                    Err(error.refusal())
                }
            },
            () = caller_waits.closed() => Ok(Provided::CallerGone),
            _ = stop.wait_for(|stop| *stop) => Err(Refusal::Internal),
        }
    }

    async fn ask(&self, served: &Served, question: Question) -> Result<Answer, UpstreamError> {
        let Question { call_id, body, stream, key } = question;
        match &served.target {
            Target::Echo => echo::answer_bytes(&body, self.echo_call(call_id)),
            Target::Remote(provider) => {
                let (provider, route) = (Arc::clone(provider), "chat/completions");
                self.upstreams
                    .to(&provider.id)
                    .send(UpstreamRequest { call_id, provider, route, body, stream, key })
                    .await
            }
        }
    }

    fn echo_call(&self, call_id: CallId) -> echo::EchoCall {
        let created_seconds = self.clock.unix_ms() / 1_000;
        echo::EchoCall {
            call_id,
            created_seconds,
            count: |text| TokenCounter::new().count(echo::MODEL, text),
        }
    }
}

fn reached(error: &UpstreamError) -> Exchange {
    match (error.began, error.sent) {
        (true, _) => Exchange::Begun,
        (false, true) => Exchange::Sent,
        (false, false) => Exchange::Unsent,
    }
}

/// What a provider is asked, whoever it is.
struct Question {
    call_id: CallId,
    body: Bytes,
    stream: bool,
    key: Option<Secret>,
}

/// The body as the provider gets it: written anew from what was parsed, never the bytes that came in.
async fn body(mut parsed: Parsed, limit: Option<u64>) -> Bytes {
    offload::sized(parsed.body_bytes, move || {
        let request = &mut parsed.request;
        if let Some(tokens) = limit {
            request.set_max_output(tokens);
        }
        if request.is_stream() {
            request.request_usage();
        }
        request.write()
    })
    .await
}

//! Provider: the call goes out, and the beginning of the answer comes back.

mod question;
mod speech;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{oneshot, watch};

use crate::attempt::Attempt;
use crate::call::CallOptions;
use crate::clock::Clock;
use crate::format::{ClientFormat, Request};
use crate::handoff::{Candidate, Exchange, Parsed, Reading};
use crate::id::CallId;
use crate::offload;
use crate::pricing::TokenCounter;
use crate::providers::Target;
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::upstream::{Answer, Upstream, UpstreamError, UpstreamRequest, echo};
use question::Question;

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

/// What came of asking.
pub(crate) enum Provided {
    /// Somebody answers.
    Answer(Answered),
    /// The caller left before anybody did; the exchange was cut off.
    CallerGone,
}

/// The beginning of an answer.
pub(crate) struct Answered {
    /// Who answers.
    pub(crate) candidate: Candidate,
    /// The answer, as it comes from there.
    pub(crate) answer: Answer,
    /// How it becomes the caller's.
    pub(crate) reading: Reading,
}

/// A call on its way out, and who waits for its answer.
pub(crate) struct Outgoing<'o> {
    pub(crate) call_id: CallId,
    pub(crate) parsed: Parsed,
    /// Tokens of the input, as they were counted here.
    pub(crate) input_tokens: u64,
    /// The limit the provider is told: only when the budget is what binds.
    pub(crate) limit_to_send: Option<u64>,
    pub(crate) options: &'o CallOptions,
    pub(crate) caller_waits: &'o mut oneshot::Sender<Outcome>,
    /// Follows how far the exchange has come.
    pub(crate) exchange: &'o mut Exchange,
    /// Keeps who was asked.
    pub(crate) attempts: &'o mut Vec<Attempt>,
}

/// What one attempt came to.
enum Asked {
    Answered(Answer, Reading),
    Failed { refusal: Refusal, goes_on: bool },
    CallerGone,
}

impl Provide {
    /// Sends the call to whoever serves it, one after the other until somebody begins to answer.
    ///
    /// Refuses with [`Refusal::NoProviderKey`], [`Refusal::ProviderTimeout`], [`Refusal::ProviderError`], or
    /// [`Refusal::Malformed`] when the call cannot be said in the provider's format.
    pub(crate) async fn run(&self, mut outgoing: Outgoing<'_>) -> Result<Provided, Refusal> {
        if let Some(tokens) = outgoing.limit_to_send {
            outgoing.parsed.request.set_max_output(tokens);
        }
        let candidates: Vec<Candidate> = outgoing.parsed.candidates().cloned().collect();
        let mut last = Refusal::Internal;
        for candidate in candidates {
            match self.attempt(&candidate, &mut outgoing).await? {
                Asked::Answered(answer, reading) => {
                    return Ok(Provided::Answer(Answered { candidate, answer, reading }));
                }
                Asked::CallerGone => return Ok(Provided::CallerGone),
                Asked::Failed { refusal, goes_on: false } => return Err(refusal),
                Asked::Failed { refusal, goes_on: true } => last = refusal,
            }
        }
        Err(last)
    }

    /// Asks one candidate, once.
    async fn attempt(&self, candidate: &Candidate, outgoing: &mut Outgoing<'_>) -> Result<Asked, Refusal> {
        let request = &mut outgoing.parsed.request;
        if request.format() == ClientFormat::CountTokens && !speech::counts_tokens(&candidate.served) {
            return Ok(Asked::Answered(counted_here(outgoing.input_tokens), Reading::Own));
        }
        let served = &candidate.served;
        let key = outgoing.options.provider_key.clone().filter(|_| served.takes_callers_key);
        if key.is_none() && served.needs_key && !served.has_key() {
            let refusal = Refusal::NoProviderKey { provider: served.id.to_string() };
            return Ok(Asked::Failed { refusal, goes_on: true });
        }
        let Question { route, body, stream, ends, reading } =
            written(request, candidate, outgoing.parsed.body_bytes).await?;
        let call_id = outgoing.call_id;
        let answer = async {
            let provider = match &served.target {
                Target::Echo => return echo::answer_bytes(&body, self.echo_call(call_id)),
                Target::Remote(provider) => Arc::clone(provider),
            };
            let headers =
                if matches!(reading, Reading::Own) { outgoing.options.passed_on.clone() } else { Vec::new() };
            let unix_seconds = self.clock.unix_ms() / 1_000;
            let upstream = self.upstreams.to(&provider.id);
            upstream
                .send(UpstreamRequest {
                    call_id,
                    provider,
                    route,
                    headers,
                    body,
                    stream,
                    ends,
                    unix_seconds,
                    key,
                })
                .await
        };
        // From here on the request may arrive at the provider even if nobody waits for the answer.
        let before = std::mem::replace(outgoing.exchange, Exchange::Sent);
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            answer = answer => Ok(match answer {
                Ok(answer) => {
                    *outgoing.exchange = Exchange::Begun;
                    Asked::Answered(answer, reading)
                }
                Err(error) => {
                    *outgoing.exchange = reached(&error).max(before);
                    Asked::Failed { refusal: error.refusal(), goes_on: error.is_retryable() }
                }
            }),
            () = outgoing.caller_waits.closed() => Ok(Asked::CallerGone),
            _ = stop.wait_for(|stop| *stop) => Err(Refusal::Internal),
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

/// The answer to a question for the number of tokens that no provider answers.
fn counted_here(input_tokens: u64) -> Answer {
    Answer::Whole(Bytes::from(format!(r#"{{"input_tokens":{input_tokens}}}"#)))
}

/// Writes the question; that of a large request off the async threads.
async fn written(
    request: &mut Request,
    candidate: &Candidate,
    body_bytes: usize,
) -> Result<Question, Refusal> {
    if body_bytes <= offload::INLINE_BYTES {
        return question::write(request, candidate);
    }
    let (mut moved, candidate) = (request.clone(), candidate.clone());
    offload::sized(body_bytes, move || question::write(&mut moved, &candidate)).await
}

//! Provider: the call goes out, and the beginning of the answer comes back.

mod failure;
mod question;
mod speech;
mod target;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{oneshot, watch};

use crate::attempt::Attempt;
use crate::call::CallOptions;
use crate::clock::Clock;
use crate::format::ClientFormat;
use crate::handoff::{Candidate, Exchange, Parsed, Reading};
use crate::id::{CallId, Entropy};
use crate::offload;
use crate::pricing::TokenCounter;
use crate::providers::Target;
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::routing::{self, Journey, KeyLease, RoutingState, Stuck, for_callers_key};
use crate::secret::Secret;
use crate::upstream::{Answer, KeyChoice, Upstream, UpstreamError, UpstreamRequest, echo};
use question::Question;

/// Asks providers.
pub(crate) struct Provide {
    pub(crate) upstreams: Upstreams,
    /// Circuits and keys, which all calls share.
    pub(crate) routing: Arc<RoutingState>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Turns true when calls in flight must end.
    pub(crate) stop: watch::Receiver<bool>,
}

/// The ways out.
#[derive(Clone)]
pub(crate) struct Upstreams {
    /// For every provider but those below.
    pub(crate) shared: Upstream,
    /// For providers with root certificates of their own, by id: nobody else trusts them.
    pub(crate) own: HashMap<String, Upstream>,
}

impl Upstreams {
    /// The way to this provider.
    pub(crate) fn to(&self, provider: &str) -> &Upstream {
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
    /// The use of the provider's key, to be held until the answer ends.
    pub(crate) lease: Option<KeyLease>,
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
    Answered(Answer),
    Failed(UpstreamError),
    CallerGone,
}

impl Provide {
    /// Sends the call to whoever serves it, one after the other until somebody begins to answer.
    ///
    /// Refuses with [`Refusal::NoProviderKey`], [`Refusal::CircuitOpen`], [`Refusal::ProviderCapacity`],
    /// [`Refusal::ProviderTimeout`], [`Refusal::ProviderError`], or [`Refusal::Malformed`] when the call cannot be said
    /// in the format of anybody who serves it.
    pub(crate) async fn run(&self, mut outgoing: Outgoing<'_>) -> Result<Provided, Refusal> {
        if let Some(tokens) = outgoing.limit_to_send {
            outgoing.parsed.request.set_max_output(tokens);
        }
        if let Some(counted) = counted_here(&outgoing) {
            return Ok(Provided::Answer(counted));
        }
        let candidates: Vec<Candidate> = outgoing.parsed.candidates().cloned().collect();
        let (mut journey, callers_key) = self.set_out(&candidates, outgoing.options)?;
        let mut last = None;
        loop {
            let attempt = match journey.next(self.clock.monotonic()) {
                Ok(attempt) => attempt,
                Err(stuck) => return Err(last.unwrap_or_else(|| stuck_refusal(stuck))),
            };
            let candidate = candidates.iter().find(|candidate| candidate.route == attempt.candidate);
            let candidate = candidate.ok_or(Refusal::Internal)?.clone();
            let question = match written(&mut outgoing.parsed, &candidate).await {
                Ok(question) => question,
                Err(refusal) => {
                    journey.skip(attempt);
                    last.get_or_insert(refusal);
                    continue;
                }
            };
            let key = key_choice(callers_key.as_ref(), &attempt);
            let reading = question.reading.clone();
            let (began, asked) =
                (self.clock.monotonic(), self.ask(&candidate, question, key, &mut outgoing).await?);
            let now = self.clock.monotonic();
            outgoing.note(&candidate, &asked, now.saturating_sub(began));
            match asked {
                Asked::CallerGone => return Ok(Provided::CallerGone),
                Asked::Answered(answer) => {
                    let lease = attempt.succeeded(now);
                    return Ok(Provided::Answer(Answered { candidate, answer, reading, lease }));
                }
                Asked::Failed(error) => {
                    last = Some(error.refusal());
                    match journey.failed(attempt, failure::of(&error), now, self.random()) {
                        Some(wait) if self.waits(wait, &mut outgoing).await => {}
                        Some(_) => return Ok(Provided::CallerGone),
                        None => return Err(error.refusal()),
                    }
                }
            }
        }
    }

    /// The way through those who can be asked at all, and the caller's own key where it is used.
    fn set_out(
        &self,
        candidates: &[Candidate],
        options: &CallOptions,
    ) -> Result<(Journey, Option<Secret>), Refusal> {
        let routes: Vec<_> = candidates.iter().map(|candidate| candidate.route.clone()).collect();
        let served = |id: &str| candidates.iter().find(|candidate| *candidate.served.id == *id);
        let takes = |id: &str| served(id).is_some_and(|candidate| candidate.served.takes_callers_key);
        let callers = options.provider_key.as_ref().and_then(|_| for_callers_key(&routes, &takes));
        let callers_key = options.provider_key.clone().filter(|_| callers.is_some());
        let has_key = |route: &routing::Candidate| {
            served(&route.provider)
                .is_some_and(|candidate| !candidate.served.needs_key || candidate.served.has_key())
        };
        let usable = callers.unwrap_or_else(|| routes.into_iter().filter(has_key).collect());
        if usable.is_empty() {
            return Err(Refusal::NoProviderKey { provider: candidates[0].served.id.to_string() });
        }
        let now = self.clock.monotonic();
        let pools = candidates.iter().map(|at| (Arc::clone(&at.served.id), at.served.pool.clone())).collect();
        Ok((
            self.routing.with_pools(pools).journey(usable, callers_key.is_some(), now, self.random()),
            callers_key,
        ))
    }

    /// Asks one candidate, once.
    async fn ask(
        &self,
        candidate: &Candidate,
        question: Question,
        key: KeyChoice,
        outgoing: &mut Outgoing<'_>,
    ) -> Result<Asked, Refusal> {
        let Question { route, body, stream, ends, reading } = question;
        let call_id = outgoing.call_id;
        let answer = async {
            let provider = match &candidate.served.target {
                Target::Echo => return echo::answer_bytes(&body, self.echo_call(call_id)),
                Target::Remote(provider) => Arc::clone(provider),
            };
            let is_own = matches!(reading, Reading::Own);
            let headers = if is_own { outgoing.options.passed_on.clone() } else { Vec::new() };
            let unix_seconds = self.clock.unix_ms() / 1_000;
            let upstream = self.upstreams.to(&provider.id);
            let request =
                UpstreamRequest { call_id, provider, route, headers, body, stream, ends, unix_seconds, key };
            upstream.send(request).await
        };
        // From here on the request may arrive at the provider even if nobody waits for the answer.
        let before = std::mem::replace(outgoing.exchange, Exchange::Sent);
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            answer = answer => Ok(match answer {
                Ok(answer) => {
                    *outgoing.exchange = Exchange::Begun;
                    Asked::Answered(answer)
                }
                Err(error) => {
                    *outgoing.exchange = reached(&error).max(before);
                    Asked::Failed(error)
                }
            }),
            () = outgoing.caller_waits.closed() => Ok(Asked::CallerGone),
            _ = stop.wait_for(|stop| *stop) => Err(Refusal::Internal),
        }
    }

    /// Waits before the next attempt; `false` when the caller leaves meanwhile.
    async fn waits(&self, wait: Duration, outgoing: &mut Outgoing<'_>) -> bool {
        if wait.is_zero() {
            return true;
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => true,
            () = outgoing.caller_waits.closed() => false,
        }
    }

    fn random(&self) -> u64 {
        let mut bytes = [0; 8];
        self.entropy.fill(&mut bytes);
        u64::from_le_bytes(bytes)
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

impl Outgoing<'_> {
    /// Keeps what became of an attempt.
    fn note(&mut self, candidate: &Candidate, asked: &Asked, took: Duration) {
        let (outcome, status) = match asked {
            Asked::Answered(_) => (Attempt::ANSWERED, Some(200)),
            Asked::Failed(error) => (error.kind.name(), error.kind.status()),
            Asked::CallerGone => ("caller_gone", None),
        };
        self.attempts.push(Attempt {
            provider: candidate.served.id.to_string(),
            model: candidate.model.clone(),
            outcome: outcome.to_owned(),
            status,
            latency_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        });
    }
}

/// The key that an attempt is made with.
fn key_choice(callers: Option<&Secret>, attempt: &routing::Attempt) -> KeyChoice {
    match callers {
        Some(key) => KeyChoice::Callers(key.clone()),
        None => KeyChoice::Own(attempt.key.as_ref().map_or(0, KeyLease::place)),
    }
}

fn reached(error: &UpstreamError) -> Exchange {
    match (error.began, error.sent) {
        (true, _) => Exchange::Begun,
        (false, true) => Exchange::Sent,
        (false, false) => Exchange::Unsent,
    }
}

fn stuck_refusal(stuck: Stuck) -> Refusal {
    match stuck {
        Stuck::CircuitOpen | Stuck::Nobody => Refusal::CircuitOpen,
        Stuck::Capacity { .. } => {
            Refusal::ProviderCapacity { retry_after_seconds: stuck.retry_after_seconds() }
        }
    }
}

/// The answer to a question for the number of tokens, when nobody who is asked answers such questions.
fn counted_here(outgoing: &Outgoing<'_>) -> Option<Answered> {
    let candidate = &outgoing.parsed.chosen;
    let is_count = outgoing.parsed.request.format() == ClientFormat::CountTokens;
    if !is_count || speech::counts_tokens(&candidate.served) {
        return None;
    }
    let body = format!(r#"{{"input_tokens":{}}}"#, outgoing.input_tokens);
    let (candidate, answer) = (candidate.clone(), Answer::Whole(Bytes::from(body)));
    Some(Answered { candidate, answer, reading: Reading::Own, lease: None })
}

/// Writes the question; that of a large request off the async threads.
async fn written(parsed: &mut Parsed, candidate: &Candidate) -> Result<Question, Refusal> {
    let echo = parsed.echo.clone();
    if parsed.body_bytes <= offload::INLINE_BYTES {
        return question::write(&mut parsed.request, candidate, echo);
    }
    let (mut request, candidate) = (parsed.request.clone(), candidate.clone());
    offload::sized(parsed.body_bytes, move || question::write(&mut request, &candidate, echo)).await
}

//! Provider: the call goes out, and the beginning of the answer comes back.

use bytes::Bytes;
use tokio::sync::{oneshot, watch};

use crate::call::CallOptions;
use crate::handoff::{Parsed, Reserved};
use crate::id::CallId;
use crate::offload;
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::upstream::{Answer, Fault, Upstream, UpstreamError, UpstreamRequest};

/// Asks providers.
pub(crate) struct Provide {
    pub(crate) upstream: Upstream,
    /// Turns true when calls in flight must end.
    pub(crate) stop: watch::Receiver<bool>,
}

/// What came of asking a provider.
pub(crate) enum Provided {
    /// It answers.
    Answer(Answer),
    /// The caller left before it did; the exchange was cut off.
    CallerGone,
}

impl Provide {
    /// Sends the call to its provider, once. `sent` turns true as soon as the request may have arrived there.
    ///
    /// Refuses with [`Refusal::NoProviderKey`], [`Refusal::ProviderTimeout`] or [`Refusal::ProviderError`].
    pub(crate) async fn run(
        &self,
        call_id: CallId,
        parsed: Parsed,
        reserved: &Reserved,
        options: &CallOptions,
        caller_waits: &mut oneshot::Sender<Outcome>,
        sent: &mut bool,
    ) -> Result<Provided, Refusal> {
        if caller_waits.is_closed() {
            return Ok(Provided::CallerGone);
        }
        let (provider, stream) = (std::sync::Arc::clone(&parsed.provider), parsed.request.stream());
        let key = options.provider_key.clone().filter(|_| provider.accepts_callers_key);
        if key.is_none() && provider.key.is_none() && provider.needs_key {
            return Err(Refusal::NoProviderKey { provider: provider.id.to_string() });
        }
        let request = UpstreamRequest {
            call_id,
            provider,
            route: "chat/completions",
            body: body(parsed, reserved.limit_to_send).await,
            stream,
            key,
        };
        // From here on the request may arrive at the provider even if nobody waits for the answer.
        *sent = true;
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            answer = self.upstream.send(request) => match answer {
                Ok(answer) => Ok(Provided::Answer(answer)),
                Err(error) => {
                    *sent = error.sent;
                    Err(refuse(error))
                }
            },
            () = caller_waits.closed() => Ok(Provided::CallerGone),
            _ = stop.wait_for(|stop| *stop) => Err(Refusal::Internal),
        }
    }
}

/// The body as the provider gets it: written anew from what was parsed, never the bytes that came in.
async fn body(mut parsed: Parsed, limit: Option<u64>) -> Bytes {
    offload::sized(parsed.body_bytes, move || {
        let request = &mut parsed.request;
        if parsed.model != parsed.requested_model {
            request.set_model(&parsed.model);
        }
        if let Some(tokens) = limit {
            request.set_max_output(tokens);
        }
        if request.stream() {
            request.request_usage();
        }
        request.write()
    })
    .await
}

/// What a caller may know of a failed exchange. The same text stands for every way in which a provider could not be
/// reached, so that nobody can look around in the network by trying addresses.
pub(crate) fn refuse(error: UpstreamError) -> Refusal {
    let unreachable = |message: &str| Refusal::ProviderError {
        upstream_status: None,
        message: message.to_owned(),
        retry_after_seconds: None,
    };
    match error.fault {
        Fault::Connect | Fault::Blocked | Fault::Tls => unreachable("The provider could not be reached."),
        Fault::Timeout(_) => Refusal::ProviderTimeout,
        Fault::Garbage | Fault::TooLarge => unreachable("The provider answered with something that is no answer."),
        Fault::Reset | Fault::Incomplete => unreachable("The provider broke off its answer."),
        Fault::Status { status, retry_after_seconds, message } => Refusal::ProviderError {
            upstream_status: Some(status),
            message: match message {
                Some(message) => format!("The provider answered with status {status}: {message}"),
                None => format!("The provider answered with status {status}."),
            },
            retry_after_seconds,
        },
    }
}

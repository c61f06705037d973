//! Upstream: the only way out of the process to a provider, and what comes back.
//!
//! [`Upstream::send`] makes one attempt at one provider: no redirects, every time limited, every size capped, every
//! address checked before it is connected to, and dropping the future or the answer ends the exchange at once.

mod answer;
pub mod aws;
pub mod azure;
mod body;
mod client;
mod credential;
pub mod echo;
mod egress;
mod error;
mod events;
mod frames;
pub(crate) mod percent;
mod provider;
pub mod sse;
mod watchdog;

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

pub use client::{Timeouts, UpstreamSettings};
pub use egress::{AllowList, BadBaseUrl, BadRoots, BadTarget, BaseUrl, Blocked, Resolver, may_name, verdict};
pub use error::{Blame, Fault, Phase, UpstreamError};
pub use events::EventStream;
pub use provider::{KeyChoice, Provider, ProviderKind, StreamEnd, UpstreamRequest};
pub use sse::SseEvent;

use body::Body;
use client::{Client, Exchange};
use frames::Frames;

/// What a provider answered.
pub enum Answer {
    /// One document, not parsed; also when a stream was asked for and the provider does not stream.
    Whole(Bytes),
    /// Server-sent events, of which the first has arrived. Dropping it ends the exchange with the provider.
    Stream(Box<EventStream>),
}

/// Without the document, which is somebody's conversation.
impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(body) => write!(out, "Whole({} bytes)", body.len()),
            Self::Stream(_) => out.write_str("Stream(..)"),
        }
    }
}

/// Sends requests to providers. Cloning is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct Upstream {
    client: Client,
}

impl Upstream {
    /// Opens nothing yet; fails only when extra root certificates cannot be read.
    pub fn new(settings: UpstreamSettings) -> Result<Self, BadRoots> {
        Ok(Self { client: Client::new(settings)? })
    }

    /// Makes one attempt at the provider the request names.
    ///
    /// With a stream it resolves when the first whole event has arrived, so that until then another provider can
    /// be tried. Dropping the future closes the connection (HTTP/1.1) or resets the stream (HTTP/2).
    pub async fn send(&self, request: UpstreamRequest) -> Result<Answer, UpstreamError> {
        let Exchange { head, body } = self.client.exchange(&request).await?;
        if !head.status.is_success() {
            let body = is_unencoded(&head.headers).then_some(body);
            return Err(UpstreamError::sent(answer::refused(&head, body, request.effective_key()).await));
        }
        let answer = Self::answer(&request, &head.headers, body).await;
        answer.map_err(UpstreamError::begun)
    }

    async fn answer(
        request: &UpstreamRequest,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Answer, UpstreamError> {
        // Nothing but identity was offered: an encoded answer is not decoded, so it cannot blow up.
        if !is_unencoded(headers) {
            return Err(UpstreamError::sent(Fault::Garbage));
        }
        match (request.stream, Content::of(headers)) {
            (true, content @ (Content::Events | Content::Unnamed | Content::AwsEvents)) => {
                let is_aws = matches!(content, Content::AwsEvents);
                let frames = if is_aws { Frames::aws() } else { Frames::sse() };
                let stream = EventStream::open(body, frames, request.ends).await;
                stream.map(|stream| Answer::Stream(Box::new(stream)))
            }
            (_, Content::Json) | (false, Content::Unnamed) => {
                answer::whole(body).await.map(Answer::Whole).map_err(UpstreamError::sent)
            }
            (false, Content::Events | Content::AwsEvents) | (_, Content::Other) => {
                Err(UpstreamError::sent(Fault::Garbage))
            }
        }
    }
}

/// The media type of AWS's binary messages.
const AWS_EVENTS: &str = "application/vnd.amazon.eventstream";

/// What an answer says it is.
enum Content {
    Json,
    Events,
    /// AWS's binary messages.
    AwsEvents,
    Unnamed,
    Other,
}

impl Content {
    fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(CONTENT_TYPE) else {
            return Self::Unnamed;
        };
        let media_type = value.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim();
        if media_type.eq_ignore_ascii_case("text/event-stream") {
            Self::Events
        } else if media_type.eq_ignore_ascii_case(AWS_EVENTS) {
            Self::AwsEvents
        } else if media_type.eq_ignore_ascii_case("application/json") || media_type.ends_with("+json") {
            Self::Json
        } else {
            Self::Other
        }
    }
}

fn is_unencoded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

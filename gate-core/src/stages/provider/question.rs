//! Question: what one provider is asked, in its own format, and how its answer is to be read.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;

use super::speech::{self, Speech};
use super::target;
use crate::format::translate::{self, Dropped, ResponsesEcho, Wire, embeddings};
use crate::format::{ClientFormat, FormatFault, Request};
use crate::handoff::{Candidate, Reading};
use crate::refusal::Refusal;
use crate::upstream::StreamEnd;

/// A question as it goes out.
pub(super) struct Question {
    /// The route below the provider's version segment, its query included.
    pub(super) route: Cow<'static, str>,
    /// The body.
    pub(super) body: Bytes,
    /// Whether the answer is to come as a stream.
    pub(super) stream: bool,
    /// How a stream ends.
    pub(super) ends: StreamEnd,
    /// How the answer becomes the caller's.
    pub(super) reading: Reading,
}

/// Writes the question for one candidate. A provider of the caller's own format gets what was parsed, written anew and
/// never the bytes that came in; others get it translated.
///
/// Refuses with [`Refusal::Malformed`] what the provider's format cannot express.
pub(super) fn write(
    request: &mut Request,
    candidate: &Candidate,
    echo: Option<Arc<ResponsesEcho>>,
) -> Result<Question, Refusal> {
    let (format, stream) = (request.format(), request.is_stream());
    let speech =
        speech::of(&candidate.served, format).ok_or_else(|| unspoken(format, &candidate.served.id))?;
    let (body, reading) = match speech {
        Speech::Own => {
            request.set_model(&candidate.model);
            if stream {
                request.request_usage();
            }
            (request.write(), Reading::Own)
        }
        Speech::Wire(wire) => {
            let (to, body, dropped) = translated(request, candidate, wire)?;
            (body, Reading::Translated { from: wire, to, dropped, echo })
        }
        Speech::Embeddings => {
            request.set_model(&candidate.model);
            let embedding = embeddings::request(request.document()).map_err(malformed)?;
            let dropped = names(&embedding.dropped);
            (Bytes::from(embedding.body), Reading::Embeddings { reply: embedding.reply, dropped })
        }
    };
    let ends = speech::stream_end(speech.wire(format));
    let route = speech::route(&candidate.served, speech, format, &candidate.model, stream);
    Ok(Question { route, body, stream, ends, reading })
}

/// The body in the provider's format, the caller's format, and what the provider is not told.
fn translated(
    request: &Request,
    candidate: &Candidate,
    wire: Wire,
) -> Result<(Wire, Bytes, Vec<String>), Refusal> {
    let from = request.format().wire().ok_or_else(|| unspoken(request.format(), &candidate.served.id))?;
    let (mut conversation, mut dropped) =
        translate::read_request(request.document(), from).map_err(malformed)?;
    candidate.model.clone_into(&mut conversation.model);
    conversation.is_stream = request.is_stream();
    conversation.includes_usage = true;
    let target = target::of(candidate, wire);
    let body = translate::write_request(&conversation, &target, &mut dropped).map_err(malformed)?;
    Ok((from, Bytes::from(body), names(&dropped)))
}

fn names(dropped: &Dropped) -> Vec<String> {
    dropped.names().iter().map(ToString::to_string).collect()
}

fn malformed(FormatFault { message, param }: FormatFault) -> Refusal {
    Refusal::Malformed { message, param }
}

fn unspoken(format: ClientFormat, provider: &str) -> Refusal {
    let what = match format {
        ClientFormat::Embeddings => "embeddings",
        ClientFormat::CountTokens => "counts of tokens",
        ClientFormat::ChatCompletions
        | ClientFormat::Messages
        | ClientFormat::Responses
        | ClientFormat::GenerateContent => "this format",
    };
    Refusal::malformed_field(format!("Provider `{provider}` has no {what}."), "model")
}

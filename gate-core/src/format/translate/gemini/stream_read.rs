//! Stream read: the frames of an answer, each an answer of its own.

use bytes::Bytes;

use super::failure::read_error;
use super::names::{camel, get, text_of};
use super::said::Said;
use super::{figures, words};
use crate::format::FormatFault;
use crate::format::model::{Delta, Stop};
use crate::format::translate::Dropped;
use crate::format::translate::stream::{ReadStream, StreamFault, parse};
use crate::format::translate::value::{Value, Within, inexpressible};
use crate::usage::TokenUsage;

/// Reads the frames of one answer. The one that tells why it ended is the last, whether the figures stand in it or
/// came before; what follows may say nothing more.
#[derive(Debug, Default)]
pub(in crate::format::translate) struct StreamReader {
    /// What was said so far, once the answer has begun.
    said: Option<Said>,
    usage: Option<TokenUsage>,
    is_complete: bool,
}

impl ReadStream for StreamReader {
    fn read(&mut self, data: &Bytes, out: &mut Vec<Delta>) -> Result<(), StreamFault> {
        let document = parse(data)?;
        let root = Value::root(&document).object("frame")?;
        if let Some(error) = root.get("error") {
            return Err(StreamFault::Failed(read_error(Some(error), 500)));
        }
        Ok(self.frame(root, &mut Dropped::default(), out)?)
    }
}

impl StreamReader {
    /// Whether the reason of the end has come.
    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Takes the next frame.
    pub(super) fn frame(
        &mut self,
        root: Value<'_>,
        dropped: &mut Dropped,
        out: &mut Vec<Delta>,
    ) -> Result<(), FormatFault> {
        if let Some(usage) = get(root, "usageMetadata") {
            self.usage = figures::read(usage).or(self.usage);
        }
        let mut said = self.said.take().unwrap_or_else(|| begin(root, out));
        let reason = match the_candidate(root)? {
            Some(candidate) => {
                read_candidate(candidate, &mut said, dropped, out).within(|| "candidates[0]".to_owned())?
            }
            None => is_blocked(root).then_some(Stop::Refusal),
        };
        if let Some(stop) = reason.filter(|_| !self.is_complete) {
            said.close(out);
            out.extend(self.usage.map(Delta::Usage));
            out.extend([Delta::Stop(stop), Delta::End]);
            self.is_complete = true;
        }
        self.said = Some(said);
        Ok(())
    }
}

fn begin(root: Value<'_>, out: &mut Vec<Delta>) -> Said {
    let id = text_of(root, "responseId").unwrap_or_default().to_owned();
    let created = text_of(root, "createTime").and_then(|time| time.parse::<jiff::Timestamp>().ok());
    let said = Said::new(if id.is_empty() { "call".to_owned() } else { format!("call_{id}") });
    out.push(Delta::Begin {
        id,
        model: text_of(root, "modelVersion").unwrap_or_default().to_owned(),
        created: created.and_then(|time| u64::try_from(time.as_second()).ok()),
        tier: None,
    });
    said
}

/// The one candidate; `None` when there is none.
fn the_candidate(root: Value<'_>) -> Result<Option<Value<'_>>, FormatFault> {
    let Some(candidates) = root.get("candidates") else {
        return Ok(None);
    };
    let mut candidates = candidates.array("candidates")?;
    let first = candidates.next().map(|(_, candidate)| candidate.object("candidates[0]")).transpose()?;
    let is_other =
        first.and_then(|candidate| candidate.get("index")).is_some_and(|index| index.figure() != Some(0));
    if candidates.next().is_some() || is_other {
        return Err(inexpressible("candidates", "it gives several answers where one was asked for"));
    }
    Ok(first)
}

/// Whether the prompt was not let through to the model.
fn is_blocked(root: Value<'_>) -> bool {
    get(root, "promptFeedback").is_some_and(|feedback| get(feedback, "blockReason").is_some())
}

fn read_candidate(
    candidate: Value<'_>,
    said: &mut Said,
    dropped: &mut Dropped,
    out: &mut Vec<Delta>,
) -> Result<Option<Stop>, FormatFault> {
    let mut reason = None;
    for (key, value) in candidate.members() {
        match camel(key).as_ref() {
            "content" => {
                let parts = value.object("content")?.get("parts");
                for (index, part) in
                    parts.map(|parts| parts.array("parts")).transpose()?.into_iter().flatten()
                {
                    said.part(part, dropped, out).within(|| format!("content.parts[{index}]"))?;
                }
            }
            "finishReason" => reason = Some(value.string("finishReason")?),
            "index" | "tokenCount" | "finishMessage" => {}
            name => dropped.add_unknown("candidates[]", name),
        }
    }
    reason.map(|reason| words::read_stop(reason, said.has_calls())).transpose()
}

//! Answer: a whole chat completion, read.

use super::turns::{read_arguments, read_call};
use super::words::{self, Holds};
use super::{extra, parts, reasoning};
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Answer, Content, Stop};
use crate::format::openai::usage;
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, inexpressible, missing};

/// Reads an answer.
pub(in crate::format::translate) fn read_answer(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Answer, FormatFault> {
    let root = Value::root(document).object("body")?;
    let choice = the_choice(root)?.ok_or_else(|| missing("choices"))?;
    let message = choice.get("message").ok_or_else(|| missing("choices[0].message"))?;
    let reason = choice.get("finish_reason").ok_or_else(|| missing("choices[0].finish_reason"))?;
    let reason = reason.string("choices[0].finish_reason")?;
    let is_cut = matches!(words::read_stop(reason, Holds::default()), Ok(Stop::Length));
    let blocks = read_message(message.object("choices[0].message")?, is_cut, dropped)
        .within(|| "choices[0].message".to_owned())?;
    if choice.get("logprobs").is_some() {
        dropped.add("logprobs");
    }
    let holds = Holds {
        calls: blocks.iter().any(|block| matches!(block, Content::ToolCall(_))),
        refusal: blocks.iter().any(|block| matches!(block, Content::Refusal(_))),
    };
    let figures = root.get("usage").map(Value::node);
    Ok(Answer {
        id: root.text_of("id").unwrap_or_default().to_owned(),
        model: root.text_of("model").unwrap_or_default().to_owned(),
        created: root.get("created").and_then(Value::figure),
        blocks,
        stop: words::read_stop(reason, holds)?,
        usage: figures.and_then(|(document, node)| usage::read(document, node)),
        tier: root.text_of("service_tier").and_then(words::read_tier),
    })
}

/// The one choice of an answer or chunk; `None` when it has none.
pub(super) fn the_choice(root: Value<'_>) -> Result<Option<Value<'_>>, FormatFault> {
    let mut choices = root.get("choices").ok_or_else(|| missing("choices"))?.array("choices")?;
    let first = choices.next().map(|(_, choice)| choice.object("choices[0]")).transpose()?;
    let is_other =
        first.and_then(|choice| choice.get("index")).is_some_and(|index| index.figure() != Some(0));
    if choices.next().is_some() || is_other {
        return Err(inexpressible("choices", "it gives several answers where one was asked for"));
    }
    Ok(first)
}

fn read_message(
    message: Value<'_>,
    is_cut: bool,
    dropped: &mut Dropped,
) -> Result<Vec<Content>, FormatFault> {
    refuse_old(message)?;
    if message
        .get("annotations")
        .is_some_and(|notes| notes.array("annotations").is_ok_and(|mut n| n.next().is_some()))
    {
        dropped.add("annotations");
    }
    let mut blocks = reasoning::read(message, dropped)?;
    blocks
        .extend(parts::read_content(message.get("content"), dropped)?.into_iter().map(|block| block.content));
    if let Some(refusal) = message.get("refusal") {
        blocks.push(Content::Refusal(refusal.owned("refusal")?));
    }
    let Some(calls) = message.get("tool_calls") else {
        return Ok(blocks);
    };
    for (index, call) in calls.array("tool_calls")? {
        let arguments = call.get("function").and_then(|function| function.text_of("arguments"));
        match read_call(call) {
            Ok(read) => {
                blocks.extend(extra::read(call).map(|proof| Content::Proof(proof.to_owned())));
                blocks.push(Content::ToolCall(read));
            }
            // The limit of tokens came in the midst of the arguments; the end of the answer says so.
            Err(_) if is_cut && arguments.is_some_and(|text| read_arguments(text).is_err()) => {
                dropped.add("tool_calls");
            }
            Err(fault) => return Err(fault).within(|| format!("tool_calls[{index}]")),
        }
    }
    Ok(blocks)
}

/// Refuses what would be lost without a word.
pub(super) fn refuse_old(message: Value<'_>) -> Result<(), FormatFault> {
    match ["function_call", "audio"].into_iter().find(|name| message.get(name).is_some()) {
        Some(name) => Err(inexpressible(name, "the caller's format has no place for it")),
        None => Ok(()),
    }
}

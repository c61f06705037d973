//! Answer: a whole response, read.

use super::{figures, items};
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Answer, Content, Role, Stop};
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};
use crate::format::translate::{Dropped, chat};

/// Reads an answer.
pub(in crate::format::translate) fn read_answer(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Answer, FormatFault> {
    let root = Value::root(document).object("body")?;
    let is_cut = matches!(read_stop(root, Holds::default()), Ok(Stop::Length));
    let mut blocks = Vec::new();
    for (index, item) in root.get("output").ok_or_else(|| missing("output"))?.array("output")? {
        let said = read_said(item, is_cut, dropped).within(|| format!("output[{index}]"))?;
        blocks.extend(said);
    }
    let holds = Holds {
        calls: blocks.iter().any(|block| matches!(block, Content::ToolCall(_))),
        refusal: blocks.iter().any(|block| matches!(block, Content::Refusal(_))),
    };
    Ok(Answer {
        id: root.text_of("id").unwrap_or_default().to_owned(),
        model: root.text_of("model").unwrap_or_default().to_owned(),
        created: created(root),
        blocks,
        stop: read_stop(root, holds)?,
        usage: root.get("usage").and_then(figures::read),
        tier: root.text_of("service_tier").and_then(chat::read_tier),
    })
}

/// Reads an item of what the model gave back. A call that the limit of tokens has cut off is left out.
fn read_said(item: Value<'_>, is_cut: bool, dropped: &mut Dropped) -> Result<Vec<Content>, FormatFault> {
    let is_call = items::kind_of(item)? == "function_call";
    if is_call && is_cut && items::read_call(item).is_err() && items::read_id(item).is_ok() {
        dropped.add("output[].arguments");
        return Ok(Vec::new());
    }
    match items::read_item(item, "output[]", dropped)? {
        (Role::Assistant, blocks) => Ok(blocks.into_iter().map(|block| block.content).collect()),
        _ => Err(must_be("role", "the model's, who gave the answer")),
    }
}

/// When the answer was made. Some makers tell parts of a second.
pub(super) fn created(response: Value<'_>) -> Option<u64> {
    let created = response.get("created_at")?;
    let (document, node) = created.node();
    let whole = |spelled: &str| spelled.split('.').next()?.parse().ok();
    created.figure().or_else(|| document.as_number(node).and_then(whole))
}

/// What an answer holds that its end depends on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holds {
    pub(super) calls: bool,
    pub(super) refusal: bool,
}

/// Reads why an answer ended.
pub(super) fn read_stop(response: Value<'_>, holds: Holds) -> Result<Stop, FormatFault> {
    let details = response.get("incomplete_details");
    match (response.required("status")?, details.and_then(|details| details.text_of("reason"))) {
        ("completed", _) if holds.calls => Ok(Stop::ToolUse),
        ("completed", _) if holds.refusal => Ok(Stop::Refusal),
        ("completed", _) => Ok(Stop::End),
        ("incomplete", Some("max_output_tokens")) => Ok(Stop::Length),
        ("incomplete", Some("content_filter")) => Ok(Stop::Refusal),
        ("incomplete", _) => Err(FormatFault::of(
            "incomplete_details.reason",
            "The provider's answer ended for a reason that is not known.",
        )),
        ("failed" | "cancelled", _) => Err(FormatFault::of("status", "The provider's answer failed.")),
        _ => Err(inexpressible("status", "the answer is not complete")),
    }
}
